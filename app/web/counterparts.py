"""Whom to call right now: the question, the ranked answer with the first line to press, and what to do where there is none."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.access.actor import Actor
from app.db import Session
from app.directory.gaps import ask_to_fill_gap
from app.errors import FieldError, Invalid
from app.lookup.counterparts.answer import Answer, counterparts, with_first_value
from app.lookup.counterparts.chain import HOPS
from app.lookup.counterparts.question import Asked, question_of
from app.lookup.counterparts.said import spoken
from app.lookup.counterparts.weights import WEIGHTS
from app.lookup.shared_hours import my_hours
from app.web.deps import By, Form, Reading, Writing, field
from app.web.entry_form.fields import N_
from app.web.i18n import language_of, translated
from app.web.lookup import choices
from app.web.purpose import Statement, statement_of
from app.web.reach import Reach, reach_of
from app.web.render import render

router = APIRouter()

USES = {
    "information": N_("Exchange of information"),
    "formal_request": N_("Formal request"),
    "emergency_only": N_("Emergency only"),
    "forward": N_("Passes it on"),
}
"""What a hop may be used for, beside the uses of a line."""
REST = ("language", "from_state", "at", "urgent", "flag", "mmsi")
"""What else a question says, kept while its gap is reported."""


@router.get("/counterparts")
def ask(
    request: Request,
    session: Reading,
    by: By,
    language: Annotated[list[str] | None, Query()] = None,
    state: str = "",
    region: str = "",
    function: str = "",
    from_state: str = "",
    at: str = "",
    urgent: str = "",
    flag: str = "",
    mmsi: str = "",
) -> Response:
    """The question with its answer below. A form sends empty fields too: they ask nothing."""
    languages = ",".join(tag for tag in language or [] if tag.strip())
    sent = Asked(state, region, function, languages, from_state, with_offset(at, by), urgent, flag, mmsi)
    asked = {name: text for name in Asked.__dataclass_fields__ if (text := getattr(sent, name))}
    shown: dict[str, Any] = {"asked": asked, "errors": (), "answer": None, "missing": None, "first": None}
    if set(asked) - {"urgent", "language", "from_state", "at"}:
        try:
            shown |= _answered(session, sent, statement_of(request, by), by)
        except Invalid as refusal:
            shown["errors"] = refusal.errors
    return render(
        request,
        "counterparts/page.html",
        status=422 if shown["errors"] else 200,
        **shown,
        rest={name: asked[name] for name in REST if name in asked},
        **words(request),
        **choices(language_of(request)),
    )


def _answered(session: Session, sent: Asked, stated: Statement, by: Actor) -> dict[str, Any]:
    answer = counterparts(session, question_of(sent, reader=by), reader=by)
    missing: Invalid | None = None
    try:
        answer = with_first_value(session, answer, purpose=stated.purpose, case_ref=stated.case_ref, reader=by)
    except Invalid as unstated:
        missing = unstated
    return {"answer": answer, "missing": missing, "first": first_reach(answer)}


def first_reach(answer: Answer) -> Reach | None:
    """The first line as something to press; none where its value was not given."""
    first = answer.ranked[0].channel if answer.ranked else None
    return reach_of(first) if first and first["value"] else None


def words(request: Request) -> dict[str, Any]:
    """What the templates of the answer say sentences and clocks with."""
    language = language_of(request)
    return {
        "say": partial(spoken, language=language, translate=partial(translated, language)),
        "clock": datetime.fromisoformat,
        "uses": {code: translated(language, text) for code, text in USES.items()},
    }


def with_offset(at: str, by: Actor) -> str:
    """An instant on the reader's own clock, as the page's field shows it again; without an offset it is meant on that clock."""
    zone = ZoneInfo(my_hours(by, by.state).zone or "UTC")
    try:
        sent = datetime.fromisoformat(at.strip())
        return (sent.astimezone(zone) if sent.tzinfo else sent.replace(tzinfo=zone)).isoformat()
    except (ValueError, OverflowError):
        return at


@router.get("/counterparts/order")
def order(request: Request, _by: By) -> Response:
    """How the order comes about: every weight and every hop with its sentence."""
    return render(request, "counterparts/order.html", compressed=True, weights=WEIGHTS, hops=HOPS)


@router.post("/gaps")
def fill(session: Writing, by: By, form: Form) -> Response:
    """One tap: ask the State's keepers for a counterpart that is missing, and go back to the question."""
    state, function = field(form, "state"), field(form, "function")
    if not function:
        raise Invalid("Say what about first.", errors=(FieldError("function", "choose one of the list"),))
    card = ask_to_fill_gap(session, state, function, by=by)
    rest = {name: text for name in REST if (text := field(form, name))}
    return RedirectResponse(f"/counterparts?{urlencode({'state': card.state, 'function': card.function, **rest})}", 303)
