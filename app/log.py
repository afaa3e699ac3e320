"""The log: one event, one line - JSON for machines or readable for a console; never a contact, a secret or a query."""

from __future__ import annotations

import sys

import structlog
from prometheus_client import Histogram

SECONDS = Histogram("directory_request_seconds", "Time to answer, by method and status.", ["method", "status"])


def configure(log_format: str) -> None:
    """Set up the log once, at the start of a process. `log_format` is `json` or `console`."""
    last = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            last,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def answered(*, method: str, path: str, status: int, seconds: float, request: str) -> None:
    """Note one answered request: the path as it was sent (percent-encoded, so on one line), without its query."""
    known = method if method in ("GET", "HEAD", "POST", "PATCH", "DELETE") else "other"
    SECONDS.labels(known, str(status)).observe(seconds)
    structlog.get_logger().info(
        "answered", method=known, path=path[:300], status=status, ms=round(seconds * 1000, 1), request=request
    )


def broken(problem: BaseException, *, request: str) -> None:
    """Note an error of ours with its traceback and the request id that the answer shows."""
    structlog.get_logger().error("broken", request=request, exc_info=problem)
