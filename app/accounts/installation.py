"""Facts about this installation: whether it is a demo, whose users may read, what a change needs."""

from __future__ import annotations

from sqlmodel import Session

from app.access.actor import Actor
from app.accounts.models import InstallationFact
from app.audit.trail import record
from app.db import settings_of
from app.errors import Invalid
from app.reference import states, treaties

FACTS = ("demo", "reader_states", "change_factor", "installed_at")


def fact(session: Session, key: str) -> str | None:
    """One fact, or none."""
    row = session.get(InstallationFact, key)
    return row.value if row else None


def set_fact(session: Session, key: str, value: str, *, by: Actor) -> None:
    """Record a fact about the installation. Raises `Invalid` for a fact that is not on the list."""
    if key not in FACTS:
        raise Invalid(f"{key} is not a fact about an installation")
    row = session.get(InstallationFact, key) or InstallationFact(key=key, value=value)
    row.value = value
    session.add(row)
    record(session, "installation:changed", by=by, fields=[key])


def is_demo(session: Session) -> bool:
    return fact(session, "demo") == "yes"


def change_factor(session: Session) -> str:
    """What approving, consent, export and administration need: the setting, else the installation's fact, else webauthn."""
    return settings_of(session).change_factor or fact(session, "change_factor") or "webauthn"


def reader_states(session: Session) -> frozenset[str]:
    """The States whose users may read: the setting, else the installation's fact, else the Parties to the Protocol."""
    chosen = settings_of(session).reader_states or fact(session, "reader_states") or "parties"
    if chosen == "all":
        return frozenset(s.code for s in states.states())
    if chosen == "parties":
        return treaties.parties("SOM")
    return frozenset(states.state(code.strip()).code for code in chosen.split(",") if code.strip())
