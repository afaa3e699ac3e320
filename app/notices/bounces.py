"""Mail that came back, whoever says so: the letter and every channel with that mailbox are marked, once."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.audit.trail import record
from app.clock import now
from app.directory.bounced import note_bounced_channels
from app.directory.channel_values import canonical_value
from app.errors import FieldError, Invalid
from app.notices.memory import remember, untold
from app.outbox.returned import mark_returned, returned_letters
from app.outbox.smtp import one_line

OUTBOX = "outbox"
RETURNED = "returned"
LOOK_BACK = timedelta(days=60)


def note_bounce(session: Session, address: object, reason: object = None, *, letter: object = None, by: Actor) -> None:
    """Note that mail to this mailbox came back; said twice it counts once. Tells nobody whether the mailbox is registered.

    `letter` is the id of the letter that came back, where it is known. Raises `Denied`, and `Invalid` naming what cannot be read.
    """
    require(by, Permission.BOUNCE_REPORT)
    mailbox = _canonical(address)
    why = one_line(reason)[:300] if isinstance(reason, str) and reason.strip() else "no reason given"
    marked = isinstance(letter, str) and mark_returned(session, letter, mailbox, why)
    if marked:
        remember(session, OUTBOX, [(RETURNED, str(letter), "")])
    channels = note_bounced_channels(session, mailbox, why, by=by)
    if marked and not channels:
        record(session, "channel:bounced", by=by, payload={"letter": letter, "reason": why})


def note_returned(session: Session, *, by: Actor) -> int:
    """Mark the channels of letters that the mail server itself refused for good; returns how many channels. Raises `Denied`."""
    require(by, Permission.NOTICE_SEND)
    count = 0
    returned = {letter.id: letter for letter in returned_letters(session, now() - LOOK_BACK)}
    fresh = {letter_id for _, letter_id, _ in untold(session, OUTBOX, [(RETURNED, letter_id, "") for letter_id in returned])}
    for letter_id in sorted(fresh):
        letter = returned[letter_id]
        remember(session, OUTBOX, [(RETURNED, letter_id, "")])
        marked = note_bounced_channels(session, letter.to, letter.reason or "", by=by)
        if not marked:
            record(session, "channel:bounced", by=by, payload={"letter": letter_id, "reason": letter.reason})
        count += marked
    return count


def _canonical(address: object) -> str:
    try:
        canonical = canonical_value("email", address if isinstance(address, str) else "")
    except ValueError as wrong:
        raise Invalid("The bounce cannot be noted.", errors=(FieldError("address", str(wrong)),)) from None
    return canonical
