"""The start of an installation: its first administrators and coordinators, by single-use links, on the word of a letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.domains import record_domain
from app.accounts.forms import AccountForm
from app.accounts.installation import fact, is_demo, set_fact
from app.accounts.invitations import invite_first
from app.accounts.mail_domains import domain_of
from app.accounts.models import Account, Invitation, MailDomain
from app.clock import iso, now
from app.errors import Conflict, FieldError, Invalid

FEWEST_ADMINISTRATORS = 2
ROLES = ("administrator", "coordinator")


@dataclass(frozen=True)
class FirstPerson:
    """One of the first, and the token of the link: shown once, to the operator."""

    email: str
    role: str
    scope: str
    token: str


def set_up(
    session: Session,
    administrators: Sequence[str],
    coordinators: Sequence[tuple[str, str]],
    *,
    nomination: str,
    nominated_on: date,
    by: Actor,
) -> Sequence[FirstPerson]:
    """Invite the first administrators (at least two: one invites, another seconds) and coordinators ((M49 or network, mailbox)).

    The domains of their mailboxes become official ones of the organisation, and the installation counts as installed from
    now. Raises `Conflict` where administrators exist or were invited, or where this is a demo; `Invalid` by field.
    """
    require(by, Permission.ACCOUNT_ADD)
    _require_empty(session)
    mailboxes = [mailbox.strip().casefold() for mailbox in administrators]
    if len(set(mailboxes)) < FEWEST_ADMINISTRATORS:
        reason = "name at least two: what one administrator begins another one seconds"
        raise Invalid("The installation cannot be set up.", errors=(FieldError("administrator", reason),))
    forms = [AccountForm(email=mailbox, role="administrator") for mailbox in mailboxes]
    forms += [AccountForm(email=mailbox, role="coordinator", **_scope(where)) for where, mailbox in coordinators]
    known = {row.domain for row in session.exec(select(MailDomain)) if row.state is None}
    for domain in sorted({domain_of(form.email) for form in forms} - known):
        record_domain(session, domain, reason=f"domain of the first accounts, {nomination}", by=by)
    session.flush()
    found = []
    for form in forms:
        card, token = invite_first(session, form, nomination=nomination, nominated_on=nominated_on, by=by)
        found.append(FirstPerson(card.email, card.role, card.region or card.network or "", token))
    if fact(session, "installed_at") is None:
        set_fact(session, "installed_at", iso(now()), by=by)
    return found


def _require_empty(session: Session) -> None:
    if is_demo(session):
        raise Conflict("This is a demo: set up an installation with a database of its own.")
    session.flush()
    invited = session.exec(select(Invitation).where(Invitation.role == "administrator")).all()
    there = session.exec(select(Account).where(Account.role == "administrator")).first() is not None
    if there or any(row.withdrawn_at is None for row in invited):
        raise Conflict(
            "This installation is set up already: its administrators invite others. "
            "A lost link is sent again with: directory accounts send EMAIL"
        )


def _scope(where: str) -> dict[str, str]:
    return {"region": where} if where.isdigit() else {"network": where.upper()}
