"""Editions that a recipient fetches: its own, while they hold, each file on record before it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.audit.disclosures import disclose
from app.audit.trail import event_of, record
from app.clock import now
from app.db import Database, database_of
from app.errors import Denied, FieldError, Gone, Invalid, NotFound, Unavailable
from app.exchange.kept import KeptFile, kept_files, revocation_files
from app.exchange.models import Delivery, Edition
from app.exchange.revocation import STATE
from app.exchange.sealing import recipient_key

MOST = 100
USUAL = 20


@dataclass(frozen=True)
class OwnEdition:
    """An edition as its recipient sees it. `why_not` says why it is not handed out any more; none where it is."""

    sequence: int
    day: str
    issued: datetime
    expires: datetime
    highest_marking: str
    entries: int
    channels: int
    manifest_sha256: str
    acknowledged_at: datetime | None
    why_not: str | None
    files: dict[str, KeptFile]


def own_editions(
    session: Session, *, limit: int = USUAL, before: int | None = None, reader: Actor
) -> tuple[Sequence[OwnEdition], int | None]:
    """The recipient's editions, newest first, and before which number the next page begins. Raises `Denied`, `Invalid`."""
    _require(reader)
    if not 1 <= limit <= MOST:
        raise Invalid("The editions cannot be listed.", errors=(FieldError("limit", f"must be 1 to {MOST}"),))
    statement = select(Edition).where(Edition.recipient == reader.recipient).order_by(col(Edition.sequence).desc())
    if before is not None:
        statement = statement.where(col(Edition.sequence) < before)
    rows = session.exec(statement.limit(limit + 1)).all()
    newest = _newest(session, reader)
    shown = [_shown(session, row, newest, reader) for row in rows[:limit]]
    return shown, rows[limit - 1].sequence if len(rows) > limit else None


def held_file(session: Session, sequence: int, name: str, *, reader: Actor) -> KeptFile:
    """Hash and size of one file of an own edition, for who asks whether to fetch it.

    Raises `NotFound` for what is not the recipient's or not a file of it, `Gone` with the reason for an edition that expired,
    was revoked, or has been followed by a newer one: what was narrowed or withdrawn since must not leave by an old file.
    """
    edition = _own_edition(session, sequence, reader)
    reason = _why_not(edition, _newest(session, reader), reader)
    if reason is not None:
        raise Gone(reason)
    found = _files(session, edition).get(name)
    if found is None:
        raise NotFound("This edition has no such file.")
    return found


def fetched_file(session: Session, sequence: int, name: str, *, part: str = "", reader: Actor) -> KeptFile:
    """One file of an own edition to be handed out: that is durable before this returns. `part` is the range that was asked for.

    Raises as `held_file`. Which entries were in it is on record since the edition was written.
    """
    found = held_file(session, sequence, name, reader=reader)
    edition = _own_edition(session, sequence, reader)
    about: dict[str, object] = {"sequence": sequence, "file": name, "part": part, "manifest_sha256": edition.manifest_sha256}
    told = event_of(
        "edition:fetched",
        by=reader,
        marking=edition.highest_marking,
        recipient=edition.recipient,
        rule=Permission.EDITION_READ.name,
        count=edition.entries,
        payload=about,
    )
    disclose(session, told)
    return found


def revocation_file(session: Session, name: str, *, reader: Actor) -> KeptFile:
    """The signed list of revoked editions, or its signature: hashes and reasons, nothing of any entry. Raises `NotFound`."""
    _require(reader)
    found = revocation_files(database_of(session)).get(name)
    if found is None:
        raise NotFound("No edition was ever revoked.")
    return found


def acknowledge_edition(session: Session, sequence: int, *, manifest_sha256: str | None = None, by: Actor) -> OwnEdition:
    """The recipient says that it has the edition, and where it names the manifest's SHA-256, which one. Once is enough.

    Raises `NotFound`, `Invalid` where it has another manifest: it should fetch the edition again.
    """
    require(by, Permission.EDITION_READ)
    edition = _own_edition(session, sequence, by)
    if manifest_sha256 is not None and manifest_sha256.lower() != edition.manifest_sha256:
        reason = "is not the SHA-256 of this edition's manifest.json: fetch it again"
        raise Invalid("The edition was not acknowledged.", errors=(FieldError("manifest_sha256", reason),))
    row = _delivery(session, edition)
    if row is None:  # it came out of `directory export`, or was fetched while its delivery still fails
        row = Delivery(id=str(uuid7()), recipient=edition.recipient, day=edition.day, way="fetched", target="", begun_at=now())
        row.sequence, row.written_at = edition.sequence, edition.issued
    if row.acknowledged_at is None:
        row.acknowledged_at = now()
        session.add(row)
        about: dict[str, object] = {"sequence": sequence, "manifest_sha256": edition.manifest_sha256}
        record(session, "edition:acknowledged", by=by, recipient=edition.recipient, payload=about)
        session.flush()
    return _shown(session, edition, _newest(session, by), by)


def _require(reader: Actor) -> None:
    require(reader, Permission.EDITION_READ)
    if not reader.recipient:
        raise Denied("This account receives no editions.", rule=Permission.EDITION_READ.name)


def _own_edition(session: Session, sequence: int, reader: Actor) -> Edition:
    _require(reader)
    edition = session.get(Edition, (reader.recipient, sequence)) if 0 < sequence < 2**31 else None
    if edition is None:
        raise NotFound("There is no such edition of yours.")
    return edition


def _newest(session: Session, reader: Actor) -> int:
    statement = select(Edition.sequence).where(Edition.recipient == reader.recipient)
    return session.exec(statement.order_by(col(Edition.sequence).desc()).limit(1)).first() or 0


def _why_not(edition: Edition, newest: int, reader: Actor) -> str | None:
    if edition.state.startswith(STATE):
        return f"This edition was revoked: {edition.state.removeprefix(STATE)}"
    if now() >= edition.expires:
        return f"This edition expired on {edition.expires:%Y-%m-%d %H:%M} UTC."
    if edition.sequence < newest:
        return f"A newer edition has taken its place: fetch edition {newest}."
    if edition.highest_marking not in tlp.up_to(reader.ceiling):
        return f"This edition is marked up to {edition.highest_marking}, which is more than you may have now."
    return None


def _shown(session: Session, edition: Edition, newest: int, reader: Actor) -> OwnEdition:
    reason, files = _why_not(edition, newest, reader), {}
    if reason is None:
        try:
            files = _files(session, edition)
        except Unavailable as problem:
            reason = problem.detail
    row = _delivery(session, edition)
    return OwnEdition(
        sequence=edition.sequence,
        day=edition.day,
        issued=edition.issued,
        expires=edition.expires,
        highest_marking=edition.highest_marking,
        entries=edition.entries,
        channels=edition.channels,
        manifest_sha256=edition.manifest_sha256,
        acknowledged_at=row.acknowledged_at if row else None,
        why_not=reason,
        files=files,
    )


def _delivery(session: Session, edition: Edition) -> Delivery | None:
    same = (Delivery.recipient == edition.recipient, Delivery.sequence == edition.sequence)
    return session.exec(select(Delivery).where(*same).order_by(col(Delivery.id).desc()).limit(1)).first()


def _files(session: Session, edition: Edition) -> dict[str, KeptFile]:
    database: Database = database_of(session)
    name = f"{edition.recipient}-{edition.day}-{edition.sequence:05}"
    folder: Path = database.settings.data_dir / "editions" / edition.recipient / name
    return kept_files(folder, recipient_key(database, edition.recipient))
