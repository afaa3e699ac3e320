"""A checkpoint kept elsewhere shows what the chain alone cannot: that its end was cut off, or all of it written anew."""

from __future__ import annotations

import pytest

from app.access.actor import operator
from app.audit.checkpoints import Checkpoint, contradicts, keep_checkpoint, last_checkpoint, read_checkpoint
from app.errors import Denied, Invalid
from tests.cast import Registry


def kept(registry: Registry) -> Checkpoint:
    with registry.writing() as session:
        return keep_checkpoint(session, by=operator())


def contradiction(registry: Registry, checkpoint: Checkpoint) -> str | None:
    with registry.reading() as session:
        return contradicts(session, checkpoint)


def test_a_chain_that_goes_on_fits_its_checkpoint(registry: Registry) -> None:
    made = kept(registry)
    registry.draft()
    assert contradiction(registry, read_checkpoint(made.text())) is None
    with registry.reading() as session:
        assert last_checkpoint(session, reader=registry.actor("auditor")) == made


def test_a_chain_whose_end_is_gone_is_found(registry: Registry) -> None:
    made = kept(registry)
    assert "cut off" in (contradiction(registry, Checkpoint(made.seq + 1000, made.hash, made.at)) or "")


def test_a_chain_that_was_written_anew_is_found(registry: Registry) -> None:
    made = kept(registry)
    assert "written anew" in (contradiction(registry, Checkpoint(made.seq, "0" * 64, made.at)) or "")


def test_a_checkpoint_from_before_the_first_event_fits_every_chain(registry: Registry) -> None:
    assert contradiction(registry, Checkpoint(0, "0" * 64, "2026-01-01T00:00:00Z")) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"seq": 1, "hash": "xyz", "at": ""}', '{"seq": -1, "hash": "", "at": ""}', "null"]
)
def test_a_file_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_checkpoint(text)


@pytest.mark.parametrize("who", ["officer.ke", "focal.it", "coordinator.europe", "recipient"])
def test_who_may_not_verify_sees_and_keeps_no_checkpoint(registry: Registry, who: str) -> None:
    actor = registry.actor(who)
    with registry.reading() as session, pytest.raises(Denied):
        last_checkpoint(session, reader=actor)
    with pytest.raises(Denied), registry.writing() as session:
        keep_checkpoint(session, by=actor)
