"""drift: what a portal shows against what it should."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.accounts.membership import recipients
from app.cli.opening import acting, opened
from app.clock import today
from app.db import reading
from app.errors import NotFound
from app.exchange.drift import SAME, Drift, counts, drift
from app.exchange.formats.change_sheet import WORDS, write_change_sheet

SHOWN = 20
SAYS = {"same": "same", "differs": "differ", "missing_there": "missing there", "missing_here": "missing here"}


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("drift")(drift_)


def drift_(
    path: Path,
    recipient: Annotated[str, typer.Option(help="Code or e-mail of the recipient whose portal it is.")],
    out: Annotated[Path | None, typer.Option(help="Write the change sheet (RTF) here.")] = None,
    language: Annotated[str, typer.Option(help=f"Of the change sheet: {', '.join(WORDS)}.")] = "en",
) -> None:
    """Compare a portal's extract (CSV, XLSX or RTF) with our entries: same, differs, missing there, missing here."""
    if language not in WORDS:
        raise typer.BadParameter(f"one of {', '.join(WORDS)}")
    with opened() as database:
        with reading(database) as session:
            found = [r for r in recipients(session) if recipient in (r.recipient, r.email)]
        if not found:
            raise NotFound(f"There is no active recipient {recipient}. See: directory accounts list")
        done = drift(database, path, found[0], by=acting(database, None))
    _print(done)
    if out is not None:
        with out.open("wb") as file:
            number = write_change_sheet(done.found, file, marking=done.marking, day=today(), language=language)
        print(f"Change sheet ({done.marking}) with {number} authorities: {out}")


def _print(done: Drift) -> None:
    print(", ".join(f"{SAYS[verdict]} {number}" for verdict, number in counts(done.found).items()))
    changed = [one for one in done.found if one.verdict != SAME]
    for one in changed[:SHOWN]:
        # Which fields, not what stands in them: contacts do not belong on a terminal.
        fields = (
            ", ".join(f"{field.heading} ({SAYS[field.verdict]})" for field in one.changes) if one.verdict == "differs" else ""
        )
        print(f"  {one.state}: {one.name}: {SAYS[one.verdict]}{': ' + fields if fields else ''}")
    if len(changed) > SHOWN:
        print(f"  ... and {len(changed) - SHOWN} more; write them all with --out FILE.rtf")
