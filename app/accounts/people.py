"""The people of one's State, region or of all: accounts with the day of their last sign-in and the request that concerns them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.access.actor import Actor
from app.access.policy import why_not
from app.access.roles import Permission
from app.accounts.cards import AccountCard
from app.accounts.membership import accounts
from app.accounts.presence import last_sign_ins
from app.accounts.seconding import ActCard, acts
from app.errors import NotFound

ORDER = {"suspended": 0, "joined": 1, "active": 2}


@dataclass(frozen=True)
class Person:
    """An account as those see it who look after it. `request`: the reactivation that somebody asked for, if one waits."""

    card: AccountCard
    last_sign_in: date | None
    request: ActCard | None
    why_not_suspend: str | None


def people(session: Session, *, reader: Actor) -> Sequence[Person]:
    """All accounts within the reader's reach: the suspended ones first, then by State and name."""
    seen = last_sign_ins(session)
    waiting = {act.account.id: act for act in acts(session, reader=reader)}
    reason = why_not(reader, Permission.ACCOUNT_SUSPEND)
    found = [
        Person(
            card=card,
            last_sign_in=seen[card.id].date() if card.id in seen else None,
            request=waiting.get(card.id),
            why_not_suspend="This is your own account." if card.id in (reader.id, reader.acting_for) else reason,
        )
        for card in accounts(session, reader=reader)
    ]
    return sorted(found, key=lambda p: (ORDER.get(p.card.status, 9), p.card.state or "", p.card.name))


def person(session: Session, account_id: str, *, reader: Actor) -> Person:
    """One of them. Raises `NotFound`."""
    for each in people(session, reader=reader):
        if each.card.id == account_id:
            return each
    raise NotFound("There is no such account within your reach.")
