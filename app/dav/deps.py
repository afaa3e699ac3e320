"""What every CardDAV request needs: whose telephone it is, by an app password, and its body as XML within limits."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request

from app.access.actor import Actor
from app.accounts.scoped_keys import NEUTRAL, ScopedKey, actor_by_scoped_key, note_wrong_key
from app.dav.xml import MOST_BYTES
from app.db import Database, Session, reading, writing
from app.directory.publication import has_due, publish_due
from app.errors import NotSignedIn
from app.exchange.address_books import SCOPE

LONGEST_HEADER = 1000


@dataclass(frozen=True)
class Telephone:
    """Who asks, with rights as of this request, and the key of its address book."""

    actor: Actor
    key: ScopedKey


def database_of(request: Request) -> Database:
    """The database that this application was started with."""
    found: Database = request.app.state.database
    return found


DatabaseIn = Annotated[Database, Depends(database_of)]


def telephone(request: Request, authorization: Annotated[str | None, Header()] = None) -> Telephone:
    """Who holds the app password: `Authorization: Basic` with the account's mailbox and the key (RFC 7617).

    Raises `NotSignedIn` with one sentence for all failures, `TooMany` after many from one network. The account's own
    password is never tried here: a telephone must not hold it.
    """
    user, secret = _basic(authorization)
    database, source = database_of(request), source_of(request)
    try:
        with reading(database) as session:
            actor, key = actor_by_scoped_key(session, SCOPE, user, secret, source=source, request=request.state.request_id)
            due = has_due(session)
    except NotSignedIn:
        if secret:
            note_wrong_key(database, source=source, request=request.state.request_id)
        raise
    if due:
        clock = Actor(id="clock", email="clock", name="The wait was over", role="operator", method="job", request=actor.request)
        with writing(database) as session:
            publish_due(session, by=clock)
    request.state.actor = actor
    return Telephone(actor, key)


def _basic(header: str | None) -> tuple[str, str]:
    scheme, _, sent = (header or "").partition(" ")
    if scheme.casefold() != "basic" or len(sent) > LONGEST_HEADER:
        raise NotSignedIn(NEUTRAL)
    try:
        user, _, secret = base64.b64decode(sent.strip(), validate=True).decode().partition(":")
    except ValueError:  # not base 64, or no text in it
        raise NotSignedIn(NEUTRAL) from None
    return user, secret


def source_of(request: Request) -> str:
    """The network address that the request comes from; a proxy's word counts only for proxies in the settings."""
    direct = request.client.host if request.client else ""
    return database_of(request).settings.source(direct, request.headers.get("x-forwarded-for", ""))


Phone = Annotated[Telephone, Depends(telephone)]


def _reading(request: Request, _phone: Phone) -> Iterator[Session]:
    with reading(database_of(request)) as session:
        yield session


Reading = Annotated[Session, Depends(_reading, scope="function")]


async def body_of(request: Request, _phone: Phone) -> bytes:
    """The body as it came; 413 as soon as it is larger than any request of a telephone."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise HTTPException(413, "The body is larger than any request of a telephone.")
    return body


Body = Annotated[bytes, Depends(body_of)]
