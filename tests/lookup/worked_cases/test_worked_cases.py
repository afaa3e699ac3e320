"""The worked cases: each question has exactly this answer, on both databases, through the capability, the JSON and the page."""

from __future__ import annotations

import re
from typing import Any

from starlette.testclient import TestClient

from app.clock import set_to
from app.lookup.counterparts.answer import Answer, counterparts
from app.lookup.counterparts.question import Asked, question_of
from app.lookup.counterparts.said import spoken
from tests.cast import Registry
from tests.lookup.worked_cases.world import DAY, Case, cases, settle


def name(card: dict[str, Any]) -> str:
    """The one name of an entry of this world."""
    return str(card["names"][0]["text"])


def answered(registry: Registry, case: Case) -> Answer:
    """What the capability answers."""
    reader = registry.actor(case.reader)
    with registry.reading() as session:
        return counterparts(session, question_of(Asked(**case.ask), reader=reader), reader=reader)


def differences(case: Case, answer: Answer) -> list[str]:
    """What the answer has otherwise than the case says, in words."""
    reasons = {name(each.entry): [spoken(said) for said in each.reasons] for each in answer.ranked}
    own = [spoken(said) for said in answer.own_side.said] if answer.own_side else []
    own += [name(road.entry) for road in answer.own_side.roads] if answer.own_side else []
    found: dict[str, tuple[Any, Any]] = {
        "order": (case.order, tuple(name(each.entry) for each in answer.ranked)),
        "hops": (case.hops, tuple(each.hop for each in answer.ranked)),
        "passed": (case.passed, {name(each.entry): spoken(each.reason) for each in answer.passed_over}),
        "because": (case.because, {office: reasons.get(office) for office in case.because}),
        "says": (case.says, tuple(spoken(said) for said in answer.footing)),
        "own": (case.own, tuple(own)),
        "at_sea": (case.at_sea, {part: [name(c) for c in getattr(answer.at_sea, part)] for part in case.at_sea}),
    }
    return [f"{case.name}: {part}: wanted {a}, got {b}" for part, (a, b) in found.items() if a != b]


def test_there_are_at_least_forty_cases_and_each_has_a_name_of_its_own() -> None:
    assert len({case.name for case in cases()}) == len(cases()) >= 40


def test_every_case_has_exactly_this_answer(registry: Registry) -> None:
    settle(registry)
    with set_to(lambda: DAY):
        wrong = [text for case in cases() for text in differences(case, answered(registry, case))]
    assert wrong == []


def test_the_json_and_the_page_have_the_same_order(registry: Registry) -> None:
    settle(registry)
    with set_to(lambda: DAY):
        api, page = registry.client("officer.ke"), browser(registry, "officer.ke")
        mine = [case for case in cases() if case.reader == "officer.ke"]
        for case in mine:
            told = api.get("/api/v1/counterparts", params={**case.ask, "purpose": "test", "case_ref": "pending"})
            assert told.status_code == 200, (case.name, told.text)
            assert [name(each["entry"]) for each in told.json()["ranked"]] == list(case.order), case.name
            shown = page.get("/counterparts", params=case.ask)
            assert shown.status_code == 200, case.name
            assert ranked_on(shown.text) == [each["entry"]["id"] for each in told.json()["ranked"]], case.name


def test_the_same_question_about_the_same_instant_has_the_same_answer_a_month_later(registry: Registry) -> None:
    settle(registry)
    case = cases()[0]
    with set_to(lambda: DAY):
        before = answered(registry, case)
    with set_to(lambda: DAY.replace(month=12)):
        after = answered(registry, case)
    assert differences(case, after) == []
    assert [each.points for each in before.ranked] == [each.points for each in after.ranked]


def browser(registry: Registry, who: str) -> TestClient:
    """A browser on the machine itself, signed in."""
    made = TestClient(registry.app, base_url="http://127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"})
    made.cookies.set("session", registry.token(who), domain="127.0.0.1", path="/")
    return made


def ranked_on(page: str) -> list[str]:
    """The ids of the entries that a page ranks, in its order."""
    listed = re.search(r'<ol class="ranked">(.*?)</ol>', page, re.DOTALL)
    return re.findall(r'<h3>.*?<a href="/entries/([^"]+)"', listed.group(1)) if listed else []
