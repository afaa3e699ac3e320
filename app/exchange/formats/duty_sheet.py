"""A duty sheet on paper: one A4 without colour for up to 30 counterparts, set by typst; and the same lines as vCards."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import segno

from app.directory.cards import display_name
from app.directory.duty_sheets import PrintedSheet
from app.directory.own_language import text_for
from app.directory.vocabulary import label
from app.exchange.formats import duty_words as words
from app.exchange.formats.booklet import preferred_fonts, short_tag, shown_text
from app.exchange.formats.duty_clocks import hours_here, noon_changes, noon_here
from app.exchange.formats.duty_words import Translate
from app.exchange.formats.typesetting import typeset
from app.exchange.formats.vcard import vcard
from app.exchange.formats.view import Card, hours_line, hours_of, utc_offset
from app.lookup.hours_text import hours_text
from app.reference import states
from app.reference.languages import is_rtl, language_name

LONGEST_NAME = 90
LONGEST_LABEL = 40
MOST_FUNCTIONS = 3
MOST_LANGUAGES = 5
MOST_DATED = 3
LONGEST_WHOLE = 36
"""Characters of a value that stand on one line; a longer one may be broken between its pieces, without a hyphen."""
PIECES = re.compile(r"[^.@\s_-]{0,23}[.@\s_-]|[^.@\s_-]{1,23}")


def write_duty_sheet(
    sheet: PrintedSheet, base_url: str, out: BinaryIO, *, language: str = "en", translate: Translate = str
) -> int:
    """Write the sheet as PDF, in one of the six languages; `translate` says the fixed texts. Returns how many lines it has.

    Numbers and mailboxes stand whole; a card whose text is long is set smaller.
    """
    page = {
        "title": shown_text(sheet.title),
        "language": short_tag(language),
        "rtl": is_rtl(language),
        "fonts": preferred_fonts(),
        "marking": sheet.marking,
        "facts": [{"label": name, "text": shown_text(text)} for name, text in _head(sheet, language, translate)],
        "foot": translate(words.DESTROY),
        "cards": [_card(place, card, sheet, base_url, language, translate) for place, card in sheet.lines],
    }
    out.write(typeset("duty_sheet.typ", page))
    return len(sheet.lines)


def write_duty_vcards(sheet: PrintedSheet, out: BinaryIO) -> int:
    """Write the lines as vCard 4, one after the other; each names the sheet and the day on which it is to be deleted."""
    copy = f"duty sheet {sheet.id}, delete after {sheet.expires_at:%Y-%m-%d}"
    for _, card in sheet.lines:
        out.write(vcard(card, copy_for=copy))
    return len(sheet.lines)


def _head(sheet: PrintedSheet, language: str, translate: Translate) -> list[tuple[str, str]]:
    office = display_name(sheet.authority, language) if sheet.authority else ""
    state = states.state(sheet.state).name(language) if sheet.state else ""
    zone = f"{sheet.time_zone} ({utc_offset(sheet.time_zone, sheet.printed_at.year)})"
    printed = f"{sheet.printed_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return [
        (translate(words.PRINTED_FOR), ", ".join(filter(None, (sheet.person, office, state)))),
        (translate(words.PRINTED_ON), printed),
        (translate(words.USE_UNTIL), f"{sheet.expires_at.astimezone(UTC):%Y-%m-%d}"),
        (translate(words.OUR_CLOCK), zone),
    ]


def _card(place: int, card: Card, sheet: PrintedSheet, base_url: str, language: str, translate: Translate) -> dict[str, Any]:
    name = display_name(card["names"], language)
    own = next((n["language"] for n in card["names"] if n["text"] == name), None)
    native = next((n for n in card["names"] if n["role"] == "preferred" and n["text"] != name), None)
    functions = dict.fromkeys(d["function"] for d in card["designations"])
    about = [label("function", code, language) for code in functions][:MOST_FUNCTIONS]
    spoken = [language_name(each["tag"], language) for each in card["languages"]][:MOST_LANGUAGES]
    return {
        "place": f"{place}.",
        "name": {"text": shown_text(_cut(name, LONGEST_NAME)), "language": short_tag(own or language)},
        "native": _named(native),
        "state": states.state(card["state"]).name(language),
        "marking": card["marking"] if card["marking"] != sheet.marking else "",
        "about": " · ".join(filter(None, (", ".join(about), ", ".join(spoken)))),
        "lines": [_line(channel, card, sheet, language, translate) for channel in card["channels"]],
        "hours": _hours(card.get("hours"), card, sheet, translate),
        "clocks": _clocks(card.get("time_zone"), sheet, translate),
        "confirmed": _confirmed(card, translate),
        "code": code_svg(f"{base_url.rstrip('/')}/entries/{card['id']}"),
    }


def _named(name: Card | None) -> dict[str, str] | None:
    if name is None:
        return None
    return {"text": shown_text(_cut(name["text"], LONGEST_NAME)), "language": short_tag(name["language"] or "en")}


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _line(channel: Card, card: Card, sheet: PrintedSheet, language: str, translate: Translate) -> dict[str, Any]:
    said = [translate(words.DAY_AND_NIGHT)] if channel["always_open"] else []
    if named := text_for(channel, "label", language):
        said.append(shown_text(_cut(str(named["text"]), LONGEST_LABEL)))
    if channel["hours"] and not channel["always_open"]:
        said.append(_hours(channel["hours"], card, sheet, translate))
    if channel["marking"] != card["marking"]:
        said.append(channel["marking"])
    value = " ".join(channel["value"].split())
    if channel.get("extension"):
        value = f"{value} {translate(words.EXTENSION).format(digits=channel['extension'])}"
    shown = shown_text(value)
    parts = PIECES.findall(shown) if len(shown) > LONGEST_WHOLE else [shown]
    return {"kind": label("channel_type", channel["type"], language), "parts": parts, "said": ", ".join(said)}


def _hours(hours: Card | None, card: Card, sheet: PrintedSheet, translate: Translate) -> str:
    """Weekly hours on both clocks, on theirs with the next dated exceptions while the sheet is good; more lie behind the code."""
    if not hours or not hours["spans"]:
        return translate(words.NO_HOURS)
    weekly = {"spans": hours["spans"], "exceptions": []}
    first, last = sheet.printed_at.date().isoformat(), sheet.expires_at.date().isoformat()
    dated = sorted((each for each in hours["exceptions"] if first <= each["date"] <= last), key=lambda each: str(each["date"]))
    near = [{**each, "reason": None} for each in dated[:MOST_DATED]]
    there = f"{translate(words.THERE)} {hours_line({**weekly, 'exceptions': near})}"
    zone = card.get("time_zone")
    if not zone or not _differ(zone, sheet):
        return there
    here = hours_here(hours_of(weekly), sheet.printed_at, zone, sheet.time_zone)
    return f"{there} · {translate(words.HERE)} {hours_text(here)}"


def _differ(zone: str, sheet: PrintedSheet) -> bool:
    return len({sheet.printed_at.astimezone(ZoneInfo(each)).utcoffset() for each in (zone, sheet.time_zone)}) > 1


def _clocks(zone: str | None, sheet: PrintedSheet, translate: Translate) -> str:
    if not zone:
        return ""
    first, last = sheet.printed_at.date(), sheet.expires_at.date()
    noon = noon_here(first, zone, sheet.time_zone)
    said = translate(words.SAME_TIME) if noon == "12:00" else translate(words.CLOCKS).format(time=noon)
    changes = noon_changes(first, last, zone, sheet.time_zone)
    return "; ".join([said, *(translate(words.CLOCKS_FROM).format(day=day.isoformat(), time=t) for day, t in changes)])


def _confirmed(card: Card, translate: Translate) -> str:
    at = card["freshness"]["confirmed_at"]
    if not at:
        return translate(words.NEVER_CONFIRMED)
    return translate(words.CONFIRMED).format(day=f"{datetime.fromisoformat(at):%Y-%m-%d}")


def code_svg(address: str) -> str:
    """A QR code that leads to an address; the paper's white around it is part of it (ISO/IEC 18004, 4 modules)."""
    out = io.BytesIO()
    segno.make(address, error="l", micro=False).save(out, kind="svg", border=2, xmldecl=False, nl=False)
    return out.getvalue().decode()


def duty_pdf(sheet: PrintedSheet, base_url: str, *, language: str = "en", translate: Translate = str) -> bytes:
    """The sheet as the bytes of a PDF."""
    out = io.BytesIO()
    write_duty_sheet(sheet, base_url, out, language=language, translate=translate)
    return out.getvalue()


def duty_vcards(sheet: PrintedSheet) -> bytes:
    """The sheet's lines as the bytes of one file of vCards."""
    out = io.BytesIO()
    write_duty_vcards(sheet, out)
    return out.getvalue()
