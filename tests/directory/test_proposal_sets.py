"""Many proposals, one act: an import or a first filling, with struck rows and call-backs per office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.access.actor import operator
from app.directory.entries import load
from app.directory.proposal_sets import approve_set, office_of, proposal_set, proposal_sets, propose_set, submit_set
from app.errors import Conflict, Denied, Invalid, NotFound
from app.exchange.intake.run import import_file
from tests.cast import Registry
from tests.directory.asking import NEW, seen, told
from tests.factories import PHONE, named, phone

SOURCE = {"called_back_on": "+390000000009", "note": "from the printed list"}


def proposed(registry: Registry, drafts: list[str], who: str = "focal.it") -> dict[str, Any]:
    by = registry.actor(who)
    with registry.writing() as session:
        return propose_set(session, drafts, "First filling", by=by)


def approve(registry: Registry, set_id: str, who: str = "focal2.it", **sent: Any) -> dict[str, Any]:
    by = registry.actor(who)
    with registry.writing() as session:
        return approve_set(session, set_id, by=by, **sent)


def filled(registry: Registry) -> tuple[list[str], str]:
    """A ministry with two departments below it, and an office that stands alone: drafts, and the set that proposes them."""
    ministry = registry.draft(names=named("Ministry, example"))
    below = [registry.draft(names=named(f"Department {n}, example"), part_of=ministry) for n in (1, 2)]
    alone = registry.draft(names=named("Coast guard, example"))
    drafts = [ministry, *below, alone]
    return drafts, proposed(registry, drafts)["id"]


def test_one_approval_publishes_a_first_filling_without_a_wait(registry: Registry) -> None:
    drafts, set_id = filled(registry)
    done = approve(registry, set_id, call_backs={drafts[0]: SOURCE, drafts[3]: SOURCE})
    assert done["counts"] == {"published": 4}
    assert {seen(registry, draft)["status"] for draft in drafts} == {"published"}


def test_one_call_back_covers_an_office_and_all_below_it_but_no_other(registry: Registry) -> None:
    drafts, set_id = filled(registry)
    with pytest.raises(Invalid) as refused:
        approve(registry, set_id, call_backs={drafts[0]: SOURCE})
    assert [e.field.rpartition(".")[2] for e in refused.value.errors] == ["called_back_on"]
    assert {seen(registry, draft)["status"] for draft in drafts} == {"draft"}  # nothing half done


def test_struck_rows_are_rejected_and_the_rest_is_approved(registry: Registry) -> None:
    drafts, set_id = filled(registry)
    with registry.reading() as session:
        items = proposal_set(session, set_id, reader=registry.actor("focal2.it"))["items"]
    alone = next(item["id"] for item in items if item["entry"] == drafts[3])
    done = approve(registry, set_id, struck=[alone], call_backs={drafts[0]: SOURCE})
    assert done["counts"] == {"published": 3, "rejected": 1}
    assert seen(registry, drafts[3])["status"] == "draft"


def test_striking_out_a_row_that_is_not_there_decides_nothing(registry: Registry) -> None:
    drafts, set_id = filled(registry)
    with pytest.raises(Invalid) as refused:
        approve(registry, set_id, struck=["mistyped"], call_backs={drafts[0]: SOURCE, drafts[3]: SOURCE})
    assert [e.field for e in refused.value.errors] == ["struck"]
    assert {seen(registry, draft)["status"] for draft in drafts} == {"draft"}


def test_what_is_published_already_is_named_and_nothing_is_proposed(registry: Registry) -> None:
    good, done = registry.draft(), registry.published()
    with pytest.raises(Invalid) as refused:
        proposed(registry, [good, done])
    assert [e.field for e in refused.value.errors] == ["entries.1.status"]


def test_a_draft_that_cannot_be_published_is_named_and_nothing_is_proposed(registry: Registry) -> None:
    good, bare = registry.draft(), registry.draft(marking=None)
    with pytest.raises(Invalid) as refused:
        proposed(registry, [good, bare])
    assert [e.field for e in refused.value.errors] == ["entries.1.marking"]
    with registry.reading() as session:
        assert proposal_sets(session, reader=registry.actor("focal.it")) == []


def test_rows_with_warnings_stand_first(registry: Registry, tmp_path: Path) -> None:
    plain = registry.published(names=named("A, example"), channels=[phone(PHONE)])
    odd = registry.published(names=named("Z, example"), channels=[phone("+390000000031")])
    rows = "".join(f'{e},authority,IT,"{n}, example"\n' for e, n in ((plain, "A"), (odd, "Z")))
    numbers = {plain: "+390000000041", odd: "+442079460000"}  # the second is another country's
    channels = "".join(f"{seen(registry, e)['channels'][0]['id']},{e},phone,'{v}\n" for e, v in numbers.items())
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "entries.csv").write_text(f"entry_id,kind,state,name_en\n{rows}")
    (tmp_path / "sent" / "channels.csv").write_text(f"channel_id,entry_id,type,value\n{channels}")
    report = import_file(registry.database, tmp_path / "sent", "entries-csv", by=operator())
    with registry.reading() as session:
        items = proposal_set(session, str(report.set_id), reader=registry.actor("focal.it"))["items"]
    assert [item["entry"] for item in items] == [odd, plain]
    assert [any(c["warnings"] for c in item["changes"]) for item in items] == [True, False]


def test_nobody_decides_the_own_set_or_that_of_another_state(registry: Registry) -> None:
    drafts, set_id = filled(registry)
    with pytest.raises(Denied):
        approve(registry, set_id, "focal.it", call_backs=dict.fromkeys(drafts, SOURCE))
    with pytest.raises(NotFound):
        approve(registry, set_id, "focal.tn")
    with registry.reading() as session:
        assert proposal_sets(session, reader=registry.actor("focal.tn")) == []


def test_a_decided_set_is_not_decided_again(registry: Registry) -> None:
    drafts, set_id = filled(registry)
    approve(registry, set_id, call_backs={drafts[0]: SOURCE, drafts[3]: SOURCE})
    with pytest.raises(Conflict):
        approve(registry, set_id, call_backs={drafts[0]: SOURCE, drafts[3]: SOURCE})


def test_a_row_that_is_stale_is_named_and_nothing_is_approved(registry: Registry) -> None:
    drafts, set_id = filled(registry)
    registry.revise(drafts[3], {"purpose": "Changed since."}, 1)
    with pytest.raises(Invalid) as refused:
        approve(registry, set_id, call_backs={drafts[0]: SOURCE, drafts[3]: SOURCE})
    assert [e.field.rpartition(".")[2] for e in refused.value.errors] == ["state"]


# --- what came in by a file ---------------------------------------------------------------------------------------------


def imported(registry: Registry, file: Path) -> str:
    """The set that an import at the command line made."""
    report = import_file(registry.database, file, "entries-csv", by=operator())
    assert report.counts["proposed"] == 1, report.findings
    assert report.set_id is not None
    return report.set_id


@pytest.fixture
def changed(registry: Registry, tmp_path: Path) -> tuple[str, str]:
    """A published entry and the set of an import that gives it another number."""
    entry_id = registry.published(channels=[phone(PHONE)], names=named("Coast guard, example"))
    channel = seen(registry, entry_id)["channels"][0]["id"]
    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "entries.csv").write_text(f'entry_id,kind,state,name_en\n{entry_id},authority,IT,"Coast guard, example"\n')
    row = f"{channel},{entry_id},phone,'{NEW}\n"
    (folder / "channels.csv").write_text("channel_id,entry_id,type,value\n" + row)
    return entry_id, imported(registry, folder)


def test_what_a_file_proposes_has_no_author_until_a_person_submits_it(registry: Registry, changed: tuple[str, str]) -> None:
    entry_id, set_id = changed
    with pytest.raises(Conflict):
        approve(registry, set_id, call_backs={entry_id: {"called_back_on": PHONE}})
    by = registry.actor("focal.it")
    with registry.writing() as session:
        items = submit_set(session, set_id, by=by)["items"]
    assert [(item["state"], item["author"]) for item in items] == [("submitted", by.id)]


def test_who_submits_it_is_not_its_second_person(registry: Registry, changed: tuple[str, str]) -> None:
    entry_id, set_id = changed
    by = registry.actor("focal.it")
    with registry.writing() as session:
        item = submit_set(session, set_id, by=by)["items"][0]
    with pytest.raises(Denied):
        approve(registry, set_id, "focal.it", call_backs={entry_id: {"called_back_on": PHONE}})
    approve(registry, set_id, call_backs={entry_id: {"called_back_on": PHONE}})
    assert told(registry, item["id"])["state"] == "approved"  # a changed number waits


def test_the_same_file_again_proposes_nothing_twice(registry: Registry, changed: tuple[str, str], tmp_path: Path) -> None:
    report = import_file(registry.database, tmp_path / "sent", "entries-csv", by=operator())
    assert (report.counts["unchanged"], report.set_id) == (1, None)


def test_an_office_is_the_top_of_what_an_entry_is_part_of(registry: Registry) -> None:
    ministry = registry.draft()
    below = registry.draft(part_of=ministry)
    with registry.reading() as session:
        assert office_of(load(session, below)) == office_of(load(session, ministry)) == ministry
