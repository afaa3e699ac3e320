"""Alive, ready, and numbers for the operator's monitoring."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.api.deps import DatabaseIn
from app.db import is_current
from app.errors import Unavailable

router = APIRouter(tags=["health"])


@router.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz")
def ready(database: DatabaseIn) -> dict[str, str]:
    """The database answers and has the schema that this code wants; else 503."""
    try:
        current = is_current(database)
    except Exception as problem:
        raise Unavailable("The database does not answer.") from problem
    if not current:
        raise Unavailable("The database has another schema than this version wants: run `directory migrate`.")
    return {"status": "ready"}


@router.get("/metrics")
def metrics() -> Response:
    """Prometheus text format; keep it from the public at the proxy."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
