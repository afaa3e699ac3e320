"""New drafts by the hundred: their rows are made from checked forms and written with one statement a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel
from uuid_utils import uuid7

from app.access.actor import Actor
from app.clock import now
from app.directory.channels import channel_fields, digest
from app.directory.entries import as_draft, version_fields
from app.directory.forms import EntryForm
from app.directory.models import Channel, Entry, EntryVersion, Part
from app.directory.parts import Record, put_hours, put_parts, record_from, tables_of_parts
from app.directory.remarks import remark
from app.directory.search_index import keep_keys
from app.directory.standing import columns_of, lineage_below, shell_text

Row = Any
"""A row that is not written yet: its columns as attributes, like the model's own."""


@dataclass(frozen=True)
class NewDraft:
    """A draft that is not written yet: its rows and its whole record."""

    entry: Row
    parts: dict[type[Part], list[Row]]
    channels: list[Row]
    whole: Record

    @property
    def id(self) -> str:
        return str(self.entry.id)


def new_draft_rows(session: Session, form: EntryForm, *, author: Actor) -> NewDraft:
    """The rows of a new draft. The caller has checked, and writes them by `write_drafts`. Raises `Invalid` as `settle`."""
    at, form, entry_id = now(), as_draft(form, author), str(uuid7())
    lineage = lineage_below(session, entry_id, form.state, form.part_of)
    own = {"id": entry_id, "status": "draft", "lineage": lineage, "part_of": form.part_of, "registered_at": at, "revised_at": at}
    entry = _row(Entry, {**columns_of(form), **own})
    parts: dict[type[Part], list[Row]] = {table: [] for table in tables_of_parts()}

    def put(table: type[Part], fields: dict[str, Any]) -> None:
        parts[table].append(_row(table, fields))

    put_parts(put, entry_id, form, EntryForm.model_fields)
    channels = []
    for position, each in enumerate(form.channels):
        channel = _row(Channel, channel_fields(entry_id, each, position, at))
        channel.digest = digest(channel)
        put_hours(put, entry_id, channel.row_id, each.hours)
        channels.append(channel)
    return NewDraft(entry, parts, channels, record_from(entry, parts, channels))


def write_drafts(session: Session, drafts: Sequence[NewDraft], *, kind: str, why: str | None, author: Actor) -> None:
    """Write new drafts with ready cards, first versions and search keys. The caller has checked and records."""
    said = remark("why", why)
    for draft in drafts:
        draft.entry.shell = shell_text(draft.whole)
    _insert(session, Entry, [draft.entry for draft in drafts])
    _insert(session, Channel, [channel for draft in drafts for channel in draft.channels])
    for table in tables_of_parts():
        _insert(session, table, [row for draft in drafts for row in draft.parts[table]])
    versions = [version_fields(draft.entry, draft.whole, kind=kind, why=said, author=author) for draft in drafts]
    session.execute(insert(_table(EntryVersion)), versions)
    keep_keys(session, {draft.id: draft.whole for draft in drafts})


def _row(table: type[SQLModel], fields: dict[str, Any]) -> Row:
    row = SimpleNamespace(**_empty(table))
    row.__dict__.update(fields)
    return row


@cache
def _empty(table: type[SQLModel]) -> dict[str, Any]:
    """What stands in the columns that nobody fills, as the model says it. Lists among them are read, never changed."""
    optional = {name: field for name, field in table.model_fields.items() if not field.is_required()}
    return {name: field.get_default(call_default_factory=True) for name, field in optional.items()}


def _insert(session: Session, table: type[SQLModel], rows: Sequence[Row]) -> None:
    # By the session, not by its connection: so the guard of the audit trail sees it.
    if rows:
        session.execute(insert(_table(table)), [vars(row) for row in rows])


def _table(table: type[SQLModel]) -> Any:
    return SQLModel.metadata.tables[str(table.__tablename__)]
