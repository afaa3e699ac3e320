"""vCards: folded by octets, escaped, re-read by another library; vCard 3 for programs that know no better."""

from __future__ import annotations

import io

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.formats.vcard import LINE, vcard, vcard_3, write_vcards, write_vcards_3
from tests.exchange.cards import Card, card, channel, hostile_text
from tests.exchange.formats.content_lines import Line, lines_of

HOLDER = {"names": [{"text": "Amira Example", "language": "en", "script": "Latn", "role": "preferred"}], "publish_name": True}


def named(given: Card, name: str) -> list[Line]:
    return [line for line in lines_of(vcard(given)) if line.name == name]


def test_a_card_begins_with_its_version_and_says_what_it_is() -> None:
    lines = lines_of(vcard(card()))
    assert [(line.name, line.value) for line in lines[:2]] == [("BEGIN", "VCARD"), ("VERSION", "4.0")]
    assert lines[-1].name == "END"
    facts = {line.name: line.value for line in lines}
    assert facts["UID"] == "urn:uuid:0198aaaa-0000-7000-8000-000000000001"
    assert (facts["KIND"], facts["TZ"], facts["X-TLP"], facts["REV"]) == ("org", "Africa/Tunis", "TLP:GREEN", "20260101T000000Z")


def test_names_in_several_languages_are_alternatives_of_one_name() -> None:
    said = [(line.params["LANGUAGE"], line.params["ALTID"], line.value) for line in named(card(), "FN")]
    assert said == [
        (["fr"], ["1"], "Garde nationale maritime"),
        (["ar"], ["1"], "الحرس البحري"),
        (["it"], ["1"], "Guardia marittima"),
    ]
    assert named(card(), "ORG")[0].parts(";") == ["Tunisia", "Garde nationale maritime"]
    assert named(card(), "NICKNAME")[0].parts(",") == ["GNM"]


def test_a_number_is_an_address_with_its_extension_and_its_rank() -> None:
    first, second = named(card(), "TEL")
    assert (first.params["VALUE"], first.value) == (["uri"], "tel:+21671000001;ext=5")
    assert (first.params["TYPE"], first.params["PREF"], second.params["X-HOURS"]) == (["work", "voice"], ["50"], ["24/7"])
    label = next(line for line in named(card(), "X-ABLABEL") if line.group == first.group)
    assert label.value == "Duty officer"


def test_line_ends_and_quotes_in_a_parameter_are_written_with_a_caret() -> None:
    said = card(channels=[channel(1, "postal", 'Rue "de" la Mer\n^1')])
    (address,) = named(said, "ADR")
    assert address.params["LABEL"] == ['Rue "de" la Mer\n^1']
    assert address.parts(";")[-1] == "Tunisia"
    assert b"^'de^'" in vcard(said).replace(b"\r\n ", b"") and b"^n^^1" in vcard(said).replace(b"\r\n ", b"")


def test_a_stricter_channel_says_so() -> None:
    said = card(channels=[channel(1, "email", "a@b.example", marking="TLP:AMBER"), channel(2, "email", "c@d.example")])
    assert [line.params.get("X-TLP") for line in named(said, "EMAIL")] == [["TLP:AMBER"], None]


def test_a_post_with_a_named_holder_is_a_persons_card() -> None:
    said = card(kind="liaison_officer", holder=HOLDER)
    assert [line.value for line in named(said, "FN")] == ["Amira Example"]
    assert [line.value for line in named(said, "KIND")] == ["individual"]
    assert named(said, "TITLE")[0].value == "Garde nationale maritime"


@pytest.mark.parametrize("kind", ["liaison_officer", "prosecutor"])
def test_a_holder_whose_name_is_not_published_is_on_no_card(kind: str) -> None:
    said = card(kind=kind, holder={**HOLDER, "publish_name": False})
    assert b"Amira" not in vcard(said) and b"Amira" not in vcard_3(said)
    assert [line.value for line in named(said, "KIND")] == ["org"]


def test_the_recipient_is_named_without_changing_a_value() -> None:
    plain, marked = lines_of(vcard(card())), lines_of(vcard(card(), copy_for="sherloc"))
    differing = [(one, other) for one, other in zip(plain, marked, strict=True) if one != other]
    assert [(one.name, "sherloc" in other.value) for one, other in differing] == [("PRODID", True)]


@given(st.lists(hostile_text, min_size=1, max_size=4))
def test_no_line_is_longer_than_75_octets_or_breaks_a_character(texts: list[str]) -> None:
    raw = vcard(
        card(purpose=" ".join(texts) * 5, names=[{"text": t or "x", "language": None, "role": "preferred"} for t in texts])
    )
    for line in raw.split(b"\r\n"):
        assert len(line) <= LINE
        line.decode()


@given(hostile_text, hostile_text)
def test_another_reader_finds_the_same_properties(name: str, note: str) -> None:
    said = card(purpose=note, names=[{"text": name or "x", "language": "en", "script": None, "role": "preferred"}])
    ours = [line.name for line in lines_of(vcard(said))]
    theirs = vobject.readOne(vcard(said).decode())
    assert sorted(child.name for child in theirs.getChildren()) == sorted(ours[1:-1])


def test_version_three_is_what_the_library_of_version_three_writes() -> None:
    read = vobject.readOne(vcard_3(card()).decode())
    assert (read.version.value, read.fn.value, read.n.value.family) == (
        "3.0",
        "Garde nationale maritime",
        "Garde nationale maritime",
    )
    assert [tel.value for tel in read.tel_list] == ["+21671000001 ext. 5", "+21671000002"]
    assert read.label.value == "Rue de la Mer 1\n1000 Tunis\nTunisia"
    assert len(read.fn_list) == 1
    read.validate()


def test_many_cards_stand_one_after_the_other() -> None:
    for write in (write_vcards, write_vcards_3):
        out = io.BytesIO()
        assert write([card(), card(id="2")], out, copy_for="sherloc") == 2
        assert len(list(vobject.readComponents(out.getvalue().decode()))) == 2
