"""Publishing, hiding and withdrawing an entry: each on a page that says what will happen before it does."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.db import Session, reading, writing
from app.directory.entries import suspend_entry, withdraw_entry
from app.directory.find import cards_in_order
from app.directory.proposals import revise_entry
from app.errors import Conflict, FieldError, Invalid, NotFound, Refusal, Stale
from app.web.deps import By, DatabaseIn, Form, Reading, field, version_in
from app.web.entry_form.options import states_reading
from app.web.keeping import go_on, kept_entry
from app.web.render import render

router = APIRouter()

POSSIBLE = {
    "publish": ("draft", "suspended"),
    "hide": ("published", "not_confirmed"),
    "withdraw": ("draft", "published", "not_confirmed", "suspended"),
}
"""The statuses in which each act can be done."""


@router.get("/entries/{entry_id}/publish")
@router.get("/entries/{entry_id}/hide")
@router.get("/entries/{entry_id}/withdraw")
def ask(request: Request, entry_id: str, session: Reading, by: By) -> Response:
    """What the act will do, and the button that does it."""
    return _page(request, session, entry_id, _act(request), by=by)


@router.post("/entries/{entry_id}/publish")
@router.post("/entries/{entry_id}/hide")
@router.post("/entries/{entry_id}/withdraw")
def do(request: Request, entry_id: str, database: DatabaseIn, by: By, form: Form) -> Response:
    """Do it. Publishing becomes a proposal; hiding and withdrawing hold at once."""
    act = _act(request)
    version, why = version_in(form), field(form, "why") or None
    try:
        with writing(database) as session:
            if act == "hide":
                suspend_entry(session, entry_id, version, why=why, by=by)
            elif act == "withdraw":
                withdraw_entry(session, entry_id, version, why=why, by=by)
            else:
                proposal = revise_entry(session, entry_id, {"status": "published"}, version, why=why, by=by)
    except (Invalid, Conflict, Stale) as refusal:
        with reading(database) as session:
            return _page(request, session, entry_id, act, refusal=refusal, why=field(form, "why"), by=by)
    if act == "publish" and proposal is not None:
        return go_on(f"/proposals/{proposal['id']}?done=proposed")
    if by.role == "administrator":
        return go_on("/lookup")  # keeps no entries
    return go_on(f"/my-entries?done={'hidden' if act == 'hide' else 'withdrawn'}&entry={entry_id}")


def _act(request: Request) -> str:
    """The act that the address names."""
    return request.url.path.rpartition("/")[2]


def _page(
    request: Request, session: Session, entry_id: str, act: str, *, refusal: Refusal | None = None, why: str = "", by: Actor
) -> Response:
    card = _card(session, entry_id, act, by)
    errors: tuple[FieldError, ...] = refusal.errors if refusal else ()
    return render(
        request,
        "standing/page.html",
        status=refusal.status if refusal else 200,
        card=card,
        act=act,
        possible=card["status"] in POSSIBLE[act],
        readers=states_reading(session, card.get("audience")),
        errors=errors,
        detail=refusal.detail if refusal else None,
        why=why,
    )


def _card(session: Session, entry_id: str, act: str, by: Actor) -> dict[str, Any]:
    """The entry that the act is about. An administrator hides what it finds in lists, and sees no channel of it."""
    if act != "hide" or by.role != "administrator":
        return kept_entry(session, entry_id, by=by, recorded=False)
    require(by, Permission.ENTRY_HIDE)
    found = cards_in_order(session, [entry_id], reader=by)
    if not found:
        raise NotFound(entry=entry_id)
    return found[0]
