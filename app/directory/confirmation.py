"""Confirming an entry: by who keeps it, by a coordinator who called back, by a listed post through a mailed link, once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import condition, require
from app.access.roles import Permission
from app.accounts.links import read_link, use_link
from app.audit.trail import record
from app.clock import now
from app.directory.cards import display_name
from app.directory.channels import confirm_channels
from app.directory.entries import as_seen, load
from app.directory.freshness import note_confirmation
from app.directory.models import Channel, Entry
from app.directory.parts import Record, record_of
from app.directory.problems import report_problem
from app.directory.standing import settle_due_dates
from app.directory.subjects import Subject, channel_standing_in, masked, subject_of
from app.errors import FieldError, Invalid, NotFound
from app.reference.text import plain

LONGEST_NOTE = 500
LINK = "confirmation"
"""The kind of link; its subject is the entry's id."""


def confirm_entry(
    session: Session,
    entry_id: str,
    channels: Sequence[str] | None = None,
    *,
    how: str = "page",
    note: str | None = None,
    by: Actor,
) -> None:
    """Say that the entry, or only these channels, are still correct as of now. Moves due dates, not the version.

    `note` says whom a coordinator called back, who does not sit there (SECURITY 3.1). Raises `NotFound`, `Denied`, and
    `Invalid` for an empty choice, a channel that is not of this entry, and a coordinator without a note.
    """
    entry = load(session, entry_id, lock=True)
    require(by, Permission.ENTRY_CONFIRM, on=entry, entry=entry_id)
    if channels is not None and not channels:
        reason = "a list of at least one channel's id; leave it out to confirm the whole entry"
        raise Invalid("Nothing was confirmed.", errors=(FieldError("channels", reason),))
    whole = record_of(session, entry)
    visible = {c["id"] for c in as_seen(entry, whole, by)["channels"]}
    unknown = [c for c in channels or () if c not in visible]
    if unknown:
        errors = tuple(FieldError("channels", f"{c} is not a channel of this entry") for c in unknown)
        raise Invalid("Nothing was confirmed.", errors=errors)
    called = _call_back_note(note, by)
    at = now()
    confirmed = confirm_channels(session, entry_id, visible if channels is None else set(channels), at, how=how, by=by)
    if channels is None:
        note_confirmation(entry, at, by_id=by.id, how=how)
    settle_due_dates(session, entry, whole)
    session.add(entry)
    told: dict[str, object] = {"note": called} if called else {}
    fields = confirmed or ["entry"]
    record(session, "entry:confirmed", by=by, entries=[entry_id], fields=fields, marking=entry.marking, payload=told)


def _call_back_note(note: str | None, by: Actor) -> str | None:
    try:
        text, reason = plain((note or "").strip()) or None, None
    except ValueError as problem:
        text, reason = None, str(problem)
    if text and len(text) > LONGEST_NOTE:
        reason = f"at most {LONGEST_NOTE} characters"
    elif text is None and by.role == "coordinator":
        reason = reason or "call the office, and say in a sentence who answered: you do not sit there yourself"
    if reason:
        raise Invalid("Nothing was confirmed.", errors=(FieldError("note", reason),))
    return text


# --- by a mailed link --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PostCard:
    """An entry as its own mailbox sees it through the link: values are masked, for mail is read by more than one."""

    entry_id: str
    state: str
    name: str
    names: list[Record]
    channels: list[Record]


def own_mailboxes(session: Session, subject: Subject) -> list[str]:
    """The mailboxes of the entry that mail can go to, in its own order: current, not RED, not known to bounce."""
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None))
    mine = (Channel.entry_id == subject.id, Channel.type == "email")
    found = []
    for channel in session.exec(select(Channel).where(*mine, *current).order_by(col(Channel.position))):
        marking = channel_standing_in(subject.standing, channel.model_dump()).marking
        if marking != tlp.RED and channel.last_outcome != "bounced" and "testing_only" not in channel.contexts:
            found.append(channel.value)
    return found


