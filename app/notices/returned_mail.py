"""Mail that came back, from a mailbox file: delivery status notifications (RFC 3464), believed only about our own letters."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.db import Database, writing
from app.errors import FieldError, Invalid
from app.notices.bounces import note_bounce
from app.outbox.returned import letter_to
from app.outbox.smtp import letter_in, one_line

MOST_BYTES = 50_000_000
MOST_MESSAGES = 20_000
MOST_PARTS = 50
MOST_RECIPIENTS = 100
HEADERS = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


@dataclass(frozen=True)
class TakenIn:
    """What a mailbox file held: `reports` of failed delivery, of those `ours`, and messages `passed_over`."""

    reports: int
    ours: int
    passed_over: int


@dataclass(frozen=True)
class _Report:
    """One mailbox that a letter could not be delivered to for good."""

    letter: str
    address: str
    reason: str


def take_in(database: Database, path: Path, *, by: Actor) -> TakenIn:
    """Note every letter of ours that the file says came back; read again, it changes nothing. The file stays as it is.

    A report is believed when it carries the Message-ID of a letter and names the mailbox that this letter went to: whoever
    can write to the bounce mailbox must not be able to dim any channel. Raises `Denied`, `Invalid` for a file that is none.
    """
    require(by, Permission.BOUNCE_REPORT)
    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        reason = f"must be a mailbox file of at most {MOST_BYTES:,} bytes"
        raise Invalid("The mailbox file cannot be read.", errors=(FieldError("bounces", reason),))
    reports = ours = passed_over = 0
    with closing(mailbox.mbox(path, create=False)) as box:
        for number, key in enumerate(box.iterkeys()):
            if number >= MOST_MESSAGES:
                break
            found = _reports(box, key)
            reports += len(found)
            ours += (noted := sum(_note(database, report, by=by) for report in found))
            passed_over += not noted
    return TakenIn(reports, ours, passed_over)


def _note(database: Database, report: _Report, *, by: Actor) -> bool:
    with writing(database) as session:
        to = letter_to(session, report.letter)
        if to is None or to.casefold() != report.address.casefold():
            return False
        note_bounce(session, to, report.reason, letter=report.letter, by=by)
        return True


def _reports(box: mailbox.mbox, key: str) -> list[_Report]:
    """What one message says; nothing where it is no report, or is damaged in a way that the parser does not take."""
    try:
        message = box.get_message(key)
        parts = _parts(message)
        letters = [letter for part in parts if (letter := _letter_of(part))]
        failed = [each for part in parts if part.get_content_type().endswith("delivery-status") for each in _failures(part)]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return []
    return [_Report(letters[0], address, reason) for address, reason in failed[:MOST_RECIPIENTS]] if letters else []


def _parts(message: Message) -> list[Message]:
    """The parts of a report, its first level only: what a letter itself encloses is not looked into."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return []
    payload = message.get_payload()
    return [part for part in payload[:MOST_PARTS] if isinstance(part, Message)] if isinstance(payload, list) else []


def _letter_of(part: Message) -> str | None:
    """The letter that the report returns, by the Message-ID of the returned headers."""
    if part.get_content_type() not in HEADERS:
        return None
    payload = part.get_payload()
    if isinstance(payload, list):
        told = str(payload[0].get("Message-ID", "")) if payload and isinstance(payload[0], Message) else ""
    else:
        lines = str(payload)[:20_000].splitlines()
        told = next((line.partition(":")[2] for line in lines if line.casefold().startswith("message-id:")), "")
    return letter_in(told)


def _failures(part: Message) -> Iterator[tuple[str, str]]:
    """Mailbox and reason of every recipient whose delivery failed for good (RFC 3464, 2.3; RFC 3463: class 5)."""
    payload = part.get_payload()
    for block in payload if isinstance(payload, list) else []:
        if not isinstance(block, Message) or str(block.get("Action", "")).strip().casefold() != "failed":
            continue
        kind, _, address = str(block.get("Final-Recipient", "")).partition(";")
        status = str(block.get("Status", "")).strip()
        if kind.strip().casefold() in ("rfc822", "utf-8") and status.startswith("5"):
            yield address.strip(), one_line(f"{status} {block.get('Diagnostic-Code', '')}")[:300]
