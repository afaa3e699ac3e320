"""Cards of people as JSON: instants as RFC 3339 texts, and what a body must hold."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from app.clock import iso
from app.errors import FieldError, Invalid

LONGEST_TEXT = 500


def shaped(card: Any, *left_out: str) -> dict[str, Any]:
    """A card (a dataclass, which is its own allow-list) as JSON, with cards inside it; without the fields in `left_out`."""
    return {each.name: _plain(getattr(card, each.name)) for each in fields(card) if each.name not in left_out}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return shaped(value) if hasattr(value, "__dataclass_fields__") else value


def text_in(body: Any, name: str) -> str | None:
    """A text of the body, none where it is missing. Raises `Invalid` naming it."""
    value = body.get(name) if isinstance(body, dict) else None
    if value is not None and (not isinstance(value, str) or len(value) > LONGEST_TEXT):
        raise Invalid("The body cannot be accepted.", errors=(FieldError(name, f"a text of at most {LONGEST_TEXT} characters"),))
    return value


def needed_in(body: Any, name: str) -> str:
    """A text that the body must hold. Raises `Invalid` naming it."""
    value = text_in(body, name)
    if not value:
        raise Invalid("Something is missing.", errors=(FieldError(name, "is required"),))
    return value


def texts_in(body: Any, name: str) -> list[str]:
    """A list of texts of the body; empty where it is missing. Raises `Invalid` naming it."""
    value = body.get(name, []) if isinstance(body, dict) else []
    if not isinstance(value, list) or any(not isinstance(each, str) or len(each) > LONGEST_TEXT for each in value):
        raise Invalid("The body cannot be accepted.", errors=(FieldError(name, "a list of texts"),))
    return value


def day_in(body: Any, name: str) -> date | None:
    """A day of the body, such as 2026-11-24; none where it is missing. Raises `Invalid` naming it."""
    value = text_in(body, name)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise Invalid("The body cannot be accepted.", errors=(FieldError(name, "a day such as 2026-11-24"),)) from None
