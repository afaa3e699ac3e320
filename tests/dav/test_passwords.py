"""App passwords: made with a second factor, good for the own address book and for nothing else, and dead when they should be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app.access.actor import operator
from app.accounts.api_keys import issue_key
from app.clock import now, set_to
from app.errors import Denied, Invalid, NotFound, TooMany
from app.exchange.address_books import Choice, end_book, own_books, set_up_book
from tests.audit.tampering import contents
from tests.cast import PASSWORD, Registry, mailbox
from tests.dav.phone import BOOK, Telephone, telephone
from tests.factories import named

ITALY = Choice("Duty telephone", ("IT",), purpose="rescue_at_sea")


def status(registry: Registry, user: str, secret: str) -> int:
    return int(Telephone(TestClient(registry.app), user, secret).ask("PROPFIND", BOOK, Depth="0").status_code)


def test_an_app_password_opens_the_address_book_and_nothing_of_the_api(registry: Registry) -> None:
    handset = telephone(registry)
    assert status(registry, handset.user, handset.secret) == 207
    client = registry.client()
    client.headers["Authorization"] = f"Bearer {handset.secret}"
    for path in ("/api/v1/me", "/api/v1/entries", "/api/v1/address-books"):
        assert client.get(path).status_code == 401
    browser = registry.client()
    browser.cookies.set("session", handset.secret)
    assert browser.get("/account", follow_redirects=False).status_code == 303


def test_no_other_secret_opens_the_address_book(registry: Registry) -> None:
    handset = telephone(registry)
    with registry.writing() as session:
        api_key, _ = issue_key(session, mailbox("officer.it"), by=operator())
    near = [handset.secret[:-1], handset.secret + "x", handset.secret.upper()]
    tries = [PASSWORD, registry.token("officer.it"), api_key, "", *near]
    for secret in tries:
        assert status(registry, handset.user, secret) == 401
    for user in (mailbox("officer.ke"), "", f"x{handset.user}", "admin"):
        assert status(registry, user, handset.secret) == 401
    assert status(registry, handset.user.upper(), handset.secret) == 207


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Basic " + "x" * 2000, "Bearer x", "Basic w7/D", "basic \u00e9"])
def test_a_header_that_says_nothing_opens_nothing(registry: Registry, header: str) -> None:
    answer = TestClient(registry.app).request("PROPFIND", BOOK, headers={"Authorization": header.encode("latin-1")})
    assert answer.status_code == 401


def test_many_wrong_passwords_from_one_network_are_stopped(registry_with: Callable[..., Registry]) -> None:
    registry = registry_with(sign_in_source_attempts=3)
    handset = telephone(registry)
    assert [status(registry, handset.user, f"pcd_{number:08x}_wrong") for number in range(5)] == [401, 401, 401, 429, 429]
    assert status(registry, handset.user, handset.secret) == 207  # who has the right one is not locked out by another


def test_a_password_dies_with_its_time_its_end_and_its_account(registry: Registry) -> None:
    handset = telephone(registry)
    after_its_time = now() + timedelta(days=91)
    with set_to(lambda: after_its_time):
        assert status(registry, handset.user, handset.secret) == 401
    by = registry.actor("officer.it")
    with registry.writing() as session:
        (key,) = own_books(session, reader=by)
        end_book(session, key.prefix, by=by)
    assert status(registry, handset.user, handset.secret) == 401


def test_setting_one_up_needs_a_fresh_second_factor_in_the_own_name(registry: Registry) -> None:
    fresh = registry.actor("officer.it")
    for by in (
        replace(fresh, factor_at=None),
        replace(fresh, factor_at=now() - timedelta(minutes=6)),
        replace(fresh, method="api_key"),
        replace(fresh, acting_for="somebody"),
        registry.actor("officer.ke"),
    ):
        with registry.writing() as session, pytest.raises(Denied):
            set_up_book(session, ITALY, by=by)


@pytest.mark.parametrize("who", ["admin", "auditor", "recipient"])
def test_who_sees_no_channel_sets_up_no_address_book(registry: Registry, who: str) -> None:
    by = replace(registry.actor(who), factor_at=now())
    with registry.writing() as session, pytest.raises(Denied):
        set_up_book(session, ITALY, by=by)
    with registry.reading() as session, pytest.raises(Denied):
        own_books(session, reader=by)


def test_nobody_ends_or_sees_the_address_book_of_another(registry: Registry) -> None:
    telephone(registry)
    with registry.reading() as session:
        (key,) = own_books(session, reader=registry.actor("officer.it"))
        assert own_books(session, reader=registry.actor("focal.it")) == []
    with registry.writing() as session, pytest.raises(NotFound):
        end_book(session, key.prefix, by=registry.actor("focal.it"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"states": ("XX",)}, "states"),
        ({"states": ()}, "states"),
        ({"region": "999"}, "region"),
        ({"function": "nothing"}, "function"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"label": " "}, "label"),
        ({"label": "x" * 61}, "label"),
        ({"label": "a\u202eb"}, "label"),
    ],
)
def test_a_choice_that_is_not_sound_is_refused_by_its_field(registry: Registry, changed: dict[str, object], field: str) -> None:
    by = registry.actor("officer.it")
    with registry.writing() as session, pytest.raises(Invalid) as refused:
        set_up_book(session, replace(ITALY, **changed), by=by)
    assert [error.field for error in refused.value.errors] == [field]


def test_a_choice_of_more_than_a_telephone_may_carry_is_refused(registry_with: Callable[..., Registry]) -> None:
    registry = registry_with(address_book_cards=1)
    for text in ("one", "two"):
        registry.published(names=named(text))
    by = registry.actor("officer.it")
    with registry.writing() as session, pytest.raises(Invalid, match="too large"):
        set_up_book(session, ITALY, by=by)


def test_one_person_makes_so_many_in_a_month_and_no_more(registry_with: Callable[..., Registry]) -> None:
    """Else the day's budget could be spent on another part of the directory each day."""
    registry = registry_with(address_books_per_month=2)
    telephone(registry)
    telephone(registry)
    with pytest.raises(TooMany):
        telephone(registry)


def test_the_password_is_stored_hashed_and_stands_in_no_event(registry: Registry) -> None:
    handset = telephone(registry)
    handset.sync()
    everything = str(contents(registry.database))
    assert handset.secret not in everything and handset.secret.split("_", 2)[2] not in everything


def test_by_the_api_it_is_set_up_listed_and_ended(registry: Registry) -> None:
    client = registry.client("officer.it")
    sent = {"label": "Quay", "states": ["it"], "purpose": "rescue_at_sea", "days": 7}
    made = client.post("/api/v1/address-books", json=sent)
    assert made.status_code == 201
    told = made.json()
    assert status(registry, told["user"], told["password"]) == 207
    (listed,) = client.get("/api/v1/address-books").json()["items"]
    assert listed["states"] == ["IT"] and "password" not in listed
    assert client.delete(f"/api/v1/address-books/{told['prefix']}").status_code == 204
    assert status(registry, told["user"], told["password"]) == 401
    assert client.post("/api/v1/address-books", json={**sent, "days": 91}).status_code == 422
