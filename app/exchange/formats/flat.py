"""An entry as rows of text: what stands in each cell of the sheets entries, channels and designations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote

from app.directory.channel_values import MAILBOXES, NUMBERS, PAGES
from app.exchange.formats.view import Card, View, hours_of, view_of
from app.exchange.profiles.cells import cell_text, join_items, join_records, printable, yes_no
from app.exchange.profiles.columns import Column, PortalColumn, columns
from app.lookup.hours_text import hours_text


def rows_of(card: Card, sheet: str) -> Iterator[list[str]]:
    """The rows that an entry has on a sheet: one on `entries`, one a channel or designation on the others.

    The text is what a person should see; a format still guards or encodes it in its own way.
    """
    if sheet == "entries":
        yield cells_of(view_of(card), columns(sheet))
        return
    for part in card.get(sheet) or []:
        yield cells_of({**part, "entry_id": card["id"]}, columns(sheet))


def cells_of(view: View, wanted: Sequence[Column | PortalColumn]) -> list[str]:
    """One row: the text of each wanted column."""
    return [_cell(at_path(view, column.path), column) for column in wanted]


def at_path(view: View, path: str) -> Any:
    """The value at a dotted path, None where a part of the way is missing; the whole for an empty path."""
    value: Any = view
    for step in _steps(path):
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def uri_of(channel: Card) -> str:
    """The channel as an address to click on: `tel:` (RFC 3966), `mailto:` (RFC 6068) or the page; empty for others."""
    kind, value = channel["type"], channel["value"]
    if kind in NUMBERS:
        extension = f";ext={channel['extension']}" if channel.get("extension") else ""
        return f"tel:{value}{extension}"
    if kind in MAILBOXES:
        return f"mailto:{quote(printable(value), safe='@')}"
    return str(value) if kind in PAGES else ""


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split(".")) if path else ()


def _cell(value: Any, column: Column | PortalColumn) -> str:
    # Most cells are empty: that is settled first, and no shape has to think of it.
    return "" if value is None else cell_text(_SHAPES[column.shape](value, column.detail))


def _text(value: Any, _: Sequence[str]) -> str:
    return str(value)


def _yes_no(value: Any, _: Sequence[str]) -> str:
    return yes_no(value)


def _list(value: Any, _: Sequence[str]) -> str:
    return join_items(value)


def _records(value: Any, detail: Sequence[str]) -> str:
    return join_records([_field(record, field) for field in detail] for record in value)


def _field(record: Card, field: str) -> str:
    value = record.get(field.rstrip("*?"))
    if field.endswith("*"):
        return ", ".join(value or ())
    if field.endswith("?"):
        return yes_no(value)
    return "" if value is None else str(value)


def _parallel(value: Any, detail: Sequence[str]) -> str:
    texts = [str(part.get(detail[0]) or "") for part in value]
    return join_items(texts) if any(texts) else ""


def _numbers(value: Any, _: Sequence[str]) -> str:
    return join_items(_with_extension(channel) for channel in value)


def _typed(value: Any, _: Sequence[str]) -> str:
    return join_items(f"{channel['type']}: {_with_extension(channel)}" for channel in value)


def _uris(value: Any, _: Sequence[str]) -> str:
    return " ".join(uri_of(channel) for channel in value)


def _uri(value: Any, _: Sequence[str]) -> str:
    return uri_of(value)


def _hours(value: Any, _: Sequence[str]) -> str:
    return value if isinstance(value, str) else hours_text(hours_of(value))


def _with_extension(channel: Card) -> str:
    return f"{channel['value']} ext. {channel['extension']}" if channel.get("extension") else str(channel["value"])


_SHAPES: Mapping[str, Callable[[Any, Sequence[str]], str]] = {
    "text": _text,
    "number": _text,
    "yes_no": _yes_no,
    "list": _list,
    "records": _records,
    "parallel": _parallel,
    "numbers": _numbers,
    "typed": _typed,
    "uris": _uris,
    "uri": _uri,
    "hours": _hours,
}
