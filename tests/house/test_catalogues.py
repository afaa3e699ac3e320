"""Every text that people read is in the catalogue of each of the five other languages, with the same placeholders and tags."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from app.reference.languages import SIX
from tests.house.source import ROOT

OTHERS = tuple(sorted(set(SIX) - {"en"}))
MARKS = re.compile(r"%\([a-z_]+\)s|\{[a-z_]+\}|</?[a-z]+[^>]*>")
"""Placeholders of both sorts, and tags."""


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """All texts of the pages, extracted anew."""
    pot = tmp_path_factory.mktemp("texts") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "app/web/babel.cfg", "-o", str(pot), "app"]
    subprocess.run(command, cwd=ROOT, check=True)
    return read_po(io.BytesIO(pot.read_bytes()))


@cache
def catalogue(language: str) -> Catalog:
    path = Path(ROOT) / "app" / "web" / "locales" / language / "LC_MESSAGES" / "messages.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def untranslated(wanted: Catalog, have: Catalog) -> list[str]:
    """Texts that are not in the catalogue, empty there, or marked as fuzzy."""
    missing = []
    for message in wanted:
        if not message.id:
            continue
        found = have.get(message.id, message.context)
        texts = _texts(found.string) if found is not None else [""]
        if found is None or found.fuzzy or not all(texts):
            missing.append(str(message.id))
    return missing


def differing(wanted: Catalog, have: Catalog) -> list[str]:
    """Texts whose translation has other placeholders or tags than the text itself."""
    wrong = []
    for message in wanted:
        found = have.get(message.id, message.context) if message.id else None
        if found is None:
            continue
        allowed = [sorted(MARKS.findall(each)) for each in _texts(message.id)]
        wrong += [each for each in _texts(found.string) if each and sorted(MARKS.findall(each)) not in allowed]
    return wrong


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, tuple | list) else [str(value)]


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(wanted: Catalog, language: str) -> None:
    assert len(wanted) > 1000
    assert untranslated(wanted, catalogue(language)) == []


@pytest.mark.parametrize("language", OTHERS)
def test_translations_keep_placeholders_and_tags(wanted: Catalog, language: str) -> None:
    assert differing(wanted, catalogue(language)) == []


def test_a_planted_text_and_a_planted_placeholder_are_found() -> None:
    wanted, have = Catalog(), Catalog()
    for text in ("Here", "%(count)s entries", "<b>Not</b>"):
        wanted.add(text)
    have.add("%(count)s entries", "%(conut)s Einträge")
    have.add("<b>Not</b>", "Nicht")
    assert untranslated(wanted, have) == ["Here"]
    assert differing(wanted, have) == ["%(conut)s Einträge", "Nicht"]
