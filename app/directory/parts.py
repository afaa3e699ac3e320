"""An entry's parts between tables and one record: the record is the entry whole, as the form writes it, before redaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Row
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, delete, select
from uuid_utils import uuid7

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
Put = Callable[[type[Part], dict[str, Any]], None]
"""Takes a row of a part: its table and its fields."""

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
        tables = {t: _by_entry(session, t, [e.id for e in chunk]) for t in tables_of_parts()}
        channels = _channels(session, [e.id for e in chunk])
        found.update({e.id: record_from(e, {t: rows.get(e.id, []) for t, rows in tables.items()}, channels[e.id]) for e in chunk})
    return found


def record_of(session: Session, entry: Entry) -> Record:
    """The whole record of one entry."""
    return records(session, [entry])[entry.id]


def channels_of(session: Session, ids: list[str], *, only: Collection[str] = ()) -> dict[str, list[Record]]:
    """The current channels of these entries with their own hours, by entry: much less than the whole records.

    With `only` none but those with these ids.
    """
    # Columns, not objects: an answer reads many channels and changes none.
    hours = hours_of_channels(session, ids)
    columns = [getattr(Channel, name) for name in ("row_id", "entry_id", "id", *CHANNEL_FIELDS, *CHANNEL_INSTANTS)]
    statement = current_channels(sql_select(*columns), ids)
    found: dict[str, list[Record]] = defaultdict(list)
    for line in session.execute(statement.where(col(Channel.id).in_(only)) if only else statement).all():
        found[line.entry_id].append(_channel(line, hours.get(line.row_id)))
    return found


def hours_of_channels(session: Session, ids: Collection[str]) -> dict[str, Record]:
    """The own hours of channels of these entries, by the row of the channel; most have none."""
    own: dict[str, dict[type[Part], list[Any]]] = defaultdict(lambda: {HoursSpan: [], HoursException: []})
    for table in (HoursSpan, HoursException):
        of_channels = col(table.entry_id).in_(ids), col(table.channel_row).is_not(None)
        rows: Iterable[Any] = session.exec(select(table).where(*of_channels).order_by(col(table.position)))
        for row in rows:
            own[row.channel_row][table].append(row)
    return {row: hours for row, of in own.items() if (hours := _hours(of, row)) is not None}


def tables_of_parts() -> tuple[type[Part], ...]:
    """All tables that hold a part of an entry, without the channels."""
    return (Name, HoursSpan, HoursException, Membership, Holder, *LISTS.values(), *SINGLES.values())


def _by_entry(session: Session, table: type[Part], ids: list[str]) -> dict[str, list[Any]]:
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in session.exec(select(table).where(col(table.entry_id).in_(ids)).order_by(col(table.position))):
        rows[row.entry_id].append(row)
    return rows


def _channels(session: Session, ids: list[str]) -> dict[str, list[Channel]]:
    rows: dict[str, list[Channel]] = defaultdict(list)
    for row in session.exec(current_channels(select(Channel), ids)):
        rows[row.entry_id].append(row)
    return rows


def current_channels(statement: Any, ids: Collection[str]) -> Any:
    """The statement, cut down to the current channels of these entries, in their owners' order."""
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None))
    return statement.where(col(Channel.entry_id).in_(ids), *current).order_by(col(Channel.position))


def record_from(entry: Entry, of: Mapping[type[Part], Sequence[Any]], channels: Sequence[Channel]) -> Record:
    """The whole record of an entry from its rows: parts by table, current channels."""
    record: Record = {name: _json(getattr(entry, name)) for name in PLAIN_FIELDS}
    record["marking"] = entry.marking if entry.marking_chosen else None
    record["names"] = [_dump(Name, n) for n in of[Name] if n.holder_id is None]
    record["hours"] = _hours(of, None)
    record["channels"] = [_channel(c, _hours(of, c.row_id)) for c in channels]
    record["networks"] = [m.network for m in of[Membership]]
    record["holder"] = _holder(of)
    for field, table in LISTS.items():
        record[field] = [_dump(table, row) for row in of[table]]
    for field, table in SINGLES.items():
        record[field] = _dump(table, of[table][0]) if of[table] else None
    record["readers"] = [code for code in entry.readers.split("/") if code]
    record["audience"] = {
        "kind": entry.audience,
        "of": [c for c in entry.audience_of.split("/") if c],
        "except_states": [c for c in entry.audience_except.split("/") if c],
    }
    return record


