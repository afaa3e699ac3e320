"""An entry as rows of text: what stands in each cell of the sheets entries, channels and designations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import quote

from app.directory.channel_values import MAILBOXES, NUMBERS, PAGES
from app.exchange.formats.view import Card, View, hours_line, view_of
from app.exchange.limits import CELL_CHARACTERS
from app.exchange.profiles.cells import cell_text, escaped, join_items, join_records, printable, yes_no
from app.exchange.profiles.columns import Column, PortalColumn, columns

Shape = Callable[[Any, Sequence[str]], str]
Cell = tuple[str, Shape, Sequence[str]]
"""The name under which a column's value lies, what makes text of a value that is none, and the details for that."""
WHOLE = ""
"""The path of a column that is made from the part as a whole."""


def rows_of(card: Card, sheet: str) -> Iterator[list[str]]:
    """The rows that an entry has on a sheet: one on `entries`, one a channel or designation on the others.

    The text is what a person should see, as every format can carry it: printable, and cut to a cell's size.
    """
    runs = _sheet_runs(sheet)
    if sheet == "entries":
        yield _row(runs, view_of(card))
        return
    for part in card.get(sheet) or ():
        yield _row(runs, {**part, "entry_id": card["id"], WHOLE: part})


def cells_of(view: View, wanted: tuple[Column | PortalColumn, ...]) -> list[str]:
    """One row: the text of each wanted column."""
    return _row(_runs(wanted), view)


class _Run(NamedTuple):
    """Columns side by side. With a `head` all lie in that part of an entry, and are empty together where it is missing."""

    head: str
    empty: tuple[str, ...]
    cells: tuple[Cell, ...]


_WORTH_A_RUN = 3


@cache
def _sheet_runs(sheet: str) -> tuple[_Run, ...]:
    return _runs(columns(sheet))


@cache
def _runs(wanted: tuple[Column | PortalColumn, ...]) -> tuple[_Run, ...]:
    runs: list[_Run] = []
    for head, together in groupby(wanted, key=_head):
        listed = list(together)
        in_part = len(listed) >= _WORTH_A_RUN and all("." in column.path for column in listed)
        cells = tuple(_cell(column, in_part=in_part) for column in listed)
        if in_part:
            runs.append(_Run(head, ("",) * len(cells), cells))
        elif runs and not runs[-1].head:
            runs[-1] = _Run("", (), runs[-1].cells + cells)
        else:
            runs.append(_Run("", (), cells))
    return tuple(runs)


def _head(column: Column | PortalColumn) -> str:
    return column.path.partition(".")[0]


def _row(runs: Iterable[_Run], view: View) -> list[str]:
    # Most of a row is empty, and most of the rest stands in the entry as it is: no call is made for those. What every cell has
    # to keep to is looked at once a row.
    row: list[str] = []
    get = view.get
    for head, empty, cells in runs:
        if head:
            part = get(head)
            if part is None:
                row += empty
                continue
            found = part.get
            row += [
                value if type(value := found(first)) is str else "" if value is None else shape(value, detail)
                for first, shape, detail in cells
            ]
        else:
            row += [
                value if type(value := get(first)) is str else "" if value is None else shape(value, detail)
                for first, shape, detail in cells
            ]
    text = "".join(row)
    return row if len(text) <= CELL_CHARACTERS and text.isprintable() else [cell_text(cell) for cell in row]


def _cell(column: Column | PortalColumn, *, in_part: bool) -> Cell:
    """How a column is read from the entry, or from the part that its run is about."""
    steps, shape = column.path.split("."), _SHAPES[column.shape]
    if shape is _records and any(field[-1] in "*?" for field in column.detail):
        shape = _marked_records
    first, *below = steps[1:] if in_part else steps
    step = below[0] if below else ""

    def text_of(value: Any, detail: Sequence[str]) -> str:
        value = value.get(step)
        return value if type(value) is str else "" if value is None else shape(value, detail)

    def text_below(value: Any, detail: Sequence[str]) -> str:
        for step in below:
            value = value.get(step)
            if value is None:
                return ""
        return shape(value, detail)

    if not below:
        return first, shape, column.detail
    return first, text_of if len(below) == 1 else text_below, column.detail


def uri_of(channel: Card) -> str:
    """The channel as an address to click on: `tel:` (RFC 3966), `mailto:` (RFC 6068) or the page; empty for others."""
    kind, value = channel["type"], channel["value"]
    if kind in NUMBERS:
        return f"tel:{value};ext={channel['extension']}" if channel.get("extension") else f"tel:{value}"
    if kind in MAILBOXES:
        return f"mailto:{quote(printable(value), safe='@')}"
    return str(value) if kind in PAGES else ""


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
    if len(detail) == 2:  # languages, keys: in nearly every row
        first, second = detail
        return _joined_records(tuple([(record.get(first), record.get(second)) for record in value])) if value else ""
    return _joined_records(tuple([tuple([record.get(field) for field in detail]) for record in value])) if value else ""


def _marked_records(value: Any, detail: Sequence[str]) -> str:
    """Records of which a field is a list (`mode*`) or a yes or no (`sworn?`)."""
    return join_records([[_field(record, field) for field in detail] for record in value]) if value else ""


@lru_cache(maxsize=4096)
def _joined_records(records: tuple[tuple[str | None, ...], ...]) -> str:
    return join_records([["" if field is None else str(field) for field in record] for record in records])


def _texts(value: Any, _: Sequence[str]) -> str:
    return _joined_records(tuple([(text, language) for language, text in value.items()])) if value else ""


def _field(record: Card, field: str) -> str:
    if field[-1] == "*":
        return ", ".join(record.get(field[:-1]) or ())
    if field[-1] == "?":
        return yes_no(record.get(field[:-1]))
    value = record.get(field)
    return "" if value is None else str(value)


def _parallel(value: Any, detail: Sequence[str]) -> str:
    if len(value) == 1:
        return escaped(value[0].get(detail[0]) or "")
    texts = tuple([str(part.get(detail[0]) or "") for part in value])
    return _joined(texts) if any(texts) else ""


def _numbers(value: Any, _: Sequence[str]) -> str:
    if len(value) == 1 and not value[0].get("extension"):
        return escaped(value[0]["value"])
    return join_items([_with_extension(channel) for channel in value])


def _typed(value: Any, _: Sequence[str]) -> str:
    return join_items([f"{channel['type']}: {_with_extension(channel)}" for channel in value])


def _uris(value: Any, _: Sequence[str]) -> str:
    return uri_of(value[0]) if len(value) == 1 else " ".join([uri_of(channel) for channel in value])


def _uri(value: Any, _: Sequence[str]) -> str:
    return uri_of(value)


def _hours(value: Any, _: Sequence[str]) -> str:
    return value if isinstance(value, str) else hours_line(value)


def _with_extension(channel: Card) -> str:
    return f"{channel['value']} ext. {channel['extension']}" if channel.get("extension") else str(channel["value"])


_SHAPES: Mapping[str, Shape] = {
    "text": _text,
    "number": _text,
    "yes_no": _yes_no,
    "list": _list,
    "records": _records,
    "texts": _texts,
    "parallel": _parallel,
    "numbers": _numbers,
    "typed": _typed,
    "uris": _uris,
    "uri": _uri,
    "hours": _hours,
}
