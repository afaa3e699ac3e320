"""Coverage at the command line."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.opening import acting, opened
from app.db import reading
from app.directory.coverage import FUNCTIONS, coverage
from app.reference import states

SHOWN = {"covered": "yes", "single": "one", "stale": "not confirmed", "gap": "-"}


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("coverage")(show_coverage)


def show_coverage(
    region: Annotated[str, typer.Option(help="UN M49 code.")] = "001",
    actor: Annotated[str | None, typer.Option("--as", help="Act as this account, with exactly its rights.")] = None,
) -> None:
    """State x function: whom a foreign officer can reach. `-` is a gap, `one` a single point of failure."""
    with opened() as database, reading(database) as session:
        cells = coverage(session, region=region, reader=acting(database, actor))
    table = Table("State", *FUNCTIONS)
    for state, row in groupby(cells, key=lambda cell: cell.state):
        table.add_row(f"{state} {states.state(state).name()}", *(SHOWN[cell.verdict] for cell in row))
    Console(width=170).print(table)
    verdicts = Counter(cell.verdict for cell in cells)
    print(f"{verdicts['gap']} gaps, {verdicts['stale']} not confirmed, {verdicts['single']} single points of failure")
