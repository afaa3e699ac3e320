"""What tests of duty sheets do again and again: draw one, print it, look at it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.directory.duty_reading import SheetCard, duty_sheet, duty_sheets
from app.directory.duty_sheets import PrintedSheet, draw_duty_sheet, print_duty_sheet
from app.directory.duty_wishes import SheetWish
from tests.cast import Registry
from tests.factories import named

PAPER = {"consents": [{"recipient": "duty-sheet", "up_to": "TLP:AMBER"}]}


def offices(registry: Registry, count: int, **changed: Any) -> list[str]:
    """Published entries of Italy, each with a name of its own."""
    return [registry.published(names=named(f"Office {place}"), **changed) for place in range(1, count + 1)]


def drawn(registry: Registry, entries: Sequence[str], who: str = "officer.ke", **wish: Any) -> SheetCard:
    """Draw a sheet of these entries."""
    by = registry.actor(who)
    with registry.writing() as session:
        return draw_duty_sheet(session, SheetWish(**{"title": "Night", "entries": entries, "purpose": "test", **wish}), by=by)


def printed(registry: Registry, sheet_id: str, who: str = "officer.ke") -> PrintedSheet:
    """Print a sheet."""
    by = registry.actor(who)
    with registry.writing() as session:
        return print_duty_sheet(session, sheet_id, by=by)


def sheet(registry: Registry, sheet_id: str, who: str = "officer.ke") -> SheetCard:
    """The sheet as its page shows it."""
    with registry.reading() as session:
        return duty_sheet(session, sheet_id, reader=registry.actor(who))


def sheets(registry: Registry, who: str = "officer.ke") -> list[SheetCard]:
    """The sheets that this account sees."""
    with registry.reading() as session:
        return duty_sheets(session, reader=registry.actor(who))


def values(paper: PrintedSheet) -> list[str]:
    """Every value on the paper."""
    return [channel["value"] for _, card in paper.lines for channel in card["channels"]]
