"""The one clock: every instant in the system comes from here, so that tests and simulations can move it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime


def _system() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the only place that asks the system


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present instant, aware, UTC."""
    return _source()


def today() -> date:
    """The present day in UTC."""
    return now().date()


def iso(instant: datetime) -> str:
    """An instant as RFC 3339 text with microseconds and `Z`: sorts as text, the same from either database."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


@contextmanager
def set_to(source: Callable[[], datetime]) -> Iterator[None]:
    """Replace the clock for a while. For tests and simulations only."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
