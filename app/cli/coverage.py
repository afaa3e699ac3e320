"""Coverage and communication tests at the command line."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.opening import acting, opened
from app.db import reading
from app.directory.coverage import FUNCTIONS, Cell, coverage, worst_first
from app.directory.drill_results import drills
from app.reference import states

SHOWN = {"covered": "yes", "single": "one", "stale": "not confirmed", "gap": "-"}


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("coverage")(show_coverage)
    tests = typer.Typer(no_args_is_help=True, help="Communication tests.")
    tests.command("list")(list_drills)
    tests.callback()(_drills)
    app.add_typer(tests, name="drills")


def _drills() -> None:
    """Keeps `list` a command of its own while it is the only one."""


def show_coverage(
    region: Annotated[str, typer.Option(help="UN M49 code.")] = "001",
    actor: Annotated[str | None, typer.Option("--as", help="Act as this account, with exactly its rights.")] = None,
) -> None:
    """State x function: whom a foreign officer can reach, the worst State on top. `-` is a gap, `one` a single point of failure.

    `late` means overdue for a confirmation, `line` that there is one channel only, `person` one person only.
    """
    with opened() as database, reading(database) as session:
        cells = coverage(session, region=region, reader=acting(database, actor))
    table = Table("State", *FUNCTIONS)
    for state, row in worst_first(cells):
        table.add_row(f"{state} {states.state(state).name()}", *(_shown(cell) for cell in row))
    Console(width=170).print(table)
    verdicts = Counter(cell.verdict for cell in cells)
    overdue, weak = sum(bool(cell.overdue) for cell in cells), Counter(name for cell in cells for name in cell.weak)
    print(f"{verdicts['gap']} gaps, {verdicts['stale']} not confirmed, {verdicts['single']} single points of failure")
    print(f"{overdue} overdue, {weak['one_channel']} with one channel only, {weak['one_person']} with one person only")


def _shown(cell: Cell) -> str:
    more = {"one_channel": "line", "one_person": "person"}
    words = [SHOWN[cell.verdict], *(more[name] for name in cell.weak if name in more)]
    words += [f"asked {cell.asked}"] if cell.asked else []
    return ", ".join([*words, "late"] if cell.overdue else words)


def list_drills(
    actor: Annotated[str, typer.Option("--as", help="The account that looks, with exactly its rights.")],
) -> None:
    """Communication tests, the latest first, as far as this account sees them."""
    with opened() as database, reading(database) as session:
        for each in drills(session, reader=acting(database, actor)):
            hours = "out of hours" if each.out_of_hours else "any hour"
            where = each.region or each.network or "-"
            what = each.function or "all functions"
            print(f"{each.id}  {each.starts_at:%Y-%m-%d %H:%M}  {each.state:<9}  {where:<6}  {hours}  {what}")
