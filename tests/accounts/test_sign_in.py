"""Coming in: one answer for every failure, equal work for everybody, attempts counted before anything is checked."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy import text  # noqa: TID251 - a table is taken away below the ORM
from sqlmodel import select

from app.access.actor import operator
from app.accounts import secrets
from app.accounts.membership import suspend_account
from app.accounts.models import SignInAttempt
from app.accounts.sign_in import NEUTRAL, open_session
from app.clock import set_to
from app.errors import NotSignedIn, Refusal
from tests.cast import PASSWORD, Registry, code, mailbox

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Counting:
    """The real hasher, and how often it was asked."""

    def __init__(self, real: Any) -> None:
        self.real, self.asked = real, 0

    def verify(self, password: str, hashed: str) -> bool:
        self.asked += 1
        return bool(self.real.verify(password, hashed))

    def hash(self, password: str) -> str:
        return str(self.real.hash(password))


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """Counts how often a password is really hashed."""
    counting = Counting(secrets.HASHER)
    monkeypatch.setattr(secrets, "HASHER", counting)
    return counting


def sign_in(registry: Registry, **sent: Any) -> httpx.Response:
    return registry.client().post("/api/v1/sessions", json=sent)


def test_who_signs_in_gets_a_token_its_end_and_the_account(registry: Registry) -> None:
    answer = sign_in(registry, **registry.credentials("focal.it"))
    assert answer.status_code == 201
    opened = answer.json()
    assert opened["account"]["role"] == "focal_point" and opened["account"]["fresh_factor"] is True
    assert opened["account"]["may"]["ENTRY_REVISE"] == {"may": True, "scope": "own", "why_not": None}
    headers = {"Authorization": f"Bearer {opened['token']}"}
    assert registry.client().get("/api/v1/me", headers=headers).json() == opened["account"]


def test_a_mailbox_is_known_in_any_case_and_with_blanks_around_it(registry: Registry) -> None:
    sent = registry.credentials("officer.ke")
    assert sign_in(registry, email=f" {sent['email'].upper()} ", password=PASSWORD).status_code == 201


def failures(registry: Registry) -> dict[str, dict[str, Any]]:
    """Every way to fail, by what is wrong."""
    keeper = {"email": mailbox("focal.it"), "password": PASSWORD}
    return {
        "unknown": {"email": "nobody@demo.example", "password": PASSWORD},
        "no mailbox at all": {"email": "x", "password": PASSWORD},
        "wrong password": {**keeper, "password": "another long password", "code": code()},
        "empty password": {**keeper, "password": "", "code": code()},
        "over-long password": {**keeper, "password": PASSWORD + "x" * 5000, "code": code()},
        "no code": keeper,
        "empty code": {**keeper, "code": ""},
        "wrong code": {**keeper, "code": "000000" if code() != "000000" else "000001"},
        "suspended": {"email": mailbox("suspended"), "password": PASSWORD},
    }


def test_every_failure_gives_the_same_bytes_after_the_same_work(registry: Registry, hasher: Counting) -> None:
    registry.add("suspended", role="officer", state="IT", factor=False)
    suspend(registry, "suspended")
    told = []
    for wrong, sent in failures(registry).items():
        before = hasher.asked
        answer = sign_in(registry, **sent)
        assert hasher.asked - before == 1, wrong
        headers = {k: v for k, v in answer.headers.items() if k != "x-request-id"}
        told.append((wrong, answer.status_code, answer.content, headers))
    assert len({(status, content, str(sorted(headers.items()))) for _, status, content, headers in told}) == 1
    assert told[0][1] == 401 and NEUTRAL in told[0][2].decode()


def suspend(registry: Registry, name: str) -> None:
    with registry.writing() as session:
        suspend_account(session, mailbox(name), by=operator())


# --- the throttle -----------------------------------------------------------------------------------------------


def test_after_ten_failures_even_the_right_password_is_refused_and_nothing_is_hashed(
    registry: Registry, hasher: Counting
) -> None:
    with set_to(lambda: NOON):
        for _ in range(10):
            assert sign_in(registry, email=mailbox("officer.ke"), password="wrong").status_code == 401
        assert hasher.asked == 10
        blocked = sign_in(registry, **registry.credentials("officer.ke"))
        assert (blocked.status_code, hasher.asked) == (401, 10)
        assert blocked.json()["detail"] == NEUTRAL
    with set_to(lambda: NOON + timedelta(minutes=5, seconds=1)):
        assert sign_in(registry, **registry.credentials("officer.ke")).status_code == 201


def test_others_still_come_in_while_one_account_is_attacked(registry: Registry) -> None:
    for _ in range(11):
        sign_in(registry, email=mailbox("officer.ke"), password="wrong")
    assert sign_in(registry, **registry.credentials("officer.it")).status_code == 201


def test_the_counters_survive_a_restart(registry_with: Callable[..., Registry], hasher: Counting) -> None:
    for _ in range(10):
        sign_in(registry_with(), email=mailbox("officer.ke"), password="wrong")
    again = registry_with()
    assert sign_in(again, **again.credentials("officer.ke")).status_code == 401
    assert hasher.asked == 10


def test_who_succeeds_does_not_use_up_attempts(registry: Registry) -> None:
    for _ in range(12):
        assert sign_in(registry, **registry.credentials("officer.ke")).status_code == 201


def test_one_network_cannot_try_many_mailboxes(registry_with: Callable[..., Registry], hasher: Counting) -> None:
    registry = registry_with(sign_in_source_attempts=4)
    for number in range(4):
        sign_in(registry, email=f"guess{number}@demo.example", password="wrong")
    assert sign_in(registry, **registry.credentials("officer.ke")).status_code == 401
    assert hasher.asked == 4


def test_a_forged_forwarding_header_does_not_make_another_network(registry_with: Callable[..., Registry]) -> None:
    registry = registry_with(sign_in_source_attempts=2)
    for number in range(3):
        sent = {"email": f"guess{number}@demo.example", "password": "wrong"}
        registry.client().post("/api/v1/sessions", json=sent, headers={"X-Forwarded-For": f"192.0.2.{number}"})
    with registry.reading() as session:
        assert len(session.exec(select(SignInAttempt)).all()) == 4  # two guesses, counted for mailbox and network


def test_parallel_guesses_are_counted_before_they_are_checked(registry: Registry, hasher: Counting) -> None:
    def guess(number: int) -> None:
        try:
            open_session(registry.database, email=mailbox("officer.ke"), password=f"guess {number}", source=f"192.0.2.{number}")
        except Refusal as refusal:
            assert refusal.status in (401, 429)

    with ThreadPoolExecutor(24) as pool:
        list(pool.map(guess, range(48)))
    assert hasher.asked <= 10


def test_when_attempts_cannot_be_counted_nobody_comes_in(registry: Registry, hasher: Counting) -> None:
    with registry.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE sign_in_attempt RENAME TO taken_away"))
    answer = sign_in(registry, **registry.credentials("officer.ke"))
    assert (answer.status_code, hasher.asked) == (503, 0)


def test_what_is_counted_does_not_say_whom_it_is_about(registry: Registry) -> None:
    sign_in(registry, email=mailbox("officer.ke"), password="wrong")
    with registry.reading() as session:
        subjects = session.exec(select(SignInAttempt.subject)).all()
    assert len(subjects) == 2
    assert all(len(subject) == 64 and "demo" not in subject for subject in subjects)


# --- the second factor ------------------------------------------------------------------------------------------


def test_a_code_is_good_once(registry: Registry) -> None:
    with set_to(lambda: NOON):
        sent = registry.credentials("focal.it")
        assert sign_in(registry, **sent).status_code == 201
        assert sign_in(registry, **sent).status_code == 401
    with set_to(lambda: NOON + timedelta(seconds=30)):
        assert sign_in(registry, **sent).status_code == 401  # the old code within its drift
        assert sign_in(registry, **registry.credentials("focal.it")).status_code == 201


@pytest.mark.parametrize("seconds", [-61, 60])
def test_a_code_from_too_long_ago_or_from_the_future_is_refused(registry: Registry, seconds: int) -> None:
    with set_to(lambda: NOON):
        sent = registry.credentials("focal.it")
    with set_to(lambda: NOON + timedelta(seconds=seconds)):
        assert sign_in(registry, **sent).status_code == 401


def test_digits_of_other_scripts_blanks_and_signs_are_no_code(registry: Registry) -> None:
    with set_to(lambda: NOON):
        right = registry.credentials("focal.it")["code"]
        arabic = right.translate({ord("0") + n: 0x0660 + n for n in range(10)})
        wide = right.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
        for wrong in (arabic, wide, f" {right}", f"{right}\n"):
            sent = {**registry.credentials("focal.it"), "code": wrong}
            assert sign_in(registry, **sent).status_code == 401, repr(wrong)
        assert sign_in(registry, **registry.credentials("focal.it")).status_code == 201


def test_after_five_wrong_codes_the_right_one_is_refused(registry: Registry) -> None:
    with set_to(lambda: NOON):
        right = registry.credentials("focal.it")
        for _ in range(5):
            with pytest.raises(NotSignedIn):
                open_session(registry.database, **{**right, "code": "000000" if right["code"] != "000000" else "000001"})
        with pytest.raises(NotSignedIn):
            open_session(registry.database, **right)
    with set_to(lambda: NOON + timedelta(minutes=6)):
        open_session(registry.database, **registry.credentials("focal.it"))


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"", ["body"]),
        (b"[]", ["email", "password"]),
        (b'{"email": "a@b.example"}', ["password"]),
        (b'{"email": 1, "password": true}', ["email", "password"]),
    ],
)
def test_a_body_without_what_is_needed_is_refused_by_name(registry: Registry, body: bytes, fields: list[str]) -> None:
    answer = registry.client().post("/api/v1/sessions", content=body)
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == fields
