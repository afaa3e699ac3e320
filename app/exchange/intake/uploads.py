"""Files sent over the network: kept aside, tried first, their headings mapped, taken in when their sender says so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.marking import MARKINGS
from app.access.policy import require
from app.access.roles import Permission
from app.audit.trail import record
from app.clock import iso, now
from app.db import Database, reading, writing
from app.errors import Conflict, FieldError, Invalid, NotFound
from app.exchange.intake.apart import read_apart
from app.exchange.intake.detect import profile_of
from app.exchange.intake.headings import NOT_READ, choices, heading_key
from app.exchange.intake.readers import PROFILES
from app.exchange.intake.rows import How
from app.exchange.intake.run import Report, import_file, take_rows
from app.exchange.intake.upload_report import Told, heading_faults, told_about, unread
from app.exchange.limits import UPLOAD_SECONDS
from app.exchange.models import ImportFile, ImportHeading
from app.reference import states

KEPT_FOR = timedelta(days=1)
LISTED = 50
MOST_WAITING = 10
TRIED, UNREAD, TAKEN, LEFT = "tried", "unread", "taken", "left"
_PIECE = 64 * 1024


@dataclass(frozen=True)
class Sent:
    """What the sender said about a file: its `profile` or none to find it out, the State it speaks for, the marking of rows

    without one, the day of the source's edition, and what unknown headings mean.
    """

    name: str
    profile: str = ""
    state: str = ""
    marking: str = ""
    edition: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)


def try_file(database: Database, file: BinaryIO, sent: Sent, *, by: Actor) -> Told:
    """Keep a file aside and try it: what would become of each row. Nothing else changes.

    Raises `Denied`, and `Invalid` for a file that cannot be read, which is not kept; one whose headings alone are not
    understood is kept, so that they can be mapped.
    """
    require(by, Permission.ENTRY_IMPORT)
    wrong = _faults(sent)
    if wrong:
        raise Invalid("The import cannot begin.", errors=tuple(wrong))
    _put_old_aside(database, by=by)
    _require_room(database, by)
    upload_id = str(uuid7())
    path = _kept(database, upload_id)
    _copy(file, path, database.settings.import_bytes)
    try:
        profile = sent.profile or profile_of(path, sent.name)
        row = ImportFile(
            id=upload_id,
            account_id=by.id,
            name=Path(sent.name.replace("\\", "/")).name[:200] or "file",
            profile=profile,
            state=(sent.state or by.state or "").upper() or None,
            made_at=now(),
            status=TRIED,
            chosen=json.dumps({"marking": sent.marking or None, "edition": sent.edition or None}),
            report="{}",
        )
        return _tried(database, row, sent.headings, by=by)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def map_headings(database: Database, upload_id: str, headings: Mapping[str, str], *, by: Actor) -> Told:
    """Say what headings mean, for this file and the sender's later ones, and try the file again. Raises as `try_file`."""
    require(by, Permission.ENTRY_IMPORT)
    headings = {heading_key(heading): ours for heading, ours in headings.items()}
    with reading(database) as session:
        row = _own(session, upload_id, by)
        session.expunge(row)
    _require_waiting(row)
    if wrong := [
        FieldError(f"headings.{name}", "is no column of ours") for name, ours in headings.items() if not _is_choice(ours)
    ]:
        raise Invalid("The headings cannot be mapped.", errors=tuple(wrong))
    return _tried(database, row, headings, by=by)


def take_file(database: Database, upload_id: str, repairs: Sequence[int] = (), *, by: Actor) -> Told:
    """Take a file in that was tried: drafts for new rows, proposals in one set for changes to published entries.

    `repairs` are the numbers of the findings whose repair is accepted. Raises `Conflict` where it is not waiting any more.
    """
    require(by, Permission.ENTRY_IMPORT)
    with reading(database) as session:
        row = _own(session, upload_id, by)
        told, unread_yet = _told(row), row.status == UNREAD
        how = _how(row, _remembered(session, by), _accepted(told, repairs))
        profile, state, name = row.profile, row.state, row.name
        _require_waiting(row)
    if unread_yet:
        raise Conflict("Its headings are not understood yet: say first what they mean.")
    path = _kept(database, upload_id)
    report = Report(profile, dry_run=False, marking=how.marking, edition=how.edition)
    with (
        read_apart(path, profile, state=state, how=how, folder=path.parent, name=name, most_seconds=UPLOAD_SECONDS) as rows,
        writing(database) as session,
    ):
        row = _own(session, upload_id, by)
        _require_waiting(row)
        take_rows(session, rows, report, row.name, by=by)
        row.status, row.report = TAKEN, json.dumps(told_about(report))
        session.add(row)
        done = _told(row)
    path.unlink(missing_ok=True)
    return done


def put_aside(database: Database, upload_id: str, *, by: Actor) -> None:
    """Remove a file that is not to be taken in. Raises `NotFound`, `Conflict`."""
    with writing(database) as session:
        row = _own(session, upload_id, by)
        _require_waiting(row)
        row.status, row.report = LEFT, "{}"
        session.add(row)
        record(session, "import:put_aside", by=by, payload={"file": row.name})
    _kept(database, upload_id).unlink(missing_ok=True)


def uploads(session: Session, *, reader: Actor) -> list[Told]:
    """The reader's own files, newest first, without their findings. Raises `Denied`."""
    require(reader, Permission.ENTRY_IMPORT)
    statement = select(ImportFile).where(ImportFile.account_id == reader.id).order_by(col(ImportFile.id).desc()).limit(LISTED)
    return [{**_told(row), "items": []} for row in session.exec(statement)]


