"""JSContact, jCard, JSON-LD and HSDS: the same entry in four shapes of JSON, each read again by somebody else's program."""

from __future__ import annotations

import io
import json
import socket
import warnings
from typing import Any

import pytest
import rdflib
from pyld import jsonld as pyld
from rdflib.namespace import DCTERMS, RDF, SKOS

from app.exchange.formats.hsds import organization, write_organizations
from app.exchange.formats.jcard import jcard, write_jcards
from app.exchange.formats.jscontact import jscontact, jscontact_bytes, write_cards
from app.exchange.formats.jsonld import write_graph
from app.exchange.formats.vcard import vcard
from tests.exchange.cards import card, channel
from tests.exchange.formats.content_lines import lines_of

CPOV = rdflib.Namespace("http://data.europa.eu/m8g/")
ENTRY = rdflib.URIRef("urn:uuid:0198aaaa-0000-7000-8000-000000000001")
HOLDER = {"names": [{"text": "Amira Example", "language": "en", "script": "Latn", "role": "preferred"}], "publish_name": True}
SERVICE = {
    "id": "0198dddd-0000-7000-8000-000000000001",
    "name": "Legal advice",
    "description": "Free",
    "eligibility": None,
    "areas": ["TN"],
}
NGO = card(kind="ngo", services=[SERVICE])


def graph_bytes(**more: Any) -> bytes:
    out = io.BytesIO()
    write_graph([card(**more)], out, copy_for="sherloc")
    return out.getvalue()


# --- JSContact (RFC 9553) ---------------------------------------------------------------------------------------


def test_a_jscontact_card_has_the_parts_of_the_standard() -> None:
    made = json.loads(jscontact_bytes(card()))
    assert (made["@type"], made["version"], made["kind"]) == ("Card", "1.0", "org")
    assert made["uid"] == "urn:uuid:0198aaaa-0000-7000-8000-000000000001"
    assert (made["name"]["full"], made["language"]) == ("Garde nationale maritime", "fr")
    assert made["updated"] == "2026-01-01T00:00:00Z"
    phone = made["phones"]["0198c000-0000-7000-8000-000000000001"]
    assert (phone["number"], phone["features"], phone["label"]) == ("tel:+21671000001;ext=5", {"voice": True}, "Duty officer")
    assert made["emails"]["0198c000-0000-7000-8000-000000000003"]["address"] == "desk@garde.example"
    (address,) = made["addresses"].values()
    assert (address["countryCode"], address["timeZone"]) == ("TN", "Africa/Tunis")
    assert made["onlineServices"]["0198c000-0000-7000-8000-000000000005"]["service"] == "siena"
    assert made["directory.example:tlp"] == "TLP:GREEN"


def test_other_languages_are_localizations_that_replace_what_they_name() -> None:
    made = jscontact(card())
    assert made["localizations"]["ar"]["name/full"] == "الحرس البحري"
    for patch in made["localizations"].values():
        for path in patch:
            value: Any = made
            for step in path.split("/"):
                value = value[step]  # a patch that points nowhere is an error (RFC 9553, 1.4.4)


def test_ranks_are_within_the_standards_bounds_and_unknown_properties_carry_a_prefix() -> None:
    made = jscontact(card(channels=[channel(1, "phone", "+21671000001", preference=100), channel(2, "email", "a@b.example")]))
    assert [each["pref"] for each in made["phones"].values()] == [100]
    known = {"@type", "version", "uid", "kind", "prodId", "updated", "name", "organizations", "phones", "emails", "addresses"}
    known |= {"keywords", "language", "preferredLanguages", "notes", "localizations", "links"}
    assert {name for name in made if name not in known and not name.startswith("directory.example:")} == set()


def test_only_a_published_name_makes_a_persons_card() -> None:
    named = jscontact(card(kind="prosecutor", holder=HOLDER))
    assert (named["kind"], named["name"]["full"], named["titles"]["t1"]["name"]) == (
        "individual",
        "Amira Example",
        "Garde nationale maritime",
    )
    unnamed = json.dumps(jscontact(card(kind="prosecutor", holder={**HOLDER, "publish_name": False})))
    assert "Amira" not in unnamed


