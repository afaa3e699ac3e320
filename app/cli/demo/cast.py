"""The nine accounts of the demonstration: who they are, without secrets; those are made when the demonstration is loaded."""

from __future__ import annotations

from dataclasses import dataclass

from app.cli.demo.sheets import rows


@dataclass(frozen=True)
class CastMember:
    """One account. `region` (M49) is a coordinator's, `recipient` and `ceiling` a portal's; none belongs to a single entry."""

    email: str
    name: str
    role: str
    state: str | None
    region: str | None
    recipient: str | None
    ceiling: str | None
    has_second_factor: bool


def cast() -> tuple[CastMember, ...]:
    """The accounts in the order in which they are shown."""
    return tuple(
        CastMember(
            email=row["email"],
            name=row["name"],
            role=row["role"],
            state=row["state"] or None,
            region=row["region"] or None,
            recipient=row["recipient"] or None,
            ceiling=row["ceiling"] or None,
            has_second_factor=row["second_factor"] == "yes",
        )
        for row in rows("cast")
    )
