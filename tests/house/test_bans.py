"""What must not be in the repository: own clocks and environments, big files, names that say nothing, traces of a workplace."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT, Sources, sources

BANNED_CALLS = {
    "from datetime import datetime\nmoment = datetime.now()\n": "datetime.datetime.now",
    "from datetime import date\nday = date.today()\n": "datetime.date.today",
    "import time\nmoment = time.time()\n": "time.time",
    "import os\nhome = os.environ\n": "os.environ",
    "import os\nhome = os.getenv('HOME')\n": "os.getenv",
    "from sqlalchemy import text\n": "sqlalchemy.text",
    "from typing import TYPE_CHECKING\n": "typing.TYPE_CHECKING",
}
MAY_BYPASS = {"app/db.py", "app/clock.py"}
"""Where raw SQL and the system's clock live; no other file of `app` may silence the ban."""

LONGEST_FILE = 400
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "service", "handler"}
# In pieces, so that this file does not hold what it looks for.
WORKPLACE = re.compile(
    "|".join(
        [
            r"(?<![\w.])/wo" r"rk/(?:main|shared|\.)",
            r"\bsha" r"red/(?:data|hooks|[A-Z]+\.md)",
            r"/tmp/" r"briefs",
            r"/opt/" r"(?:wheels|pypi)",
            r"(?<![\w.])/(?:ro" r"ot|ho" r"me)/\w",
            r"\banthro" r"pic\b",
            r"\bissues (?:sh" r"ow|resol" r"ved)\b",
        ]
    ),
    re.IGNORECASE,
)
TEXTS = (".py", ".md", ".toml", ".txt", ".csv", ".json", ".html", ".css", ".js", ".po", ".yml", ".lock", "")


def too_long(files: Sources) -> list[str]:
    return [path for path, text in files.items() if len(text.splitlines()) > LONGEST_FILE]


def named_for_nothing(paths: Iterable[str]) -> list[str]:
    """Paths in which a file or folder bears a name that could hold anything."""
    return [path for path in paths if EMPTY_NAMES & {part.removesuffix(".py") for part in Path(path).parts}]


def workplace_words(files: Sources) -> list[str]:
    """Where a text names the place in which it was written."""
    return [f"{path}: {found[0]}" for path, text in files.items() if (found := WORKPLACE.search(text))]


def everything() -> Sources:
    """All texts of the repository: code, data, scripts and the files at the top."""
    top = [path for path in ROOT.iterdir() if path.is_file()]
    below = [p for folder in ("app", "migrations", "scripts", "tests", ".ci") for p in (ROOT / folder).rglob("*")]
    texts = [p for p in (*top, *below) if p.is_file() and p.suffix in TEXTS and "__pycache__" not in p.parts]
    return {str(p.relative_to(ROOT)): p.read_text(encoding="utf-8", errors="replace") for p in texts}


@pytest.mark.parametrize("planted", BANNED_CALLS)
def test_ruff_finds_each_banned_call(planted: str) -> None:
    ruff = str(Path(sys.executable).with_name("ruff"))
    command = [ruff, "check", "--no-cache", "--output-format", "concise", "--stdin-filename", "app/planted.py", "-"]
    answer = subprocess.run(command, cwd=ROOT, input=planted, capture_output=True, text=True, check=False)
    assert f"`{BANNED_CALLS[planted]}` is banned" in answer.stdout


def test_the_ban_list_is_as_the_design_has_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    banned = project["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]
    assert set(BANNED_CALLS.values()) <= set(banned)


def test_only_the_clock_and_the_database_bypass_the_ban() -> None:
    bypassing = {path for path, text in sources("app").items() if re.search(r"noqa(?!:)|noqa:.*TID251", text)}
    assert bypassing <= MAY_BYPASS


def test_no_file_is_too_long() -> None:
    """Migrations are left out: written once by a program, never edited, never read from the top."""
    assert too_long(sources("app", "scripts", "tests")) == []


def test_every_name_says_something() -> None:
    assert named_for_nothing(sources("app", "migrations", "scripts", "tests")) == []


def test_nothing_names_a_workplace() -> None:
    assert workplace_words(everything()) == []


def test_planted_files_are_found() -> None:
    assert too_long({"app/long.py": "x = 1\n" * 401, "app/short.py": "x = 1\n" * 400}) == ["app/long.py"]
    assert named_for_nothing(["app/utils.py", "app/core/x.py", "app/base64.py"]) == ["app/utils.py", "app/core/x.py"]
    planted = {"app/a.py": "# see /wo" + "rk/main", "app/b.py": "# the work/main of a shared reading", "c": "/ho" + "me/x"}
    assert [found.partition(":")[0] for found in workplace_words(planted)] == ["app/a.py", "c"]


def clock_read_at_import(files: Sources) -> list[str]:
    """Where a test file asks the time while it is read: in a long run that moment lies far before the test's own."""
    places = []
    for path, text in files.items():
        for node in asked_at_import(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"now", "today"}:
                places.append(f"{path}:{node.lineno}")
    return places


def asked_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when a file is imported: everything but the inside of functions; their decorators and defaults do."""
    yield node
    if isinstance(node, ast.Lambda):
        return
    inside = set(node.body) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else set()
    for below in ast.iter_child_nodes(node):
        if below not in inside:
            yield from asked_at_import(below)


def test_no_test_reads_the_clock_while_it_is_imported() -> None:
    assert clock_read_at_import(sources("tests")) == []
    planted = {
        "a": "LATER = now() + timedelta(days=1)\n",
        "b": "@mark(today())\ndef test(): ...\n",
        "c": "def test():\n    return now()\nLATER = lambda: now()\n",
    }
    assert clock_read_at_import(planted) == ["a:1", "b:1"]
