"""Letters leave: each is claimed, handed to the mail server and marked in transactions of its own, and none leaves twice."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from app.clock import now
from app.db import Database, reading, writing
from app.outbox.models import ERASED, Letter
from app.outbox.smtp import connected, mail_server, message_of, one_line

TRIES = 5
BACKOFF = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
"""How long a letter waits after its first, second ... try."""

FORGOTTEN = timedelta(minutes=15)
"""A letter claimed so long ago was left by a delivery that was killed: it is sent again, under the same Message-ID."""

NO_SERVER = "No mail is sent: set DIRECTORY_SMTP_URL, such as smtp://user:password@mail.example:587?starttls"


@dataclass(frozen=True)
class Delivered:
    """What a run did: letters `sent`, given up as `failed` or `bounced`, still `waiting`; `problem` says what is wrong."""

    sent: int = 0
    failed: int = 0
    bounced: int = 0
    waiting: int = 0
    problem: str | None = None


def deliver(database: Database) -> Delivered:
    """Send what is queued and due, over one connection. Two runs at the same moment send nothing twice.

    Without a mail server, or when it does not answer, everything waits and `problem` says why. Raises `Unavailable` for an
    address of the server that cannot be used.
    """
    settings = database.settings
    if settings.smtp_url is None:
        return _ended(database, [], NO_SERVER)
    server = mail_server(settings.smtp_url)
    if not _has_due(database):
        return _ended(database, [])
    try:
        client = connected(server)
    except (OSError, smtplib.SMTPException) as problem:
        return _ended(database, [], f"The mail server {server.host}:{server.port} cannot be used: {_said(problem)}")
    became: list[str] = []
    try:
        while (letter := _claim(database)) is not None:
            outcome = _try(client, letter, settings.mail_from)
            became.append(_settle(database, letter.id, outcome))
            if outcome.hung_up:
                return _ended(database, became, "The mail server hung up; the rest follows with the next run.")
    finally:
        with suppress(OSError, smtplib.SMTPException):
            client.quit()
    return _ended(database, became)


def _ended(database: Database, became: list[str], problem: str | None = None) -> Delivered:
    with reading(database) as session:
        waiting = session.exec(select(func.count()).where(col(Letter.state).in_(("queued", "sending")))).one()
    return Delivered(became.count("sent"), became.count("failed"), became.count("bounced"), waiting, problem)


# --- claiming ---------------------------------------------------------------------------------------------------


def _is_due() -> ColumnElement[bool]:
    at = now()
    queued = and_(col(Letter.state) == "queued", or_(col(Letter.retry_at).is_(None), col(Letter.retry_at) <= at))
    return or_(queued, and_(col(Letter.state) == "sending", col(Letter.claimed_at) <= at - FORGOTTEN))


def _has_due(database: Database) -> bool:
    with reading(database) as session:
        return session.exec(select(Letter.id).where(_is_due()).limit(1)).first() is not None


def _claim(database: Database) -> Letter | None:
    """The oldest letter that is due, now ours: whoever comes at the same moment takes the next one."""
    with writing(database) as session:
        statement = select(Letter).where(_is_due()).order_by(col(Letter.queued_at), col(Letter.id)).limit(1)
        letter = session.exec(statement.with_for_update(skip_locked=True)).first()
        if letter is None:
            return None
        letter.state, letter.claimed_at, letter.tries = "sending", now(), letter.tries + 1
        session.add(letter)
        session.flush()
        return Letter(**letter.model_dump())


# --- one try ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Outcome:
    """What became of one try: sent, bounced, failed, or later. `hung_up`: the connection is gone."""

    state: str
    reason: str | None = None
    hung_up: bool = False


def _try(client: smtplib.SMTP, letter: Letter, sender: str) -> _Outcome:
    """Hand one letter over. A refusal for good (5xx, RFC 5321 4.2.1) ends it; anything else is tried again."""
    try:
        client.send_message(message_of(letter, sender), sender, [letter.to])
    except ValueError as wrong:
        return _Outcome("failed", str(wrong))
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        return _Outcome("bounced" if code >= 500 else "later", f"{code} {_text(said)}")
    except smtplib.SMTPDataError as refused:
        return _Outcome("failed" if refused.smtp_code >= 500 else "later", _said(refused))
    except smtplib.SMTPNotSupportedError as lacking:
        return _Outcome("failed", _said(lacking))
    except smtplib.SMTPServerDisconnected as gone:
        return _Outcome("later", _said(gone), hung_up=True)
    except (OSError, smtplib.SMTPException) as problem:
        return _Outcome("later", _said(problem), hung_up=True)
    return _Outcome("sent")


def _settle(database: Database, letter_id: str, outcome: _Outcome) -> str:
    """Write down what became of a claimed letter; returns its state. After the last try it is given up."""
    with writing(database) as session:
        letter = session.exec(select(Letter).where(Letter.id == letter_id).with_for_update()).one()
        letter.state, letter.last_error, letter.claimed_at = outcome.state, outcome.reason, None
        if outcome.state == "later":
            given_up = letter.tries >= TRIES
            letter.state = "failed" if given_up else "queued"
            letter.retry_at = None if given_up else now() + BACKOFF[letter.tries - 1]
        elif outcome.state == "sent":
            letter.sent_at = now()
        if letter.state != "queued":
            letter.body = ERASED
        session.add(letter)
        return letter.state


def _said(problem: Exception) -> str:
    """What a server said, or what is wrong with the connection, in one line."""
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{problem.smtp_code} {_text(problem.smtp_error)}"
    return one_line(str(problem))[:300] or type(problem).__name__


def _text(said: bytes | str) -> str:
    return one_line(said.decode(errors="replace") if isinstance(said, bytes) else said)[:300]
