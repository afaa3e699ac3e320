"""The decision: one condition per actor and permission, asked of one row (`why_not`, `require`) or of a list (`narrow`)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.conditions import (
    EVERYBODY,
    NOBODY,
    Condition,
    Empty,
    Not,
    Standing,
    all_of,
    any_of,
    ends_with,
    is_one_of,
    lists,
)
from app.access.roles import Grant, Permission, Scope, grant
from app.clock import now
from app.errors import Denied, NotFound
from app.reference import networks, regions, treaties

S = TypeVar("S", bound=Select[*tuple[Any, ...]])

SHOWN = ("published", "not_confirmed")
"""Statuses in which an entry has readers beyond those who keep it."""

NOT_LAPSED = Empty("lapsed_hidden_at")
"""Not hidden for want of a confirmation (`directory.hiding`): those who keep the entry see it all the same."""

PRACTITIONERS = ("officer", "focal_point", "coordinator")
"""Roles that are of the network itself: the `clients` whom AMBER may reach."""


# --- the three questions ----------------------------------------------------------------------------------------


def why_not(actor: Actor, permission: Permission, *, on: Standing | None = None) -> str | None:
    """None when the actor may, else one sentence that says why not; the same sentence greys a button."""
    granted = held(actor, permission)
    if granted is None:
        return f"{'A deputy' if actor.acting_for else _role(actor)} may not {permission}."
    if granted.fresh and actor.is_key:
        return f"An API key can never {permission}: sign in with your second factor."
    if granted.fresh and actor.method != "command_line" and not actor.has_fresh_factor(now()):
        return f"To {permission}, show your second factor again: it counts for a few minutes only."
    if granted.fresh and actor.change_factor == "webauthn" and actor.method not in ("webauthn", "command_line"):
        return f"To {permission}, this installation asks for a security key (DIRECTORY_CHANGE_FACTOR=webauthn)."
    if on is None or condition(actor, permission).holds(on):
        return None
    if not may_know(actor, on):
        return NotFound().detail
    return f"{_role(actor)} may {permission} only within {_scope(actor, granted.scope)}."


def held(actor: Actor, permission: Permission) -> Grant | None:
    """The actor's grant, or none: a deputy holds of the focal point's rights those that were delegated."""
    if actor.only is not None and permission.name not in actor.only:
        return None
    return grant(actor.role, permission)


def require(actor: Actor, permission: Permission, *, on: Standing | None = None, entry: str = "") -> None:
    """Raise `Denied` with the sentence of `why_not`, or `NotFound` where the actor may not even know of the entry."""
    reason = why_not(actor, permission, on=on)
    if reason is None:
        return
    if on is not None and not may_know(actor, on):
        raise NotFound(rule=permission.name, entry=entry)
    raise Denied(reason, rule=permission.name, entry=entry)


def narrow(statement: S, reader: Actor | None, permission: Permission, *, on: Any) -> S:
    """The statement, cut down to the rows of `on` for which the reader has the permission. No reader is an error."""
    if reader is None:
        raise Denied("Nobody asked: a list always has a reader.", rule=permission.name)
    return statement.where(_as_sql(condition(reader, permission), on))


@lru_cache(maxsize=512)
def _as_sql(asked: Condition, table: Any) -> ColumnElement[bool]:
    """A condition says the same to whoever comes under it: its statement is put together once."""
    return asked.sql(table)


def may_know(actor: Actor, row: Standing) -> bool:
    """Whether the actor may know that the entry exists."""
    knowing = (Permission.ENTRY_FIND, Permission.DRAFT_READ, Permission.ENTRY_IMPORT, Permission.ENTRY_CONFIRM)
    return any(condition(actor, permission).holds(row) for permission in knowing)


def keeps(actor: Actor, row: Standing) -> bool:
    """Whether the actor keeps this entry: reads it without a purpose and sees consents and named readers."""
    return condition(actor, Permission.ENTRY_REVISE).holds(row)


def works_on(actor: Actor, row: Standing) -> bool:
    """Whether the actor keeps the entry or proposes changes to it: sees its version, which every change must name."""
    return keeps(actor, row) or condition(actor, Permission.ENTRY_PROPOSE).holds(row)


# --- the condition ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def condition(actor: Actor, permission: Permission) -> Condition:
    """For which entries the actor has the permission: the grant's scope, and never an entry it may not know of.

    It follows from the actor and fixed tables alone, so the hundreds of entries of one answer share it.
    """
    granted = held(actor, permission)
    if granted is None:
        return NOBODY
    reach = _reach(actor, granted.scope)
    if granted.ceiling is not None:
        reach = all_of(reach, is_one_of("marking", tlp.up_to(granted.ceiling)))
    if permission in (Permission.ENTRY_FIND, Permission.CHANNEL_REVEAL):
        return all_of(reach, sight(actor))
    if permission is Permission.EDITION_READ:
        return consented(actor)
    return all_of(reach, marked_for(actor))


def _reach(actor: Actor, scope: Scope) -> Condition:
    if scope is Scope.ALL:
        return EVERYBODY
    own_state = is_one_of("state", [actor.state] if actor.state else [])
    if scope is Scope.STATE:
        return own_state
    if scope is Scope.OWN and actor.role == "listed_post":
        return all_of(own_state, ends_with("lineage", actor.entry))  # itself, and nothing that is part of it
    if scope is Scope.OWN:
        return all_of(own_state, lists("lineage", actor.entry)) if actor.entry else own_state
    return any_of(
        is_one_of("state", regions.states_in(actor.region) if actor.region else ()),
        lists("networks", actor.network),
    )


def sight(actor: Actor) -> Condition:
    """Which entries an actor may know of: by status, by marking, by the owner's audience (SECURITY 3.2)."""
    granted = held(actor, Permission.DRAFT_READ)
    drafts = _reach(actor, granted.scope) if granted else NOBODY
    readable = all_of(is_one_of("status", SHOWN), NOT_LAPSED, audience(actor)) if actor.admitted else NOBODY
    return all_of(any_of(drafts, readable), marked_for(actor))


