"""Measures the formats of an edition against bare writers of the same rows in the same run, how memory grows, and the import.

Bare means: the rows are ready in memory, and `csv`, `orjson` or `xlsxwriter` writes them to the same disk, nothing else. What is
measured begins at the card, so it includes sorting names and channels into columns, hours as text, guarding and encoding.
Cards and rows are made once and gone through again and again, more of them than any cache of the writers holds. An import runs
in a process of its own, into a registry of its own; its file is kept in --keep, so that only the first run writes it. Memory is
what a process takes beyond what it had when the work began, and of a booklet's pages the whole is held, so that one is made only
up to 50,000 channels.
"""

from __future__ import annotations

import argparse
import csv
import gc
import io
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import xlsxwriter

from app.access.actor import operator
from app.db import migrate, open_database
from app.exchange.formats import csv_set, hsds, jcard, jscontact, json_file, jsonld, vcard, xlsx
from app.exchange.formats.booklet import write_booklet
from app.exchange.formats.delta import write_delta
from app.exchange.formats.flat import rows_of
from app.exchange.formats.qr_sheet import write_qr_sheet
from app.exchange.formats.rtf import write_blocks
from app.exchange.formats.sherloc import headings, rows_for
from app.exchange.intake.run import import_file
from app.exchange.profiles.columns import SHEETS, portal_columns
from app.settings import Settings
from tests.memory import growth, largest_child

CHANNELS_EACH = 5
DISTINCT = 10_000
ROWS_A_SECOND = 2_000
KEPT = Path(tempfile.gettempdir()) / "bench-exchange"
MEGABYTE = 1024 * 1024
STREAMING_MB, IMPORT_MB = 64, 128
"""How much more memory a format may take at 500,000 channels than at 50,000, and an import of any size."""
NAMES = ("Guardia costiera", "الحرس البحري", "Береговая охрана", "海岸警卫队", "Coast guard; section")
ZONES = {"TN": "Africa/Tunis", "IT": "Europe/Rome", "KE": "Africa/Nairobi", "RU": "Europe/Moscow", "CN": "Asia/Shanghai"}
TYPES = ("phone", "mobile", "email", "fax", "siena")
LANGUAGES = ("it", "ar", "ru", "zh", "en")

LINE = "TLP:GREEN, a measurement"
NOT_ASKED = float("inf")

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


@cache
def ready_cards() -> list[Card]:
    """The distinct cards."""
    return [card(number) for number in range(DISTINCT)]


@cache
def ready_rows(sheet: str) -> list[list[list[str]]]:
    """The rows of each of them."""
    return [list(rows_of(each, sheet)) for each in ready_cards()]


