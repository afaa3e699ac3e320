"""The run table: for each recipient and day what was begun, written, delivered, acknowledged, or failed and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.audit.trail import as_list, from_list, record
from app.clock import now
from app.db import Database, reading, writing
from app.errors import FieldError, Invalid
from app.exchange.destinations import Destination
from app.exchange.editions import EditionCard
from app.exchange.models import Delivery, Edition
from app.exchange.revocation import STATE

MOST = 100
USUAL = 50
SHORTENED = 300
CUT_SHORT = "The run was cut short, and a newer edition has taken its place."


@dataclass(frozen=True)
class DeliveryCard:
    """A run as administrators see it; without counts, for these would tell of entries that they may not know of."""

    id: str
    recipient: str
    day: str
    sequence: int | None
    state: str
    way: str
    target: str
    attempts: int
    begun_at: datetime
    written_at: datetime | None
    delivered_at: datetime | None
    acknowledged_at: datetime | None
    failed_at: datetime | None
    why: str


def deliveries(
    session: Session, *, recipient: str = "", limit: int = USUAL, cursor: str = "", reader: Actor
) -> tuple[Sequence[DeliveryCard], str | None]:
    """Runs, newest first, and where the next page begins. Raises `Denied`, `Invalid`."""
    require(reader, Permission.DELIVERY_READ)
    if not 1 <= limit <= MOST:
        raise Invalid("The deliveries cannot be listed.", errors=(FieldError("limit", f"must be 1 to {MOST}"),))
    statement = select(Delivery).order_by(col(Delivery.id).desc()).limit(limit + 1)
    if recipient:
        statement = statement.where(Delivery.recipient == recipient)
    if cursor:
        statement = statement.where(col(Delivery.id) < cursor)
    rows = session.exec(statement).all()
    shown = rows[:limit]
    return [_card(row) for row in shown], shown[-1].id if len(rows) > limit else None


def _card(row: Delivery) -> DeliveryCard:
    fields = {name: getattr(row, name) for name in DeliveryCard.__dataclass_fields__ if name != "state"}
    return DeliveryCard(**fields, state=_state(row))


def _state(row: Delivery) -> str:
    if row.acknowledged_at is not None:
        return "acknowledged"
    if row.delivered_at is not None:
        return "delivered"
    if row.failed_at is not None:
        return "failed"
    return "written" if row.written_at is not None else "begun"


# --- steps of the nightly job: each in a transaction of its own, so that a killed run leaves what it had reached ---------


def take_up(database: Database, code: str, *, day: str) -> str:
    """Take up the day's run for a recipient, or begin it; returns its id. What an earlier day left open is closed."""
    with writing(database) as session:
        rows = session.exec(select(Delivery).where(Delivery.recipient == code).order_by(col(Delivery.id).desc()).limit(20)).all()
        for row in rows:
            if row.day != day and row.delivered_at is None and row.failed_at is None:
                row.failed_at, row.why = now(), CUT_SHORT
                session.add(row)
        found = next((row for row in rows if row.day == day and not _is_revoked(session, row)), None)
        if found is None:
            found = Delivery(id=str(uuid7()), recipient=code, day=day, way="folder", target="", begun_at=now())
        if found.delivered_at is None:
            found.attempts += 1
        session.add(found)
        return found.id


def _is_revoked(session: Session, row: Delivery) -> bool:
    edition = session.get(Edition, (row.recipient, row.sequence)) if row.sequence is not None else None
    return edition is not None and edition.state.startswith(STATE)


def note_written(database: Database, run: str, edition: EditionCard) -> None:
    """The edition is there, and lies in the job's folder."""
    with writing(database) as session:
        row = session.get_one(Delivery, run)
        row.sequence, row.written_at = edition.sequence, row.written_at or now()
        row.target = row.target or str(edition.folder.parent)
        session.add(row)


def aim(database: Database, run: str, destination: Destination) -> tuple[str, ...]:
    """It is to be brought there; returns the names of files that have arrived already."""
    with writing(database) as session:
        row = session.get_one(Delivery, run)
        if (row.way, row.target) != (destination.way, destination.target):
            row.way, row.target, row.sent = destination.way, destination.target, ""
        session.add(row)
        return from_list(row.sent)


def note_sent(database: Database, run: str, name: str) -> None:
    """One file has arrived: a run that goes on after a kill does not send it again."""
    with writing(database) as session:
        row = session.get_one(Delivery, run)
        row.sent = as_list([*from_list(row.sent), name])
        session.add(row)


def is_delivered(database: Database, run: str) -> bool:
    """Whether the whole edition has arrived already."""
    with reading(database) as session:
        return session.get_one(Delivery, run).delivered_at is not None


def note_delivered(database: Database, run: str, manifest_sha256: str, *, by: Actor) -> None:
    """The whole edition has arrived; on record, once."""
    with writing(database) as session:
        row = session.get_one(Delivery, run)
        row.delivered_at, row.failed_at, row.why = now(), None, ""
        session.add(row)
        about: dict[str, object] = {
            "sequence": row.sequence,
            "manifest_sha256": manifest_sha256,
            "way": row.way,
            "target": row.target,
        }
        record(session, "edition:delivered", by=by, recipient=row.recipient, payload=about)


def note_failed(database: Database, run: str, why: str, *, by: Actor) -> None:
    """It did not work this time; on record."""
    with writing(database) as session:
        row = session.get_one(Delivery, run)
        row.failed_at, row.why = now(), why[:SHORTENED]
        session.add(row)
        about: dict[str, object] = {"sequence": row.sequence, "way": row.way, "target": row.target, "why": row.why}
        record(session, "delivery:failed", by=by, recipient=row.recipient, payload=about)
