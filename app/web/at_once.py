"""An administrator hides an entry or a line, or narrows a marking, at once and by its id: it opens none of them."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.marking import MARKINGS, is_wider
from app.access.policy import require
from app.access.roles import Permission
from app.db import Session, reading, writing
from app.directory.entries import suspend_entry
from app.directory.find import EntryQuery, cards_in_order, note_listed
from app.directory.proposals import revise_entry
from app.directory.redirections import hide_channel_of
from app.errors import Conflict, FieldError, Invalid, NotFound, Refusal, Stale
from app.web.deps import By, DatabaseIn, Form, Reading, field, version_in
from app.web.keeping import go_on
from app.web.render import render

router = APIRouter(prefix="/at-once")

FIELDS = ("why", "channel", "marking")


@router.get("")
def ask(request: Request, session: Reading, by: By, entry: str = "", done: str = "") -> Response:
    """Which entry it is about, and what can be done with it."""
    return _page(request, session, entry.strip(), done=bool(done), by=by)


@router.post("/{entry_id}")
def do(request: Request, entry_id: str, database: DatabaseIn, by: By, form: Form) -> Response:
    """Do it: it holds from now on. Every one of these acts wants its reason."""
    act, version, typed = field(form, "act"), version_in(form), {name: field(form, name) for name in FIELDS}
    try:
        if not typed["why"]:
            raise Invalid("Nothing was done.", errors=(FieldError("why", "is needed"),))
        with writing(database) as session:
            if act == "line":
                hide_channel_of(session, entry_id, typed["channel"], version, why=typed["why"], by=by)
            elif act == "narrow":
                revise_entry(session, entry_id, {"marking": typed["marking"]}, version, why=typed["why"], by=by)
            else:
                suspend_entry(session, entry_id, version, why=typed["why"], by=by)
    except (Invalid, Conflict, Stale) as refusal:
        with reading(database) as session:
            return _page(request, session, entry_id, refusal=refusal, typed=typed, by=by)
    return go_on("/at-once?done=yes")


def _page(
    request: Request,
    session: Session,
    entry_id: str,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
    done: bool = False,
    by: Actor,
) -> Response:
    require(by, Permission.ENTRY_HIDE)
    card: dict[str, Any] | None = None
    if entry_id:
        found = cards_in_order(session, [entry_id], reader=by)
        if not found:
            raise NotFound(entry=entry_id)
        card = found[0]
        note_listed(session, EntryQuery(), [entry_id], reader=by)
    return render(
        request,
        "standing/at_once.html",
        status=refusal.status if refusal else 200,
        card=card,
        narrower=[(code, code) for code in MARKINGS if card and is_wider(card["marking"], code)],
        typed=dict.fromkeys(FIELDS, "") | (typed or {}),
        done=done,
        errors=refusal.errors if refusal else (),
        detail=refusal.detail if refusal else None,
    )
