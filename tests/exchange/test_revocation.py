"""An edition that should not have left is taken back: told to everybody who checks, and a new one follows the same day."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from app.access.actor import operator
from app.accounts.membership import recipients
from app.audit.models import Event
from app.clock import now
from app.errors import Denied, Invalid, NotFound
from app.exchange.editions import EditionCard, issue_edition
from app.exchange.revocation import revoke_edition
from app.exchange.verify import verify_edition
from tests.cast import Registry


def issue(registry: Registry, out: Path) -> EditionCard:
    with registry.reading() as session:
        (recipient,) = recipients(session)
    return issue_edition(registry.database, recipient, out, by=operator())


def wrong(registry: Registry, folder: Path) -> str:
    return " ".join(verify_edition(folder, registry.folder / "edition-signing.pub", at=now()).wrong)


def test_a_revoked_edition_is_refused_and_the_next_run_writes_another(registry: Registry, tmp_path: Path) -> None:
    registry.published(consents=[{"recipient": "sherloc"}])
    first = issue(registry, tmp_path / "out")
    assert wrong(registry, first.folder) == ""
    listed = revoke_edition(registry.database, "sherloc", 1, "A number in it is wrong.", by=operator())
    said = verify_edition(first.folder, registry.folder / "edition-signing.pub", revoked=listed, at=now()).wrong
    assert said == ("It was revoked: A number in it is wrong.",)
    second = issue(registry, tmp_path / "out")
    assert (second.sequence, second.again, wrong(registry, second.folder)) == (2, False, "")
    assert "A number in it is wrong." in wrong(registry, first.folder)
    assert issue(registry, tmp_path / "out").again
    assert "sherloc" not in listed.read_text()


def test_it_is_on_record_once_and_twice_is_once(registry: Registry, tmp_path: Path) -> None:
    issue(registry, tmp_path / "out")
    for why in ("First reason", "Second reason"):
        listed = revoke_edition(registry.database, "sherloc", 1, why, by=operator())
    assert "First reason" in listed.read_text() and "Second" not in listed.read_text()
    with registry.reading() as session:
        assert len(session.exec(select(Event).where(Event.kind == "edition:revoked")).all()) == 1


def test_only_the_operator_revokes_and_only_what_was_issued_with_a_reason(registry: Registry, tmp_path: Path) -> None:
    issue(registry, tmp_path / "out")
    for who in ("admin", "focal.it", "recipient"):
        with pytest.raises(Denied):
            revoke_edition(registry.database, "sherloc", 1, "x", by=registry.actor(who))
    with pytest.raises(NotFound):
        revoke_edition(registry.database, "sherloc", 9, "x", by=operator())
    for why in ("", " ", "x" * 201, "a\0b"):
        with pytest.raises(Invalid):
            revoke_edition(registry.database, "sherloc", 1, why, by=operator())
