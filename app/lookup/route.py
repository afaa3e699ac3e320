"""A route on one sheet: the counterparts of each State that it touches, for a case opened at night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.access.actor import Actor
from app.errors import FieldError, Invalid
from app.lookup.counterparts.answer import Answer, counterparts
from app.lookup.counterparts.question import Asked, question_of

MOST_TRANSITS = 6


@dataclass(frozen=True)
class Stop:
    """A State of the route: its part (`origin`, `transit`, `destination`) and whom to call there, without values."""

    part: str
    state: str
    answer: Answer


def route(
    session: Session, origin: str, transit: Sequence[str], destination: str, asked: Asked, *, reader: Actor
) -> tuple[Stop, ...]:
    """The counterparts of each State of a route, in its order. `asked` says what about, in which languages, how urgent.

    Raises `Invalid` naming `origin`, `transit` or `destination`, `Denied`; each look is on record.
    """
    places = [("origin", origin), *(("transit", each) for each in transit if each.strip()), ("destination", destination)]
    wrong = [FieldError("transit", f"at most {MOST_TRANSITS} States")] if len(places) > MOST_TRANSITS + 2 else []
    questions = []
    for part, state in places:
        here = replace(asked, state=state, region="", flag="", mmsi="")
        try:
            questions.append((part, question_of(here, reader=reader)))
        except Invalid as refusal:
            wrong += [_of_part(each, part, state) for each in refusal.errors]
    if wrong:
        raise Invalid("This route cannot be shown.", errors=tuple(dict.fromkeys(wrong)))
    # One instant for the whole sheet: clocks that move between two answers would contradict each other.
    at = questions[0][1].at
    return tuple(
        Stop(part, question.state or "", counterparts(session, replace(question, at=at), reader=reader))
        for part, question in questions
    )


def _of_part(wrong: FieldError, part: str, state: str) -> FieldError:
    if wrong.field != "state":
        return wrong
    return replace(wrong, field=part) if state.strip() else FieldError(part, "choose a State")
