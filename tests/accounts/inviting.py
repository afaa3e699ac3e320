"""Inviting in short: official domains, an invitation and its link, accepting it."""

from __future__ import annotations

import re
from typing import Any

import pyotp
from sqlmodel import select

from app.access.actor import operator
from app.accounts.cards import AccountCard
from app.accounts.domains import record_domain
from app.accounts.forms import AccountForm
from app.accounts.invitations import invite, second_invitation
from app.accounts.invited import InvitationCard
from app.accounts.joining import join
from app.accounts.membership import account_of
from app.clock import now
from app.outbox.models import Letter
from tests.cast import PASSWORD, SECRET, Registry

DOMAIN = "interior.example"


def official(registry: Registry, domain: str = DOMAIN, state: str | None = "IT") -> str:
    """Make a domain official by the operator's word; returns its id."""
    with registry.writing() as session:
        return record_domain(session, domain, state=state, reason="printed list", by=operator()).id


def invited(
    registry: Registry,
    email: str = f"new@{DOMAIN}",
    *,
    by: str = "focal.it",
    role: str = "officer",
    state: str | None = "IT",
    **more: Any,
) -> tuple[InvitationCard, str]:
    """Invite somebody; returns the invitation and the token of its link."""
    actor = registry.actor(by) if by != "operator" else operator()
    nominated = {name: more.pop(name) for name in ("nomination", "nominated_on") if name in more}
    with registry.writing() as session:
        form = AccountForm(email=email, name="Example New", role=role, state=state, **more)
        return invite(session, form, **nominated, by=actor)


def second(registry: Registry, invitation: str, by: str = "coordinator.europe") -> InvitationCard:
    actor = registry.actor(by)
    with registry.writing() as session:
        return second_invitation(session, invitation, by=actor)


def accept(registry: Registry, token: str, **changed: str) -> bool:
    """Accept an invitation with a password and an authenticator; says whether the account is active."""
    sent = {"name": "Example New", "password": PASSWORD, "secret": SECRET, "code": pyotp.TOTP(SECRET).at(now()), **changed}
    with registry.writing() as session:
        return join(session, token, **sent)


def account(registry: Registry, email: str = f"new@{DOMAIN}") -> AccountCard | None:
    with registry.reading() as session:
        return account_of(session, email)


def letters(registry: Registry, to: str = f"new@{DOMAIN}") -> list[str]:
    """The texts of the letters to a mailbox, oldest first."""
    with registry.reading() as session:
        return [letter.body for letter in session.exec(select(Letter).where(Letter.to == to).order_by(Letter.id))]


def token_in(text: str) -> str:
    """The token of the link in a letter."""
    found = re.search(r"/join\?token=([\w-]+)", text)
    assert found is not None, text
    return found[1]
