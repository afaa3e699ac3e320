"""Address books on the own telephone: setting one up, the password shown once, ending it."""

import re

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.clock import now
from app.db import Session, reading, settings_of, writing
from app.errors import Invalid, Refusal
from app.exchange.address_books import Choice, choice_of, end_book, own_books, set_up_book
from app.reference import regions, states
from app.web.deps import By, DatabaseIn, Form, Reading, Writing, field
from app.web.entry_form.fields import N_
from app.web.i18n import language_of
from app.web.keeping import go_on
from app.web.render import render

router = APIRouter(prefix="/address-books")

SEPARATORS = r"[,;\n،؛、，；]"
DONE = {"ended": N_("Ended. The telephone is refused from its next request on; delete the account on it.")}


@router.get("")
def listed(request: Request, session: Reading, by: By, done: str = "") -> Response:
    """The own address books, and the form for a new one."""
    return _page(request, session, by, done=done)


@router.post("")
def set_up(request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """Make a new one; its password is on this answer and nowhere else."""
    choice = Choice(
        label=field(form, "label"),
        states=_states(field(form, "states")),
        region=field(form, "region") or None,
        function=field(form, "function") or None,
        purpose=field(form, "purpose"),
    )
    try:
        with writing(database) as session:
            secret, key = set_up_book(session, choice, by=by)
    except Invalid as refusal:
        with reading(database) as session:
            return _page(request, session, by, choice=choice, refusal=refusal)
    base = database.settings.base_url.rstrip("/")
    return render(request, "address_books/made.html", secret=secret, key=key, address=f"{base}/dav/", user=by.email)


@router.post("/{prefix}/end")
def end(prefix: str, session: Writing, by: By) -> Response:
    """The telephone was lost, or the book is no longer needed."""
    end_book(session, prefix, by=by)
    return go_on("/address-books?done=ended")


def _states(typed: str) -> tuple[str, ...]:
    """Codes or names of States, as somebody writes them in a row; what is neither stays, so that the refusal can name it."""
    parts = [part.strip() for part in re.split(SEPARATORS, typed)]
    return tuple(found.code if (found := states.state_named(part)) else part for part in parts if part)


def _page(
    request: Request, session: Session, by: Actor, *, choice: Choice | None = None, refusal: Refusal | None = None, done: str = ""
) -> Response:
    language, settings = language_of(request), settings_of(session)
    return render(
        request,
        "address_books/page.html",
        status=refusal.status if refusal else 200,
        books=[(key, choice_of(key)) for key in own_books(session, reader=by)],
        typed=choice or Choice("", purpose="network_maintenance"),
        errors=refusal.errors if refusal else (),
        detail=refusal.detail if refusal else None,
        done=DONE.get(done),
        most=settings.address_book_cards,
        at=now(),
        is_fresh=by.has_fresh_factor(now()),
        all_regions=[(each.code, each.name(language)) for each in regions.regions() if each.code != "001"],
    )
