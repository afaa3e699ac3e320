"""What every call needs: who asks, one transaction, a body within limits, the version that a change names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, Header, Request

from app.access.actor import Actor
from app.accounts.cards import actor_by_token, is_use_due, note_use
from app.db import Database, Session, reading, writing
from app.directory.publication import has_due, publish_due
from app.errors import FieldError, Invalid, NotSignedIn


def database_of(request: Request) -> Database:
    """The database that this application was started with."""
    found: Database = request.app.state.database
    return found


DatabaseIn = Annotated[Database, Depends(database_of)]


def source_of(request: Request) -> str:
    """The network address that the call comes from; a proxy's word counts only for proxies in the settings."""
    direct = request.client.host if request.client else ""
    return database_of(request).settings.source(direct, request.headers.get("x-forwarded-for", ""))


def actor_for(request: Request, token: str) -> Actor:
    """Who holds the token, with rights as of this request; keeps the session alive and lets due proposals take effect."""
    database = database_of(request)
    with reading(database) as session:
        actor = actor_by_token(session, token, source=source_of(request), request=request.state.request_id)
        use_due, proposals_due = is_use_due(session, actor), has_due(session)
    if use_due:
        note_use(database, actor.session)
    if proposals_due:
        with writing(database) as session:
            publish_due(session, by=clockwork(request.state.request_id))
    request.state.actor = actor
    return actor


def clockwork(request_id: str) -> Actor:
    """Who lets an approved proposal take effect when its wait is over: nobody but the clock."""
    return Actor(id="clock", email="clock", name="The wait was over", role="operator", method="job", request=request_id)


def bearer(request: Request, authorization: Annotated[str | None, Header()] = None) -> Actor:
    """The actor of a JSON call: `Authorization: Bearer` with a session token or an API key. Raises `NotSignedIn`."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.casefold() != "bearer" or not token.strip():
        raise NotSignedIn("Send `Authorization: Bearer` with a session token (POST /api/v1/sessions) or an API key.")
    return actor_for(request, token.strip())


By = Annotated[Actor, Depends(bearer)]


# The actor comes first: noting that the session is in use writes, and would wait for a transaction that this request holds.
def _reading(request: Request, _by: By) -> Iterator[Session]:
    with reading(database_of(request)) as session:
        yield session


def _writing(request: Request, _by: By) -> Iterator[Session]:
    with writing(database_of(request)) as session:
        yield session


# Without the word `scope` the commit would come after the answer had started, and a failed commit be answered 200.
Reading = Annotated[Session, Depends(_reading, scope="function")]
Writing = Annotated[Session, Depends(_writing, scope="function")]


async def json_body(request: Request, _actor: By) -> Any:
    """The JSON body, none being an empty object; without duplicate keys or numbers that JSON does not know. Raises `Invalid`."""
    body = await request.body()
    return parsed(body) if body else {}


def parsed(body: bytes) -> Any:
    """JSON as RFC 8259 and I-JSON (RFC 7493) have it: no duplicate names, no NaN, no lone surrogates, at most 40 deep."""
    try:
        text = body.decode()
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as problem:
        raise Invalid("The body is not JSON that can be read.", errors=(FieldError("body", str(problem)[:200]),)) from None
    if _depth(data) > 40:
        raise Invalid("The body is nested too deeply.", errors=(FieldError("body", "at most 40 levels"),))
    return data


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number in JSON")


def _depth(data: Any) -> int:
    deepest, waiting = 0, [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        deepest = max(deepest, depth)
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting += [(child, depth + 1) for child in children]
    return deepest


Body = Annotated[Any, Depends(json_body)]


def version_named(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """The version in `If-Match: "7"`; none when the header is missing, -1 when it names no version of an entry."""
    if if_match is None or not if_match.strip() or if_match.strip() == "*":
        return None
    tag = if_match.strip().strip('"')
    return int(tag) if tag.isascii() and tag.isdigit() and len(tag) < 10 else -1


Version = Annotated[int | None, Depends(version_named)]
