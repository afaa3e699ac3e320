"""Whom to call: the ranked answer, a route on one sheet, missing counterparts, and call references."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from app.api.deps import Body, By, Reading, Writing
from app.api.shapes import shaped, text_in
from app.clock import iso
from app.directory.call_references import check_reference, give_reference
from app.directory.gaps import ask_to_fill_gap
from app.lookup.counterparts.answer import Answer, PassedOver, Ranked, counterparts, with_first_value
from app.lookup.counterparts.at_sea import AtSea
from app.lookup.counterparts.own_side import OwnSide
from app.lookup.counterparts.question import Asked, question_of
from app.lookup.counterparts.said import Said, spoken
from app.lookup.counterparts.weights import WEIGHTS
from app.lookup.route import route

router = APIRouter(tags=["counterparts"])
Json = dict[str, Any]


def asked(
    state: str = "",
    region: str = "",
    function: str = "",
    language: Annotated[list[str] | None, Query()] = None,
    from_state: str = "",
    at: str = "",
    urgent: str = "",
    flag: str = "",
    mmsi: str = "",
    purpose: str = "",
) -> Asked:
    """The question as it was sent. `language` may stand several times, or several apart by commas, the best first."""
    languages = ",".join(language or [])
    return Asked(state, region, function, languages, from_state, at, urgent, flag, mmsi, purpose)


Question = Annotated[Asked, Depends(asked)]


@router.get("/counterparts")
def ask(session: Reading, by: By, sent: Question, case_ref: str = "") -> Json:
    """Whom to call now, about this, in a language we share. The first line carries its value: a recorded disclosure."""
    question = question_of(sent, reader=by)
    answer = counterparts(session, question, reader=by)
    return _told(with_first_value(session, answer, purpose=question.purpose, case_ref=case_ref, reader=by))


@router.get("/counterparts/order")
def order(_by: By) -> Json:
    """How the order comes about: every weight with its sentence."""
    return {"items": [shaped(each) for each in WEIGHTS], "next_cursor": None}


@router.get("/route")
def sheet(
    session: Reading,
    by: By,
    sent: Question,
    origin: str = "",
    transit: Annotated[list[str] | None, Query()] = None,
    destination: str = "",
) -> Json:
    """The counterparts of each State of a route, without values. `transit` may stand several times, in order."""
    through = [code for each in transit or [] for code in each.split(",")]
    stops = route(session, origin, through, destination, sent, reader=by)
    return {"items": [{"part": s.part, "state": s.state, **_told(s.answer)} for s in stops], "next_cursor": None}


@router.post("/gaps", status_code=201)
def fill(session: Writing, by: By, body: Body) -> Json:
    """Ask a State's keepers for a counterpart that is missing: `{state, function}`; counted once a person.

    The answer says in `told` whether a focal point and a coordinator hear of it.
    """
    return shaped(ask_to_fill_gap(session, text_in(body, "state") or "", text_in(body, "function") or "", by=by))


@router.post("/entries/{entry_id}/call-references", status_code=201)
def refer(entry_id: str, session: Writing, by: By) -> Json:
    """Six digits to say when calling an entry that one has opened: `{entry, digits, expires_at}`."""
    return shaped(give_reference(session, entry_id, by=by))


@router.post("/call-references")
def check(session: Writing, by: By, body: Body) -> Json:
    """Who gave these digits: `{right, caller: {state, authority, call_back, call_back_office} | null}`."""
    caller = check_reference(session, text_in(body, "digits") or "", by=by)
    return {"right": caller is not None, "caller": shaped(caller) if caller else None}


# --- the answer as JSON -----------------------------------------------------------------------------------------


def _told(answer: Answer) -> Json:
    return {
        "asked": answer.asked.told(),
        "ranked": [_ranked(each) for each in answer.ranked],
        "passed_over": [_passed(each) for each in answer.passed_over],
        "footing": _said(answer.footing),
        "at_sea": _at_sea(answer.at_sea) if answer.at_sea else None,
        "own_side": _own_side(answer.own_side) if answer.own_side else None,
    }


def _ranked(each: Ranked) -> Json:
    return {
        "entry": each.entry,
        "channel": each.channel,
        "reasons": _said(each.reasons),
        "open_until": iso(each.open_until) if each.open_until else None,
        "their_time": each.their_time,
        "my_time": each.my_time,
        "shared_minutes_this_week": each.shared_minutes,
        "hop": each.hop,
        "may_be_used_for": list(each.may_be_used_for),
        "withheld": spoken(each.withheld) if each.withheld else None,
    }


def _passed(each: PassedOver) -> Json:
    return {"entry": each.entry, "reason": spoken(each.reason)}


def _said(sentences: tuple[Said, ...]) -> list[str]:
    return [spoken(each) for each in sentences]


def _at_sea(found: AtSea) -> Json:
    return {
        "flag": found.flag,
        "article_8_6": list(found.article_8_6),
        "article_17": list(found.article_17),
        "rescue": list(found.rescue),
        "ask_for": _said(found.ask_for),
    }


def _own_side(found: OwnSide) -> Json:
    roads = [{"entry": road.entry, "says": spoken(road.said)} for road in found.roads]
    return {"says": _said(found.said), "gap": found.gap, "asked": spoken(found.asked) if found.asked else None, "roads": roads}
