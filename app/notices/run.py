"""What `directory remind` does: settle what lapsed, write notices, deliver them, and note what came back."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.actor import Actor
from app.accounts.presence import lapse_accounts
from app.db import Database, writing
from app.directory.drills import start_due_drills
from app.directory.hiding import settle_lapsed
from app.directory.publication import has_due, publish_due
from app.lookup.office_hours import open_by
from app.notices.bounces import note_returned
from app.notices.digests import write_notices
from app.outbox.delivery import Delivered, deliver


@dataclass(frozen=True)
class Reminded:
    """What one run did: entries `hidden` and `shown` again, letters `queued`, and what became of those on their way."""

    hidden: int
    shown: int
    queued: int
    delivered: Delivered
    bounced_channels: int


def remind(database: Database, *, by: Actor) -> Reminded:
    """One run, in transactions of its own; run twice it tells nothing twice. Raises `Denied`, `Unavailable`."""
    with writing(database) as session:
        if has_due(session):
            publish_due(session, by=by)  # what takes effect now is told of now
        hidden, shown = settle_lapsed(session, by=by)
        lapse_accounts(session, by=by)
    with writing(database) as session:
        tests = start_due_drills(session, open_by=open_by, by=by)
        queued = write_notices(session, by=by) + tests
    delivered = deliver(database)
    with writing(database) as session:
        bounced = note_returned(session, by=by)
    return Reminded(hidden, shown, queued, delivered, bounced)
