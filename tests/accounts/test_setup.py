"""The start of an installation: the first persons come by links and a letter, and then the rule of two holds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.access.actor import operator
from app.accounts.installation import fact, set_fact
from app.accounts.invitations import invitations
from app.accounts.membership import accounts
from app.accounts.setup import FirstPerson, set_up
from app.audit.chain import verify
from app.clock import now, set_to, today
from app.db import Database, reading, writing
from app.errors import Conflict, Denied, Invalid, NotFound
from tests.accounts.inviting import accept
from tests.cast import Registry

ADMINISTRATORS = ["a@organisation.example", "b@organisation.example"]
COORDINATORS = [("150", "c@organisation.example"), ("RABAT", "d@network.example")]


class Empty(Registry):
    """Only a database, without a cast."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def database(self) -> Database:
        return self._database


def begun(database: Database, administrators: list[str] = ADMINISTRATORS) -> list[FirstPerson]:
    with writing(database) as session:
        return list(set_up(session, administrators, COORDINATORS, nomination="NV 1", nominated_on=today(), by=operator()))


def test_the_first_persons_come_by_their_links_alone(database: Database) -> None:
    first = begun(database)
    assert [(p.email, p.role, p.scope) for p in first] == [
        ("a@organisation.example", "administrator", ""),
        ("b@organisation.example", "administrator", ""),
        ("c@organisation.example", "coordinator", "150"),
        ("d@network.example", "coordinator", "RABAT"),
    ]
    for person in first:
        assert accept(Empty(database), person.token) is True
        with pytest.raises(NotFound):
            accept(Empty(database), person.token)
    with reading(database) as session:
        cards = accounts(session, reader=operator())
        assert {(c.status, c.has_second_factor, c.nomination) for c in cards} == {("active", True, "NV 1")}
        assert fact(session, "installed_at") is not None
        assert verify(session).whole


def test_it_is_done_once(database: Database) -> None:
    first = begun(database)
    with pytest.raises(Conflict, match="set up already"):
        begun(database, ["x@organisation.example", "y@organisation.example"])
    accept(Empty(database), first[0].token)
    with pytest.raises(Conflict):
        begun(database, ["x@organisation.example", "y@organisation.example"])


def test_an_installation_with_administrators_is_not_set_up(registry: Registry) -> None:
    with pytest.raises(Conflict):
        begun(registry.database)


def test_a_demo_is_not_set_up(database: Database) -> None:
    with writing(database) as session:
        set_fact(session, "demo", "yes", by=operator())
    with pytest.raises(Conflict, match="demo"):
        begun(database)


@pytest.mark.parametrize(
    "administrators", [[], ["a@organisation.example"], ["a@organisation.example", "A@organisation.example "]]
)
def test_one_administrator_is_not_enough(database: Database, administrators: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        begun(database, administrators)
    assert [e.field for e in refused.value.errors] == ["administrator"]


def test_nobody_but_the_operator_sets_up(registry: Registry) -> None:
    for name in ("admin", "coordinator.europe", "focal.it"):
        with pytest.raises((Denied, Conflict)), registry.writing() as session:
            set_up(session, ADMINISTRATORS, [], nomination="NV 1", nominated_on=today(), by=registry.actor(name))


def test_a_link_of_the_setup_lapses_like_any_other(database: Database) -> None:
    first = begun(database)
    later = now() + timedelta(days=7)
    with set_to(lambda: later):
        with pytest.raises(NotFound):
            accept(Empty(database), first[0].token)
        with reading(database) as session:
            assert {c.status for c in invitations(session, reader=operator())} == {"expired"}
