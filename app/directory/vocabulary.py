"""The closed lists of the directory (kinds, functions, channels, markings ...) and their labels in six languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from app.errors import Invalid
from app.reference.languages import SIX


@dataclass(frozen=True)
class Term:
    """One code of a list: `labels` by language, all six; `shown_as` a note for those who keep the list, mostly empty."""

    code: str
    labels: Mapping[str, str]
    shown_as: str

    def label(self, language: str = "en") -> str:
        """The label in one of the six languages; in English for any other."""
        return self.labels.get(language, self.labels["en"])


FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "phone": "phone",
        "mobile": "phone",
        "fax": "phone",
        "inmarsat": "phone",
        "email": "mail",
        "secure_email": "mail",
        "interpol_i247": "system",
        "siena": "system",
        "ameripol": "system",
        "aseanapol": "system",
        "e_codex": "system",
        "postal": "post",
        "diplomatic": "post",
        "vhf_radio": "radio",
        "video": "web",
        "web_form": "web",
    }
)
"""What a channel's value is: a number (E.164), a mailbox, a name within a closed system, an address, a radio channel, a link."""


def lists() -> Mapping[str, tuple[Term, ...]]:
    """Every closed list by its name, terms in the order in which people should see them."""
    return MappingProxyType({name: tuple(terms.values()) for name, terms in _terms().items()})


def codes(list_name: str) -> tuple[str, ...]:
    """The codes of a list in its order. Raises `KeyError` for a list that does not exist: a slip in our code."""
    return tuple(_list(list_name))


def is_code(list_name: str, code: str) -> bool:
    """Whether the code stands on the list; capitals count. Raises `KeyError` for an unknown list: a slip of ours."""
    return code in _list(list_name)


def label(list_name: str, code: str, language: str = "en") -> str:
    """What a code is called in one of the six languages; in English for any other. Raises `Invalid` for an unknown code."""
    term = _list(list_name).get(code)
    if term is None:
        raise Invalid(f"{code!r} is not on the list of {list_name.replace('_', ' ')} codes.")
    return term.label(language)


def channel_family(channel_type: str) -> str:
    """phone, mail, system, post, radio or web: how the value of such a channel is written and used.

    Raises `Invalid` for an unknown channel type.
    """
    if not is_code("channel_type", channel_type):
        raise Invalid(f"{channel_type!r} is not on the list of channel type codes.")
    return FAMILIES[channel_type]


def _list(name: str) -> Mapping[str, Term]:
    return _terms()[name]


@cache
def _terms() -> Mapping[str, Mapping[str, Term]]:
    found: dict[str, dict[str, Term]] = {}
    text = resources.files("app.directory").joinpath("vocabulary.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        labels = MappingProxyType({language: row[language] for language in SIX})
        found.setdefault(row["list"], {})[row["code"]] = Term(row["code"], labels, row["shown_as"])
    return MappingProxyType({name: MappingProxyType(terms) for name, terms in found.items()})
