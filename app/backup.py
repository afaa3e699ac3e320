"""Copies of the whole database: made while it is in use, whole or not there, checked before they are put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from app.db import Database, fsync_folder
from app.errors import Conflict, Invalid, Unavailable


def back_up(database: Database, path: Path) -> int:
    """Write a backup to `path`: one consistent state, under a temporary name, then renamed. Returns its size in bytes.

    SQLite by its online backup, PostgreSQL by `pg_dump`. Raises `Conflict` when the file exists, `Unavailable`.
    """
    if path.exists():
        raise Conflict(f"{path} exists already: a backup never overwrites another.")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if database.is_sqlite:
        with closing(sqlite3.connect(_file(database))) as source, closing(sqlite3.connect(unfinished)) as target:
            source.backup(target)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--file", str(unfinished), database.settings.database_url)
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.rename(path)
    fsync_folder(path.parent)
    return path.stat().st_size


def restore(database: Database, path: Path) -> None:
    """Put a backup into an empty database. Raises `Conflict` when it is not empty, `Invalid` for a damaged backup."""
    if not path.is_file():
        raise Invalid(f"{path} is not a file.")
    if database.is_sqlite:
        target = Path(_file(database))
        if target.exists() and target.stat().st_size > 0:
            raise Conflict(f"{target} is not empty: move it away first, nothing is overwritten.")
        _require_whole(path)
        unfinished = target.with_name(f".{target.name}.unfinished")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, unfinished)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.rename(target)
        fsync_folder(target.parent)
    else:
        _run(
            "pg_restore",
            "--no-owner",
            "--exit-on-error",
            "--single-transaction",
            "--dbname",
            database.settings.database_url,
            str(path),
        )


def _file(database: Database) -> str:
    return str(database.settings.sqlite_path())


def _require_whole(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as problem:
        raise Invalid(f"{path} is not a backup of this service, or is damaged: {problem}") from problem
    if verdict != "ok":
        raise Invalid(f"{path} is damaged: {verdict}")


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own words and the settings' address
    except FileNotFoundError as problem:
        raise Unavailable(f"{command[0]} is not installed: it comes with the PostgreSQL client.") from problem
    except subprocess.CalledProcessError as problem:
        raise Unavailable(f"{command[0]} failed: {problem.stderr.strip()[-500:]}") from problem
