"""Links that are good once and for some days: an invitation, a confirmation by mail, the answer to a communication test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from app.accounts.models import SingleUseLink
from app.accounts.secrets import new_token, token_hash
from app.clock import now
from app.errors import NotFound

GONE = "This link has been used, has expired, or was never given out. Ask whoever sent it for a new one."


@dataclass(frozen=True)
class LinkCard:
    """What a link is for: its kind, and the subject that the kind knows how to read."""

    kind: str
    subject: str


def make_link(session: Session, kind: str, subject: str, *, days: float) -> str:
    """Make a link of 256 random bits; returns the token. Only its hash is stored. The caller records why."""
    token = new_token()
    session.add(SingleUseLink(token_hash=token_hash(token), kind=kind, subject=subject, expires_at=now() + timedelta(days=days)))
    return token


def read_link(session: Session, kind: str, token: str) -> LinkCard:
    """What the link is for, without using it up: mail scanners open links. Raises `NotFound` when it is not good (any more)."""
    link = session.get(SingleUseLink, token_hash(token))
    if link is None or link.kind != kind or link.used_at is not None or now() >= link.expires_at:
        raise NotFound(GONE)
    return LinkCard(link.kind, link.subject)


def use_link(session: Session, kind: str, token: str) -> LinkCard:
    """Use the link up. Of two who use it at the same moment one succeeds. Raises `NotFound`; the caller records the act."""
    statement = select(SingleUseLink).where(SingleUseLink.token_hash == token_hash(token)).with_for_update()
    link = session.exec(statement).first()
    if link is None or link.kind != kind or link.used_at is not None or now() >= link.expires_at:
        raise NotFound(GONE)
    link.used_at = now()
    session.add(link)
    return LinkCard(link.kind, link.subject)


def end_links(session: Session, kind: str, subject: str) -> None:
    """Make all unused links of this kind for this subject void: an invitation is sent again, or withdrawn."""
    unused = (col(SingleUseLink.kind) == kind, col(SingleUseLink.subject) == subject, col(SingleUseLink.used_at).is_(None))
    for link in session.exec(select(SingleUseLink).where(*unused)):
        link.used_at = now()
        session.add(link)
