"""The choices that are no closed list: own entries, recipients, colleagues, networks, zones, languages, States."""

from __future__ import annotations

from typing import Any

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import PAPER, why_not
from app.access.roles import Permission
from app.accounts.installation import reader_states
from app.accounts.membership import accounts, recipients
from app.db import Session
from app.directory.cards import display_name
from app.directory.changes import allowed_states
from app.directory.find import EntryQuery, find_entries
from app.directory.forms import AudienceForm
from app.reference import networks, states, zones
from app.reference.languages import language_name
from app.web.entry_form.fields import N_
from app.web.i18n import translated
from app.web.lookup import OFFERED_LANGUAGES

Choices = list[tuple[str, str]]
Record = dict[str, Any]

ON_PAPER = N_("Duty sheets on paper (AMBER only with this)")
ON_ROUTES = (
    "prs",
    "ckb",
    "kmr",
    "rhg",
    "haz",
    "apc",
    "acm",
    "apd",
    "ayl",
    "syl",
    "ctg",
    "ary",
    "arz",
    "bal",
    "din",
    "fuf",
    "mey",
)
"""Languages that matter on routes and have no two letters of their own (ISO 639-3)."""


def choices(
    session: Session, kind: str, state: str, *, by: Actor, language: str, part_of: str | None = None
) -> dict[str, Choices]:
    """Every list that a form of this kind offers, each as (code, label) in the reader's language."""
    hosts = [(s.code, s.name(language)) for s in states.states()] if kind == "liaison_officer" else []
    return {
        "own_entries": own_entries(session, state, by=by, language=language, also=part_of),
        "recipients": [
            (PAPER, translated(language, ON_PAPER)),
            *[(card.recipient or "", f"{card.name} ({card.recipient})") for card in recipients(session)],
        ],
        "accounts": colleagues(session, by=by),
        "networks": _networks(state, language),
        "zones": [(zone, zone.replace("_", " ")) for zone in (zones.zones_of(state) if state else ())],
        "languages": language_choices(language),
        "states": sorted(hosts, key=lambda each: each[1]),
        "consent_marking": [(m, m) for m in tlp.MARKINGS if m not in tlp.NEVER_LEAVES],
    }


def own_entries(session: Session, state: str, *, by: Actor, language: str, also: str | None = None) -> Choices:
    """Entries of the State that this person works on, which others can be part of; `also` one that must be among them."""
    page = find_entries(session, EntryQuery(state=state or None, region=by.region, limit=50), reader=by)
    found = {card["id"]: display_name(card["names"], language) for card in page.items if "version" in card}
    if also and also not in found:
        found[also] = also
    return list(found.items())


def colleagues(session: Session, *, by: Actor) -> Choices:
    """Active accounts that this person may see, by name: who can be named as a reader of what is marked RED."""
    if why_not(by, Permission.ACCOUNT_READ) is not None:
        return []
    return [(card.id, f"{card.name} ({card.email})") for card in accounts(session, reader=by) if card.status == "active"]


def _networks(state: str, language: str) -> Choices:
    """All networks, those that the State is a member of first."""
    own = networks.networks_of(state) if state else frozenset()
    listed = sorted(networks.networks(), key=lambda each: each.code not in own)
    return [(each.code, f"{each.name(language)} ({each.code})") for each in listed]


def language_choices(language: str) -> Choices:
    """Languages to choose from, by their names; any other tag may be typed."""
    return sorted(((tag, language_name(tag, language)) for tag in OFFERED_LANGUAGES), key=lambda each: each[1].casefold())


def states_reading(session: Session, audience: Record | None) -> int:
    """How many States' users a marking that is open to all of them reaches, by the audience as it was typed or stands now.

    Counts members of the UN and observers, not the other areas of ISO 3166-1.
    """
    chosen = frozenset(s.code for s in states.states() if s.standing != "area") & reader_states(session)
    try:
        return len(chosen & allowed_states(AudienceForm(**(audience or {}))))
    except ValueError:  # half typed: what is wrong with it stands at the field
        return len(chosen)
