"""Hiding one channel at once, with the approved one to call instead."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.db import Session, reading, writing
from app.directory.redirections import hide_channel_of, instead_of
from app.errors import Conflict, Invalid, NotFound, Refusal, Stale
from app.web.deps import By, DatabaseIn, Form, Reading, field, version_in
from app.web.keeping import go_on, kept_entry
from app.web.render import render

router = APIRouter()


@router.get("/entries/{entry_id}/channels/{channel_id}/hide")
def ask(request: Request, entry_id: str, channel_id: str, session: Reading, by: By) -> Response:
    """What hiding does, and what could be called instead."""
    return _page(request, session, entry_id, channel_id, by=by)


@router.post("/entries/{entry_id}/channels/{channel_id}/hide")
def hide(request: Request, entry_id: str, channel_id: str, database: DatabaseIn, by: By, form: Form) -> Response:
    """Hide it."""
    entry, _, channel = field(form, "instead").partition("/")
    pointed = (entry, channel) if channel else None
    why = field(form, "why")
    try:
        with writing(database) as session:
            hide_channel_of(session, entry_id, channel_id, version_in(form), instead=pointed, why=why or None, by=by)
    except (Invalid, Conflict, Stale) as refusal:
        with reading(database) as session:
            chosen = field(form, "instead")
            return _page(request, session, entry_id, channel_id, refusal=refusal, why=why, chosen=chosen, by=by)
    return go_on(f"/my-entries?done=channel_hidden&entry={entry_id}")


def _page(
    request: Request,
    session: Session,
    entry_id: str,
    channel_id: str,
    *,
    refusal: Refusal | None = None,
    why: str = "",
    chosen: str = "",
    by: Actor,
) -> Response:
    require(by, Permission.ENTRY_HIDE)
    card = kept_entry(session, entry_id, by=by)
    channel = next((each for each in card["channels"] if each["id"] == channel_id), None)
    if channel is None:
        raise NotFound("The entry has no such channel (any more).", entry=entry_id)
    return render(
        request,
        "standing/channel.html",
        status=refusal.status if refusal else 200,
        card=card,
        channel=channel,
        others=instead_of(session, entry_id, channel_id, reader=by),
        errors=refusal.errors if refusal else (),
        detail=refusal.detail if refusal else None,
        why=why,
        chosen=chosen,
    )
