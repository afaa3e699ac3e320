"""An answer is as of the instant that was asked about: what happened later changes nothing of it, what holds then counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.clock import iso, now, set_to
from app.lookup.counterparts.answer import Answer, counterparts
from app.lookup.counterparts.question import Asked, question_of
from app.lookup.counterparts.said import spoken
from tests.cast import Registry
from tests.directory.helping import told
from tests.factories import named, phone

SEA: dict[str, Any] = {"designations": [{"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}]}


def asked_about(registry: Registry, at: datetime, function: str = "som_by_sea") -> Answer:
    reader = registry.actor("officer.ke")
    with registry.reading() as session:
        question = question_of(Asked(state="IT", function=function, at=iso(at)), reader=reader)
        return counterparts(session, question, reader=reader)


def said(answer: Answer) -> list[tuple[int, list[str]]]:
    return [(each.points, [spoken(reason) for reason in each.reasons]) for each in answer.ranked]


def test_what_came_of_calls_counts_as_of_the_instant(registry: Registry) -> None:
    start = now().replace(microsecond=0)
    entry_id = registry.published(**SEA, channels=[phone("+390655550101")])
    answers = []
    for hours, who, outcome in ((1, "officer.ke", "answered"), (2, "officer.ke", "no_answer"), (3, "focal.tn", "wrong_number")):
        with set_to(lambda at=start + timedelta(hours=hours): at):
            told(registry, entry_id, who, outcome)
            answers.append(said(asked_about(registry, now())))
    with set_to(lambda: start + timedelta(hours=4)):
        before = said(asked_about(registry, start + timedelta(minutes=30)))
        again = [said(asked_about(registry, start + timedelta(hours=hours))) for hours in (1, 2, 3)]
    assert again == answers
    words = ["answered when last called", "did not answer when last called", "two offices could not reach it"]
    assert [reasons[0][1][-1] for reasons in answers] == words and not set(words) & set(before[0][1])
    with set_to(lambda: start + timedelta(hours=4)):
        later = said(asked_about(registry, start + timedelta(days=31)))
    assert words[2] not in later[0][1], "failures count for thirty days"


def test_designations_and_entries_count_on_the_day_asked_about_for_keepers_too(registry: Registry) -> None:
    day = now()
    ended = {**SEA["designations"][0], "valid_until": (day - timedelta(days=10)).date().isoformat()}
    begins = {**SEA["designations"][0], "valid_from": (day + timedelta(days=10)).date().isoformat()}
    registry.published(designations=[ended], names=named("Before"), channels=[phone("+390655550101")])
    registry.published(designations=[begins], names=named("After"), channels=[phone("+390655550102")])
    for days, names in ((-20, ["Before"]), (0, []), (20, ["After"])):
        answer = asked_about(registry, day + timedelta(days=days))
        assert [each.entry["names"][0]["text"] for each in answer.ranked] == names
        assert [each.code for each in answer.footing][-1:] == ["designation_on_file" if names else "no_designation"]


def test_an_office_whose_head_has_left_still_answers_and_a_post_does_not(registry: Registry) -> None:
    holder = {"names": named("Example Person"), "until": (now() - timedelta(days=3)).date().isoformat()}
    registry.published(**SEA, holder=holder)
    lawyer = {"kind": "prosecutor", "authority_type": None, "specialisations": ["som_by_sea"], "names": named("A lawyer")}
    registry.published(**lawyer, holder=holder)
    answer = asked_about(registry, now())
    assert [each.entry["kind"] for each in answer.ranked] == ["authority"]
    assert any(text.startswith("vacant since") for text in said(answer)[0][1])
    assert [(each.entry["kind"], each.reason.code) for each in answer.passed_over] == [("prosecutor", "vacant")]


def test_a_look_up_of_who_is_open_then_goes_by_the_designations_of_then(registry: Registry) -> None:
    day = now()
    ends = {**SEA["designations"][0], "valid_until": (day + timedelta(days=10)).date().isoformat()}
    every_day = {"spans": [{"days": ["mo", "tu", "we", "th", "fr", "sa", "su"], "opens": "00:00", "closes": "00:00"}]}
    registry.published(designations=[ends], hours={**every_day, "exceptions": []})
    client = registry.client("officer.ke")
    for days, count in ((0, 1), (9, 1), (12, 0)):
        sent = {"function": "som_by_sea", "open_at": iso(day + timedelta(days=days))}
        assert [len(client.get("/api/v1/entries", params={**sent, **more}).json()["items"]) for more in ({}, {"q": "coast"})] == [
            count,
            count,
        ], days
