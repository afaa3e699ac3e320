"""Officers in batches: a CSV of mailboxes and names, checked row by row, invited together, seconded as one act."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.forms import AccountForm
from app.accounts.invitations import invitable, invite
from app.accounts.invited import InvitationCard
from app.errors import Denied, FieldError, Invalid, Refusal

COLUMNS = ("email", "name", "entry")
MOST_ROWS = 500
MOST_BYTES = 200_000
LONGEST_CELL = 200


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one field of one row; the first row below the heading is 2, as a spreadsheet counts."""

    row: int
    field: str
    value: str
    reason: str


@dataclass
class BatchReport:
    """What became of each row. `fitting` can be invited; `batch` is the id under which the invited are seconded."""

    batch: str | None
    dry_run: bool
    fitting: list[AccountForm] = field(default_factory=list)
    invited: list[InvitationCard] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)


def invite_batch(session: Session, text: str, *, state: str | None = None, dry_run: bool = False, by: Actor) -> BatchReport:
    """Invite the officers of a CSV with the columns email, name and, where they belong to one authority, entry (its id).

    Rows that cannot be invited are reported, the others are invited as one batch; a dry run only reports. `tokens` (by
    mailbox) are for the command line. Raises `Denied`, or `Invalid` when the file is not such a table.
    """
    require(by, Permission.ACCOUNT_INVITE)
    rows = _rows(text)
    report = BatchReport(None if dry_run else str(uuid7()), dry_run)
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        mailbox = row["email"].casefold()
        if mailbox in seen:
            report.faults.append(RowFault(number, "email", row["email"], f"stands in row {seen[mailbox]} already"))
            continue
        seen[mailbox] = number
        report.faults += _invite_row(session, report, number, row, state, by)
    return report


def _invite_row(
    session: Session, report: BatchReport, number: int, row: dict[str, str], state: str | None, by: Actor
) -> list[RowFault]:
    form = AccountForm(email=row["email"], name=row["name"], role="officer", state=state, entry=row["entry"] or None)
    try:
        report.fitting.append(invitable(session, form, by))
        if not report.dry_run:
            card, token = invite(session, form, batch=report.batch, by=by)
            report.invited.append(card)
            report.tokens[card.email] = token
    except Denied as refusal:
        return [RowFault(number, "email", row["email"], refusal.detail)]
    except Refusal as refusal:
        faults = refusal.errors or (FieldError("email", refusal.detail),)
        return [RowFault(number, each.field, row.get(each.field, ""), each.reason) for each in faults]
    return []


def _rows(text: str) -> Sequence[dict[str, str]]:
    """The rows below the heading. Raises `Invalid` naming `file`."""
    if len(text.encode()) > MOST_BYTES:
        raise _unreadable(f"at most {MOST_BYTES // 1000} kB")
    if "\x00" in text:
        raise _unreadable("a text, not a workbook: save it as CSV")
    lines = text.removeprefix("\ufeff")
    separator = ";" if ";" in lines.partition("\n")[0] else ","
    try:
        table = list(csv.reader(io.StringIO(lines, newline=""), delimiter=separator, strict=True))
    except csv.Error as problem:
        raise _unreadable(f"not a CSV: {problem}") from None
    heading = [name.strip().casefold() for name in table[0]] if table else []
    if not {"email", "name"} <= set(heading) or set(heading) - set(COLUMNS) or len(set(heading)) != len(heading):
        raise _unreadable("the first row names the columns: email, name and, if needed, entry")
    rows = [row for row in table[1:] if any(cell.strip() for cell in row)]
    if not 1 <= len(rows) <= MOST_ROWS:
        raise _unreadable(f"1 to {MOST_ROWS} rows below the heading")
    if any(len(row) != len(heading) or any(len(cell) > LONGEST_CELL for cell in row) for row in rows):
        raise _unreadable(f"each row has as many cells as the heading, each of at most {LONGEST_CELL} characters")
    return [dict.fromkeys(COLUMNS, "") | dict(zip(heading, (c.strip() for c in row), strict=True)) for row in rows]


def _unreadable(reason: str) -> Invalid:
    return Invalid("The file cannot be read.", errors=(FieldError("file", reason),))
