"""An entry as a client would send it, with sensible defaults; numbers that nobody can have, mailboxes under `example`."""

from __future__ import annotations

from typing import Any

PHONE = "+390000000001"
MAILBOX = "ops@coastguard.example"

DEFAULTS: dict[str, Any] = {
    "kind": "authority",
    "state": "IT",
    "marking": "TLP:GREEN",
    "names": [
        {"text": "Guardia Costiera, esempio", "language": "it", "role": "preferred"},
        {"text": "Coast Guard, example", "language": "en", "role": "preferred"},
    ],
    "purpose": "Answers requests at sea.",
    "authority_type": "coast_guard",
    "time_zone": "Europe/Rome",
    "channels": [
        {"type": "phone", "value": PHONE, "contexts": ["urgent"], "always_open": True, "label": "Watch room"},
        {"type": "email", "value": MAILBOX},
    ],
}

FULL: dict[str, Any] = {
    "homepage": "https://coastguard.example/",
    "valid_from": "2020-01-01",
    "jurisdiction": ["IT-82"],
    "languages": [{"tag": "fr", "level": "C1", "use": ["spoken"]}, {"tag": "en", "level": "B2", "use": ["spoken", "written"]}],
    "hours": {
        "spans": [
            {"days": ["mo", "tu", "we", "th"], "opens": "08:00", "closes": "12:30"},
            {"days": ["sa"], "opens": "09:00", "closes": "11:00", "from": "06-01", "until": "09-15"},
        ],
        "exceptions": [{"date": "2026-12-25", "closed": True, "reason": "Natale"}],
    },
    "designations": [{"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}],
    "requirements": {"languages_accepted": ["fr", "en"], "interpol_accepted": True},
    "holder": {"names": [{"text": "Esempio Uno", "language": "it"}], "since": "2024-05-01", "publish_name": False},
    "networks": ["RABAT"],
    "external_ids": [{"scheme": "sherloc", "value": "IT-0001"}],
    "consents": [{"recipient": "sherloc", "up_to": "TLP:GREEN"}],
}
"""Parts that most tests do without; added with `entry_data(**FULL)`."""


def entry_data(**changed: Any) -> dict[str, Any]:
    """The body of `POST /api/v1/entries`; None takes a field away."""
    data = {**DEFAULTS, **changed}
    return {name: value for name, value in data.items() if value is not None}


def named(text: str, language: str = "en") -> list[dict[str, str]]:
    """The names of an entry that has one name."""
    return [{"text": text, "language": language, "role": "preferred"}]


def phone(value: str, **changed: Any) -> dict[str, Any]:
    """A telephone channel."""
    return {"type": "phone", "value": value, **changed}


def mail(value: str, **changed: Any) -> dict[str, Any]:
    """An e-mail channel."""
    return {"type": "email", "value": value, **changed}
