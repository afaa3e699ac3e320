"""Who may bring in whom: the roles that each role invites and seconds, within its reach."""

from __future__ import annotations

from sqlmodel import Session

from app.access.actor import Actor
from app.access.policy import why_not
from app.access.roles import Permission
from app.accounts.forms import AccountForm
from app.accounts.models import Invitation
from app.accounts.reach import covers, has_authority
from app.accounts.standing import why_not_known, why_not_vouch
from app.reference import regions

OPERATOR = "operator"

INVITES: dict[str, tuple[str, ...]] = {
    "focal_point": ("officer",),
    "coordinator": ("officer", "focal_point"),
    "administrator": ("coordinator", "administrator", "auditor", "recipient"),
    "operator": ("officer", "focal_point", "coordinator", "administrator", "auditor", "recipient"),
}
"""Whom each role may invite: nobody appoints to a right that lies beyond the own."""

SECONDS: dict[str, tuple[str, ...]] = {
    "coordinator": ("officer", "focal_point", "coordinator"),
    "administrator": ("officer", "focal_point", "coordinator", "administrator", "auditor", "recipient"),
}
"""Whose invitation each role may second."""


def why_not_invite(by: Actor, form: AccountForm | Invitation) -> str | None:
    """Why this person may not appoint such a one, or None. Whether a second factor is fresh is asked elsewhere."""
    if form.role not in INVITES.get(by.role, ()):
        return f"You do not invite people as {_words(form.role)}: {_who_invites(form.role)} may."
    if by.role in ("focal_point", "coordinator") and not (covers(by, form) and has_authority(by, form)):
        return "You invite people of your own State, authority or region only."
    return None


def why_not_second_invitation(session: Session, by: Actor, row: Invitation) -> str | None:
    """Why this person may not second this invitation, or None; the same sentence greys the button."""
    bound = row.inviter_id != OPERATOR  # the command line is no account: whom it added is not bound to it
    reason = why_not_vouch(session, row.inviter_id, by.id) if bound else why_not_known(session, by.id)
    if reason is not None:
        return reason
    if row.role not in SECONDS.get(by.role, ()) or not _reaches(by, row):
        return f"You do not second people as {_words(row.role)} there: an administrator may."
    return why_not(by, Permission.INVITATION_SECOND)


def _reaches(by: Actor, row: Invitation) -> bool:
    if by.role == "administrator":
        return True
    if row.role == "coordinator":  # a coordinator seconds one for a part of the own region
        return bool(by.region and row.region and regions.states_in(row.region) <= regions.states_in(by.region))
    return covers(by, row)


def _who_invites(role: str) -> str:
    return " or ".join(_words(each) for each, roles in INVITES.items() if role in roles)


def _words(role: str) -> str:
    return role.replace("_", " ")
