"""What tests of readers' help do again and again: open an entry, tell what came of a call, report, read the list."""

from __future__ import annotations

from typing import Any

from app.directory.outcomes import OutcomeCard, note_outcome
from app.directory.problems import ProblemCard, my_reports, problems, report_problem
from app.directory.reading import open_entry
from tests.cast import Registry


def opened(registry: Registry, entry_id: str, who: str) -> dict[str, Any]:
    """The entry as this account opens it: on record, as a door does it."""
    with registry.reading() as session:
        return open_entry(session, entry_id, purpose="test", case_ref="pending", reader=registry.actor(who)).card


def told(registry: Registry, entry_id: str, who: str, outcome: str = "no_answer", number: int = 0) -> OutcomeCard:
    """Open the entry and say what came of calling its channel."""
    channel = opened(registry, entry_id, who)["channels"][number]["id"]
    by = registry.actor(who)
    with registry.writing() as session:
        return note_outcome(session, entry_id, channel, outcome, by=by)


def reported(
    registry: Registry,
    entry_id: str,
    who: str = "officer.ke",
    kind: str = "wrong_hours",
    fields: tuple[str, ...] = (),
    note: str | None = None,
) -> ProblemCard:
    """Report a problem."""
    by = registry.actor(who)
    with registry.writing() as session:
        return report_problem(session, entry_id, kind, fields, note, by=by)


def listed(registry: Registry, who: str = "focal.it", state: str | None = None) -> list[ProblemCard]:
    """The reports that this account answers for."""
    with registry.reading() as session:
        return list(problems(session, state=state, reader=registry.actor(who)))


def reports_of(registry: Registry, who: str) -> list[ProblemCard]:
    """What this account reported."""
    with registry.reading() as session:
        return list(my_reports(session, reader=registry.actor(who)))
