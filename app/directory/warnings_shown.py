"""What an approver is warned of: another country's code, a number known elsewhere, mixed scripts, a young account."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import phonenumbers
from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import condition, narrow
from app.access.roles import Permission
from app.accounts.mail_domains import domain_of
from app.accounts.mail_domains import warnings_of as domain_warnings
from app.accounts.standing import account_facts
from app.clock import now
from app.directory.cards import channel_standing
from app.directory.changes import Change
from app.directory.channel_values import MAILBOXES, NUMBERS
from app.directory.entries import as_seen
from app.directory.models import Channel, Entry
from app.directory.parts import record_of
from app.directory.second_person import leads_elsewhere
from app.errors import Invalid
from app.reference import states

YOUNG = timedelta(days=30)


def warnings_of(session: Session, entry: Entry, change: Change, by: Actor) -> list[str]:
    """Sentences that stand beside a change of a channel; none for other changes."""
    if not change.field.startswith("channels") or not isinstance(change.new, dict) or not leads_elsewhere(change.old, change.new):
        return []
    kind, value = change.new["type"], change.new["value"]
    found = []
    if kind in NUMBERS:
        found += _country_warning(entry.state, value)
    if kind in MAILBOXES:
        found += _domain_warnings(change.old, value) + _look_alikes(session, entry, value, by)
    if elsewhere := _same_value_elsewhere(session, entry.id, value, by):
        found.append(f"The same value stands on {elsewhere} other entr{'ies' if elsewhere > 1 else 'y'}.")
    if len(scripts(value)) > 1:
        found.append("The value mixes scripts: " + ", ".join(sorted(scripts(value))) + ".")
    facts = account_facts(session, by.id)
    if facts is not None and now() - facts.added_at < YOUNG:
        found.append("The author's account is younger than 30 days.")
    return found


def _country_warning(state: str, value: str) -> list[str]:
    home = states.state(state).dial_codes
    code = str(phonenumbers.parse(value).country_code)
    if home and not any(code == d or d.startswith(code) for d in home):
        return [f"The country code +{code} is not that of {states.state(state).names['en']}."]
    return []


def _domain_warnings(old: object, value: str) -> list[str]:
    domain = value.rpartition("@")[2]
    found = []
    if not domain.isascii() or "xn--" in domain:
        found.append(f"The domain {domain} is written with letters beyond a-z: look twice.")
    if isinstance(old, dict) and isinstance(old.get("value"), str) and "@" in old["value"]:
        before = old["value"].rpartition("@")[2]
        if before != domain:
            found.append(f"The domain changes from {before} to {domain}.")
    return found


def _look_alikes(session: Session, entry: Entry, value: str, by: Actor) -> list[str]:
    """Domains that could be taken for one under which this State has mailboxes that the author may see: no hidden one shows."""
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None), col(Channel.type).in_(MAILBOXES))
    statement = select(Channel, Entry).join(Entry, col(Entry.id) == Channel.entry_id).where(Entry.state == entry.state, *current)
    narrowed = narrow(statement.where(Entry.status == "published"), by, Permission.ENTRY_FIND, on=Entry)
    may_see = condition(by, Permission.CHANNEL_REVEAL)
    known = {
        channel.value.rpartition("@")[2]
        for channel, of in session.exec(narrowed)
        if may_see.holds(channel_standing(of, {"marking": channel.marking, "readers": channel.readers}))
    }
    try:
        return domain_warnings(domain_of(value), known)
    except Invalid:
        return []


def _same_value_elsewhere(session: Session, entry_id: str, value: str, by: Actor) -> int:
    """How many other entries have this number or mailbox now, of those where the author may see it: no hidden one shows."""
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None))
    statement = select(Entry).join(Channel, col(Channel.entry_id) == Entry.id).where(Channel.value == value, *current)
    narrowed = narrow(statement, by, Permission.ENTRY_FIND, on=Entry).where(Entry.id != entry_id)
    others = {entry.id: entry for entry in session.exec(narrowed)}.values()
    return sum(any(c["value"] == value for c in as_seen(e, record_of(session, e), by)["channels"]) for e in others)


def scripts(value: str) -> set[str]:
    """The scripts of the letters in a text, by the first word of their Unicode names."""
    return {unicodedata.name(c, "?").split()[0] for c in value if c.isalpha()}
