"""How people come and stay, at the command line: setup, invitations, official domains, lapsing."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.accounts.installation import fact
from app.clock import now, set_to
from app.db import reading
from tests.accounts.inviting import accept
from tests.cast import Registry, cast_url, mailbox, registry, registry_with
from tests.cli.test_commands import Run, directory

__all__ = ["cast_url", "directory", "registry", "registry_with"]

SETUP = ("setup", "--administrator", "a@un.example", "--administrator", "b@un.example", "--nomination", "NV 12, 2020-11-02")
TABLE = "email,name\na@interior.example,A\nb@gmail.com,B\n"


@pytest.fixture
def empty_database(directory: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Run:
    """`directory` over a migrated database without any account."""
    path = tmp_path / "empty.db"
    path.write_bytes(sqlite_template.read_bytes())
    monkeypatch.setenv("DIRECTORY_DATABASE_URL", f"sqlite:///{path}")
    return directory


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "officers.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_setup_prints_a_link_for_each_and_runs_once(empty_database: Run) -> None:
    done = empty_database(*SETUP, "--coordinator", "150:c@un.example", "--one-time-codes")
    assert done.code == 0, done.err
    assert len(re.findall(r"/join\?token=[\w-]{43}", done.out)) == 3
    assert "coordinator 150 c@un.example" in done.out and "hand it over in person" in done.out
    assert "security key" not in done.err
    again = empty_database(*SETUP)
    assert again.code == 1 and "set up already" in again.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (SETUP[:5], "nomination"),
        ((*SETUP[:5], "--nomination", "NV 12"), "nomination"),
        ((*SETUP, "--coordinator", "c@un.example"), "coordinator"),
        ((*SETUP, "--coordinator", "999:c@un.example"), "region"),
        ((*SETUP[:3], *SETUP[5:]), "administrator"),
    ],
)
def test_a_wrong_setup_changes_nothing(empty_database: Run, arguments: tuple[str, ...], says: str) -> None:
    done = empty_database(*arguments)
    assert done.code in (1, 2) and says in done.err
    assert empty_database(*SETUP).code == 0


def test_setup_says_that_changes_need_a_security_key_unless_told_otherwise(empty_database: Run) -> None:
    assert "DIRECTORY_CHANGE_FACTOR=totp" in empty_database(*SETUP).err


def test_setup_notes_the_day_and_refuses_a_registry_with_administrators(directory: Run, registry: Registry) -> None:
    assert directory(*SETUP).code == 1
    with reading(registry.database) as session:
        assert fact(session, "installed_at") is None


def test_officers_are_invited_from_a_file_with_a_row_report(directory: Run, registry: Registry, file: Path) -> None:
    assert directory("accounts", "domain", "interior.example", "--state", "IT", "--reason", "printed list").code == 0
    assert "interior.example" in directory("accounts", "domains").out
    tried = directory("accounts", "invite", str(file), "--dry-run", "--as", mailbox("focal.it"))
    assert (tried.code, "Would invite: 1." in tried.out, "row 3, email" in tried.err) == (3, True, True)
    assert "a@interior.example" not in directory("accounts", "invitations").out
    done = directory("accounts", "invite", str(file), "--as", mailbox("focal.it"))
    assert done.code == 3 and "waits for a coordinator" in done.out
    assert "a@interior.example" in directory("accounts", "invitations", "--state", "invited").out
    file.write_text("email,name\nc@interior.example,C\n", encoding="utf-8")
    assert directory("accounts", "invite", str(file), "--state", "IT").code == 0
    assert directory("accounts", "invite", str(file.parent / "none.csv")).code == 1
    assert directory("accounts", "invite", str(file), "--as", mailbox("officer.it")).code == 1


def test_the_operator_sends_a_link_again_and_sees_it_once(directory: Run, registry: Registry, file: Path) -> None:
    directory("accounts", "domain", "interior.example", "--state", "IT", "--reason", "printed list")
    directory("accounts", "invite", str(file), "--state", "IT")
    sent = directory("accounts", "send", "a@interior.example")
    token = re.search(r"/join\?token=([\w-]+)", sent.out)
    assert sent.code == 0 and token is not None
    assert accept(registry, token[1]) is False
    assert directory("accounts", "send", "nobody@interior.example").code == 1


def test_free_mail_is_warned_of(directory: Run) -> None:
    done = directory("accounts", "domain", "gmail.com", "--reason", "no other")
    assert done.code == 0 and "Look twice" in done.err
    assert directory("accounts", "domain", "not a domain", "--reason", "x").code == 1


def test_lapsing_is_a_job_that_can_run_twice(directory: Run) -> None:
    later = now() + timedelta(days=300)
    with set_to(lambda: later):
        for _ in range(2):
            done = directory("accounts", "lapse")
            assert (done.code, done.out.strip()) == (0, "Lapsed: 0.")
