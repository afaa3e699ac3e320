"""An entry as the properties of a vCard, before any spelling: one list that vCard 4, vCard 3 and jCard are written from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from app.directory.cards import display_name
from app.directory.channel_values import MAILBOXES, NUMBERS, PAGES
from app.directory.vocabulary import label
from app.exchange.formats.flat import uri_of
from app.exchange.formats.view import Card, hours_line, world_of
from app.exchange.profiles.cells import printable

Value = str | tuple[str, ...]
Params = tuple[tuple[str, Value], ...]


class Property(NamedTuple):
    """A property: a name in capitals, parameters, a value type of RFC 6350 chapter 4, and the value.

    A tuple is a structured value (`structured`) or several values of equal rank (not `structured`); `group` ties a label to it.
    """

    name: str
    value: Value
    params: Params = ()
    type: str = "text"
    structured: bool = False
    group: str = ""


BODIES = ("authority", "ngo")
"""All others are posts: a person's card where a holder is named, else a body's."""

TEL_TYPES: Mapping[str, Value] = {"phone": ("work", "voice"), "mobile": ("work", "cell"), "fax": ("work", "fax")}


def properties_of(card: Card, *, copy_for: str = "") -> Iterator[Property]:
    """The properties of an entry, without BEGIN, VERSION and END. `copy_for` names the recipient in PRODID.

    Names in several languages are one property with one ALTID (RFC 6350, 5.4); the name shown in English stands first.
    """
    yield Property("PRODID", f"-//Practitioner directory//{copy_for or 'single entry'}//EN")
    yield Property("UID", f"urn:uuid:{card['id']}", type="uri")
    holder = shown_holder(card)
    yield Property("KIND", "individual" if holder else "org")
    yield from _names(card, holder)
    for place, channel in enumerate(card.get("channels") or (), 1):
        yield from _channel(channel, card, f"ch{place}")
    yield from _address(card)
    yield from _facts(card)
    yield from _categories(card)
    yield from _dates(card)


def shown_holder(card: Card) -> str:
    """The name of who holds the post, where the post is a person's and the name may be shown; else empty.

    A keeper's own card has the name that is not published; it does not go into a file that leaves the registry.
    """
    holder = card.get("holder")
    if card["kind"] in BODIES or not holder or not holder.get("publish_name") or not holder.get("names"):
        return ""
    return display_name(holder["names"])


def names_in_languages(card: Card) -> list[tuple[str, str]]:
    """(text, language or empty): the name that is shown first, then one a language, of the preferred and romanised ones."""
    names = card.get("names") or []
    first = display_name(names)
    found: dict[str, str] = {}
    for name in names:
        if name["text"] == first and first not in found.values():
            found = {name.get("language") or "": first, **{k: v for k, v in found.items() if k != (name.get("language") or "")}}
        elif name.get("role", "preferred") in ("preferred", "romanised"):
            found.setdefault(name.get("language") or "", name["text"])
    return [(text, language) for language, text in found.items()]


def _names(card: Card, holder: str) -> Iterator[Property]:
    own = names_in_languages(card)
    if holder:
        yield Property("FN", holder)
        yield Property("N", (holder, "", "", "", ""), structured=True)
    for text, language in own:
        params = _language(language, len(own))
        if holder:
            yield Property("TITLE", text, params)
        else:
            yield Property("FN", text, params)
    parent = card.get("parent")
    above = display_name(parent["names"]) if parent else world_of(card["state"])["name"]
    for text, language in own:
        yield Property("ORG", (above, text), _language(language, len(own)), structured=True)
    said = {text for text, _ in own}
    others = [n for n in card.get("names") or () if n["text"] not in said]
    nick = tuple(dict.fromkeys(n["text"] for n in others if n.get("role") != "former"))
    if nick:
        yield Property("NICKNAME", nick)
    for name in others:
        if name.get("role") == "former":
            yield Property("X-FORMER-NAME", name["text"], _language(name.get("language") or "", 1))


def _language(language: str, of: int) -> Params:
    params: list[tuple[str, Value]] = [("ALTID", "1")] if of > 1 else []
    return (*params, ("LANGUAGE", language)) if language else tuple(params)


def _channel(channel: Card, card: Card, group: str) -> Iterator[Property]:
    kind = channel["type"]
    params = _channel_params(channel, card)
    if kind in NUMBERS:
        types = ("TYPE", TEL_TYPES.get(kind, ("work", "voice")))
        network: Params = () if kind in TEL_TYPES else (("X-NETWORK", kind),)
        yield Property("TEL", printable(uri_of(channel)), (types, *network, *params), "uri", group=group)
    elif kind in MAILBOXES:
        yield Property("EMAIL", channel["value"], (("TYPE", "work"), *params), group=group)
    elif kind in PAGES:
        yield Property("URL", printable(channel["value"]), (("TYPE", "work"), ("X-CHANNEL", kind), *params), "uri", group=group)
    elif kind == "postal":
        country = world_of(card["state"])["name"]
        address = ("", "", "", "", "", "", country)
        yield Property("ADR", address, (("TYPE", "work"), ("LABEL", channel["value"]), *params), structured=True, group=group)
    else:
        yield Property("X-CHANNEL", channel["value"], (("TYPE", kind), *params), group=group)
    yield from _in_languages("X-ABLABEL", channel.get("label"), channel.get("label_in") or {}, group)


def _in_languages(name: str, text: str | None, others: Mapping[str, str], group: str = "") -> Iterator[Property]:
    """A text and its other languages: one property with one ALTID (RFC 6350, 5.4)."""
    said = [*([("", text)] if text else []), *others.items()]
    for language, each in said:
        yield Property(name, each, _language(language, len(said)), group=group)


def _channel_params(channel: Card, card: Card) -> Params:
    params: list[tuple[str, Value]] = [("PREF", str(channel.get("preference") or 50))]
    contexts = channel.get("contexts") or ()
    if contexts and list(contexts) != ["routine"]:
        params.append(("X-CONTEXT", tuple(contexts)))
    if channel.get("marking") != card["marking"]:
        params.append(("X-TLP", channel.get("marking") or ""))
    if channel.get("always_open"):
        params.append(("X-HOURS", "24/7"))
    elif channel.get("hours"):
        params.append(("X-HOURS", hours_line(channel["hours"])))
    if channel.get("key_fingerprint"):
        params.append(("X-KEY", channel["key_fingerprint"]))
    if channel.get("languages"):
        params.append(("X-LANG", tuple(channel["languages"])))
    return tuple(params)


def _address(card: Card) -> Iterator[Property]:
    """The State, where no postal address has said it."""
    if not any(c["type"] == "postal" for c in card.get("channels") or ()):
        yield Property("ADR", ("", "", "", "", "", "", world_of(card["state"])["name"]), (("TYPE", "work"),), structured=True)


def _facts(card: Card) -> Iterator[Property]:
    if card.get("time_zone"):
        yield Property("TZ", card["time_zone"])
    for language in card.get("languages") or ():
        level: Params = (("X-LEVEL", language["level"]),) if language.get("level") else ()
        yield Property("LANG", language["tag"], (*level, ("X-USE", tuple(language.get("use") or ()))), "language-tag")
    if card.get("homepage"):
        yield Property("URL", printable(card["homepage"]), (("TYPE", "work"),), "uri")
    yield from _in_languages("NOTE", card.get("purpose"), card.get("purpose_in") or {})
    if card.get("hours"):
        yield Property("X-OFFICE-HOURS", hours_line(card["hours"]))
    if card.get("part_of"):
        yield Property("RELATED", f"urn:uuid:{card['part_of']}", (("TYPE", "contact"),), "uri")
    source = (card.get("provenance") or {}).get("source")
    if source:
        yield Property("X-SOURCE", source)


def _categories(card: Card) -> Iterator[Property]:
    world, designations = world_of(card["state"]), card.get("designations") or ()
    functions = list(dict.fromkeys(d["function"] for d in designations))
    listed = (card["kind"], *functions, *(card.get("networks") or ()), world["region"], world["group"])
    yield Property("CATEGORIES", tuple(dict.fromkeys(each for each in listed if each)))
    for function in functions:
        yield Property("EXPERTISE", label("function", function))


def _dates(card: Card) -> Iterator[Property]:
    edited: str = card["edited_at"]
    yield Property("REV", f"{edited[:19]}Z", type="timestamp")
    yield Property("X-TLP", card["marking"])
    yield Property("X-STATUS", card["status"])
    confirmed: Any = (card.get("freshness") or {}).get("confirmed_at")
    if confirmed:
        yield Property("X-CONFIRMED", f"{confirmed[:19]}Z")
