"""Readers help: reports on entries, their answers, and what happened when somebody called."""

from typing import Any

from fastapi import APIRouter

from app.api.deps import Body, By, Reading, Writing
from app.api.shapes import needed_in, shaped, text_in, texts_in
from app.directory.outcomes import note_outcome
from app.directory.problems import answer_problem, my_reports, problems, report_problem

router = APIRouter(tags=["problems"])
Answer = dict[str, Any]


@router.post("/entries/{entry_id}/problems", status_code=201)
def report(entry_id: str, session: Writing, by: By, body: Body) -> Answer:
    """Report a problem to the owner: `{kind, fields[], note?}`. The same open report by the same person is one."""
    kind, fields = text_in(body, "kind") or "", texts_in(body, "fields")
    return shaped(report_problem(session, entry_id, kind, fields, text_in(body, "note"), by=by))


@router.post("/entries/{entry_id}/outcomes", status_code=201)
def note(entry_id: str, session: Writing, by: By, body: Body) -> Answer:
    """Say what happened on a channel that one has opened: `{channel, outcome}`."""
    channel, outcome = text_in(body, "channel") or "", text_in(body, "outcome") or ""
    return shaped(note_outcome(session, entry_id, channel, outcome, by=by))


@router.get("/problems")
def find(session: Reading, by: By, state: str | None = None, entry: str | None = None) -> Answer:
    """Reports on the entries that this reader answers for: open ones first, the oldest on top."""
    found = problems(session, state=state, entry_id=entry, reader=by)
    return {"items": [shaped(each) for each in found], "next_cursor": None}


@router.post("/problems/{problem_id}/answer")
def answer(problem_id: str, session: Writing, by: By, body: Body) -> Answer:
    """Say what was done, or why nothing is: `{state: answered | dismissed, answer}`."""
    state, said = needed_in(body, "state"), text_in(body, "answer") or ""
    return shaped(answer_problem(session, problem_id, state, said, by=by))


@router.get("/me/reports")
def mine(session: Reading, by: By) -> Answer:
    """What this person reported, newest first, with the answers."""
    return {"items": [shaped(each) for each in my_reports(session, reader=by)], "next_cursor": None}
