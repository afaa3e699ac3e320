"""Finding entries: filters, text, pages and counts - always cut down to what the reader may know of."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, func, tuple_
from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import narrow, require, why_not
from app.access.roles import Permission
from app.audit.disclosures import disclose, disclose_all
from app.audit.trail import Queued, event_of
from app.clock import now, today
from app.directory.cards import display_name, list_card
from app.directory.models import Entry, EntryLanguage
from app.directory.parts import Record
from app.directory.search_index import Pool, everything
from app.directory.search_models import SearchEntry
from app.directory.validity import is_for, posted_in
from app.directory.vocabulary import is_code
from app.errors import FieldError, Invalid
from app.reference import networks, regions, states

MOST = 50
USUAL = 20


@dataclass(frozen=True)
class EntryQuery:
    """What is looked for; every filter narrows. `region` is an M49 code and means everything below it.

    `held_on` is the day on which designations and postings must hold; without it that is today.
    """

    q: str | None = None
    region: str | None = None
    state: str | None = None
    kind: str | None = None
    function: str | None = None
    language: str | None = None
    network: str | None = None
    host: str | None = None
    status: str | None = None
    limit: int = USUAL
    cursor: str | None = None
    held_on: str | None = None

    def errors(self) -> tuple[FieldError, ...]:
        """What is wrong with the filters, each by its name."""
        wrong = []
        for name in ("kind", "function", "status"):
            value = getattr(self, name)
            if value and not is_code(name, value):
                wrong.append(FieldError(name, f"{value!r} is not on the list; see /api/v1/vocabulary"))
        if self.region and regions.find_region(self.region) is None:
            wrong.append(FieldError("region", f"{self.region!r} is not a UN M49 code such as 002"))
        for name in ("state", "host"):
            value = getattr(self, name)
            if value and states.find_state(value.upper()) is None:
                wrong.append(FieldError(name, f"{value!r} is not an ISO 3166-1 alpha-2 code such as IT"))
        if self.network and networks.find_network(self.network) is None:
            wrong.append(FieldError("network", f"{self.network!r} is not a known network or process"))
        if not 1 <= self.limit <= MOST:
            wrong.append(FieldError("limit", f"must be 1 to {MOST}"))
        return tuple(wrong)


@dataclass(frozen=True)
class Page:
    """Some entries in order, and where the next page begins."""

    items: list[Record]
    next_cursor: str | None


def find_entries(session: Session, query: EntryQuery, *, reader: Actor) -> Page:
    """A page of cards without channels, in the order of their names; the look is on record before it is returned.

    Its text is not heeded here: `lookup.search` ranks by it. Raises `Invalid` naming a wrong filter, `Denied`.
    """
    return find_pages(session, query, most=1, reader=reader)[0]


def find_pages(session: Session, query: EntryQuery, *, most: int, reader: Actor) -> list[Page]:
    """As many pages in a row as there are, at most so many; each is on record as if it had been turned. Raises as above."""
    require_sound(query, reader=reader)
    statement = _filtered(narrow(select(Entry), reader, Permission.ENTRY_FIND, on=Entry), query)
    if query.cursor:
        statement = statement.where(tuple_(col(Entry.sort_key), col(Entry.id)) > tuple_(*_position(query.cursor)))
    ordered = statement.order_by(col(Entry.sort_key), col(Entry.id))
    rows = session.exec(ordered.limit(query.limit * most + 1)).all()
    cards = cards_of(session, rows[: query.limit * most], reader=reader)
    pages, looks, cursor = [], [], query.cursor
    for start in range(0, max(len(cards), 1), query.limit):
        items, end = cards[start : start + query.limit], start + query.limit
        looks.append(_listed(replace(query, cursor=cursor), [each["id"] for each in items], reader))
        cursor = _cursor(rows[end - 1]) if len(rows) > end else None
        pages.append(Page(items, cursor))
    disclose_all(session, looks)
    return pages


def require_sound(query: EntryQuery, *, reader: Actor) -> None:
    """Raises `Denied` where the reader may not look up, then `Invalid` naming a wrong filter."""
    require(reader, Permission.ENTRY_FIND)
    if wrong := query.errors():
        raise Invalid("The look-up cannot be made.", errors=wrong)


def note_listed(session: Session, query: EntryQuery, ids: Sequence[str], *, reader: Actor) -> None:
    """Put a look-up and what it showed on record, durable before the answer leaves."""
    disclose(session, _listed(query, ids, reader))


def _listed(query: EntryQuery, ids: Sequence[str], reader: Actor) -> Queued:
    asked = {name: value for name in EntryQuery.__dataclass_fields__ if (value := getattr(query, name)) is not None}
    return event_of("entries:listed", by=reader, entries=ids, count=len(ids), payload={"asked": asked})


def searched_pool(query: EntryQuery, *, reader: Actor) -> Pool:
    """The search index cut down to what the reader may find and the filters let through."""
    # EXISTS, not a join: SQLite would begin a join with all published entries, fifty times slower.
    same = select(Entry.id).where(col(Entry.id) == SearchEntry.entry_id)
    findable = _filtered(narrow(same, reader, Permission.ENTRY_FIND, on=Entry), query)
    pool: Pool = everything().where(findable.exists())
    return pool.where(col(SearchEntry.state) == query.state.upper()) if query.state else pool


def cards_in_order(session: Session, ids: Sequence[str], *, reader: Actor) -> list[Record]:
    """Cards of these entries in this order, as far as the reader may find them. The caller puts on record what it shows."""
    statement = narrow(select(Entry).where(col(Entry.id).in_(ids)), reader, Permission.ENTRY_FIND, on=Entry)
    rows = {row.id: row for row in session.exec(statement)}
    return cards_of(session, [rows[entry_id] for entry_id in ids if entry_id in rows], reader=reader)


def _filtered(statement: Select[Any], query: EntryQuery) -> Any:
    for test in _tests(query):
        statement = statement.where(test)
    return statement


def _tests(query: EntryQuery) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = []
    day = date.fromisoformat(query.held_on) if query.held_on else today()
    if query.state:
        tests.append(col(Entry.state) == query.state.upper())
    if query.region:
        tests.append(col(Entry.state).in_(sorted(regions.states_in(query.region))))
    if query.kind:
        tests.append(col(Entry.kind) == query.kind)
    if query.function:
        tests.append(is_for(query.function, day))
    if query.network:
        tests.append(col(Entry.networks).contains(f"/{query.network}/", autoescape=True))
    if query.host:
        tests.append(posted_in(query.host.upper(), day))
    if query.language:
        tag = col(EntryLanguage.tag)
        speaks = (tag == query.language) | tag.startswith(f"{query.language}-", autoescape=True)
        tests.append(col(Entry.id).in_(select(EntryLanguage.entry_id).where(speaks)))
    if query.status:
        tests += _status_tests(query.status)
    return tests


def _status_tests(status: str) -> list[ColumnElement[bool]]:
    lapsed = func.coalesce(col(Entry.lapses_at) <= now(), False)
    if status == "not_confirmed":
        return [col(Entry.status) == "published", lapsed]
    if status == "published":
        return [col(Entry.status) == "published", ~lapsed]
    return [col(Entry.status) == status]


def _cursor(entry: Entry) -> str:
    return base64.urlsafe_b64encode(json.dumps([entry.sort_key, entry.id]).encode()).decode().rstrip("=")


def _position(cursor: str) -> tuple[str, str]:
    try:
        sort_key, entry_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not (isinstance(sort_key, str) and isinstance(entry_id, str)):
            raise ValueError(cursor)
    except (ValueError, TypeError):
        reason = "is not a cursor that this service gave; start again without it"
        raise Invalid("The look-up cannot be made.", errors=(FieldError("cursor", reason),)) from None
    return sort_key, entry_id


def cards_of(session: Session, entries: Sequence[Entry], *, reader: Actor) -> list[Record]:
    """Cards of entries that were narrowed for this reader, with their parents as far as the reader may know of them."""
    parents = visible_parents(session, {e.part_of for e in entries if e.part_of}, reader=reader)
    return [list_card(e, reader, parent=parents.get(e.part_of or "")) for e in entries]


def visible_parents(session: Session, ids: set[str], *, reader: Actor) -> dict[str, Record]:
    """Id and names of those parents that the reader may know of."""
    if not ids:
        return {}
    statement = narrow(select(Entry.id, Entry.shell).where(col(Entry.id).in_(ids)), reader, Permission.ENTRY_FIND, on=Entry)
    return {
        entry_id: {"id": entry_id, "name": display_name(names := orjson.loads(shell)["names"]), "names": names}
        for entry_id, shell in session.exec(statement)
    }


def counts_by_state(session: Session, *, reader: Actor) -> dict[str, int]:
    """How many entries the reader may know of, by State."""
    if why_not(reader, Permission.ENTRY_FIND) is not None:
        return {}
    statement = narrow(select(Entry.state, func.count()), reader, Permission.ENTRY_FIND, on=Entry).group_by(Entry.state)
    return dict(session.exec(statement).all())
