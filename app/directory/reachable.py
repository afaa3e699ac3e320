"""Offices that could be called about a matter, each with the lines that one reader may be given, never with their values."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, or_
from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.conditions import place_of
from app.access.policy import condition, narrow
from app.access.roles import Permission
from app.audit.disclosures import disclose
from app.audit.trail import event_of
from app.clock import now
from app.directory.cards import channel_standing, list_card, missing_reason
from app.directory.find import visible_parents
from app.directory.listed import Listed, listed_columns
from app.directory.models import Channel, Entry, EntryLanguage, Interpretation, Membership, Posting
from app.directory.office_lines import weighable_lines
from app.directory.parts import Record, channels_of
from app.directory.reading import whole_entry
from app.directory.validity import SERVES, entry_holds, is_for
from app.errors import FieldError, Invalid

MOST_SPEAKING = 2000
"""Offices whose hours are counted at once."""

MOST_WEIGHED = 2000
"""Offices of a whole region that are weighed for one question."""

ACTING = ("authority", "prosecutor", "liaison_officer")
ALWAYS_ASKED = ("central_authority", "interpol_ncb", "mrcc")
"""Authorities that belong to the roads to a State whatever the matter is."""


@dataclass(frozen=True)
class Office:
    """An entry as a card for this reader at an instant, and its current lines that the reader may have.

    Where many offices are weighed for one answer, the lines are those of `weighable_lines`, and the card does not say yet what
    the office is part of: `name_parents` and `whole_lines` complete those that are shown.
    """

    card: Record
    lines: tuple[Record, ...]
    part_of: str | None = None


def offices_of(
    session: Session, states: Collection[str], functions: Collection[str], at: datetime, *, narrowly: bool = False, reader: Actor
) -> list[Office]:
    """Offices of these States for these matters and on the roads to them, by name. Without a matter all that act.

    `narrowly` leaves out all that are not for the matters themselves. What the reader may not know of is not there: an
    office that is on the road for an open line alone is on it for those who may have that line.
    """
    there, matters = col(Entry.state).in_(sorted(states)), _matters(functions, at.date())
    if narrowly or not functions:
        return _offices(session, and_(there, matters), at, reader)
    road = or_(func.coalesce(col(Entry.authority_type), "").in_(ALWAYS_ASKED), is_for("mla", at.date()))
    manned = and_(col(Entry.kind) == "authority", _always_open())
    found = _offices(session, and_(there, or_(matters, and_(_acts(), road), manned)), at, reader)
    return [each for each in found if _is_on_road(each, functions)]


def _acts() -> ColumnElement[bool]:
    return col(Entry.kind).in_(ACTING)


def _matters(functions: Collection[str], day: date) -> ColumnElement[bool]:
    return or_(*(is_for(code, day) for code in sorted(functions))) if functions else _acts()


def _is_on_road(office: Office, functions: Collection[str]) -> bool:
    """Whether it is there for more than an open line, or for one that the reader may have."""
    card = office.card
    about = {*card["specialisations"], *(each["function"] for each in card["designations"]), SERVES.get(card["kind"])}
    known = card["authority_type"] in ALWAYS_ASKED or "mla" in about
    return bool(about & set(functions)) or (card["kind"] in ACTING and known) or any(line["always_open"] for line in office.lines)


def offices_in_region(
    session: Session, states: Collection[str], functions: Collection[str], at: datetime, *, reader: Actor
) -> list[Office]:
    """Offices of these States for these matters. Raises `Invalid` naming `region` for more than `MOST_WEIGHED`."""
    test = and_(col(Entry.state).in_(sorted(states)), _matters(functions, at.date()))
    if _count(session, test, at, reader) > MOST_WEIGHED:
        reason = f"more than {MOST_WEIGHED} offices could be called there: say what about, or choose a smaller region"
        raise Invalid("This question cannot be answered.", errors=(FieldError("region", reason),))
    return _offices(session, test, at, reader)


def _count(session: Session, test: ColumnElement[bool], at: datetime, reader: Actor) -> int:
    counted = select(func.count()).select_from(Entry).where(test, *_callable(at))
    return session.exec(narrow(counted, reader, Permission.CHANNEL_REVEAL, on=Entry)).one()


def _callable(at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Keepers see drafts too, but what is not published yet, or not on this day, is nobody to call."""
    return col(Entry.status) == "published", entry_holds(at.date())


def _always_open() -> ColumnElement[bool]:
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None))
    # EXISTS, not IN: the few entries of a State are asked for their lines, not all lines for their entries.
    return select(Channel.row_id).where(Channel.entry_id == Entry.id, col(Channel.always_open).is_(True), *current).exists()


def decides(card: Record, function: str) -> bool:
    """Whether an office itself decides on a matter: it is designated for it on the day of the card, or its people work on it,

    or its kind serves it without a designation."""
    if card["kind"] in ("liaison_officer", "interpreter") and function != "interpretation":
        return False
    if card["kind"] in SERVES:  # they do themselves what they are named for, in whatever role
        return function == SERVES[card["kind"]] or any(each["function"] == function for each in card["designations"])
    return bool(deciding(card, function)) or function in card["specialisations"]


def deciding(card: Record, function: str) -> list[Record]:
    """The designations by which an office decides on a matter; without a matter on any."""
    fitting = [each for each in card["designations"] if each["function"] == function or not function]
    return [each for each in fitting if each["role"] in ("competent", "central")]


