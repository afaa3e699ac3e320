"""directory.jsonld: linked data (JSON-LD 1.1) in the words of CPOV, the W3C organization ontology, SKOS and schema.org.

The context stands in the file: a reader fetches nothing. Entries are `urn:uuid:` resources, channels contact points of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from app.directory.channel_values import MAILBOXES
from app.directory.vocabulary import label
from app.exchange.formats.flat import uri_of
from app.exchange.formats.json_file import json_line, write_list
from app.exchange.formats.properties import shown_holder
from app.exchange.formats.view import Card, hours_line, world_of

Node = dict[str, Any]

CONTEXT: Mapping[str, Any] = {
    "cpov": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
    "altLabel": {"@id": "skos:altLabel"},
    "description": "dct:description",
    "partOf": {"@id": "org:subOrganizationOf", "@type": "@id"},
    "heldBy": "org:heldBy",
    "purpose": "org:purpose",
    "implements": "cpov:implements",
    "spatial": "dct:spatial",
    "identifier": "dct:identifier",
    "homepage": {"@id": "schema:url", "@type": "@id"},
    "contactPoint": "cpov:contactPoint",
    "telephone": {"@id": "cpov:telephone", "@type": "@id"},
    "faxNumber": {"@id": "schema:faxNumber", "@type": "@id"},
    "email": {"@id": "cpov:email", "@type": "@id"},
    "page": {"@id": "cpov:contactPage", "@type": "@id"},
    "address": "schema:address",
    "contactType": "schema:contactType",
    "value": "schema:value",
    "availableLanguage": "schema:availableLanguage",
    "openingHours": "schema:openingHours",
    "openingHoursSpecification": "schema:openingHoursSpecification",
    "dayOfWeek": {"@id": "schema:dayOfWeek", "@type": "@id"},
    "opens": {"@id": "schema:opens", "@type": "schema:Time"},
    "closes": {"@id": "schema:closes", "@type": "schema:Time"},
    "accessRights": "dct:accessRights",
    "modified": {"@id": "dct:modified", "@type": "xsd:dateTime"},
    "confirmed": {"@id": "dct:valid", "@type": "xsd:dateTime"},
    "subject": "dct:subject",
    "source": "prov:hadPrimarySource",
    "audience": "dct:audience",
}
TYPES: Mapping[str, tuple[str, ...]] = {
    "authority": ("cpov:PublicOrganisation", "org:Organization"),
    "ngo": ("schema:NGO", "org:Organization"),
}
_DAYS = {"mo": "Monday", "tu": "Tuesday", "we": "Wednesday", "th": "Thursday", "fr": "Friday", "sa": "Saturday", "su": "Sunday"}


def write_graph(cards: Iterable[Card], out: BinaryIO, *, copy_for: str = "") -> int:
    """Write the entries as one graph. Returns how many; `copy_for` names the recipient, as the audience of the edition."""
    head = b'{"@context": ' + json_line(CONTEXT) + b',\n"@graph": ['
    if copy_for:
        head += b"\n" + json_line({"@id": "urn:directory:edition", "audience": copy_for}) + b","
    return write_list(head, map(node, cards), b"]}\n", out)


def node(card: Card) -> Node:
    """An entry as a node of the graph."""
    world, names = world_of(card["state"]), card.get("names") or ()
    preferred: dict[str, Any] = {}
    others: list[Any] = []
    for name in names:
        language = name.get("language") or "@none"
        if name.get("role", "preferred") == "preferred" and language not in preferred:
            preferred[language] = name["text"]
        else:
            others.append({"@value": name["text"], "@language": language} if language != "@none" else name["text"])
    designations = card.get("designations") or ()
    holder = shown_holder(card)
    made: Node = {
        "@id": f"urn:uuid:{card['id']}",
        "@type": list(TYPES.get(card["kind"], ("org:Post",))),
        "prefLabel": preferred,
        "altLabel": others,
        "description": _in_languages(card.get("purpose"), card.get("purpose_in") or {}),
        "heldBy": {"@type": "schema:Person", "schema:name": holder} if holder else None,
        "partOf": f"urn:uuid:{card['part_of']}" if card.get("part_of") else None,
        "purpose": [label("function", f) for f in dict.fromkeys(d["function"] for d in designations)],
        "implements": [f"{d['instrument']}:{d['article']}" if d.get("article") else d["instrument"] for d in designations],
        "spatial": {"@type": "dct:Location", "identifier": card["state"], "prefLabel": {"en": world["name"]}},
        "homepage": card.get("homepage"),
        "contactPoint": [_contact(channel) for channel in card.get("channels") or ()],
        "availableLanguage": [each["tag"] for each in card.get("languages") or ()],
        "openingHoursSpecification": _hours(card.get("hours")),
        "accessRights": card["marking"],
        "modified": card["edited_at"],
        "confirmed": (card.get("freshness") or {}).get("confirmed_at"),
        "subject": list(card.get("networks") or ()),
        "source": (card.get("provenance") or {}).get("source"),
    }
    return {name: value for name, value in made.items() if value not in (None, [], {})}


def _in_languages(text: str | None, others: Mapping[str, str]) -> Any:
    """A text, with its other languages as tagged values (JSON-LD 1.1, 4.2.4)."""
    tagged = [{"@value": each, "@language": tag} for tag, each in others.items()]
    return [*([text] if text else []), *tagged] if tagged else text


def _contact(channel: Card) -> Node:
    kind = channel["type"]
    made: Node = {"@id": f"urn:uuid:{channel['id']}", "@type": "schema:ContactPoint", "contactType": kind}
    uri = uri_of(channel)
    if kind == "postal":
        made["address"] = channel["value"]
    elif not uri:
        made["value"] = channel["value"]
    else:
        made["faxNumber" if kind == "fax" else "email" if kind in MAILBOXES else "telephone" if uri[:4] == "tel:" else "page"] = (
            uri
        )
    if said := _in_languages(channel.get("label"), channel.get("label_in") or {}):
        made["description"] = said
    if channel.get("always_open") or channel.get("hours"):
        made["openingHours"] = "24/7" if channel.get("always_open") else hours_line(channel["hours"])
    made["accessRights"] = channel.get("marking")
    return made


def _hours(hours: Card | None) -> list[Node]:
    return [
        {
            "@type": "schema:OpeningHoursSpecification",
            "dayOfWeek": [f"schema:{_DAYS[day]}" for day in span["days"]],
            "opens": span["opens"],
            "closes": span["closes"],
        }
        for span in (hours or {}).get("spans") or ()
    ]
