"""Every route asks who is there, except a short list; the walk goes into included routers and says how many it found."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import isgeneratorfunction
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from app.api.deps import bearer
from app.dav.deps import telephone
from app.main import create_app
from app.web.deps import signed_in
from tests.conftest import settings_for

OPEN = {
    "GET /healthz": "says that the process lives, nothing else",
    "GET /readyz": "says that database and schema fit, nothing else",
    "GET /metrics": "counts for the operator's monitoring, kept from the public at the proxy; no names, no values",
    "GET /api/v1/openapi.json": "how to call the API: the same text for everybody",
    "POST /api/v1/sessions": "this is where one signs in",
    "GET /": "asks for the sign-in; what is shown to somebody follows from who it is",
    "GET /about": "what this service is; nothing about any entry",
    "GET /sign-in": "the form",
    "GET /join": "who opens an invitation's link has no account yet; the link is the proof",
    "POST /join": "accepts the invitation with that link, once",
    "POST /sign-in": "this is where one signs in",
    "POST /sign-out": "ends the session of the browser, if there is one",
    "GET /confirm": "the mailed link is the proof; shows its own entry to a listed post, with values masked",
    "POST /confirm": "the mailed link is the proof, good once",
    "POST /confirm/problem": "the mailed link is the proof, good once",
    "GET /replacements": "a link that is good once, mailed to a mailbox of the authority; names the office, no value",
    "POST /replacements": "uses the link up",
    "GET /drill": "the mailed link is the proof; names its own office to a listed post, no value",
    "POST /drill": "the mailed link is the proof, good once",
    "GET /call-references": "how to check a caller without an account; checking itself is a POST that asks who is there",
    "GET /.well-known/carddav": "says where the address book begins, which asks who is there",
    "OPTIONS /.well-known/carddav": "says where the address book begins, which asks who is there",
    "PROPFIND /.well-known/carddav": "says where the address book begins, which asks who is there",
    "GET /static/{name:path}": "style sheets and scripts from a closed list",
}
"""Routes that ask nobody who they are, each with the reason."""

GUARDS = {bearer, signed_in, telephone}


def operations(app: FastAPI) -> Iterator[tuple[str, list[Dependant]]]:
    """Every method and path that the application answers, with all that runs before the endpoint."""
    for context in iter_route_contexts(app.routes):
        before = list(_needed(context.dependant)) if getattr(context, "dependant", None) else []
        for method in sorted(getattr(context, "methods", None) or {"ANY"}):
            if method != "HEAD":
                yield f"{method} {context.path}", before


def _needed(dependant: Dependant) -> Iterator[Dependant]:
    for needed in dependant.dependencies:
        yield needed
        yield from _needed(needed)


def unguarded(app: FastAPI, guards: set[Any]) -> set[str]:
    """The operations before which none of these guards runs."""
    return {operation for operation, before in operations(app) if not guards & {needed.call for needed in before}}


def committing_too_late(app: FastAPI) -> set[str]:
    """Operations whose transaction would end after the answer has started: a failed commit would be answered 200."""
    return {
        operation
        for operation, before in operations(app)
        for needed in before
        if isgeneratorfunction(needed.call) and needed.scope != "function"
    }


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    """The real application, never started."""
    made = create_app(settings_for(f"sqlite:///{tmp_path}/directory.db", tmp_path))
    yield made
    made.state.database.close()


def test_every_route_is_guarded_except_the_open_ones(app: FastAPI) -> None:
    assert unguarded(app, GUARDS) == set(OPEN)


def test_the_walk_finds_the_routes(app: FastAPI) -> None:
    """A naive walk of `app.routes` sees only the outermost routers, finds nothing unguarded and passes."""
    assert len(list(operations(app))) >= 45


def test_every_transaction_ends_before_the_answer_starts(app: FastAPI) -> None:
    assert committing_too_late(app) == set()


def planted_app() -> FastAPI:
    """An application with a guarded and an unguarded route, two routers deep."""
    app, outer, inner = FastAPI(openapi_url=None), APIRouter(prefix="/outer"), APIRouter(prefix="/inner")

    def through_another(actor: object = Depends(bearer)) -> object:
        return actor

    def transaction() -> Iterator[None]:
        yield

    soon, late = Depends(transaction, scope="function"), Depends(transaction)
    inner.add_api_route("/guarded", lambda: "", methods=["GET"], dependencies=[Depends(through_another), soon])
    inner.add_api_route("/late", lambda: "", methods=["PUT"], dependencies=[Depends(through_another), late])
    inner.add_api_route("/forgotten", lambda: "", methods=["GET", "POST"])
    outer.include_router(inner)
    app.include_router(outer)
    return app


def test_a_planted_unguarded_route_is_found() -> None:
    assert unguarded(planted_app(), GUARDS) == {"GET /outer/inner/forgotten", "POST /outer/inner/forgotten"}


def test_a_planted_late_commit_is_found() -> None:
    assert committing_too_late(planted_app()) == {"PUT /outer/inner/late"}
