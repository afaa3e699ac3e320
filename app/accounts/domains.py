"""Official mail domains of States and authorities: proposed by one person, approved by another; the invited come under one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import require, why_not
from app.access.roles import Permission
from app.accounts.forms import AccountForm
from app.accounts.mail_domains import a_label, domain_of, warnings_of
from app.accounts.models import Invitation, MailDomain
from app.accounts.reach import coordinates, covers, has_authority
from app.accounts.standing import require_alone, why_not_vouch
from app.audit.trail import record
from app.clock import now
from app.errors import Conflict, Denied, FieldError, Invalid, NotFound
from app.reference import states

LONGEST_REASON = 300


@dataclass(frozen=True)
class DomainCard:
    """An official domain or the proposal of one. `status`: proposed, approved, ended; `warnings` are for the second person."""

    id: str
    domain: str
    state: str | None
    entry: str | None
    reason: str
    status: str
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    warnings: tuple[str, ...]
    why_not_approve: str | None


@dataclass(frozen=True)
class _Place:
    state: str | None
    entry: str | None
    region: str | None = None


def propose_domain(
    session: Session, domain: str, *, state: str | None = None, entry: str | None = None, reason: str, by: Actor
) -> DomainCard:
    """Propose a domain for a State (or one authority of it). Raises `Denied`, `Invalid`, `Conflict` when it is there already."""
    require(by, Permission.DOMAIN_PROPOSE)
    place = _Place((state or by.state or "").upper() or None, entry or by.entry)
    _require_place(place, by)
    row = _new(session, domain, place, reason, by=by)
    record(session, "domain:proposed", by=by, payload=_said(row))
    return _card(session, row, by)


def approve_domain(session: Session, domain_id: str, *, by: Actor) -> DomainCard:
    """Approve another person's proposal: from now on people are invited under it. Raises `NotFound`, `Denied`, `Conflict`."""
    require(by, Permission.DOMAIN_APPROVE)
    row = _row(session, domain_id, by=by)
    if row.approved_at is not None or row.ended_at is not None:
        raise Conflict("This proposal is decided already.")
    reason = why_not_vouch(session, row.proposer_id, by.id)
    if reason is not None:
        raise Denied(reason, rule=Permission.DOMAIN_APPROVE.name)
    row.approver_id, row.approved_at = by.id, now()
    session.add(row)
    record(session, "domain:approved", by=by, payload=_said(row))
    return _card(session, row, by)


def end_domain(session: Session, domain_id: str, *, by: Actor) -> DomainCard:
    """Reject a proposal, take the own back, or end an official domain: one person, at once. Raises `NotFound`, `Conflict`."""
    require(by, Permission.DOMAIN_PROPOSE)
    row = _row(session, domain_id, by=by)
    if row.ended_at is not None:
        raise Conflict("This domain is ended already.")
    row.ended_at, row.ended_by = now(), by.id
    session.add(row)
    record(session, "domain:ended", by=by, payload=_said(row))
    return _card(session, row, by)


def record_domain(session: Session, domain: str, *, state: str | None = None, reason: str, by: Actor) -> DomainCard:
    """The operator records an official domain alone: of a State, or of the organisation. Raises `Denied`, `Invalid`."""
    require_alone(by, Permission.ACCOUNT_ADD)
    place = _Place(states.state(state.upper()).code if state else None, None)
    row = _new(session, domain, place, reason, by=by)
    warned = _card(session, row, by)
    row.approver_id, row.approved_at = by.id, now()
    record(session, "domain:approved", by=by, payload=_said(row))
    return replace(_card(session, row, by), warnings=warned.warnings)


def domains(session: Session, *, ended: bool = False, reader: Actor) -> Sequence[DomainCard]:
    """The domains within the reader's reach, what waits first, then by State; with `ended` also those that hold no more."""
    require(reader, Permission.ACCOUNT_READ)
    session.flush()
    rows = [r for r in session.exec(select(MailDomain)) if r.state is None or covers(reader, _Place(r.state, r.entry))]
    kept = [row for row in rows if ended or row.ended_at is None]
    kept.sort(key=lambda r: (r.ended_at is not None, r.approved_at is not None, r.state or "", r.domain))
    return [_card(session, row, reader) for row in kept]


