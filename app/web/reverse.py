"""Whether a number or mailbox is registered: a question that is posted, so that it stands in no address and no history."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.policy import require
from app.access.roles import Permission
from app.directory.registered import Registered, check_number
from app.errors import FieldError, Invalid
from app.web.deps import By, Form, Writing, field
from app.web.render import render

router = APIRouter()


@router.get("/reverse")
def ask(request: Request, by: By) -> Response:
    """The form."""
    require(by, Permission.REVERSE_LOOK_UP)
    return render(request, "reverse/page.html", value="", errors=(), found=None)


@router.post("/reverse")
def answer(request: Request, session: Writing, by: By, form: Form) -> Response:
    """The form with its answer."""
    value = field(form, "value")
    errors: tuple[FieldError, ...] = ()
    found: Registered | None = None
    try:
        found = check_number(session, value, by=by)
    except Invalid as refusal:
        errors = refusal.errors
    return render(request, "reverse/page.html", status=422 if errors else 200, value=value, errors=errors, found=found)
