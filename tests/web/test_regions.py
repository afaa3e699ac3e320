"""Region by region and State by State, with counts of what the reader may see."""

from __future__ import annotations

import re

import pytest

from app.reference import groups, regions, states
from tests.web.registry import Registry


def test_counts_are_those_of_the_reader(registry: Registry) -> None:
    registry.published()
    registry.draft()
    for name, count in (("officer.ke", 1), ("focal.it", 2), ("auditor", 0)):
        text = registry.browser(name).get("/regions").text
        europe = re.search(r'href="/regions/150">[^<]+</a> <span class="count">(\d+)<', text)
        assert europe is not None and int(europe.group(1)) == count


def test_every_region_and_group_has_a_page_with_its_states(registry: Registry) -> None:
    browser = registry.browser("officer.ke")
    listed = [(region.code, regions.states_in(region.code)) for region in regions.regions()]
    for code, members in [*listed, *((group.code, group.members) for group in groups.groups())]:
        answer = browser.get(f"/regions/{code}")
        assert answer.status_code == 200
        assert len(re.findall(r'href="/states/[A-Z]{2}"', answer.text)) == len(members)


@pytest.mark.parametrize("path", ["/regions/999", "/regions/15", "/states/XX", "/states/nowhere"])
def test_what_does_not_exist_is_not_found(registry: Registry, path: str) -> None:
    assert registry.browser("officer.ke").get(path).status_code == 404


def test_a_states_page_tells_names_treaties_networks_and_entries(registry: Registry) -> None:
    registry.published()
    text = registry.browser("officer.ke").get("/states/IT").text
    for name in states.state("IT").names.values():
        assert name in text
    assert "Smuggling of migrants by sea" in text
    assert "Coast Guard, example" in text
    assert "as of" in text
    assert "coastguard.example" not in text


def test_a_state_is_found_in_small_letters_too(registry: Registry) -> None:
    answer = registry.browser("officer.ke").get("/states/it")
    assert (answer.status_code, answer.headers["location"]) == (303, "/states/IT")


def test_an_entry_with_several_functions_is_listed_once_for_all_of_them(registry: Registry) -> None:
    designations = [{"instrument": "UNTOC", "article": "18.13", "function": f} for f in ("mla", "extradition")]
    entry_id = registry.published(designations=designations)
    text = registry.browser("officer.ke").get("/states/IT").text
    assert text.count(f'href="/entries/{entry_id}"') == 1


def test_a_state_without_entries_says_where_to_look_instead(registry: Registry) -> None:
    text = registry.browser("officer.ke").get("/states/TN").text
    assert "No entry of this State that you may see." in text
    assert "/lookup?host=TN" in text


def test_every_state_is_a_square_that_says_its_figures_in_words(registry: Registry) -> None:
    registry.published()
    text = registry.browser("officer.ke").get("/regions").text
    italy = re.search(r'<a class="sq tint-coverage-1" href="/states/IT" title="Italy">.*?</a>', text)
    assert italy is not None and "Italy: 1 entry, 1 of 7 matters, 0 confirmed in time" in italy.group()
    assert text.count('<a class="sq tint-coverage-0"') == 194
    assert "style=" not in text


def test_freshness_is_told_by_a_mark_too(registry: Registry) -> None:
    entry_id = registry.published()
    page = registry.browser("officer.ke").get
    assert re.search(
        r'tint-freshness-1" href="/states/IT"[^>]*><span aria-hidden="true">IT<b>✕<', page("/regions?colour=freshness").text
    )
    registry.browser("focal.it").post(f"/entries/{entry_id}/confirm")
    assert re.search(
        r'tint-freshness-3" href="/states/IT"[^>]*><span aria-hidden="true">IT<b>✓<', page("/regions?colour=freshness").text
    )


def test_the_squares_are_a_table_too(registry: Registry) -> None:
    registry.published()
    text = registry.browser("officer.ke").get("/regions?view=table").text
    row = re.search(r'<tr><th scope="row"><a href="/states/IT">Italy</a></th>.*?</tr>', text)
    assert row is not None and "1/7" in row.group()
    assert text.count('<th scope="row">') == 195 and 'class="sq tint' not in text


def test_a_red_entry_colours_no_square(registry: Registry) -> None:
    mine = [registry.actor(name).id for name in ("focal.it", "focal2.it")]
    registry.published(marking="TLP:RED", readers=mine)
    text = registry.browser("officer.ke").get("/regions").text
    assert text.count('<a class="sq tint-coverage-0"') == 195


def test_a_colour_that_does_not_exist_is_coverage(registry: Registry) -> None:
    assert registry.browser("officer.ke").get("/regions?colour=%3Cb%3E").text.count("tint-coverage-0") > 190