def why_not_official(session: Session, form: AccountForm | Invitation) -> str | None:
    """Why this mailbox is under no official domain of where it belongs, or None: compared exactly, no sub-domain counts."""
    try:
        domain = domain_of(form.email)
    except Invalid as refusal:
        return refusal.errors[0].reason
    current = (col(MailDomain.approved_at).is_not(None), col(MailDomain.ended_at).is_(None), col(MailDomain.domain) == domain)
    session.flush()
    if any(_serves(row, form) for row in session.exec(select(MailDomain).where(*current))):
        return None
    where = states.state(form.state).name() if form.state else "the organisation"
    return f"{domain} is no official mail domain of {where}. Propose it first; another person approves it."


def end_proposals_of(session: Session, account_id: str, by: Actor) -> int:
    """The open proposals of a suspended account fall; how many. A step of the suspension, which is recorded."""
    still_open = (col(MailDomain.approved_at).is_(None), col(MailDomain.ended_at).is_(None))
    rows = session.exec(select(MailDomain).where(MailDomain.proposer_id == account_id, *still_open)).all()
    for row in rows:
        row.ended_at, row.ended_by = now(), by.id
        session.add(row)
    return len(rows)


def _serves(row: MailDomain, form: AccountForm | Invitation) -> bool:
    if form.state:
        return row.state == form.state and row.entry in (None, form.entry)
    if row.state is None:
        return True
    scope = Actor(id="", email="", name="", role="coordinator", region=form.region, network=form.network)
    return form.role == "coordinator" and coordinates(scope, row.state)


def _require_place(place: _Place, by: Actor) -> None:
    if place.state is None:
        raise Invalid("Say whose domain it is.", errors=(FieldError("state", "the State, such as IT"),))
    states.state(place.state)
    if not covers(by, place) or not has_authority(by, place):
        sentence = f"You may {Permission.DOMAIN_PROPOSE} only within your own reach."
        raise Denied(sentence, rule=Permission.DOMAIN_PROPOSE.name)


def _new(session: Session, domain: str, place: _Place, reason: str, *, by: Actor) -> MailDomain:
    label = a_label(domain)
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        told = f"say in 1 to {LONGEST_REASON} characters from where you know that it is official"
        raise Invalid("Give a reason.", errors=(FieldError("reason", told),))
    session.flush()
    same = (MailDomain.domain == label, MailDomain.state == place.state, MailDomain.entry == place.entry)
    if session.exec(select(MailDomain).where(*same, col(MailDomain.ended_at).is_(None))).first() is not None:
        raise Conflict(f"{label} is official or proposed already.")
    row = MailDomain(
        id=str(uuid7()),
        domain=label,
        state=place.state,
        entry=place.entry,
        reason=reason.strip(),
        proposer_id=by.id,
        proposed_at=now(),
    )
    session.add(row)
    return row


def _row(session: Session, domain_id: str, *, by: Actor) -> MailDomain:
    row = session.get(MailDomain, domain_id)
    if row is None or not covers(by, _Place(row.state, row.entry)):
        raise NotFound("There is no such domain within your reach.")
    return row


def _card(session: Session, row: MailDomain, reader: Actor) -> DomainCard:
    waits = row.approved_at is None and row.ended_at is None
    status = "ended" if row.ended_at else "approved" if row.approved_at else "proposed"
    known = set(session.exec(select(MailDomain.domain).where(col(MailDomain.approved_at).is_not(None)))) if waits else set()
    first = why_not_vouch(session, row.proposer_id, reader.id) if waits else "This proposal is decided already."
    return DomainCard(
        id=row.id,
        domain=row.domain,
        state=row.state,
        entry=row.entry,
        reason=row.reason,
        status=status,
        proposed_by=row.proposer_id,
        proposed_at=row.proposed_at,
        approved_by=row.approver_id,
        approved_at=row.approved_at,
        warnings=tuple(warnings_of(row.domain, known - {row.domain})) if waits else (),
        why_not_approve=first or why_not(reader, Permission.DOMAIN_APPROVE),
    )


def _said(row: MailDomain) -> dict[str, object]:
    return {"domain": row.domain, "state": row.state, "authority": row.entry, "reason": row.reason}
