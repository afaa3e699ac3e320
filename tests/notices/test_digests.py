"""One mail a person and run: what is due and what others did, each once, to those who may know of it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from app.audit.models import Event
from app.clock import set_to
from app.db import writing
from app.directory.entries import suspend_entry
from app.directory.problems import report_problem
from app.directory.proposals import reject_proposal
from app.errors import Denied
from app.notices.digests import write_notices
from tests.cast import Registry, mailbox
from tests.directory.asking import redirected, seen
from tests.factories import MAILBOX, PHONE, mail, named, phone
from tests.notices.watching import confirm, confirmed, days_later, gone, quiet, run, told
from tests.sink import Sink

OFFICE = "Coast Guard, example"


# --- dates ------------------------------------------------------------------------------------------------------


def test_a_keeper_is_told_at_each_stage_once_and_not_again_after_confirming(registry: Registry, sink: Sink) -> None:
    """A line that is always open: 6 months and one of grace."""
    entry_id = confirmed(registry)
    quiet(registry, sink)
    stages = [(155, "Falls due within 30 days"), (184, "Overdue"), (201, "Still overdue"), (216, "The grace has passed")]
    for day, heading in stages:
        with days_later(day):
            run(registry)
            run(registry)
            assert [heading in text for text in told(sink, "focal.it")] == [True]
            assert f"{OFFICE} (" in told(sink, "focal.it")[0]
        sink.taken()
    with days_later(217):
        confirm(registry, entry_id)
        run(registry)
        assert told(sink, "focal.it") == []
    with days_later(217 + 155):
        run(registry)
        assert "Falls due within 30 days" in told(sink, "focal.it")[0]


def test_of_stages_that_a_stopped_job_missed_only_the_last_is_told(registry: Registry, sink: Sink) -> None:
    confirmed(registry)
    quiet(registry, sink)
    with days_later(230):
        run(registry)
        (text,) = told(sink, "focal.it")
    assert "The grace has passed" in text
    assert "Overdue" not in text


def test_nine_entries_that_fall_due_are_one_mail(registry: Registry, sink: Sink) -> None:
    for number in range(9):
        confirmed(registry, names=named(f"Office {number}"), channels=[phone(f"+3900000001{number:02}", always_open=True)])
    quiet(registry, sink)
    with days_later(160):
        run(registry)
    (text,) = told(sink, "focal.it")
    assert [f"- Office {number} (" in text for number in range(9)] == [True] * 9
    assert len(told(sink, "focal2.it")) == 1
    assert {m["To"] for m in sink.arrived} == {mailbox("focal.it"), mailbox("focal2.it")}


def test_dates_are_told_once_a_day_however_often_the_job_runs(registry: Registry, sink: Sink) -> None:
    """Two entries fall due at 01:00 and at 09:00 of one day: the second is told of on the next."""
    begin = datetime(2027, 3, 1, 1, tzinfo=UTC)
    for hour, name in ((0, "First"), (8, "Second")):
        with set_to(lambda at=begin + timedelta(hours=hour): at):
            confirmed(registry, names=named(name))
    named_in = []
    for hours in (1, 4, 9, 12, 24, 28):
        with set_to(lambda at=datetime(2027, 8, 2, 1, tzinfo=UTC) + timedelta(hours=hours): at):
            run(registry)
        named_in.append([name for name in ("First", "Second") for text in told(sink, "focal2.it") if f"- {name} (" in text])
        sink.taken()
    assert named_in == [["First"], [], [], [], ["Second"], []]


def test_where_a_state_has_no_focal_point_the_coordinator_is_told(registry: Registry, sink: Sink) -> None:
    confirmed(registry)
    quiet(registry, sink)
    gone(registry, "focal.it", "focal2.it")
    with days_later(190):
        run(registry)
    assert "Overdue" in told(sink, "coordinator.europe")[-1]
    assert told(sink, "focal.it") == []


def test_an_entry_marked_red_is_named_only_to_those_who_are_named_on_it(registry: Registry, sink: Sink) -> None:
    readers = [registry.actor("focal.it").id]
    both = [*readers, registry.actor("focal2.it").id]
    secret = registry.draft(marking="TLP:RED", readers=both, names=named("Unit nobody knows"))
    registry.approve(registry.propose(secret, {"status": "published"}, 1), note="known in person")
    registry.revise(secret, {"readers": readers}, 2)
    confirm(registry, secret)
    quiet(registry, sink)
    with days_later(190):
        run(registry)
    assert "Unit nobody knows" in told(sink, "focal.it")[0]
    assert all("Unit nobody knows" not in str(m) for m in sink.arrived if m["To"] != mailbox("focal.it"))
    assert MAILBOX not in [m["To"] for m in sink.arrived]


# --- what others did --------------------------------------------------------------------------------------------


def test_the_other_keeper_is_told_of_a_change_and_its_author_is_not(registry: Registry, sink: Sink) -> None:
    entry_id = confirmed(registry)
    quiet(registry, sink)
    registry.revise(entry_id, {"homepage": "https://new.example/"}, 2)
    run(registry)
    run(registry)
    assert told(sink, "focal.it") == []
    (text,) = told(sink, "focal2.it")
    assert f"Changed by somebody else:\n- {OFFICE}" in text
    assert "new.example" not in text


def test_hiding_by_an_administrator_is_told_to_both_keepers(registry: Registry, sink: Sink) -> None:
    entry_id = confirmed(registry)
    quiet(registry, sink)
    by = registry.actor("admin")
    with registry.writing() as session:
        suspend_entry(session, entry_id, 2, by=by)
    run(registry)
    assert all("Hidden by somebody else" in told(sink, who)[0] for who in ("focal.it", "focal2.it"))


def test_a_proposal_is_told_to_who_may_be_the_second_person_and_to_nobody_else(registry: Registry, sink: Sink) -> None:
    entry_id = confirmed(registry)
    quiet(registry, sink)
    registry.propose(entry_id, redirected(registry, entry_id), 2)
    run(registry)
    assert [m["To"] for m in sink.arrived] == [mailbox("focal2.it")]
    assert "waits for you as the second person" in told(sink, "focal2.it")[0]


def test_where_nobody_of_the_state_may_second_the_coordinator_is_asked(registry: Registry, sink: Sink) -> None:
    entry_id = registry.published("focal.tn", "focal2.tn", state="TN", time_zone="Africa/Tunis", networks=["RABAT"])
    quiet(registry, sink)
    gone(registry, "focal2.tn")
    registry.propose(entry_id, _other(registry, entry_id), 2, author="focal.tn")
    run(registry)
    assert "waits for you as the second person" in told(sink, "coordinator.rabat")[0]


def _other(registry: Registry, entry_id: str) -> dict[str, object]:
    first, *others = seen(registry, entry_id, "focal.tn")["channels"]
    return {"channels": [{**first, "value": "+390000000077"}, *others]}


def test_a_proposal_that_was_decided_meanwhile_asks_nobody(registry: Registry, sink: Sink) -> None:
    entry_id = confirmed(registry)
    quiet(registry, sink)
    proposal = registry.propose(entry_id, redirected(registry, entry_id), 2)
    by = registry.actor("focal2.it")
    with registry.writing() as session:
        reject_proposal(session, proposal, by=by)
    run(registry)
    assert sink.arrived == []


def test_a_change_of_a_red_channel_is_not_told_to_a_keeper_who_is_not_named(registry: Registry, sink: Sink) -> None:
    mine = [registry.actor("focal.it").id]
    channels = [phone(PHONE), phone("+390000000004", marking="TLP:RED", readers=mine, label="Night")]
    entry_id = registry.draft(channels=channels)
    card = seen(registry, entry_id)
    quiet(registry, sink)
    red = next(c for c in card["channels"] if c["marking"] == "TLP:RED")
    others = [c for c in card["channels"] if c["id"] != red["id"]]
    registry.revise(entry_id, {"channels": [*others, {**red, "label": "Day"}]}, 1)
    run(registry)
    assert sink.arrived == []


def test_the_first_run_does_not_tell_the_past(registry: Registry, sink: Sink) -> None:
    registry.published()
    with days_later(3):
        run(registry)
    assert [OFFICE in str(message.get_content()) for message in sink.arrived] == [False] * len(sink.arrived)


# --- the old mailbox --------------------------------------------------------------------------------------------


def test_a_redirected_channel_is_told_to_the_entrys_mailboxes_while_it_waits(registry: Registry, sink: Sink) -> None:
    entry_id = confirmed(registry)
    quiet(registry, sink)
    registry.approve(registry.propose(entry_id, redirected(registry, entry_id), 2), called_back_on=PHONE)
    run(registry)
    run(registry)
    (text,) = sink.to(MAILBOX)
    assert "+39 *** *01 is replaced by +39 *** *02" in text
    assert "takes effect" in text
    with days_later(1.1):
        run(registry)
    assert len(sink.to(MAILBOX)) == 1


def test_a_replaced_mailbox_is_told_at_its_old_address(registry: Registry, sink: Sink) -> None:
    entry_id = confirmed(registry)
    quiet(registry, sink)
    first, second = seen(registry, entry_id)["channels"]
    moved = {"channels": [first, {**second, "value": "thief@evil.example"}]}
    registry.approve(registry.propose(entry_id, moved, 2), called_back_on=PHONE)
    run(registry)
    assert "o***@coastguard.example is replaced by t***@evil.example" in sink.to(MAILBOX)[0]
    assert sink.to("thief@evil.example") == []


def test_a_mailbox_that_is_hidden_at_once_is_told_too(registry: Registry, sink: Sink) -> None:
    entry_id = confirmed(registry)
    quiet(registry, sink)
    first, _second = seen(registry, entry_id)["channels"]
    registry.revise(entry_id, {"channels": [first]}, 2)
    run(registry)
    assert "o***@coastguard.example is no longer shown" in sink.to(MAILBOX)[0]


# --- what never happens -----------------------------------------------------------------------------------------


def test_no_mail_holds_a_value_of_a_channel(registry: Registry, sink: Sink) -> None:
    entry_id = confirmed(registry, channels=[phone(PHONE, always_open=True), mail(MAILBOX), phone("+390000000055")])
    registry.approve(registry.propose(entry_id, redirected(registry, entry_id), 2), called_back_on=PHONE)
    for day in (0, 1.5, 160, 185, 205, 220, 320):
        with days_later(day):
            run(registry)
    assert len(sink.arrived) > 5
    for message in sink.arrived:
        for value in (PHONE, MAILBOX, "+390000000002", "+390000000055"):
            assert value not in f"{message['Subject']}{message.get_content()}"


def test_a_name_with_line_breaks_forges_no_line(registry: Registry, sink: Sink) -> None:
    entry_id = confirmed(registry, names=named("Office\n\nYour password expired:\nhttps://evil.example"))
    quiet(registry, sink)
    registry.revise(entry_id, {"homepage": "https://new.example/"}, 2)
    run(registry)
    assert "\nYour password" not in told(sink, "focal2.it")[0]


def test_a_run_is_on_record_and_a_run_without_news_writes_nothing(registry: Registry, sink: Sink) -> None:
    confirmed(registry)
    run(registry)
    with registry.reading() as session:
        before = session.exec(select(Event.seq).order_by(Event.seq.desc())).first()  # type: ignore[attr-defined]
        kinds = session.exec(select(Event.kind)).all()
    assert "notices:sent" in kinds
    assert run(registry).queued == 0
    with registry.reading() as session:
        assert session.exec(select(Event.seq).order_by(Event.seq.desc())).first() == before  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["focal.it", "coordinator.europe", "admin", "auditor", "officer.it", "recipient"])
def test_nobody_but_the_operator_sends_notices(registry: Registry, who: str) -> None:
    by = registry.actor(who)
    with pytest.raises(Denied), writing(registry.database) as session:
        write_notices(session, by=by)


def test_a_problem_that_stays_open_is_told_once_more_and_to_the_coordinator(registry: Registry, sink: Sink) -> None:
    entry_id = confirmed(registry)
    by = registry.actor("officer.ke")
    with registry.writing() as session:
        report_problem(session, entry_id, "nobody_answers", (), None, by=by)
    run(registry)
    assert "A reader reported a problem" in told(sink, "focal.it")[0]
    assert told(sink, "coordinator.europe") == []
    sink.taken()
    for day in (40, 41):
        with days_later(day):
            run(registry)
    for who in ("focal.it", "coordinator.europe"):
        assert sum("was not answered in time" in text for text in told(sink, who)) == 1


def test_two_runs_at_the_same_moment_tell_everything_once(registry: Registry, sink: Sink) -> None:
    for number in range(4):
        entry_id = confirmed(registry, names=named(f"Office {number}"))
        registry.revise(entry_id, {"homepage": "https://new.example/"}, 2)
    failed: list[BaseException] = []

    def one() -> None:
        try:
            run(registry)
        except BaseException as problem:
            failed.append(problem)

    runs = [threading.Thread(target=one) for _ in range(3)]
    for each in runs:
        each.start()
    for each in runs:
        each.join()
    run(registry)
    assert failed == []
    assert [text.count("- Office") for text in told(sink, "focal2.it")] == [4]
