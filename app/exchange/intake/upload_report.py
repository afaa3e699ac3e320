"""The row report of a file that was sent, as its sender reads it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.errors import Invalid
from app.exchange.intake.headings import column_of
from app.exchange.intake.run import Report, report_rows
from app.exchange.intake.tables import HEADING, LEFT_OUT, READ_AS, UNKNOWN_HEADING

Told = dict[str, Any]

MOST_ITEMS = 5_000
"""Findings that are kept; how many there are beyond is said."""

OUTCOMES = ("registered", "revised", "proposed", "unchanged", "refused")


def told_about(report: Report) -> Told:
    """`{counts, open_parents, proposal_set, detected, headings, items, more}`; items are `{number, row, field, value, reason,

    repair, refused}`, refused rows first; `headings` are those that we did not know by our own names.
    """
    rows = report_rows(report)
    about = [row for row in rows if row["reason"] in (READ_AS, UNKNOWN_HEADING, LEFT_OUT)]
    detected = [
        str(row["reason"]) for row in rows if row["field"] == "file" and str(row["reason"]).startswith(("read as", "joined"))
    ]
    others = [row for row in rows if row not in about and str(row["reason"]) not in detected]
    keys = ("row", "field", "value", "reason", "repair", "refused")
    return {
        "counts": {outcome: report.counts[outcome] for outcome in OUTCOMES},
        "open_parents": report.open_parents,
        "open_keys": report.open_keys,
        "lookalikes": report.lookalikes,
        "proposal_set": report.set_id,
        "drafts": [line["entry"] for line in report.lines if line["outcome"] == "registered"][:MOST_ITEMS],
        "detected": detected,
        "headings": [_heading(str(r["field"]), None if r["reason"] == UNKNOWN_HEADING else str(r["value"])) for r in about],
        "items": [{"number": n, **{key: row[key] for key in keys}} for n, row in enumerate(others[:MOST_ITEMS], start=1)],
        "more": max(0, len(others) - MOST_ITEMS),
    }


def unread(refusal: Invalid | None, chosen: Mapping[str, str] = MappingProxyType({})) -> Told:
    """The same shape for a file of which only the headings could be read; they are in the refusal.

    `chosen` is what the sender has said about headings before.
    """
    errors = refusal.errors if refusal else ()
    return {
        "counts": dict.fromkeys(OUTCOMES, 0),
        "open_parents": 0,
        "open_keys": [],
        "lookalikes": [],
        "proposal_set": None,
        "drafts": [],
        "detected": [],
        "headings": [_heading(e.reason, column_of(e.reason, "entries", chosen)) for e in errors if e.field == HEADING],
        "items": [
            {"number": 0, "row": 1, "field": e.field, "value": "", "reason": e.reason, "repair": None, "refused": True}
            for e in errors
            if e.field != HEADING
        ],
        "more": 0,
    }


def heading_faults(refusal: Invalid) -> bool:
    """Whether a file was refused only because its headings were not understood."""
    return any(error.field == HEADING for error in refusal.errors)


def _heading(text: str, column: str | None) -> Told:
    """What a heading is read as: None where it is not understood, an empty text where it was left out."""
    return {"heading": text, "column": column}
