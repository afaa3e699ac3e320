"""An entry as rows of text: what stands in each cell of the sheets entries, channels and designations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import quote

from app.directory.channel_values import MAILBOXES, NUMBERS, PAGES
from app.exchange.formats.view import Card, View, hours_line, view_of
from app.exchange.profiles.cells import cell_text, join_items, join_records, printable, yes_no
from app.exchange.profiles.columns import Column, PortalColumn, columns

Finish = Callable[[str], str]
Cell = Callable[[Any], str]


def rows_of(card: Card, sheet: str, finish: Finish = cell_text) -> Iterator[list[str]]:
    """The rows that an entry has on a sheet: one on `entries`, one a channel or designation on the others.

    The text is what a person should see; `finish` guards or encodes a cell that is not empty in a format's own way.
    """
    runs = _sheet_runs(sheet, finish)
    if sheet == "entries":
        yield _row(runs, view_of(card))
        return
    for part in card.get(sheet) or ():
        yield _row(runs, {**part, "entry_id": card["id"]})


def cells_of(view: View, wanted: tuple[Column | PortalColumn, ...], finish: Finish = cell_text) -> list[str]:
    """One row: the text of each wanted column."""
    return _row(_runs(wanted, finish), view)


class _Run(NamedTuple):
    """Columns side by side. With a `head` all lie in that part of an entry, and are empty together where it is missing."""

    head: str
    empty: tuple[str, ...]
    cells: tuple[tuple[str, Cell], ...]


_WORTH_A_RUN = 3


@cache
def _sheet_runs(sheet: str, finish: Finish) -> tuple[_Run, ...]:
    return _runs(columns(sheet), finish)


@cache
def _runs(wanted: tuple[Column | PortalColumn, ...], finish: Finish) -> tuple[_Run, ...]:
    runs: list[_Run] = []
    for head, together in groupby(wanted, key=_head):
        cells = tuple((_head(column), _cell(column, finish)) for column in together)
        if head and len(cells) >= _WORTH_A_RUN:
            runs.append(_Run(head, ("",) * len(cells), cells))
        elif runs and not runs[-1].head:
            runs[-1] = _Run("", (), runs[-1].cells + cells)
        else:
            runs.append(_Run("", (), cells))
    return tuple(runs)


def _head(column: Column | PortalColumn) -> str:
    return column.path.partition(".")[0]


def _row(runs: Iterable[_Run], view: View) -> list[str]:
    # Most of a row is empty: that is settled before any cell is made, and for whole runs at once.
    row: list[str] = []
    get = view.get
    for head, empty, cells in runs:
        if not head:
            row += ["" if (value := get(first) if first else view) is None else cell(value) for first, cell in cells]
        elif (part := get(head)) is None:
            row += empty
        else:
            row += [cell(part) for _, cell in cells]
    return row


def _cell(column: Column | PortalColumn, finish: Finish) -> Cell:
    """What makes the cell from the value of the column's first step."""
    steps, detail = _steps(column.path)[1:], column.detail
    shape = _SHAPES[column.shape]

    step = steps[0] if len(steps) == 1 else None

    def text_of(value: Any) -> str:
        for each in steps:
            value = value.get(each)
            if value is None:
                return ""
        text = shape(value, detail)
        return finish(text) if text else ""

    def own_text(value: Any) -> str:
        return finish(value) if type(value) is str else text_of(value)

    def text_below(value: Any) -> str:
        below = value.get(step)
        if below is None:
            return ""
        return finish(below) if type(below) is str and below else text_of(value)

    if column.shape == "text" and len(steps) < 2:  # most columns: the short way
        return text_below if step else own_text
    return text_of


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


def _text(value: Any, _: Sequence[str]) -> str:
    return value if type(value) is str else str(value)


def _yes_no(value: Any, _: Sequence[str]) -> str:
    return yes_no(value)


def _list(value: Any, _: Sequence[str]) -> str:
    return _joined(tuple(value)) if value else ""


@lru_cache(maxsize=4096)
def _joined(items: tuple[str, ...]) -> str:
    """Codes come back in the same few combinations."""
    return join_items(items)


def _records(value: Any, detail: Sequence[str]) -> str:
    return _joined_records(tuple([tuple([_field(record, field) for field in detail]) for record in value])) if value else ""


@lru_cache(maxsize=4096)
def _joined_records(records: tuple[tuple[str, ...], ...]) -> str:
    return join_records(records)


def _field(record: Card, field: str) -> str:
    if field[-1] == "*":
        return ", ".join(record.get(field[:-1]) or ())
    if field[-1] == "?":
        return yes_no(record.get(field[:-1]))
    value = record.get(field)
    return "" if value is None else str(value)


def _parallel(value: Any, detail: Sequence[str]) -> str:
    texts = tuple([str(part.get(detail[0]) or "") for part in value])
    return _joined(texts) if any(texts) else ""


def _numbers(value: Any, _: Sequence[str]) -> str:
    return join_items([_with_extension(channel) for channel in value])


def _typed(value: Any, _: Sequence[str]) -> str:
    return join_items([f"{channel['type']}: {_with_extension(channel)}" for channel in value])


def _uris(value: Any, _: Sequence[str]) -> str:
    return " ".join([uri_of(channel) for channel in value])


def _uri(value: Any, _: Sequence[str]) -> str:
    return uri_of(value)


def _hours(value: Any, _: Sequence[str]) -> str:
    return value if isinstance(value, str) else hours_line(value)


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