# --- jCard (RFC 7095) -------------------------------------------------------------------------------------------


def test_a_jcard_says_what_the_vcard_says() -> None:
    kind, properties = jcard(card())
    lines = lines_of(vcard(card()))[1:-1]
    assert kind == "vcard"
    assert [each[0].upper() for each in properties] == [line.name for line in lines]
    for (_, params, _, *values), line in zip(properties, lines, strict=True):
        assert params.get("group", "") == line.group
        if line.name in ("ORG", "ADR"):
            assert values == [line.parts(";")]
        elif line.name in ("CATEGORIES", "NICKNAME"):
            assert values == line.parts(",")
        elif line.name != "REV":
            assert values == [line.value]


def test_types_of_the_standard_stand_at_their_properties() -> None:
    types = {each[0]: each[2] for each in jcard(card())[1]}
    assert (types["version"], types["tel"], types["rev"], types["lang"], types["x-tlp"]) == (
        "text",
        "uri",
        "timestamp",
        "language-tag",
        "unknown",
    )


# --- JSON-LD ----------------------------------------------------------------------------------------------------


@pytest.fixture
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.usefixtures("_no_network")
def test_linked_data_is_read_as_triples_without_fetching_anything() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the reader's own
        triples = set(rdflib.Graph().parse(data=graph_bytes(), format="json-ld"))
    assert (ENTRY, RDF.type, CPOV.PublicOrganisation) in triples
    assert (ENTRY, SKOS.prefLabel, rdflib.Literal("الحرس البحري", lang="ar")) in triples
    assert (ENTRY, DCTERMS.accessRights, rdflib.Literal("TLP:GREEN")) in triples
    phones = {str(o) for _, p, o in triples if p == CPOV.telephone}
    assert phones == {"tel:+21671000001;ext=5", "tel:+21671000002"}
    assert {str(o) for _, p, o in triples if p == CPOV.email} == {"mailto:desk@garde.example"}


@pytest.mark.usefixtures("_no_network")
def test_the_algorithm_of_the_standard_keeps_every_property() -> None:
    document = json.loads(graph_bytes())
    edition, node = pyld.expand(document)
    written = document["@graph"][1]
    # A term without a meaning in the context would be dropped silently.
    assert len(node) == len(written)
    assert edition["http://purl.org/dc/terms/audience"] == [{"@value": "sherloc"}]


# --- HSDS -------------------------------------------------------------------------------------------------------


def test_an_ngo_is_an_organization_with_services_and_nothing_else_is() -> None:
    out = io.BytesIO()
    assert write_organizations([card(), NGO], out) == 1
    (made,) = json.loads(out.getvalue())
    assert {"id", "name", "description"} <= set(made)
    (service,) = made["services"]
    assert (service["name"], service["status"], service["service_areas"][0]["extent"]) == ("Legal advice", "active", "TN")
    assert service["schedules"][0]["byday"] == "MO,TU,WE,TH"
    assert [phone["number"] for phone in made["phones"]] == ["+21671000001", "+21671000002"]
    assert organization(NGO) == made


def test_an_organization_says_its_state_in_the_country_of_an_address_with_every_line_that_the_specification_asks_for() -> None:
    for more, first, kind in (({}, "Rue de la Mer 1, 1000 Tunis, Tunisia", "postal"), ({"channels": []}, "", "virtual")):
        (location,) = organization(card(kind="ngo", **more))["locations"]
        (address,) = location["addresses"]
        assert (location["location_type"], address["address_1"], address["country"]) == (kind, first, "TN")
        assert {"id", "city", "state_province", "postal_code", "address_type"} <= set(address)


@pytest.mark.parametrize("write", [write_cards, write_jcards])
def test_many_cards_are_one_array_with_a_card_a_line(write: Any) -> None:
    out = io.BytesIO()
    assert write([card(), card(id="2")], out, copy_for="sherloc") == 2
    assert len(json.loads(out.getvalue())) == 2 and out.getvalue().count(b"\n") == 4
    empty = io.BytesIO()
    assert write([], empty) == 0 and json.loads(empty.getvalue()) == []
