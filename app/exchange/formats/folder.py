"""An edition's folder: written under a temporary name, made durable, and renamed only when it is whole."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.errors import Invalid
from app.exchange.formats.manifest import NAME, EditionAbout, FileFacts, files_of, manifest

Writer = Callable[[BinaryIO], int]
Signer = Callable[[bytes], bytes]
"""The manifest's bytes in, the signature file's out."""

SIGNATURE = f"{NAME}.minisig"
_UNFINISHED = ".unfinished"


def write_whole(folder: Path, name: str, writers: Mapping[str, Writer], about: EditionAbout, sign: Signer | None = None) -> Path:
    """Write the files of an edition into `folder/name` and return that path; a whole edition of that name stays as it is.

    Each writer gets an open binary file and returns the rows it wrote. Files, manifest and folder are on disk (fsync)
    before the rename, so after a crash at any moment `folder/name` is whole or not there. What killed runs left is
    removed first; one run writes at a time, a second one waits. `sign` makes the manifest's signature, which lies beside it.
    What a writer raises passes through.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    with _alone_in(folder):
        for leftover in folder.glob(f".*{_UNFINISHED}"):
            shutil.rmtree(leftover)
        if target.exists():
            if not faults(target):
                return target
            _set_aside(target)
        unfinished = folder / f".{name}{_UNFINISHED}"
        unfinished.mkdir()
        facts = {file: _write(unfinished / file, writer) for file, writer in writers.items()}
        raw = manifest(facts, about)
        _write(unfinished / NAME, lambda out: out.write(raw))
        if sign is not None:
            signature = sign(raw)
            _write(unfinished / SIGNATURE, lambda out: out.write(signature))
        _sync(unfinished)
        unfinished.rename(target)
        _sync(folder)
    return target


def faults(edition: Path) -> tuple[str, ...]:
    """What is wrong with an edition's folder against its manifest, a sentence each; empty when it is whole.

    Names files that are missing, changed, or not in the manifest (signatures beside it are no files of the edition).
    """
    try:
        files = files_of((edition / NAME).read_bytes())
    except OSError:
        return (f"{NAME} is missing or cannot be read.",)
    except Invalid as problem:
        return (problem.detail,)
    if not files:
        return (f"{NAME} names no files.",)
    found = {path.name for path in edition.iterdir()} - {NAME, SIGNATURE}
    wrong = [f"{name} is not in {NAME}." for name in sorted(found - set(files))]
    for name, facts in sorted(files.items()):
        if name not in found:
            wrong.append(f"{name} is missing.")
        elif not (edition / name).is_file() or _digest(edition / name) != (facts.sha256, facts.bytes):
            wrong.append(f"{name} is not what {NAME} says.")
    return tuple(wrong)


def _write(path: Path, writer: Writer) -> FileFacts:
    # Read and write: a workbook is put together by going back in the file.
    with path.open("w+b") as out:
        rows = writer(out)
        out.flush()
        os.fsync(out.fileno())
    digest, size = _digest(path)
    return FileFacts(digest, size, rows)


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def _set_aside(target: Path) -> None:
    """A folder that is not whole was not written by us, or was changed since: it makes way for a whole one."""
    broken = target.with_name(f".{target.name}.broken{_UNFINISHED}")
    target.rename(broken)
    shutil.rmtree(broken)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the system gives it back when the process ends, however it ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
