"""The invented world is whole, the same at every run, and reaches nobody."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import phonenumbers
import pytest

from app.access.marking import GREEN, MARKINGS, RED, rank, stricter
from app.access.policy import SHOWN
from app.access.roles import GRANTS
from app.cli.demo.cast import cast
from app.cli.demo.channels import domain_of
from app.cli.demo.countries import countries
from app.cli.demo.numbers import Numbers, is_reserved
from app.cli.demo.real_bodies import datenanfragen_folder, ror_file
from app.cli.demo.seeds import Form, Seed
from app.cli.demo.sheets import rows
from app.cli.demo.world import invented_world
from app.directory.channel_values import MAILBOXES, NUMBERS, PAGES, canonical_value
from app.directory.forms import entry_form
from app.directory.vocabulary import codes
from app.lookup.hours_json import hours_from
from app.reference import regions, states, treaties

WORLD = invented_world()
BY_KEY = {seed.key: seed for seed in WORLD}
LANGUAGES_OF_THE_ROUTES = {"ti", "so", "am", "prs", "ps", "ckb", "kmr", "rhg", "ha", "wo", "ff"}
# fmt: off
SMUGGLING_ROUTES = {
    "IT", "TN", "KE", "LY", "DZ", "MA", "MR", "SN", "ML", "NE", "NG", "SD", "ET", "ER", "SO", "DJ", "EG", "YE", "SA", "TR",
    "GR", "BG", "RS", "BA", "AL", "FR", "ES", "DE", "GB", "PL", "BY", "LT", "RU", "UA", "GE", "IR", "IQ", "AF", "PK", "IN",
    "BD", "MM", "TH", "MY", "ID", "PH", "VN", "CN", "AU", "PG", "MX", "GT", "HN", "SV", "CO", "PA", "US", "CU",
}
# fmt: on


def channels() -> Iterator[tuple[Seed, Form]]:
    return ((seed, channel) for seed in WORLD for channel in seed.form["channels"])


def of_kind(kind: str) -> list[Seed]:
    return [seed for seed in WORLD if seed.form["kind"] == kind]


def functions_of(seed: Seed) -> set[str]:
    return {each["function"] for each in seed.form.get("designations", [])}


# --- whole ------------------------------------------------------------------------------------------------------


def test_the_world_has_at_least_sixty_states_and_those_of_the_routes() -> None:
    found = {seed.form["state"] for seed in WORLD}
    assert len(found) >= 60
    assert found >= SMUGGLING_ROUTES


def test_the_world_has_a_state_in_every_region_and_subregion_with_un_members() -> None:
    members = [each for each in states.states() if each.standing == "member"]
    found = {node for seed in WORLD for node in regions.regions_of(seed.form["state"])}
    assert {each.region for each in members} <= found
    assert {each.subregion for each in members} <= found


def test_every_state_has_a_central_authority_police_a_border_service_and_a_prosecutor() -> None:
    for state in {seed.form["state"] for seed in of_kind("authority")}:
        types = {seed.form["authority_type"] for seed in of_kind("authority") if seed.form["state"] == state}
        assert types >= {"central_authority", "national_police", "border_guard", "specialised_prosecution_unit"}, state
        assert any(seed.form["state"] == state for seed in of_kind("prosecutor")), state


@pytest.mark.parametrize("state", ["IT", "TN", "KE"])
def test_the_states_of_the_tour_answer_for_every_matter_of_smuggling(state: str) -> None:
    published = [seed for seed in WORLD if seed.form["state"] == state and seed.status == "published"]
    found = set().union(*(functions_of(seed) for seed in published if rank(seed.form["marking"]) <= rank(GREEN)))
    assert found >= {
        "mla",
        "extradition",
        "som_by_sea",
        "som_investigation",
        "som_prosecution",
        "travel_document_verification",
        "readmission_return",
        "search_and_rescue",
        "law_enforcement_cooperation",
        "interpretation",
    }


def test_italy_has_a_specialised_prosecutor_whom_everybody_may_see() -> None:
    seed = BY_KEY["it-prosecutor"]
    assert (seed.status, seed.form["kind"], seed.form["marking"]) == ("published", "prosecutor", GREEN)
    assert "som_prosecution" in functions_of(seed)
    assert "EJN" in seed.form["networks"]


@pytest.mark.parametrize("code", codes("kind"))
def test_every_kind_is_there_in_numbers(code: str) -> None:
    assert len(of_kind(code)) >= 30


def test_every_marking_status_and_audience_is_there() -> None:
    assert {seed.form["marking"] for seed in WORLD} == set(MARKINGS)
    assert {seed.status for seed in WORLD} == set(codes("status"))
    assert {seed.form.get("audience", {}).get("kind", "everyone") for seed in WORLD} == set(codes("audience"))
    assert any(seed.form.get("audience", {}).get("except_states") for seed in WORLD)


def test_liaison_officers_are_posted_vacant_and_ended() -> None:
    postings = [seed.form["posting"] for seed in of_kind("liaison_officer")]
    assert BY_KEY["it-lo-tn"].form["posting"]["accredited_to"] == ["LY"]
    assert {p["posted_to"] for p in postings} == set(codes("posted_to"))
    assert any(p["until"] and p["until"] < "2026-11-01" for p in postings)
    assert any("holder" not in seed.form for seed in of_kind("liaison_officer"))


def test_interpreters_cover_the_languages_of_the_routes() -> None:
    spoken = {pair["source"] for seed in of_kind("interpreter") for pair in seed.form["interpretation"]}
    assert spoken >= LANGUAGES_OF_THE_ROUTES


# --- right ------------------------------------------------------------------------------------------------------


def test_every_seed_is_an_entry_that_the_directory_accepts() -> None:
    for seed in WORLD:
        entry_form(seed.form)


def test_every_timetable_can_be_read() -> None:
    for seed in WORLD:
        hours_from(seed.form["hours"])


def test_the_world_is_the_same_at_every_run_and_can_be_written_as_json() -> None:
    assert invented_world() == WORLD
    assert json.loads(json.dumps([seed.form for seed in WORLD])) == [seed.form for seed in WORLD]


def test_no_key_is_there_twice() -> None:
    assert [key for key, count in Counter(seed.key for seed in WORLD).items() if count > 1] == []


def test_parents_come_first_are_of_the_same_state_and_can_be_seen() -> None:
    seen: dict[str, Seed] = {}
    for seed in WORLD:
        if seed.parent_key is not None:
            parent = seen[seed.parent_key]
            assert parent.form["state"] == seed.form["state"]
            assert parent.form["kind"] == "authority"
            assert parent.status in SHOWN
        seen[seed.key] = seed


def test_every_authority_has_a_green_phone_that_every_officer_may_see() -> None:
    for seed in of_kind("authority"):
        phones = [c for c in seed.form["channels"] if c["type"] == "phone"]
        assert any(stricter(seed.form["marking"], c["marking"]) == GREEN for c in phones), seed.key
        assert seed.form.get("audience", {}).get("kind", "everyone") == "everyone"


def test_some_channels_are_marked_more_strictly_than_their_entry() -> None:
    stricter_ones = {c["marking"] for seed, c in channels() if c["marking"] and rank(c["marking"]) > rank(seed.form["marking"])}
    assert stricter_ones >= {"TLP:AMBER", RED}


def test_what_is_red_names_readers_of_the_cast_and_nothing_else_does() -> None:
    emails = {member.email for member in cast()}
    for seed in WORLD:
        is_red = seed.form["marking"] == RED or any(c["marking"] == RED for c in seed.form["channels"])
        assert bool(seed.reader_emails) == is_red, seed.key
        assert set(seed.reader_emails) <= emails


def test_consent_is_given_for_most_open_entries_and_never_beyond_the_marking() -> None:
    given = [seed for seed in WORLD if seed.form.get("consents")]
    open_ones = [seed for seed in WORLD if rank(seed.form["marking"]) <= rank(GREEN)]
    assert len(open_ones) / 2 < len(given) < len(open_ones)
    for seed in given:
        (consent,) = seed.form["consents"]
        assert consent["up_to"] == stricter(seed.form["marking"], GREEN)
        assert rank(seed.form["marking"]) <= rank("TLP:AMBER")
    assert any(seed.form["marking"] == "TLP:AMBER" for seed in given)


def test_designations_under_a_treaty_belong_to_its_parties() -> None:
    for seed in WORLD:
        for each in seed.form.get("designations", []):
            if each["instrument"] in ("SOM", "UNTOC"):
                assert seed.form["state"] in treaties.parties(each["instrument"]), seed.key


def test_a_draft_was_never_confirmed_and_some_published_entries_were_not_either() -> None:
    for seed in WORLD:
        if seed.status in ("draft", "submitted"):
            assert (seed.confirmed_days_ago, seed.tested_days_ago) == (None, None)
    published = [seed.confirmed_days_ago for seed in WORLD if seed.status == "published"]
    assert None in published
    assert 0.02 < sum(1 for days in published if days and days > 457) / len(published) < 0.2


@pytest.mark.parametrize("state", ["IT", "TN", "RU", "CN", "TH", "ET", "GR", "KR", "BD"])
def test_every_authority_is_named_in_its_language_and_in_english(state: str) -> None:
    for seed in (each for each in of_kind("authority") if each.form["state"] == state):
        preferred = {name["language"] for name in seed.form["names"] if name["role"] == "preferred"}
        assert len(preferred) >= 2
        assert "en" in preferred


def test_names_in_the_scripts_of_a_state_have_a_romanised_form_in_latin_letters() -> None:
    for seed in WORLD:
        names = seed.form["names"]
        own = countries()[seed.form["state"]].languages
        native = {n["language"] for n in names if n["role"] == "preferred" and n["script"] != "Latn" and n["language"] in own}
        assert {n["language"] for n in names if n["role"] == "romanised"} == native, seed.key
        for name in (n for n in names if n["script"] == "Latn"):
            assert all("LATIN" in unicodedata.name(c) for c in name["text"] if c.isalpha()), name


def test_every_term_stands_in_every_language_and_no_text_is_there_twice() -> None:
    terms = {row["term"] for row in rows("terms")}
    found = Counter((row["language"], row["term"]) for row in rows("terms"))
    assert set(found.values()) == {1}
    assert set(found) == {(language, term) for language in {row["language"] for row in rows("terms")} for term in terms}


# --- harmless ---------------------------------------------------------------------------------------------------


def test_every_number_is_set_aside_by_a_regulator_or_cannot_be_valid() -> None:
    from_regulators = [row["pattern"] for row in rows("reserved_numbers") if not row["source"].startswith("unassignable")]
    fiction = re.compile("|".join(re.escape(pattern).replace("N", r"\d") for pattern in from_regulators))
    for seed, channel in channels():
        if channel["type"] in NUMBERS:
            number = channel["value"]
            parsed = phonenumbers.parse(number)
            assert is_reserved(number), (seed.key, number)
            assert phonenumbers.is_possible_number(parsed), number
            assert canonical_value(channel["type"], number) == number
            assert fiction.fullmatch(number) or not phonenumbers.is_valid_number(parsed), (seed.key, number)
            assert number != "+12025550143"


def test_no_number_serves_two_channels() -> None:
    numbers = [channel["value"] for _, channel in channels() if channel["type"] in NUMBERS]
    assert len(numbers) == len(set(numbers))


def test_a_real_number_is_not_reserved() -> None:
    assert not is_reserved("+12025550143")
    assert not is_reserved("+442079470000")
    assert is_reserved("+442079460123")


def test_a_range_that_is_used_up_says_so() -> None:
    numbers = Numbers()
    for _ in range(99):
        numbers.following("US")
    with pytest.raises(ValueError, match="US has no number left"):
        numbers.following("US")


def test_mail_and_web_addresses_lie_under_example() -> None:
    for _, channel in channels():
        if channel["type"] in MAILBOXES:
            assert channel["value"].endswith(".example")
        if channel["type"] in PAGES:
            assert (urlsplit(channel["value"]).hostname or "").endswith(".example")
    for seed in WORLD:
        text = json.dumps(seed.form)
        assert text.count("https://") == text.count(f"https://{domain_of(seed.key)}/")


def test_system_addresses_say_that_they_are_of_the_demonstration() -> None:
    for _, channel in channels():
        if channel["type"] in ("interpol_i247", "siena", "e_codex", "ameripol", "aseanapol"):
            assert channel["value"].endswith("-DEMO")


def test_every_holder_is_invented_and_most_names_are_not_shown() -> None:
    invented = {row["text"] for row in rows("holders")} | {row["romanised"] for row in rows("holders")}
    holders = [seed.form["holder"] for seed in WORLD if "holder" in seed.form]
    assert {name["text"] for holder in holders for name in holder["names"]} <= invented
    assert 0 < sum(holder["publish_name"] for holder in holders) < len(holders) / 2


def test_everything_says_that_it_is_invented() -> None:
    assert {seed.form["provenance"]["source"] for seed in WORLD} == {"Invented for the demonstration"}


# --- cast and real bodies ---------------------------------------------------------------------------------------


def test_the_cast_has_the_nine_accounts_with_known_roles_and_no_secret() -> None:
    members = {member.email.removesuffix("@demo.example"): member for member in cast()}
    assert list(members) == [
        *("officer.it", "officer.ke", "focal.it", "focal2.it", "focal.tn", "coordinator.europe"),
        *("admin", "auditor", "recipient.sherloc"),
    ]
    assert {member.role for member in cast()} == set(GRANTS) - {"listed_post", "operator"}
    assert {name for name, member in members.items() if not member.has_second_factor} == {
        "officer.it",
        "officer.ke",
        "recipient.sherloc",
    }
    assert (members["auditor"].state, members["admin"].state, members["coordinator.europe"].region) == ("IT", None, "150")
    assert (members["recipient.sherloc"].recipient, members["recipient.sherloc"].ceiling) == ("sherloc", "TLP:AMBER")
    for member in cast():
        assert member.state is None or states.find_state(member.state)


def test_the_real_bodies_are_there_with_source_and_licence() -> None:
    folder = datenanfragen_folder()
    assert len(list(folder.rglob("*.json"))) == 305
    assert "CC0" in (folder / "LICENSE").read_text(encoding="utf-8")
    assert "CC0" in (folder / "README.md").read_text(encoding="utf-8")
    records = [json.loads(line) for line in ror_file().read_text(encoding="utf-8").splitlines()]
    assert len(records) == 400
    assert "CC0" in (folder.parent / "ror-government-400.README.md").read_text(encoding="utf-8")
