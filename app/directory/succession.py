"""The holder of a post has changed: one step for the day of leaving and the successor, or for a vacancy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.access.actor import Actor
from app.clock import today
from app.directory.entries import load
from app.directory.parts import Record, record_of
from app.directory.proposals import revise_entry
from app.errors import FieldError, Invalid


@dataclass(frozen=True)
class Handover:
    """Who leaves when, and who follows: `successor` is a name, empty while the post is vacant."""

    leaves_on: date
    successor: str = ""
    language: str | None = None
    publish_name: bool = False


def change_holder(session: Session, entry_id: str, expected: int | None, handover: Handover, *, by: Actor) -> Record | None:
    """The holder leaves on a day; a successor begins on that day, or the post is vacant after it. The post's page stays.

    Returns the proposal where the author needs a second person, else none. The former holder is kept in the history only.
    Raises as `revise_entry`, and `Invalid` naming `leaves_on` or `successor`.
    """
    patch = _succeeded(handover) if handover.successor else _left(session, entry_id, handover)
    proposal = revise_entry(session, entry_id, {"holder": patch} if patch else {}, expected, why="The holder has changed", by=by)
    if patch is None:  # said after the change itself has said whether this person may
        reason = "nobody is named as the holder, so nobody leaves: name the successor"
        raise Invalid("Nothing was changed.", errors=(FieldError("successor", reason),))
    return proposal


def _left(session: Session, entry_id: str, handover: Handover) -> Record | None:
    named = record_of(session, load(session, entry_id))["holder"] is not None
    return {"until": handover.leaves_on.isoformat()} if named else None


def _succeeded(handover: Handover) -> Record:
    """A whole new holder: nothing of the former one's dates, absence or substitute stays."""
    if handover.leaves_on > today():
        reason = "until that day only the leaving is noted; name the successor from that day on"
        raise Invalid("Nothing was changed.", errors=(FieldError("successor", reason),))
    return {
        "names": [{"text": handover.successor, "language": handover.language}],
        "since": handover.leaves_on.isoformat(),
        "until": None,
        "publish_name": handover.publish_name,
        "absent_from": None,
        "absent_until": None,
        "substitute": None,
    }
