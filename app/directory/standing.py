"""What follows from an entry's form: its standing columns, keys for sorting and finding, due dates and the ready card."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.access import marking as tlp
from app.db import settings_of
from app.directory.cards import display_name, make_shell
from app.directory.forms import EntryForm
from app.directory.freshness import due_dates, due_group
from app.directory.models import Entry
from app.directory.parts import Record, records
from app.directory.search_index import keep_keys
from app.directory.validity import SERVES
from app.errors import FieldError, Invalid
from app.reference.text import folded


def as_codes(codes: Sequence[str]) -> str:
    """Codes as the standing columns hold them: `/IT/KE/`."""
    return f"/{'/'.join(codes)}/" if codes else ""


AS_SAID = (
    *("kind", "state", "purpose", "purpose_in", "authority_type", "time_zone", "homepage"),
    *("valid_from", "valid_until", "jurisdiction", "specialisations"),
)
"""Columns that stand as the form says them."""


def settle(session: Session, entry: Entry, form: EntryForm) -> None:
    """Set the columns that follow from the form. Raises `Invalid` for a parent that is not there or would make a circle."""
    for name, value in columns_of(form).items():
        setattr(entry, name, value)
    _settle_lineage(session, entry, form.part_of)


def columns_of(form: EntryForm) -> dict[str, Any]:
    """The columns of an entry that follow from its form alone: all but its place below a parent."""
    served = {SERVES[form.kind]} if form.kind in SERVES else set[str]()
    consents = [c.recipient + ("~amber" if c.up_to == tlp.AMBER else "") for c in form.consents]
    return {
        **{name: getattr(form, name) for name in AS_SAID},
        "marking": form.marking or tlp.MISSING,
        "marking_chosen": form.marking is not None,
        "networks": as_codes(form.networks),
        "functions": as_codes(sorted({d.function for d in form.designations} | {*form.specialisations} | served)),
        "readers": as_codes(form.readers),
        "consents": as_codes(consents + _plain(form)),
        "audience": form.audience.kind,
        "audience_of": as_codes(form.audience.of),
        "audience_except": as_codes(form.audience.except_states),
        "sort_key": folded(display_name([n.model_dump() for n in form.names]))[:200],
    }


def _plain(form: EntryForm) -> list[str]:
    """Consent up to AMBER is consent to GREEN as well."""
    return [c.recipient for c in form.consents if c.up_to == tlp.AMBER]


def _settle_lineage(session: Session, entry: Entry, part_of: str | None) -> None:
    before = entry.lineage
    entry.lineage = lineage_below(session, entry.id, entry.state, part_of)
    entry.part_of = part_of
    if before and before != entry.lineage:
        below = session.exec(select(Entry).where(col(Entry.lineage).contains(f"/{entry.id}/"), col(Entry.id) != entry.id))
        for child in below:
            child.lineage = entry.lineage + child.lineage.partition(f"/{entry.id}/")[2]
            session.add(child)


def lineage_below(session: Session, entry_id: str, state: str, part_of: str | None) -> str:
    """The lineage of an entry below this parent. Raises `Invalid` for one that is not there, of another State, or below it."""
    if not part_of:
        return f"/{entry_id}/"
    parent = _parent(session, part_of)
    if parent is None:
        reason = "there is no such entry"
    elif f"/{entry_id}/" in parent.lineage:
        reason = "an entry cannot be part of itself"
    elif parent.state != state:
        reason = "an entry is part of one of the same State; a posting abroad goes into `posting`"
    else:
        return f"{parent.lineage}{entry_id}/"
    raise Invalid("The entry cannot be accepted.", errors=(FieldError("part_of", reason),))


def _parent(session: Session, entry_id: str) -> Entry | None:
    found = session.get(Entry, entry_id)
    if found is None and session.new:
        session.flush()  # it may have been written just now, with many others
        found = session.get(Entry, entry_id)
    return found


def settle_due_dates(session: Session, entry: Entry, record: Record) -> None:
    """Due dates after a confirmation, by kind; while nobody has confirmed it, after its publication; none before that."""
    since = entry.confirmed_at or entry.published_at
    if since is None:
        entry.due_at = entry.lapses_at = None
        return
    duty_line = any(c["always_open"] for c in record["channels"])
    entry.due_at, entry.lapses_at = due_dates(since, due_group(entry.kind, duty_line), settings_of(session))


def shell_text(whole: Record) -> str:
    """The ready card as it is stored."""
    return json.dumps(make_shell(whole), ensure_ascii=False, separators=(",", ":"))


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
        entry.shell = shell_text(whole[entry.id])
        session.add(entry)
    session.flush()
    keep_keys(session, whole)
    return whole
