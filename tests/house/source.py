"""The repository as text: what the house tests read."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

Sources = Mapping[str, str]
"""Path inside the repository -> text."""


def sources(*folders: str, suffix: str = ".py") -> Sources:
    """All files below these folders whose name ends so. Raises when there is none: a check of nothing passes always."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}"))
    assert paths, f"no {suffix} file in {folders}"
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}


def nodes(files: Sources) -> Iterator[tuple[str, ast.AST]]:
    """Every syntax node of every file, with where it stands (`app/db.py:12`)."""
    for path, text in files.items():
        for node in ast.walk(ast.parse(text)):
            yield f"{path}:{getattr(node, 'lineno', 0)}", node
