"""Whom to call, as JSON: the contract's shape, wrong fields named, one value at most, routes, gaps and call references."""

from __future__ import annotations

import pytest

from tests.api.problems import fields, problem
from tests.cast import Registry
from tests.factories import FULL, PHONE, named

PATH = "/api/v1/counterparts"
SEA = {**FULL, "hours": None, "holder": None, "consents": [], "external_ids": []}


def test_the_answer_has_the_shape_of_the_contract(registry: Registry) -> None:
    entry_id = registry.published(**SEA)
    registry.published(names=named("Rescue Centre, example"), authority_type="mrcc")
    asked = {"state": "IT", "function": "som_by_sea", "language": "fr", "urgent": "true", "purpose": "rescue_at_sea"}
    told = registry.client("officer.ke").get(PATH, params={**asked, "at": "2026-11-24T03:10:00Z"}).json()
    assert set(told) == {"asked", "ranked", "passed_over", "footing", "at_sea", "own_side"}
    assert told["asked"]["state"] == "IT" and told["asked"]["at"] == "2026-11-24T03:10:00.000000Z"
    first, second = told["ranked"]
    shape = {
        "entry",
        "channel",
        "reasons",
        "open_until",
        "their_time",
        "my_time",
        "shared_minutes_this_week",
        "hop",
        "may_be_used_for",
        "withheld",
    }
    assert set(first) == shape
    assert (first["entry"]["id"], first["channel"]["value"], first["hop"]) == (entry_id, PHONE, "competent_authority")
    assert "channels" not in first["entry"]
    assert (first["their_time"], first["my_time"]) == ("2026-11-24T04:10+01:00", "2026-11-24T06:10+03:00")
    assert {"speaks French C1", "open day and night"} <= set(first["reasons"])
    assert second["channel"]["value"] is None and second["channel"]["extension"] is None
    assert PHONE not in str(second)


def test_passed_over_has_entry_and_reason(registry: Registry) -> None:
    closed = {"spans": [{"days": ["mo"], "opens": "08:00", "closes": "12:00"}], "exceptions": []}
    registry.published(**{**SEA, "hours": closed}, channels=[{"type": "phone", "value": PHONE}])
    asked = {"state": "IT", "function": "som_by_sea", "at": "2026-11-24T03:10:00Z"}
    told = registry.client("officer.ke").get(PATH, params=asked).json()
    assert told["ranked"] == []
    assert [each["reason"] for each in told["passed_over"]] == ["closed until Mon 08:00"]


def test_refusals_come_in_their_order_and_name_the_field(registry: Registry) -> None:
    registry.published(**SEA)
    problem(registry.client().get(PATH), 401)
    problem(registry.client("auditor").get(PATH, params={"state": "IT"}), 403)
    officer = registry.client("officer.ke")
    assert fields(officer.get(PATH)) == ["state"]
    assert sorted(fields(officer.get(PATH, params={"state": "XX", "mmsi": "1", "at": "now"}))) == ["at", "mmsi", "state"]
    assert fields(officer.get(PATH, params={"state": "IT", "function": "som_by_sea"})) == ["purpose"]


def test_an_mmsi_leads_to_the_flag_state_and_says_what_to_ask_for(registry: Registry) -> None:
    entry_id = registry.published(**SEA)
    told = registry.client("officer.ke").get(PATH, params={"mmsi": "247123456", "purpose": "rescue_at_sea"}).json()
    assert told["asked"]["flag"] == "IT"
    assert [each["id"] for each in told["at_sea"]["article_8_6"]] == [entry_id]
    assert told["at_sea"]["article_17"] == told["at_sea"]["rescue"] == []
    assert any("authorisation to board" in text for text in told["at_sea"]["ask_for"])


def test_where_nothing_is_on_file_the_own_side_helps_and_the_gap_can_be_asked_for(registry: Registry) -> None:
    officer = registry.client("officer.ke")
    told = officer.get(PATH, params={"state": "TN", "function": "mla"}).json()
    assert told["own_side"]["says"][0] == "Tunisia has no entry for this."
    assert told["own_side"]["says"][1].startswith("Kept by its focal point since ")
    answer = officer.post("/api/v1/gaps", json={"state": "TN", "function": "mla"})
    assert (answer.status_code, answer.json()) == (
        201,
        {"state": "TN", "function": "mla", "asked": 1, "told": ["focal_point", "coordinator"]},
    )
    assert fields(officer.post("/api/v1/gaps", json={"state": "TN"})) == ["function"]


