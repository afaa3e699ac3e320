"""An import from file to registry: one transaction a file, a report a row, and nothing half-written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.audit.trail import record
from app.db import Database, Session, trying, writing
from app.directory.duplicates import likenesses
from app.directory.intake import Taken, finish, known_keys, known_names, link_parents, take_in
from app.directory.proposal_sets import new_set
from app.errors import FieldError, Refusal
from app.exchange.intake.apart import read_apart
from app.exchange.intake.organization_news import news_in_organization
from app.exchange.intake.portal_news import news_in
from app.exchange.intake.readers import PROFILES
from app.exchange.intake.rows import PLAIN, Data, Finding, How, Row
from app.lookup.duplicates import pairs_of
from app.reference.text import folded

CHUNK = 400
MOST_COMPARED = 5_000
"""New entries of one file that are compared with those that are there; more are looked through on the page of duplicates."""
MOST_LISTED = 200


@dataclass
class Report:
    """What an import did: counts by outcome (`registered`, `revised`, `proposed`, `unchanged`, `refused`), all findings,

    and a line a row. `dry_run` says that nothing was kept.
    """

    profile: str
    dry_run: bool
    counts: Counter[str] = field(default_factory=Counter)
    lines: list[dict[str, object]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    open_parents: int = 0
    set_id: str | None = None
    """The set that the proposals went into."""
    open_keys: list[str] = field(default_factory=list)
    """Keys of parents that are not in the registry yet."""
    lookalikes: list[dict[str, object]] = field(default_factory=list)
    """New entries that look like one that is there: `{row, label, entry, name, reasons}`; nothing is merged."""
    marking: str | None = None
    """What a new row gets that states no marking of its own."""
    edition: str | None = None
    """The day of the source's edition; the set of proposals says it."""

    @property
    def taken(self) -> int:
        return self.counts["registered"] + self.counts["revised"] + self.counts["proposed"]

    @property
    def refused(self) -> int:
        return self.counts["refused"]


def import_file(
    database: Database,
    path: Path,
    profile: str,
    *,
    state: str | None = None,
    dry_run: bool = False,
    how: How = PLAIN,
    name: str | None = None,
    most_seconds: int | None = None,
    told: Callable[[int], None] = lambda _row: None,
    by: Actor,
) -> Report:
    """Import a file or folder with a profile. New rows become drafts, changes to published entries proposals.

    The file is read in a process of its own, before the transaction begins. One transaction: if it fails anywhere nothing is
    kept. `name` is what the sender calls the file; `told` hears of each row. Raises `Invalid` for a profile that is
    not known or a file that cannot be read, `Denied`.
    """
    require(by, Permission.ENTRY_IMPORT)
    report = Report(profile, dry_run, marking=how.marking, edition=how.edition)
    folder = database.settings.data_dir / "imports"
    transaction = trying if dry_run else writing
    with (
        read_apart(path, profile, state=state, how=how, folder=folder, name=name, most_seconds=most_seconds) as rows,
        transaction(database) as session,
    ):
        take_rows(session, rows, report, name or path.name, told=told, by=by)
    return report


def import_into(
    session: Session,
    path: Path,
    report: Report,
    *,
    state: str | None = None,
    told: Callable[[int], None] = lambda _row: None,
    by: Actor,
) -> None:
    """Import a file that came with this program, within a transaction of the caller. Raises as `import_file`."""
    require(by, Permission.ENTRY_IMPORT)
    _take_all(session, PROFILES[report.profile](path, state=state), report, path.name, told, by)


def take_rows(
    session: Session,
    rows: Iterable[Row],
    report: Report,
    name: str,
    *,
    told: Callable[[int], None] = lambda _row: None,
    by: Actor,
) -> None:
    """Take rows that have been read into the registry, adding to the report. Raises `Denied`."""
    require(by, Permission.ENTRY_IMPORT)
    _take_all(session, rows, report, name, told, by)
    new = {str(line["entry"]): line for line in report.lines if line["outcome"] == "registered"}
    if 0 < len(new) <= MOST_COMPARED:
        report.lookalikes = _lookalikes(session, new, by)


def _lookalikes(session: Session, new: Mapping[str, dict[str, object]], by: Actor) -> list[dict[str, object]]:
    session.flush()
    found = likenesses(session, reader=by)
    names = {one.id: one.names[0] if one.names else "" for one in found}
    made = []
    for pair in pairs_of(found, new):
        ours, other = (pair.first, pair.second) if pair.first in new else (pair.second, pair.first)
        about = {"row": new[ours]["row"], "label": new[ours]["label"], "name": names[other], "reasons": list(pair.reasons)}
        made.append({**about, "entry": None if other in new else other})
    return made


