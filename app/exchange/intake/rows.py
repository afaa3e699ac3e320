"""What a reader gives back: rows that became an entry or were refused, and what was found on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

Data = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """Something about one value: `field` as the sender wrote it, the `value`, the `reason` in plain words, and where we can
    offer one a `repair`. A fatal one refuses the row; any other drops or notes only this value."""

    row: int
    field: str
    value: str
    reason: str
    repair: str | None = None
    fatal: bool = False


@dataclass(frozen=True)
class Row:
    """One record of a source.

    `number` 1-based: the row that a spreadsheet shows, the line, or the file's place in its folder; `label` what a person
    recognises; `source_key` the same at every import; `data` shaped as `EntryForm`, None when the row is refused;
    `parent_key` the source key, external id or entry id of the parent, which need not be in the file.

    A key that is missing in `data` was not in the source and says nothing; a key that is None or empty says: none.
    """

    number: int
    label: str
    source_key: str
    data: Data | None
    parent_key: str | None = None
    findings: tuple[Finding, ...] = ()
    cells: Mapping[str, str] | None = None
    """Of a portal's row: its texts by the portal's English headings, to be compared with what we would write there."""
    by_column: Sequence[str] = ()
    """Values of channels whose contexts only follow from their column: where one is on record, that says no other contexts."""

    @property
    def refused(self) -> bool:
        """Whether this row gives no entry."""
        return self.data is None


@dataclass(frozen=True)
class How:
    """What the sender chose beside the file.

    `headings`: heading in small letters -> our column, an empty text where it is not to be read; `repairs`: the accepted
    ones, (row, field, value) -> what to read instead; `marking` of new rows that state none; `edition` the day (ISO 8601)
    of the source.
    """

    headings: Mapping[str, str] = field(default_factory=dict)
    repairs: Mapping[tuple[int, str, str], str] = field(default_factory=dict)
    marking: str | None = None
    edition: str | None = None


PLAIN = How()


class Reader(Protocol):
    """A profile: reads what lies at a path. `state` (alpha-2) is the State that the sender speaks for, None for all."""

    def __call__(self, path: Path, *, state: str | None, how: How = PLAIN) -> Iterator[Row]: ...


@dataclass
class Draft:
    """A row while it is read: the data so far, and where in the source each part came from."""

    number: int
    label: str
    data: Data = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    origins: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Path in `data`, such as `channels.0`, -> (field, value) as the sender wrote them."""
    how: How = PLAIN
    by_column: list[str] = field(default_factory=list)
    """See `Row.by_column`."""

    def note(self, name: str, value: object, reason: str, *, repair: str | None = None, fatal: bool = False) -> None:
        """Add a finding about this row."""
        self.findings.append(Finding(self.number, name, _shown(value), reason, repair, fatal))

    def accepted(self, name: str, value: object) -> str | None:
        """The repair that the sender accepted for this value, or None."""
        return self.how.repairs.get((self.number, name, _shown(value)))

    def add(self, part: str, element: Data, name: str, value: object) -> None:
        """Append an element to a list of `data`, remembering which field of the source it came from."""
        elements = self.data.setdefault(part, [])
        self.origins[f"{part}.{len(elements)}"] = (name, _shown(value))
        elements.append(element)

    def finished(self, source_key: str, parent_key: str | None, settle: Callable[[Draft], None]) -> Row:
        """The row: `settle` drops what the registry cannot take; a fatal finding leaves no data."""
        settle(self)
        refused = any(finding.fatal for finding in self.findings)
        data = None if refused else self.data
        told = tuple(self.findings)
        return Row(self.number, self.label, source_key, data, parent_key, told, by_column=tuple(self.by_column))


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else "" if value is None else str(value)
    return text if len(text) <= 300 else text[:297] + "..."
