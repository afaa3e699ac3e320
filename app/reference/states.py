"""The States and areas of ISO 3166-1 with their UN names, and how a State is recognised however its name is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from app.errors import Invalid
from app.reference import tables
from app.reference.text import folded


@dataclass(frozen=True)
class State:
    """A UN member, an observer State or another ISO 3166-1 area.

    `code` ISO 3166-1 alpha-2, `iso3` alpha-3, `m49` three digits; `standing` is member, observer or area; `names` (UN short
    names) and `formal_names` by language, all six; `region`, `subregion`, `intermediate` M49 codes, empty where M49 has none;
    `un_group` a code of `groups`, empty for observers and areas; `dial_codes` the first digits of its numbers in E.164, no `+`.
    """

    code: str
    iso3: str
    m49: str
    standing: str
    names: Mapping[str, str]
    formal_names: Mapping[str, str]
    region: str
    subregion: str
    intermediate: str
    un_group: str
    dial_codes: tuple[str, ...]

    def name(self, language: str = "en") -> str:
        """The short name in one of the six languages; in English when there is none in that language."""
        return self.names.get(language, self.names["en"])


def states() -> tuple[State, ...]:
    """All 249 States and areas, sorted by code."""
    return tuple(_by_code().values())


def find_state(code: str) -> State | None:
    """The State with this alpha-2 code in capitals, or None."""
    return _by_code().get(code)


def state(code: str) -> State:
    """The State with this alpha-2 code in capitals. Raises `Invalid` when there is none."""
    found = find_state(code)
    if found is None:
        raise Invalid(f"{code!r} is not an ISO 3166-1 alpha-2 code, such as TN or IT.")
    return found


def find_state_by_iso3(code: str) -> State | None:
    """The State with this alpha-3 code in capitals, or None."""
    return _by_iso3().get(code)


def state_named(text: str) -> State | None:
    """The State meant by a name as people write it, or None when no State or more than one could be meant.

    Understands the short and formal names in the six languages, native names (`Deutschland`), former names (`Swaziland`,
    `Burma`) and alpha-2 and alpha-3 codes in capitals. Case, accents, punctuation, articles and the order of the words do not
    count, so that `Iran (Islamic Republic of)`, `Islamic Republic of Iran` and `Tchad (le)` need no rules of their own.
    """
    written = text.strip()
    return find_state(written) or find_state_by_iso3(written) or _by_name().get(_key(written))


LITTLE_WORDS = frozenset(
    {"the", "of", "and", "&", "le", "la", "les", "l", "de", "d", "du", "des", "et", "el", "los", "las", "del", "y"}
)
"""Articles and links that lists put in, leave out or put last: `Afghanistan (l')`, `Sudan (the)`, `St Kitts & Nevis`."""


def _key(name: str) -> str:
    letters = "".join(c if c.isalnum() or c == "&" else " " for c in folded(name))
    words = (word.removeprefix("ال") if len(word) > 4 else word for word in letters.split())
    return " ".join(sorted(word for word in words if word not in LITTLE_WORDS))


@cache
def _by_name() -> Mapping[str, State]:
    """Names that mean one State. UN names come first: another list's name never takes one away from its State."""
    official = [(each, name) for each in states() for name in (*each.names.values(), *each.formal_names.values())]
    others = [(_by_code()[row["code"]], row["name"]) for row in tables.rows("other_names")]
    return MappingProxyType(_unambiguous(others) | _unambiguous(official))


def _unambiguous(names: list[tuple[State, str]]) -> dict[str, State]:
    meant: dict[str, dict[str, State]] = {}
    for each, name in names:
        meant.setdefault(_key(name), {})[each.code] = each
    return {key: next(iter(found.values())) for key, found in meant.items() if key and len(found) == 1}


@cache
def _by_code() -> Mapping[str, State]:
    return MappingProxyType({row["code"]: _read(row) for row in sorted(tables.rows("states"), key=lambda row: row["code"])})


@cache
def _by_iso3() -> Mapping[str, State]:
    return MappingProxyType({each.iso3: each for each in states()})


def _read(row: dict[str, str]) -> State:
    return State(
        code=row["code"],
        iso3=row["iso3"],
        m49=row["m49"],
        standing=row["standing"],
        names=MappingProxyType(tables.in_six(row)),
        formal_names=MappingProxyType(tables.in_six(row, "formal")),
        region=row["region"],
        subregion=row["subregion"],
        intermediate=row["intermediate"],
        un_group=row["un_group"],
        dial_codes=tuple(row["dial_codes"].split()),
    )