def test_a_route_has_a_sheet_for_each_state_in_its_order_and_no_value(registry: Registry) -> None:
    registry.published(**SEA)
    officer = registry.client("officer.ke")
    path = "/api/v1/route?origin=TN&transit=LY&transit=MT&destination=IT&function=som_by_sea"
    sheet = officer.get(path).json()["items"]
    assert [(stop["part"], stop["state"]) for stop in sheet] == [
        ("origin", "TN"),
        ("transit", "LY"),
        ("transit", "MT"),
        ("destination", "IT"),
    ]
    assert len(sheet[3]["ranked"]) == 1 and PHONE not in str(sheet)
    assert len({stop["asked"]["at"] for stop in sheet}) == 1
    assert sorted(fields(officer.get("/api/v1/route?origin=XX&transit=YY"))) == ["destination", "origin", "transit"]
    assert fields(officer.get(f"/api/v1/route?origin=TN&destination=IT&transit={',LY' * 7}")) == ["transit"]


def test_a_call_reference_is_given_and_checked(registry: Registry) -> None:
    entry_id = registry.published(**SEA)
    officer = registry.client("officer.ke")
    problem(officer.post(f"/api/v1/entries/{entry_id}/call-references"), 403)
    officer.get(PATH, params={"state": "IT", "function": "som_by_sea", "purpose": "test"})
    given = officer.post(f"/api/v1/entries/{entry_id}/call-references")
    assert given.status_code == 201 and set(given.json()) == {"entry", "digits", "expires_at"}
    called = registry.client("officer.it")
    right = called.post("/api/v1/call-references", json={"digits": given.json()["digits"]}).json()
    nothing = {"authority": None, "call_back": None, "call_back_office": None}
    assert right == {"right": True, "caller": {"state": "KE", **nothing}}
    wrong = called.post("/api/v1/call-references", json={"digits": f"{(int(given.json()['digits']) + 1) % 10**6:06}"})
    assert wrong.json() == {"right": False, "caller": None}
    assert fields(called.post("/api/v1/call-references", json={"digits": "12"})) == ["digits"]


def test_how_the_order_comes_about_is_told(registry: Registry) -> None:
    items = registry.client("officer.ke").get("/api/v1/counterparts/order").json()["items"]
    assert {"code": "open_now", "points": 20, "why": "Open now."} in items


@pytest.mark.parametrize("path", [PATH, "/api/v1/route", "/api/v1/counterparts/order"])
def test_nobody_reads_without_signing_in(registry: Registry, path: str) -> None:
    problem(registry.client().get(path), 401)


def test_who_may_not_ask_is_told_so_before_the_wrong_fields(registry: Registry) -> None:
    auditor = registry.client("auditor")
    for path in (PATH, f"{PATH}?state=XX&at=now", "/api/v1/route", "/api/v1/route?origin=XX&destination=IT"):
        problem(auditor.get(path), 403)
    for path in ("/api/v1/gaps", "/api/v1/call-references"):
        problem(auditor.post(path, json={}), 403)


def test_a_route_is_about_its_own_states_whatever_vessel_is_named_with_it(registry: Registry) -> None:
    path = "/api/v1/route?origin=TN&destination=IT&flag=MT&mmsi=247123456&region=002"
    sheet = registry.client("officer.ke").get(path).json()["items"]
    assert [(stop["state"], stop["asked"]["flag"], stop["at_sea"]) for stop in sheet] == [("TN", None, None), ("IT", None, None)]


def test_a_route_without_an_end_says_to_choose_a_state(registry: Registry) -> None:
    refused = registry.client("officer.ke").get("/api/v1/route?origin=TN")
    assert refused.json()["errors"] == [{"field": "destination", "reason": "choose a State"}]
