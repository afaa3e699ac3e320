"""An entry's parts between tables and one record: the record is the entry whole, as the form writes it, before redaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, delete, select
from uuid_utils.compat import uuid7

from app.clock import iso
from app.directory.forms import CHANNEL_INSTANTS, ChannelForm, EntryForm, HolderForm, HoursForm
from app.directory.models import (
    Channel,
    Consent,
    Designation,
    Entry,
    EntryLanguage,
    ExternalId,
    Holder,
    HoursException,
    HoursSpan,
    Interpretation,
    Membership,
    Name,
    Part,
    Posting,
    Provenance,
    Requirements,
    Service,
)

Record = dict[str, Any]

LISTS: dict[str, type[Part]] = {
    "languages": EntryLanguage,
    "designations": Designation,
    "services": Service,
    "interpretation": Interpretation,
    "consents": Consent,
    "external_ids": ExternalId,
}
"""Fields of the form that are lists of parts, each with its table."""

SINGLES: dict[str, type[Part]] = {"requirements": Requirements, "posting": Posting, "provenance": Provenance}
"""Fields that are one part or none."""

WITH_ID = ("names", "designations", "services", "channels")
"""Lists whose elements are matched by `id` when an entry is changed."""

CHANNEL_FIELDS = tuple(f for f in ChannelForm.model_fields if f not in ("id", "hours"))
PLAIN_FIELDS = (
    "kind",
    "state",
    "part_of",
    "purpose",
    "purpose_in",
    "authority_type",
    "time_zone",
    "homepage",
    "valid_from",
    "valid_until",
    "jurisdiction",
    "specialisations",
)
CHUNK = 400


# --- reading ----------------------------------------------------------------------------------------------------


def records(session: Session, entries: Sequence[Entry]) -> dict[str, Record]:
    """The whole records of these entries, by id: a handful of statements however many entries there are."""
    found: dict[str, Record] = {}
    for start in range(0, len(entries), CHUNK):
        chunk = entries[start : start + CHUNK]
        tables = {t: _by_entry(session, t, [e.id for e in chunk]) for t in _tables()}
        channels = _channels(session, [e.id for e in chunk])
        found.update({e.id: _record(e, tables, channels[e.id]) for e in chunk})
    return found


def record_of(session: Session, entry: Entry) -> Record:
    """The whole record of one entry."""
    return records(session, [entry])[entry.id]


def channels_of(session: Session, ids: list[str]) -> dict[str, list[Record]]:
    """The current channels of these entries with their own hours, by entry: much less than the whole records."""
    spans, exceptions = (_by_entry(session, table, ids) for table in (HoursSpan, HoursException))
    return {
        entry_id: [_channel(c, {HoursSpan: spans.get(entry_id, []), HoursException: exceptions.get(entry_id, [])}) for c in found]
        for entry_id, found in _channels(session, ids).items()
    }


def _tables() -> tuple[type[Part], ...]:
    return (Name, HoursSpan, HoursException, Membership, Holder, *LISTS.values(), *SINGLES.values())


def _by_entry(session: Session, table: type[Part], ids: list[str]) -> dict[str, list[Any]]:
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in session.exec(select(table).where(col(table.entry_id).in_(ids)).order_by(col(table.position))):
        rows[row.entry_id].append(row)
    return rows


def _channels(session: Session, ids: list[str]) -> dict[str, list[Channel]]:
    rows: dict[str, list[Channel]] = defaultdict(list)
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None))
    statement = select(Channel).where(col(Channel.entry_id).in_(ids), *current).order_by(col(Channel.position))
    for row in session.exec(statement):
        rows[row.entry_id].append(row)
    return rows


def _record(entry: Entry, tables: dict[type[Part], dict[str, list[Any]]], channels: list[Channel]) -> Record:
    of = {table: rows.get(entry.id, []) for table, rows in tables.items()}
    record: Record = {name: _json(getattr(entry, name)) for name in PLAIN_FIELDS}
    record["marking"] = entry.marking if entry.marking_chosen else None
    record["names"] = [_dump(n) for n in of[Name] if n.holder_id is None]
    record["hours"] = _hours(of, None)
    record["channels"] = [_channel(c, of) for c in channels]
    record["networks"] = [m.network for m in of[Membership]]
    record["holder"] = _holder(of)
    for field, table in LISTS.items():
        record[field] = [_dump(row) for row in of[table]]
    for field, table in SINGLES.items():
        record[field] = _dump(of[table][0]) if of[table] else None
    record["readers"] = [code for code in entry.readers.split("/") if code]
    record["audience"] = {
        "kind": entry.audience,
        "of": [c for c in entry.audience_of.split("/") if c],
        "except_states": [c for c in entry.audience_except.split("/") if c],
    }
    return record


def _dump(row: SQLModel) -> Record:
    keeps_id = isinstance(row, (Name, Designation, Service))
    left_out = {"entry_id", "position", "holder_id", "designation_id", "channel_row"} | (set() if keeps_id else {"id"})
    return {name: _json(getattr(row, name)) for name in type(row).model_fields if name not in left_out}


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _hours(of: dict[type[Part], list[Any]], channel_row: str | None) -> Record | None:
    spans = [_dump(s) for s in of[HoursSpan] if s.channel_row == channel_row]
    exceptions = [_dump(e) for e in of[HoursException] if e.channel_row == channel_row]
    for span in spans:
        span["from"], span["until"] = span.pop("season_from"), span.pop("season_until")
    return {"spans": spans, "exceptions": exceptions} if spans or exceptions else None


def _channel(channel: Channel, of: dict[type[Part], list[Any]]) -> Record:
    record: Record = {"id": channel.id}
    record.update({name: getattr(channel, name) for name in CHANNEL_FIELDS})
    record["hours"] = _hours(of, channel.row_id)
    for name in CHANNEL_INSTANTS:
        value = getattr(channel, name)
        record[name] = iso(value) if name.endswith("_at") and value is not None else value
    return record


def _holder(of: dict[type[Part], list[Any]]) -> Record | None:
    if not of[Holder]:
        return None
    holder = of[Holder][0]
    return {"names": [_dump(n) for n in of[Name] if n.holder_id == holder.id], **_dump(holder)}


# --- writing ----------------------------------------------------------------------------------------------------


def write_parts(session: Session, entry_id: str, form: EntryForm, changed: Iterable[str], *, new: bool = False) -> None:
    """Replace the parts behind the changed fields of the form; channels are written in `channels`, never here.

    A new entry has no parts to replace.
    """
    if not new:
        _delete_parts(session, entry_id, changed)
    for field in changed:
        if field == "names":
            _add(session, Name, entry_id, [n.model_dump() for n in form.names])
        elif field == "networks":
            _add(session, Membership, entry_id, [{"network": n} for n in form.networks])
        elif field in LISTS:
            _add(session, LISTS[field], entry_id, [part.model_dump() for part in getattr(form, field)])
        elif field in SINGLES:
            part = getattr(form, field)
            _add(session, SINGLES[field], entry_id, [part.model_dump()] if part else [])
        elif field == "hours":
            add_hours(session, entry_id, None, form.hours)
        elif field == "holder" and form.holder is not None:
            _add_holder(session, entry_id, form.holder)


def _delete_parts(session: Session, entry_id: str, changed: Iterable[str]) -> None:
    for field in changed:
        if field == "names":
            session.exec(delete(Name).where(col(Name.entry_id) == entry_id, col(Name.holder_id).is_(None)))
        elif field == "holder":
            session.exec(delete(Name).where(col(Name.entry_id) == entry_id, col(Name.holder_id).is_not(None)))
            session.exec(delete(Holder).where(col(Holder.entry_id) == entry_id))
        elif field == "hours":
            for hours in (HoursSpan, HoursException):
                session.exec(delete(hours).where(col(hours.entry_id) == entry_id, col(hours.channel_row).is_(None)))
        else:
            tables: dict[str, type[Part]] = {**LISTS, **SINGLES, "networks": Membership}
            table = tables.get(field)
            if table is not None:
                session.exec(delete(table).where(col(table.entry_id) == entry_id))


def add_hours(session: Session, entry_id: str, channel_row: str | None, hours: HoursForm | None) -> None:
    """Write the hours of the entry, or of one version of a channel."""
    if hours is None:
        return
    mine = {"channel_row": channel_row}
    _add(session, HoursSpan, entry_id, [s.model_dump(by_alias=False) | mine for s in hours.spans])
    _add(session, HoursException, entry_id, [e.model_dump() | mine for e in hours.exceptions])


def _add_holder(session: Session, entry_id: str, holder: HolderForm) -> None:
    holder_id = str(uuid7())
    _add(session, Holder, entry_id, [holder.model_dump(exclude={"names"}) | {"id": holder_id}])
    _add(session, Name, entry_id, [n.model_dump(exclude={"id"}) | {"holder_id": holder_id} for n in holder.names])


def _add(session: Session, table: type[Part], entry_id: str, parts: Sequence[Record]) -> None:
    for position, part in enumerate(parts):
        part["id"] = part.get("id") or str(uuid7())
        session.add(table(**part, entry_id=entry_id, position=position))
