"""How people come and stay, at the command line: setup, invitations, official domains, accounts that lapse."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.accounts import domains as mail_domains
from app.accounts.batches import BatchReport, invite_batch
from app.accounts.installation import change_factor, set_fact
from app.accounts.invitations import invitations, send_again
from app.accounts.presence import lapse_accounts
from app.accounts.setup import set_up
from app.cli.accounts import As, accounts
from app.cli.opening import acting, opened
from app.db import Database, reading, writing
from app.errors import FieldError, Invalid, NotFound


def add_to(app: typer.Typer) -> None:
    """Add `setup` to the command line, and these commands to `accounts`."""
    app.command()(setup)
    accounts.command("invite")(invite_file)
    accounts.command("invitations")(list_invitations)
    accounts.command()(send)
    accounts.command()(domain)
    accounts.command("domains")(list_domains)
    accounts.command()(lapse)


def setup(
    administrator: Annotated[list[str], typer.Option(help="Mailbox of one of the first administrators; at least two.")],
    nomination: Annotated[str, typer.Option(help='The letter that names them: "REFERENCE, YYYY-MM-DD".')],
    coordinator: Annotated[list[str] | None, typer.Option(help="REGION:MAILBOX or NETWORK:MAILBOX of a coordinator.")] = None,
    one_time_codes: Annotated[
        bool, typer.Option("--one-time-codes", help="Changes need a one-time code instead of a security key.")
    ] = False,
) -> None:
    """Make the first administrators and coordinators by single-use links; refuses where administrators exist."""
    reference, nominated_on = _letter(nomination)
    placed = [_placed(each) for each in coordinator or []]
    with opened() as database, writing(database) as session:
        by = acting(database, None)
        first = set_up(session, administrator, placed, nomination=reference, nominated_on=nominated_on, by=by)
        if one_time_codes:
            set_fact(session, "change_factor", "totp", by=by)
        factor = "totp" if one_time_codes else change_factor(session)
        address, mailed = database.settings.base_url.rstrip("/"), bool(database.settings.smtp_url)
    for each in first:
        print(f"{each.role} {each.scope} {each.email}".replace("  ", " "))
        print(f"  {address}/join?token={each.token}")
    if factor == "webauthn":
        print("Inviting needs a security key here; for one-time codes set DIRECTORY_CHANGE_FACTOR=totp.", file=sys.stderr)
    print("Each link is good once, for 7 days" + (", and goes out by mail too." if mailed else "; hand it over in person."))


def invite_file(
    path: Annotated[Path, typer.Argument(help="CSV with the columns email, name and, if needed, entry.")],
    state: Annotated[str | None, typer.Option(help="ISO 3166-1 alpha-2; the own State unless said otherwise.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report what would happen.")] = False,
    actor: As = None,
) -> None:
    """Invite the officers of a file as one batch; another person seconds it. Ends with 3 when rows were rejected."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise Invalid("The file cannot be read.", errors=(FieldError("file", str(problem)),)) from problem
    with opened() as database:
        report = _invited(database, text, state, dry_run, actor)
    print(f"{'Would invite' if dry_run else 'Invited'}: {len(report.fitting)}.")
    for fault in report.faults:
        print(f"row {fault.row}, {fault.field} {fault.value!r}: {fault.reason}", file=sys.stderr)
    if report.invited:
        print(f"Batch {report.batch} waits for a coordinator to second it.")
    raise typer.Exit(3 if report.faults else 0)


def _invited(database: Database, text: str, state: str | None, dry_run: bool, actor: str | None) -> BatchReport:
    by = acting(database, actor)
    if dry_run:
        with reading(database) as session:
            return invite_batch(session, text, state=state, dry_run=True, by=by)
    with writing(database) as session:
        return invite_batch(session, text, state=state, by=by)


def list_invitations(
    state: Annotated[str | None, typer.Option(help="invited, joined, seconded, active, expired, frozen or withdrawn.")] = None,
    actor: As = None,
) -> None:
    """List invitations, newest first."""
    table = Table("e-mail", "role", "State", "state", "age", "invited by", "until")
    with opened() as database, reading(database) as session:
        for card in invitations(session, state=state, reader=acting(database, actor)):
            until = card.expires_at.date().isoformat()
            table.add_row(card.email, card.role, card.state or "", card.status, f"{card.days} d", card.inviter, until)
    Console(width=160).print(table)


def send(email: str) -> None:
    """Send an invitation again: prints the new link once, the old one is void."""
    with opened() as database, writing(database) as session:
        by = acting(database, None)
        found = next((c for c in invitations(session, reader=by) if c.email == email.strip().casefold()), None)
        if found is None:
            raise NotFound(f"{email} is not invited.")
        card, token = send_again(session, found.id, by=by)
        address = database.settings.base_url.rstrip("/")
    print(f"{address}/join?token={token}")
    print(f"Good once, until {card.expires_at.date().isoformat()}.", file=sys.stderr)


def domain(
    name: Annotated[str, typer.Argument(help="Such as interior.example.")],
    reason: Annotated[str, typer.Option(help="From where it is known to be official.")],
    state: Annotated[str | None, typer.Option(help="ISO 3166-1 alpha-2; none = the organisation's own.")] = None,
) -> None:
    """Record an official mail domain on the operator's word alone."""
    with opened() as database, writing(database) as session:
        card = mail_domains.record_domain(session, name, state=state, reason=reason, by=acting(database, None))
    print(f"{card.domain} is official for {card.state or 'the organisation'}.")
    for warning in card.warnings:
        print(f"Look twice: {warning}", file=sys.stderr)


def list_domains(actor: As = None) -> None:
    """List official mail domains and proposals of them."""
    table = Table("domain", "State", "authority", "status", "reason")
    with opened() as database, reading(database) as session:
        for card in mail_domains.domains(session, reader=acting(database, actor)):
            table.add_row(card.domain, card.state or "organisation", card.entry or "", card.status, card.reason)
    Console(width=140).print(table)


def lapse() -> None:
    """Suspend officers whom nobody confirmed in time, never before two reminders; for cron, daily."""
    with opened() as database, writing(database) as session:
        gone = lapse_accounts(session, by=acting(database, None))
    for card in gone:
        print(f"Suspended {card.email}.")
    print(f"Lapsed: {len(gone)}.")


def _letter(text: str) -> tuple[str, date]:
    reference, _, day = text.rpartition(",")
    try:
        return reference.strip(), date.fromisoformat(day.strip())
    except ValueError:
        reason = 'the reference of the letter and its date, such as "NV 12/2026, 2026-11-02"'
        raise Invalid("The nomination cannot be read.", errors=(FieldError("nomination", reason),)) from None


def _placed(text: str) -> tuple[str, str]:
    where, colon, mailbox = text.partition(":")
    if not colon or not where or not mailbox:
        reason = "REGION:MAILBOX, such as 150:name@organisation.example"
        raise Invalid("A coordinator cannot be read.", errors=(FieldError("coordinator", reason),))
    return where.strip(), mailbox.strip()
