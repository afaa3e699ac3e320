"""Recalling a channel: everybody to whom it was disclosed in a window, listed for its owner and told by mail, once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import condition, keeps, may_know, require
from app.access.roles import Permission
from app.accounts.standing import account_actor
from app.audit.disclosed import Disclosed, disclosed_between
from app.audit.disclosures import disclose
from app.audit.trail import event_of, record
from app.clock import iso, now
from app.db import settings_of
from app.directory.entries import load
from app.directory.models import Channel, Entry, Recall
from app.directory.parts import Record
from app.directory.subjects import channel_standing_in, masked, subject_of
from app.errors import FieldError, Invalid, NotFound
from app.outbox.queue import queue
from app.reference import states
from app.reference.text import plain

LONGEST_REASON = 300
A_VALUE = re.compile(r"@|(?:\d[\s().-]*){6,}")
"""What looks like a mailbox or a number: it must not go out by mail."""


def recall_channel(session: Session, entry_id: str, asked: Any, *, by: Actor) -> Record:
    """Recall `{channel, since, until, reason}`; tells everybody who was given it in that window, and returns the recall.

    Who was told of a disclosure is not told again, so a recall can be repeated. Raises `NotFound`, `Denied`, and `Invalid`
    naming each wrong field.
    """
    entry = load(session, entry_id)
    require(by, Permission.CHANNEL_RECALL, on=entry, entry=entry_id)
    recall = _checked(session, entry, asked, by)
    given = disclosed_between(session, entry_id, recall.channel_id, recall.since, recall.until)
    recall.told = _tell(session, entry, recall, given, by)
    session.add(recall)
    record(
        session,
        "channel:recalled",
        by=by,
        entries=[entry_id],
        fields=[recall.channel_id],
        marking=entry.marking,
        count=len(given),
        payload={"recall": recall.id, "since": iso(recall.since), "until": iso(recall.until), "reason": recall.reason},
    )
    return _card(recall, given)


def recalls(session: Session, entry_id: str, *, reader: Actor) -> list[Record]:
    """The recalls of an entry's channels, newest first, each with its disclosures. Raises `NotFound`, `Denied`."""
    entry = load(session, entry_id)
    require(reader, Permission.CHANNEL_RECALL, on=entry, entry=entry_id)
    visible = {channel["id"] for channel in _channels(session, entry, reader)}
    rows = session.exec(select(Recall).where(Recall.entry_id == entry_id).order_by(col(Recall.at).desc(), col(Recall.id).desc()))
    shown = [row for row in rows if row.channel_id in visible]
    rule = Permission.CHANNEL_RECALL.name
    disclose(session, event_of("recalls:consulted", by=reader, entries=[entry_id], count=len(shown), rule=rule))
    return [_card(row, disclosed_between(session, entry_id, row.channel_id, row.since, row.until)) for row in shown]


def recallable_channels(session: Session, entry_id: str, *, reader: Actor) -> list[Record]:
    """Every channel that the entry has or had, as far as the reader may see it: `{id, type, label, shown, current}`.

    Values are masked. Raises `NotFound`, `Denied`.
    """
    entry = load(session, entry_id)
    require(reader, Permission.CHANNEL_RECALL, on=entry, entry=entry_id)
    return _channels(session, entry, reader)


def _channels(session: Session, entry: Entry, reader: Actor) -> list[Record]:
    statement = select(Channel).where(Channel.entry_id == entry.id).order_by(col(Channel.position), col(Channel.revision))
    may_see, standing = condition(reader, Permission.CHANNEL_REVEAL), subject_of(entry).standing
    newest = {channel.id: channel for channel in session.exec(statement)}
    return [
        {
            "id": c.id,
            "type": c.type,
            "label": c.label,
            "shown": masked(c.type, c.value),
            "current": c.replaced_at is None and c.hidden_at is None,
        }
        for c in newest.values()
        if may_see.holds(channel_standing_in(standing, c.model_dump()))
    ]


