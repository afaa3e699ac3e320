"""Reports of failed delivery in a mailbox file: believed about our own letters only, whatever else is in the file."""

from __future__ import annotations

import mailbox as boxes
from email import message_from_string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.access.actor import operator
from app.errors import Denied, Invalid
from app.notices.returned_mail import MOST_BYTES, TakenIn, take_in
from app.outbox.models import Letter
from tests.cast import Registry
from tests.directory.asking import seen
from tests.factories import MAILBOX
from tests.notices.watching import confirmed, days_later, run
from tests.sink import Sink

REPORT = """\
From: MAILER-DAEMON@mail.example
To: directory@directory.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

--edge
Content-Type: text/plain

Sorry.

--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--edge
Content-Type: text/rfc822-headers

Message-ID: <{letter}@directory.example>
To: {to}

--edge--
"""


def report(letter: str, to: str = MAILBOX, *, action: str = "failed", status: str = "5.1.1") -> str:
    return REPORT.format(letter=letter, to=to, action=action, status=status)


def box(folder: Path, *messages: str) -> Path:
    path = folder / "bounces.mbox"
    made = boxes.mbox(path)
    for message in messages:
        made.add(message_from_string(message))
    made.close()
    return path


@pytest.fixture
def asked(registry: Registry, sink: Sink) -> tuple[str, str]:
    """An entry whose mailbox was sent a link, and the letter's id."""
    entry_id = confirmed(registry)
    with days_later(155):
        run(registry)
    with registry.reading() as session:
        return entry_id, session.exec(select(Letter.id).where(Letter.to == MAILBOX)).one()


def outcome(registry: Registry, entry_id: str) -> object:
    return seen(registry, entry_id)["channels"][1]["last_outcome"]


def test_a_report_on_our_letter_marks_the_channel_and_read_again_changes_nothing(
    registry: Registry, asked: tuple[str, str], tmp_path: Path
) -> None:
    entry_id, letter = asked
    path = box(tmp_path, report(letter))
    before = path.read_bytes()
    assert take_in(registry.database, path, by=operator()) == TakenIn(reports=1, ours=1, passed_over=0)
    assert take_in(registry.database, path, by=operator()) == TakenIn(reports=1, ours=1, passed_over=0)
    assert outcome(registry, entry_id) == "bounced"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"letter": "01900000-0000-7000-8000-000000000000"}, "a letter that we never sent"),
        ({"to": "other@coastguard.example"}, "another mailbox than the letter went to"),
        ({"action": "delayed"}, "not failed"),
        ({"action": "delivered", "status": "2.0.0"}, "delivered"),
        ({"status": "4.2.2"}, "full for now"),
    ],
)
def test_other_reports_mark_nothing(
    registry: Registry, asked: tuple[str, str], tmp_path: Path, changed: dict[str, str], why: str
) -> None:
    entry_id, letter = asked
    path = box(tmp_path, report(**{"letter": letter, **changed}))
    assert take_in(registry.database, path, by=operator()).ours == 0, why
    assert outcome(registry, entry_id) is None


def test_a_report_inside_an_ordinary_mail_is_not_looked_into(registry: Registry, asked: tuple[str, str], tmp_path: Path) -> None:
    entry_id, letter = asked
    wrapped = f"From: a@x.example\nSubject: hello\n\n{report(letter)}"
    assert take_in(registry.database, box(tmp_path, wrapped), by=operator()).reports == 0
    assert outcome(registry, entry_id) is None


def test_one_damaged_message_does_not_hide_the_report_after_it(
    registry: Registry, asked: tuple[str, str], tmp_path: Path
) -> None:
    entry_id, letter = asked
    broken = report(letter).replace('boundary="edge"', 'boundary="=?utf-8?b?////?="; charset="no-such"')
    take_in(registry.database, box(tmp_path, broken, report(letter)), by=operator())
    assert outcome(registry, entry_id) == "bounced"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.binary(max_size=400), cut=st.integers(0, 900))
def test_no_file_stops_the_reading(registry: Registry, tmp_path: Path, noise: bytes, cut: int) -> None:
    path = tmp_path / "noise.mbox"
    text = report("01900000-0000-7000-8000-000000000000").encode()
    path.write_bytes(b"From x Thu Jan  1 00:00:00 2026\n" + text[:cut] + noise + text[cut:])
    assert take_in(registry.database, path, by=operator()).ours == 0


def test_a_file_that_is_none_or_too_large_is_refused(registry: Registry, tmp_path: Path) -> None:
    large = tmp_path / "large.mbox"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    for path in (tmp_path / "missing.mbox", tmp_path, large):
        with pytest.raises(Invalid):
            take_in(registry.database, path, by=operator())


def test_only_who_may_report_bounces_reads_the_file(registry: Registry, tmp_path: Path) -> None:
    by = registry.actor("focal.it")
    with pytest.raises(Denied):
        take_in(registry.database, box(tmp_path), by=by)
