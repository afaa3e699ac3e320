"""Drift: what a portal shows against what we would have it show, entry by entry and field by field."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.cards import AccountCard, actor_by_email
from app.audit.trail import record
from app.db import Database, reading, writing
from app.directory.export import exported_cards
from app.errors import NotFound
from app.exchange.formats.sherloc import headings, rows_for
from app.exchange.formats.view import Card
from app.exchange.intake.apart import read_apart
from app.exchange.intake.portal_news import comparable
from app.exchange.intake.rows import Row
from app.exchange.limits import UPLOAD_SECONDS
from app.exchange.profiles.columns import PortalColumn, portal_columns
from app.reference.text import folded

PROFILE = "sherloc"
SAME, DIFFERS, MISSING_THERE, MISSING_HERE = "same", "differs", "missing_there", "missing_here"

_NAME, _STATE, _KEY, _UPDATED = "Name of authority", "State", "Portal key", "edited_at"


@dataclass(frozen=True)
class Field:
    """One column of the portal: its English heading, our text, theirs, and `verdict`: same, differs, missing_there/here."""

    heading: str
    ours: str
    theirs: str
    verdict: str


@dataclass(frozen=True)
class Compared:
    """One authority. `entry` is ours, none where only the portal has it; `verdict` is of the whole, as of a field."""

    entry: str | None
    key: str
    state: str
    name: str
    verdict: str
    fields: tuple[Field, ...]

    @property
    def changes(self) -> tuple[Field, ...]:
        """The fields that are not the same."""
        return tuple(field for field in self.fields if field.verdict != SAME)


@dataclass(frozen=True)
class Drift:
    """The whole comparison, and the highest marking of what is in it."""

    found: tuple[Compared, ...]
    marking: str


def drift(database: Database, path: Path, recipient: AccountCard, *, by: Actor) -> Drift:
    """Compare an extract of the portal (CSV, workbook or RTF) with the entries that this recipient may receive.

    It reads as the recipient, so nothing can be in it that its editions could not hold; the disclosure is recorded. Raises
    `Denied`, `NotFound` for a recipient without an active account, `Invalid` for a file that cannot be read.
    """
    require(by, Permission.EDITION_WRITE)
    with reading(database) as session:
        reader = actor_by_email(session, recipient.email)
    if reader is None or not reader.recipient:
        raise NotFound(f"There is no active recipient {recipient.email}.")
    return _drift(database, path, None, reader, by=by)


def own_drift(database: Database, file: BinaryIO, name: str, *, by: Actor) -> Drift:
    """The same for a recipient itself, with an extract that it sends. Raises `Denied` for anybody else, `Invalid`."""
    require(by, Permission.EDITION_READ)
    folder = database.settings.data_dir / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix="extract-") as kept:
        shutil.copyfileobj(file, kept)
        kept.flush()
        return _drift(database, Path(kept.name), name, by, by=by)


def _drift(database: Database, path: Path, name: str | None, reader: Actor, *, by: Actor) -> Drift:
    folder = database.settings.data_dir / "imports"
    with read_apart(path, PROFILE, state=None, folder=folder, name=name, most_seconds=UPLOAD_SECONDS if name else None) as rows:
        theirs = list(rows)
    with writing(database) as session:
        cards = list(exported_cards(session, reader=reader))
        told = {
            "file": (name or path.name)[:200],
            "rows": len(theirs),
            "channels": [c["id"] for card in cards for c in card["channels"]],
        }
        ids = [card["id"] for card in cards]
        markings = [m for card in cards for m in (card["marking"], *(c["marking"] for c in card["channels"]))]
        marking = max(markings, key=tlp.rank, default=tlp.CLEAR)
        recipient = reader.recipient or ""
        record(session, "drift:compared", by=by, entries=ids, marking=marking, recipient=recipient, count=len(ids), payload=told)
    return Drift(tuple(compared(cards, theirs)), marking)


def compared(cards: Iterable[Card], rows: Sequence[Row]) -> list[Compared]:
    """The comparison itself: by the portal's key where both have one, else by State and name."""
    profile = portal_columns(PROFILE)
    by_key = {key: row for row in rows if (key := _key(row.cells or {}))}
    by_name = {_named(row.cells or {}): row for row in rows}
    matched: set[int] = set()
    found: list[Compared] = []
    for card in cards:
        ours = dict(zip(headings(profile), rows_for(profile, card), strict=True))
        row = by_key.get(_key(ours)) or by_name.get(_named(ours))
        if row is None or row.number in matched:
            found.append(_whole(card["id"], ours, {}, profile, MISSING_THERE))
            continue
        matched.add(row.number)
        found.append(_whole(card["id"], ours, row.cells or {}, profile, DIFFERS))
    found += [_whole(None, {}, row.cells or {}, profile, MISSING_HERE) for row in rows if row.number not in matched]
    return found


def counts(found: Iterable[Compared]) -> dict[str, int]:
    """How many authorities are the same, differ, are missing there, missing here."""
    made = dict.fromkeys((SAME, DIFFERS, MISSING_THERE, MISSING_HERE), 0)
    for one in found:
        made[one.verdict] += 1
    return made


def _whole(
    entry: str | None, ours: Mapping[str, str], theirs: Mapping[str, str], profile: Sequence[PortalColumn], verdict: str
) -> Compared:
    fields = []
    for column in profile:
        heading = column.headings["en"]
        # When each was last changed differs always, and says nothing about what they say.
        if column.path != _UPDATED and (not ours or not theirs or heading in theirs):
            fields.append(_field(heading, ours.get(heading, ""), theirs.get(heading, "")))
    if ours and theirs:
        verdict = SAME if all(field.verdict == SAME for field in fields) else DIFFERS
    said = ours or theirs
    return Compared(entry, _key(said), said.get(_STATE, ""), said.get(_NAME, ""), verdict, tuple(fields))


def _field(heading: str, ours: str, theirs: str) -> Field:
    if comparable(ours) == comparable(theirs):
        verdict = SAME
    else:
        verdict = MISSING_THERE if not theirs.strip() else MISSING_HERE if not ours.strip() else DIFFERS
    return Field(heading, ours, theirs, verdict)


def _key(cells: Mapping[str, str]) -> str:
    """The portal's own key; a cell may hold it alone or as `scheme | value`."""
    items = [item.strip() for item in cells.get(_KEY, "").split(";")]
    pairs = [[part.strip() for part in item.split("|")] for item in items if item]
    own = [pair[-1] for pair in pairs if len(pair) == 1 or pair[0] == PROFILE]
    return own[0] if own else ""


def _named(cells: Mapping[str, str]) -> str:
    return f"{folded(cells.get(_STATE, ''))}:{folded(cells.get(_NAME, ''))}"
