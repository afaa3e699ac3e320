"""The nightly job: everybody who is due, one that fails does not stop the others, and twice is once."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.access.actor import operator
from app.errors import Conflict, Denied, Invalid
from app.exchange.nightly import Served, due_recipients, serve
from tests.cast import Registry
from tests.factories import named


@pytest.fixture
def two(registry: Registry) -> Registry:
    """Two recipients and an entry for each."""
    registry.add("portal", role="recipient", recipient="portal", factor=False)
    for code in ("sherloc", "portal"):
        registry.published(names=named(f"for {code}"), consents=[{"recipient": code}])
    return registry


def run(registry: Registry, out: Path) -> list[Served]:
    by = operator()
    return list(serve(registry.database, due_recipients(registry.database, by=by), out, by=by))


def test_every_recipient_gets_the_own_edition(two: Registry, tmp_path: Path) -> None:
    served = run(two, tmp_path / "out")
    assert [(s.recipient, s.problem, s.edition.entries if s.edition else 0) for s in served] == [
        ("portal", None, 1),
        ("sherloc", None, 1),
    ]
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_one_that_fails_does_not_stop_the_others(two: Registry, tmp_path: Path) -> None:
    (two.folder / "editions").mkdir()
    (two.folder / "editions" / "portal").write_text("a file where a folder should be")
    failed, done = run(two, tmp_path / "out")
    assert failed.edition is None and failed.problem
    assert done.edition is not None and done.edition.folder.is_dir()


def test_a_second_run_writes_nothing_new(two: Registry, tmp_path: Path) -> None:
    run(two, tmp_path / "out")
    assert [s.edition.again for s in run(two, tmp_path / "out") if s.edition] == [True, True]


def test_only_the_operator_runs_it(two: Registry) -> None:
    for who in ("admin", "focal.it", "recipient"):
        with pytest.raises(Denied):
            due_recipients(two.database, by=two.actor(who))


def test_two_accounts_do_not_share_a_code_for_one_would_get_what_the_other_may_have(registry: Registry) -> None:
    with pytest.raises(Conflict, match="sherloc"):
        registry.add("second", role="recipient", recipient="sherloc", ceiling="TLP:GREEN", factor=False)


@pytest.mark.parametrize("code", ["../sherloc", "a/b", ".hidden", "a" * 41, "a\u202eb"])
def test_a_recipients_code_names_folders_so_it_leads_nowhere_else(registry: Registry, code: str) -> None:
    with pytest.raises(Invalid):
        registry.add("odd", role="recipient", recipient=code, factor=False)
