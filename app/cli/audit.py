"""The audit chain at the command line: walking it, and keeping its head elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.access.actor import operator
from app.audit.chain import verify
from app.audit.checkpoints import contradicts, keep_checkpoint, read_checkpoint
from app.cli.opening import opened
from app.db import reading, writing
from app.errors import Conflict

audit = typer.Typer(no_args_is_help=True, help="Verify the audit chain, keep checkpoints.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(audit, name="audit")


@audit.callback()
def _group() -> None:
    """Verify the audit chain, keep checkpoints."""


@audit.command("verify")
def verify_chain(
    checkpoint: Annotated[
        Path | None, typer.Option(help="A checkpoint that was kept elsewhere.", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """Walk the whole chain, recomputing every hash; writes nothing. Exit code 1 names the first bad row.

    With a checkpoint it also says whether the chain of today goes on from it.
    """
    kept = read_checkpoint(checkpoint.read_text(encoding="utf-8", errors="replace")) if checkpoint else None
    with opened() as database, reading(database) as session:
        verdict = verify(session)
        contradiction = contradicts(session, kept) if kept else None
    if verdict.whole and contradiction:
        print(f"The chain is whole in itself, but {contradiction}.")
        raise typer.Exit(1)
    if verdict.whole:
        print(f"The chain is whole: {verdict.count} events, head {verdict.head.seq}:{verdict.head.hash}")
        return
    print(f"The chain is broken at row {verdict.bad_seq}: {verdict.problem}. Rows before it are whole: {verdict.count}.")
    raise typer.Exit(1)


@audit.command("checkpoint")
def checkpoint_chain(out: Annotated[Path, typer.Option(help="File to write; keep it on another machine.")]) -> None:
    """Write number and hash of the last event into a file; that it was taken is on record."""
    if out.exists():
        raise Conflict(f"{out} exists already: a checkpoint is never overwritten.")
    with opened() as database, writing(database) as session:
        made = keep_checkpoint(session, by=operator())
    out.write_text(made.text(), encoding="utf-8")
    print(f"Event {made.seq}:{made.hash} is kept in {out}.")
