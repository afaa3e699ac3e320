"""Single fields of what comes in: each checks its value and says what is wrong with it."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from app.access.marking import MARKINGS
from app.directory.own_language import MOST_LANGUAGES
from app.directory.vocabulary import is_code
from app.reference import languages, networks, states, zones
from app.reference.text import plain


def code_of(list_name: str) -> AfterValidator:
    """A validator: the value is a code of this closed list."""

    def check(value: str) -> str:
        if not is_code(list_name, value):
            raise ValueError(f"{value!r} is not on the list of {list_name.replace('_', ' ')} codes")
        return value

    return AfterValidator(check)


def _state(value: str) -> str:
    found = states.find_state(value.upper())
    if found is None:
        raise ValueError(f"{value!r} is not an ISO 3166-1 alpha-2 code")
    return found.code


def _language(value: str) -> str:
    if not languages.is_language(value):
        raise ValueError(f"{value!r} is not a language tag (BCP 47), such as fr or prs")
    return languages.canonical(value)


def _zone(value: str) -> str:
    if not zones.is_zone(value):
        raise ValueError(f"{value!r} is not a time zone of the IANA list, such as Africa/Tunis")
    return value


def _network(value: str) -> str:
    if networks.find_network(value) is None:
        raise ValueError(f"{value!r} is not a known network or process")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("a web address starts with https:// or http:// and names a host")
    return value


def _marking(value: str) -> str:
    if value not in MARKINGS:
        raise ValueError(f"{value!r} is not a marking: use one of {', '.join(MARKINGS)}")
    return value


def _clock(value: str) -> str:
    hours, _, minutes = value.partition(":")
    if len(value) != 5 or not (hours + minutes).isascii() or not (hours + minutes).isdigit():
        raise ValueError("a time of day is written 08:30")
    if int(minutes) > 59 or int(hours) > 24 or (int(hours) == 24 and int(minutes) > 0):
        raise ValueError(f"{value} is not a time of day")
    return value


def _month_day(value: str) -> str:
    month, _, day = value.partition("-")
    try:
        date(2024, int(month), int(day))  # a leap year: the 29th of February is a day
    except ValueError:
        raise ValueError("a day of the year is written 06-15") from None
    return value


StateCode = Annotated[str, AfterValidator(_state)]
LanguageTag = Annotated[str, AfterValidator(_language)]
Marking = Annotated[str, AfterValidator(_marking)]
ZoneName = Annotated[str, AfterValidator(_zone)]
WebAddress = Annotated[str, Field(max_length=500), AfterValidator(_web_address)]
NetworkCode = Annotated[str, AfterValidator(_network)]
Clock = Annotated[str, AfterValidator(_clock)]
MonthDay = Annotated[str, Field(pattern=r"^[0-9]{2}-[0-9]{2}$"), AfterValidator(_month_day)]
AccountId = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$")]
Label = Annotated[str, Field(max_length=200), AfterValidator(plain)]
Note = Annotated[str, Field(max_length=1000), AfterValidator(plain)]


def _sayings(value: dict[str, str]) -> dict[str, str]:
    """In one order, so that equal maps are written alike."""
    if len(value) > MOST_LANGUAGES:
        raise ValueError(f"at most {MOST_LANGUAGES} languages")
    if any("\n" in text for text in value.values()):
        raise ValueError("each language has its text on one line")
    return dict(sorted(value.items()))


LabelIn = Annotated[
    dict[LanguageTag, Annotated[str, Field(min_length=1, max_length=200), AfterValidator(plain)]], AfterValidator(_sayings)
]
PurposeIn = Annotated[
    dict[LanguageTag, Annotated[str, Field(min_length=1, max_length=300), AfterValidator(plain)]], AfterValidator(_sayings)
]
NoteIn = Annotated[
    dict[LanguageTag, Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(plain)]], AfterValidator(_sayings)
]
