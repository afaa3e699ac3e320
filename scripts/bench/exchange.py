"""Measures the formats of an edition against bare writers of the same rows in the same run, how memory grows, and the import.

Bare means: the rows are ready in memory, and `csv`, `orjson` or `xlsxwriter` writes them to the same disk, nothing else. What is
measured begins at the card, so it includes sorting names and channels into columns, hours as text, guarding and encoding.
"""

from __future__ import annotations

import argparse
import csv
import io
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import xlsxwriter

from app.access.actor import operator
from app.db import migrate, open_database
from app.exchange.formats import csv_set, jscontact, json_file, vcard, xlsx
from app.exchange.formats.flat import rows_of
from app.exchange.intake.run import import_file
from app.exchange.profiles.columns import SHEETS
from app.settings import Settings

CHANNELS_EACH = 5
DISTINCT = 500
ROWS_A_SECOND = 2_000
NAMES = ("Guardia costiera", "الحرس البحري", "Береговая охрана", "海岸警卫队", "Coast guard; section")
ZONES = {"TN": "Africa/Tunis", "IT": "Europe/Rome", "KE": "Africa/Nairobi", "RU": "Europe/Moscow", "CN": "Asia/Shanghai"}
TYPES = ("phone", "mobile", "email", "fax", "siena")
LANGUAGES = ("it", "ar", "ru", "zh", "en")

Card = dict[str, Any]
Job = Callable[[int, BinaryIO], int]


def channel(number: int, place: int) -> Card:
    """One channel; every fifth card has hours at its lines."""
    kind = TYPES[place]
    value = {"email": f"desk{number}@guard.example", "siena": f"TN-{number}"}.get(kind, f"+2167{number % 1_000_000:06}{place}")
    spans = [{"days": ["mo", "tu"], "opens": f"{number % 5 + 5:02}:00", "closes": "16:00", "from": None, "until": None}]
    return {
        "id": f"0198c000-{place:04}-7000-8000-{number:012}", "type": kind, "value": value, "extension": None,
        "label": "Duty officer" if place == 0 else None, "contexts": ["routine", "urgent"] if place == 0 else ["routine"],
        "may_be_used_for": ["information"], "always_open": place == 1,
        "hours": {"spans": spans, "exceptions": []} if number % 5 == 0 and place == 0 else None,
        "languages": ["fr"] if place == 0 else [], "preference": 10 * place + 10, "marking": "TLP:GREEN", "key_fingerprint": None,
        "edited_at": "2026-01-01T00:00:00.000000Z", "confirmed_at": "2026-02-01T00:00:00.000000Z", "tested_at": None,
    }  # fmt: skip


def card(number: int) -> Card:
    """An authority as an edition has it: two names, five channels, hours, a designation, requirements."""
    turn = number % 5
    state = list(ZONES)[turn]
    spans = [
        {"days": ["mo", "tu", "we", "th"], "opens": "08:00", "closes": "12:30", "from": None, "until": None},
        {"days": ["mo", "tu", "we", "th"], "opens": f"{13 + number % 3}:00", "closes": "17:00", "from": None, "until": None},
    ]
    names = [{"text": f"{NAMES[turn]} {number}", "language": LANGUAGES[turn], "script": None, "role": "preferred"}]
    return {
        "id": f"0198aaaa-0000-7000-8000-{number:012}", "kind": "authority", "state": state, "region": "015", "part_of": None,
        "status": "published", "marking": "TLP:GREEN",
        "names": [*names, {"text": f"Unit {number}", "language": "en", "script": "Latn", "role": "preferred"}],
        "purpose": "Answers requests to board; keeps the duty desk.", "authority_type": "coast_guard", "time_zone": ZONES[state],
        "homepage": "https://guard.example", "valid_from": None, "valid_until": None, "jurisdiction": [], "specialisations": [],
        "languages": [
            {"tag": "fr", "level": "C1", "use": ["spoken", "written"]}, {"tag": "en", "level": None, "use": ["spoken"]}
        ],
        "channels": [channel(number, place) for place in range(CHANNELS_EACH)], "hours": {"spans": spans, "exceptions": []},
        "designations": [{
            "id": f"0198bbbb-0000-7000-8000-{number:012}", "instrument": "SOM", "article": "8.6", "function": "som_by_sea",
            "role": "competent", "direction": ["incoming"], "stage": None, "scope_note": None, "notified_via": None,
            "reference": None, "valid_from": None, "valid_until": None,
        }],
        "requirements": {"languages_accepted": ["fr", "en"], "interpol_accepted": True} if turn else None,
        "posting": None, "holder": None, "networks": ["RABAT"], "services": [], "interpretation": [], "external_ids": [],
        "freshness": {"state": "confirmed", "confirmed_at": "2026-02-01T00:00:00.000000Z", "due_at": None},
        "edited_at": "2026-01-01T00:00:00.000000Z", "provenance": None,
    }  # fmt: skip


CARDS = [card(number) for number in range(DISTINCT)]
ROWS = {sheet: [list(rows_of(each, sheet)) for each in CARDS] for sheet in SHEETS}


