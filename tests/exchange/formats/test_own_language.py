"""A text in further languages in every format that can say it."""

from __future__ import annotations

from app.exchange.formats.jscontact import jscontact
from app.exchange.formats.jsonld import node
from app.exchange.formats.vcard import vcard
from tests.exchange.cards import Card, card, channel

IN = {"ar": "إنقاذ في البحر", "fr": "Sauvetage en mer"}


def office() -> Card:
    """An office whose purpose and label are said in several languages."""
    return card(
        purpose="Rescue", purpose_in=IN, channels=[channel(1, "phone", "+21600000000", label="Desk", label_in={"fr": "Veille"})]
    )


def test_a_vcard_has_one_note_a_language_with_one_altid() -> None:
    lines = vcard(office()).decode().replace("\r\n ", "").split("\r\n")
    notes = ["NOTE;ALTID=1:Rescue", f"NOTE;ALTID=1;LANGUAGE=ar:{IN['ar']}", f"NOTE;ALTID=1;LANGUAGE=fr:{IN['fr']}"]
    assert [line for line in lines if line.startswith("NOTE")] == notes
    assert "ch1.X-ABLABEL;ALTID=1;LANGUAGE=fr:Veille" in lines


def test_a_jscontact_card_localizes_what_has_an_original() -> None:
    made = jscontact(office())
    key = office()["channels"][0]["id"]
    assert made["notes"]["n1"]["note"] == "Rescue"
    assert made["localizations"]["fr"]["notes/n1/note"] == IN["fr"]
    assert made["localizations"]["fr"][f"phones/{key}/label"] == "Veille"
    assert made["localizations"]["ar"]["notes/n1/note"] == IN["ar"]
    assert "notes/n1/note" not in str(jscontact({**office(), "purpose": None}))


def test_linked_data_tags_each_text_with_its_language() -> None:
    made = node(office())
    tagged = [{"@value": text, "@language": tag} for tag, text in IN.items()]
    assert made["description"] == ["Rescue", *tagged]
    assert made["contactPoint"][0]["description"] == ["Desk", {"@value": "Veille", "@language": "fr"}]


def test_an_entry_in_one_language_is_written_as_before() -> None:
    plain = {**office(), "purpose_in": {}}
    assert node(plain)["description"] == "Rescue" and b"NOTE:Rescue\r\n" in vcard(plain)