def cards(channels: int) -> Iterator[Card]:
    """So many channels' worth of entries: distinct ones over and over, each with an id of its own."""
    ready = ready_cards()
    for number in range(channels // CHANNELS_EACH):
        yield {**ready[number % DISTINCT], "id": f"0198aaaa-0000-7000-8000-{number:012}"}


def rows(sheet: str, channels: int) -> Iterator[list[str]]:
    """The same rows, ready."""
    ready = ready_rows(sheet)
    for number in range(channels // CHANNELS_EACH):
        yield from ready[number % DISTINCT]


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


def portal_csv(channels: int, out: BinaryIO) -> int:
    """The entries in the portal's columns."""
    profile = portal_columns("sherloc")
    return csv_set.write_rows(headings(profile), (rows_for(profile, each) for each in cards(channels)), out)


def delta_of_all(channels: int, out: BinaryIO) -> int:
    """A delta in which every entry is new."""
    return write_delta(({"op": "upsert", "id": each["id"], "data": each} for each in cards(channels)), out)


def ngos(channels: int) -> Iterator[Card]:
    """The same entries as if each were an NGO."""
    return ({**each, "kind": "ngo"} for each in cards(channels))


WRITERS: dict[str, tuple[Job, Job, float]] = {
    "CSV set": (csv_of_all, bare_csv(SHEETS), 4),
    "entries.csv": (lambda n, out: csv_set.write_entries(cards(n), out), bare_csv(["entries"]), 4),
    "channels.csv": (lambda n, out: csv_set.write_channels(cards(n), out), bare_csv(["channels"]), 4),
    "entries.json": (lambda n, out: json_file.write_json(cards(n), out), bare_json, 4),
    "delta.ndjson": (delta_of_all, bare_json, 4),
    "directory.vcf": (lambda n, out: vcard.write_vcards(cards(n), out), bare_csv(SHEETS), 6),
    "directory-vcard3.vcf": (lambda n, out: vcard.write_vcards_3(cards(n), out), bare_csv(SHEETS), 6),
    "directory.xlsx": (lambda n, out: xlsx.write_workbook(cards(n), out), bare_xlsx, 1.5),
    "directory.jscontact.json": (lambda n, out: jscontact.write_cards(cards(n), out), bare_json, NOT_ASKED),
    "directory.jcard.json": (lambda n, out: jcard.write_jcards(cards(n), out), bare_json, NOT_ASKED),
    "directory.jsonld": (lambda n, out: jsonld.write_graph(cards(n), out), bare_json, NOT_ASKED),
    "ngos.hsds.json": (lambda n, out: hsds.write_organizations(ngos(n), out), bare_json, NOT_ASKED),
    "directory.rtf": (lambda n, out: write_blocks(portal_columns("sherloc"), cards(n), out), bare_csv(SHEETS), NOT_ASKED),
    "sherloc.csv": (portal_csv, bare_csv(SHEETS), NOT_ASKED),
    "directory-qr.pdf": (lambda n, out: write_qr_sheet(cards(n), LINE, out), bare_csv(SHEETS), NOT_ASKED),
    "directory.pdf": (lambda n, out: write_booklet(cards(n), LINE, LINE, out), bare_csv(SHEETS), NOT_ASKED),
}
"""Each file: our writer, the bare writer of the same, and how many times its time is asked for at most."""
HELD_WHOLE = ("directory.pdf", "directory-qr.pdf")
"""Pages are set in memory, and entries sorted before: these do not stream."""
LARGEST_HELD = 50_000


def best_of(ours: Job, bare: Job, channels: int, folder: Path, rounds: int) -> tuple[float, float]:
    """Seconds of both, the best of some rounds in turn, on disk, as time of the processor: other work does not count."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for place, job in enumerate((ours, bare)):
            with (folder / "file").open("w+b") as out:
                begun = time.process_time()
                job(channels, out)
                out.flush()
                best[place] = min(best[place], time.process_time() - begun)
    return best[0], best[1]


def growth_of(name: str, channels: int) -> float:
    """Megabytes at the most that a process takes for writing this file and nothing else, beyond the cards that it reads."""
    answers: Any = multiprocessing.get_context("fork").SimpleQueue()
    worker = multiprocessing.get_context("fork").Process(target=_write_once, args=(name, channels, answers))
    worker.start()
    grown: float = answers.get()
    worker.join()
    return grown


def _write_once(name: str, channels: int, answers: Any) -> None:
    with growth() as grown, tempfile.TemporaryFile() as out:
        WRITERS[name][0](channels, out)
    answers.put(grown[0] / MEGABYTE)


def import_file_of(channels: int, folder: Path) -> Path:
    """entries.csv with so many channels, written unless an earlier run did; each row with names and numbers of its own."""
    path = folder / f"{channels}" / "entries.csv"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as out:
            csv_set.write_entries((card(number) for number in range(channels // CHANNELS_EACH)), out)
        unfinished.rename(path)
    return path


def import_alone(path: Path) -> dict[str, float]:
    """Import a file into a new registry; what it took, by the names that `import_of` prints."""
    with tempfile.TemporaryDirectory() as made:
        settings = Settings(_env_file=None, database_url=f"sqlite:///{made}/x.db", data_dir=Path(made))
        with closing(open_database(settings)) as database:
            migrate(database)
            before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
            with growth() as grown, largest_child() as reader:
                report = import_file(database, path, "entries-csv", by=operator())
            after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    writing, reading = (a.ru_utime + a.ru_stime - b.ru_utime - b.ru_stime for a, b in zip(after, before, strict=True))
    return {
        "rows": report.counts["registered"],
        "reading": reading,
        "writing": writing,
        "more": grown[0] / MEGABYTE,
        "reader": reader[0] / MEGABYTE,
    }


def import_of(channels: int, folder: Path) -> bool:
    """Print what importing entries.csv of so many channels takes; False when it is slow or takes too much memory.

    Every row of a new registry: the number, mailbox and hours of each checked, a draft, its first version, its search keys, a
    signature on each channel, the events, a line of the report. A row is an entry with all of its channels.
    """
    path = import_file_of(channels, folder)
    alone = [sys.executable, __file__, "--alone", str(path)]
    told = json.loads(subprocess.run(alone, check=True, capture_output=True).stdout)
    seconds = told["reading"] + told["writing"]
    rate = told["rows"] / seconds
    print(f"import of {channels:,} channels: {rate:,.0f} rows/s ({rate * CHANNELS_EACH:,.0f} channels/s)", end="")
    print(f", reading {told['reading']:.1f} s, writing {told['writing']:.1f} s", end="")
    print(f"; +{told['more']:.0f} MB, the process that reads {told['reader']:.0f} MB", end="")
    print(f"; asked {ROWS_A_SECOND:,} rows/s, +{IMPORT_MB} MB", flush=True)
    return rate >= ROWS_A_SECOND and told["more"] < IMPORT_MB


def formats_of(sizes: Sequence[int], names: Sequence[str], rounds: int) -> bool:
    """Print a line a file and size, then how its memory grew; False when one is slower or larger than asked."""
    grown: dict[str, list[float]] = {name: [] for name in names}
    good = True
    for sheet in SHEETS:
        ready_rows(sheet)
    gc.freeze()  # what is ready is no work of the writers
    for channels in sizes:
        print(
            f"{channels:,} channels\n{'file':26}{'rows/s':>10}{'ours s':>9}{'bare s':>9}{'ratio':>7}{'asked':>7}{'takes MB':>9}"
        )
        for name in names:
            if name in HELD_WHOLE and channels > LARGEST_HELD:
                continue
            ours, bare, most = WRITERS[name]
            # Memory first: what a process took and gave back would hide what the next one takes.
            held = 0.0 if name in HELD_WHOLE else growth_of(name, channels)
            with tempfile.TemporaryDirectory() as folder, growth() as here:
                took, least = best_of(ours, bare, channels, Path(folder), rounds if channels <= 50_000 else 1)
            each = channels if name.startswith("channels") else channels // CHANNELS_EACH
            # What sets pages has threads of its own, which a forked process would wait for without end.
            grown[name].append(here[0] / MEGABYTE if name in HELD_WHOLE else held)
            good = good and took <= most * least
            ratio = f"{took / least:7.2f}{most:7.1f}" if most < NOT_ASKED else f"{took / least:7.2f}{'-':>7}"
            print(f"{name:26}{each / took:10,.0f}{took:9.2f}{least:9.2f}{ratio}{grown[name][-1]:9.0f}", flush=True)
    for name, (first, *further) in grown.items():
        if further and name not in HELD_WHOLE:
            good = good and further[-1] - first <= STREAMING_MB
            print(f"{name:26}{further[-1] - first:+.0f} MB from {sizes[0]:,} to {sizes[-1]:,} channels; asked +{STREAMING_MB}")
    return good


def main() -> int:
    """Print what was measured; 1 when something is slower or larger than asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--channels", default="50000", help="one or more sizes: 50000,500000 (default: 50000)")
    parser.add_argument("--files", default=",".join(WRITERS), help="which formats; an empty text for none")
    parser.add_argument("--imports", default="", help="sizes of imports in channels: 50000,500000 (default: none)")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many, up to 50,000 channels (default: 3)")
    parser.add_argument(
        "--keep", type=Path, default=Path(tempfile.gettempdir()) / "bench-exchange", help="where files to import stay"
    )
    parser.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        print(json.dumps(import_alone(asked.alone)))
        return 0
    print(
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; entries have {CHANNELS_EACH} channels; time of the processor"
    )
    good = not asked.files or formats_of([int(each) for each in asked.channels.split(",")], asked.files.split(","), asked.rounds)
    for channels in asked.imports.split(",") if asked.imports else ():
        good = import_of(int(channels), asked.keep) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
