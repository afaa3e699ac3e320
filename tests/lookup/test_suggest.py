"""Suggestions go on as the text begins, in the order of the words, and never name what the reader may not find."""

from __future__ import annotations

import pytest

from app.directory.entries import register_entry
from app.directory.search_index import HOLDER, SearchName, keep_names
from app.errors import Denied
from app.lookup.suggest import MOST, Suggestion, suggestions
from tests.cast import Registry
from tests.factories import entry_data, named


def offered(registry: Registry, text: str, who: str = "officer.ke") -> list[str]:
    return [each.text for each in told(registry, text, who)]


def told(registry: Registry, text: str, who: str = "officer.ke") -> list[Suggestion]:
    with registry.reading() as session:
        return suggestions(session, text, reader=registry.actor(who))


@pytest.fixture
def world(registry: Registry) -> Registry:
    registry.published(names=[*named("Guardia Costiera", "it"), *named("Coast Guard")])
    registry.published(names=named("Border Guard"))
    registry.published(names=named("Мохаммед Щербаков", "ru"))
    registry.draft(names=named("Guarded secret"))
    return registry


def test_a_name_is_offered_from_the_beginning_of_any_of_its_words(world: Registry) -> None:
    assert set(offered(world, "gua")) == {"Guardia Costiera", "Border Guard"}
    assert offered(world, "coast g") == ["Coast Guard"]
    assert offered(world, "Guard bord") == ["Border Guard"]
    assert offered(world, "Мохам") == ["Мохаммед Щербаков"]
    assert offered(world, "coast bord") == []
    assert offered(world, "") == offered(world, "!") == []


def test_a_suggestion_says_language_entry_and_state(world: Registry) -> None:
    (each,) = told(world, "costi")
    assert (each.text, each.language, each.state) == ("Guardia Costiera", "it", "IT")
    assert world.client("officer.ke").get(f"/api/v1/entries/{each.entry}?purpose=test").status_code == 200


def test_where_nothing_begins_so_another_script_is_tried(world: Registry) -> None:
    assert offered(world, "Shcherbakov") == ["Мохаммед Щербаков"]
    assert offered(world, "zz") == []


def test_chinese_characters_are_completed_as_they_are_written(registry: Registry) -> None:
    registry.published(names=named("王小明", "zh"))
    registry.published(names=named("国家公安部", "zh"))
    registry.published(names=named("Wangari Example"))
    registry.draft(names=named("王国", "zh"))
    assert offered(registry, "王") == offered(registry, "王小") == ["王小明"]
    assert offered(registry, "公安") == ["国家公安部"]


def test_one_chinese_character_is_not_looked_for_by_its_sound(registry: Registry) -> None:
    registry.published(names=named("Ванг", "ru"))
    assert offered(registry, "wang") == ["Ванг"]
    assert offered(registry, "王") == []


def test_a_holder_who_left_is_not_completed_in_chinese_characters(registry: Registry) -> None:
    entry = registry.published(names=named("边检", "zh"))
    with registry.writing() as session:
        keep_names(session, {entry: ("IT", [SearchName("王小明", "zh", HOLDER, "2001-01-01")])})
    assert offered(registry, "王") == []


def test_a_draft_is_suggested_to_its_keepers_only(world: Registry) -> None:
    assert "Guarded secret" in offered(world, "guarded", "focal.it")
    for who in ("officer.it", "officer.ke", "focal.tn", "admin"):
        assert offered(world, "guarded", who) == []
    with pytest.raises(Denied):
        offered(world, "guarded", "auditor")


def test_many_hidden_names_in_front_do_not_push_a_name_out(world: Registry) -> None:
    by = world.actor("focal.it")
    with world.writing() as session:
        for number in range(5 * MOST):
            register_entry(session, entry_data(names=named(f"Coas{number:02} hidden"), channels=[]), by=by)
    assert offered(world, "coas") == ["Coast Guard"]
    assert len(offered(world, "coas", "focal.it")) == MOST
