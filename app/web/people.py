"""Who did something, in words: colleagues by name, others by what they are."""

from __future__ import annotations

from collections.abc import Mapping

from app.access.actor import Actor
from app.access.policy import why_not
from app.access.roles import Permission
from app.accounts.membership import accounts
from app.db import Session
from app.web.entry_form.fields import N_
from app.web.i18n import translated

OTHERS = {
    "operator": N_("The operator at the command line"),
    "clock": N_("The clock: the wait was over"),
}
"""Actors that are no account."""

ROLES = {
    "officer": N_("an officer"),
    "focal_point": N_("a focal point"),
    "coordinator": N_("a coordinator"),
    "administrator": N_("an administrator"),
    "auditor": N_("an auditor"),
    "recipient": N_("a recipient"),
    "listed_post": N_("the listed post itself"),
    "operator": N_("the operator"),
}


def names_of_people(session: Session, *, by: Actor) -> Mapping[str, str]:
    """Names by account id, of the accounts that this person may see."""
    if why_not(by, Permission.ACCOUNT_READ) is not None:
        return {by.id: by.name}
    return {by.id: by.name, **{card.id: card.name for card in accounts(session, reader=by)}}


def who(actor_id: str | None, people: Mapping[str, str], language: str, role: str = "") -> str:
    """One actor in words; an account that the reader may not see by its role."""
    if actor_id is not None and actor_id in people:
        return people[actor_id]
    return translated(language, OTHERS.get(actor_id or "") or ROLES.get(role) or N_("somebody of another State"))
