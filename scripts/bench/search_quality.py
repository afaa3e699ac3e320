"""Measures the search on a set of real names: hits at 1 and 10, absent names that get a match, milliseconds per query."""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple

from app.db import Database, migrate, open_database, reading, writing
from app.directory.search_index import SearchName, everything, keep_names
from app.lookup.candidates import Hit, ranked
from app.lookup.similarity import CUT
from app.settings import Settings
from tests.postgres import running
from tests.tools import find

SETS = {"person": "persons.csv", "org": "orgs.csv", "place": "places.csv"}
ANSWERS = 10

Query = dict[str, str]


class Answer(NamedTuple):
    """The nearest entries of a query, the milliseconds that it took, and those of CPU in this process."""

    hits: list[Hit]
    ms: float
    cpu_ms: float


def names_in(path: Path, *, aliases: bool) -> dict[str, list[SearchName]]:
    """Names by id, the main name first."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    more = {row["id"]: (row.get("aliases") or "").split("|") if aliases else [] for row in rows}
    return {row["id"]: [SearchName(text, None, "preferred") for text in (row["name"], *more[row["id"]]) if text] for row in rows}


def fill(database: Database, names: dict[str, list[SearchName]]) -> float:
    """Index these names; the seconds that it took."""
    started = time.perf_counter()
    migrate(database)
    with writing(database) as session:
        keep_names(session, {entry: ("", listed) for entry, listed in names.items()})
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    return time.perf_counter() - started


def answered(database: Database, queries: list[Query]) -> dict[str, Answer]:
    """The nearest entries of each query with the milliseconds that they took, through the code that the service uses."""
    found: dict[str, Answer] = {}
    with reading(database) as session:
        for query in queries:
            started, used = time.perf_counter(), time.process_time()
            hits = ranked(session, query["query"], everything())[:ANSWERS]
            took, used = time.perf_counter() - started, time.process_time() - used
            found[query["qid"]] = Answer(hits, took * 1000, used * 1000)
    return found


def run_rows(qid: str, answer: Answer) -> Iterator[list[str]]:
    """`qid,rank,id,score,ms`; where nothing reaches the cut an empty id comes first and similar names follow."""
    nothing = not answer.hits or answer.hits[0].score < CUT
    if nothing:
        yield [qid, "1", "", "", f"{answer.ms:.2f}"]
    first = 2 if nothing else 1
    for rank, hit in enumerate(answer.hits[: ANSWERS + 1 - first], first):
        yield [qid, str(rank), hit.entry, f"{hit.score:.4f}", f"{answer.ms:.2f}"]


def write_run(path: Path, queries: list[Query], found: dict[str, Answer]) -> None:
    """Write the run file, CSV without header."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for query in queries:
            writer.writerows(run_rows(query["qid"], found[query["qid"]]))


def groups_of(query: Query) -> Iterator[str]:
    """The groups that a query counts in: its category, what the goals are set for, and these by halves.

    A weight that helps queries with even numbers and not those with odd ones fits the set, not names.
    """
    category = query["category"].split("/")[0]
    if category.startswith(("xs:", "xscript:")):
        category = "other script, " + category.split(":")[1].split(">")[0]
    yield category
    whole = "all"
    if query["kind"] == "person_variant":
        whole = "all other scripts" if query["category"].startswith("xs:") else "all other spellings"
    yield whole
    yield f"{whole}, {'odd' if query['qid'][-1] in '13579' else 'even'}"


def report(queries: list[Query], found: dict[str, Answer]) -> None:
    """Print recall and MRR per kind and category, the share of absent names above the cut, and times."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    absent: list[float] = []
    right: list[float] = []
    for query in queries:
        hits = found[query["qid"]].hits
        if not query["targets"]:
            absent.append(hits[0].score if hits else 0.0)
            continue
        wanted = set(query["targets"].split("|"))
        place = next((at for at, hit in enumerate(hits, 1) if hit.entry in wanted), 0)
        if place == 1 and query["kind"].startswith("person"):
            right.append(hits[0].score)
        for group in groups_of(query):
            places[query["kind"], group].append(place)
    for (kind, group), found_at in sorted(places.items()):
        size = len(found_at)
        first, ten = sum(at == 1 for at in found_at) / size, sum(at > 0 for at in found_at) / size
        mrr = sum(1 / at for at in found_at if at) / size
        print(f"{kind:15} {group:20} n={size:5} recall@1={first:.3f} recall@10={ten:.3f} mrr={mrr:.3f}")
    if absent:
        above = sum(score >= CUT for score in absent) / len(absent)
        kept = sum(score >= CUT for score in right) / max(1, len(right))
        print(f"at the cut {CUT}: right first answers kept {kept:.3f}, absent names matched {above:.3f} of {len(absent)}")
    for kind in SETS:
        answers = [found[query["qid"]] for query in queries if query["kind"].split("_")[0] == kind]
        if answers:
            used = late([answer.cpu_ms for answer in answers])
            print(f"{kind}: ms per query {late([answer.ms for answer in answers])}; of this process's CPU {used}")


def late(times: list[float]) -> str:
    """The middle time, and that which one in twenty exceeds."""
    times = sorted(times)
    return f"p50={times[len(times) // 2]:.1f} p95={times[int(len(times) * 0.95)]:.1f}"


def measured(addresses: dict[str, str], names: dict[str, dict[str, list[SearchName]]], queries: list[Query]) -> dict[str, Answer]:
    """Index each kind in a database of its own (`addresses` by kind), answer all queries and report."""
    found: dict[str, Answer] = {}
    for kind, listed in names.items():
        settings = Settings(_env_file=None, database_url=addresses[kind])
        with closing(open_database(settings)) as database:
            print(f"{kind}: {len(listed)} entries indexed in {fill(database, listed):.1f} s", flush=True)
            found |= answered(database, [query for query in queries if query["kind"].split("_")[0] == kind])
    report(queries, found)
    return found


def main() -> None:
    """Measure on SQLite and, where a server can be started, on PostgreSQL; write the run file of the first."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("directory", type=Path, help="holds persons.csv, orgs.csv, places.csv, queries.csv")
    arguments.add_argument("--run", type=Path, required=True, help="the run file to write")
    arguments.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    arguments.add_argument("--primary", action="store_true", help="index main names only, no aliases")
    arguments.add_argument("--every", type=int, default=1, help="only every n-th query, for a quick look")
    given = arguments.parse_args()
    with (given.directory / "queries.csv").open(encoding="utf-8", newline="") as lines:
        queries = list(csv.DictReader(lines))[:: given.every]
    names = {kind: names_in(given.directory / file, aliases=not given.primary) for kind, file in SETS.items()}
    print(f"cut={CUT}")
    runs: list[dict[str, Answer]] = []
    with ExitStack() as stack:
        if given.database in ("sqlite", "both"):
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            print("SQLite", flush=True)
            runs.append(measured({kind: f"sqlite:///{folder}/{kind}.db" for kind in names}, names, queries))
            write_run(given.run, queries, runs[0])
        if given.database != "sqlite" and find("postgresql") is not None:
            server = stack.enter_context(running())
            for kind in names:
                server.create(kind)
            print("PostgreSQL", flush=True)
            runs.append(measured({kind: server.url(kind) for kind in names}, names, queries))
            if len(runs) == 1:
                write_run(given.run, queries, runs[0])
        elif given.database != "sqlite":
            print("PostgreSQL is not on this machine: not measured there")
    if len(runs) > 1:
        print(f"queries answered otherwise on PostgreSQL: {sum(runs[0][qid].hits != runs[1][qid].hits for qid in runs[0])}")


if __name__ == "__main__":
    main()
