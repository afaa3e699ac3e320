"""The entries that somebody is choosing for a duty sheet: kept in order in this browser, sealed, until the shift is over.

They disclose nothing: what may stand on paper is asked when the sheet is drawn, and again at every printing.
"""

from __future__ import annotations

import json

from cryptography.fernet import InvalidToken
from starlette.requests import Request
from starlette.responses import Response

from app.access.actor import Actor
from app.directory.duty_wishes import MOST_LINES
from app.web.deps import database_of, is_secure
from app.web.purpose import sealing_key

LONGEST_ID = 64
MOVES = {"up": -1, "down": 1}


def picks_of(request: Request, actor: Actor | None) -> list[str]:
    """The ids that this account chose in this browser, in order; empty when nothing counts any more."""
    sealed = request.cookies.get(_name(request), "")
    if not sealed or actor is None:
        return []
    lifetime = database_of(request).settings.session_hours * 3600
    try:
        account, *chosen = json.loads(sealing_key(request).decrypt(sealed.encode(), ttl=lifetime))
    except (InvalidToken, ValueError, TypeError):
        return []
    return chosen if account == actor.id else []


def keep_picks(request: Request, response: Response, picks: list[str], actor: Actor) -> None:
    """Keep them in this browser."""
    text = json.dumps([actor.id, *picks[:MOST_LINES]])
    lifetime = database_of(request).settings.session_hours * 3600
    sealed = sealing_key(request).encrypt(text.encode()).decode()
    response.set_cookie(_name(request), sealed, max_age=lifetime, httponly=True, secure=is_secure(request), samesite="lax")


def picked(picks: list[str], entry_id: str) -> list[str]:
    """With one more at the end; what is there already, or is no id, or a thirty-first, changes nothing."""
    if entry_id in picks or not 0 < len(entry_id) <= LONGEST_ID or len(picks) >= MOST_LINES:
        return picks
    return [*picks, entry_id]


def moved(picks: list[str], entry_id: str, move: str) -> list[str]:
    """With one entry moved `up` or `down`, or taken `out`; at an end, or unknown, it changes nothing."""
    if entry_id not in picks:
        return picks
    rest = [each for each in picks if each != entry_id]
    if move == "out":
        return rest
    place = max(0, min(len(rest), picks.index(entry_id) + MOVES.get(move, 0)))
    return [*rest[:place], entry_id, *rest[place:]]


def _name(request: Request) -> str:
    return "__Host-picks" if is_secure(request) else "picks"
