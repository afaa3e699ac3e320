"""What was typed into a form that was not taken: sealed in the page that says so, until the same person sends it again."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from starlette.datastructures import FormData
from starlette.requests import Request

from app.accounts.cards import account_of_session
from app.db import reading
from app.errors import Refusal
from app.web.deps import SAFE_METHODS, cookie_name, database_of, own_path, sent_from_here
from app.web.purpose import sealing_key

NOT_CARRIED = ("password", "password2", "code")
"""Fields that are typed again."""

ANYBODY = ""


@dataclass(frozen=True)
class Carried:
    """A form that waits: where it goes, and its fields in order."""

    to: str
    fields: list[tuple[str, str]]


def typed_form(request: Request) -> Carried | None:
    """The form that this request brought, without secrets and files; none for a GET and for what another site sent."""
    form: FormData | None = getattr(request.state, "form", None)
    if form is None or request.method in SAFE_METHODS or not sent_from_here(request):
        return None
    fields = [(name, text) for name, text in form.multi_items() if isinstance(text, str) and name not in NOT_CARRIED]
    query = f"?{request.url.query}" if request.url.query else ""
    return Carried(own_path(request.url.path + query), fields) if fields else None


def sealed(request: Request, typed: Carried | None, account: str) -> str:
    """The form for a hidden field: nobody else at the same desk can read it, and only this account gets it back."""
    if typed is None:
        return ""
    text = json.dumps([account, typed.to, typed.fields], ensure_ascii=False)
    return sealing_key(request).encrypt(zlib.compress(text.encode())).decode()


def opened(request: Request, text: str, account: str) -> Carried | None:
    """The form again; none when it is older than a shift, was changed, or was typed by another account."""
    lifetime = database_of(request).settings.session_hours * 3600
    try:
        typist, to, fields = json.loads(zlib.decompress(sealing_key(request).decrypt(text.encode(), ttl=lifetime)))
    except (InvalidToken, ValueError):
        return None
    return Carried(to, [(name, value) for name, value in fields]) if typist in (account, ANYBODY) else None


def last_account(request: Request) -> str:
    """Whose session this browser held last, ended or not; `ANYBODY` where it is not known."""
    token = request.cookies.get(cookie_name(request), "")
    try:
        with reading(database_of(request)) as session:
            return account_of_session(session, token) or ANYBODY
    except Refusal:  # the page must come even when the database does not
        return ANYBODY
