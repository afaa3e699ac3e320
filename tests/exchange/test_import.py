"""An import from file to registry: all or nothing, twice is once, nobody's marking is widened, each refusal has its row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.access.actor import operator
from app.directory.find import EntryQuery, find_entries
from app.directory.reading import whole_entry
from app.errors import Denied, Invalid
from app.exchange.intake.rows import Row
from app.exchange.intake.run import Report, import_file, report_rows, take_rows
from tests.audit.tampering import contents
from tests.cast import Registry
from tests.directory.asking import kinds
from tests.factories import PHONE, entry_data, named, phone

DATA = Path(__file__).parent / "data"
SHEET = """kind,state,name_en,telephone,tlp,purpose,parent
authority,IT,Coast Guard of Example,+390000000001,TLP:GREEN,Answers at sea,
authority,IT,Unit of Example,+390000000002,TLP:GREEN,Answers on land,ministry-1
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Two Italian rows as our own columns have them."""
    return write(tmp_path, SHEET)


def write(folder: Path, text: str) -> Path:
    path = folder / "entries.csv"
    path.write_text(text, encoding="utf-8")
    return path


def run(registry: Registry, path: Path, who: str | None = "focal.it", profile: str = "entries-csv", **how: Any) -> Report:
    by = registry.actor(who) if who else operator()
    return import_file(registry.database, path, profile, by=by, **how)


def cards(registry: Registry, who: str = "focal.it") -> dict[str, dict[str, Any]]:
    """Everything that this account finds, whole, by its first name."""
    with registry.reading() as session:
        reader = registry.actor(who)
        listed = find_entries(session, EntryQuery(limit=50), reader=reader).items
        return {c["names"][0]["text"]: whole_entry(session, c["id"], reader=reader).card for c in listed}


def test_new_rows_become_drafts_with_their_source(registry: Registry, sheet: Path) -> None:
    report = run(registry, sheet)
    assert (report.counts["registered"], report.refused) == (2, 0)
    card = cards(registry)["Coast Guard of Example"]
    assert (card["status"], card["marking"], card["provenance"]["source"]) == ("draft", "TLP:GREEN", "entries.csv")
    assert [c["value"] for c in card["channels"]] == [PHONE]
    assert kinds(registry) == ["entry:imported", "entry:revised"]  # the drafts, then the attestation of their channels


@pytest.mark.parametrize("profile", ["entries-csv", "ror", "datenanfragen"])
def test_a_second_import_of_the_same_file_changes_nothing(registry: Registry, sheet: Path, profile: str) -> None:
    path = {"entries-csv": sheet, "ror": DATA / "ror.jsonl", "datenanfragen": DATA / "datenanfragen"}[profile]
    first = run(registry, path, None, profile)
    assert first.counts["registered"] > 0
    before = contents(registry.database)
    again = run(registry, path, None, profile)
    assert (again.taken, again.counts["unchanged"]) == (0, first.counts["registered"])
    after = contents(registry.database)
    assert {name for name in after if after[name] != before[name]} == {"event", "event_payload"}  # that it was tried


@pytest.mark.parametrize("profile", ["entries-csv", "ror", "datenanfragen"])
def test_a_dry_run_says_the_same_and_keeps_nothing(registry: Registry, sheet: Path, profile: str) -> None:
    path = {"entries-csv": sheet, "ror": DATA / "ror.jsonl", "datenanfragen": DATA / "datenanfragen"}[profile]
    before = contents(registry.database)
    tried = run(registry, path, None, profile, dry_run=True)
    assert contents(registry.database) == before
    done = run(registry, path, None, profile)
    assert (tried.counts, report_rows(tried)) == (done.counts, report_rows(done))


def test_others_write_while_a_file_is_tried(registry: Registry, sheet: Path) -> None:
    """A look at a contact is a write too: who only tries a file must not shut the officers out."""
    made: list[str] = []
    before = kinds(registry)
    tried = run(registry, sheet, dry_run=True, told=lambda _row: made.append(registry.draft(names=named("meanwhile"))))
    assert len(made) == tried.counts["registered"] == 2
    assert kinds(registry) == [*before, *["entry:registered"] * 2]
    assert list(registry.folder.glob("trying-*")) == []


def test_rows_that_break_off_in_the_middle_leave_nothing(registry: Registry) -> None:
    def breaking() -> Iterator[Row]:
        for number in range(500):
            if number == 450:  # past the first four hundred, which are written by then
                raise Invalid("The file cannot be read: row 450: is damaged.")
            names = [{"text": f"Office {number}", "language": "en"}]
            yield Row(number, str(number), f"key-{number}", {"kind": "authority", "state": "IT", "names": names})

    by = registry.actor("focal.it")
    before = contents(registry.database)
    with pytest.raises(Invalid, match="row 450"), registry.writing() as session:
        take_rows(session, breaking(), Report("entries-csv", dry_run=False), "broken", by=by)
    assert contents(registry.database) == before


def test_a_key_that_comes_again_in_a_file_changes_the_draft_that_it_made(registry: Registry) -> None:
    rows = [
        Row(n, "x", "KEY-1", entry_data(purpose=purpose, provenance={"source": "x"}))
        for n, purpose in enumerate(("First.", "Second."), start=1)
    ]
    report = Report("entries-csv", dry_run=False)
    with registry.writing() as session:
        take_rows(session, rows, report, "twice", by=registry.actor("focal.it"))
    assert dict(report.counts) == {"registered": 1, "revised": 1, "tied": 0}
    (card,) = cards(registry).values()
    assert (card["purpose"], card["version"]) == ("Second.", 2)


# --- rows that are refused --------------------------------------------------------------------------------------


def test_rows_of_another_state_are_refused_one_by_one(registry: Registry, tmp_path: Path) -> None:
    path = write(tmp_path, SHEET + "authority,TN,Tunisian Guard,+21600000001,TLP:GREEN,,\n")
    report = run(registry, path)
    assert (report.counts["registered"], report.refused) == (2, 1)
    (refusal,) = [row for row in report_rows(report) if row["refused"]]
    assert refusal["row"] == 4 and refusal["reason"]
    assert "Tunisian Guard" not in cards(registry, "focal.tn")


def test_a_row_about_another_states_entry_changes_nothing_there(registry: Registry, tmp_path: Path) -> None:
    theirs = registry.published("focal.tn", "focal2.tn", state="TN")
    path = write(tmp_path, f"entry_id,kind,state,name_en,telephone\n{theirs},authority,TN,Taken over,+390000000666\n")
    before = cards(registry, "focal.tn")
    report = run(registry, path)
    assert (report.taken, report.refused) == (0, 1)
    assert cards(registry, "focal.tn") == before


def test_the_key_of_an_entry_that_one_may_not_see_answers_as_one_that_nobody_has(registry: Registry, tmp_path: Path) -> None:
    theirs = registry.published("focal.tn", "focal2.tn", state="TN", external_ids=[{"scheme": "sherloc", "value": "TN-42"}])
    told = []
    for key in (theirs, "TN-42", "TN-43"):
        text = f"external_id,kind,state,name_en,telephone,parent\nsherloc | {key},authority,IT,Office {key},+390000000001,{key}\n"
        report = run(registry, write(tmp_path, text), dry_run=True)
        told.append((report.counts, report.open_parents, [f.reason for f in report.findings]))
    assert told[0] == told[1] == told[2]
    assert told[0][0]["registered"] == 1


def test_claiming_the_id_of_an_entry_as_a_sources_key_takes_none_of_its_rows(registry: Registry, tmp_path: Path) -> None:
    theirs = registry.published("focal.tn", "focal2.tn", state="TN")
    claim = f"external_id,kind,state,name_en,telephone\nportal | {theirs},authority,IT,Claim,+390000000001\n"
    assert run(registry, write(tmp_path, claim)).counts["registered"] == 1
    row = f"entry_id,kind,state,purpose,name_en\n{theirs},authority,TN,A new purpose,Coast Guard of Example\n"
    report = run(registry, write(tmp_path, row), None)
    assert report.refused == 0 and report.lines[0]["entry"] == theirs


def test_open_references_of_another_state_are_not_told(registry: Registry, tmp_path: Path) -> None:
    waiting = "kind,state,name_en,telephone,parent\nauthority,TN,Unit,+21600000001,ministry-of-tn\n"
    assert run(registry, write(tmp_path, waiting), "focal.tn").open_keys == ["ministry-of-tn"]
    report = run(registry, write(tmp_path, SHEET))
    assert report.open_keys == ["ministry-1"]


def test_a_value_that_cannot_be_read_takes_nothing_away(registry: Registry, tmp_path: Path) -> None:
    ours = registry.published(homepage="https://guard.example", valid_from="2020-01-01", time_zone="Europe/Rome")
    text = f"entry_id,state,name_en,website,valid_from,time_zone\n{ours},IT,Coast Guard of Example,nowhere,03/04/2025,Rome\n"
    report = run(registry, write(tmp_path, text))
    assert not {"homepage", "valid_from", "time_zone"} & {field for line in report.lines for field in line["fields"]}  # type: ignore[attr-defined]
    assert {"homepage", "valid_from", "time_zone"} <= {finding.field for finding in report.findings}


@pytest.mark.parametrize("who", ["officer.it", "admin", "auditor", "recipient"])
def test_who_may_not_import_gets_nothing_in(registry: Registry, sheet: Path, who: str) -> None:
    with pytest.raises(Denied):
        run(registry, sheet, who)


def test_a_wrong_value_is_told_with_its_row_and_field_and_the_rest_is_taken(registry: Registry, tmp_path: Path) -> None:
    path = write(tmp_path, SHEET.replace("+390000000002", "12").replace("authority,IT,Coast", "spy,IT,Coast"))
    report = run(registry, path)
    assert (report.counts["registered"], report.refused) == (1, 1)
    told = {(row["row"], row["refused"]) for row in report_rows(report)}
    assert {(2, True), (3, False)} <= told
    assert all(row["reason"] and row["field"] for row in report_rows(report))
    assert cards(registry)["Unit of Example"]["channels"] == []


def test_a_refused_row_leaves_no_half_of_a_change(registry: Registry, tmp_path: Path) -> None:
    entry_id, other = registry.draft(), registry.draft()
    foreign = cards_by_id(registry, other)["channels"][0]["id"]
    write(tmp_path, f"entry_id,kind,state,name_en,purpose\n{entry_id},authority,IT,Renamed,Changed\n")
    (tmp_path / "channels.csv").write_text(f"entry_id,channel_id,type,value\n{entry_id},{foreign},phone,+390000000666\n")
    before = cards_by_id(registry, entry_id)
    report = run(registry, tmp_path)
    after = cards_by_id(registry, entry_id)
    assert report.refused == 0 or after == before
    assert cards_by_id(registry, other)["channels"][0]["value"] == PHONE


def cards_by_id(registry: Registry, entry_id: str) -> dict[str, Any]:
    with registry.reading() as session:
        return whole_entry(session, entry_id, reader=registry.actor("focal.it")).card


def test_an_unknown_profile_is_refused(registry: Registry, sheet: Path) -> None:
    with pytest.raises(Invalid) as refused:
        run(registry, sheet, profile="minutes-of-meetings")
    assert [e.field for e in refused.value.errors] == ["profile"]


# --- what is there already --------------------------------------------------------------------------------------


def test_a_changed_draft_is_revised_and_a_changed_published_entry_becomes_a_proposal(registry: Registry, tmp_path: Path) -> None:
    draft, published = registry.draft(), registry.published()
    rows = "".join(f"{each},authority,IT,Coast Guard of Example,From a sheet\n" for each in (draft, published))
    report = run(registry, write(tmp_path, "entry_id,kind,state,name_en,purpose\n" + rows))
    assert (report.counts["revised"], report.counts["proposed"]) == (1, 1)
    assert cards_by_id(registry, draft)["purpose"] == "From a sheet"
    assert cards_by_id(registry, published)["purpose"] == "Answers requests at sea."


def test_a_telephone_in_the_column_for_day_and_night_keeps_the_contexts_on_record(registry: Registry, tmp_path: Path) -> None:
    line = phone("+390000000031", always_open=True, contexts=["routine", "urgent"])
    entry_id = registry.published(names=named("Border Guard"), channels=[line])
    row = f"entry_id,kind,state,name_en,telephone_24h\n{entry_id},authority,IT,Border Guard,"
    assert run(registry, write(tmp_path, f"{row}+390000000031\n")).counts["unchanged"] == 1
    assert run(registry, write(tmp_path, f"{row}+390000000032\n")).counts["proposed"] == 1


def test_a_change_that_waits_for_a_second_person_is_not_proposed_again(registry: Registry, tmp_path: Path) -> None:
    path = write(tmp_path, f"entry_id,kind,state,name_en,purpose\n{registry.published()},authority,IT,Coast Guard,From a sheet\n")
    assert run(registry, path).counts["proposed"] == 1
    assert (run(registry, path).taken, run(registry, path).counts["unchanged"]) == (0, 1)


def test_no_file_widens_a_marking_an_audience_or_a_consent(registry: Registry, tmp_path: Path) -> None:
    entry_id = registry.draft(marking="TLP:AMBER", audience={"kind": "states", "of": ["KE"]})
    row = f"{entry_id},authority,IT,Coast Guard of Example,TLP:GREEN\n"
    run(registry, write(tmp_path, "entry_id,kind,state,name_en,tlp\n" + row))
    card = cards_by_id(registry, entry_id)
    assert (card["marking"], card["audience"]["of"], card["consents"]) == ("TLP:AMBER", ["KE"], [])


def test_a_file_may_make_a_marking_stricter(registry: Registry, tmp_path: Path) -> None:
    entry_id = registry.draft(marking="TLP:GREEN")
    row = f"{entry_id},authority,IT,Coast Guard of Example,TLP:AMBER\n"
    run(registry, write(tmp_path, "entry_id,kind,state,name_en,tlp\n" + row))
    assert cards_by_id(registry, entry_id)["marking"] == "TLP:AMBER"


def test_a_row_without_a_marking_is_amber_strict(registry: Registry, tmp_path: Path) -> None:
    run(registry, write(tmp_path, "kind,state,name_en\nauthority,IT,Coast Guard of Example\n"))
    assert cards(registry)["Coast Guard of Example"]["marking"] == "TLP:AMBER+STRICT"


# --- parents ----------------------------------------------------------------------------------------------------


def test_a_parent_that_comes_later_is_tied_then(registry: Registry, sheet: Path, tmp_path: Path) -> None:
    assert run(registry, sheet).open_parents == 1
    assert cards(registry)["Unit of Example"]["part_of"] is None
    ministry = registry.draft(names=[{"text": "Ministry"}], external_ids=[{"scheme": "own", "value": "ministry-1"}])
    again = run(registry, sheet)
    assert (again.counts["tied"], again.open_parents) == (1, 0)
    assert cards(registry)["Unit of Example"]["part_of"] == ministry


def test_a_parent_of_another_state_is_not_tied(registry: Registry, sheet: Path) -> None:
    registry.draft("focal.tn", state="TN", external_ids=[{"scheme": "own", "value": "ministry-1"}])
    assert run(registry, sheet).open_parents == 1
    assert cards(registry)["Unit of Example"]["part_of"] is None
