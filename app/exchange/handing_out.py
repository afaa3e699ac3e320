"""Putting a kept edition where it is wanted: copied under a temporary name, made durable, renamed; what is there whole stays."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from app.db import fsync_folder
from app.errors import Unavailable
from app.exchange.formats.folder import SIGNATURE, faults
from app.exchange.formats.manifest import NAME
from app.exchange.sealing import sealed


def hand_out(source: Path, target: Path, key: str | None) -> Path:
    """Put the edition `source` at `target`, or sealed beside that name where the recipient gave a key. Returns what lies there.

    Raises `Unavailable` when the kept edition is not whole.
    """
    if wrong := faults(source):
        raise Unavailable(f"Today's edition was issued but is not whole in the store ({source.name}): {wrong[0]}")
    target.parent.mkdir(parents=True, exist_ok=True)
    if key is not None:
        return _hand_out_file(sealed(source, key), target.parent)
    if not _is_same(source, target):
        _copy(source, target)
    return target


def _is_same(source: Path, target: Path) -> bool:
    if not target.exists() or faults(target):
        return False
    return all(_bytes(target / name) == _bytes(source / name) for name in (NAME, SIGNATURE))


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _copy(source: Path, target: Path) -> None:
    unfinished = target.with_name(f".{target.name}.unfinished")
    for stale in (unfinished, target):
        if stale.exists():
            shutil.rmtree(stale)
    shutil.copytree(source, unfinished)
    for path in unfinished.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    fsync_folder(unfinished)
    unfinished.rename(target)
    fsync_folder(target.parent)


def _hand_out_file(source: Path, folder: Path) -> Path:
    target = folder / source.name
    if _bytes(target) != source.read_bytes():
        unfinished = folder / f".{source.name}.part"
        shutil.copyfile(source, unfinished)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.rename(target)
        fsync_folder(folder)
    return target
