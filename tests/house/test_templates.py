"""Every template compiles, an undefined name is an error, and every text that people read goes through gettext."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError

from app.reference.languages import SIX
from app.web.render import environment
from tests.house.source import ROOT, Sources, sources

READ_ALOUD = {"alt", "title", "placeholder", "aria-label", "aria-description", "label"}
"""Attributes whose text people see or hear."""

A_WORD = re.compile(r"[^\W\d_]{2,}")
SAME_IN_ALL_LANGUAGES = {"TLP", "CLEAR", "GREEN", "AMBER", "RED", "UTC"}
NOT_READ = {
    "_forms.html": ['f-0 aria-describedby="e-0 h-0" aria-invalid="true"'],
    "entry_form/_fields.html": ["yes 0"],
}
"""Texts of macros that are called inside a tag or asked for their answer: nobody reads them."""


class Texts(HTMLParser):
    """Collects what a person would read in a page: text between tags and the attributes above."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        self.found += [value for name, value in attrs if value and name in READ_ALOUD]
        self.found += [v for n, v in attrs if v and n == "value" and tag == "input" and ("type", "submit") in attrs]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def untranslated(template: str, environment: Environment) -> list[str]:
    """Words in the template's HTML that stand outside `{% trans %}` and are not the value of an expression."""
    html, translating, inside = "", False, ""
    for _, kind, text in environment.lex(template):
        if kind in ("block_begin", "variable_begin", "comment_begin"):
            inside = kind
        elif kind in ("block_end", "variable_end", "comment_end"):
            html += "" if translating or inside != "variable_begin" else "0"
            inside = ""
        elif inside == "block_begin" and kind == "name" and text in ("trans", "endtrans"):
            translating = text == "trans"
        elif kind == "data" and not translating:
            html += text
    reader = Texts()
    reader.feed(html)
    reader.close()
    words = (" ".join(text.split()) for text in reader.found)
    return [text for text in words if set(A_WORD.findall(text)) - SAME_IN_ALL_LANGUAGES]


def environment_for(templates: Sources) -> Environment:
    """A plain environment with what the tests need of the real one: strict names and translation blocks."""
    loader = DictLoader(dict(templates))
    return Environment(loader=loader, undefined=StrictUndefined, autoescape=True, extensions=["jinja2.ext.i18n"])


PLANTED = """
{# a comment #}<h1>{% trans %}Entries{% endtrans %}</h1><p class="lead">{{ _("Found") }}: {{ count }}</p>
<a href="/x" title="Open it">{% if count %}Show all{% endif %}</a><input type="submit" value="Send"><b>TLP:GREEN 12</b>
"""


def test_planted_untranslated_texts_are_found() -> None:
    found = untranslated(PLANTED, environment_for({}))
    assert found == ["Open it", "Show all", "Send"]


def test_a_planted_undefined_name_is_an_error() -> None:
    environment = environment_for({"planted.html": "{{ nobody_gave_this }}"})
    with pytest.raises(UndefinedError):
        environment.get_template("planted.html").render()


# --- the real templates -----------------------------------------------------------------------------------------


def templates() -> Sources:
    """The templates of the pages, by the name under which a page asks for them."""
    inside = "app/web/templates/"
    return {path.removeprefix(inside): text for path, text in sources(inside, suffix=".html").items()}


@pytest.mark.parametrize("language", SIX)
def test_every_template_compiles_and_an_undefined_name_is_an_error(language: str) -> None:
    made = environment(language)
    assert made.undefined is StrictUndefined
    assert made.autoescape is True
    for name in templates():
        made.get_template(name)


def test_every_text_that_people_read_is_translatable() -> None:
    found = {name: untranslated(text, environment("en")) for name, text in templates().items()}
    assert {name: texts for name, texts in found.items() if texts and texts != NOT_READ.get(name)} == {}


# --- catalogues -------------------------------------------------------------------------------------------------


def catalogue_faults(po: str) -> list[str]:
    """What is wrong in a catalogue of translations: placeholders that differ from the original, entries marked as unsure."""
    catalogue = read_po(io.StringIO(po))
    faults = [f"{message.id}: {error}" for message, errors in catalogue.check() for error in errors]
    return faults + [f"{message.id}: marked as fuzzy" for message in catalogue if message.id and message.fuzzy]


def test_no_catalogue_has_faults() -> None:
    catalogues = (ROOT / "app" / "web").rglob("*.po")
    assert {str(path): faults for path in catalogues if (faults := catalogue_faults(path.read_text(encoding="utf-8")))} == {}


def test_planted_faults_in_a_catalogue_are_found() -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    lost = '#, python-format\nmsgid "%(count)s entries"\nmsgstr "%(cuont)s fiches"\n\n'
    unsure = '#, fuzzy\nmsgid "State"\nmsgstr "Condition"\n'
    assert len(catalogue_faults(head + lost + unsure)) == 2
