"""How far an account reaches over other accounts: which it may see, invite, second."""

from __future__ import annotations

from typing import Protocol

from app.access.actor import Actor
from app.reference import networks, regions

EVERYWHERE = ("administrator", "operator")


class Place(Protocol):
    """Where an account or an invitation belongs; each is none where it does not apply."""

    @property
    def state(self) -> str | None: ...

    @property
    def entry(self) -> str | None: ...

    @property
    def region(self) -> str | None: ...


def covers(actor: Actor, place: Place) -> bool:
    """Whether somebody of this place is within the actor's reach: own State, own region or network, or everywhere."""
    if actor.role in EVERYWHERE:
        return True
    if actor.role == "coordinator":
        return coordinates(actor, place.state)
    return place.state is not None and place.state == actor.state


def coordinates(actor: Actor, state: str | None) -> bool:
    """Whether a State lies in the coordinator's region or network."""
    if state is None:
        return False
    in_region = actor.region is not None and state in regions.states_in(actor.region)
    return in_region or (actor.network is not None and actor.network in networks.networks_of(state))


def has_authority(actor: Actor, place: Place) -> bool:
    """Whether a focal point of one authority speaks of that authority's people; one of the whole State speaks of all."""
    return actor.role != "focal_point" or actor.entry is None or actor.entry == place.entry
