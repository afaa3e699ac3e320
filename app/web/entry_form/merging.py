"""When somebody else changed the entry meanwhile: what was typed is laid over the present entry, and nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

from app.web.entry_form.fields import Section
from app.web.entry_form.typed import Record, Typed, from_rows, rows_of, shown


def as_it_was(card: Record, versions: Sequence[Record]) -> Record:
    """The entry before these versions (newest first), put together from what each of them changed."""
    old = dict(card)
    for version in versions:
        for change in version["changes"]:
            name, _, channel_id = change["field"].partition(".")
            if name == "channels":
                rest = [c for c in old["channels"] if c["id"] != channel_id]
                old["channels"] = rest if change["old"] is None else [*rest, change["old"]]
            else:
                old[name] = change["old"]
    return {**old, "status": card["status"], "marking": old["marking"] or card["marking"]}


def laid_over(card: Record, versions: Sequence[Record], typed: Typed, sections: Sequence[Section], language: str) -> Typed:
    """What the form shows after `versions` came in between: what this person typed, and for the rest the present entry."""
    was, now = (shown(each, sections, language) for each in (as_it_was(card, versions), card))
    merged: Typed = {}
    for section in sections:
        if section.shape != "rows":
            paths = [section.path(f) for f in section.fields if section.path(f) in typed]
            merged |= {path: now[path] if typed[path] == was[path] else typed[path] for path in paths}
            continue
        mine, before, present = (rows_of(section, each) for each in (typed, was, now))
        by_id = section.fields[0].kind == "id"
        merged |= from_rows(section, _by_id(mine, before, present) if by_id else (present if mine == before else mine))
    return merged


def _by_id(mine: list[Typed], before: list[Typed], present: list[Typed]) -> list[Typed]:
    """Rows in their present order: touched fields as typed, untouched ones as they are now; removed ones stay removed."""
    typed, was = ({str(row["id"]): row for row in rows if row["id"]} for rows in (mine, before))
    present_ids = {str(row["id"]) for row in present}
    merged: list[Typed] = []
    for row in present:
        own, old = typed.get(str(row["id"])), was.get(str(row["id"]), {})
        if own is not None:
            merged.append({name: row[name] if value == old.get(name) else value for name, value in own.items()})
        elif not old:
            merged.append(row)
    for row in mine:
        if not row["id"]:
            merged.append(row)
        elif row["id"] not in present_ids and row != was.get(str(row["id"])):
            merged.append({**row, "id": ""})  # removed by the other, changed by this one: kept as a new row to decide on
    return merged
