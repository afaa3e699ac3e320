"""A further language of the pages is one file: it appears in the switch, and what it does not say stays English."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.web import i18n, render
from tests.web.registry import Registry

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'


def dropped(tree: Path, language: str, text: str) -> None:
    """Put a catalogue in its place."""
    folder = tree / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(HEAD + text)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the catalogues, of which the pages take theirs during this test."""
    copy = tmp_path / "locales"
    shutil.copytree(i18n.LOCALES, copy)
    monkeypatch.setattr(i18n, "LOCALES", copy)
    render.environment.cache_clear()
    yield copy
    render.environment.cache_clear()


def test_one_file_makes_a_language_appear_and_its_gaps_are_english(registry: Registry, tree: Path) -> None:
    dropped(tree, "pt", 'msgid "Regions"\nmsgstr "Regiões"\n')
    officer = registry.browser("officer.ke")
    page = officer.get("/regions?lang=pt").text
    assert '<html lang="pt" dir="ltr">' in page and ">Regiões</a>" in page
    assert 'lang="pt" hreflang="pt" dir="ltr" aria-current="true">Português</a>' in page
    assert "Skip to the content" in page and "Africa" in page
    wished = registry.browser().get("/about", headers={"Accept-Language": "pt-BR, fr;q=0.5"})
    assert wished.headers["content-language"] == "pt"


def test_a_language_that_runs_from_right_to_left_does_so(registry: Registry, tree: Path) -> None:
    dropped(tree, "fa", 'msgid "Regions"\nmsgstr "مناطق"\n')
    page = registry.browser().get("/about?lang=fa").text
    assert '<html lang="fa" dir="rtl">' in page and "reboot.rtl" in page and "فارسی" in page


def test_a_form_of_a_language_and_an_empty_catalogue_are_welcome(registry: Registry, tree: Path) -> None:
    dropped(tree, "pt_BR", "")
    page = registry.browser().get("/about?lang=pt-BR").text
    assert '<html lang="pt-BR" dir="ltr">' in page and "Português (Brasil)" in page


def test_a_folder_that_is_no_language_is_passed_over(tree: Path) -> None:
    dropped(tree, "nothing_at_all", "")
    (tree / "de").mkdir()
    assert list(i18n.own_names(tree)) == list(i18n.OWN_NAMES)


def test_an_officers_and_a_keepers_pages_are_whole_in_a_further_language(registry: Registry, tree: Path) -> None:
    dropped(tree, "pt", 'msgid "Look up"\nmsgstr "Procurar"\n')
    keeper = registry.browser("focal.it")
    entry_id = registry.published()
    for path in (
        "/",
        "/lookup?state=IT",
        "/counterparts?state=IT",
        f"/entries/{entry_id}",
        f"/entries/{entry_id}/edit",
        "/duty-sheets",
    ):
        answer = keeper.get(f"{path}{'&' if '?' in path else '?'}lang=pt")
        assert answer.status_code == 200 and '<html lang="pt"' in answer.text, path
