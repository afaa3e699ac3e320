"""Stale is better than nothing: what nobody confirms is hidden in the end, but never the last one that can be reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import condition, narrow, require
from app.access.roles import Permission
from app.audit.trail import record
from app.clock import now
from app.db import lock_for_counting, settings_of
from app.directory.coverage import FOREIGN_OFFICER
from app.directory.entries import CALLED
from app.directory.freshness import add_months
from app.directory.models import Channel, Entry
from app.directory.subjects import subject_of

Duty = tuple[str, str]
"""A State and a function."""


def settle_lapsed(session: Session, *, by: Actor) -> tuple[int, int]:
    """Hide entries that nobody confirmed for `hide_months` after their grace, and show again what has become the last.

    The last entry through which a foreign officer reaches a State for a function stays (issue 3, point 12). Returns how many
    were hidden and how many came back. Running it twice changes nothing. Raises `Denied`.
    """
    require(by, Permission.NOTICE_SEND)
    lock_for_counting(session, "hiding")  # two runs that count at the same moment could hide each other's last one
    expired = _expired(session)
    if not expired and not _hidden(session, besides=[]):
        return 0, 0
    reachable = {entry.id: entry for entry in _reachable(session)}
    shown = Counter(duty for entry in reachable.values() for duty in _duties(entry))
    hidden = [entry for entry in expired if entry.id not in reachable or _may_go(entry, shown)]
    for entry in hidden:
        entry.lapsed_hidden_at = now()
        session.add(entry)
        record(session, "entry:lapsed", by=by, entries=[entry.id], marking=entry.marking)
    back = []
    for entry in _hidden(session, besides=hidden):
        if not (_is_missed(entry, shown) and _would_be_reachable(session, entry)):
            continue
        shown.update(_duties(entry))
        back.append(entry)
        entry.lapsed_hidden_at = None
        session.add(entry)
        record(session, "entry:reappeared", by=by, entries=[entry.id], marking=entry.marking)
    return len(hidden), len(back)


def _expired(session: Session) -> Sequence[Entry]:
    """Entries whose time is up, the longest lapsed first: of two that are alike the fresher one stays."""
    at, months = now(), settings_of(session).hide_months
    lapsed = (Entry.status == "published", col(Entry.lapses_at) <= at, col(Entry.lapsed_hidden_at).is_(None))
    rows = session.exec(select(Entry).where(*lapsed).order_by(col(Entry.lapses_at), col(Entry.id)).with_for_update()).all()
    return [entry for entry in rows if entry.lapses_at is not None and add_months(entry.lapses_at, months) <= at]


def _hidden(session: Session, *, besides: list[Entry]) -> Sequence[Entry]:
    """Entries that lapsed before, the freshest first."""
    now_hidden = {entry.id for entry in besides}
    statement = select(Entry).where(Entry.status == "published", col(Entry.lapsed_hidden_at).is_not(None))
    rows = session.exec(statement.order_by(col(Entry.lapses_at).desc(), col(Entry.id)).with_for_update())
    return [entry for entry in rows if entry.id not in now_hidden]


def _duties(entry: Entry) -> list[Duty]:
    return [(entry.state, function) for function in filter(None, entry.functions.split("/"))]


def _reachable(session: Session) -> Sequence[Entry]:
    """The entries through which an officer of any other State reaches somebody now."""
    statement = narrow(select(Entry), FOREIGN_OFFICER, Permission.CHANNEL_REVEAL, on=Entry)
    return session.exec(statement.where(col(Entry.id).in_(_with_open_line()))).all()


def _with_open_line() -> SelectOfScalar[str]:
    """Ids of entries with a phone or mailbox that is not kept from other States."""
    open_marking = or_(col(Channel.marking).is_(None), col(Channel.marking).in_((tlp.CLEAR, tlp.GREEN, tlp.AMBER)))
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None))
    return select(Channel.entry_id).where(*current, col(Channel.type).in_(CALLED), open_marking)


def _would_be_reachable(session: Session, entry: Entry) -> bool:
    """Whether a hidden entry could be reached if it were shown."""
    shown = replace(subject_of(entry).standing, lapsed_hidden_at=None)
    if not condition(FOREIGN_OFFICER, Permission.CHANNEL_REVEAL).holds(shown):
        return False
    return session.exec(_with_open_line().where(Channel.entry_id == entry.id)).first() is not None


def _may_go(entry: Entry, shown: Counter[Duty]) -> bool:
    """Whether another entry is left for each of its duties; takes it out of the count when so."""
    if any(shown[duty] == 1 for duty in _duties(entry)):
        return False
    shown.subtract(_duties(entry))
    return True


def _is_missed(entry: Entry, shown: Counter[Duty]) -> bool:
    """Whether nobody is left for one of its duties."""
    return any(not shown[duty] for duty in _duties(entry))
