"""An entry as notices speak of it: its names, and the standing that says who may know of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from sqlmodel import Session, col, select

from app.access import marking as tlp
from app.audit.trail import as_list
from app.directory.cards import ChannelStanding, display_name
from app.directory.models import Entry
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


def masked(type_: str, value: str) -> str:
    """A value that its owner recognises and nobody can use: the first letter and the domain, or country and last two digits."""
    if "@" in value:
        return f"{value[0]}***@{value.rpartition('@')[2]}"
    if type_ in ("phone", "mobile", "fax", "inmarsat") and len(value) > 6:
        return f"{value[:3]} *** *{value[-2:]}"
    return f"{value[:2]}***" if len(value) > 4 else "***"
