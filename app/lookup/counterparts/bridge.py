"""How a caller and an office understand each other: directly, through a language that both sides have, or an interpreter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.directory.cards import display_name
from app.directory.parts import Record
from app.directory.reachable import Office
from app.lookup.counterparts.said import Said

WRITTEN = ("email", "secure_email", "postal", "fax", "web_form", "diplomatic", "e_codex")


@dataclass(frozen=True)
class Bridge:
    """`kind` is direct, relay, interpreter, unknown, unasked or none; `fluent` from level C1 on; `said` the reason."""

    kind: str
    said: Said | None = None
    fluent: bool = False


UNASKED = Bridge("unasked")


@dataclass(frozen=True)
class Speakers:
    """What I speak, the best first; the offices of my own State and the interpreters on file, mine first.

    The latter two are looked up only where some office shares no language with me.
    """

    mine: tuple[str, ...]
    own_side: Callable[[], Sequence[Office]] = tuple
    interpreters: Callable[[], Sequence[Office]] = tuple


def bridge_to(office: Office, line: Record, speakers: Speakers) -> Bridge:
    """How we understand each other on this line. A line's own languages count before its office's."""
    if not speakers.mine:
        return UNASKED
    theirs = _languages_of(office, line)
    if not theirs:
        return Bridge("unknown", Said("languages_unknown"))
    for tag in speakers.mine:
        if (found := _spoken(tag, theirs)) is not None:
            return _direct(found, line)
    return _relay(theirs, line, speakers) or _interpreter(theirs, speakers) or Bridge("none", _only(theirs))


def _only(theirs: Sequence[Record]) -> Said:
    return Said("no_language", {"languages": ("languages", [each["tag"] for each in theirs])})


def _languages_of(office: Office, line: Record) -> list[Record]:
    if line["languages"]:
        levels = {each["tag"]: each["level"] for each in office.card["languages"]}
        return [{"tag": tag, "level": levels.get(tag)} for tag in line["languages"]]
    return _used_on(line, office)


def _used_on(line: Record, office: Office) -> list[Record]:
    """The languages of an office that count on a line: written ones for a letter, spoken ones for a call."""
    use = "written" if line["type"] in WRITTEN else "spoken"
    return [each for each in office.card["languages"] if not each["use"] or use in each["use"]]


def _spoken(tag: str, theirs: Sequence[Record]) -> Record | None:
    """Their language that is mine too: `fr` and `fr-BE` are one, Dari and Persian are two."""
    return next((each for each in theirs if _alike(each["tag"], tag)), None)


def _alike(one: str, other: str) -> bool:
    return one.split("-")[0] == other.split("-")[0]


def _direct(found: Record, line: Record) -> Bridge:
    language = ("language", found["tag"])
    if line["type"] in WRITTEN:
        return Bridge("direct", Said("reads", {"language": language}))
    if found["level"]:
        said = Said("speaks_level", {"language": language, "level": ("text", found["level"])})
        return Bridge("direct", said, fluent=found["level"] >= "C1")
    return Bridge("direct", Said("speaks", {"language": language}))


def _relay(theirs: Sequence[Record], line: Record, speakers: Speakers) -> Bridge | None:
    for office in speakers.own_side():
        for each in _used_on(line, office):
            if _spoken(each["tag"], theirs) is not None:
                name = display_name(office.card["names"])
                return Bridge("relay", Said("relay", {"office": ("text", name), "language": ("language", each["tag"])}))
    return None


def _interpreter(theirs: Sequence[Record], speakers: Speakers) -> Bridge | None:
    for office in speakers.interpreters():
        for pair in office.card["interpretation"]:
            for one, other in ((pair["source"], pair["target"]), (pair["target"], pair["source"])):
                if any(_alike(one, tag) for tag in speakers.mine) and _spoken(other, theirs) is not None:
                    name = display_name(office.card["names"])
                    values = {"language": ("language", one), "other": ("language", other), "office": ("text", name)}
                    return Bridge("interpreter", Said("interpreter", values))
    return None
