"""Text, suggestions and the reverse look-up over HTTP: shapes, refusals in their order, nothing more than asked."""

from __future__ import annotations

from tests.cast import Registry
from tests.factories import PHONE, named


def test_a_text_answers_with_matches_similar_names_and_what_was_understood(registry: Registry) -> None:
    registry.published()
    answer = registry.client("officer.ke").get("/api/v1/entries", params={"q": "coast guard Italy"}).json()
    assert set(answer) == {"items", "next_cursor", "similar", "q_understood"}
    assert answer["q_understood"] == {
        "text": "coast guard",
        "chips": [{"filter": "state", "value": "IT", "words": "Italy"}],
    }
    (card,) = answer["items"]
    assert card["matched"] == {"name": {"text": "Coast Guard, example", "language": "en", "holder": False}, "how": "same"}
    taken_off = registry.client("officer.ke").get("/api/v1/entries", params={"q": "coast guard Italy", "plain": "state"})
    assert taken_off.json()["q_understood"] == {"text": None, "chips": []}
    without = registry.client("officer.ke").get("/api/v1/entries?state=IT").json()
    assert set(without) == {"items", "next_cursor"}


def test_suggestions_are_a_list_of_names(registry: Registry) -> None:
    entry_id = registry.published(names=named("Border Guard"))
    answer = registry.client("officer.ke").get("/api/v1/suggestions?q=bor").json()
    assert answer == {
        "items": [{"text": "Border Guard", "language": "en", "entry": entry_id, "state": "IT"}],
        "next_cursor": None,
    }


def test_the_reverse_look_up_says_registered_state_and_kind_and_nothing_more(registry: Registry) -> None:
    registry.published()
    client = registry.client("officer.ke")
    assert client.get("/api/v1/reverse", params={"value": PHONE}).json() == {
        "registered": True,
        "state": "IT",
        "kind": "authority",
    }
    assert client.get("/api/v1/reverse", params={"value": "+390655550199"}).json() == {"registered": False}


def test_refusals_come_in_their_order(registry: Registry) -> None:
    for path in ("/api/v1/reverse", "/api/v1/suggestions?q=a"):
        assert registry.client().get(path).status_code == 401
        assert registry.client("auditor").get(path).status_code == 403
    wrong = registry.client("officer.ke").get("/api/v1/reverse?value=x")
    assert (wrong.status_code, [e["field"] for e in wrong.json()["errors"]]) == (422, ["value"])


def test_too_many_checks_are_refused_with_the_time_to_wait(registry: Registry) -> None:
    client = registry.client("officer.ke")
    codes = [client.get("/api/v1/reverse", params={"value": PHONE}) for _ in range(31)]
    assert {answer.status_code for answer in codes[:30]} == {200}
    assert codes[30].status_code == 429
    assert int(codes[30].headers["retry-after"]) > 0
