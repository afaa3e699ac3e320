"""An entry's parts between tables and one record: the record is the entry whole, as the form writes it, before redaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, delete, select
from uuid_utils.compat import uuid7

from app.clock import iso
from app.directory.forms import ChannelForm, EntryForm, HoursForm
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
CHANNEL_INSTANTS = ("edited_at", "confirmed_at", "tested_at", "last_outcome")
PLAIN_FIELDS = (
    "kind",
    "state",
    "part_of",
    "purpose",
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


def write_parts(session: Session, entry_id: str, form: EntryForm, changed: Iterable[str]) -> None:
    """Replace the parts behind the changed fields of the form; channels are written in `channels`, never here."""
    for field in changed:
        if field == "names":
            _replace(session, Name, entry_id, [n.model_dump() for n in form.names], col(Name.holder_id).is_(None))
        elif field == "networks":
            _replace(session, Membership, entry_id, [{"network": n} for n in form.networks])
        elif field in LISTS:
            _replace(session, LISTS[field], entry_id, [part.model_dump() for part in getattr(form, field)])
        elif field in SINGLES:
            part = getattr(form, field)
            _replace(session, SINGLES[field], entry_id, [part.model_dump()] if part else [])
        elif field == "hours":
            replace_hours(session, entry_id, None, form.hours)
        elif field == "holder":
            _replace_holder(session, entry_id, form)


def replace_hours(session: Session, entry_id: str, channel_row: str | None, hours: HoursForm | None) -> None:
    """Replace the hours of the entry, or of one version of a channel."""
    spans = [s.model_dump(by_alias=False) for s in hours.spans] if hours else []
    exceptions = [e.model_dump() for e in hours.exceptions] if hours else []
    mine = {"channel_row": channel_row}
    _replace(session, HoursSpan, entry_id, [s | mine for s in spans], col(HoursSpan.channel_row) == channel_row)
    _replace(session, HoursException, entry_id, [e | mine for e in exceptions], col(HoursException.channel_row) == channel_row)


def _replace_holder(session: Session, entry_id: str, form: EntryForm) -> None:
    session.exec(delete(Name).where(col(Name.entry_id) == entry_id, col(Name.holder_id).is_not(None)))
    dumped = [form.holder.model_dump(exclude={"names"})] if form.holder else []
    _replace(session, Holder, entry_id, dumped)
    if form.holder is None:
        return
    holder_id = dumped[0]["id"]
    for position, name in enumerate(form.holder.names):
        fields = name.model_dump() | {"id": str(uuid7()), "entry_id": entry_id, "position": position, "holder_id": holder_id}
        session.add(Name(**fields))


def _replace(session: Session, table: type[Part], entry_id: str, parts: list[Record], *also: Any) -> None:
    session.exec(delete(table).where(col(table.entry_id) == entry_id, *also))
    for position, part in enumerate(parts):
        part["id"] = part.get("id") or str(uuid7())
        session.add(table(**part, entry_id=entry_id, position=position))