def _checked(session: Session, entry: Entry, asked: Any, by: Actor) -> Recall:
    if not isinstance(asked, dict):
        raise Invalid("Send channel, since, until and reason.")
    wrong = []
    known = {channel["id"] for channel in _channels(session, entry, by)}
    if not isinstance(asked.get("channel"), str) or asked["channel"] not in known:
        wrong.append(FieldError("channel", "is not a channel that this entry has or had"))
    since, until = _instant(asked.get("since")), _instant(asked.get("until"))
    wrong += [
        FieldError(n, "an instant with its offset, such as 2026-11-24T03:10:00Z") for n, at in _named(since, until) if not at
    ]
    if since and until and not since < until <= now():
        wrong.append(FieldError("until", "must be after the beginning and not in the future"))
    reason, problem = _reason(asked.get("reason"))
    wrong += [FieldError("reason", problem)] if problem else []
    if wrong or since is None or until is None:
        raise Invalid("The channel cannot be recalled like this.", errors=tuple(wrong))
    return Recall(
        id=str(uuid7()),
        entry_id=entry.id,
        channel_id=asked["channel"],
        since=since,
        until=until,
        reason=reason,
        at=now(),
        by_id=by.id,
    )


def _named(since: datetime | None, until: datetime | None) -> tuple[tuple[str, datetime | None], ...]:
    return ("since", since), ("until", until)


def _instant(text: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) and len(text) < 40 else None
        return at.astimezone(UTC) if at is not None and at.tzinfo is not None else None
    except (ValueError, OverflowError):  # its offset may lead out of the calendar
        return None


def _reason(text: Any) -> tuple[str, str | None]:
    """The reason, and what is wrong with it."""
    if not isinstance(text, str) or not text.strip():
        return "", "say in one sentence what was wrong: it goes out by mail"
    if len(text) > LONGEST_REASON:
        return "", f"at most {LONGEST_REASON} characters"
    if A_VALUE.search(text):
        return "", "leave numbers and mailboxes out: this sentence goes out by mail"
    try:
        return " ".join(plain(text).split()), None
    except ValueError as problem:
        return "", str(problem)


def _tell(session: Session, entry: Entry, recall: Recall, given: Sequence[Disclosed], by: Actor) -> int:
    """Queue a letter to everybody who was given the channel and does not keep the entry; returns how many."""
    last = {each.account: each.seq for each in given}
    told = 0
    for account, seq in sorted(last.items()):
        person = account_actor(session, account)
        if person is None or person.id == by.id or keeps(person, entry):
            continue
        subject, text = _letter(session, entry, recall, person)
        told += queue(session, person.email, subject, text, occasion=f"recall:{recall.channel_id}:{account}:{seq}")
    return told


def _letter(session: Session, entry: Entry, recall: Recall, person: Actor) -> tuple[str, str]:
    """Subject and text. An entry that the person may not know of any more is called by its State only."""
    known = person.role == "recipient" or may_know(person, entry)
    name = " ".join(subject_of(entry).name().split()) if known else f"an office of {states.state(entry.state).name('en')}"
    link = f"{settings_of(session).base_url.rstrip('/')}/entries/{entry.id}"
    again = f"open the entry again for the right one:\n{link}" if known else "look the office up again for the right one."
    return (
        "Practitioner directory: a contact that you were given was wrong",
        f"The way to reach\n{name}\nthat you were given between {recall.since:%Y-%m-%d %H:%M} and "
        f"{recall.until:%Y-%m-%d %H:%M} UTC was wrong and is recalled:\n{recall.reason}\n\n"
        f"Do not use it again. Delete it where you keep it, and {again}\n\n"
        "If you have called it or written to it in that time, tell your own supervisor.\n",
    )


def _card(recall: Recall, given: Sequence[Disclosed]) -> Record:
    """A recall as the owner sees it: States, authorities and purposes, never a person."""
    return {
        "id": recall.id,
        "entry": recall.entry_id,
        "channel": recall.channel_id,
        "since": iso(recall.since),
        "until": iso(recall.until),
        "reason": recall.reason,
        "at": iso(recall.at),
        "told": recall.told,
        "disclosures": [
            {
                "at": each.at,
                "kind": each.kind,
                "state": each.state or None,
                "role": each.role,
                "authority": each.authority,
                "purpose": each.purpose or None,
                "recipient": each.recipient or None,
            }
            for each in given
        ],
    }


def recall_of(session: Session, entry_id: str, recall_id: str, *, reader: Actor) -> Record:
    """One recall. Raises as `recalls`."""
    found = next((each for each in recalls(session, entry_id, reader=reader) if each["id"] == recall_id), None)
    if found is None:
        raise NotFound(rule=Permission.CHANNEL_RECALL.name, entry=entry_id)
    return found
