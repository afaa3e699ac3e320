"""Reads the sheets of a workbook (.xlsx, ECMA-376) as rows of text; nothing in it is run, followed or computed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath

from app.exchange.intake.archives import is_archive, opened_archive, parts, read_small, refuse_old_workbook
from app.exchange.intake.cell_values import Styles, date_styles, shown
from app.exchange.intake.xml_events import Attributes, walk
from app.exchange.limits import COLUMNS, ROWS, SHARED_CHARACTERS, checked_row, refused

_ACTIVE = (
    *("vbaproject", "macrosheet", "activex", "ctrlprop"),
    *("externallink", "connections.xml", "querytable"),
    *("embedding", "oleobject"),
)
"""Parts of a workbook that run, fetch or hide something."""

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Workbook:
    """An opened workbook: `sheets` are the names of its sheets in their order."""

    def __init__(self, path: Path) -> None:
        refuse_old_workbook(path)
        if not is_archive(path):
            refused("is no workbook: save it as .xlsx", where=path.name)
        self.archive = opened_archive(path)
        self.sheets: dict[str, str] = {}
        self.since_1904 = False
        self._shared: list[str] | None = None
        self._styles: Styles | None = None
        try:
            self._refuse_active(path.name)
            targets = self._targets()
            self.sheets = {name: targets.get(rel, "") for name, rel in self._listed()}
        except BaseException:
            self.archive.close()
            raise

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_: object) -> None:
        self.archive.close()

    def rows(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """The rows of a sheet that have a cell with text: (row number, cells). Raises `Invalid`, with the row where it can."""
        if self._shared is None or self._styles is None:
            self._shared = self._read_shared()
            has_styles = "xl/styles.xml" in self.archive.namelist()
            self._styles = date_styles(self.archive) if has_styles else frozenset()
        part = self.sheets[sheet]
        reading = _Sheet(self._shared, self._styles, since_1904=self.since_1904)
        with closing(parts(self.archive, part)) as pieces:
            for _ in walk(pieces, f"sheet {sheet[:40]}", reading.opened, reading.closed):
                yield from reading.done
                reading.done.clear()

    def _refuse_active(self, label: str) -> None:
        if "xl/workbook.xml" not in self.archive.namelist():
            refused("is no workbook in the form .xlsx: open it, and save it as .xlsx", where=label)
        for name in self.archive.namelist():
            if any(word in name.lower() for word in _ACTIVE):
                refused(f"holds {name[:80]}: macros, links to other files and embedded objects are not taken", where=label)

    def _targets(self) -> dict[str, str]:
        found: dict[str, str] = {}

        def opened(name: str, attributes: Attributes) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                whole = PurePosixPath(target.lstrip("/")) if target.startswith("/") else PurePosixPath("xl") / target
                found[attributes.get("Id", "")] = str(whole)

        _walk_small(self.archive, "xl/_rels/workbook.xml.rels", opened)
        return found

    def _listed(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []

        def opened(name: str, attributes: Attributes) -> None:
            if name == "sheet":
                found.append((attributes.get("name", ""), attributes.get("id", "")))
            elif name == "workbookPr":
                self.since_1904 = attributes.get("date1904") in ("1", "true")

        _walk_small(self.archive, "xl/workbook.xml", opened)
        if not found:
            refused("has no sheets", where="xl/workbook.xml")
        return found

    def _read_shared(self) -> list[str]:
        name = "xl/sharedStrings.xml"
        if name not in self.archive.namelist():
            return []
        reading = _Shared()
        with closing(parts(self.archive, name)) as pieces:
            for _ in walk(pieces, name, reading.opened, reading.closed):
                if reading.length > SHARED_CHARACTERS:
                    refused(f"has more than {SHARED_CHARACTERS:,} characters of text", where=name)
        return reading.texts


def _walk_small(archive: zipfile.ZipFile, name: str, opened: object) -> None:
    if name not in archive.namelist():
        refused("is missing: this is no workbook", where=name)
    for _ in walk([read_small(archive, name)], name, opened, lambda *_: None):  # type: ignore[arg-type]
        pass


class _Shared:
    """The texts that cells refer to by number; readings printed above Han characters (`rPh`) are no part of them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.length = 0
        self._pieces: list[str] = []
        self._aside = False

    def opened(self, name: str, _: Attributes) -> None:
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._aside = True

    def closed(self, name: str, text: str) -> None:
        if name == "t" and not self._aside:
            self._pieces.append(text)
            self.length += len(text)
        elif name == "rPh":
            self._aside = False
        elif name == "si":
            self.texts.append("".join(self._pieces))


class _Sheet:
    """Listens to a sheet's XML and gathers its rows in `done`."""

    def __init__(self, shared: list[str], styles: Styles, *, since_1904: bool) -> None:
        self.shared, self.styles, self.since_1904 = shared, styles, since_1904
        self.done: list[tuple[int, list[str]]] = []
        self.number = 0
        self._count = 0
        self._cells: dict[int, str] = {}
        self._at = -1
        self._kind = self._style = ""
        self._inline: list[str] = []
        self._value = ""
        self._aside = False

    def opened(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            stated = attributes.get("r", "")
            self.number = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 9 else self.number + 1
            self._cells, self._at = {}, -1
        elif name == "c":
            self._at = self._place(attributes.get("r"))
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._inline, self._value = [], ""
        elif name == "f":
            refused("a cell holds a formula; copy the cells and paste their values", row=self.number)
        elif name == "rPh":
            self._aside = True

    def closed(self, name: str, text: str) -> None:
        if name == "v":
            self._value = text
        elif name == "t" and not self._aside:
            self._inline.append(text)
        elif name == "rPh":
            self._aside = False
        elif name == "c":
            self._keep()
        elif name == "row" and self._cells:
            self._end_row()

    def _place(self, reference: str | None) -> int:
        if reference is None:
            return self._at + 1
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            refused(f"{reference[:20]!r} is no place of a cell", row=self.number)
        place = 0
        for letter in match[1]:
            place = place * 26 + ord(letter) - ord("A") + 1
        return place - 1

    def _keep(self) -> None:
        if self._kind == "s":
            index = int(self._value) if self._value.isascii() and self._value.isdigit() and len(self._value) < 10 else -1
            if not 0 <= index < len(self.shared):
                refused("a cell refers to a text that is not there", row=self.number)
            text = self.shared[index]
        elif self._kind == "inlineStr":
            text = "".join(self._inline)
        else:
            text = shown(self._kind, self._value, is_date=self._style in self.styles, since_1904=self.since_1904)
        if not text:
            return
        if self._at >= COLUMNS:
            refused(f"has more than {COLUMNS} columns", row=self.number)
        self._cells[self._at] = text

    def _end_row(self) -> None:
        self._count += 1
        if self._count > ROWS:
            refused(f"has more than {ROWS:,} rows")
        row = [self._cells.get(place, "") for place in range(max(self._cells) + 1)]
        self.done.append((self.number, checked_row(row, min(self.number, ROWS))))
