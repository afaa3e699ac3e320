"""Recalling a channel: which one, from when until when; then the list of those who had it and were told."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.clock import now
from app.db import Session, reading, writing
from app.directory.reading import whole_entry
from app.directory.recall import recall_channel, recall_of, recallable_channels
from app.errors import Invalid
from app.web.deps import By, DatabaseIn, Form, Reading, field
from app.web.keeping import PURPOSE, go_on
from app.web.render import render

router = APIRouter()

USUAL_WINDOW = timedelta(days=30)
LOCAL = "%Y-%m-%dT%H:%M"


@router.get("/entries/{entry_id}/recall")
def ask(request: Request, entry_id: str, session: Reading, by: By, channel: str = "") -> Response:
    """The form. Times are UTC, as everything on record is."""
    typed = {
        "channel": channel,
        "since": (now() - USUAL_WINDOW).strftime(LOCAL),
        "until": now().strftime(LOCAL),
        "reason": "",
    }
    return _page(request, session, entry_id, typed, by=by)


@router.post("/entries/{entry_id}/recall")
def recall(request: Request, entry_id: str, database: DatabaseIn, by: By, form: Form) -> Response:
    """Recall the channel and go on to the list of those who were told."""
    typed = {name: field(form, name) for name in ("channel", "since", "until", "reason")}
    asked = {**typed, "since": _utc(typed["since"]), "until": _utc(typed["until"])}
    try:
        with writing(database) as session:
            made = recall_channel(session, entry_id, asked, by=by)
    except Invalid as refusal:
        with reading(database) as session:
            return _page(request, session, entry_id, typed, refusal=refusal, by=by)
    return go_on(f"/entries/{entry_id}/recalls/{made['id']}")


@router.get("/entries/{entry_id}/recalls/{recall_id}")
def told(request: Request, entry_id: str, recall_id: str, session: Reading, by: By) -> Response:
    """A recall: who was given the channel, by State, authority and purpose."""
    found = recall_of(session, entry_id, recall_id, reader=by)
    channels = {each["id"]: each for each in recallable_channels(session, entry_id, reader=by)}
    card = whole_entry(session, entry_id, purpose=PURPOSE, case_ref="pending", reader=by).card
    return render(request, "recall/told.html", card=card, recall=found, channel=channels[found["channel"]])


def _page(
    request: Request, session: Session, entry_id: str, typed: dict[str, str], *, refusal: Invalid | None = None, by: Actor
) -> Response:
    channels = recallable_channels(session, entry_id, reader=by)
    card = whole_entry(session, entry_id, purpose=PURPOSE, case_ref="pending", reader=by).card
    return render(
        request,
        "recall/page.html",
        status=refusal.status if refusal else 200,
        card=card,
        channels=channels,
        typed=typed,
        errors=refusal.errors if refusal else (),
        detail=refusal.detail if refusal else None,
    )


def _utc(text: str) -> str:
    """What a date-and-time field sends, which has no offset, as an instant; anything else as it came."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()
