"""backup and restore."""

from __future__ import annotations

from pathlib import Path

import typer

from app.audit.chain import verify
from app.backup import back_up, restore
from app.cli.opening import opened
from app.db import is_current, reading


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("backup")(backup)
    app.command("restore")(restore_backup)


def backup(file: Path) -> None:
    """Copy the whole database to FILE while it is in use. Keep the copy where only the operator can read it."""
    with opened() as database:
        size = back_up(database, file)
    print(f"Wrote {file}, {size:,} bytes. It holds contacts: keep it encrypted and away from this machine.")


def restore_backup(file: Path) -> None:
    """Put a backup into an empty database and verify its audit chain."""
    with opened(migrated=False) as database:
        restore(database, file)
    with opened(migrated=False) as database:
        current = is_current(database)
        with reading(database) as session:
            verdict = verify(session)
    print(f"Restored {file}. " + ("" if current else "Its schema is older: run directory migrate. "))
    if not verdict.whole:
        print(f"The audit chain is broken at row {verdict.bad_seq}: {verdict.problem}.")
        raise typer.Exit(1)
    print(f"The audit chain is whole: {verdict.count} events, head {verdict.head.seq}:{verdict.head.hash}")
