"""Offices that could be called about a matter, each with the lines that one reader may be given, never with their values."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.conditions import place_of
from app.access.policy import condition, narrow
from app.access.roles import Permission
from app.audit.disclosures import disclose
from app.audit.trail import event_of
from app.clock import now
from app.directory.cards import channel_card, channel_standing, list_card, missing_reason
from app.directory.find import visible_parents
from app.directory.freshness import freshness, shown_status
from app.directory.models import Channel, Entry, EntryLanguage, Interpretation, Posting
from app.directory.outcomes import dimmed_channels
from app.directory.parts import Record, channels_of
from app.directory.reading import whole_entry
from app.directory.vacancy import absence, shown_holder, vacant_since
from app.directory.validity import entry_holds, in_force, is_for
from app.errors import FieldError, Invalid

MOST_SPEAKING = 2000
"""Offices whose hours are counted at once."""

ALWAYS_ASKED = ("central_authority", "interpol_ncb", "mrcc")
"""Authorities that belong to the roads to a State whatever the matter is."""


@dataclass(frozen=True)
class Office:
    """An entry as a card for this reader at an instant, and its current lines that the reader may have, without values."""

    card: Record
    lines: tuple[Record, ...]


def offices_of(
    session: Session, states: Collection[str], functions: Collection[str], at: datetime, *, narrowly: bool = False, reader: Actor
) -> list[Office]:
    """Offices of these States for these matters and on the roads to them, by name. Without a matter all that act.

    `narrowly` leaves out all that are not for the matters themselves. What the reader may not know of is not there: an
    office that is on the road for an open line alone is on it for those who may have that line.
    """
    there, acts = col(Entry.state).in_(sorted(states)), col(Entry.kind).in_(("authority", "prosecutor", "liaison_officer"))
    matters = or_(*(is_for(code, at.date()) for code in sorted(functions))) if functions else acts
    if narrowly or not functions:
        return _offices(session, and_(there, matters), at, reader)
    road = and_(acts, or_(func.coalesce(col(Entry.authority_type), "").in_(ALWAYS_ASKED), is_for("mla", at.date())))
    found = _offices(session, and_(there, or_(matters, road)), at, reader)
    manned = _offices(session, and_(there, col(Entry.kind) == "authority", _always_open(), ~or_(matters, road)), at, reader)
    return found + [office for office in manned if any(line["always_open"] for line in office.lines)]


def _always_open() -> ColumnElement[bool]:
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None))
    return col(Entry.id).in_(select(Channel.entry_id).where(col(Channel.always_open).is_(True), *current))


def decides(card: Record, function: str) -> bool:
    """Whether an office itself decides on a matter: it is designated for it on the day of the card, or its people work on it."""
    if card["kind"] in ("liaison_officer", "interpreter") and function != "interpretation":
        return False
    return bool(deciding(card, function)) or function in card["specialisations"]


def deciding(card: Record, function: str) -> list[Record]:
    """The designations by which an office decides on a matter; without a matter on any."""
    fitting = [each for each in card["designations"] if each["function"] == function or not function]
    return [each for each in fitting if each["role"] in ("competent", "central")]


def has_counterpart(session: Session, state: str, function: str, *, reader: Actor) -> bool:
    """Whether some office of a State that this reader may know of decides on a matter now."""
    offices = offices_of(session, [state], [function], now(), narrowly=True, reader=reader)
    return any(decides(office.card, function) for office in offices)


def officers_posted(session: Session, sender: str, host: str, at: datetime, *, reader: Actor) -> list[Office]:
    """Liaison officers whom one State posted in another, or accredited to it."""
    return _offices(session, _posted(sender, host, at.date()), at, reader)


def offices_between(
    session: Session, mine: str | None, there: str | None, networks: Collection[str], at: datetime, *, reader: Actor
) -> list[Office]:
    """Who links two States: their liaison officers with each other, and contact points of these networks, wherever they sit."""
    day = at.date()
    tests = [_posted(mine, there, day), _posted(there, mine, day)] if mine and there and mine != there else []
    if networks:
        theirs = or_(*(col(Entry.networks).contains(f"/{code}/", autoescape=True) for code in sorted(networks)))
        tests.append(and_(col(Entry.authority_type) == "regional_body", theirs))
    return _offices(session, or_(*tests), at, reader) if tests else []


def _posted(sender: str, host: str, day: date) -> ColumnElement[bool]:
    """Posts that have begun; one that has ended is found too, so that the answer can say so."""
    there = or_(col(Posting.host) == host, place_of(col(Posting.accredited_to), f"/{host}/") > 0)
    begun = or_(col(Posting.since).is_(None), col(Posting.since) <= day)
    posted = col(Entry.id).in_(select(Posting.entry_id).where(there, begun))
    return and_(col(Entry.state) == sender, col(Entry.kind) == "liaison_officer", posted)


def interpreters(session: Session, at: datetime, *, reader: Actor) -> list[Office]:
    """Interpreter entries with at least one language pair."""
    paired = select(Interpretation.entry_id)
    return _offices(session, and_(col(Entry.kind) == "interpreter", col(Entry.id).in_(paired)), at, reader)


def offices_speaking(session: Session, language: str, states: Collection[str], at: datetime, *, reader: Actor) -> list[Office]:
    """Offices of these States whose people speak a language (BCP 47; `fr` means `fr-CA` too).

    Raises `Invalid` naming `region` where more than `MOST_SPEAKING` would have to be read.
    """
    tag = col(EntryLanguage.tag)
    spoken = (tag == language) | tag.startswith(f"{language}-", autoescape=True), place_of(col(EntryLanguage.use), "/spoken/") > 0
    test = and_(col(Entry.state).in_(sorted(states)), col(Entry.id).in_(select(EntryLanguage.entry_id).where(*spoken)))
    counted = narrow(select(func.count()).select_from(Entry).where(test), reader, Permission.CHANNEL_REVEAL, on=Entry)
    if session.exec(counted).one() > MOST_SPEAKING:
        reason = f"more than {MOST_SPEAKING} entries speak this language here: choose a smaller region"
        raise Invalid("The hours cannot be counted.", errors=(FieldError("region", reason),))
    return _offices(session, test, at, reader)


def _offices(session: Session, test: ColumnElement[bool], at: datetime, reader: Actor) -> list[Office]:
    # Keepers see drafts too, but what is not published yet, or not on this day, is nobody to call.
    callable_then = and_(col(Entry.status) == "published", entry_holds(at.date()))
    statement = narrow(select(Entry).where(test, callable_then), reader, Permission.CHANNEL_REVEAL, on=Entry)
    rows = session.exec(statement.order_by(col(Entry.sort_key), col(Entry.id))).all()
    ids = [row.id for row in rows]
    lines, dimmed = channels_of(session, ids), dimmed_channels(session, ids) if ids else frozenset()
    parents = visible_parents(session, {row.part_of for row in rows if row.part_of}, reader=reader)
    may_have = condition(reader, Permission.CHANNEL_REVEAL)
    found = []
    for row in rows:
        standings = [(line, channel_standing(row, line)) for line in lines.get(row.id, [])]
        shown = [_valueless(line, s.marking, dimmed) for line, s in standings if may_have.holds(s)]
        found.append(Office(_card_at(row, at, reader, parents.get(row.part_of or "")), tuple(shown)))
    return found


def manned_hours(session: Session, ids: Collection[str], *, reader: Actor) -> dict[str, list[Record | None]]:
    """The hours of each line that the reader may be given, by entry; none stands for a line that is always open."""
    statement = select(Entry).where(col(Entry.id).in_(sorted(ids)))
    rows = session.exec(narrow(statement, reader, Permission.CHANNEL_REVEAL, on=Entry)).all()
    lines, may_have = channels_of(session, [row.id for row in rows]), condition(reader, Permission.CHANNEL_REVEAL)
    return {
        row.id: [
            None if line["always_open"] else line["hours"]
            for line in lines.get(row.id, [])
            if (line["always_open"] or line["hours"]) and may_have.holds(channel_standing(row, line))
        ]
        for row in rows
    }


def _card_at(row: Entry, at: datetime, reader: Actor, parent: Record | None) -> Record:
    """The card as of an instant: the same question about the same instant gets the same answer, whenever it is asked."""
    card, shell, day = list_card(row, reader, parent=parent), json.loads(row.shell), at.date()
    card["status"], card["freshness"] = shown_status(row, at), freshness(row, at)
    card["designations"] = in_force(shell["designations"], day)
    card["holder"] = shown_holder(shell, day)
    card["vacant_since"], card["absence"] = vacant_since(shell, day), absence(shell, day)
    return card


def _valueless(line: Record, marking: str, dimmed: Collection[str]) -> Record:
    return {**channel_card(line, marking), "value": None, "extension": None, "dimmed": line["id"] in dimmed}


def reveal_line(
    session: Session, entry_id: str, shown: Record, *, purpose: str = "", case_ref: str = "", reader: Actor
) -> tuple[Record | None, str | None]:
    """One line of an office with its value, on record and durable before it is returned; or none, with what must be stated.

    `shown` is the line without its value. Raises as opening the entry does (`whole_entry`): a purpose that is missing is
    `Invalid`, naming the field.
    """
    reveal = whole_entry(session, entry_id, purpose=purpose, case_ref=case_ref, reader=reader)
    line = next((each for each in reveal.card["channels"] if each["id"] == shown["id"]), None)
    if line is None:
        return None, missing_reason(shown["marking"], purpose, case_ref, reader)
    told = event_of(
        "entry:consulted",
        by=reader,
        entries=[entry_id],
        fields=[shown["id"]],
        marking=line["marking"],
        purpose=purpose,
        case_ref=case_ref,
        rule=Permission.CHANNEL_REVEAL.name,
        count=1,
    )
    disclose(session, told)
    return line, None
