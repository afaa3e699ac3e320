"""Who is told about an entry: the focal points who keep it, or where there is none the coordinator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from app.access.actor import Actor
from app.access.conditions import Condition
from app.access.policy import condition
from app.access.roles import Permission
from app.accounts.correspondents import correspondents
from app.directory.subjects import Subject


@dataclass
class Keepers:
    """Everybody whom a notice can go to. The policy says whom it may go to: nobody learns of an entry by mail."""

    people: Sequence[Actor]
    _conditions: dict[tuple[str, Permission], Condition] = field(default_factory=dict)

    def of(self, subject: Subject, permission: Permission = Permission.ENTRY_CONFIRM) -> list[Actor]:
        """The focal points who have this right on the entry; coordinators where there is no such focal point."""
        able = [person for person in self.people if self._may(person, permission, subject)]
        return [person for person in able if person.role == "focal_point"] or able

    def coordinators_of(self, subject: Subject) -> list[Actor]:
        """The coordinators who may confirm the entry."""
        may = Permission.ENTRY_CONFIRM
        return [p for p in self.people if p.role == "coordinator" and self._may(p, may, subject)]

    def _may(self, person: Actor, permission: Permission, subject: Subject) -> bool:
        """The policy's answer; its condition is made once a run, not once an entry."""
        asked = (person.id, permission)
        if asked not in self._conditions:
            self._conditions[asked] = condition(person, permission)
        return self._conditions[asked].holds(subject.standing)


def keepers(session: Session) -> Keepers:
    """Focal points and coordinators, as of now."""
    return Keepers(correspondents(session))
