"""A short guide for each role: what one is here for, and the five or six things one does, each with the page where it is done."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.errors import NotFound
from app.web.deps import By
from app.web.render import render

router = APIRouter()

ROLES = ("officer", "focal_point", "coordinator", "administrator", "auditor", "recipient")
"""Roles that people have; the command line and a listed post need no guide."""


@router.get("/guide")
def guide(request: Request, by: By, role: str = "") -> Response:
    """The guide of one's own role, or of another one: nothing in it is for some eyes only."""
    chosen = role or by.role
    if chosen not in ROLES:
        raise NotFound("There is no guide for this role.")
    return render(request, "guide/page.html", compressed=True, role=chosen, roles=ROLES)
