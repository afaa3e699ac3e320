"""ngos.hsds.json: NGOs and their services in the shape of the Human Services Data Specification 3 (Open Referral)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO
from uuid import NAMESPACE_URL, uuid5

from app.directory.cards import display_name
from app.directory.channel_values import MAILBOXES, NUMBERS
from app.exchange.formats.json_file import write_array
from app.exchange.formats.view import Card, world_of
from app.reference import states
from app.reference.languages import language_name

_DAYS = {"mo": "MO", "tu": "TU", "we": "WE", "th": "TH", "fr": "FR", "sa": "SA", "su": "SU"}


def write_organizations(cards: Iterable[Card], out: BinaryIO) -> int:
    """Write the entries of kind `ngo` as HSDS organizations with their services. Returns how many there were."""
    return write_array((organization(card) for card in cards if card["kind"] == "ngo"), out)


def organization(card: Card) -> dict[str, Any]:
    """An NGO as an HSDS organization: services, phones, schedules, languages."""
    names = card.get("names") or []
    name = display_name(names)
    channels = card.get("channels") or ()
    mails = [each["value"] for each in channels if each["type"] in MAILBOXES]
    others = [each for each in names if each["text"] != name]
    made = {
        "id": card["id"],
        "name": name,
        "alternate_name": others[0]["text"] if others else None,
        "description": card.get("purpose") or name,
        "email": mails[0] if mails else None,
        "website": card.get("homepage"),
        "organization_identifiers": [
            {"id": _id(card["id"], each["scheme"], each["value"]), "identifier_type": each["scheme"], "identifier": each["value"]}
            for each in card.get("external_ids") or ()
        ],
        "locations": [_location(card, next((each["value"] for each in channels if each["type"] == "postal"), ""))],
        "phones": [_phone(each) for each in channels if each["type"] in NUMBERS],
        "services": [_service(card, each) for each in card.get("services") or ()],
    }
    return {key: value for key, value in made.items() if value}


def _service(card: Card, service: Card) -> dict[str, Any]:
    own = service.get("id") or _id(card["id"], service["name"])
    areas = service.get("areas") or [card["state"]]
    made = {
        "id": own,
        "name": service["name"],
        "description": service.get("description"),
        "status": "active",
        "eligibility_description": service.get("eligibility"),
        "service_areas": [
            {"id": _id(own, code), "name": states.state(code).name("en"), "extent": code, "extent_type": "iso3166-1"}
            for code in areas
        ],
        "languages": [
            {"id": _id(own, each["tag"]), "name": language_name(each["tag"], "en"), "code": each["tag"]}
            for each in card.get("languages") or ()
        ],
        "schedules": _schedules(own, card),
    }
    return {key: value for key, value in made.items() if value}


def _location(card: Card, postal: str) -> dict[str, Any]:
    """Where it is: the country code of an address is where this format says in which State an organization works.

    The specification asks for every line of an address; one that is not known, or not apart from the others, is empty.
    """
    own = _id(card["id"], "location")
    address = {"address_1": ", ".join(line for line in postal.splitlines() if line), "city": "", "state_province": ""}
    return {
        "id": own,
        "location_type": "postal" if postal else "virtual",
        "addresses": [
            {"id": _id(own, "address"), **address, "postal_code": "", "country": card["state"], "address_type": "postal"}
        ],
    }


def _phone(channel: Card) -> dict[str, Any]:
    made = {
        "id": channel["id"],
        "number": channel["value"],
        "extension": channel.get("extension"),
        "type": {"fax": "fax", "mobile": "cell"}.get(channel["type"], "voice"),
        "description": channel.get("label"),
    }
    return {key: value for key, value in made.items() if value}


def _schedules(owner: str, card: Card) -> list[dict[str, Any]]:
    zone = card.get("time_zone") or world_of(card["state"])["name"]
    return [
        {
            "id": _id(owner, str(place)),
            "freq": "WEEKLY",
            "byday": ",".join(_DAYS[day] for day in span["days"]),
            "opens_at": span["opens"],
            "closes_at": span["closes"],
            "notes": f"Local time: {zone}",
        }
        for place, span in enumerate((card.get("hours") or {}).get("spans") or ())
    ]


def _id(*parts: str) -> str:
    """The same parts give the same id, in every edition."""
    return str(uuid5(NAMESPACE_URL, "/".join(parts)))
