"""Questions that tests of the directory ask again and again."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from app.access.actor import Actor
from app.audit.models import Event
from app.directory.proposal_reading import proposal_of
from app.directory.publication import publish_due
from app.directory.reading import whole_entry
from tests.cast import Registry

NEW = "+390000000002"
CLOCK = Actor(id="clock", email="clock", name="The wait was over", role="operator", method="job")


def seen(registry: Registry, entry_id: str, who: str = "focal.it") -> dict[str, Any]:
    """The whole entry as this account gets it."""
    with registry.reading() as session:
        return whole_entry(session, entry_id, purpose="test", case_ref="pending", reader=registry.actor(who)).card


def first_value(registry: Registry, entry_id: str, who: str = "officer.ke") -> str:
    """The value of the first channel that this account sees."""
    return str(seen(registry, entry_id, who)["channels"][0]["value"])


def kinds(registry: Registry) -> list[str]:
    """The kinds of all events about entries and proposals, in order."""
    with registry.reading() as session:
        found = session.exec(select(Event.kind).order_by(Event.seq))  # type: ignore[arg-type]
        return [kind for kind in found if kind.startswith(("entry:", "proposal:"))]


def redirected(registry: Registry, entry_id: str, value: str = NEW) -> dict[str, Any]:
    """A patch that gives the first channel another number."""
    first, *others = seen(registry, entry_id)["channels"]
    return {"channels": [{**first, "value": value}, *others]}


def told(registry: Registry, proposal_id: str, who: str = "focal.it") -> dict[str, Any]:
    """A proposal as this account sees it."""
    with registry.reading() as session:
        return proposal_of(session, proposal_id, reader=registry.actor(who))


def let_due_take_effect(registry: Registry) -> int:
    """What the first request after a wait does."""
    with registry.writing() as session:
        return publish_due(session, by=CLOCK)
