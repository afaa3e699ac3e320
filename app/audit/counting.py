"""How much one person was given lately: the sums behind budgets, from the trail itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.audit.models import Event
from app.clock import iso


def counted_since(session: Session, kind: str, account: str, since: datetime) -> int:
    """The sum of `result_count` over an account's events of this kind. The caller holds the right to count about it."""
    same = (Event.kind == kind, Event.actor_id == account, col(Event.ts_utc) >= iso(since))
    return int(session.exec(select(func.coalesce(func.sum(Event.result_count), 0)).where(*same)).one())
