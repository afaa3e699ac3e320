"""QR codes (ISO/IEC 18004) that put an entry's lines into a telephone without a network: a short vCard, scanned from paper."""

from __future__ import annotations

import io

import segno

from app.directory.cards import display_name
from app.directory.channel_values import MAILBOXES, NUMBERS
from app.exchange.formats.vcard import escaped
from app.exchange.formats.view import Card, world_of

MOST_NUMBERS = 3
LONGEST_NAME = 80
"""Characters: a code that holds more is too fine for a camera at night."""


def qr_png(card: Card, scale: int = 6) -> bytes:
    """The code as a PNG, black on white; `scale` is the pixels of a module."""
    out = io.BytesIO()
    segno.make(qr_text(card), error="m", micro=False).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def qr_text(card: Card) -> str:
    """The vCard 3 inside: name, State, the three numbers to try first, a mailbox, the marking. Cameras know version 3 best."""
    name = escaped(display_name(card.get("names") or [])[:LONGEST_NAME])
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{name};;;;", f"FN:{name}", f"ORG:{escaped(world_of(card['state'])['name'])}"]
    channels = sorted(card.get("channels") or (), key=lambda each: (not each.get("always_open"), each.get("preference") or 50))
    for each in [each for each in channels if each["type"] in NUMBERS and each["type"] != "fax"][:MOST_NUMBERS]:
        extension = f",{each['extension']}" if each.get("extension") else ""
        lines.append(f"TEL;TYPE={'CELL' if each['type'] == 'mobile' else 'WORK'}:{each['value']}{escaped(extension)}")
    lines += [f"EMAIL:{escaped(each['value'])}" for each in channels if each["type"] in MAILBOXES][:1]
    return "\r\n".join([*lines, f"NOTE:{escaped(card['marking'])}", "END:VCARD", ""])