def marked_for(actor: Actor) -> Condition:
    """The Traffic Light Protocol x audience: whom each marking reaches. RED reaches named persons and nobody else.

    The operator's command line shows no contact to anyone; it moves files in and out, whatever their marking.
    """
    if actor.role == "operator":
        return EVERYBODY
    open_to_all = is_one_of("marking", (tlp.CLEAR, tlp.GREEN))
    if actor.role == "listed_post":  # the office itself, through its own mailbox; RED reaches persons only
        return Not(is_one_of("marking", (tlp.RED,)))
    amber = is_one_of("marking", (tlp.AMBER,)) if actor.role in PRACTITIONERS else NOBODY
    red = all_of(is_one_of("marking", (tlp.RED,)), lists("readers", actor.id))
    strict = all_of(Not(is_one_of("marking", (tlp.CLEAR, tlp.GREEN, tlp.AMBER, tlp.RED))), _insiders(actor))
    return any_of(open_to_all, amber, strict, red)


def _insiders(actor: Actor) -> Condition:
    """AMBER+STRICT: the own authority, its State's focal points, the coordinator of its region."""
    authority = lists("lineage", actor.entry) if actor.role in PRACTITIONERS else NOBODY
    if actor.role == "focal_point":
        return any_of(authority, _reach(actor, Scope.STATE))
    if actor.role == "coordinator":
        return any_of(authority, _reach(actor, Scope.REGION))
    return authority


def audience(actor: Actor) -> Condition:
    """The owner's narrowing: everyone, Parties to the Protocol, a region, a network's members, or named States."""
    own = any_of(is_one_of("state", [actor.state] if actor.state else []), _reach(actor, Scope.REGION))
    if actor.role == "coordinator" and not actor.state:
        return any_of(own, is_one_of("audience", ("everyone",)))
    if not actor.state:
        return is_one_of("audience", ("everyone",))
    chosen = any_of(
        is_one_of("audience", ("everyone",)),
        is_one_of("audience", ("parties",)) if actor.state in treaties.parties("SOM") else NOBODY,
        all_of(
            is_one_of("audience", ("region",)),
            any_of(*(lists("audience_of", r) for r in regions.regions_of(actor.state))),
        ),
        all_of(
            is_one_of("audience", ("network",)),
            any_of(*(lists("audience_of", n) for n in networks.networks_of(actor.state))),
        ),
        all_of(is_one_of("audience", ("states",)), lists("audience_of", actor.state)),
    )
    return any_of(own, all_of(chosen, Not(lists("audience_except", actor.state))))


def consented(actor: Actor) -> Condition:
    """What a recipient may receive: shown, up to its ceiling, for everyone, and with the owner's consent.

    Consent to `sherloc` covers up to GREEN; AMBER asks for the consent `sherloc~amber` (SECURITY 3.2).
    """
    if not actor.recipient:
        return NOBODY
    allowed = tlp.up_to(actor.ceiling)
    plain = all_of(is_one_of("marking", [m for m in allowed if m != tlp.AMBER]), lists("consents", actor.recipient))
    amber = all_of(is_one_of("marking", [m for m in allowed if m == tlp.AMBER]), lists("consents", f"{actor.recipient}~amber"))
    return all_of(is_one_of("status", SHOWN), NOT_LAPSED, is_one_of("audience", ("everyone",)), any_of(plain, amber))


PAPER = "duty-sheet"
"""The recipient to which an owner consents, up to AMBER, so that an entry may stand on a duty sheet."""


def on_paper(actor: Actor) -> Condition:
    """What may stand on a duty sheet that this actor carries: of what it may see, what is shown to readers and marked CLEAR or

    GREEN; AMBER with the owner's consent to `PAPER`. AMBER+STRICT and RED never: paper has no second factor.
    """
    plain = is_one_of("marking", (tlp.CLEAR, tlp.GREEN))
    amber = all_of(is_one_of("marking", (tlp.AMBER,)), lists("consents", f"{PAPER}~amber"))
    shown = all_of(condition(actor, Permission.CHANNEL_REVEAL), is_one_of("status", SHOWN), NOT_LAPSED)
    return all_of(shown, any_of(plain, amber))


# --- words ------------------------------------------------------------------------------------------------------


def _role(actor: Actor) -> str:
    return {
        "officer": "An officer",
        "administrator": "An administrator",
        "auditor": "An auditor",
        "operator": "The operator",
    }.get(actor.role, f"A {actor.role.replace('_', ' ')}")


def _scope(actor: Actor, scope: Scope) -> str:
    if scope is Scope.REGION:
        return "the own network" if actor.network and not actor.region else "the own region"
    return "the own authority" if scope is Scope.OWN and actor.entry else "the own State"
