"""The application: doors, limits, headers, and the one place where refusals become answers."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

import app.audit.guard  # noqa: F401 - from here on no change without an event
from app import __version__
from app.api import health, routes
from app.audit.disclosures import writer_of
from app.audit.trail import event_of
from app.dav import resources
from app.db import Database, open_database
from app.doorway import Doorway, finish
from app.errors import Denied, FieldError, Invalid, NotFound, NotSignedIn, Refusal, TooLarge, TooMany, Unavailable
from app.log import broken, configure
from app.settings import Settings
from app.web import errors as error_pages
from app.web import site

FOR_MACHINES = ("/api/", "/dav/", "/.well-known/", "/healthz", "/readyz", "/metrics")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service over one database. Used by `directory serve`; tests give settings of their own."""
    chosen = settings or Settings()
    configure(chosen.log_format)
    database = open_database(chosen)
    app = FastAPI(
        title="Practitioner directory",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=_lifespan,
    )
    app.state.database = database
    app.include_router(health.router)
    app.include_router(routes.router)
    app.include_router(resources.router, include_in_schema=False)
    site.mount(app)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(
        Doorway,
        body_bytes=database.settings.body_bytes,
        import_bytes=database.settings.import_bytes,
        too_large=_too_large,
    )
    return app


GARBAGE_AFTER = 20_000
"""New objects after which a serving process looks for garbage."""


def served_app() -> FastAPI:
    """As `create_app`, for a process that serves and does nothing else."""
    app = create_app()
    # What was loaded by now stays: looking it all through for garbage would hold up whichever answer waits meanwhile.
    gc.collect()
    gc.freeze()
    # At the usual 700 the collector ran 19 times within one answer of /counterparts, to free 370 objects (50,000 entries).
    gc.set_threshold(GARBAGE_AFTER)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    database: Database = app.state.database
    database.close()


def _refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    if isinstance(refusal, Denied | NotFound) and refusal.rule:
        refusal = _recorded(request, refusal)
    return answer(request, refusal)


def _recorded(request: Request, refusal: Denied | NotFound) -> Refusal:
    """A refusal is on record too; when it cannot be written, the answer is 503 like any other."""
    actor = getattr(request.state, "actor", None)
    if actor is None:
        return refusal
    queued = event_of(
        "access:refused", by=actor, entries=[refusal.entry] if refusal.entry else [], decision="refused", rule=refusal.rule
    )
    try:
        writer_of(request.app.state.database).write(queued)
    except Unavailable as problem:
        return problem
    return refusal


def answer(request: Request, refusal: Refusal) -> Response:
    """A refusal as RFC 9457 problem details for machines, as a page for people."""
    if not request.url.path.startswith(FOR_MACHINES):
        return error_pages.page(request, refusal)
    headers: dict[str, str] = {"Cache-Control": "no-store"}
    if isinstance(refusal, TooMany):
        headers["Retry-After"] = str(refusal.retry_after)
    if isinstance(refusal, Unavailable):
        headers["Retry-After"] = "30"
    if isinstance(refusal, NotSignedIn):
        scheme = "Basic" if request.url.path.startswith("/dav/") else "Bearer"
        headers["WWW-Authenticate"] = f'{scheme} realm="directory"'
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "errors": [{"field": e.field, "reason": e.reason} for e in refusal.errors],
    }
    return JSONResponse(problem, refusal.status, headers, media_type="application/problem+json")


def _not_valid(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)
    errors = tuple(
        FieldError(".".join(str(p) for p in e["loc"][1:]) or str(e["loc"][0]), str(e["msg"])) for e in problem.errors()
    )
    return answer(request, Invalid("The call cannot be accepted.", errors=errors))


def _broken(request: Request, problem: Exception) -> Response:
    """A fault of ours: logged with its traceback, answered with the request id and nothing else."""
    request_id = request.state.request_id
    broken(problem, request=request_id)
    refusal = Refusal(f"Something is wrong on our side. It is in our log as request {request_id}.")
    refusal.status, refusal.title = 500, "Our fault"
    response = answer(request, refusal)
    finish(response.headers, request.url.path, request_id)
    return response


def _too_large(request: Request) -> Response:
    """What is larger than the limit was not read: nothing of it is kept."""
    return answer(request, TooLarge("The body is larger than this service takes."))


def _http(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    refusal = Refusal(str(problem.detail))
    refusal.status, refusal.title = problem.status_code, str(problem.detail)
    response = answer(request, refusal)
    for name, value in (problem.headers or {}).items():
        response.headers[name] = value
    return response
