"""directory-qr.pdf: urgent lines as QR codes on paper, twelve a page, to be scanned where there is no network."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import BinaryIO

import segno

from app.directory.cards import display_name
from app.directory.channel_values import NUMBERS
from app.exchange.formats.booklet import FAMILIES, families, preferred_fonts
from app.exchange.formats.qr import qr_text
from app.exchange.formats.typesetting import forget_pages, typeset
from app.exchange.formats.view import Card, world_of
from app.exchange.profiles.cells import printable
from app.exchange.profiles.scripts import script_of_text

MOST = 600
"""Fifty pages: a sheet is for a wall or a folder, not for the whole directory."""


def write_qr_sheet(cards: Iterable[Card], line: str, out: BinaryIO) -> int:
    """Write a code with a short vCard for each entry that has an urgent line; `line` stands in every footer. Returns how many.

    Of more than 600 the first are taken, by State and name, and the sheet says so. The same entries give the same bytes.
    """
    urgent = sorted((card for card in cards if has_urgent_line(card)), key=_place)
    shown = urgent[:MOST]
    left_out = len(urgent) - len(shown)
    sheet = {
        "title": "Urgent lines",
        "line": line,
        "notice": f"{left_out} more do not fit on this sheet: look them up." if left_out else "",
        "fonts": preferred_fonts(),
        "entries": [_entry(card) for card in shown],
    }
    out.write(typeset("qr_sheet.typ", sheet))
    forget_pages()
    return len(shown)


def has_urgent_line(card: Card) -> bool:
    """Whether somebody can be called in a hurry: a number that is urgent or answered day and night."""
    return any(
        channel["type"] in NUMBERS and (channel.get("always_open") or "urgent" in (channel.get("contexts") or ()))
        for channel in card.get("channels") or ()
    )


def _place(card: Card) -> tuple[str, str, str]:
    return world_of(card["state"])["name"], display_name(card.get("names") or []), card["id"]


def _entry(card: Card) -> dict[str, str]:
    drawn = io.BytesIO()
    segno.make(qr_text(card), error="m", micro=False).save(drawn, kind="svg", border=2, omitsize=True)
    confirmed = ((card.get("freshness") or {}).get("confirmed_at") or "")[:10]
    return {
        "code": drawn.getvalue().decode(),
        "name": _printed(display_name(card.get("names") or []) or card["id"]),
        "state": world_of(card["state"])["name"],
        "marking": card["marking"],
        "confirmed": f"confirmed {confirmed}" if confirmed else "not confirmed",
    }


def _printed(name: str) -> str:
    """The name, or what is missing to print it: never empty boxes."""
    text = printable(name)
    family = FAMILIES.get(script_of_text(text) or "Latn")
    return text if family is None or family in families() else f"[no font here: {family}]"
