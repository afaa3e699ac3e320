"""Numbers, mailboxes and web addresses as people write them: read into channels, with a repair offered where one is broken."""

from __future__ import annotations

import re
from urllib.parse import unquote

from app.directory.channel_values import MAILBOXES, NUMBERS, PAGES, canonical_value
from app.exchange.intake.rows import Data, Draft
from app.reference import states

_EXTENSION_WORD = r"(?<![a-z])(?:ext|extension|poste|durchwahl|int|x)(?![a-z])\.?:?\s*"
_EXTENSION = re.compile(rf"\s*(?:;ext=|,?\s*{_EXTENSION_WORD})(\d{{1,10}})\s*$", re.IGNORECASE)
_AT = re.compile(r"\s*[\[({]\s*(?:at|arobase|arroba|ät)\s*[\])}]\s*", re.IGNORECASE)
_DOT = re.compile(r"\s*[\[({]\s*(?:dot|point|punkt|punto)\s*[\])}]\s*", re.IGNORECASE)
_SECOND_NUMBER = re.compile(r"\s*(?:[;,/]| or | ou | oder | o )\s*")
_SCIENTIFIC = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)


def channel(draft: Draft, kind: str, text: str, *, state: str | None, name: str, spare: str | None = None) -> Data | None:
    """A channel of type `kind` from the text of field `name`, or None and a finding with a repair if there is one.

    Numbers without `+` are read as numbers of `state`; `spare` is the same value from another column, offered as a repair.
    """
    value, extension = _bare(kind, draft.accepted(name, text) or text)
    try:
        found: Data = {"type": kind, "value": canonical_value(kind, value, state)}
    except ValueError as problem:
        draft.note(name, text, str(problem), repair=_repair(kind, value, state, spare))
        return None
    if extension:
        found["extension"] = extension
    return found


def web_address(draft: Draft, text: str, *, name: str) -> str | None:
    """The address of a page from the text of field `name`, or None and a finding that offers a missing `https://`."""
    made = channel(draft, "web_form", text, state=None, name=name)
    return str(made["value"]) if made else None


def _bare(kind: str, text: str) -> tuple[str, str | None]:
    """Without the `tel:` or `mailto:` in front, and the extension apart."""
    value = text.strip()
    if kind in NUMBERS:
        value = re.sub(r"^tel:", "", value, flags=re.IGNORECASE)
        if match := _EXTENSION.search(value):
            return value[: match.start()], match[1]
    elif kind in MAILBOXES and value.lower().startswith("mailto:"):
        value = unquote(value[len("mailto:") :])
    return value, None


def _repair(kind: str, value: str, state: str | None, spare: str | None) -> str | None:
    """The first change of the text that makes it a value; it is offered, never applied."""
    for candidate in ([spare] if spare else []) + _candidates(kind, value, state):
        try:
            return canonical_value(kind, _bare(kind, candidate)[0], state)
        except ValueError:
            continue
    return None


def _candidates(kind: str, value: str, state: str | None) -> list[str]:
    if kind in MAILBOXES:
        spelled = _DOT.sub(".", _AT.sub("@", value))
        joined = re.sub(r"\s+", "", spelled)
        return [spelled, joined, joined.strip(".,;:<>()"), joined.replace(",", "."), joined.replace("@@", "@")]
    if kind in NUMBERS:
        if _SCIENTIFIC.fullmatch(value):
            return []  # the spreadsheet has thrown digits away
        first = _SECOND_NUMBER.split(value)[0]
        digits = re.sub(r"\D", "", first)
        # A spreadsheet drops the plus; only where the digits begin as the State's own numbers do is it safe to put back.
        codes = states.state(state).dial_codes if state else ()
        lost_plus = [f"+{digits}"] if any(digits.startswith(code) for code in codes) else []
        return [first.replace("(0)", ""), re.sub(r"[^\d+]", "", first), *lost_plus]
    if kind in PAGES and "." in value and " " not in value:
        return [f"https://{value.removeprefix('//')}"]
    return []
