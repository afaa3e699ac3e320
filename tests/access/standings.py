"""Entries and people as the policy sees them, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.access.actor import Actor

AUTHORITY, OTHER_AUTHORITY = "a1", "b1"


@dataclass
class EntryStanding:
    """An Italian authority's published entry that everybody may see; a member of the Rabat Process."""

    state: str = "IT"
    status: str = "published"
    marking: str = "TLP:GREEN"
    lineage: str = f"/{AUTHORITY}/"
    networks: str = "/RABAT/"
    readers: str = ""
    consents: str = ""
    audience: str = "everyone"
    audience_of: str = ""
    audience_except: str = ""
    lapsed_hidden_at: str | None = None


def person(role: str, **facts: Any) -> Actor:
    """Somebody in this role, signed in with a password."""
    return Actor(id=facts.pop("id", "p1"), email="p1@demo.example", name="Example", role=role, **facts)


PEOPLE: dict[str, Actor] = {
    "officer of the authority": person("officer", state="IT", entry=AUTHORITY),
    "officer of another authority": person("officer", state="IT", entry=OTHER_AUTHORITY),
    "officer of the State": person("officer", state="IT"),
    "officer of the region": person("officer", state="MT"),
    "officer elsewhere": person("officer", state="KE"),
    "focal point of the authority": person("focal_point", state="IT", entry=AUTHORITY),
    "focal point of another authority": person("focal_point", state="IT", entry=OTHER_AUTHORITY),
    "focal point of the State": person("focal_point", state="IT"),
    "focal point elsewhere": person("focal_point", state="KE"),
    "coordinator of the region": person("coordinator", region="150"),
    "coordinator of the network": person("coordinator", network="RABAT"),
    "coordinator elsewhere": person("coordinator", region="002"),
    "administrator": person("administrator"),
    "auditor": person("auditor", state="IT"),
    "recipient": person("recipient", recipient="sherloc", ceiling="TLP:AMBER"),
}
"""Everybody who has an account, by what they are to the entry above."""
