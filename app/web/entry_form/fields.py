"""What the form of an entry asks for: its sections and fields, how each is written, and the help beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "area", "number", "date", "check", "checks", "choice", "yes_no", "tags", "states", "codes", "hours", "id", "texts"
]


def N_(text: str) -> str:
    """Mark a text for translation; the page translates it when it is shown."""
    return text


@dataclass(frozen=True)
class Field:
    """One question. `options` names a closed list or one that the page supplies; `most` characters at the most.

    `second`: needs a second person once the entry is published; `more`: stands in the part of a row that opens on demand.
    """

    name: str
    label: str
    kind: Kind = "text"
    options: str = ""
    help: str = ""
    second: bool = False
    more: bool = False
    required: bool = False
    most: int = 300

    @property
    def is_wide(self) -> bool:
        """Whether it takes a line of its own rather than standing beside others."""
        return self.kind in ("area", "checks", "hours", "texts")


@dataclass(frozen=True)
class Section:
    """A part of the entry: `plain` fields of the entry itself, one `object`, or `rows`. `kinds`: only on these entries.

    `keeper`: only for those who keep the entry, since nobody else is shown what stands there now.
    """

    key: str
    label: str
    shape: Literal["plain", "object", "rows"]
    fields: tuple[Field, ...]
    help: str = ""
    add: str = ""
    kinds: tuple[str, ...] = ()
    keeper: bool = False

    @property
    def one(self) -> str:
        """One of its rows: the button `add_channel` adds one."""
        return self.key.removesuffix("s")

    def path(self, field: Field, row: int | None = None) -> str:
        """The name of a field on the page, the one that refusals use: `purpose`, `posting.host`, `channels.0.value`."""
        if self.shape == "plain":
            return field.name
        return f"{self.key}.{field.name}" if row is None else f"{self.key}.{row}.{field.name}"
