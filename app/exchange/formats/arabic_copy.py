"""An entry as a row for reading in Arabic: of entries with an Arabic name, what one needs to reach them."""

from __future__ import annotations

from app.directory.channel_values import MAILBOXES, NUMBERS
from app.directory.vocabulary import label
from app.exchange.formats.view import Card, hours_line
from app.exchange.profiles.cells import cell_text, join_items
from app.reference import states
from app.reference.languages import language_name

HEADINGS = (
    ("الدولة", 20),
    ("الاسم", 44),
    ("الاسم بالإنكليزية", 40),
    ("الاختصاص", 40),
    ("الهاتف", 30),
    ("البريد الإلكتروني", 34),
    ("ساعات العمل", 40),
    ("اللغات", 30),
    ("قيود التداول", 18),
    ("entry_id", 38),
)
"""Captions and widths, in characters."""


def arabic_row(card: Card) -> list[str] | None:
    """The entry's row, none where it has no name in Arabic."""
    names = card.get("names") or ()
    own = [name["text"] for name in names if name.get("language") == "ar"]
    if not own:
        return None
    english = [name["text"] for name in names if name.get("language") == "en"]
    channels = card.get("channels") or ()
    row = (
        states.state(card["state"]).name("ar"),
        own[0],
        english[0] if english else "",
        join_items(dict.fromkeys(label("function", each["function"], "ar") for each in card.get("designations") or ())),
        join_items([each["value"] for each in channels if each["type"] in NUMBERS and each["type"] != "fax"]),
        join_items([each["value"] for each in channels if each["type"] in MAILBOXES]),
        hours_line(card["hours"]) if card.get("hours") else "",
        join_items(language_name(each["tag"], "ar") for each in card.get("languages") or ()),
        card["marking"],
        card["id"],
    )
    return [cell_text(cell) for cell in row]
