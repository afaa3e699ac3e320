"""Hiding a channel at once, and pointing to an approved one to call instead (SECURITY 3.3, "urgent")."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.marking import is_wider
from app.access.policy import condition, may_know, narrow, require
from app.access.roles import Permission
from app.audit.trail import record
from app.clock import iso, now
from app.directory.cards import channel_standing, display_name
from app.directory.entries import CALLED, apply, as_seen, change_payload, intend, load, require_version
from app.directory.models import Entry
from app.directory.parts import Record, record_of
from app.directory.proposal_models import Redirection
from app.errors import FieldError, Invalid


def hide_channel_of(
    session: Session,
    entry_id: str,
    channel_id: str,
    expected: int | None,
    *,
    instead: tuple[str, str] | None = None,
    why: str | None = None,
    by: Actor,
) -> None:
    """Hide one channel at once; one person suffices. `instead` names (entry, channel) of the same State, approved before.

    Without `instead` the last phone or e-mail and the last urgent line stay (DOMAIN 4); with it they may go, for readers
    are told whom to call. Raises `NotFound`, `Denied`, `Stale`, `Conflict`, and `Invalid` naming `channel` or `instead`.
    """
    entry = load(session, entry_id, lock=True)
    require(by, Permission.ENTRY_HIDE, on=entry, entry=entry_id)
    require_version(entry, expected)
    seen = as_seen(entry, record_of(session, entry), by)["channels"]
    gone = next((c for c in seen if c["id"] == channel_id), None)
    if gone is None:
        reason = "is not a channel of this entry that you see"
        raise Invalid("Nothing was hidden.", errors=(FieldError("channel", reason),))
    if instead is not None:
        require(
            by, Permission.CHANNEL_REVEAL, on=entry, entry=entry_id
        )  # nobody points callers to a line that is not shown to it
        _require_approved(session, entry, gone, instead, by)
    left = {"channels": [{"id": c["id"]} for c in seen if c["id"] != channel_id]}
    intended = intend(session, entry, left, redirected=instead is not None, by=by)
    if instead is not None:
        _point(session, entry.id, gone, instead)
    apply(session, intended, kind="revised", why=why, redirected=instead is not None, by=by)
    payload = change_payload(intended.changes) | ({"instead": list(instead)} if instead else {})
    record(session, "channel:hidden", by=by, entries=[entry_id], fields=[channel_id], marking=entry.marking, payload=payload)


def _point(session: Session, entry_id: str, gone: Record, instead: tuple[str, str]) -> None:
    session.add(
        Redirection(
            id=str(uuid7()),
            entry_id=entry_id,
            channel=gone["id"],
            type=gone["type"],
            label=gone["label"],
            to_entry=instead[0],
            to_channel=instead[1],
            since=now(),
        )
    )


def _require_approved(session: Session, entry: Entry, gone: Record, instead: tuple[str, str], by: Actor) -> None:
    """What is pointed to was approved by two persons before: a current phone or mailbox of a published entry of the same State.

    Its marking is not stricter than that of the channel that goes, or readers would be pointed to what they cannot see.
    """
    to = session.get(Entry, instead[0])
    fits = to is not None and to.state == entry.state and to.status == "published" and may_know(by, to)
    seen = as_seen(to, record_of(session, to), by)["channels"] if to is not None and fits else []
    chosen = next((c for c in seen if c["id"] == instead[1] != gone["id"] and c["type"] in CALLED), None)
    if to is None or chosen is None:
        reason = "must be another phone or mailbox, already published, of an entry of the same State"
        raise Invalid("Nothing was hidden.", errors=(FieldError("instead", reason),))
    if is_wider(channel_standing(entry, gone).marking, channel_standing(to, chosen).marking):
        reason = "is marked more strictly than the channel that you hide: its readers could not see it"
        raise Invalid("Nothing was hidden.", errors=(FieldError("instead", reason),))


def instead_of(session: Session, entry_id: str, channel_id: str, *, reader: Actor) -> Sequence[Record]:
    """What could be called instead of a channel: `{entry, name, channel, type, label}`, the entry's own first.

    Channels of published entries of the same State that the reader works on or may see, not marked more strictly, at most 100.
    """
    entry = load(session, entry_id)
    require(reader, Permission.ENTRY_HIDE, on=entry, entry=entry_id)
    require(reader, Permission.CHANNEL_REVEAL, on=entry, entry=entry_id)
    own = as_seen(entry, record_of(session, entry), reader)["channels"]
    open_to = next((channel_standing(entry, c).marking for c in own if c["id"] == channel_id), entry.marking)
    same_state = select(Entry).where(Entry.state == entry.state, Entry.status == "published")
    narrowed = narrow(same_state, reader, Permission.ENTRY_FIND, on=Entry).order_by(col(Entry.sort_key), col(Entry.id))
    others = sorted(session.exec(narrowed.limit(50)), key=lambda e: e.id != entry_id)
    found = []
    for other in others:
        whole = record_of(session, other)
        for channel in as_seen(other, whole, reader)["channels"]:
            stricter = is_wider(open_to, channel_standing(other, channel).marking)
            if channel["id"] != channel_id and channel["type"] in CALLED and not stricter:
                about = {"channel": channel["id"], "type": channel["type"], "label": channel["label"]}
                found.append({"entry": other.id, "name": display_name(whole["names"]), **about})
    return found[:100]


def end_redirections(session: Session, entry_id: str) -> None:
    """End them: a new channel took effect. The caller records."""
    open_ones = (Redirection.entry_id == entry_id, col(Redirection.ended_at).is_(None))
    for each in session.exec(select(Redirection).where(*open_ones)):
        each.ended_at = now()
        session.add(each)


def redirections_of(session: Session, entry_id: str, *, reader: Actor) -> Sequence[Record]:
    """Hidden channels of an entry with what to call instead, as far as the reader may see that:

    `{type, label, since, entry, name, channel, channel_type, channel_label}`. No value: it is opened through its entry.
    """
    open_ones = (Redirection.entry_id == entry_id, col(Redirection.ended_at).is_(None))
    found = session.exec(select(Redirection).where(*open_ones).order_by(col(Redirection.since)))
    return [card for each in found if (card := _card(session, each, reader)) is not None]


def _card(session: Session, each: Redirection, reader: Actor) -> Record | None:
    to = session.get(Entry, each.to_entry)
    if to is None or not may_know(reader, to):
        return None
    whole = record_of(session, to)
    may_see = condition(reader, Permission.CHANNEL_REVEAL)
    channel = next((c for c in whole["channels"] if c["id"] == each.to_channel), None)
    if channel is None or not may_see.holds(channel_standing(to, channel)):
        return None
    return {
        "type": each.type,
        "label": each.label,
        "since": iso(each.since),
        "entry": to.id,
        "name": display_name(whole["names"]),
        "channel": channel["id"],
        "channel_type": channel["type"],
        "channel_label": channel["label"],
    }
