"""An entry as notices speak of it: its names, and the standing that says who may know of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from sqlmodel import Session, col, select

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import condition
from app.access.roles import Permission
from app.audit.trail import as_list
from app.directory.cards import ChannelStanding, display_name
from app.directory.models import Channel, Entry
from app.directory.parts import Record

CHUNK = 400


@dataclass(frozen=True)
class Subject:
    """An entry that something is told about. `standing` is a copy: it answers the policy and changes nothing."""

    id: str
    state: str
    status: str
    names: tuple[Record, ...]
    standing: ChannelStanding

    def name(self, language: str = "en") -> str:
        """Its name in a language, as pages show it."""
        return display_name(self.names, language)


def subject_of(entry: Entry) -> Subject:
    """The entry as a subject. The caller asks the policy, with its standing, before a name leaves."""
    names = json.loads(entry.shell)["names"] if entry.shell else []
    standing = ChannelStanding(**{field.name: getattr(entry, field.name) for field in fields(ChannelStanding)})
    return Subject(entry.id, entry.state, entry.status, tuple(names), standing)


def subjects(session: Session, ids: Iterable[str]) -> dict[str, Subject]:
    """These entries by id, those that exist; not narrowed: the caller asks the policy for each of its readers."""
    wanted = sorted(set(ids))
    found: dict[str, Subject] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = session.exec(select(Entry).where(col(Entry.id).in_(wanted[start : start + CHUNK])))
        found.update({row.id: subject_of(row) for row in rows})
    return found


def channel_standing_in(standing: ChannelStanding, channel: Record) -> ChannelStanding:
    """A channel of the entry as the policy sees it (`cards.channel_standing`, for who has no row of the entry)."""
    marking = tlp.stricter(standing.marking, channel.get("marking") or standing.marking)
    readers = as_list(channel.get("readers") or ())
    return replace(standing, marking=marking, readers=readers or (standing.readers if standing.marking == tlp.RED else ""))


def channels_named(session: Session, subject: Subject, ids: Iterable[str]) -> list[ChannelStanding]:
    """Those of the entry's channels that are named, as the policy sees them now; what names no channel of it is left out."""
    wanted = sorted(set(ids))
    if not wanted:
        return []
    mine = (Channel.entry_id == subject.id, col(Channel.id).in_(wanted))
    rows = session.exec(select(Channel).where(*mine).order_by(col(Channel.revision)))
    newest = {channel.id: channel.model_dump() for channel in rows}
    return [channel_standing_in(subject.standing, channel) for channel in newest.values()]


def may_see_any(reader: Actor, channels: Sequence[ChannelStanding]) -> bool:
    """Whether the reader may know of what is said about these channels: not when all of them are hidden from them."""
    may_see = condition(reader, Permission.CHANNEL_REVEAL)
    return not channels or any(may_see.holds(channel) for channel in channels)


def masked(type_: str, value: str) -> str:
    """A value that its owner recognises and nobody can use: the first letter and the domain, or country and last two digits."""
    if "@" in value:
        return f"{value[0]}***@{value.rpartition('@')[2]}"
    if type_ in ("phone", "mobile", "fax", "inmarsat") and len(value) > 6:
        return f"{value[:3]} *** *{value[-2:]}"
    return f"{value[:2]}***" if len(value) > 4 else "***"
