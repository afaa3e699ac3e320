"""A list and a single check never disagree: each condition gives the same answer to a row in hand and to SQL (SECURITY M2)."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, ColumnElement, Connection, Integer, MetaData, String, Table, insert, select, true

from app.access.actor import ROLES, Actor
from app.access.conditions import Condition, In
from app.access.marking import MARKINGS
from app.access.policy import condition, narrow
from app.access.roles import Permission
from app.db import Database
from app.errors import Denied


@dataclass
class Row:
    """The standing of one entry."""

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
    lapsed_hidden_at: str | None = None


COLUMNS = [field.name for field in fields(Row)]
TABLE = Table("standing", MetaData(), Column("n", Integer, primary_key=True), *(Column(c, String) for c in COLUMNS))

STATES = ("IT", "KE", "TN", "FR", "it")
ENTRIES = ("e1", "e2", "E1", "e%")
PEOPLE = ("p1", "p2", "P1", "p_")
NETWORKS = ("RABAT", "EJN", "rabat")
RECIPIENTS = ("sherloc", "Sherloc", "other")


def codes(*values: str) -> st.SearchStrategy[str]:
    """A list of codes as the columns hold it: `/IT/KE/`, or the empty text."""
    chosen = st.lists(st.sampled_from(values), unique=True, max_size=3)
    return chosen.map(lambda c: f"/{'/'.join(c)}/" if c else "")


rows = st.builds(
    Row,
    state=st.sampled_from(STATES[:4]),
    status=st.sampled_from(["draft", "submitted", "published", "not_confirmed", "suspended", "withdrawn"]),
    marking=st.sampled_from([*MARKINGS, "", "TLP:UNKNOWN"]),
    lineage=codes(*ENTRIES),
    networks=codes(*NETWORKS),
    readers=codes(*PEOPLE),
    consents=codes(*RECIPIENTS, "sherloc~amber"),
    audience=st.sampled_from(["everyone", "parties", "region", "network", "states", ""]),
    audience_of=codes(*STATES, "001", "150", "039", "RABAT"),
    audience_except=codes(*STATES),
    lapsed_hidden_at=st.sampled_from([None, None, "2026-11-24"]),
)
actors = st.builds(
    Actor,
    id=st.sampled_from(PEOPLE),
    email=st.just("p@demo.example"),
    name=st.just("P"),
    role=st.sampled_from([*ROLES, "nobody"]),
    state=st.sampled_from([None, *STATES[:4]]),
    entry=st.sampled_from([None, *ENTRIES]),
    region=st.sampled_from([None, "150", "002", "039"]),
    network=st.sampled_from([None, *NETWORKS]),
    recipient=st.sampled_from([None, *RECIPIENTS]),
    ceiling=st.sampled_from([None, *MARKINGS]),
    admitted=st.booleans(),
    only=st.one_of(st.none(), st.frozensets(st.sampled_from([p.name for p in Permission]))),
)


def disagreements(connection: Connection, asked: Condition, standings: list[Row]) -> list[Row]:
    """The rows about which the list (SQL) says something else than the single check."""
    transaction = connection.begin()
    connection.execute(insert(TABLE), [{"n": n, **vars(row)} for n, row in enumerate(standings)])
    listed = set(connection.scalars(select(TABLE.c.n).where(asked.sql(TABLE.c))))
    transaction.rollback()
    return [row for n, row in enumerate(standings) if asked.holds(row) != (n in listed)]


# One database for all examples: each takes its rows back.
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actor=actors, permission=st.sampled_from(Permission), standings=st.lists(rows, min_size=1, max_size=12))
def test_list_and_single_check_never_disagree(
    database: Database, actor: Actor, permission: Permission, standings: list[Row]
) -> None:
    TABLE.metadata.create_all(database.engine)
    with database.engine.connect() as connection:
        assert disagreements(connection, condition(actor, permission), standings) == []


def test_nobody_gets_no_list() -> None:
    for permission in Permission:
        with pytest.raises(Denied):
            narrow(select(TABLE.c.n), None, permission, on=TABLE.c)


class Forgetful(In):
    """A planted fault: the filter is dropped where the list is made."""

    def sql(self, table: object) -> ColumnElement[bool]:
        return true()


def test_a_planted_disagreement_is_found(database: Database) -> None:
    green = Row("IT", "published", "TLP:GREEN", "", "", "", "", "everyone", "", "")
    red = Row("IT", "published", "TLP:RED", "", "", "", "", "everyone", "", "")
    TABLE.metadata.create_all(database.engine)
    with database.engine.connect() as connection:
        faulty = Forgetful("marking", frozenset({"TLP:GREEN"}))
        assert disagreements(connection, faulty, [green, red]) == [red]