def cards(channels: int) -> Iterator[Card]:
    """So many channels' worth of entries: distinct ones over and over, each with an id of its own."""
    for number in range(channels // CHANNELS_EACH):
        yield {**CARDS[number % DISTINCT], "id": f"0198aaaa-0000-7000-8000-{number:012}"}


def rows(sheet: str, channels: int) -> Iterator[list[str]]:
    """The same rows, ready."""
    for number in range(channels // CHANNELS_EACH):
        yield from ROWS[sheet][number % DISTINCT]


def bare_csv(sheets: Iterable[str]) -> Job:
    """`csv.writer` with every cell quoted."""

    def write(channels: int, out: BinaryIO) -> int:
        text = io.TextIOWrapper(out, encoding="utf-8", newline="")
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        for sheet in sheets:
            writer.writerows(rows(sheet, channels))
        text.detach()
        return channels

    return write


def csv_of_all(channels: int, out: BinaryIO) -> int:
    """entries.csv, channels.csv and designations.csv, one after the other."""
    for write in (csv_set.write_entries, csv_set.write_channels, csv_set.write_designations):
        write(cards(channels), out)
    return channels


def bare_json(channels: int, out: BinaryIO) -> int:
    """`orjson.dumps`, one entry a line."""
    for each in cards(channels):
        out.write(orjson.dumps(each) + b"\n")
    return channels


def bare_xlsx(channels: int, out: BinaryIO) -> int:
    """`xlsxwriter` in constant memory, every cell that is not empty as a string."""
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    text = book.add_format({"num_format": "@"})
    for sheet in SHEETS:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows(sheet, channels)):
            for place, cell in enumerate(row):
                if cell:
                    page.write_string(number, place, cell, text)
    book.close()
    return channels


WRITERS: dict[str, tuple[Job, Job, float]] = {
    "CSV set": (csv_of_all, bare_csv(SHEETS), 4),
    "entries.csv": (lambda n, out: csv_set.write_entries(cards(n), out), bare_csv(["entries"]), float("inf")),
    "channels.csv": (lambda n, out: csv_set.write_channels(cards(n), out), bare_csv(["channels"]), 4),
    "entries.json": (lambda n, out: json_file.write_json(cards(n), out), bare_json, 4),
    "directory.vcf": (lambda n, out: vcard.write_vcards(cards(n), out), bare_csv(SHEETS), 6),
    "directory.jscontact.json": (lambda n, out: jscontact.write_cards(cards(n), out), bare_json, float("inf")),
    "directory.xlsx": (lambda n, out: xlsx.write_workbook(cards(n), out), bare_xlsx, 1.5),
}
"""Each file: our writer, the bare writer of the same, and how many times its time is asked for at most."""


def seconds(job: Job, channels: int, folder: Path, rounds: int) -> float:
    """The best of some rounds, on disk, as time of the processor: other work on the machine does not count."""
    best = float("inf")
    for _ in range(rounds):
        with (folder / "file").open("w+b") as out:
            begun = time.process_time()
            job(channels, out)
            out.flush()
            best = min(best, time.process_time() - begun)
    return best


def peak_of(name: str, channels: int) -> float:
    """Megabytes at the most of a process that writes this file and nothing else."""
    answers: Any = multiprocessing.get_context("fork").SimpleQueue()
    worker = multiprocessing.get_context("fork").Process(target=_write_once, args=(name, channels, answers))
    worker.start()
    peak: float = answers.get()
    worker.join()
    return peak


def _write_once(name: str, channels: int, answers: Any) -> None:
    with tempfile.TemporaryFile() as out:
        WRITERS[name][0](channels, out)
    answers.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def import_of(channels: int) -> bool:
    """Print what importing entries.csv of so many channels takes, parsing process and transaction together; False when slow.

    Every row of a new registry: the number, mailbox and hours of each checked, a draft, its first version, its search keys, its
    event. A row is an entry with all of its channels.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with (folder / "entries.csv").open("wb") as out:
            csv_set.write_entries(cards(channels), out)
        with closing(open_database(Settings(_env_file=None, database_url=f"sqlite:///{made}/x.db", data_dir=folder))) as database:
            migrate(database)
            begun, before = _used(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            report = import_file(database, folder / "entries.csv", "entries-csv", by=operator())
            took, more = _used() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    rows = report.counts["registered"] / took
    print(
        f"import of {channels:,} channels: {rows:,.0f} rows/s ({rows * CHANNELS_EACH:,.0f} channels/s), +{more / 1024:.0f} MB",
        end="",
    )
    print(f"; asked {ROWS_A_SECOND:,} rows/s, +128 MB", flush=True)
    return rows >= ROWS_A_SECOND and more < 128 * 1024


def _used() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def main() -> int:
    """Print a line a file; 1 when one is slower than asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channels", type=int, default=50_000)
    parser.add_argument("--large", action="store_true", help="500,000 channels too, and the growth of memory up to there")
    parser.add_argument("--files", default=",".join(WRITERS))
    parser.add_argument("--imports", type=int, default=0, help="how many channels to import too")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    slow = False
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; entries have {CHANNELS_EACH} channels")
    for channels in (asked.channels, 500_000) if asked.large else (asked.channels,):
        print(f"{channels:,} channels\n{'file':26}{'rows/s':>10}{'ours s':>9}{'bare s':>9}{'ratio':>7}{'asked':>7}{'peak MB':>9}")
        for name in asked.files.split(","):
            ours, bare, most = WRITERS[name]
            with tempfile.TemporaryDirectory() as folder:
                rounds = asked.rounds if channels <= 50_000 else 1
                took, least = (seconds(job, channels, Path(folder), rounds) for job in (ours, bare))
            each = channels if name.startswith("channels") else channels // CHANNELS_EACH
            slow = slow or took > most * least
            peak = peak_of(name, channels)
            print(f"{name:26}{each / took:10,.0f}{took:9.2f}{least:9.2f}{took / least:7.2f}{most:7.1f}{peak:9.0f}", flush=True)
    if asked.imports and not import_of(asked.imports):
        slow = True
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
