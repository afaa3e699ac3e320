"""What the simulated years ought to bring, worked out day by day from the rules as written, sharing no code with the service."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MONTHS = {"authority": (12, 3), "duty_line": (6, 1), "liaison_officer": (4, 1)}
"""DOMAIN 4: months until a confirmation falls due, and months of grace."""

HIDDEN_AFTER = 3
HEADINGS = {
    "due": "Falls due within 30 days",
    "overdue": "Overdue",
    "overdue_again": "Still overdue",
    "not_confirmed": "The grace has passed",
}

Told = tuple[str, str, str, str, str]
"""On which day, who, under which heading, about which office, with which date."""


@dataclass
class Office:
    """One entry of the simulation: its group, its script, and when it was confirmed last."""

    name: str
    entry_id: str
    state: str
    group: str
    script: str
    mailbox: str | None
    confirmed: datetime
    is_last: bool = False


def months_after(start: datetime, months: int) -> datetime:
    """Counted by hand: the same day of a later month, or its last day."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    day = start.day
    while True:
        try:
            return start.replace(year=year, month=month, day=day)
        except ValueError:
            day -= 1


def dates(office: Office) -> tuple[datetime, datetime, datetime]:
    """When it falls due, lapses, and may be hidden."""
    due_in, grace = MONTHS[office.group]
    due = months_after(office.confirmed, due_in)
    lapse = months_after(due, grace)
    return due, lapse, months_after(lapse, HIDDEN_AFTER)


def state(office: Office, at: datetime) -> str:
    """What readers ought to be told about it."""
    due, lapse, _ = dates(office)
    if at < due - timedelta(days=30):
        return "confirmed"
    if at < due:
        return "due"
    return "overdue" if at < lapse else "not_confirmed"


def stage(office: Office, at: datetime) -> str | None:
    """Which reminder it ought to have had last."""
    due, lapse, _ = dates(office)
    found = state(office, at)
    if found == "overdue" and at >= due + (lapse - due) / 2:
        return "overdue_again"
    return None if found == "confirmed" else found


@dataclass
class Expected:
    """The lines and links that ought to have been sent, each once."""

    lines: Counter[Told] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    last_stage: dict[tuple[str, str], str] = field(default_factory=dict)

    def note_run(self, offices: list[Office], keepers: dict[str, list[str]], at: datetime) -> None:
        """A run of the job at this instant."""
        for office in offices:
            reached, (due, lapse, _) = stage(office, at), dates(office)
            cycle = (office.name, due.date().isoformat())
            if reached is None or self.last_stage.get(cycle) == reached:
                continue
            self.last_stage[cycle] = reached
            day = (lapse if reached == "not_confirmed" else due).date().isoformat()
            for keeper in keepers[office.state]:
                self.lines[at.date().isoformat(), keeper, HEADINGS[reached], office.name, day] += 1
            if office.mailbox:
                self.links[at.date().isoformat(), office.mailbox] += 1
