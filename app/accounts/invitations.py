"""Invitations: nobody comes in without one, and nobody who was invited by one person alone (SECURITY 3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.appointing import OPERATOR, why_not_invite, why_not_second_invitation
from app.accounts.domains import why_not_official
from app.accounts.forms import AccountForm, checked
from app.accounts.invited import SCOPE, InvitationCard, invitation_card, joinable, sees, state_of
from app.accounts.joining import settle
from app.accounts.links import end_links, make_link
from app.accounts.models import Account, Invitation
from app.accounts.standing import account_actor, require_alone
from app.audit.trail import record
from app.clock import now
from app.db import settings_of
from app.errors import Conflict, Denied, FieldError, Invalid, NotFound
from app.outbox.queue import queue, take_back

KIND = "invitation"
INVITE, SECOND = Permission.ACCOUNT_INVITE, Permission.INVITATION_SECOND
LONGEST_NOMINATION = 200

LETTER = """{name},

you are invited to the practitioner directory (contacts against the smuggling of migrants) as {role}.

Open this link within {days} days, choose a password and set up your authenticator app:

{link}

The link is good once and for you only. A second person then lets you in. If you expect no such invitation, do nothing and
tell the person who keeps your State's entries.
"""


def invite(
    session: Session,
    form: AccountForm,
    *,
    nomination: str | None = None,
    nominated_on: date | None = None,
    batch: str | None = None,
    by: Actor,
) -> tuple[InvitationCard, str]:
    """Invite a person: returns the invitation and the link's token, which only the command line may show.

    The mailbox must lie under an official domain. `nomination` is the reference of a letter that names the person.
    Raises `Denied` where the inviter may not appoint such a person, `Invalid` by field, `Conflict` when it is invited already.
    """
    require(by, INVITE)
    form = invitable(session, form, by)
    nominated = checked_nomination(nomination, nominated_on)
    row = Invitation(
        **form.model_dump(include={"email", "name", "role", *SCOPE}),
        id=str(uuid7()),
        batch=batch,
        nomination=nominated,
        nominated_on=nominated_on if nominated else None,
        inviter_id=by.id,
        invited_at=now(),
        expires_at=now() + timedelta(days=settings_of(session).invitation_days),
    )
    session.add(row)
    token = _post(session, row)
    record(session, "account:invited", by=by, fields=[row.role], payload=told(row))
    session.flush()
    return invitation_card(session, row, by), token


def invitable(session: Session, form: AccountForm, by: Actor) -> AccountForm:
    """The form with canonical values, when this person may invite such a one now. Raises as `invite`; changes nothing."""
    form = checked(_with_own_scope(form, by))
    reason = why_not_invite(by, form)
    if reason is not None:
        raise Denied(reason, rule=INVITE.name)
    require_nobody(session, form)
    unofficial = why_not_official(session, form)
    if unofficial is not None:
        raise Invalid("The person cannot be invited.", errors=(FieldError("email", unofficial),))
    return form


def send_again(session: Session, invitation_id: str, *, by: Actor) -> tuple[InvitationCard, str]:
    """Send it again with a new link and seven new days; the old link is void. Raises `NotFound`, `Conflict`."""
    require(by, INVITE)
    row = _row(session, invitation_id, by)
    if not joinable(row):
        raise Conflict(f"This invitation cannot be sent again: it is {state_of(session, row)}.")
    if by.role != "operator" and (reason := why_not_invite(by, row)) is not None:
        raise Denied(reason, rule=INVITE.name)
    _void_links(session, row)
    row.times_sent += 1
    row.expires_at = now() + timedelta(days=settings_of(session).invitation_days)
    session.add(row)
    token = _post(session, row)
    record(session, "invitation:sent", by=by, payload=told(row))
    session.flush()
    return invitation_card(session, row, by), token


def withdraw_invitation(session: Session, invitation_id: str, *, by: Actor) -> InvitationCard:
    """Withdraw it, or refuse to second it: its link is void, an account that waits never becomes active."""
    require(by, INVITE)
    row = _row(session, invitation_id, by)
    if state_of(session, row) in ("active", "withdrawn"):
        raise Conflict(f"This invitation is {state_of(session, row)} already.")
    strike(session, row, by)
    record(session, "invitation:withdrawn", by=by, payload=told(row))
    return invitation_card(session, row, by)


def second_invitation(session: Session, invitation_id: str, *, by: Actor) -> InvitationCard:
    """Second another person's invitation, before or after the person has joined. Raises `NotFound`, `Denied`, `Conflict`."""
    require(by, SECOND)
    row = _row(session, invitation_id, by)
    _second(session, row, by)
    record(session, "account:seconded", by=by, fields=[row.role], payload=told(row))
    return invitation_card(session, row, by)


