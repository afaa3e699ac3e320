"""directory.jscontact.json: JSContact cards (RFC 9553), one an entry, in one JSON array."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from app.directory.cards import display_name
from app.directory.channel_values import MAILBOXES, NUMBERS, PAGES
from app.exchange.formats.flat import uri_of
from app.exchange.formats.json_file import json_line, write_array
from app.exchange.formats.properties import names_in_languages, shown_holder
from app.exchange.formats.view import Card, hours_line, world_of

VENDOR = "directory.example:"
"""Prefix of properties that the standard does not have (RFC 9553, 1.8.2)."""

FEATURES: Mapping[str, tuple[str, ...]] = {"mobile": ("voice", "mobile"), "fax": ("fax",)}


def write_cards(cards: Iterable[Card], out: BinaryIO, *, copy_for: str = "") -> int:
    """Write the entries as an array of cards, one a line. Returns how many."""
    return write_array((jscontact(card, copy_for=copy_for) for card in cards), out)


def jscontact_bytes(card: Card) -> bytes:
    """One entry as a JSON document of type `application/jscontact+json`."""
    return json_line(jscontact(card)) + b"\n"


def jscontact(card: Card, *, copy_for: str = "") -> dict[str, Any]:
    """An entry as a JSContact card: a body as `org`, a post whose holder is named as `individual`."""
    holder, world = shown_holder(card), world_of(card["state"])
    own = names_in_languages(card)
    (first, language), *others = own or [("", "")]
    parent = card.get("parent")
    above = display_name(parent["names"]) if parent else world["name"]
    made: dict[str, Any] = {
        "@type": "Card",
        "version": "1.0",
        "uid": f"urn:uuid:{card['id']}",
        "kind": "individual" if holder else "org",
        "prodId": f"-//Practitioner directory//{copy_for or 'single entry'}//EN",
        "updated": f"{card['edited_at'][:19]}Z",
        "name": {"full": holder or first},
        "organizations": {"o1": {"name": above, "units": [{"name": first}]}},
        **_reaching(card),
        "addresses": _addresses(card, world),
        "keywords": dict.fromkeys(_keywords(card, world), True),
        **_vendor(card),
    }
    if language:
        made["language"] = language
    if holder:
        made["titles"] = {"t1": {"name": first}}
    if card.get("languages"):
        made["preferredLanguages"] = {f"l{i}": {"language": each["tag"]} for i, each in enumerate(card["languages"], 1)}
    if card.get("purpose"):
        made["notes"] = {"n1": {"note": card["purpose"]}}
    if card.get("part_of"):
        made["relatedTo"] = {f"urn:uuid:{card['part_of']}": {"relation": {"contact": True}}}
    if others:
        said = "titles/t1/name" if holder else "name/full"
        units = "organizations/o1/units"
        made["localizations"] = {tag: {said: text, units: [{"name": text}]} for text, tag in others if tag}
    for tag, patch in _localized(card):
        made.setdefault("localizations", {}).setdefault(tag, {}).update(patch)
    return made


def _localized(card: Card) -> Iterator[tuple[str, dict[str, str]]]:
    """Purpose and labels in their other languages, as patches of the card (RFC 9553, 2.7.1); a patch needs its original."""
    if card.get("purpose"):
        yield from ((tag, {"notes/n1/note": text}) for tag, text in (card.get("purpose_in") or {}).items())
    for channel in card.get("channels") or ():
        place = _place(channel["type"])
        if place and channel.get("label"):
            said = channel.get("label_in") or {}
            yield from ((tag, {f"{place}/{channel['id']}/label": text}) for tag, text in said.items())


def _place(kind: str) -> str:
    if kind in NUMBERS:
        return "phones"
    if kind in MAILBOXES:
        return "emails"
    return "links" if kind in PAGES else "" if kind == "postal" else "onlineServices"


def _reaching(card: Card) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {"phones": {}, "emails": {}, "links": {}, "onlineServices": {}}
    for channel in card.get("channels") or ():
        kind, key = channel["type"], channel["id"]
        more = _about(channel, card)
        if kind in NUMBERS:
            features = dict.fromkeys(FEATURES.get(kind, ("voice",)), True)
            found["phones"][key] = {"number": uri_of(channel), "features": features, **more}
        elif kind in MAILBOXES:
            found["emails"][key] = {"address": channel["value"], **more}
        elif kind in PAGES:
            found["links"][key] = {
                "uri": channel["value"],
                "kind": "contact",
                **{k: v for k, v in more.items() if k != "contexts"},
            }
        elif kind != "postal":
            found["onlineServices"][key] = {"service": kind, "user": channel["value"], **more}
    if card.get("homepage"):
        found["links"]["homepage"] = {"uri": card["homepage"]}
    return {name: each for name, each in found.items() if each}


def _about(channel: Card, card: Card) -> dict[str, Any]:
    more: dict[str, Any] = {"contexts": {"work": True}, "pref": channel.get("preference") or 50}
    if channel.get("label"):
        more["label"] = channel["label"]
    if channel.get("contexts"):
        more[f"{VENDOR}contexts"] = list(channel["contexts"])
    if channel.get("marking") != card["marking"]:
        more[f"{VENDOR}tlp"] = channel.get("marking")
    if channel.get("always_open") or channel.get("hours"):
        more[f"{VENDOR}hours"] = "24/7" if channel.get("always_open") else hours_line(channel["hours"])
    return more


def _addresses(card: Card, world: Mapping[str, str]) -> dict[str, Any]:
    where: dict[str, Any] = {"countryCode": card["state"]}
    if card.get("time_zone"):
        where["timeZone"] = card["time_zone"]
    postal = [c for c in card.get("channels") or () if c["type"] == "postal"]
    if not postal:
        return {"a1": {"full": world["name"], **where}}
    return {c["id"]: {"full": c["value"], **where, "contexts": {"work": True}} for c in postal}


def _keywords(card: Card, world: Mapping[str, str]) -> list[str]:
    functions = [each["function"] for each in card.get("designations") or ()]
    listed = [card["kind"], *functions, *(card.get("networks") or ()), world["region"], world["group"]]
    return [each for each in dict.fromkeys(listed) if each]


def _vendor(card: Card) -> dict[str, Any]:
    facts = {
        "tlp": card["marking"],
        "status": card["status"],
        "confirmed": (card.get("freshness") or {}).get("confirmed_at"),
        "hours": hours_line(card["hours"]) if card.get("hours") else None,
        "designations": [_designation(each) for each in card.get("designations") or ()],
        "source": (card.get("provenance") or {}).get("source"),
    }
    return {f"{VENDOR}{name}": value for name, value in facts.items() if value}


def _designation(given: Card) -> dict[str, Any]:
    return {name: given[name] for name in ("instrument", "article", "function") if given.get(name)}