def listed_post(session: Session, token: str) -> Actor:
    """Who holds this link: the post itself, with a right to its own entry and to nothing else. Raises `NotFound`."""
    entry = session.get(Entry, read_link(session, LINK, token).subject)
    if entry is None:
        raise NotFound
    name = display_name(subject_of(entry).names)
    return Actor(id=f"post:{entry.id}", email="", name=name, role="listed_post", state=entry.state, entry=entry.id, method="link")


def entry_of_link(session: Session, token: str, *, reader: Actor) -> PostCard:
    """The entry as the link shows it. Raises `NotFound` when link or entry is gone; uses nothing up."""
    entry = _own_entry(session, read_link(session, LINK, token).subject, reader)
    channels = [
        {"id": c["id"], "type": c["type"], "label": c["label"], "shown": masked(c["type"], c["value"])}
        for c in _channels_of_post(entry, record_of(session, entry), reader)
    ]
    subject = subject_of(entry)
    return PostCard(entry.id, entry.state, subject.name(), list(subject.names), channels)


def confirm_by_link(session: Session, token: str, channels: Collection[str] | None = None, *, by: Actor) -> str:
    """Confirm the whole entry, or only these channels, and use the link up; returns the entry's id.

    Raises `NotFound` for a link that is not good any more and `Invalid` for channels that the link does not show: then the
    link stays good.
    """
    entry = load(session, use_link(session, LINK, token).subject, lock=True)
    require(by, Permission.ENTRY_CONFIRM, on=entry, entry=entry.id)
    if entry.status != "published":
        raise NotFound(entry=entry.id)
    whole = record_of(session, entry)
    visible = {c["id"] for c in _channels_of_post(entry, whole, by)}
    unknown = sorted(set(channels or ()) - visible)
    if unknown:
        errors = tuple(FieldError("channels", f"{c} is not a channel that this link shows") for c in unknown)
        raise Invalid("Nothing was confirmed.", errors=errors)
    if visible and channels is not None and not channels:
        reason = "tick at least one, or close the page"
        raise Invalid("Nothing was confirmed.", errors=(FieldError("channels", reason),))
    at, doubted = now(), sorted(visible - set(visible if channels is None else channels))
    confirmed = confirm_channels(session, entry.id, visible - set(doubted), at, how="link", by=by)
    if not doubted:
        note_confirmation(entry, at, by_id=by.id, how="link")
        settle_due_dates(session, entry, whole)
    session.add(entry)
    told: dict[str, object] = {"doubted": doubted} if doubted else {}
    fields = confirmed or ["entry"]
    record(session, "entry:confirmed", by=by, entries=[entry.id], fields=fields, marking=entry.marking, payload=told)
    return entry.id


def report_by_link(session: Session, token: str, note: str, *, by: Actor) -> str:
    """Say in words what is wrong, to those who keep the entry, and use the link up; returns the entry's id.

    Raises `NotFound`, and `Invalid` for a note that is empty or holds a number: then the link stays good.
    """
    entry_id = use_link(session, LINK, token).subject
    if not note.strip():
        raise Invalid("Nothing was sent.", errors=(FieldError("note", "say in a sentence what is wrong"),))
    report_problem(session, entry_id, "other", (), note, by=by)
    return entry_id


def _own_entry(session: Session, entry_id: str, reader: Actor) -> Entry:
    entry = session.get(Entry, entry_id)
    may = condition(reader, Permission.ENTRY_CONFIRM)
    if entry is None or entry.status != "published" or not may.holds(subject_of(entry).standing):
        raise NotFound(entry=entry_id)
    return entry


def _channels_of_post(entry: Entry, whole: Record, post: Actor) -> list[Record]:
    """The channels that the post itself may see and confirm: all but RED ones, which are for named persons."""
    may, standing = condition(post, Permission.ENTRY_CONFIRM), subject_of(entry).standing
    return [c for c in whole["channels"] if may.holds(channel_standing_in(standing, c))]