def second_batch(session: Session, batch: str, *, without: Sequence[str] = (), by: Actor) -> Sequence[InvitationCard]:
    """Second all invitations of a batch as one act; those in `without` (ids) are struck out. Raises as for a single one."""
    require(by, SECOND)
    rows = [row for row in _batch(session, batch, by) if state_of(session, row) not in ("active", "withdrawn", "seconded")]
    if not rows:
        raise NotFound("There is nothing to second in this batch.")
    struck = [row for row in rows if row.id in set(without)]
    kept = [row for row in rows if row not in struck]
    for row in kept:
        _second(session, row, by)
    for row in struck:
        strike(session, row, by)
    if kept:
        payload: dict[str, object] = {"batch": batch, "accounts": [row.email for row in kept]}
        record(session, "account:seconded", by=by, count=len(kept), payload=payload)
    if struck:
        payload = {"batch": batch, "accounts": [row.email for row in struck]}
        record(session, "invitation:withdrawn", by=by, count=len(struck), payload=payload)
    return [invitation_card(session, row, by) for row in rows]


def invitations(
    session: Session, *, batch: str | None = None, state: str | None = None, reader: Actor
) -> Sequence[InvitationCard]:
    """The invitations within the reader's reach, newest first; `state` as in `STATES`."""
    require(reader, Permission.ACCOUNT_READ)
    session.flush()
    statement = select(Invitation).order_by(col(Invitation.invited_at).desc(), col(Invitation.id).desc())
    if batch:
        statement = statement.where(Invitation.batch == batch)
    cards = [invitation_card(session, row, reader) for row in session.exec(statement) if sees(reader, row)]
    return [card for card in cards if state is None or card.status == state]


def invitation_of(session: Session, invitation_id: str, *, reader: Actor) -> InvitationCard:
    """One invitation. Raises `NotFound`."""
    require(reader, Permission.ACCOUNT_READ)
    return invitation_card(session, _row(session, invitation_id, reader), reader)


def invite_first(
    session: Session, form: AccountForm, *, nomination: str, nominated_on: date, by: Actor
) -> tuple[InvitationCard, str]:
    """The operator invites one of the first persons and lets them in alone, on the word of a letter. Raises as `invite`."""
    require_alone(by, Permission.ACCOUNT_ADD)
    card, token = invite(session, form, nomination=nomination, nominated_on=nominated_on, by=by)
    row = session.get_one(Invitation, card.id)
    row.seconded_at, row.seconded_by = now(), by.id
    session.add(row)
    return invitation_card(session, row, by), token


def freeze_invitations_of(session: Session, account_id: str) -> int:
    """What a suspended account invited in the last 30 days waits for ever; how many. A step of the recorded suspension."""
    since = now() - timedelta(days=30)
    sent = (Invitation.inviter_id == account_id, Invitation.invited_at >= since, col(Invitation.frozen_at).is_(None))
    rows = [row for row in session.exec(select(Invitation).where(*sent)) if state_of(session, row) not in ("active", "withdrawn")]
    for row in rows:
        row.frozen_at = now()
        session.add(row)
        _void_links(session, row)
    return len(rows)


def require_nobody(session: Session, form: AccountForm) -> None:
    """One mailbox, one account, one open invitation; one code, one recipient. Raises `Conflict`."""
    session.flush()
    if session.exec(select(Account).where(Account.email == form.email)).first() is not None:
        raise Conflict(f"There is an account for {form.email} already.")
    open_ones = session.exec(select(Invitation).where(Invitation.email == form.email, col(Invitation.withdrawn_at).is_(None)))
    if any(row.joined_at is None for row in open_ones):
        raise Conflict(f"{form.email} is invited already: send that invitation again, or withdraw it first.")
    if form.recipient and session.exec(select(Account).where(Account.recipient == form.recipient)).first() is not None:
        raise Conflict(f"The code {form.recipient} belongs to another recipient: choose another one.")


