"""What leaves the registry: an entry as one reader may see it. Redaction happens here and nowhere else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import orjson

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import condition, keeps, on_paper, works_on
from app.access.roles import Permission
from app.clock import iso, now, today
from app.directory.freshness import freshness, shown_status
from app.directory.listed import Listed
from app.directory.models import Entry
from app.directory.parts import Record
from app.directory.vacancy import absence, shown_holder, vacant_since
from app.directory.validity import in_force
from app.reference import regions

SHORT = ("acronym", "former")
KEEPERS_ONLY = ("readers", "consents", "audience", "external_ids")
"""Fields that only those who keep the entry see."""


@dataclass
class ChannelStanding:
    """A channel as the policy sees it: its entry's standing under the stricter of the two markings."""

    state: str
    status: str
    marking: str
    lineage: str
    networks: str
    readers: str
    consents: str
    audience: str
    audience_of: str
    audience_except: str
    lapsed_hidden_at: datetime | None = None


def channel_standing(entry: Entry | Listed, channel: Record) -> ChannelStanding:
    """Of a channel that is stricter than its entry, only the channel's own named readers count."""
    marking = tlp.stricter(entry.marking, channel["marking"] or entry.marking)
    readers = f"/{'/'.join(channel['readers'])}/" if channel["readers"] else ""
    return ChannelStanding(
        state=entry.state,
        status=entry.status,
        marking=marking,
        lineage=entry.lineage,
        networks=entry.networks,
        readers=readers or (entry.readers if entry.marking == tlp.RED else ""),
        consents=entry.consents,
        audience=entry.audience,
        audience_of=entry.audience_of,
        audience_except=entry.audience_except,
        lapsed_hidden_at=entry.lapsed_hidden_at,
    )


def make_shell(record: Record) -> Record:
    """The card without anything that depends on reader or clock: stored with the entry, so that a list needs no parts."""
    left_out = ("channels", "holder", "part_of", "marking", *KEEPERS_ONLY)
    shell = {name: value for name, value in record.items() if name not in left_out}
    holder = record["holder"]
    if holder is not None:
        shown = holder if holder["publish_name"] else {**holder, "names": []}
        shell["holder"] = {k: v for k, v in shown.items() if k != "substitute"}
    else:
        shell["holder"] = None
    return shell


def list_card(entry: Entry | Listed, reader: Actor, *, parent: Record | None = None, at: datetime | None = None) -> Record:
    """An entry in a list: everything but the channels. With `at` it is as of that instant, for its keepers too."""
    card = _card(entry, shell := orjson.loads(entry.shell), reader, parent, at)
    if at is not None:
        card["designations"] = in_force(shell["designations"], at.date())
    return card


def _card(entry: Entry | Listed, shell: Record, reader: Actor, parent: Record | None, at: datetime | None = None) -> Record:
    moment, day = at or now(), at.date() if at else today()
    card: Record = {
        "id": entry.id,
        "kind": entry.kind,
        "state": entry.state,
        "region": regions.lowest_region(entry.state),
        "part_of": parent["id"] if parent else None,
        "parent": parent,
        "status": shown_status(entry, moment),
        "marking": entry.marking,
        "purpose_in": {},  # shells that were stored before this field was
        **{name: value for name, value in shell.items() if name not in ("kind", "state")},
        "holder": shown_holder(shell, day),
        "vacant_since": vacant_since(shell, day),
        "absence": absence(shell, day),
        "freshness": freshness(entry, moment),
        "edited_at": iso(entry.revised_at),
    }
    if works_on(reader, entry):
        card["version"] = entry.version
        return card  # and sees what has ended or not begun, to correct it
    card["designations"] = in_force(card["designations"], today())
    if reader.role == "administrator" and condition(reader, Permission.ENTRY_HIDE).holds(entry):
        card["version"] = entry.version  # hiding names it too
    return card


@dataclass(frozen=True)
class Reveal:
    """A whole entry for one reader, what it discloses, and what it holds back with the reason."""

    card: Record
    etag: str
    channel_ids: tuple[str, ...]
    strictest: str


