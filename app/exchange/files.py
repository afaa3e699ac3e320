"""Which files an edition consists of, and what writes each: all from the same cards."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import BinaryIO

from app.directory.parts import Record
from app.exchange.formats import csv_set, hsds, jcard, jscontact, json_file, jsonld, vcard
from app.exchange.formats.booklet import lacking_said, missing_fonts, write_booklet
from app.exchange.formats.datapackage import write_package
from app.exchange.formats.folder import Writer
from app.exchange.formats.manifest import EditionAbout
from app.exchange.formats.qr_sheet import write_qr_sheet
from app.exchange.formats.rtf import write_blocks
from app.exchange.formats.sherloc import headings, rows_for
from app.exchange.formats.xlsx import write_workbook
from app.exchange.profiles.columns import portal_columns
from app.exchange.watermark import edition_line

PROFILE = "sherloc"


def writers_of(cards: list[Record], about: EditionAbout) -> Mapping[str, Writer]:
    """The files of an edition by name, each with what writes it and says how many rows it has."""
    whose, line, profile = about.recipient, edition_line(about), portal_columns(PROFILE)
    return {
        "entries.json": partial(json_file.write_json, cards, copy_for=whose),
        "entries.csv": partial(csv_set.write_entries, cards),
        "channels.csv": partial(csv_set.write_channels, cards),
        "designations.csv": partial(csv_set.write_designations, cards),
        "datapackage.json": partial(write_package, line, about.licence),
        "directory.xlsx": partial(write_workbook, cards, line=line),
        "directory.vcf": partial(vcard.write_vcards, cards, copy_for=whose),
        "directory-vcard3.vcf": partial(vcard.write_vcards_3, cards, copy_for=whose),
        "directory.jscontact.json": partial(jscontact.write_cards, cards, copy_for=whose),
        "directory.jcard.json": partial(jcard.write_jcards, cards, copy_for=whose),
        "directory.jsonld": partial(jsonld.write_graph, cards, copy_for=whose),
        "ngos.hsds.json": partial(hsds.write_organizations, cards),
        "directory.pdf": partial(write_booklet, cards, line, about.licence),
        "directory-qr.pdf": partial(write_qr_sheet, cards, line),
        "directory.rtf": partial(write_blocks, profile, cards, line=line),
        f"{PROFILE}.csv": partial(_write_portal, cards),
    }


def notices_of(cards: list[Record]) -> tuple[str, ...]:
    """What the operator should know of these files: names that the booklet could not print."""
    lacking = missing_fonts(cards)
    return (f"directory.pdf lacks names: {lacking_said(lacking)}",) if lacking else ()


def _write_portal(cards: list[Record], out: BinaryIO) -> int:
    """The entries in the portal's own columns, as its profile file says."""
    profile = portal_columns(PROFILE)
    return csv_set.write_rows(headings(profile), (rows_for(profile, card) for card in cards), out)
