"""What follows from an entry's form: its standing columns, keys for sorting and finding, due dates and the ready card."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.access import marking as tlp
from app.db import settings_of
from app.directory.cards import display_name, make_shell
from app.directory.forms import EntryForm
from app.directory.freshness import due_dates, due_group
from app.directory.models import Entry
from app.directory.parts import Record, records
from app.directory.search_index import keep_keys
from app.errors import FieldError, Invalid
from app.reference.text import folded


def as_codes(codes: Sequence[str]) -> str:
    """Codes as the standing columns hold them: `/IT/KE/`."""
    return f"/{'/'.join(codes)}/" if codes else ""


def settle(session: Session, entry: Entry, form: EntryForm) -> None:
    """Set the columns that follow from the form. Raises `Invalid` for a parent that is not there or would make a circle."""
    for name in ("kind", "state", "purpose", "purpose_in", "authority_type", "time_zone", "homepage"):
        setattr(entry, name, getattr(form, name))
    entry.valid_from, entry.valid_until = form.valid_from, form.valid_until
    entry.jurisdiction, entry.specialisations = form.jurisdiction, form.specialisations
    entry.marking = form.marking or tlp.MISSING
    entry.marking_chosen = form.marking is not None
    entry.networks = as_codes(form.networks)
    entry.functions = as_codes(sorted({d.function for d in form.designations} | set(form.specialisations)))
    entry.readers = as_codes(form.readers)
    entry.consents = as_codes([c.recipient + ("~amber" if c.up_to == tlp.AMBER else "") for c in form.consents] + _plain(form))
    entry.audience = form.audience.kind
    entry.audience_of = as_codes(form.audience.of)
    entry.audience_except = as_codes(form.audience.except_states)
    _settle_lineage(session, entry, form.part_of)
    _settle_names(entry, form)


def _plain(form: EntryForm) -> list[str]:
    """Consent up to AMBER is consent to GREEN as well."""
    return [c.recipient for c in form.consents if c.up_to == tlp.AMBER]


def _settle_lineage(session: Session, entry: Entry, part_of: str | None) -> None:
    before = entry.lineage
    parent = _parent(session, part_of) if part_of else None
    if part_of and parent is None:
        raise Invalid("The entry cannot be accepted.", errors=(FieldError("part_of", "there is no such entry"),))
    if parent is not None and f"/{entry.id}/" in parent.lineage:
        raise Invalid("The entry cannot be accepted.", errors=(FieldError("part_of", "an entry cannot be part of itself"),))
    if parent is not None and parent.state != entry.state:
        reason = "an entry is part of one of the same State; a posting abroad goes into `posting`"
        raise Invalid("The entry cannot be accepted.", errors=(FieldError("part_of", reason),))
    entry.part_of = part_of
    entry.lineage = f"{parent.lineage if parent else '/'}{entry.id}/"
    if before and before != entry.lineage:
        below = session.exec(select(Entry).where(col(Entry.lineage).contains(f"/{entry.id}/"), col(Entry.id) != entry.id))
        for child in below:
            child.lineage = entry.lineage + child.lineage.partition(f"/{entry.id}/")[2]
            session.add(child)


def _parent(session: Session, entry_id: str) -> Entry | None:
    found = session.get(Entry, entry_id)
    if found is None and session.new:
        session.flush()  # it may have been written just now, with many others
        found = session.get(Entry, entry_id)
    return found


def _settle_names(entry: Entry, form: EntryForm) -> None:
    names = [n.model_dump() for n in form.names]
    entry.sort_key = folded(display_name(names))[:200]


def settle_due_dates(session: Session, entry: Entry, record: Record) -> None:
    """Due dates after a confirmation, by kind; none while nobody has confirmed."""
    if entry.confirmed_at is None:
        entry.due_at = entry.lapses_at = None
        return
    duty_line = any(c["always_open"] for c in record["channels"])
    entry.due_at, entry.lapses_at = due_dates(entry.confirmed_at, due_group(entry.kind, duty_line), settings_of(session))


def store_shell(session: Session, entry: Entry, at: datetime, *, shell_changed: bool = True) -> Record:
    """Write the ready card anew from the tables, at the end of a change; returns the whole record.

    The entry counts as revised when its card has changed, or when `shell_changed` says that it did otherwise.
    """
    before = entry.shell
    whole = store_shells(session, [entry])[entry.id]
    if shell_changed or entry.shell != before:
        entry.revised_at = at
        session.add(entry)
    return whole


def store_shells(session: Session, entries: Sequence[Entry]) -> dict[str, Record]:
    """Write the ready cards of many entries anew from the tables; returns their whole records by id."""
    session.add_all(entries)
    session.flush()
    whole = records(session, entries)
    for entry in entries:
        settle_due_dates(session, entry, whole[entry.id])
        entry.shell = json.dumps(make_shell(whole[entry.id]), ensure_ascii=False, separators=(",", ":"))
        session.add(entry)
    session.flush()
    keep_keys(session, whole)
    return whole
