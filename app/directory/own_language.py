"""A text in further languages beside the original: a map of BCP 47 tag -> text, and which of them a reader is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MOST_LANGUAGES = 20


def text_for(part: Mapping[str, Any], name: str, language: str) -> dict[str, str | None] | None:
    """The text of `part[name]` for a reader of a language: `{text, language}`; of the original nobody said the language.

    In the reader's language, else in another form of it (`zh-Hant` for `zh`), else the original, else the first there is.
    """
    others: Mapping[str, str] = part.get(f"{name}_in") or {}
    near = [tag for tag in others if tag.partition("-")[0] == language.partition("-")[0]]
    for tag in (language, *sorted(near)):
        if tag in others:
            return {"text": others[tag], "language": tag}
    if part.get(name):
        return {"text": part[name], "language": None}
    first: str | None = min(others, default=None)
    return {"text": others[first], "language": first} if first else None


def map_patch(now: Mapping[str, str] | None, wanted: Mapping[str, str] | None) -> dict[str, str | None]:
    """The merge patch (RFC 7396) that makes the one map the other: what is not wanted any more is null."""
    return {**{tag: None for tag in now or {} if tag not in (wanted or {})}, **(wanted or {})}
