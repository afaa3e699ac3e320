"""The process that reads a sender's file: it holds itself to limits of the system first, then parses, and knows no database."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

from app.errors import Invalid
from app.exchange.intake.archives import is_archive, unpacked
from app.exchange.intake.readers import FOLDERS, PROFILES
from app.exchange.intake.rows import How
from app.exchange.limits import CHILD_FILES, CHILD_MEMORY, refused

JOB, ROWS, REFUSAL = "job.json", "rows.ndjson", "refusal.json"


def main(folder: Path) -> int:
    """Read what `job.json` in the folder names and write its rows beside it; a refusal goes into a file of its own."""
    job = json.loads((folder / JOB).read_bytes())
    _limit(job["seconds"], job["output"])
    try:
        _read(job, folder)
    except Invalid as refusal:
        _refuse(folder, refusal.detail, [[e.field, e.reason] for e in refusal.errors])
    except MemoryError:
        _refuse(
            folder, "The file cannot be read: it needs more memory than a file may take.", [["file", "needs too much memory"]]
        )
    except RecursionError:
        _refuse(folder, "The file cannot be read: it is nested too deeply.", [["file", "is nested too deeply"]])
    except OSError as problem:
        _refuse(folder, f"The file cannot be read: {problem.strerror}.", [["file", str(problem.strerror)]])
    return 0


def _limit(seconds: int, output: int) -> None:
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, CHILD_MEMORY),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_NOFILE, CHILD_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _read(job: dict[str, Any], folder: Path) -> None:
    path, profile = Path(job["path"]), job["profile"]
    if profile in FOLDERS and is_archive(path):
        path = unpacked(path, folder / "unpacked", FOLDERS[profile])
    how = How(
        headings=job["headings"],
        repairs={(row, name, value): repair for row, name, value, repair in job["repairs"]},
        marking=job["marking"],
        edition=job["edition"],
    )
    with (folder / ROWS).open("w", encoding="utf-8", errors="backslashreplace") as out:
        try:
            for row in PROFILES[profile](path, state=job["state"], how=how):
                told = {**vars(row), "findings": [vars(finding) for finding in row.findings]}
                out.write(json.dumps(told, ensure_ascii=False, default=str) + "\n")
        except (KeyError, TypeError, AttributeError, IndexError, ValueError) as problem:
            # A record of a shape that its reader did not think of is the sender's fault, not one of ours to be logged.
            refused(f"is not shaped as files of the profile {profile} are ({type(problem).__name__})", where=path.name)


def _refuse(folder: Path, detail: str, errors: list[list[str]]) -> None:
    (folder / REFUSAL).write_text(json.dumps({"detail": detail, "errors": errors}), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
