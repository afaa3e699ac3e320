"""Reads a sender's file in a process of its own, so that no file takes this one's memory, time or life (SECURITY M12)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore

import app
from app.errors import FieldError, Invalid, Unavailable
from app.exchange.intake.child import JOB, REFUSAL, ROWS
from app.exchange.intake.readers import PROFILES
from app.exchange.intake.rows import PLAIN, Finding, How, Row
from app.exchange.limits import FILE_BYTES, child_output, child_seconds

AT_ONCE = 2
"""Files read at the same time; further ones wait for their turn."""
WAIT_SECONDS = 20
LEAST_PATIENCE = 60
"""Seconds of the clock that any file has: what is limited is computing, and a busy machine is not the sender's fault."""
_LONGEST_NAME = 60

_turns = BoundedSemaphore(AT_ONCE)
_HERE = Path(app.__file__).parent.parent


@contextmanager
def read_apart(
    path: Path,
    profile: str,
    *,
    state: str | None,
    how: How = PLAIN,
    folder: Path | None = None,
    name: str | None = None,
    most_seconds: int | None = None,
) -> Iterator[Iterator[Row]]:
    """The rows of a file or folder; read whole before the first is given, so that a file that breaks off gives none.

    `folder` is where the rows wait on disk; they are gone when the context ends. `name` is what the
    sender calls a file that lies in `folder`; `most_seconds` caps the time that grows with the file's size. Raises `Invalid`
    for a profile that is not known, a file that is not there, cannot be read or passes a limit; `Unavailable` when too many
    are being read.
    """
    if profile not in PROFILES:
        reason = f"{profile!r} is not one of {', '.join(PROFILES)}"
        raise Invalid("The import cannot begin.", errors=(FieldError("profile", reason),))
    if not path.exists():
        raise Invalid("The import cannot begin.", errors=(FieldError("file", f"there is no {path.name}"),))
    if folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix="reading-") as made:
        work = Path(made)
        _read(work, _called(work, path, name) if name else path, profile, state, how, most_seconds)
        yield _rows(work)


def _called(work: Path, path: Path, name: str) -> Path:
    """The kept file under the name that its sender gave it, as far as that is harmless: findings and sources say it."""
    plain = "".join(c if c.isalnum() or c in "._- " else "_" for c in name)[-_LONGEST_NAME:].lstrip(". ") or "file"
    (work / "sent").mkdir()
    os.link(path, work / "sent" / plain)
    return work / "sent" / plain


def _read(work: Path, path: Path, profile: str, state: str | None, how: How, most: int | None) -> None:
    size = _size(path)
    seconds = min(child_seconds(size), most or sys.maxsize)
    patience = max(LEAST_PATIENCE, 4 * seconds)
    job = {
        "path": str(path.resolve()),
        "profile": profile,
        "state": state,
        "headings": dict(how.headings),
        "repairs": [[*where, repair] for where, repair in how.repairs.items()],
        "marking": how.marking,
        "edition": how.edition,
        "seconds": seconds,
        "output": child_output(size),
    }
    (work / JOB).write_text(json.dumps(job), encoding="utf-8")
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Unavailable("Other files are being read. Please try again in a minute.")
    try:
        # Nothing of our environment goes along: no address of a database, no key.
        done = subprocess.run(  # noqa: S603 - our own program, no shell; the file's name stands in a file
            [sys.executable, "-m", "app.exchange.intake.child", str(work.resolve())],
            cwd=_HERE,
            env={"PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        _refuse(f"takes longer than {patience} seconds to read")
    finally:
        _turns.release()
    _judge(work, done.returncode, seconds)


def _judge(work: Path, code: int, seconds: int) -> None:
    if (work / REFUSAL).is_file():
        told = json.loads((work / REFUSAL).read_bytes())
        raise Invalid(told["detail"], errors=tuple(FieldError(*each) for each in told["errors"]))
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        _refuse(f"takes longer than {seconds} seconds of computing to read")
    if code == -signal.SIGXFSZ:
        _refuse("grows too large when it is read")
    if code != 0:
        _refuse("is damaged in a way that stopped its reader")


def _refuse(reason: str) -> None:
    raise Invalid(f"The file cannot be read: it {reason}.", errors=(FieldError("file", reason),))


def _size(path: Path) -> int:
    """Bytes to be read. Raises `Invalid` for more than a file may have."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file() and not each.is_symlink()]
    size = sum(each.stat().st_size for each in files)
    if size > FILE_BYTES:
        _refuse(f"has more than {FILE_BYTES:,} bytes")
    return size


def _rows(work: Path) -> Iterator[Row]:
    with (work / ROWS).open(encoding="utf-8") as file:
        for line in file:
            told = json.loads(line)
            yield Row(**{**told, "findings": tuple(Finding(**each) for each in told["findings"])})
