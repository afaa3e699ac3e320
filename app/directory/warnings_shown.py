"""What an approver is warned of: another country's code, a number known elsewhere, mixed scripts, a young account."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import phonenumbers
from sqlmodel import Session

from app.access.actor import Actor
from app.accounts.standing import account_facts
from app.clock import now
from app.directory.changes import Change
from app.directory.channel_values import MAILBOXES, NUMBERS
from app.directory.models import Entry
from app.directory.second_person import leads_elsewhere, same_value_elsewhere
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
        found += _domain_warnings(change.old, value)
    if elsewhere := same_value_elsewhere(session, entry.id, value):
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


def scripts(value: str) -> set[str]:
    """The scripts of the letters in a text, by the first word of their Unicode names."""
    return {unicodedata.name(c, "?").split()[0] for c in value if c.isalpha()}
