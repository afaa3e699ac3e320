"""Communication tests: schedule, cancel, note a call, read results."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter

from app.access.policy import require
from app.access.roles import Permission
from app.api.deps import Body, By, Reading, Writing
from app.api.shapes import needed_in, shaped, text_in
from app.directory.drill_results import drills, results
from app.directory.drills import DrillForm, cancel_drill, note_called, schedule_drill
from app.errors import FieldError, Invalid
from app.lookup.office_hours import open_by

router = APIRouter(prefix="/drills", tags=["drills"])
Answer = dict[str, Any]


@router.get("")
def find(session: Reading, by: By) -> Answer:
    """Tests, the latest first; those to come are shown to coordinators of their region only."""
    return {"items": [shaped(each) for each in drills(session, reader=by)], "next_cursor": None}


@router.post("", status_code=201)
def schedule(session: Writing, by: By, body: Body) -> Answer:
    """Schedule a test: `{region?, function?, starts_at?, hours?, out_of_hours?}`; without `starts_at` now."""
    require(by, Permission.DRILL_RUN)
    sent = body if isinstance(body, dict) else {}
    hours, out = sent.get("hours", 24), sent.get("out_of_hours", False)
    if not isinstance(hours, int) or isinstance(hours, bool) or not isinstance(out, bool):
        raise Invalid("The test cannot be scheduled.", errors=(FieldError("hours", "a number; out_of_hours: true or false"),))
    form = DrillForm(text_in(body, "region"), text_in(body, "function"), _instant_in(body), hours, out)
    return _one(session, schedule_drill(session, form, open_by=open_by, by=by), by)


def _instant_in(body: Any) -> datetime | None:
    text = text_in(body, "starts_at")
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise ValueError(text)
    except ValueError:
        reason = "an instant with its offset, such as 2026-11-24T03:10:00Z"
        raise Invalid("The test cannot be scheduled.", errors=(FieldError("starts_at", reason),)) from None
    return instant


def _one(session: Writing, drill_id: str, by: By) -> Answer:
    session.flush()
    return next(shaped(each) for each in drills(session, reader=by) if each.id == drill_id)


@router.get("/{drill_id}")
def read(drill_id: str, session: Reading, by: By) -> Answer:
    """One test."""
    return shaped(results(session, drill_id, reader=by).drill)


@router.post("/{drill_id}/cancel")
def cancel(drill_id: str, session: Writing, by: By) -> Answer:
    """Cancel a test that has not started."""
    cancel_drill(session, drill_id, by=by)
    return _one(session, drill_id, by)


@router.post("/{drill_id}/called", status_code=204)
def called(drill_id: str, session: Writing, by: By, body: Body) -> None:
    """A keeper notes that the office was called and answered: `{entry}`."""
    note_called(session, drill_id, needed_in(body, "entry"), by=by)


@router.get("/{drill_id}/results")
def read_results(drill_id: str, session: Reading, by: By) -> Answer:
    """Response times: of the own State, and in aggregate once it has ended and five States took part."""
    return shaped(results(session, drill_id, reader=by))
