"""Letters leave over real SMTP: once, recognisably, and with nothing in them that does not belong."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from app.clock import now, set_to
from app.db import Database
from app.errors import Unavailable
from app.outbox.delivery import BACKOFF, FORGOTTEN, NO_SERVER, TRIES, Delivered, deliver
from app.outbox.models import Letter
from app.outbox.queue import queue
from app.outbox.smtp import mail_server
from tests.cast import Registry
from tests.sink import Sink, text_of

TO = "keeper@ministry.example"


@pytest.fixture
def post(registry_with: object, sink: Sink) -> Registry:
    """A registry whose mail goes to the sink."""
    assert callable(registry_with)
    made: Registry = registry_with(smtp_url=sink.url, mail_from="directory@directory.example")
    return made


def put(registry: Registry, to: str = TO, subject: str = "Due", body: str = "Please confirm.\n", occasion: str = "one") -> None:
    with registry.writing() as session:
        assert queue(session, to, subject, body, occasion=occasion)


def letters(registry: Registry) -> list[Letter]:
    with registry.reading() as session:
        found = session.exec(select(Letter).order_by(Letter.occasion)).all()  # type: ignore[arg-type]
        session.expunge_all()
        return list(found)


def test_a_letter_arrives_once_and_its_text_is_erased(post: Registry, sink: Sink) -> None:
    put(post, body="سرّ https://directory.example/confirm?link=abc\n")
    assert deliver(post.database) == Delivered(sent=1)
    assert deliver(post.database) == Delivered()
    (arrived,) = sink.arrived
    assert arrived["To"] == TO
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert text_of(arrived) == "سرّ https://directory.example/confirm?link=abc\n"
    (letter,) = letters(post)
    assert (letter.state, letter.body, letter.sent_at is not None) == ("sent", "", True)
    assert arrived["Message-ID"] == f"<{letter.id}@directory.example>"


def test_all_letters_of_a_run_go_over_one_connection(post: Registry, sink: Sink) -> None:
    for number in range(7):
        put(post, to=f"k{number}@ministry.example", occasion=str(number))
    assert deliver(post.database).sent == 7
    assert (len(sink.arrived), sink.connections) == (7, 1)


def test_without_a_mail_server_everything_waits_and_the_answer_says_how_to_set_one(registry: Registry) -> None:
    put(registry)
    assert deliver(registry.database) == Delivered(waiting=1, problem=NO_SERVER)
    assert "DIRECTORY_SMTP_URL" in NO_SERVER


def test_a_server_that_does_not_answer_costs_a_letter_no_try(registry_with: object) -> None:
    assert callable(registry_with)
    made: Registry = registry_with(smtp_url="smtp://127.0.0.1:9")
    put(made)
    done = deliver(made.database)
    assert (done.waiting, done.sent) == (1, 0)
    assert "127.0.0.1:9" in str(done.problem)
    assert letters(made)[0].tries == 0


@pytest.mark.parametrize("bad", ["a@x.example, b@y.example", "a@x.example\r\nBcc: b@y.example", "a", "A <a@x.example>", "a@x@y"])
def test_what_is_not_one_plain_mailbox_is_given_up_and_reaches_nobody(post: Registry, sink: Sink, bad: str) -> None:
    put(post, to=bad)
    assert deliver(post.database) == Delivered(failed=1)
    assert sink.arrived == []


def test_a_line_break_in_a_subject_begins_no_header(post: Registry, sink: Sink) -> None:
    put(post, subject="Guardia\r\nBcc: thief@evil.example\x85X-Evil: 1\u2028more")
    assert deliver(post.database).sent == 1
    (arrived,) = sink.arrived
    assert arrived["Subject"] == "Guardia Bcc: thief@evil.example X-Evil: 1 more"
    assert arrived["Bcc"] is None
    assert arrived["X-Evil"] is None


def test_a_mailbox_that_is_refused_for_good_has_bounced(post: Registry, sink: Sink) -> None:
    sink.answers[TO] = "550 5.1.1 no such user"
    put(post)
    assert deliver(post.database) == Delivered(bounced=1)
    assert letters(post)[0].last_error == "550 5.1.1 no such user"
    assert deliver(post.database) == Delivered()


def test_a_refusal_for_now_is_tried_again_with_growing_waits_and_given_up_after_five_tries(post: Registry, sink: Sink) -> None:
    sink.answers[TO] = "451 4.7.1 later"
    put(post)
    at = now()
    for wait in BACKOFF:
        with set_to(lambda at=at: at):
            assert deliver(post.database) == Delivered(waiting=1)
            assert deliver(post.database) == Delivered(waiting=1)  # not due yet: no try is spent
        at += wait
    with set_to(lambda: at):
        assert deliver(post.database) == Delivered(failed=1)
    assert [(each.state, each.tries, each.body) for each in letters(post)] == [("failed", TRIES, "")]


def test_one_refused_letter_does_not_hold_up_the_others(post: Registry, sink: Sink) -> None:
    sink.answers[TO] = "550 no"
    put(post, occasion="a")
    put(post, to="other@ministry.example", occasion="b")
    assert deliver(post.database) == Delivered(sent=1, bounced=1)


def test_a_message_that_is_refused_for_good_is_no_bounce(post: Registry, sink: Sink) -> None:
    sink.to_data = "554 5.6.0 too odd"
    put(post)
    assert deliver(post.database) == Delivered(failed=1)


def test_a_letter_left_by_a_killed_run_is_sent_again_under_the_same_message_id(post: Registry, sink: Sink) -> None:
    put(post)
    with post.writing() as session:
        letter = session.exec(select(Letter)).one()
        letter.state, letter.claimed_at, letter.tries = "sending", now(), 1
        session.add(letter)
    assert deliver(post.database) == Delivered(waiting=1)
    later = now() + FORGOTTEN
    with set_to(lambda: later):
        assert deliver(post.database) == Delivered(sent=1)
    assert sink.arrived[0]["Message-ID"] == f"<{letters(post)[0].id}@directory.example>"


def test_two_runs_at_the_same_moment_send_nothing_twice(post: Registry, sink: Sink) -> None:
    for number in range(20):
        put(post, to=f"k{number}@ministry.example", occasion=str(number))
    counted: list[int] = []
    runs = [threading.Thread(target=lambda: counted.append(_sent(post.database))) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sum(counted) == 20
    assert len({m["Message-ID"] for m in sink.arrived}) == len(sink.arrived) == 20


def _sent(database: Database) -> int:
    return deliver(database).sent


@pytest.mark.parametrize(
    ("url", "port", "secure", "starttls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp://mail.example:2525", 2525, False, False),
        ("smtp://u:p%40ss@mail.example?starttls", 587, False, True),
        ("smtps://u:p@mail.example", 465, True, False),
    ],
)
def test_the_address_of_the_server_is_read(url: str, port: int, secure: bool, starttls: bool) -> None:
    server = mail_server(url)
    assert (server.host, server.port, server.secure, server.starttls) == ("mail.example", port, secure, starttls)
    assert "%" not in server.password


@pytest.mark.parametrize(
    "url", ["mail.example", "http://mail.example", "smtp://", "smtp://h:99999", "smtp://u:secret@mail.example"]
)
def test_an_address_that_cannot_be_used_or_would_show_its_password_is_refused(url: str) -> None:
    with pytest.raises(Unavailable) as refused:
        mail_server(url)
    assert "secret" not in refused.value.detail


def test_waits_grow() -> None:
    assert len(BACKOFF) == TRIES - 1
    assert sorted(BACKOFF) == list(BACKOFF)
    assert BACKOFF[0] >= timedelta(minutes=1)
