"""Reminders and notices at the command line: made for cron, every few minutes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.opening import acting, opened
from app.notices.returned_mail import take_in
from app.notices.run import Reminded, remind
from app.outbox.delivery import NO_SERVER


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("remind")(send_reminders)


def send_reminders(
    bounces: Annotated[
        Path | None, typer.Option(help="Also read mail that came back from this mailbox file (mbox; RFC 3464 reports).")
    ] = None,
) -> None:
    """Tell keepers what falls due and what others changed; send what waits. Exit code 1 when any letter failed."""
    with opened() as database:
        by = acting(database, None)
        if bounces is not None:
            taken = take_in(database, bounces, by=by)
            print(f"Reports read: {taken.reports}, of our letters: {taken.ours}, passed over: {taken.passed_over}")
        done = remind(database, by=by)
    _print(done)
    delivered = done.delivered
    unreachable = delivered.problem is not None and delivered.problem != NO_SERVER
    raise typer.Exit(1 if delivered.failed or delivered.bounced or unreachable else 0)


def _print(done: Reminded) -> None:
    delivered = done.delivered
    print(
        f"Letters: queued {done.queued}, sent {delivered.sent}, came back {delivered.bounced}, given up {delivered.failed}, "
        f"waiting {delivered.waiting}"
    )
    if done.hidden or done.shown:
        print(f"Unconfirmed for too long: hidden {done.hidden}; shown again as the last of their kind {done.shown}")
    if delivered.problem:
        print(delivered.problem, file=sys.stderr)
