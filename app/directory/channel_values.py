"""The canonical value of a channel: E.164 for numbers, a mailbox, a web address; deceptive characters refused."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

NUMBERS = frozenset({"phone", "mobile", "fax", "inmarsat"})
MAILBOXES = frozenset({"email", "secure_email"})
PAGES = frozenset({"web_form", "video"})


def canonical_value(channel_type: str, value: str, state: str | None = None) -> str:
    """The value as it is stored and compared. `state` (alpha-2) reads national numbers; without it only `+...` is understood.

    Raises `ValueError` with a sentence: not a number, not a mailbox, or with invisible or non-ASCII digits in it.
    """
    value = unicodedata.normalize("NFC", value.strip())
    _refuse_deception(channel_type, value)
    if channel_type in NUMBERS:
        return _number(value, state)
    if channel_type in MAILBOXES:
        return _mailbox(value)
    if channel_type in PAGES:
        parts = urlsplit(value)
        if (parts.scheme != "https" and parts.scheme != "http") or not parts.hostname:
            raise ValueError("a web address starts with https:// or http:// and names a host")
    return value


def _refuse_deception(channel_type: str, value: str) -> None:
    for character in value:
        if unicodedata.category(character) in ("Cf", "Cc", "Co", "Cs", "Cn") and character not in "\n":
            raise ValueError(f"the value contains an invisible character (U+{ord(character):04X})")
        if character.isdigit() and not character.isascii():
            raise ValueError("write digits as 0-9")
    if channel_type in NUMBERS | MAILBOXES and "\n" in value:
        raise ValueError("the value must be on one line")


def _number(value: str, state: str | None) -> str:
    try:
        number = phonenumbers.parse(value, None if value.startswith(("+", "00")) and state is None else state)
    except phonenumbers.NumberParseException:
        raise ValueError(f"{value!r} is not a telephone number: write +, country code and number") from None
    if number.extension:
        raise ValueError("write the extension in its own field")
    if not phonenumbers.is_possible_number(number):
        raise ValueError(f"{value!r} is too long or too short for a number of +{number.country_code}")
    canonical = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if value != canonical and value.startswith("+") and _again(canonical) != canonical:
        # A number whose national part begins with zeros (unassigned, fictional) would lose one at every reading.
        return "+" + "".join(c for c in value if c.isdigit())
    return canonical


def _again(canonical: str) -> str:
    try:
        return phonenumbers.format_number(phonenumbers.parse(canonical), phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        return ""


def _mailbox(value: str) -> str:
    try:
        return validate_email(value, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as problem:
        raise ValueError(f"{value!r} is not a mailbox: {problem}") from None