def checked_nomination(nomination: str | None, nominated_on: date | None) -> str | None:
    """The reference of a letter, which goes with a date not in the future. Raises `Invalid`."""
    text = (nomination or "").strip()
    errors = []
    if len(text) > LONGEST_NOMINATION:
        errors.append(FieldError("nomination", f"a reference of at most {LONGEST_NOMINATION} characters"))
    if bool(text) != (nominated_on is not None) or (nominated_on is not None and nominated_on > now().date()):
        errors.append(FieldError("nominated_on", "the day of the letter, not in the future, goes with its reference"))
    if errors:
        raise Invalid("The nomination cannot be accepted.", errors=tuple(errors))
    return text or None


def strike(session: Session, row: Invitation, by: Actor) -> None:
    """Void the invitation and its link. A step of deeds that are recorded."""
    row.withdrawn_at, row.withdrawn_by = now(), by.id
    session.add(row)
    _void_links(session, row)
    account = session.get(Account, row.account_id) if row.account_id else None
    if account is not None and account.status == "joined":  # it was never more than a wish, and would block the mailbox
        session.delete(account)


def told(row: Invitation) -> dict[str, object]:
    """What the event says of it."""
    scope = {name: getattr(row, name) for name in SCOPE}
    return {"account": row.email, "role": row.role, "scope": scope, "nomination": row.nomination}


def _second(session: Session, row: Invitation, by: Actor) -> None:
    if row.seconded_at is not None:
        raise Conflict("This invitation is seconded already.")
    reason = why_not_second_invitation(session, by, row)
    if reason is not None:
        raise Denied(reason, rule=SECOND.name)
    if state_of(session, row) in ("withdrawn", "frozen", "expired"):
        raise Conflict(f"This invitation is {state_of(session, row)}: it can only be withdrawn or sent again.")
    inviter = account_actor(session, row.inviter_id)
    if row.inviter_id != OPERATOR and (inviter is None or why_not_invite(inviter, row) is not None):
        raise Denied("Who invited this person may do so no more: withdraw the invitation.", rule=SECOND.name)
    row.seconded_at, row.seconded_by = now(), by.id
    session.add(row)
    settle(session, row)


def _post(session: Session, row: Invitation) -> str:
    days = settings_of(session).invitation_days
    token = make_link(session, KIND, row.id, days=days)
    link = f"{settings_of(session).base_url.rstrip('/')}/join?token={token}"
    body = LETTER.format(name=row.name, role=row.role.replace("_", " "), days=days, link=link)
    queue(session, row.email, "Invitation to the practitioner directory", body, occasion=_occasion(row, row.times_sent))
    return token


def _occasion(row: Invitation, time: int) -> str:
    return f"invitation:{row.id}:{time}"


def _void_links(session: Session, row: Invitation) -> None:
    """No link that was sent is good any more, and a letter that still waits with one does not leave."""
    end_links(session, KIND, row.id)
    take_back(session, [_occasion(row, time) for time in range(row.times_sent + 1)], "the invitation was withdrawn or sent again")


def _with_own_scope(form: AccountForm, by: Actor) -> AccountForm:
    """A focal point invites to the own State, and to the own authority where it keeps one."""
    if by.role != "focal_point":
        return form
    return form.model_copy(update={"state": form.state or by.state, "entry": form.entry or by.entry})


def _row(session: Session, invitation_id: str, by: Actor) -> Invitation:
    row = session.get(Invitation, invitation_id)
    if row is None or not sees(by, row):
        raise NotFound("There is no such invitation within your reach.")
    return row


def _batch(session: Session, batch: str, by: Actor) -> Sequence[Invitation]:
    session.flush()
    rows = session.exec(select(Invitation).where(Invitation.batch == batch).order_by(col(Invitation.id)))
    return [row for row in rows if sees(by, row)]
