"""A channel as something to press: a number in groups, a mailbox, an address - and the link that dials, writes or opens it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import phonenumbers

from app.directory.vocabulary import channel_family

DIALS = ("phone", "mobile", "inmarsat")


@dataclass(frozen=True)
class Reach:
    """A channel with the text to read and the address to press (RFC 3966 `tel:`, RFC 6068 `mailto:`, https), or none."""

    channel: dict[str, Any]
    family: str
    text: str
    link: str | None
    urgent: bool

    @property
    def dials(self) -> bool:
        """Whether the link would make a telephone ring."""
        return bool(self.link and self.link.startswith("tel:"))


def reach_of(channel: dict[str, Any]) -> Reach:
    """The channel of a card as a page shows it."""
    family = channel_family(channel["type"])
    value = channel["value"]
    urgent = channel["always_open"] or "urgent" in channel["contexts"] or "out_of_hours" in channel["contexts"]
    if family == "phone":
        return Reach(channel, family, _grouped(value), _tel(channel), urgent)
    if channel["type"] in ("email", "secure_email"):
        return Reach(channel, family, value, f"mailto:{quote(value, safe='@+.-_')}", urgent)
    opens = family == "web" and value.startswith(("https://", "http://"))
    return Reach(channel, family, value, value if opens else None, urgent)


def _grouped(value: str) -> str:
    """`+216 71 000 000`: in the groups of its country, as people read it aloud."""
    try:
        parsed = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _tel(channel: dict[str, Any]) -> str | None:
    if channel["type"] not in DIALS:
        return None
    extension = f";ext={channel['extension']}" if channel["extension"] else ""
    return f"tel:{channel['value']}{extension}"
