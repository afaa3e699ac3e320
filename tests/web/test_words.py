"""Words of the policy in the reader's language: also the refusals, which the policy puts together from parts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from babel.support import Translations

from app.access.actor import ROLES, Actor
from app.access.policy import why_not
from app.access.roles import GRANTS, Permission
from app.web import words
from app.web.words import ROLE_NAMES, method_name, role_name, said_in


class Shouting(Translations):
    """A catalogue that has every text, in capitals; placeholders stay."""

    def ugettext(self, message: str) -> str:
        return "".join(part if part.startswith("{") else part.upper() for part in words.re.split(r"(\{\w+\})", message))


@pytest.fixture
def shouting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sixth language in which texts that are on a list are shouted; others are not in the catalogue."""
    listed = {*words.WHO, *words.WHERE, *words.REFUSALS, *(p.value for p in Permission)}
    catalogue = Shouting()
    monkeypatch.setattr(words, "translated", lambda _language, text: catalogue.ugettext(text) if text in listed else text)
    words._refusal.cache_clear()


def refusals() -> set[str]:
    """Every sentence that the policy can say about a permission as such."""
    found: set[str] = set()
    for role in ROLES:
        actor = Actor(id="1", email="", name="", role=role, state="IT", region="150")
        ways = (actor, replace(actor, method="api_key"), replace(actor, acting_for="2", only=frozenset()))
        found |= {reason for way in ways for p in Permission if (reason := why_not(way, p)) is not None}
    return found


def test_every_refusal_of_the_policy_is_translated_whole(shouting: None) -> None:
    told = {sentence: said_in("xx", sentence) for sentence in refusals()}
    assert len(told) > 150
    assert [s for s, shown in told.items() if shown.replace("webauthn", "").upper() != shown.replace("webauthn", "")] == []


def test_a_refusal_that_names_a_scope_is_translated(shouting: None) -> None:
    for place in words.WHERE:
        assert said_in("xx", f"A coordinator may withdraw an entry only within {place}.").isupper()


def test_what_only_looks_like_a_refusal_stays_as_it_is(shouting: None) -> None:
    for text in ("A stranger may not withdraw an entry.", "An officer may not fly.", "{who} may not be.", ""):
        assert said_in("xx", text) == text


def test_in_english_the_policy_is_quoted() -> None:
    for sentence in refusals():
        assert said_in("en", sentence) == sentence


def test_every_role_has_a_name_and_what_has_none_stays(shouting: None) -> None:
    assert set(GRANTS) <= set(ROLE_NAMES)
    assert role_name("no_role", "en") == "no_role"
    assert method_name("carrier pigeon", "en") == "carrier pigeon"
