"""The language of a page: which one the reader wants, its catalogue, and how its days, numbers and names are written."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from starlette.requests import Request

from app.reference.languages import is_rtl

COOKIE = "lang"
OWN_NAMES = {"ar": "العربية", "zh": "中文", "en": "English", "fr": "Français", "ru": "Русский", "es": "Español"}
"""Each of the six languages by its own name, as the switch shows it."""

LOCALES = Path(__file__).parent / "locales"
"""One folder a language, `LANGUAGE/LC_MESSAGES/messages.po`: a new one makes the language appear in the switch."""

COMMAS = {"ar": "، ", "zh": "、"}
"""What stands between the items of a list, where it is not a comma and a blank."""


@cache
def own_names(locales: Path | None = None) -> dict[str, str]:
    """Every language of the pages by its own name: the six, then each further one that has a catalogue, by its tag.

    A catalogue may be partial: what it lacks is English. A folder that is no language known to CLDR is passed over.
    """
    found = dict(OWN_NAMES)
    for folder in sorted((locales or LOCALES).iterdir(), key=lambda each: each.name):
        tag = folder.name.replace("_", "-")
        if tag in found or not folder.joinpath("LC_MESSAGES", "messages.po").is_file():
            continue
        try:
            name = Locale.parse(tag, sep="-").get_display_name()
        except (ValueError, UnknownLocaleError):
            continue
        found[tag] = f"{name[:1].upper()}{name[1:]}" if name else tag
    return found


def language_of(request: Request) -> str:
    """The reader's language: `?lang=`, else the cookie, else the browser's wish (RFC 9110, 12.5.4), else English."""
    for wanted in (request.query_params.get("lang", ""), request.cookies.get(COOKIE, "")):
        if wanted in own_names(LOCALES):
            return wanted
    return _wished(request.headers.get("accept-language", "")) or "en"


def _wished(header: str) -> str | None:
    ranked = []
    for position, part in enumerate(header.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        if quality > 0:
            ranked.append((-quality, position, tag))
    shown = {tag.casefold(): tag for tag in own_names(LOCALES)}
    wanted = (each.casefold() for *_, tag in sorted(ranked) for each in (tag, tag.partition("-")[0]))
    return next((shown[tag] for tag in wanted if tag in shown), None)


def direction(language: str) -> str:
    """`rtl` or `ltr`: how a page in this language runs."""
    return "rtl" if is_rtl(language) else "ltr"


@cache
def catalogue(language: str, locales: Path | None = None) -> NullTranslations:
    """The translations into a language, read from its `.po` file; what it lacks, or all of it, stays English."""
    path = (locales or LOCALES).joinpath(language.replace("-", "_"), "LC_MESSAGES", "messages.po")
    if not path.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.replace("-", "_")))
    compiled.seek(0)
    return Translations(compiled)


def translated(language: str, text: str) -> str:
    """A text in the reader's language; the text itself where the catalogue lacks it. An empty text stays empty."""
    return str(catalogue(language, LOCALES).ugettext(text)) if text else ""


# --- days, instants, numbers (CLDR through Babel) ---------------------------------------------------------------


@cache
def locale(language: str) -> Locale:
    """CLDR's conventions for a language. Digits stay 0-9 in all six, as in the UN's own documents and on telephones."""
    return Locale.parse({"zh": "zh_Hans", "en": "en_GB"}.get(language, language.replace("-", "_")))


def parsed(value: str | datetime | date) -> datetime | date:
    """An instant or day, from its RFC 3339 text where it is one."""
    if not isinstance(value, str):
        return value
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


def day(value: str | datetime | date, language: str) -> str:
    """`24 Nov 2026` as the language writes it; of an instant its day in UTC."""
    return str(dates.format_skeleton("yMMMd", parsed(value), tzinfo=UTC, locale=locale(language)))


def month_day(pair: tuple[int, int], language: str) -> str:
    """`1 Jul`, from (7, 1): a day of every year."""
    return str(dates.format_skeleton("MMMd", date(2000, *pair), locale=locale(language)))


def instant(value: str | datetime, language: str, zone: str = "UTC") -> str:
    """`24 Nov 2026, 03:10` in a zone of the IANA list."""
    at = parsed(value)
    assert isinstance(at, datetime), "a day has no time"
    there = at.astimezone(ZoneInfo(zone))
    return f"{dates.format_skeleton('yMMMd', there, tzinfo=there.tzinfo, locale=locale(language))}, {clock_time(there)}"


def clock_time(at: datetime) -> str:
    """`03:10`: 24 hours in every language, as duty rooms write it."""
    return f"{at:%H:%M}"


def weekday(at: datetime | int, language: str, width: str = "abbreviated") -> str:
    """The name of a weekday, from an instant or its number (Monday is 0)."""
    number = at if isinstance(at, int) else at.weekday()
    return str(locale(language).days["stand-alone"][width][number])


def ago(value: str | datetime, now: datetime, language: str) -> str:
    """`3 months ago`, `in 2 days`."""
    at = parsed(value)
    if not isinstance(at, datetime):
        at = datetime(at.year, at.month, at.day, tzinfo=UTC)
    return str(dates.format_timedelta(at - now, add_direction=True, threshold=1.2, locale=locale(language)))


def since(value: str | datetime, at: datetime, language: str) -> str:
    """`3 months ago`; of an instant that lies after the one spoken of its day, for nobody could know of it then."""
    then = parsed(value)
    return day(value, language) if isinstance(then, datetime) and then > at else ago(value, at, language)


def span(length: timedelta, language: str) -> str:
    """`41 minutes`, `5 hours`."""
    return str(dates.format_timedelta(length, threshold=1.2, locale=locale(language)))


def number(value: int, language: str) -> str:
    """`1,234` as the language groups it."""
    return str(numbers.format_decimal(value, locale=locale(language)))