def _dump(table: type[Part], row: Any) -> Record:
    return {name: _json(getattr(row, name)) for name in _shown(table)}


@cache
def _shown(table: type[Part]) -> tuple[str, ...]:
    keeps_id = table in (Name, Designation, Service)
    left_out = {"entry_id", "position", "holder_id", "designation_id", "channel_row"} | (set() if keeps_id else {"id"})
    return tuple(name for name in table.model_fields if name not in left_out)


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _hours(of: Mapping[type[Part], Sequence[Any]], channel_row: str | None) -> Record | None:
    spans = [_dump(HoursSpan, s) for s in of[HoursSpan] if s.channel_row == channel_row]
    exceptions = [_dump(HoursException, e) for e in of[HoursException] if e.channel_row == channel_row]
    for span in spans:
        span["from"], span["until"] = span.pop("season_from"), span.pop("season_until")
    return {"spans": spans, "exceptions": exceptions} if spans or exceptions else None


def _channel(channel: Channel | Row[Any], hours: Record | None) -> Record:
    record: Record = {"id": channel.id}
    record.update({name: getattr(channel, name) for name in CHANNEL_FIELDS})
    record["hours"] = hours
    for name in CHANNEL_INSTANTS:
        value = getattr(channel, name)
        record[name] = iso(value) if name.endswith("_at") and value is not None else value
    return record


def _holder(of: Mapping[type[Part], Sequence[Any]]) -> Record | None:
    if not of[Holder]:
        return None
    holder = of[Holder][0]
    return {"names": [_dump(Name, n) for n in of[Name] if n.holder_id == holder.id], **_dump(Holder, holder)}


# --- writing ----------------------------------------------------------------------------------------------------


def write_parts(session: Session, entry_id: str, form: EntryForm, changed: Iterable[str], *, new: bool = False) -> None:
    """Replace the parts behind the changed fields of the form; channels are written in `channels`, never here.

    A new entry has no parts to replace.
    """
    if not new:
        _delete_parts(session, entry_id, changed)
    put_parts(_put_into(session), entry_id, form, changed)


def put_parts(put: Put, entry_id: str, form: EntryForm, fields: Iterable[str]) -> None:
    """Give the rows of the parts behind these fields of the form, without channels, to `put`."""
    for field in fields:
        if field == "names":
            _add(put, Name, entry_id, [n.model_dump() for n in form.names])
        elif field == "networks":
            _add(put, Membership, entry_id, [{"network": n} for n in form.networks])
        elif field in LISTS:
            _add(put, LISTS[field], entry_id, [part.model_dump() for part in getattr(form, field)])
        elif field in SINGLES:
            part = getattr(form, field)
            _add(put, SINGLES[field], entry_id, [part.model_dump()] if part else [])
        elif field == "hours":
            put_hours(put, entry_id, None, form.hours)
        elif field == "holder" and form.holder is not None:
            _add_holder(put, entry_id, form.holder)


def _put_into(session: Session) -> Put:
    return lambda table, fields: session.add(table(**fields))


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
    put_hours(_put_into(session), entry_id, channel_row, hours)


def put_hours(put: Put, entry_id: str, channel_row: str | None, hours: HoursForm | None) -> None:
    """Give the rows of such hours to `put`."""
    if hours is None:
        return
    mine = {"channel_row": channel_row}
    _add(put, HoursSpan, entry_id, [s.model_dump(by_alias=False) | mine for s in hours.spans])
    _add(put, HoursException, entry_id, [e.model_dump() | mine for e in hours.exceptions])


def _add_holder(put: Put, entry_id: str, holder: HolderForm) -> None:
    holder_id = str(uuid7())
    _add(put, Holder, entry_id, [holder.model_dump(exclude={"names"}) | {"id": holder_id}])
    _add(put, Name, entry_id, [n.model_dump(exclude={"id"}) | {"holder_id": holder_id} for n in holder.names])


def _add(put: Put, table: type[Part], entry_id: str, parts: Sequence[Record]) -> None:
    for position, part in enumerate(parts):
        part["id"] = part.get("id") or str(uuid7())
        put(table, {**part, "entry_id": entry_id, "position": position})
