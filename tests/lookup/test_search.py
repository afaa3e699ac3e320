"""Searching by text: who finds what, why, in which order, and what a text cannot reveal."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from app.clock import now, set_to, today
from app.directory.entries import register_entry, suspend_entry
from app.directory.find import EntryQuery
from app.errors import Invalid
from app.lookup.search import Answers, search
from app.lookup.suggest import suggestions
from tests.cast import Registry
from tests.factories import entry_data, named, phone


def asked(registry: Registry, q: str, who: str = "officer.ke", plain: tuple[str, ...] = (), **query: Any) -> Answers:
    """The answers to a text."""
    with registry.reading() as session:
        return search(session, EntryQuery(q=q, **query), plain=plain, reader=registry.actor(who))


def found(registry: Registry, q: str, who: str = "officer.ke", **query: Any) -> list[str]:
    """The first names of the matches, in their order."""
    return [card["names"][0]["text"] for card in asked(registry, q, who, **query).items]


def begun(registry: Registry, text: str) -> list[str]:
    """What is suggested while typing."""
    with registry.reading() as session:
        return [each.text for each in suggestions(session, text, reader=registry.actor("officer.ke"))]


@pytest.fixture
def world(registry: Registry) -> Registry:
    """Authorities and officers of Italy and Tunisia."""
    registry.published(
        names=[*named("Guardia Costiera", "it"), *named("Coast Guard"), {"text": "MRCC Roma", "role": "acronym"}],
        designations=[{"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}],
    )
    registry.published(names=[*named("Ministero dell'Interno", "it"), *named("Ministry of the Interior")])
    registry.published(names=[*named("Polizia Federale", "it"), *named("Police fédérale", "fr")])
    registry.published(
        names=named("Liaison desk"),
        kind="liaison_officer",
        authority_type=None,
        posting={"host": "TN", "posted_to": "mission", "place": "Sfax"},
        holder={"names": [{"text": "Мохаммед Щербаков", "language": "ru"}], "publish_name": True},
    )
    tunisian = [*named("الحرس البحري", "ar"), *named("Garde maritime", "fr"), *named("Coast Guard")]
    registry.published("focal.tn", "focal2.tn", state="TN", names=tunisian)
    return registry


QUESTIONS: list[tuple[str, list[str]]] = [
    ("MINISTRY of interior", ["Ministero dell'Interno"]),
    ("interior ministry", ["Ministero dell'Interno"]),
    ("Ministery of Interor", ["Ministero dell'Interno"]),
    ("MinistryOfTheInterior", ["Ministero dell'Interno"]),
    ("وزارة الداخلية", ["Ministero dell'Interno"]),
    ("Министерство внутренних дел", ["Ministero dell'Interno"]),
    ("guardia cost", ["Guardia Costiera"]),
    ("mrcc roma", ["Guardia Costiera"]),
    ("Mohammed Shcherbakov", ["Liaison desk"]),
    ("police fédérale Italie", ["Polizia Federale"]),
    ("coast guard Tunisia", ["الحرس البحري"]),
    ("coast guard تونس", ["الحرس البحري"]),
    ("liaison desk Sfax", ["Liaison desk"]),
    ("%", []),
    ("_", []),
    ("xyzzy", []),
]


def test_a_text_finds_its_entry_in_any_script_order_or_spelling(world: Registry) -> None:
    assert [(q, found(world, q)[:1]) for q, _ in QUESTIONS] == QUESTIONS


def test_a_match_says_which_name_it_met_and_how(world: Registry) -> None:
    matched = asked(world, "الحرس البحري").items[0]["matched"]
    assert matched == {"name": {"text": "الحرس البحري", "language": "ar", "holder": False}, "how": "same"}
    assert asked(world, "Mohammed Shcherbakov").items[0]["matched"]["name"]["holder"]
    assert asked(world, "وزارة الداخلية").items[0]["matched"]["how"] == "meaning"


def test_a_state_in_the_text_is_a_filter_that_can_be_taken_off(world: Registry) -> None:
    read = asked(world, "coast guard Tunisia")
    assert [(c.filter, c.value, c.words) for c in read.chips] == [("state", "TN", "Tunisia")]
    assert (len(read.items), read.text) == (1, "coast guard")
    as_words = asked(world, "coast guard Tunisia", plain=("state",))
    assert as_words.chips == ()
    assert [card["state"] for card in as_words.items] == ["TN", "IT"]


def test_only_a_state_or_a_function_lists_its_entries(world: Registry) -> None:
    assert {card["state"] for card in asked(world, "Италия").items} == {"IT"}
    assert found(world, "smuggling of migrants by sea italy") == ["Guardia Costiera"]
    assert {card["state"] for card in asked(world, "Tunisia", plain=("state",)).items} == {"TN"}


def test_a_state_that_leaves_no_match_is_read_as_a_word(world: Registry) -> None:
    world.published(names=named("Jordan Pereira bureau"))
    read = asked(world, "Jordan Pereira")
    assert (read.chips, read.items[0]["names"][0]["text"]) == ((), "Jordan Pereira bureau")


def test_filters_and_text_hold_together(world: Registry) -> None:
    assert found(world, "coast guard", state="IT") == ["Guardia Costiera"]
    assert found(world, "coast guard", function="som_by_sea") == ["Guardia Costiera"]
    assert found(world, "coast guard", kind="prosecutor") == []
    assert found(world, "coast guard", region="002") == ["الحرس البحري"]


def test_similar_names_stand_apart_from_matches(world: Registry) -> None:
    answers = asked(world, "Mohamed Cherkaoui")
    assert answers.items == []
    assert all("matched" in card for card in answers.similar)


def test_mahmoud_does_not_rank_above_mohamed(registry: Registry) -> None:
    for name in ("Mahmoud", "Mohammed", "Махмуд", "محمد"):
        registry.published(names=named(name))
    first = found(registry, "Mohamed")[:2]
    assert set(first) == {"Mohammed", "محمد"}


def test_a_han_name_is_found_by_its_beginning(registry: Registry) -> None:
    registry.published(names=named("王小明", "zh"))
    assert found(registry, "王小") == found(registry, "Wang Xiaoming") == ["王小明"]


# --- pages ------------------------------------------------------------------------------------------------------


def test_pages_of_matches_follow_each_other_without_gap_or_repetition(registry: Registry) -> None:
    ids = {registry.draft(names=named(f"Border Police unit {number}")) for number in range(7)}
    seen: list[str] = []
    cursor = None
    for _ in range(4):
        page = asked(registry, "border police", "focal.it", limit=2, cursor=cursor)
        seen += [card["id"] for card in page.items]
        cursor = page.next_cursor
    assert cursor is None
    assert len(seen) == len(ids)
    assert set(seen) == ids


def test_a_foreign_cursor_is_refused(world: Registry) -> None:
    for cursor in ("x", "W10", "WyJhIiwgMV0"):
        with pytest.raises(Invalid) as refused:
            asked(world, "coast guard", cursor=cursor)
        assert [e.field for e in refused.value.errors] == ["cursor"]


# --- nothing hidden ---------------------------------------------------------------------------------------------


def test_a_name_that_is_not_published_is_not_searched(world: Registry) -> None:
    holder = {"names": [{"text": "Zebulon Quarterstaff"}], "publish_name": False}
    world.published(names=named("Analysis unit"), holder=holder)
    for who in ("officer.ke", "focal.it"):
        answers = asked(world, "Zebulon Quarterstaff", who)
        assert "Analysis unit" not in [c["names"][0]["text"] for c in (*answers.items, *answers.similar)]


def test_drafts_and_suspended_entries_are_found_by_their_keepers_only(world: Registry) -> None:
    entry_id = world.published(names=named("Quarterstaff office"))
    world.draft(names=named("Quarterstaff draft"))
    assert found(world, "Quarterstaff") == ["Quarterstaff office"]
    with world.writing() as session:
        suspend_entry(session, entry_id, 2, by=world.actor("focal.it"))
    assert found(world, "Quarterstaff") == []
    assert set(found(world, "Quarterstaff", "focal.it")) == {"Quarterstaff office", "Quarterstaff draft"}


def test_a_renamed_entry_is_found_by_its_new_name_only(registry: Registry) -> None:
    entry_id = registry.published(names=named("Harbour patrol"))
    registry.revise(entry_id, {"names": named("Quarterstaff bureau")}, 2)
    assert found(registry, "Quarterstaff bureau") == ["Quarterstaff bureau"]
    assert found(registry, "Harbour patrol") == []


WORDS = ("Border", "Guard", "Police", "Ministry", "Mohamed", "Mahmoud", "شرطة", "Sea", "Coast", "Unit", "Щербаков")


def _answer_bytes(registry: Registry, q: str) -> str:
    """What a reader gets, without what every world makes anew: ids and instants."""
    answers = asked(registry, q)
    told = [[(c["names"], c["matched"], c["state"]) for c in part] for part in (answers.items, answers.similar)]
    return repr((told, answers.chips, answers.text, answers.next_cursor is None))


def test_hidden_entries_change_nothing_in_a_readers_answers(registry: Registry) -> None:
    """Thirty worlds, each asked before and after hidden entries with the very names asked for come in."""
    chance = random.Random(4)
    for number in range(8):
        registry.published(names=named(" ".join(chance.sample(WORDS, 3)) + f" {number}"))
    for number in range(30):
        questions = [" ".join(chance.sample(WORDS, chance.randint(1, 3))) for _ in range(2)]
        before = [_answer_bytes(registry, q) for q in questions]
        for q in questions:
            registry.draft(names=named(f"{q} {number}"), marking=chance.choice(("TLP:GREEN", "TLP:RED")))
        assert [_answer_bytes(registry, q) for q in questions] == before


def test_many_hidden_entries_do_not_push_a_match_out(registry: Registry) -> None:
    """More hidden entries than are compared cover the question as well as the one that the reader may find."""
    by = registry.actor("focal.it")
    with registry.writing() as session:
        for _ in range(330):
            register_entry(session, entry_data(names=named("Quarterstaff bureau"), channels=[]), by=by)
    registry.published(names=named("Quarterstaff bureau of the harbour"))
    assert found(registry, "Quarterstaff bureau") == ["Quarterstaff bureau of the harbour"]


def test_a_holder_who_has_left_is_found_no_more(registry: Registry) -> None:
    leaves = today() + timedelta(days=2)
    post: dict[str, Any] = {"names": named("Liaison desk"), "kind": "liaison_officer", "authority_type": None}
    for holder, posting in (({"until": leaves.isoformat()}, {}), ({}, {"until": leaves.isoformat()})):
        registry.published(
            **post,
            holder={"names": [{"text": "Zenobia Quimbly", "language": "en"}], "publish_name": True, **holder},
            posting={"host": "TN", "posted_to": "mission", "place": "Sfax", **posting},
        )
    assert found(registry, "Zenobia Quimbly") == ["Liaison desk", "Liaison desk"] and begun(registry, "Zenobia Qui")
    at = now() + timedelta(days=3)
    with set_to(lambda: at):
        answers = asked(registry, "Zenobia Quimbly")
        assert begun(registry, "Zenobia Qui") == []
    assert (answers.items, list(answers.similar)) == ([], [])


NIGHT = "2026-11-24T03:10:00Z"
OFFICE_HOURS = {"spans": [{"days": ["mo", "tu", "we", "th", "fr"], "opens": "08:00", "closes": "16:00"}], "exceptions": []}


def at_night(registry: Registry, who: str, q: str | None = None) -> list[str]:
    """Names of what answers at ten past three at night, listed or searched."""
    with registry.reading() as session:
        answers = search(session, EntryQuery(q=q, state="IT"), open_at=NIGHT, reader=registry.actor(who))
    return sorted(card["names"][0]["text"] for card in answers.items)


@pytest.mark.parametrize("q", [None, "office"])
def test_who_answers_at_night_includes_lines_that_never_close_and_lines_with_hours_of_their_own(
    registry: Registry, q: str | None
) -> None:
    night = {"spans": [{"days": ["mo", "tu"], "opens": "22:00", "closes": "06:00"}], "exceptions": []}
    closed = phone("+390000000061")
    for name, line in (
        ("Office by day", closed),
        ("Office day and night", {**closed, "always_open": True}),
        ("Office with a night desk", {**closed, "hours": night}),
    ):
        registry.published(names=named(name), channels=[line], hours=OFFICE_HOURS)
    assert at_night(registry, "officer.ke", q) == ["Office day and night", "Office with a night desk"]


def test_a_page_of_who_is_open_is_never_longer_than_asked_and_leaves_nobody_out(registry: Registry) -> None:
    always = {**phone("+390000000061"), "always_open": True}
    for number, line in enumerate((always, phone("+390000000061"), always, always, always)):
        registry.published(names=named(f"Office {number}"), channels=[line], hours=OFFICE_HOURS)
    pages, cursor = [], None
    with registry.reading() as session:
        for _ in range(4):
            query = EntryQuery(state="IT", limit=2, cursor=cursor)
            answers = search(session, query, open_at=NIGHT, reader=registry.actor("officer.ke"))
            pages.append([card["names"][0]["text"] for card in answers.items])
            if (cursor := answers.next_cursor) is None:
                break
    assert max(len(page) for page in pages) == 2
    assert [name for page in pages for name in page] == ["Office 0", "Office 2", "Office 3", "Office 4"]


def test_a_line_that_the_reader_may_not_have_makes_no_office_open(registry: Registry) -> None:
    strict = phone("+390000000062", always_open=True, marking="TLP:AMBER+STRICT")
    registry.published(names=named("Office"), channels=[phone("+390000000061"), strict], hours=OFFICE_HOURS)
    assert at_night(registry, "officer.ke") == []
    assert at_night(registry, "focal.it") == ["Office"]


@pytest.mark.parametrize(
    "at", ["now", "2026-11-24T03:10", "1979-12-31T00:00Z", "2199-12-31T23:59-10:00", "0001-01-01T00:00+14:00"]
)
@pytest.mark.parametrize("q", [None, "coast"])
def test_an_instant_that_cannot_be_is_named_by_its_own_field(registry: Registry, at: str, q: str | None) -> None:
    registry.published(hours=OFFICE_HOURS)
    with registry.reading() as session, pytest.raises(Invalid) as refusal:
        search(session, EntryQuery(q=q), open_at=at, reader=registry.actor("officer.ke"))
    assert [each.field for each in refusal.value.errors] == ["open_at"]
