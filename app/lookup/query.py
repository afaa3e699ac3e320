"""What a question says besides a name: a State or a function in it becomes a filter that the reader can take off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from app.directory.find import EntryQuery
from app.directory.vocabulary import lists
from app.reference.states import state_named
from app.reference.text import folded

LONGEST_NAME = 8
"""Words of the longest name of a State or function that is looked for."""
SHORTEST = 3
FILTERS = ("state", "function")


@dataclass(frozen=True)
class Chip:
    """A filter read out of the question: `filter` is `state` or `function`, `value` its code, `words` as they were typed."""

    filter: str
    value: str
    words: str


@dataclass(frozen=True)
class Understood:
    """A question taken apart: the words that are left for names, and the filters that were read out of the others."""

    text: str
    chips: tuple[Chip, ...] = ()

    def applied_to(self, query: EntryQuery) -> EntryQuery:
        """The look-up with these filters set."""
        read = {chip.filter: chip.value for chip in self.chips}
        return replace(
            query, q=self.text or None, state=read.get("state", query.state), function=read.get("function", query.function)
        )


def understand(query: EntryQuery, plain: Collection[str] = ()) -> Understood:
    """Read filters out of the text: one State, one function, the longest names first, none that the look-up has already.

    Filters named in `plain` were taken off by the reader: their words are words like any other.
    """
    words = (query.q or "").split()
    chips: list[Chip] = []
    for name in FILTERS:
        if name not in plain and getattr(query, name) is None and (found := _found(name, words)):
            start, end, code = found
            chips.append(Chip(name, code, " ".join(words[start:end])))
            words = words[:start] + words[end:]
    return Understood(" ".join(words), tuple(chips))


def _found(name: str, words: list[str]) -> tuple[int, int, str] | None:
    for length in range(min(len(words), LONGEST_NAME), 0, -1):
        for start in range(len(words) - length + 1):
            text = " ".join(words[start : start + length]).strip(",;()")
            if code := _code(name, text):
                return start, start + length, code
    return None


def _code(name: str, text: str) -> str | None:
    plain = folded(text)
    if name == "function":
        return _functions().get(plain)
    # Codes in capitals (`AND`, `CAN`) are words of other things too: only names count.
    meant = state_named(plain) if len(plain) >= SHORTEST or not plain.isascii() else None
    return meant.code if meant else None


@cache
def _functions() -> dict[str, str]:
    """Functions by their folded labels in the six languages and by their codes."""
    terms = [(term.code, text) for term in lists()["function"] for text in (*term.labels.values(), term.code.replace("_", " "))]
    return {folded(text): code for code, text in terms}
