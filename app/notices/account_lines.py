"""Lines about officers' accounts that wait for a focal point's word: when they fall due, and once more before they lapse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.presence import accounts_to_confirm
from app.clock import now
from app.notices.memory import Occasion
from app.notices.wording import Line

KIND = "accounts"
PAGE = "/accounts/to-confirm"
SECOND_WITHIN_DAYS = 14
"""How many days before the suspension of an account its keeper is told again."""


@dataclass(frozen=True)
class AccountLine:
    """An account to ask about, and the occasion that makes it told once."""

    account_id: str
    occasion: Occasion
    line: Line


def account_lines(session: Session) -> Mapping[str, list[AccountLine]]:
    """What each focal point is asked about accounts, by the focal point's account."""
    return {
        each.focal_point.id: [
            AccountLine(
                waiting.account.id,
                (KIND, waiting.account.id, f"{waiting.due_at.date().isoformat()}:{_time(waiting.days_left)}"),
                Line(KIND, f"{waiting.account.name}, {waiting.account.email}", PAGE),
            )
            for waiting in each.waiting
        ]
        for each in accounts_to_confirm(session, now())
    }


def _time(days_left: int) -> str:
    return "second" if days_left <= SECOND_WITHIN_DAYS else "first"
