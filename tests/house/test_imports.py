"""Who may import whom: the contracts of pyproject.toml hold, and each of them finds a planted violation (DESIGN 3)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.source import ROOT, sources

LINTER = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
CAPABILITIES = "Capabilities know nothing of HTTP, pages or the command line"
DOORS = "Doors carry no SQL"


def broken_contracts(tree: Path) -> list[str]:
    """Names of the contracts that the `app` package below `tree` breaks."""
    command = [*LINTER, "--config", str(ROOT / "pyproject.toml")]
    answer = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert "Contracts: " in answer.stdout, answer.stdout + answer.stderr
    return [line.removesuffix(" BROKEN") for line in answer.stdout.splitlines() if line.endswith(" BROKEN")]


def test_the_import_contracts_hold() -> None:
    assert broken_contracts(ROOT) == []


def test_every_folder_with_code_is_a_package_so_that_the_linter_sees_it() -> None:
    folders = {Path(path).parent for path in sources("app")}
    assert [str(folder) for folder in sorted(folders) if not (ROOT / folder / "__init__.py").exists()] == []


def contract(name: str) -> dict[str, list[str]]:
    """One contract as pyproject.toml has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, list[str]] = next(c for c in project["tool"]["importlinter"]["contracts"] if c["name"] == name)
    return found


def test_every_package_is_held_to_a_contract_as_a_capability_or_as_a_door() -> None:
    held = {*contract(CAPABILITIES)["source_modules"], *contract(DOORS)["source_modules"]}
    packages = {f"app.{path.parent.name}" for path in ROOT.glob("app/*/__init__.py")}
    assert packages - held == set()


def test_every_table_is_private_to_its_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    private = {m for c in project["tool"]["importlinter"]["contracts"] for m in c.get("protected_modules", [])}
    tables = {f"app.{path.parent.name}.models" for path in ROOT.glob("app/*/models.py")}
    assert tables - private == set()


@pytest.mark.parametrize(
    ("where", "planted", "contract"),
    [
        ("audit/trail.py", "import app.directory.forms", "Imports go down only"),
        ("api/entries.py", "import app.web.entries", "Imports go down only"),
        ("directory/entries.py", "import fastapi", CAPABILITIES),
        ("web/entries.py", "import sqlmodel", DOORS),
        ("accounts/sign_in.py", "import app.settings", "Settings are read in main, db and cli only"),
        ("lookup/search.py", "import app.directory.models", "The directory's tables stay in the directory"),
        ("directory/entries.py", "import app.audit.models", "The audit's tables stay in the audit"),
        ("directory/entries.py", "import app.accounts.models", "The accounts' tables stay in the accounts"),
        ("lookup/search.py", "import app.exchange.models", "The editions' tables stay in the exchange"),
    ],
)
def test_a_planted_import_is_found(tmp_path: Path, where: str, planted: str, contract: str) -> None:
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("data", "static", "__pycache__"))
    target = tmp_path / "app" / where
    target.write_text(f"{target.read_text(encoding='utf-8') if target.exists() else ''}\n{planted}\n", encoding="utf-8")
    assert contract in broken_contracts(tmp_path)
