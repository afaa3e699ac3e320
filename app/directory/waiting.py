"""Proposals as notices speak of them: who made them, whether they still wait, and who may know what they change."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import condition
from app.access.roles import Permission
from app.directory.parts import Record
from app.directory.proposal_models import Proposal
from app.directory.subjects import Subject, channel_standing_in


@dataclass(frozen=True)
class ProposalBrief:
    """A proposal without its patch."""

    id: str
    entry_id: str
    state: str
    author_id: str
    approver_id: str | None
    eligible_from: datetime
    waits: bool
    changes: tuple[Record, ...]


def proposal_briefs(session: Session, ids: Collection[str]) -> dict[str, ProposalBrief]:
    """These proposals by id; not narrowed: the caller asks `may_know_of` for each of its readers."""
    rows = session.exec(select(Proposal).where(col(Proposal.id).in_(sorted(set(ids)))))
    return {
        row.id: ProposalBrief(
            row.id,
            row.entry_id,
            row.state,
            row.author_id,
            row.approver_id,
            row.eligible_from,
            row.waits,
            tuple(json.loads(row.changes)),
        )
        for row in rows
    }


def may_know_of(subject: Subject, changes: Sequence[Any], reader: Actor) -> bool:
    """Whether the reader may know that something was changed: not when all of it is in channels that they may not see."""
    return not changes or any(_is_visible(subject, change, reader) for change in changes)


def _is_visible(subject: Subject, change: Record, reader: Actor) -> bool:
    if not str(change["field"]).startswith("channels"):
        return True
    may_see = condition(reader, Permission.CHANNEL_REVEAL)
    sides = [side for side in (change["old"], change["new"]) if isinstance(side, dict)]
    return all(may_see.holds(channel_standing_in(subject.standing, side)) for side in sides)
