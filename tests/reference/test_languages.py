"""Languages: tags are checked and written one way, and those that matter on routes have a name in all six languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.reference.languages import SIX, canonical, is_language, is_rtl, language_name, language_named

ON_ROUTES = ["ti", "so", "am", "prs", "ps", "ckb", "kmr", "rhg", "ha", "wo", "ff", "ar", "fa", "ur", "bn", "aa", "om", "bm", "sw"]
TAGS = st.sampled_from([*ON_ROUTES, *SIX, "ar-LY", "zh-Hant", "pa-Arab", "sr-Latn", "pt-BR", "fa-AF", "haz", "apc"])


@pytest.mark.parametrize("tag", [*ON_ROUTES, "fr-FR", "FR-fr", "zh-Hant-TW", "es-419", "mfe"])
def test_registered_languages_are_languages(tag: str) -> None:
    assert is_language(tag)


@pytest.mark.parametrize(
    "tag", ["", " fr", "french", "xx", "zzz", "fr_FR", "und", "x-private", "fr-XX-", "e", "'", "fr\n", "العربية"]
)
def test_other_texts_are_not(tag: str) -> None:
    assert not is_language(tag)
    with pytest.raises(Invalid, match=r"is not a language tag \(BCP 47\)"):
        canonical(tag)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("FR-fr", "fr-FR"), ("PRS", "prs"), ("fa-AF", "prs"), ("fa-af", "prs"), ("fa", "fa"), ("zh-hant", "zh-Hant"), ("iw", "he")],
)
def test_a_tag_is_written_as_the_standard_writes_it_and_dari_stays_dari(written: str, kept: str) -> None:
    assert canonical(written) == kept


@given(TAGS)
def test_writing_a_tag_twice_changes_nothing(tag: str) -> None:
    assert canonical(canonical(tag)) == canonical(tag)
    assert is_language(canonical(tag))


@given(st.text(max_size=12))
def test_no_text_breaks_the_check(text: str) -> None:
    if is_language(text):
        assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize("tag", [*ON_ROUTES, "haz", "apc", "acm", "apd", "ayl", "syl", "ctg"])
@pytest.mark.parametrize("display", SIX)
def test_languages_on_routes_have_a_name_in_all_six(tag: str, display: str) -> None:
    assert language_name(tag, display) not in ("", tag)


@pytest.mark.parametrize(
    ("tag", "display", "name"),
    [
        ("prs", "en", "Dari"),
        ("ti", "ar", "التغرينية"),
        ("fr", "ru", "французский"),
        ("zh-Hant", "en", "Traditional Chinese"),
        ("ar-LY", "fr", "arabe (Libye)"),
        ("pa-Arab", "en", "Punjabi (Arabic)"),
        ("so", "de", "Somali"),
        ("qaa", "en", "qaa"),
    ],
)
def test_names_are_those_that_people_know(tag: str, display: str, name: str) -> None:
    assert language_name(tag, display) == name


@pytest.mark.parametrize("tag", ["ar", "fa", "prs", "ps", "ur", "ckb", "he", "dv", "pa-Arab", "rhg"])
def test_these_run_from_right_to_left(tag: str) -> None:
    assert is_rtl(tag)


@pytest.mark.parametrize("tag", ["fr", "so", "ti", "am", "kmr", "ha", "zh", "ru", "uz", "az-Latn"])
def test_these_run_from_left_to_right(tag: str) -> None:
    assert not is_rtl(tag)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("French", "fr"),
        ("français", "fr"),
        ("FRANCES", "fr"),
        ("árabe", "ar"),
        ("русский", "ru"),
        ("中文", "zh"),
        ("Klingonish", None),
        ("", None),
    ],
)
def test_a_language_is_found_by_its_name_in_any_of_the_six(name: str, tag: str | None) -> None:
    assert language_named(name) == tag


def test_every_name_that_is_shown_leads_back_to_its_language_or_to_none() -> None:
    for shown_in in SIX:
        for tag in ("ti", "so", "am", "prs", "ps", "ckb", "ha", "wo", "fr", "zh", "ar"):
            assert language_named(language_name(tag, shown_in)) in (tag, None)
