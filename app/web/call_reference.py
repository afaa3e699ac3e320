"""The person called can check the caller: digits for a call that one is about to make, and a page that checks them."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.db import writing
from app.directory.call_references import check_reference, give_reference
from app.errors import Invalid, TooMany
from app.web.deps import By, DatabaseIn, Form, Visitor, Writing, field
from app.web.render import render

router = APIRouter()


@router.get("/call-references")
def ask(request: Request, visitor: Visitor) -> Response:
    """Where digits are typed in; who has no account reads how to check a caller without them."""
    return render(request, "call_reference/page.html", signed_in=visitor is not None, checked=False, caller=None, refusal=None)


@router.post("/call-references")
def check(request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """Who gave the digits: State, authority and the published number, nothing more. Wrong ones are counted."""
    refusal: Invalid | TooMany | None = None
    caller = None
    try:
        with writing(database) as session:
            caller = check_reference(session, field(form, "digits"), by=by)
    except (Invalid, TooMany) as refused:
        refusal = refused
    status = refusal.status if refusal else 200
    checked = refusal is None
    return render(
        request, "call_reference/page.html", status=status, signed_in=True, checked=checked, caller=caller, refusal=refusal
    )


@router.post("/entries/{entry_id}/call-references")
def give(request: Request, entry_id: str, session: Writing, by: By) -> Response:
    """Digits to say on the telephone, for an entry that one has opened."""
    return render(request, "call_reference/given.html", reference=give_reference(session, entry_id, by=by))
