"""`directory remind` as cron calls it: what it prints, and its exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast import Registry, cast_url, mailbox, registry, registry_with
from tests.cli.test_commands import Run, directory
from tests.notices.test_returned_mail import box, report
from tests.sink import Sink, sink

__all__ = ["cast_url", "directory", "registry", "registry_with", "sink"]


@pytest.fixture
def changed(registry: Registry) -> Registry:
    """A registry in which there is something to tell one keeper."""
    entry_id = registry.published()
    registry.revise(entry_id, {"homepage": "https://new.example/"}, 2)
    return registry


def test_without_a_mail_server_letters_wait_and_it_says_how_to_set_one(changed: Registry, directory: Run) -> None:
    done = directory("remind")
    assert done.code == 0
    assert "sent 0" in done.out and "queued 0" not in done.out
    assert "DIRECTORY_SMTP_URL" in done.err


def test_it_sends_what_there_is_to_tell_and_run_again_sends_nothing(
    changed: Registry, directory: Run, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIRECTORY_SMTP_URL", sink.url)
    first, second = directory("remind"), directory("remind")
    assert (first.code, second.code) == (0, 0)
    assert mailbox("focal2.it") in [message["To"] for message in sink.arrived]
    assert "queued 0, sent 0, came back 0, given up 0, waiting 0" in second.out


def test_a_server_that_is_down_or_a_mailbox_that_refuses_is_a_failure(
    changed: Registry, directory: Run, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIRECTORY_SMTP_URL", "smtp://127.0.0.1:9")
    down = directory("remind")
    assert down.code == 1 and "127.0.0.1:9" in down.err
    monkeypatch.setenv("DIRECTORY_SMTP_URL", sink.url)
    sink.answers[mailbox("focal2.it")] = "550 no"
    refused = directory("remind")
    assert refused.code == 1 and "came back 1" in refused.out


def test_a_mailbox_file_is_read_and_one_that_is_missing_is_named(changed: Registry, directory: Run, tmp_path: Path) -> None:
    path = box(tmp_path, report("01900000-0000-7000-8000-000000000000"))
    assert "Reports read: 1, of our letters: 0, passed over: 1" in directory("remind", "--bounces", str(path)).out
    missing = directory("remind", "--bounces", str(tmp_path / "none"))
    assert missing.code == 1 and "bounces" in missing.err
