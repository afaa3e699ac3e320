"""Whether a number or mailbox is registered: yes or no, of which State and kind, within what the asker could open anyway."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import unquote

from phonenumbers import PhoneMetadata
from sqlmodel import Session, col, delete, func, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import condition, narrow, require
from app.access.roles import Permission
from app.audit.trail import record
from app.clock import now
from app.db import lock_for_counting, settings_of
from app.directory.cards import channel_standing
from app.directory.channel_values import MAILBOXES, NUMBERS, canonical_value
from app.directory.models import Channel, Entry
from app.directory.search_models import NumberCheck
from app.errors import FieldError, Invalid, TooMany
from app.reference.text import as_typed

LINK = re.compile(r"^(tel|mailto):|(?<=\S)\?.*$", re.IGNORECASE)
"""What a link has around its number or mailbox (RFC 3966, RFC 6068)."""
EXTENSION = re.compile(r"\s*(;|,|#|ext|x).*$", re.IGNORECASE)
"""What is dialled after the number has answered."""


@dataclass(frozen=True)
class Registered:
    """The answer: `state` (alpha-2) and `kind` of the entry where there is one, and nothing that names it."""

    registered: bool
    state: str | None = None
    kind: str | None = None


def check_number(session: Session, value: str, *, by: Actor) -> Registered:
    """Whether a number or mailbox, in any spelling, is a current channel of an entry.

    Only channels that the asker could open count: what is marked beyond its reach is as if it were not registered, or the
    question would reveal it. On record without the value, which may be that of anybody. Raises `Denied`, `Invalid` for what
    is neither a number nor a mailbox, `TooMany` above DIRECTORY_NUMBER_CHECKS.
    """
    require(by, Permission.REVERSE_LOOK_UP)
    canonical, types = _canonical(value, by)
    _count(session, by)
    found = _first(session, canonical, types, by)
    # Without the entry, for the asker reads the own acts and is to learn no more than the answer says.
    record(session, "number:checked", by=by, rule=Permission.REVERSE_LOOK_UP.name, count=1 if found is not None else 0)
    return Registered(True, found.state, found.kind) if found is not None else Registered(False)


def _canonical(value: str, by: Actor) -> tuple[str, frozenset[str]]:
    written = LINK.sub("", unquote(value.strip()) if LINK.match(value.strip()) else value.strip())
    try:
        if "@" in written:  # letters stay as they are: one that only looks like another makes another mailbox
            return canonical_value("email", written.rpartition("<")[2].removesuffix(">")).lower(), MAILBOXES
        written = EXTENSION.sub("", LINK.sub("", as_typed(written).strip()))
        return canonical_value("phone", _with_plus(written.strip("<>[]"), by.state), by.state), NUMBERS
    except ValueError as problem:
        raise Invalid("This cannot be checked.", errors=(FieldError("value", str(problem)),)) from None


def _with_plus(written: str, state: str | None) -> str:
    """A number dialled abroad with its `+`: after the exit code of the asker's own State (000 in Kenya), else after 00."""
    digits = "".join(each for each in written if each.isdigit())
    if "+" in written or not digits:
        return written
    numbering = PhoneMetadata.metadata_for_region(state or "", None)
    own = re.match(numbering.international_prefix, digits) if numbering and numbering.international_prefix else None
    code = own.end() if own else 2 * digits.startswith("00")
    return f"+{digits[code:]}" if code else written


def _count(session: Session, by: Actor) -> None:
    settings = settings_of(session)
    since = now() - timedelta(minutes=settings.number_check_minutes)
    lock_for_counting(session, f"number_check:{by.id}")
    own = col(NumberCheck.account_id) == by.id
    session.exec(delete(NumberCheck).where(own, col(NumberCheck.at) < since))
    if session.exec(select(func.count()).select_from(NumberCheck).where(own)).one() >= settings.number_checks:
        raise TooMany(
            f"You checked {settings.number_checks} numbers in {settings.number_check_minutes} minutes. Look the office up "
            "by its name instead, or try again later.",
            retry_after=settings.number_check_minutes * 60,
        )
    session.add(NumberCheck(id=str(uuid7()), account_id=by.id, at=now()))


def _first(session: Session, canonical: str, types: frozenset[str], by: Actor) -> Entry | None:
    """The first of the entries, in the order of recording, whose channel this is and the asker could open."""
    value, is_mailbox = col(Channel.value), types == MAILBOXES
    same = func.lower(value) == canonical if is_mailbox else value == canonical
    if not canonical.isascii():  # SQLite makes A to Z small and nothing else; the domain is stored in small letters
        same = value.endswith("@" + canonical.rpartition("@")[2], autoescape=True)
    statement = (
        narrow(select(Entry, Channel).join(Channel, col(Channel.entry_id) == Entry.id), by, Permission.ENTRY_FIND, on=Entry)
        .where(same, col(Channel.type).in_(sorted(types)))
        .where(col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None))
        .order_by(col(Entry.id))
    )
    may_open = condition(by, Permission.CHANNEL_REVEAL)
    for entry, channel in session.exec(statement):
        if is_mailbox and channel.value.lower() != canonical:
            continue
        if may_open.holds(channel_standing(entry, {"marking": channel.marking, "readers": channel.readers})):
            return entry
    return None
