"""The nightly job in a process of its own, on a day of the test's choice, to be killed; imported by that process."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import app.audit.guard  # noqa: F401 - from here on no change without an event
from app.access.actor import operator
from app.clock import set_to
from app.db import open_database
from app.exchange.nightly import due_recipients, serve
from app.settings import Settings


def run_on(day: datetime, said: dict[str, str]) -> None:
    """One run of the job as if `day` were now; `said` are settings."""
    began = monotonic()
    settings = Settings(_env_file=None, **said)
    out = Path(said["data_dir"]) / "out"
    with closing(open_database(settings)) as database, set_to(lambda: day + timedelta(seconds=monotonic() - began)):
        by = operator()
        wrong = [s.problem for s in serve(database, due_recipients(database, by=by), out, by=by) if not s.is_whole]
    raise SystemExit(1 if wrong else 0)
