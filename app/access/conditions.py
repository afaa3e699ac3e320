"""Conditions over an entry's standing, written once and read twice: asked of one row, or added to a statement.

That one condition object gives both answers is why a list and a single check cannot disagree.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Integer, and_, false, func, not_, or_, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class place_of(FunctionElement[int]):
    """Where a text stands within a column, from 1, or 0: by its letters as they are, which LIKE on SQLite does not heed."""

    inherit_cache = True
    type = Integer()


@compiles(place_of, "sqlite")
def _instr(element: place_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(place_of, "postgresql")
def _strpos(element: place_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


class Standing(Protocol):
    """What the policy asks of an entry. Lists of codes are texts such as `/IT/KE/`."""

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
    lapsed_hidden_at: datetime | None


class Condition(Hashable, Protocol):
    """A yes or no about one entry, for one row or for a whole table."""

    def holds(self, row: Standing) -> bool: ...

    def sql(self, table: Any) -> ColumnElement[bool]: ...


@dataclass(frozen=True)
class Always:
    """True for every row, or false for every row."""

    value: bool

    def holds(self, row: Standing) -> bool:  # noqa: ARG002 - the same for every row
        return self.value

    def sql(self, table: Any) -> ColumnElement[bool]:  # noqa: ARG002
        return true() if self.value else false()


@dataclass(frozen=True)
class In:
    """The column's value is one of these."""

    column: str
    values: frozenset[str]

    def holds(self, row: Standing) -> bool:
        return getattr(row, self.column) in self.values

    def sql(self, table: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = getattr(table, self.column).in_(sorted(self.values))
        return found


@dataclass(frozen=True)
class Lists:
    """The column, a text such as `/IT/KE/`, lists this code."""

    column: str
    code: str

    def holds(self, row: Standing) -> bool:
        return f"/{self.code}/" in (getattr(row, self.column) or "")

    def sql(self, table: Any) -> ColumnElement[bool]:
        return place_of(getattr(table, self.column), f"/{self.code}/") > 0


@dataclass(frozen=True)
class EndsWith:
    """The column, a text such as `/IT/KE/`, lists this code last."""

    column: str
    code: str

    def holds(self, row: Standing) -> bool:
        return (getattr(row, self.column) or "").endswith(f"/{self.code}/")

    def sql(self, table: Any) -> ColumnElement[bool]:
        last = f"/{self.code}/"
        column = getattr(table, self.column)
        return and_(func.length(column) >= len(last), func.substr(column, func.length(column) - len(last) + 1) == last)


@dataclass(frozen=True)
class Empty:
    """The column holds nothing."""

    column: str

    def holds(self, row: Standing) -> bool:
        return getattr(row, self.column) is None

    def sql(self, table: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = getattr(table, self.column).is_(None)
        return found


@dataclass(frozen=True)
class Not:
    """The opposite."""

    condition: Condition

    def holds(self, row: Standing) -> bool:
        return not self.condition.holds(row)

    def sql(self, table: Any) -> ColumnElement[bool]:
        return not_(self.condition.sql(table))


@dataclass(frozen=True)
class AllOf:
    """Every one of these."""

    conditions: tuple[Condition, ...]

    def holds(self, row: Standing) -> bool:
        for each in self.conditions:  # noqa: SIM110 - hundreds of times for one answer, and a generator costs twice as much
            if not each.holds(row):
                return False
        return True

    def sql(self, table: Any) -> ColumnElement[bool]:
        return and_(true(), *(c.sql(table) for c in self.conditions))


@dataclass(frozen=True)
class AnyOf:
    """At least one of these."""

    conditions: tuple[Condition, ...]

    def holds(self, row: Standing) -> bool:
        for each in self.conditions:  # noqa: SIM110 - as above
            if each.holds(row):
                return True
        return False

    def sql(self, table: Any) -> ColumnElement[bool]:
        return or_(false(), *(c.sql(table) for c in self.conditions))


NOBODY = Always(False)
EVERYBODY = Always(True)


def is_one_of(column: str, values: Iterable[str]) -> Condition:
    """The column holds one of these values; an empty list of values is nobody, never everybody."""
    chosen = frozenset(values)
    return In(column, chosen) if chosen else NOBODY


def lists(column: str, code: str | None) -> Condition:
    """The list in the column has this code; no code is nobody, never everybody."""
    return Lists(column, code) if code else NOBODY


def ends_with(column: str, code: str | None) -> Condition:
    """The list in the column has this code last; no code is nobody, never everybody."""
    return EndsWith(column, code) if code else NOBODY


def all_of(*conditions: Condition) -> Condition:
    return NOBODY if NOBODY in conditions else AllOf(tuple(c for c in conditions if c != EVERYBODY))


def any_of(*conditions: Condition) -> Condition:
    return EVERYBODY if EVERYBODY in conditions else AnyOf(tuple(c for c in conditions if c != NOBODY))