def _take_all(session: Session, rows: Iterable[Row], report: Report, name: str, told: Callable[[int], None], by: Actor) -> None:
    keys, why = known_keys(session, reader=by), f"import of {name}" + (f", edition of {report.edition}" if report.edition else "")
    in_set = cache(lambda: new_set(session, why, by=by))
    names = cache(lambda: known_names(session, reader=by))
    links: dict[str, str] = {}
    waiting: list[Taken] = []
    unwritten: set[str] = set()

    def write_waiting() -> None:
        finish(session, waiting, why=why, by=by)
        waiting.clear()
        unwritten.clear()

    for row in rows:
        told(row.number)
        known = keys.get(row.source_key) or (names().get(_name_key(row)) if row.cells is not None else None)
        if known in unwritten:  # the same key twice in one file
            write_waiting()
        taken = _take(session, row, known, report, why, in_set, by)
        if taken is None:
            continue
        if row.parent_key:
            links[taken.entry_id] = row.parent_key
        if taken.draft is not None:
            waiting.append(taken)
            unwritten.add(taken.entry_id)
            keys[row.source_key] = taken.entry_id
            keys.update({e["value"]: taken.entry_id for e in (row.data or {}).get("external_ids", ())})
        if len(waiting) == CHUNK:
            write_waiting()
    write_waiting()
    tied, still_open = link_parents(session, links, keys, by=by)
    report.counts["tied"] = tied
    report.set_id = in_set() if in_set.cache_info().currsize else None
    report.open_parents, report.open_keys = len(still_open), sorted(set(still_open))[:MOST_LISTED]
    payload: dict[str, object] = {"file": name, "profile": report.profile, "counts": dict(report.counts)}
    record(session, "import:run", by=by, count=report.taken, payload=payload)


def _take(
    session: Session, row: Row, known: str | None, report: Report, why: str, in_set: Callable[[], str], by: Actor
) -> Taken | None:
    report.findings += row.findings
    taken = None
    if row.data is not None:
        try:
            taken = take_in(
                session,
                row.data if known else _as_new(row, report.marking),
                entry_id=known,
                why=why,
                set_id=in_set,
                only=_news(row, report.profile),
                by=by,
            )
        except Refusal as refusal:
            errors = refusal.errors or (FieldError("entry", refusal.detail),)
            report.findings += [Finding(row.number, e.field, row.label, e.reason, fatal=True) for e in errors]
    outcome = taken.outcome if taken else "refused"
    report.counts[outcome] += 1
    report.lines.append(
        {
            "row": row.number,
            "label": row.label,
            "outcome": outcome,
            "entry": taken.entry_id if taken else None,
            "fields": list(taken.fields) if taken else [],
        }
    )
    return taken


def _name_key(row: Row) -> str:
    data = row.data or {}
    names = data.get("names") or [{"text": ""}]
    return f"{data.get('state')}:{folded(names[0]['text'])}"


def _news(row: Row, profile: str) -> Callable[[Mapping[str, Any]], Data] | None:
    """Of a form that holds a part of an entry only what it says differently counts."""
    data, cells = row.data, row.cells
    if data is not None and profile == "hsds":
        return partial(news_in_organization, data)
    if data is None:
        return None
    if cells is None:
        return partial(_with_contexts_on_record, data, row.by_column) if row.by_column and data.get("channels") else None
    return lambda seen: news_in(data, cells, seen)


def _with_contexts_on_record(data: Data, by_column: Sequence[str], card: Mapping[str, Any]) -> Data:
    """A telephone for day and night that stands in our own file says what it is used for by its column alone."""
    known = {channel["value"] for channel in card["channels"] if channel["always_open"]}.intersection(by_column)
    channels = [{k: v for k, v in one.items() if k != "contexts" or one["value"] not in known} for one in data["channels"]]
    return {**data, "channels": channels}


def _as_new(row: Row, marking: str | None) -> Data:
    """A new entry keeps the key of its row, so that the same file finds it again, and has the marking chosen for the file."""
    data = row.data or {}
    given = {name: value for name, value in (data.get("provenance") or {}).items() if value is not None}
    whole = {**data, "provenance": {"source": row.label[:200], "source_key": row.source_key, **given}}
    return whole if marking is None or data.get("marking") else {**whole, "marking": marking}


def report_rows(report: Report) -> list[dict[str, object]]:
    """The row report of CONTRACT 4: `{row, field, value, reason, repair}`, fatal findings first."""
    ordered = sorted(report.findings, key=lambda f: (not f.fatal, f.row))
    return [asdict(f) | {"refused": f.fatal} for f in ordered]


def report_json(report: Report) -> str:
    """The whole report as JSON text."""
    whole = {
        "profile": report.profile,
        "dry_run": report.dry_run,
        "counts": dict(report.counts),
        "open_parents": report.open_parents,
        "open_keys": report.open_keys,
        "lookalikes": report.lookalikes,
        "proposal_set": report.set_id,
        "rows": report.lines,
        "findings": report_rows(report),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)
