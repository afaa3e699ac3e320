"""The audit chain at the command line."""

from __future__ import annotations

import typer

from app.audit.chain import verify
from app.cli.opening import opened
from app.db import reading

audit = typer.Typer(no_args_is_help=True, help="Verify the audit chain.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(audit, name="audit")


@audit.callback()
def _group() -> None:
    """Verify the audit chain."""


@audit.command("verify")
def verify_chain() -> None:
    """Walk the whole chain, recomputing every hash; writes nothing. Exit code 1 names the first bad row."""
    with opened() as database, reading(database) as session:
        verdict = verify(session)
    if verdict.whole:
        print(f"The chain is whole: {verdict.count} events, head {verdict.head.seq}:{verdict.head.hash}")
        return
    print(f"The chain is broken at row {verdict.bad_seq}: {verdict.problem}. Rows before it are whole: {verdict.count}.")
    raise typer.Exit(1)
