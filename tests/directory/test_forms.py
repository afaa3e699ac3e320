"""What comes in is checked field by field; a field that the registry does not hold is refused, so nobody stores cases in it."""

from __future__ import annotations

from typing import Any

import pytest

from app.directory.forms import entry_form
from app.errors import Invalid
from tests.factories import FULL, entry_data


def errors(**changed: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        entry_form(entry_data(**changed))
    return [(error.field, error.reason) for error in refused.value.errors]


def test_a_whole_entry_is_taken_and_comes_back_the_same() -> None:
    form = entry_form(entry_data(**FULL))
    assert entry_form(form.model_dump(mode="json")) == form


@pytest.mark.parametrize("field", ["suspects", "case_number", "victims", "vehicle", "password", "id", "version", "status"])
def test_there_is_no_field_for_cases_suspects_or_what_the_service_keeps(field: str) -> None:
    ((named, reason),) = errors(**{field: "x"})
    assert (named, "no such field" in reason) == (field, True)


def test_every_wrong_field_is_named_with_its_place() -> None:
    found = errors(kind="spy", languages=[{"tag": "fr"}, {"tag": "klingonish"}], designations=[{"instrument": "SOM"}])
    assert [field for field, _ in found] == ["kind", "languages.1.tag", "designations.0.function"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"posting": {"host": "TN"}}, "entry"),
        ({"services": [{"name": "Shelter"}]}, "entry"),
        ({"interpretation": [{"source": "ti", "target": "it"}]}, "entry"),
        ({"valid_from": "2026-02-02", "valid_until": "2026-02-01"}, "entry"),
        ({"holder": {"names": [{"text": "X"}], "since": "2026-02-02", "until": "2026-02-01"}}, "holder"),
        ({"holder": {"names": [{"text": "X"}], "absent_from": "2026-02-02", "absent_until": "2026-02-01"}}, "holder"),
        ({"audience": {"kind": "states"}}, "audience"),
        ({"audience": {"kind": "network", "of": ["IT"]}}, "audience"),
        ({"audience": {"kind": "region", "of": ["9999"]}}, "audience"),
        ({"designations": [{"instrument": "SOM", "article": "99", "function": "som_by_sea"}]}, "designations.0"),
        ({"hours": {"exceptions": [{"date": "2026-12-25", "closed": False}]}}, "hours.exceptions.0"),
        ({"consents": [{"recipient": "Sherloc!"}]}, "consents.0.recipient"),
        ({"homepage": "ftp://coastguard.example"}, "homepage"),
        ({"jurisdiction": ["Lazio"]}, "jurisdiction.0"),
    ],
)
def test_parts_that_do_not_fit_are_refused(changed: dict[str, Any], field: str) -> None:
    assert [named for named, _ in errors(**changed)] == [field]


@pytest.mark.parametrize("day", ["00-10", "13-01", "02-30", "6-1", "\u0660\u0666-\u0660\u0661"])
def test_a_season_begins_and_ends_on_days_of_the_year(day: str) -> None:
    span = {"days": ["mo"], "opens": "08:00", "closes": "12:00", "from": day}
    assert [field for field, _ in errors(hours={"spans": [span]})] == ["hours.spans.0.from"]


def test_the_29th_of_february_is_a_day() -> None:
    span = {"days": ["mo"], "opens": "08:00", "closes": "12:00", "from": "02-29", "until": "03-01"}
    assert entry_form(entry_data(hours={"spans": [span]})).hours is not None


def test_a_missing_marking_stays_missing_and_lists_are_empty() -> None:
    form = entry_form({"kind": "ngo", "state": "it", "names": [{"text": "Example"}]})
    assert (form.state, form.marking, form.channels, form.audience.kind) == ("IT", None, [], "everyone")


def test_an_audience_for_everyone_or_parties_lists_nobody() -> None:
    for kind in ("everyone", "parties"):
        assert entry_form(entry_data(audience={"kind": kind, "of": ["KE"]})).audience.of == []


def test_every_text_that_comes_in_has_a_limit() -> None:
    endless = "x" * 100_000
    whole = {**FULL, "holder": {"names": [{"text": endless}], "substitute": endless}}
    for name, value in {**entry_data(**whole), "part_of": "", "homepage": "", "specialisations": [""]}.items():
        with pytest.raises(Invalid):
            entry_form(entry_data(**{**FULL, name: endlessly(value, endless)}))


def endlessly(value: Any, text: str) -> Any:
    """The same shape with an endless text wherever a text stands."""
    if isinstance(value, dict):
        return {name: endlessly(part, text) for name, part in value.items()}
    if isinstance(value, list):
        return [endlessly(part, text) for part in value]
    return text if isinstance(value, str) else value