def whole_card(
    entry: Entry, record: Record, reader: Actor, *, parent: Record | None = None, purpose: str = "", case_ref: str = ""
) -> Reveal:
    """The entry with the channels that this reader may see. Who keeps it also sees version, consents and readers."""
    card = _card(entry, make_shell(record), reader, parent)
    keeper = keeps(reader, entry)
    shown, withheld = [], []
    for channel in record["channels"]:
        standing = channel_standing(entry, channel)
        if not condition(reader, Permission.CHANNEL_REVEAL).holds(standing):
            continue
        reason = None if keeper else missing_reason(standing.marking, purpose, case_ref, reader)
        if reason is None:
            shown.append(channel_card(channel, standing.marking))
        else:
            withheld.append({"type": channel["type"], "marking": standing.marking, "reason": reason})
    card["channels"] = [c for c in shown if "unverified_until" not in c]
    card["unverified"] = [c for c in shown if "unverified_until" in c]
    card["withheld"] = withheld
    card["edited_at"] = max([card["edited_at"], *(c["edited_at"] for c in shown)])
    if keeper:
        card.update({name: record[name] for name in KEEPERS_ONLY})
        card["part_of"] = record["part_of"]
        card["holder"] = shown_holder(record, today())
    strictest = max([entry.marking, *(c["marking"] for c in shown)], key=tlp.rank)
    return Reveal(card, etag_of(card), tuple(c["id"] for c in shown), strictest)


def channel_card(channel: Record, effective_marking: str) -> Record:
    """A channel as its readers get it; the names of a RED channel's readers stay inside."""
    return {**{k: v for k, v in channel.items() if k != "readers"}, "marking": effective_marking}


def missing_reason(marking: str, purpose: str, case_ref: str, reader: Actor) -> str | None:
    """What the reader still has to state before a value of this marking is given (SECURITY 3.2)."""
    if tlp.rank(marking) >= tlp.rank(tlp.GREEN) and not purpose:
        return "state a purpose"
    if tlp.rank(marking) >= tlp.rank(tlp.AMBER) and not case_ref:
        return "state a case reference, or `pending`"
    if marking == tlp.RED and not reader.has_fresh_factor(now()):
        return "show your second factor again"
    return None


def etag_of(card: Record) -> str:
    """A strong validator (RFC 9110, 8.8.3): the version for keepers, for others a digest of what they see."""
    if "version" in card:
        return f'"{card["version"]}"'
    seen = {k: v for k, v in card.items() if k not in ("freshness", "status", "vacant_since", "absence")}
    text = json.dumps(seen, sort_keys=True, ensure_ascii=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def exported_card(entry: Entry, record: Record, recipient: Actor) -> Record:
    """The entry as a recipient receives it: only channels up to its ceiling, external ids for it to find its own record."""
    card = _card(entry, make_shell(record), recipient, None)
    may_have = condition(recipient, Permission.EDITION_READ)
    standings = [(c, channel_standing(entry, c)) for c in record["channels"]]
    card["channels"] = [channel_card(c, s.marking) for c, s in standings if may_have.holds(s)]
    card["external_ids"] = record["external_ids"]
    card["edited_at"] = max([card["edited_at"], *(c["edited_at"] for c in card["channels"])])
    del card["parent"]
    return card


def printed_card(entry: Entry, record: Record, reader: Actor, *, purpose: str, case_ref: str) -> Record | None:
    """The entry as it may stand on a duty sheet that this reader carries; none where it may not. Who keeps it states nothing."""
    may_be, keeper = on_paper(reader), keeps(reader, entry)
    if not may_be.holds(entry) or (not keeper and missing_reason(entry.marking, purpose, case_ref, reader)):
        return None
    card = _card(entry, make_shell(record), reader, None)
    standings = [(c, channel_standing(entry, c)) for c in record["channels"]]
    card["channels"] = [
        channel_card(c, s.marking)
        for c, s in standings
        if may_be.holds(s) and (keeper or missing_reason(s.marking, purpose, case_ref, reader) is None)
    ]
    return card


def display_name(names: Iterable[Record], language: str = "en") -> str:
    """The name to show in a language: preferred in it, else any in it, else the first preferred, else the first."""
    listed = list(names)
    in_language = [n for n in listed if n["language"] == language and n["role"] == "preferred"]
    in_any_role = [n for n in listed if n["language"] == language and n["role"] not in SHORT]
    in_english = [n for n in listed if n["language"] == "en" and n["role"] not in SHORT]
    preferred = [n for n in listed if n["role"] == "preferred"]
    best = [*in_language, *in_any_role, *in_english, *preferred, *listed]
    return str(best[0]["text"]) if best else ""
