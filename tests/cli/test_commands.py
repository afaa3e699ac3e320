"""The command line as operators and cron use it: what it prints, and its exit codes.

0 done, 1 failed, 2 wrong call, 3 done with rejected rows (CONTRACT 2).
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text  # noqa: TID251 - the schema is made wrong below the program

from app.access.roles import Permission
from app.cli.__main__ import main
from tests.audit.tampering import contents, drop_triggers
from tests.cast import PASSWORD, Registry, cast_url, mailbox, registry, registry_with
from tests.factories import named
from tests.house.source import ROOT

__all__ = ["cast_url", "registry", "registry_with"]


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def directory(registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `directory ...` on the cast's database, in this process, and says how it ended."""
    settings = registry.database.settings
    monkeypatch.setenv("DIRECTORY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("DIRECTORY_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("DIRECTORY_SECRET_KEY_FILE", str(settings.secret_key_file))
    monkeypatch.setenv("DIRECTORY_READER_STATES", "all")
    monkeypatch.chdir(tmp_path)  # no `.env` of the developer's

    def run(*arguments: str, typed: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["directory", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        mask = os.umask(0o077)
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
        finally:
            os.umask(mask)
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return run


def test_it_runs_as_a_program_of_its_own() -> None:
    done = subprocess.run([sys.executable, "-m", "app.cli", "policy"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Who may do what" in done.stdout


def test_policy_prints_every_permission_and_every_role(directory: Run) -> None:
    done = directory("policy")
    assert done.code == 0
    assert all(permission.name in done.out for permission in Permission)
    assert all(role in done.out for role in ("officer", "focal_point", "coordinator", "administrator", "auditor", "recipient"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("conquer",),
        ("policy", "--for", "me"),
        ("import",),
        ("import", "x.csv"),
        ("export", "--recipient", "sherloc"),
        ("entries", "show", "x"),
        ("accounts", "add"),
        ("keys", "issue", "a@b.example", "--days", "many"),
    ],
)
def test_a_wrong_call_ends_with_2(directory: Run, arguments: tuple[str, ...]) -> None:
    assert directory(*arguments).code == 2


# --- schema and chain -------------------------------------------------------------------------------------------


def test_migrating_what_is_up_to_date_changes_nothing(directory: Run, registry: Registry) -> None:
    before = contents(registry.database)
    assert directory("migrate").code == 0
    assert contents(registry.database) == before


def test_a_database_newer_than_the_program_is_refused(directory: Run, registry: Registry) -> None:
    with registry.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    done = directory("migrate")
    assert (done.code, done.out) == (1, "")
    assert "newer version" in done.err
    assert directory("accounts", "list").code == 1


def test_the_chain_is_verified_without_writing_and_a_broken_one_is_named(directory: Run, registry: Registry) -> None:
    before = contents(registry.database)
    done = directory("audit", "verify")
    assert (done.code, "The chain is whole" in done.out) == (0, True)
    assert contents(registry.database) == before
    drop_triggers(registry.database)
    with registry.database.engine.begin() as connection:
        connection.execute(text("UPDATE event SET role = 'x' WHERE seq = 3"))
    done = directory("audit", "verify")
    assert (done.code, "broken at row 3" in done.out) == (1, True)


def test_a_checkpoint_is_kept_once_and_shows_a_chain_that_was_written_anew(
    directory: Run, registry: Registry, tmp_path: Path
) -> None:
    kept = tmp_path / "checkpoint.json"
    assert directory("audit", "checkpoint", "--out", str(kept)).code == 0
    assert directory("audit", "checkpoint", "--out", str(kept)).code == 1
    assert directory("audit", "verify", "--checkpoint", str(kept)).code == 0
    kept.write_text(kept.read_text().replace(json.loads(kept.read_text())["hash"], "0" * 64))
    done = directory("audit", "verify", "--checkpoint", str(kept))
    assert (done.code, "written anew" in done.out) == (1, True)


def test_the_demo_is_not_loaded_over_what_is_there(directory: Run, registry: Registry) -> None:
    before = contents(registry.database)
    done = directory("demo")
    assert (done.code, "not empty" in done.err) == (1, True)
    assert contents(registry.database) == before


# --- accounts and keys ------------------------------------------------------------------------------------------


def test_an_account_is_added_with_a_password_from_standard_input_and_can_sign_in(directory: Run, registry: Registry) -> None:
    arguments = ("accounts", "add", "new@demo.example", "--role", "officer", "--state", "it", "--password-stdin")
    done = directory(*arguments, typed=PASSWORD + "\n")
    assert (done.code, PASSWORD in done.out + done.err) == (0, False)
    assert registry.client().post("/api/v1/sessions", json={"email": "new@demo.example", "password": PASSWORD}).status_code == 201
    again = directory(*arguments, typed=PASSWORD + "\n")
    assert (again.code, "already" in again.err) == (1, True)


def test_a_made_password_is_printed_once_and_works(directory: Run, registry: Registry) -> None:
    done = directory("accounts", "add", "new@demo.example", "--role", "coordinator", "--network", "RABAT")
    password = done.out.partition("shown once): ")[2].split()[0]
    assert registry.client().post("/api/v1/sessions", json={"email": "new@demo.example", "password": password}).status_code == 201


def test_a_wrong_account_is_refused_field_by_field(directory: Run) -> None:
    done = directory("accounts", "add", "new@demo.example", "--role", "officer")
    assert (done.code, "state: " in done.err) == (1, True)


def test_accounts_are_listed_suspended_and_reactivated(directory: Run, registry: Registry) -> None:
    assert directory("accounts", "suspend", mailbox("officer.ke")).code == 0
    assert "suspended" in directory("accounts", "list").out
    assert directory("accounts", "reactivate", mailbox("officer.ke")).code == 0
    assert directory("accounts", "suspend", "nobody@demo.example").code == 1


def test_a_key_is_printed_once_works_and_is_revoked(directory: Run, registry: Registry) -> None:
    issued = directory("keys", "issue", mailbox("officer.ke"), "--days", "7")
    key = issued.out.strip()
    headers = {"Authorization": f"Bearer {key}"}
    assert registry.client().get("/api/v1/me", headers=headers).status_code == 200
    listed = directory("keys", "list")
    assert key not in listed.out and key.split("_")[1] in listed.out
    assert directory("keys", "revoke", key.split("_")[1]).code == 0
    assert registry.client().get("/api/v1/me", headers=headers).status_code == 401


# --- as an account, with exactly its rights ---------------------------------------------------------------------


def test_the_focal_point_of_another_state_cannot_read_change_confirm_or_withdraw_a_draft(
    directory: Run, registry: Registry
) -> None:
    draft = registry.draft(names=named("Italian draft"))
    before = contents(registry.database)
    as_tunisia = ("--as", mailbox("focal.tn"))
    for arguments in (
        ("entries", "show", draft, *as_tunisia, "--purpose", "test"),
        ("entries", "revise", draft, *as_tunisia, "--version", "1", "--patch", '{"purpose": "mine"}'),
        ("entries", "confirm", draft, *as_tunisia),
        ("entries", "withdraw", draft, *as_tunisia, "--version", "1"),
    ):
        done = directory(*arguments)
        assert (done.code, done.out) == (1, ""), arguments
        assert "nothing here that you may see" in done.err
    assert "Italian draft" not in directory("entries", "list", *as_tunisia).out
    after = contents(registry.database)
    assert {name for name in after if after[name] != before[name]} <= {"event", "event_payload", "event_entry"}


def test_the_keeper_reads_changes_and_confirms_the_own_draft(directory: Run, registry: Registry) -> None:
    draft = registry.draft(names=named("Italian draft"))
    as_italy = ("--as", mailbox("focal.it"))
    assert "Italian draft" in directory("entries", "list", *as_italy, "--status", "draft").out
    assert directory("entries", "revise", draft, *as_italy, "--version", "1", "--patch", '{"purpose": "New."}').code == 0
    assert json.loads(directory("entries", "show", draft, *as_italy).out)["purpose"] == "New."
    stale = directory("entries", "revise", draft, *as_italy, "--version", "1", "--patch", '{"purpose": "x"}')
    assert (stale.code, "version 2" in stale.err) == (1, True)
    assert directory("entries", "revise", draft, *as_italy, "--version", "2", "--patch", "{").code == 1
    proposed = directory("entries", "revise", draft, *as_italy, "--version", "2", "--patch", '{"status": "published"}')
    assert (proposed.code, proposed.out.startswith("Proposed: ")) == (0, True)
    assert directory("entries", "confirm", draft, *as_italy).code == 0


def test_a_suspended_or_unknown_account_acts_no_more(directory: Run, registry: Registry) -> None:
    directory("accounts", "suspend", mailbox("focal.it"))
    for who in ("focal.it", "nobody"):
        done = directory("entries", "list", "--as", mailbox(who))
        assert (done.code, "no active account" in done.err) == (1, True)


# --- import, export, nightly ------------------------------------------------------------------------------------

ROWS = "kind,state,name_en,telephone,tlp\nauthority,IT,Coast Guard,+390000000001,TLP:GREEN\n"


def test_an_import_ends_with_0_or_with_3_when_rows_were_refused(directory: Run, tmp_path: Path) -> None:
    good, mixed = tmp_path / "good.csv", tmp_path / "mixed.csv"
    good.write_text(ROWS)
    mixed.write_text(ROWS + "spy,IT,Nobody,,\n")
    done = directory("import", str(good), "--profile", "entries-csv")
    assert (done.code, "registered 1" in done.out) == (0, True)
    assert "unchanged 1" in directory("import", str(good), "--profile", "entries-csv").out
    report = tmp_path / "report.json"
    done = directory("import", str(mixed), "--profile", "entries-csv", "--report", str(report))
    assert (done.code, "row 3 refused" in done.out) == (3, True)
    (finding,) = [row for row in json.loads(report.read_text())["findings"] if row["refused"]]
    assert finding["row"] == 3 and {"row", "field", "value", "reason", "repair"} <= set(finding)


def test_a_dry_run_keeps_nothing_and_says_so(directory: Run, registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "good.csv"
    path.write_text(ROWS)
    before = contents(registry.database)
    done = directory("import", str(path), "--profile", "entries-csv", "--dry-run")
    assert (done.code, "nothing was kept" in done.out) == (0, True)
    assert contents(registry.database) == before


@pytest.mark.parametrize("arguments", [("nothing.csv", "--profile", "entries-csv"), ("x.csv", "--profile", "gossip")])
def test_an_import_that_cannot_begin_ends_with_1(directory: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "x.csv").write_text(ROWS)
    assert directory("import", *arguments).code == 1


def test_an_import_as_an_account_has_its_rights(directory: Run, tmp_path: Path) -> None:
    path = tmp_path / "good.csv"
    path.write_text(ROWS)
    assert directory("import", str(path), "--profile", "entries-csv", "--as", mailbox("focal.tn")).code == 3
    assert directory("import", str(path), "--profile", "entries-csv", "--as", mailbox("officer.it")).code == 1
    assert directory("import", str(path), "--profile", "entries-csv", "--as", mailbox("focal.it")).code == 0


def test_editions_are_written_by_export_and_nightly_and_a_failure_ends_with_1(
    directory: Run, registry: Registry, tmp_path: Path
) -> None:
    registry.published(consents=[{"recipient": "sherloc"}])
    out = str(tmp_path / "out")
    done = directory("export", "--recipient", "sherloc", "--out", out)
    assert (done.code, "1 entries" in done.out) == (0, True)
    again = directory("nightly", "--out", out)
    assert (again.code, "as before" in again.out) == (0, True)
    assert directory("export", "--recipient", "nobody", "--out", out).code == 1
    (registry.folder / "editions" / "sherloc" / next((tmp_path / "out").iterdir()).name / "manifest.json").unlink()
    assert directory("nightly", "--out", out).code == 1


# --- proposals --------------------------------------------------------------------------------------------------


def test_proposals_are_seen_and_ended_but_never_approved_here(directory: Run, registry: Registry) -> None:
    entry_id = registry.published()
    proposal = registry.propose(entry_id, {"marking": "TLP:CLEAR"}, 2)
    italy, tunisia = (("--as", mailbox(name)) for name in ("focal2.it", "focal.tn"))
    assert proposal in directory("proposals", "list", *italy).out
    assert "No such proposals." in directory("proposals", "list", *tunisia).out
    assert directory("proposals", "show", proposal, *tunisia).code == 1
    assert json.loads(directory("proposals", "show", proposal, *italy).out)["state"] == "submitted"
    assert directory("proposals", "approve", proposal, *italy).code == 2
    assert directory("proposals", "reject", proposal, *tunisia).code == 1
    assert directory("proposals", "reject", proposal, *italy, "--why", "not ours").code == 0
    assert json.loads(directory("proposals", "show", proposal, *italy).out)["note"] == "not ours"


def test_the_author_takes_a_proposal_back_here(directory: Run, registry: Registry) -> None:
    proposal = registry.propose(registry.published(), {"marking": "TLP:CLEAR"}, 2)
    assert directory("proposals", "withdraw", proposal, "--as", mailbox("focal2.it")).code == 1
    assert directory("proposals", "withdraw", proposal, "--as", mailbox("focal.it")).code == 0
