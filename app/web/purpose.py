"""What a reader stated before opening entries: purpose and case reference, asked once and kept for the shift.

Kept in the browser as a sealed cookie: the case reference must not stand in addresses or logs, and the browser's owner can
neither read nor change it. It is bound to the account, so that the next person at the same desk states their own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken
from starlette.requests import Request
from starlette.responses import Response

from app.access.actor import Actor
from app.accounts.secrets import secret_key
from app.directory.vocabulary import is_code
from app.web.deps import database_of, is_secure

LONGEST_REFERENCE = 100


@dataclass(frozen=True)
class Statement:
    """A purpose of the closed list and a case reference (or `pending`); both empty when nothing was stated."""

    purpose: str = ""
    case_ref: str = ""


def statement_of(request: Request, actor: Actor | None) -> Statement:
    """What this account stated in this browser within the longest life of a session; empty when nothing counts any more."""
    sealed = request.cookies.get(_name(request), "")
    if not sealed or actor is None:
        return Statement()
    lifetime = database_of(request).settings.session_hours * 3600
    try:
        kept = json.loads(sealing_key(request).decrypt(sealed.encode(), ttl=lifetime))
        account, purpose, case_ref = kept
    except (InvalidToken, ValueError):
        return Statement()
    return Statement(purpose, case_ref) if account == actor.id and is_code("purpose", purpose) else Statement()


def keep_statement(request: Request, response: Response, statement: Statement, actor: Actor) -> None:
    """Keep it in this browser until the shift is over."""
    text = json.dumps([actor.id, statement.purpose, statement.case_ref])
    lifetime = database_of(request).settings.session_hours * 3600
    sealed = sealing_key(request).encrypt(text.encode()).decode()
    response.set_cookie(_name(request), sealed, max_age=lifetime, httponly=True, secure=is_secure(request), samesite="lax")


def forget_statement(request: Request, response: Response) -> None:
    """From now on the purpose is asked again."""
    response.delete_cookie(_name(request), httponly=True, secure=is_secure(request), samesite="lax")


def _name(request: Request) -> str:
    return "__Host-purpose" if is_secure(request) else "purpose"


def sealing_key(request: Request) -> Fernet:
    """The installation's key for what a page hands to the browser and takes back unread and unchanged."""
    settings = database_of(request).settings
    return secret_key(settings.secret_key_file or settings.data_dir / "secret.key")
