"""States: complete, named in six languages, recognised by any of their names, the same as other lists say."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path

import phonenumbers
import pycountry
import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.reference import states, tables
from app.reference.states import State, find_state, state, state_named

ALL = states.states()
ARTICLES = ("the ", "le ", "la ", "les ", "l'", "l’", "el ", "los ", "las ")
WAYS_TO_WRITE_IT = {
    "Swaziland": "SZ",
    "Turkey": "TR",
    "Turquie": "TR",
    "Burma": "MM",
    "Deutschland": "DE",
    "Österreich": "AT",
    "osterreich": "AT",
    "Shqipëri": "AL",
    "Ελλάδα": "GR",
    "대한민국": "KR",
    "德國": "DE",
    "Bolivia": "BO",
    "The former Yugoslav Republic of Macedonia": "MK",
    "Iran (Islamic Republic of)": "IR",
    "Iran, Islamic Republic of": "IR",
    "islamic republic of iran": "IR",
    "Korea, Republic of": "KR",
    "Korea (Democratic People's Republic of)": "KP",
    "Congo (the)": "CG",
    "Congo, Democratic Republic of the": "CD",
    "Afghanistan (l')": "AF",
    "Afganistán (el)": "AF",
    "Sudan (the)": "SD",
    "السودان": "SD",
    "سودان": "SD",
    "Côte d’Ivoire": "CI",
    "COTE D'IVOIRE": "CI",
    "Ivory Coast": "CI",
    "St. Kitts & Nevis": "KN",
    "Cabo  Verde": "CV",
    "Cape Verde": "CV",
    "Guinea Ecuatorial": "GQ",
    "Южно-Африканская Республика": "ZA",
    "联合王国": "GB",
    "TN": "TN",
    "TUN": "TN",
}


def hdx_rows() -> dict[str, dict[str, str]]:
    """The table inside hdx-python-country, read as a file: its code would download a newer one."""
    package = importlib.util.find_spec("hdx.location")
    assert package is not None and package.origin is not None
    (table,) = Path(package.origin).parent.glob("*Taxonomy*.csv")
    with table.open(encoding="utf-8") as file:
        rows = {row["ISO 3166-1 Alpha 2-Codes"]: row for row in csv.DictReader(file)}
    return {code: row for code, row in rows.items() if code}


def explained(whose: str) -> set[tuple[str, str]]:
    return {(row["code"], row["field"]) for row in tables.rows("differences") if row["whose"] == whose}


def three(digits: str) -> str:
    return digits.zfill(3) if digits else ""


def test_there_are_193_members_two_observers_and_the_other_areas_of_iso_3166() -> None:
    by_standing = {s: [each.code for each in ALL if each.standing == s] for s in ("member", "observer", "area")}
    assert len(by_standing["member"]) == 193
    assert by_standing["observer"] == ["PS", "VA"]
    assert "TW" in by_standing["area"] and find_state("XK") is None
    assert [each.code for each in ALL] == sorted(country.alpha_2 for country in pycountry.countries)


def test_every_state_has_six_short_and_six_formal_names_without_article_or_asterisk() -> None:
    for names in (names for each in ALL for names in (each.names, each.formal_names)):
        assert set(names) == set(tables.SIX)
        for name in names.values():
            assert name and name == " ".join(name.split()) and "*" not in name, name
            assert not name.startswith(ARTICLES), name
            assert not name.endswith(("(the)", "(l')", "(le)", "(la)", "(les)", "(el)", "(los)", "(las)")), name


def test_codes_agree_with_pycountry() -> None:
    theirs = {country.alpha_2: (country.alpha_3, country.numeric) for country in pycountry.countries}
    assert {each.code: (each.iso3, each.m49) for each in ALL} == theirs


def test_m49_agrees_with_hdx_but_for_the_differences_with_a_reason() -> None:
    theirs = hdx_rows()
    assert set(theirs) == {each.code for each in ALL}
    found = set()
    for each in ALL:
        row = theirs[each.code]
        assert (each.m49, each.iso3) == (three(row["m49 numerical code"]), row["ISO 3166-1 Alpha 3-Codes"])
        pairs = {
            "region": (each.region, three(row["Region Code"])),
            "subregion": (each.subregion, three(row["Sub-region Code"])),
            "intermediate": (each.intermediate, three(row["Intermediate Region Code"])),
        }
        found |= {(each.code, field) for field, (ours, their) in pairs.items() if ours != their}
    assert found == {(code, field) for code, field in explained("hdx-python-country") if not field.startswith("name_")}


def test_names_agree_with_hdx_but_for_the_differences_with_a_reason() -> None:
    columns = {"ar": "Arabic", "zh": "Chinese", "en": "English", "fr": "French", "ru": "Russian", "es": "Spanish"}
    found = set()
    for code, row in hdx_rows().items():
        for language, column in columns.items():
            their = (row[f"{column} Short"] or row[f"M49 {column}"]).replace("’", "'")
            if their and their != state(code).names[language].replace("’", "'"):
                found.add((code, f"name_{language}"))
    assert found == {(code, field) for code, field in explained("hdx-python-country") if field.startswith("name_")}


def test_every_difference_has_a_reason_and_says_what_we_have() -> None:
    for row in tables.rows("differences"):
        assert row["reason"] and row["whose"] in ("country-codes", "hdx-python-country")
        if row["field"] == "dial_codes":
            assert row["ours"] == " ".join(state(row["code"]).dial_codes)
        elif row["field"].startswith("name_"):
            assert row["ours"] == state(row["code"]).names[row["field"][-2:]]


def test_dial_codes_begin_with_the_country_code_that_phonenumbers_knows() -> None:
    assert [each.code for each in ALL if not each.dial_codes] == ["BV", "HM", "UM"]
    for each in (each for each in ALL if each.dial_codes):
        known = phonenumbers.country_code_for_region(each.code) or {"AQ": 672, "GS": 500, "PN": 64, "TF": 262}[each.code]
        assert each.dial_codes[0].startswith(str(known)), each.code
        assert all(digits.isascii() and digits.isdigit() for digits in each.dial_codes), each.code


@pytest.mark.parametrize(("written", "code"), WAYS_TO_WRITE_IT.items())
def test_a_state_is_recognised_however_its_name_is_written(written: str, code: str) -> None:
    found = state_named(written)
    assert found is not None and found.code == code


@pytest.mark.parametrize("written", ["", " ", "Korea", "Atlantis", "the", "Ruritania", "European Union", "tn"])
def test_a_name_that_means_no_state_or_two_is_not_guessed(written: str) -> None:
    assert state_named(written) is None


@pytest.mark.parametrize("language", tables.SIX)
def test_cldr_names_in_the_six_languages_lead_to_their_state(language: str) -> None:
    for code, name in Locale.parse(language).territories.items():
        if find_state(code):
            found = state_named(name)
            assert found is not None and found.code == code, name


@given(st.sampled_from(ALL), st.sampled_from(tables.SIX), st.sampled_from([str.upper, str.lower, str.title]), st.booleans())
def test_official_names_lead_back_in_any_case(each: State, language: str, in_case: object, formal: bool) -> None:
    assert callable(in_case)
    name = (each.formal_names if formal else each.names)[language]
    assert state_named(f"  {in_case(name)} ") == each


def test_other_names_belong_to_states_and_are_not_official_names_of_another() -> None:
    for row in tables.rows("other_names"):
        found = state_named(row["name"])
        assert found is not None and found.code == row["code"], row


def test_an_unknown_code_is_refused_with_a_sentence() -> None:
    with pytest.raises(Invalid, match=r"'XX' is not an ISO 3166-1 alpha-2 code"):
        state("XX")
    assert find_state("it") is None


def test_a_name_in_another_language_falls_back_to_english() -> None:
    assert state("TN").name("fr") == "Tunisie"
    assert state("TN").name("so") == "Tunisia"


def test_a_state_is_found_by_its_three_letters() -> None:
    found = states.find_state_by_iso3("KEN")
    assert found is not None and found.code == "KE"
    assert states.find_state_by_iso3("XKX") is None
