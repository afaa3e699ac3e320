"""The search index: keys of names kept in the entry's own transaction, made anew when the rules change."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Select, bindparam, delete, insert
from sqlmodel import Session, SQLModel, col, select

from app.clock import today
from app.directory.models import Entry
from app.directory.naming.stored import stored
from app.directory.parts import Record, records
from app.directory.search_keys import VERSION, Key, keys_of, keys_of_state
from app.directory.search_models import SearchEntry, SearchKey

CHUNK = 400
HOLDER, PLACE = "holder", "place"
"""Roles of what is searched but is no name of the entry itself: who holds the post, where a liaison officer sits."""

Pool = Select[tuple[int | None, str, str, str, str]]


class SearchName(NamedTuple):
    """A name that a question is compared with: as it is written, its BCP 47 language, its role.

    `until` (YYYY-MM-DD): the last day on which it is a name of the entry, a holder's who leaves.
    """

    text: str
    language: str | None
    role: str
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that shares keys with a question, not yet compared: id, State (alpha-2), its names as kept, these made ready."""

    entry: str
    state: str
    kept: str
    prepared: str

    @property
    def names(self) -> tuple[SearchName, ...]:
        """All its names."""
        return named(self.kept)

    @property
    def has_subjects(self) -> bool:
        """Whether a name may be that of something else than the entry, or have ended: its holder's, a place."""
        return any(f'"{word}"' in self.kept for word in (HOLDER, PLACE))


# --- keeping ----------------------------------------------------------------------------------------------------


def names_searched(whole: Record) -> list[SearchName]:
    """What of an entry is searched: names in every role, a holder's where published, the place of a posting.

    Neither a parent's name, which is found through the parent, nor a holder whose name only keepers see.
    """
    names = [SearchName(n["text"], n["language"], n["role"]) for n in whole["names"]]
    holder, posting = whole["holder"], whole["posting"]
    if holder is not None and holder["publish_name"]:
        last = min((part["until"] for part in (holder, posting) if part and part.get("until")), default=None)
        names += [SearchName(n["text"], n["language"], HOLDER, last) for n in holder["names"]]
    if posting is not None and posting["place"]:
        names.append(SearchName(posting["place"], None, PLACE))
    return names


def keep_keys(session: Session, wholes: Mapping[str, Record]) -> None:
    """Bring names and keys of these entries, given as whole records by id, to what they say now."""
    keep_names(session, {entry_id: (whole["state"], names_searched(whole)) for entry_id, whole in wholes.items()})


def keep_names(session: Session, searched: Mapping[str, tuple[str, Sequence[SearchName]]]) -> None:
    """Bring the index to these States and names of entries, by id; what has not changed costs nothing."""
    for start in range(0, len(ids := sorted(searched)), CHUNK):
        chunk = ids[start : start + CHUNK]
        statement = select(SearchEntry).where(col(SearchEntry.entry_id).in_(chunk))
        kept = {row.entry_id: row for row in session.exec(statement)}
        _keep_chunk(session, {entry_id: searched[entry_id] for entry_id in chunk}, kept)


def _keep_chunk(session: Session, searched: Mapping[str, tuple[str, Sequence[SearchName]]], kept: dict[str, SearchEntry]) -> None:
    old: dict[str, frozenset[Key]] = {}
    for entry_id, (state, listed) in searched.items():
        names = json.dumps([[n.text, n.language, n.role, *([n.until] if n.until else [])] for n in listed], ensure_ascii=False)
        row = kept.get(entry_id)
        if row is not None and (row.names, row.state, row.version) == (names, state, VERSION):
            continue
        old[entry_id] = _keys(row) if row is not None else frozenset()
        if row is not None and row.version != VERSION:  # what the rules of then made cannot be told any more
            session.execute(delete(SearchKey).where(col(SearchKey.entry) == row.number))
            old[entry_id] = frozenset()
        row = kept[entry_id] = row or SearchEntry(entry_id=entry_id, version=VERSION, state="", names="[]", prepared="")
        row.names, row.state, row.version = names, state, VERSION
        row.prepared = stored(name.text for name in listed)
        session.add(row)
    session.flush()
    gone, come = [], []
    for entry_id, before in old.items():
        row, after = kept[entry_id], _keys(kept[entry_id])
        gone += [(kind, key, row.number) for kind, key in before - after]
        come += [(kind, key, row.number) for kind, key in after - before]
    _delete(session, gone)
    _insert(session, come)


def _keys(row: SearchEntry) -> frozenset[Key]:
    return keys_of([(text, language) for text, language, *_ in json.loads(row.names)]) | keys_of_state(row.state)


def _insert(session: Session, rows: list[tuple[str, str, int | None]]) -> None:
    if rows:  # in the order of the table, which is twice as fast
        connection = session.connection()
        statement = insert(_table(SearchKey)).compile(dialect=connection.dialect, column_keys=["kind", "key", "entry"])
        # Handed to the driver as they are: there are more rows of keys than of all else, and nothing in them to convert.
        if statement.positional:
            connection.exec_driver_sql(str(statement), sorted(rows))
        else:
            given = [{"kind": kind, "key": key, "entry": number} for kind, key, number in sorted(rows)]
            connection.exec_driver_sql(str(statement), given)


def _delete(session: Session, rows: list[tuple[str, str, int | None]]) -> None:
    if rows:
        tests = [col(getattr(SearchKey, name)) == bindparam(f"old_{name}") for name in ("kind", "key", "entry")]
        session.connection().execute(
            delete(_table(SearchKey)).where(*tests), [{"old_kind": k, "old_key": key, "old_entry": n} for k, key, n in rows]
        )


def _table(model: type[SQLModel]) -> Any:
    return SQLModel.metadata.tables[str(model.__tablename__)]


def rebuild_keys(session: Session, told: Callable[[int], None]) -> int:
    """Make the keys anew of all entries whose keys other rules made; returns how many. `told` hears how many are done."""
    current = select(SearchEntry.entry_id).where(SearchEntry.version == VERSION)
    ids = session.exec(select(Entry.id).where(col(Entry.id).not_in(current)).order_by(Entry.id)).all()
    if ids and session.exec(select(SearchEntry.number).where(SearchEntry.version != VERSION).limit(1)).first() is not None:
        session.execute(delete(SearchKey))
        session.execute(delete(SearchEntry))
        ids = session.exec(select(Entry.id).order_by(Entry.id)).all()
    for start in range(0, len(ids), CHUNK):
        entries = session.exec(select(Entry).where(col(Entry.id).in_(ids[start : start + CHUNK]))).all()
        keep_keys(session, records(session, entries))
        session.expunge_all()
        told(min(start + CHUNK, len(ids)))
    return len(ids)


def everything() -> Pool:
    """All entries of the index, to be cut down (`narrow`) before they are asked for anybody."""
    pool: Pool = select(  # type: ignore[call-overload]
        SearchEntry.number, SearchEntry.entry_id, SearchEntry.state, SearchEntry.names, SearchEntry.prepared
    )
    return pool


def named(names: str) -> tuple[SearchName, ...]:
    """Names as the index keeps them."""
    return tuple(SearchName(*kept) for kept in orjson.loads(names))


def is_over(name: SearchName) -> bool:
    """Whether it is that of a holder who has left: who is gone is not found any more, though the keys are still there."""
    return name.until is not None and name.until < today().isoformat()
