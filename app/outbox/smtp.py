"""The mail server of the settings, and a letter as a message that it takes (RFC 5321, RFC 5322)."""

from __future__ import annotations

import re
import smtplib
import ssl
import unicodedata
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from app.clock import now
from app.errors import Unavailable
from app.outbox.models import Letter

LETTER_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]+>")
TIMEOUT = 30
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ONE_ADDRESS = re.compile(r"[^\s,;:<>()\"\\\[\]@]+@[^\s,;:<>()\"\\\[\]@]+")
"""One plain mailbox and nothing beside it: a second address or a header must not come in with it."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, as `DIRECTORY_SMTP_URL` names it."""

    host: str
    port: int
    secure: bool
    starttls: bool
    user: str
    password: str


def mail_server(url: str) -> MailServer:
    """Read `smtp://[user:password@]host[:port][?starttls]` or `smtps://...`.

    Raises `Unavailable` for an address that is none, and where a password would cross a network in the clear.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Unavailable("DIRECTORY_SMTP_URL is not an address such as smtp://user:password@mail.example:587?starttls")
    secure, starttls = parts.scheme == "smtps", "starttls" in parse_qs(parts.query, keep_blank_values=True)
    server = MailServer(
        host=parts.hostname,
        port=port or (465 if secure else 587 if starttls else 25),
        secure=secure,
        starttls=starttls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
    if server.user and not (secure or starttls or server.host in LOOPBACK):
        raise Unavailable("DIRECTORY_SMTP_URL would send its password in the clear: add ?starttls, or use smtps://")
    return server


def connected(server: MailServer) -> smtplib.SMTP:
    """A connection that is ready to take letters. Raises `OSError` or `smtplib.SMTPException` when there is none to be had."""
    if server.secure:
        client: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=ssl.create_default_context())
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if server.starttls:
            client.starttls(context=ssl.create_default_context())
        if server.user:
            client.login(server.user, server.password)
    except BaseException:
        client.close()
        raise
    return client


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """The letter as a message. Its Message-ID follows from the letter's id: one that is sent again can be recognised.

    Raises `ValueError` for an address that is not one plain mailbox.
    """
    if not ONE_ADDRESS.fullmatch(letter.to):
        raise ValueError("the address is not one plain mailbox")
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(now())
    message["Message-ID"] = message_id(letter.id, sender)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers this
    message["Content-Language"] = letter.language
    message.set_content(letter.body, cte="quoted-printable")
    return message


def message_id(letter_id: str, sender: str) -> str:
    """The Message-ID of a letter, the same at every try."""
    return f"<{letter_id}@{sender.rpartition('@')[2].strip('> ') or 'directory.invalid'}>"


def letter_in(text: str) -> str | None:
    """The letter's id in a Message-ID that `message_id` made, or none."""
    found = LETTER_ID.search(text[:1000])
    return found.group(1) if found else None


def one_line(text: str) -> str:
    """A subject without line breaks or other control characters: nothing in a name can begin a header of its own."""
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text).split())