def upload(session: Session, upload_id: str, *, reader: Actor) -> Told:
    """One of the reader's own files with its report. Raises `Denied`, `NotFound`."""
    return _told(_own(session, upload_id, reader))


# --- steps ------------------------------------------------------------------------------------------------------


def _faults(sent: Sent) -> list[FieldError]:
    wrong = []
    if sent.profile and sent.profile not in PROFILES:
        wrong.append(FieldError("profile", f"{sent.profile!r} is not one of {', '.join(PROFILES)}"))
    if sent.state and states.find_state(sent.state.upper()) is None:
        wrong.append(FieldError("state", "is not an ISO 3166-1 alpha-2 code, such as TN"))
    if sent.edition and not _is_day(sent.edition):
        wrong.append(FieldError("edition", "is no day such as 2026-10-01"))
    if sent.marking and sent.marking not in MARKINGS:
        wrong.append(FieldError("marking", f"is not one of {', '.join(MARKINGS)}"))
    return wrong


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_choice(column: str) -> bool:
    return column == NOT_READ or column in choices()


def _copy(file: BinaryIO, path: Path, most: int) -> None:
    """Piece by piece: at no time is more than a piece in memory."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    taken = 0
    with path.open("xb") as out:
        path.chmod(0o600)
        while piece := file.read(_PIECE):
            taken += len(piece)
            if taken > most:
                path.unlink()
                raise Invalid("The file is too large.", errors=(FieldError("file", f"has more than {most:,} bytes"),))
            out.write(piece)
    if not taken:
        path.unlink()
        raise Invalid("The import cannot begin.", errors=(FieldError("file", "is empty, or none was chosen"),))


def _tried(database: Database, row: ImportFile, headings: Mapping[str, str], *, by: Actor) -> Told:
    with reading(database) as session:
        how = _how(row, {**_remembered(session, by), **headings}, {})
    path = _kept(database, row.id)
    try:
        report = import_file(
            database, path, row.profile, state=row.state, dry_run=True, how=how, name=row.name, most_seconds=UPLOAD_SECONDS, by=by
        )
        row.status, row.report = TRIED, json.dumps(told_about(report))
    except Invalid as refusal:
        if not heading_faults(refusal):
            raise
        row.status, row.report = UNREAD, json.dumps(unread(refusal, how.headings))
    with writing(database) as session:
        for heading, column in headings.items():
            session.merge(ImportHeading(account_id=by.id, heading=heading[:200], column_name=column))
        kept = session.merge(row)
        record(session, "import:tried", by=by, payload={"file": row.name, "profile": row.profile, "headings": len(headings)})
        return _told(kept)


def _how(row: ImportFile, headings: Mapping[str, str], repairs: Mapping[tuple[int, str, str], str]) -> How:
    chosen = json.loads(row.chosen)
    return How(headings, repairs, chosen["marking"], chosen["edition"])


def _remembered(session: Session, by: Actor) -> dict[str, str]:
    rows = session.exec(select(ImportHeading).where(ImportHeading.account_id == by.id))
    return {row.heading: row.column_name for row in rows}


def _accepted(told: Told, repairs: Sequence[int]) -> dict[tuple[int, str, str], str]:
    by_number = {item["number"]: item for item in told["items"] if item["repair"]}
    if wrong := [number for number in repairs if number not in by_number]:
        raise Invalid("Nothing was taken in.", errors=(FieldError("repairs", f"no repair has the number {wrong[0]}"),))
    return {(i["row"], i["field"], i["value"]): i["repair"] for i in (by_number[number] for number in repairs)}


def _own(session: Session, upload_id: str, by: Actor) -> ImportFile:
    require(by, Permission.ENTRY_IMPORT)
    row = session.get(ImportFile, upload_id)
    if row is None or row.account_id != by.id:
        raise NotFound(rule=Permission.ENTRY_IMPORT.name)
    return row


def _require_waiting(row: ImportFile) -> None:
    if row.status not in (TRIED, UNREAD):
        raise Conflict("This file does not wait any more: it was taken in or put aside. Send it again.")


def _require_room(database: Database, by: Actor) -> None:
    with reading(database) as session:
        waits = select(ImportFile.id).where(ImportFile.account_id == by.id, col(ImportFile.status).in_((TRIED, UNREAD)))
        if len(session.exec(waits).all()) >= MOST_WAITING:
            reason = f"{MOST_WAITING} of your files wait already: take them in or put them aside first"
            raise Invalid("The file was not kept.", errors=(FieldError("file", reason),))


def _kept(database: Database, upload_id: str) -> Path:
    return database.settings.data_dir / "imports" / upload_id


def _put_old_aside(database: Database, *, by: Actor) -> None:
    """Files that nobody took in for a day are removed, whoever sent them."""
    with writing(database) as session:
        old = select(ImportFile).where(col(ImportFile.status).in_((TRIED, UNREAD)), col(ImportFile.made_at) < now() - KEPT_FOR)
        found = session.exec(old).all()
        for row in found:
            row.status, row.report = LEFT, "{}"
            session.add(row)
            _kept(database, row.id).unlink(missing_ok=True)
        if found:
            record(session, "import:put_aside", by=by, count=len(found))


def _told(row: ImportFile) -> Told:
    chosen: dict[str, Any] = json.loads(row.chosen)
    about: Told = {
        "id": row.id,
        "file": row.name,
        "profile": row.profile,
        "state": row.state,
        "status": row.status,
        "dry_run": row.status != TAKEN,
        "made_at": iso(row.made_at),
        **chosen,
        **unread(None),
    }
    return {**about, **json.loads(row.report)}
