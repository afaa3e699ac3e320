"""The table in code equals the plain-text copy that a person signed: a changed right shows as a changed line in review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import ndiff

import pytest

from app.access import roles
from app.access.roles import GRANTS, Permission, Scope, policy_rows
from tests.house.source import ROOT

COPY = ROOT / "tests" / "house" / "policy.txt"


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """The table with aligned columns, as it lies in the copy."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def differences(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines in which the table and the signed copy differ; `-` what was signed, `+` what the code says."""
    signed = [line for line in COPY.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [line for line in ndiff(signed, as_text(rows).splitlines()) if line.startswith(("-", "+"))]


def test_the_policy_table_equals_the_signed_copy() -> None:
    assert differences(policy_rows()) == []


def test_a_planted_right_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    confirm = Permission.ENTRY_CONFIRM
    wider = {**GRANTS["focal_point"], confirm: replace(GRANTS["focal_point"][confirm], scope=Scope.ALL)}
    monkeypatch.setitem(roles.GRANTS, "focal_point", wider)
    assert len(differences(policy_rows())) == 2
