"""Communication tests on pages: scheduling, one button behind the link, results for those whose they are."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlmodel import select

from app.access.actor import operator
from app.clock import now
from app.db import reading, writing
from app.directory.drills import start_due_drills
from app.lookup.office_hours import open_by
from app.outbox.models import Letter
from tests.web.kept import with_keepers
from tests.web.registry import Registry


def started(registry: Registry) -> list[str]:
    """Start what is due; the links in the letters."""
    with writing(registry.database) as session:
        start_due_drills(session, open_by=open_by, by=operator())
    with reading(registry.database) as session:
        bodies = [each.body for each in session.exec(select(Letter)) if each.occasion.startswith("drill:")]
    return [found[0] for body in bodies if (found := re.search(r"/drill\?link=\S+", body))]


def test_a_test_from_the_form_to_the_click_and_the_figures(registry: Registry) -> None:
    with_keepers(registry).published()
    coordinator, keeper = registry.browser("coordinator"), registry.browser("focal.it")
    answer = coordinator.post("/drills", data={"hours": "24"})
    page = coordinator.get(answer.headers["location"]).text
    assert "Scheduled." in page and "To come" in page and "at any hour" in page
    assert "Schedule a test" not in keeper.get("/drills").text
    first, second = started(registry)
    assert "There is no case and nobody is in danger" in keeper.get(first).text
    assert "There is no case" in keeper.get(first).text  # a scanner's look used nothing up
    assert "Your answer is noted" in keeper.post("/drill", data={"link": first.partition("=")[2]}).text
    assert keeper.post("/drill", data={"link": first.partition("=")[2]}).status_code == 404
    drill = re.search(r'href="(/drills/[^"]+)"', keeper.get("/drills").text)
    assert drill is not None
    told = keeper.get(drill[1]).text
    assert "Your State" in told and "We were called and answered" in told
    assert "Your State" not in coordinator.get(drill[1]).text
    entry = re.search(r'name="entry" value="([^"]+)"', told)
    assert entry is not None
    done = keeper.post(f"{drill[1]}/called", data={"entry": entry[1]})
    assert "noted by its keeper" in keeper.get(done.headers["location"]).text
    assert keeper.post(f"{drill[1]}/called", data={"entry": entry[1]}).status_code == 412
    assert second


def test_what_is_wrong_in_the_form_is_named(registry: Registry) -> None:
    coordinator = registry.browser("coordinator")
    for sent, says in (
        ({"hours": "many"}, "a number of hours"),
        ({"hours": "999"}, "must be 1 to 72"),
        ({"starts_at": "x"}, "a day and time"),
    ):
        answer = coordinator.post("/drills", data=sent)
        assert answer.status_code == 422 and says in answer.text


def test_officers_schedule_nothing_and_see_no_test_to_come(registry: Registry) -> None:
    officer = registry.browser("officer.ke")
    assert officer.post("/drills", data={"hours": "24"}).status_code == 403
    registry.browser("coordinator").post(
        "/drills", data={"hours": "24", "starts_at": (now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")}
    )
    assert "No test has run yet" in officer.get("/drills").text
