"""Words are explained where they stand: without a script, under one id each, in the words of the glossary."""

from __future__ import annotations

import re

import pytest

from app.web.glossary import WORDS
from tests.web.registry import Registry


def test_the_page_about_the_directory_has_every_word(registry: Registry) -> None:
    text = registry.browser().get("/about").text
    for word, meaning in WORDS.values():
        assert f"<dt>{word}</dt>" in text and meaning.replace("'", "&#39;") in text


@pytest.mark.parametrize(
    ("who", "path", "key"),
    [
        ("focal.it", "/my-entries", "entry"),
        ("focal.it", "/proposals", "proposal"),
        ("coordinator", "/coverage", "gap"),
        ("officer.ke", "/counterparts?state=IT&function=som_by_sea", "counterpart"),
        ("focal.it", "/entries/{entry}", "confirmation"),
        ("focal.it", "/entries/{entry}", "designation"),
        ("focal.it", "/entries/{entry}/disclosures", "disclosure"),
    ],
)
def test_a_word_is_explained_by_a_button_that_needs_no_script(registry: Registry, who: str, path: str, key: str) -> None:
    entry_id = registry.published()
    text = registry.browser(who).get(path.format(entry=entry_id)).text
    opened = re.findall(r'popovertarget="([^"]+)"', text)
    assert f"t-{key}" in opened and len(set(opened)) == len(opened)
    for target in opened:
        assert text.count(f'id="{target}" popover') == 1
    assert "onclick" not in text and "style=" not in text
