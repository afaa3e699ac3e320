"""The filter of an addressbook-query (RFC 6352, 10.5) over what the telephone may carry, and over nothing else."""

from __future__ import annotations

from app.dav.xml import Element, card
from app.directory.parts import Record
from app.exchange.formats.properties import properties_of

COLLATIONS = ("i;ascii-casemap", "i;unicode-casemap", "i;octet", "default", "")
MATCHES = ("equals", "contains", "starts-with", "ends-with")
READABLE = ("FN", "N", "NICKNAME", "TITLE", "ORG", "UID", "KIND", "CATEGORIES", "EXPERTISE", "LANG", "REV")
"""Whose texts may be searched. Not TEL, EMAIL or the like: who asks "does it start with +39 06 1?" often enough has read a
number that no event tells of and no budget counts."""


class NotSupported(ValueError):
    """The filter asks for what is not offered here."""


def matches(found: Record, filter_: Element | None) -> bool:
    """Whether a card fits the filter; no filter fits all. Raises `NotSupported`."""
    if filter_ is None or not filter_.children:
        return True
    values = _values(found)
    answers = [_property_fits(values, each) for each in filter_.children]
    return all(answers) if filter_.attributes.get("test", "anyof") == "allof" else any(answers)


def _values(found: Record) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for each in properties_of(found):
        said = each.value if isinstance(each.value, str) else ";".join(each.value)
        values.setdefault(each.name, []).append(said)
    return values


def _property_fits(values: dict[str, list[str]], wanted: Element) -> bool:
    if wanted.name != card("prop-filter"):
        raise NotSupported(wanted.name)
    held = values.get(wanted.attributes.get("name", "").upper(), [])
    tests = wanted.children
    if not tests:
        return bool(held)
    if tests[0].name == card("is-not-defined"):
        return not held
    if wanted.attributes.get("name", "").upper() not in READABLE:
        raise NotSupported(wanted.name)
    answers = [_text_fits(held, each) for each in tests]
    return all(answers) if wanted.attributes.get("test", "anyof") == "allof" else any(answers)


def _text_fits(held: list[str], wanted: Element) -> bool:
    how = wanted.attributes.get("match-type", "contains")
    collation = wanted.attributes.get("collation", "")
    if wanted.name != card("text-match") or how not in MATCHES or collation not in COLLATIONS:
        raise NotSupported(wanted.name)
    folded = (lambda text: text) if collation == "i;octet" else str.casefold
    sought = folded(wanted.text)
    fits = any(_compare(folded(value), sought, how) for value in held)
    return not fits if wanted.attributes.get("negate-condition") == "yes" else fits


def _compare(value: str, sought: str, how: str) -> bool:
    if how == "equals":
        return value == sought
    if how == "starts-with":
        return value.startswith(sought)
    return value.endswith(sought) if how == "ends-with" else sought in value