def has_counterpart(session: Session, state: str, function: str, *, reader: Actor) -> bool:
    """Whether some office of a State that this reader may know of decides on a matter now."""
    offices = offices_of(session, [state], [function], now(), narrowly=True, reader=reader)
    return any(decides(office.card, function) for office in offices)


def offices_at_home(session: Session, state: str, at: datetime, *, reader: Actor) -> list[Office]:
    """Offices of a State that carry its requests abroad, without their lines: central authorities and its INTERPOL bureau."""
    carries = or_(col(Entry.authority_type).in_(("central_authority", "interpol_ncb")), is_for("mla", at.date()))
    return _offices(session, and_(col(Entry.state) == state, carries), at, reader, with_lines=False)


def officers_posted(session: Session, sender: str, host: str, at: datetime, *, reader: Actor) -> list[Office]:
    """Liaison officers whom one State posted in another, or accredited to it, without their lines."""
    return _offices(session, _posted(sender, host, at.date()), at, reader, with_lines=False)


def offices_between(
    session: Session, mine: str | None, there: str | None, networks: Collection[str], at: datetime, *, reader: Actor
) -> list[Office]:
    """Who links two States: their liaison officers with each other, and contact points of these networks, wherever they sit."""
    found: list[Office] = []
    if mine and there and mine != there:
        either = or_(_posted(mine, there, at.date()), _posted(there, mine, at.date()))
        found = _offices(session, and_(col(Entry.state).in_((mine, there)), either), at, reader)  # no index serves the OR alone
    if networks:
        # EXISTS, not IN: the few regional bodies are asked for their networks, not all members for what they are.
        member = select(Membership.id).where(Membership.entry_id == Entry.id, col(Membership.network).in_(sorted(networks)))
        test = and_(col(Entry.authority_type) == "regional_body", member.exists())
        found += _offices(session, test, at, reader)
    return found


def _posted(sender: str, host: str, day: date) -> ColumnElement[bool]:
    """Posts that have begun; one that has ended is found too, so that the answer can say so."""
    there = or_(col(Posting.host) == host, place_of(col(Posting.accredited_to), f"/{host}/") > 0)
    begun = or_(col(Posting.since).is_(None), col(Posting.since) <= day)
    posted = col(Entry.id).in_(select(Posting.entry_id).where(there, begun))
    return and_(col(Entry.state) == sender, col(Entry.kind) == "liaison_officer", posted)


def interpreters(session: Session, tags: Iterable[str], at: datetime, *, reader: Actor) -> list[Office]:
    """Interpreter entries with a pair that has one of these languages (BCP 47, of whatever region), without their lines."""
    sides = (col(Interpretation.source), col(Interpretation.target))
    spoken = [_alike(side, tag.split("-")[0]) for tag in tags for side in sides]
    paired = select(Interpretation.entry_id).where(or_(*spoken))
    return _offices(session, and_(col(Entry.kind) == "interpreter", col(Entry.id).in_(paired)), at, reader, with_lines=False)


def _alike(tag: SQLColumnExpression[str], language: str) -> ColumnElement[bool]:
    return or_(tag == language, tag.startswith(f"{language}-", autoescape=True))


def offices_speaking(session: Session, language: str, states: Collection[str], at: datetime, *, reader: Actor) -> list[Office]:
    """Offices of these States whose people speak a language (BCP 47; `fr` means `fr-CA` too).

    Raises `Invalid` naming `region` where more than `MOST_SPEAKING` would have to be read.
    """
    spoken = _alike(col(EntryLanguage.tag), language), place_of(col(EntryLanguage.use), "/spoken/") > 0
    test = and_(col(Entry.state).in_(sorted(states)), col(Entry.id).in_(select(EntryLanguage.entry_id).where(*spoken)))
    if _count(session, test, at, reader) > MOST_SPEAKING:
        reason = f"more than {MOST_SPEAKING} entries speak this language here: choose a smaller region"
        raise Invalid("The hours cannot be counted.", errors=(FieldError("region", reason),))
    return _offices(session, test, at, reader)


def _offices(
    session: Session, test: ColumnElement[bool], at: datetime, reader: Actor, *, with_lines: bool = True
) -> list[Office]:
    statement = narrow(listed_columns().where(test, *_callable(at)), reader, Permission.CHANNEL_REVEAL, on=Entry)
    rows = [Listed(*row) for row in session.execute(statement.order_by(col(Entry.sort_key), col(Entry.id))).all()]
    may_have = condition(reader, Permission.CHANNEL_REVEAL)
    lines = weighable_lines(session, rows, may_have, at) if with_lines else {}
    # As of the instant: the same question about it gets the same answer, whenever it is asked.
    found = [Office(list_card(row, reader, at=at), lines.get(row.id, ()), row.part_of) for row in rows]
    if not with_lines:
        name_parents(session, found, reader=reader)
    return found


def name_parents(session: Session, offices: Iterable[Office], *, reader: Actor) -> None:
    """Write into the cards of these offices what they are part of, as far as the reader may know of it."""
    inside = [office for office in offices if office.part_of]
    parents = visible_parents(session, {office.part_of for office in inside if office.part_of}, reader=reader)
    for office in inside:
        parent = parents.get(office.part_of or "")
        office.card.update(part_of=parent["id"] if parent else None, parent=parent)


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
