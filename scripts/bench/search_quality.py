"""Measures the search on a set of real names: hits at 1 and 10, absent names that get a match, milliseconds per query."""

from __future__ import annotations

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, create_engine, insert, make_url

from app.directory.search_keys import keys_of, query_keys
from app.lookup.candidates import candidates, how_many
from app.lookup.similarity import CUT, Question

SETS = {"person": "persons.csv", "org": "orgs.csv", "place": "places.csv"}
ANSWERS = 10
ROWS_A_BATCH = 50_000

Names = dict[str, list[str]]
Answer = tuple[list[tuple[str, float]], float]


def key_table(kind: str) -> Table:
    """`search_key` as the service has it, one for each kind, since each is a directory of its own."""
    columns = [Column(name, String(40), primary_key=True) for name in ("kind", "key", "entry")]
    return Table(f"bench_search_key_{kind}", MetaData(), *columns, sqlite_with_rowid=False)


def names_in(path: Path, *, aliases: bool) -> Names:
    """Names by id, the main name first."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    more = {row["id"]: (row.get("aliases") or "").split("|") if aliases else [] for row in rows}
    return {row["id"]: [row["name"], *filter(None, more[row["id"]])] for row in rows}


def key_rows(names: Names) -> Iterator[dict[str, str]]:
    for entry, texts in names.items():
        for kind, key in keys_of([(name, None) for name in texts]):
            yield {"kind": kind, "key": key, "entry": entry}


def build(engine: Engine, table: Table, names: Names) -> int:
    """Fills the table anew; the number of keys."""
    table.drop(engine, checkfirst=True)
    table.create(engine)
    rows = sorted(key_rows(names), key=lambda row: (row["kind"], row["key"], row["entry"]))
    with engine.begin() as connection:
        for start in range(0, len(rows), ROWS_A_BATCH):
            connection.execute(insert(table), rows[start : start + ROWS_A_BATCH])
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM ANALYZE {table.name}")
    return len(rows)


def answer(connection: Connection, table: Table, names: Names, query: str) -> Answer:
    """The nearest entries with their scores, and the milliseconds that it took."""
    started = time.perf_counter()
    question = Question(query)
    ids = candidates(connection, query_keys(query), table, most=how_many(query))
    scored = [(-question.best_of(names[entry]).score, place, entry) for place, entry in enumerate(ids)]
    hits = [(entry, -score) for score, _, entry in sorted(scored)[:ANSWERS]]
    return hits, (time.perf_counter() - started) * 1000


def run_rows(qid: str, found: Answer) -> Iterator[list[str]]:
    """`qid,rank,id,score,ms`; where nothing reaches the cut an empty id comes first and similar names follow."""
    hits, ms = found
    rank = 1
    if not hits or hits[0][1] < CUT:
        yield [qid, "1", "", "", f"{ms:.2f}"]
        rank = 2
    for entry, score in hits[: ANSWERS + 1 - rank]:
        yield [qid, str(rank), entry, f"{score:.4f}", f"{ms:.2f}"]
        rank += 1


def group_of(query: dict[str, str]) -> str:
    category = query["category"].split("/")[0]
    if category.startswith(("xs:", "xscript:")):
        return "other script, " + category.split(":")[1].split(">")[0]
    return category


def report(queries: list[dict[str, str]], found: dict[str, Answer]) -> None:
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    absent: list[bool] = []
    for query in queries:
        hits = found[query["qid"]][0]
        if not query["targets"]:
            absent.append(bool(hits) and hits[0][1] >= CUT)
            continue
        wanted = set(query["targets"].split("|"))
        place = next((at for at, (entry, _) in enumerate(hits, 1) if entry in wanted), 0)
        places[query["kind"], group_of(query)].append(place)
        places[query["kind"], "all"].append(place)
        if query["kind"] == "person_variant":
            crossing = "all other scripts" if query["category"].startswith("xs:") else "all other spellings"
            places[query["kind"], crossing].append(place)
    for (kind, group), found_at in sorted(places.items()):
        size = len(found_at)
        first, ten = sum(at == 1 for at in found_at) / size, sum(at > 0 for at in found_at) / size
        mrr = sum(1 / at for at in found_at if at) / size
        print(f"{kind:15} {group:20} n={size:5} recall@1={first:.3f} recall@10={ten:.3f} mrr={mrr:.3f}")
    if absent:
        print(f"absent names that get a match: {sum(absent) / len(absent):.3f} of {len(absent)}")
    times = sorted(ms for _, ms in found.values())
    print(f"ms per query: p50={times[len(times) // 2]:.1f} p95={times[int(len(times) * 0.95)]:.1f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("directory", type=Path, help="holds persons.csv, orgs.csv, places.csv, queries.csv")
    arguments.add_argument("--run", type=Path, required=True, help="the run file to write")
    arguments.add_argument("--database-url", default="sqlite://", help="where the keys are kept meanwhile")
    arguments.add_argument("--primary", action="store_true", help="index main names only, no aliases")
    given = arguments.parse_args()
    url = make_url(given.database_url)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url)
    with (given.directory / "queries.csv").open(encoding="utf-8", newline="") as lines:
        queries = list(csv.DictReader(lines))
    found: dict[str, Answer] = {}
    for kind, file in SETS.items():
        names, table = names_in(given.directory / file, aliases=not given.primary), key_table(kind)
        print(f"{kind}: {len(names)} entries, {build(engine, table, names)} keys", flush=True)
        with engine.connect() as connection:
            for query in queries:
                if query["kind"].split("_")[0] == kind:
                    found[query["qid"]] = answer(connection, table, names, query["query"])
        table.drop(engine)
    with given.run.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for query in queries:
            writer.writerows(run_rows(query["qid"], found[query["qid"]]))
    print(f"cut={CUT}")
    report(queries, found)


if __name__ == "__main__":
    main()
