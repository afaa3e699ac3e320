"""Who may do what: the policy's own table, read from where it is decided."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.policy import require
from app.access.roles import GRANTS, ROLES, Permission, grant
from app.web.deps import By
from app.web.render import render

router = APIRouter()


@router.get("/policy")
def policy(request: Request, by: By) -> Response:
    """A row a permission, a column a role; the reader's own column is marked."""
    require(by, Permission.POLICY_READ)
    rows = [(permission, [grant(role, permission) for role in GRANTS]) for permission in Permission]
    return render(request, "policy/page.html", compressed=True, roles=list(GRANTS), says=ROLES, rows=rows)
