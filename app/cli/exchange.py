"""import, export, nightly, deliveries, verify-edition, revoke-edition."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.accounts.membership import recipients
from app.cli.opening import acting, opened
from app.cli.progress import steps
from app.clock import now
from app.db import reading
from app.errors import NotFound
from app.exchange.deliveries import deliveries
from app.exchange.editions import issue_edition
from app.exchange.intake.readers import PROFILES
from app.exchange.intake.rows import How
from app.exchange.intake.run import Report, import_file, report_json, report_rows
from app.exchange.nightly import Served, due_recipients, serve
from app.exchange.profiles.cells import guarded
from app.exchange.revocation import revoke_edition
from app.exchange.verify import verify_edition

SHOWN = 20


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("import")(import_)
    app.command()(export)
    app.command()(nightly)
    app.command("deliveries")(list_deliveries)
    app.command("verify-edition")(verify)
    app.command("revoke-edition")(revoke)


def import_(
    path: Path,
    profile: Annotated[str, typer.Option(help=f"How the file is written: {', '.join(PROFILES)}.")],
    state: Annotated[str | None, typer.Option(help="The State that the sender speaks for.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Try everything, keep nothing.")] = False,
    marking: Annotated[str | None, typer.Option(help="Marking of new entries whose row states none.")] = None,
    edition: Annotated[str | None, typer.Option(help="Day of the source's edition, such as 2026-10-01.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write the row report here: .csv, else JSON.")] = None,
    actor: Annotated[str | None, typer.Option("--as", help="Act as this account, with exactly its rights.")] = None,
) -> None:
    """Import a file: new rows become drafts, changes to published entries proposals. Exit code 3 when rows were refused."""
    with opened() as database, steps("rows") as told:
        done = import_file(
            database,
            path,
            profile,
            state=state.upper() if state else None,
            dry_run=dry_run,
            how=How(marking=marking, edition=edition),
            told=told,
            by=acting(database, actor),
        )
    if report is not None:
        _write_report(done, report)
    _print(done)
    raise typer.Exit(3 if done.refused else 0)


def _print(done: Report) -> None:
    kept = "would be " if done.dry_run else ""
    counts = done.counts
    print(
        f"{kept}registered {counts['registered']}, revised {counts['revised']}, proposed {counts['proposed']}, "
        f"unchanged {counts['unchanged']}, refused {counts['refused']}; "
        f"parents tied {counts['tied']}, still open {done.open_parents}"
    )
    rows = report_rows(done)
    for row in rows[:SHOWN]:
        repair = f" - repair: {row['repair']}" if row["repair"] else ""
        mark = "refused" if row["refused"] else "noted"
        print(f"  row {row['row']} {mark}: {row['field']} {row['value']!r}: {row['reason']}{repair}")
    if len(rows) > SHOWN:
        print(f"  ... and {len(rows) - SHOWN} more; write them all with --report FILE")
    for each in done.lookalikes[:SHOWN]:
        print(f"  row {each['row']} looks like an entry that is there: {each['label']} - {each['name']}; merge them on a page")
    if done.dry_run:
        print("Dry run: nothing was kept.")


def _write_report(done: Report, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix != ".csv":
        path.write_text(report_json(done) + "\n")
        return
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["row", "field", "value", "reason", "repair", "refused"], extrasaction="ignore")
        writer.writeheader()
        for row in report_rows(done):
            # What somebody sent must not become a formula in the report about it.
            writer.writerow({name: guarded(value) if isinstance(value, str) else value for name, value in row.items()})


def export(
    recipient: Annotated[str, typer.Option(help="Code or e-mail of a recipient.")],
    out: Annotated[Path, typer.Option(help="Folder that the edition is put into.")],
) -> None:
    """One edition for one recipient, now."""
    with opened() as database:
        with reading(database) as session:
            found = [r for r in recipients(session) if recipient in (r.recipient, r.email)]
        if not found:
            raise NotFound(f"There is no active recipient {recipient}. See: directory accounts list")
        card = issue_edition(database, found[0], out, by=acting(database, None))
    print(f"{'Handed out again' if card.again else 'Wrote'} {card.folder}: {card.entries} entries, {card.channels} channels")
    for notice in card.notices:
        print(notice, file=sys.stderr)


def nightly(out: Annotated[Path, typer.Option(help="Folder that the editions are put into.")]) -> None:
    """All due recipients: written, and brought where they want it; exit code 0 only if that is done for all."""
    failed = 0
    with opened() as database, steps("files and recipients") as told:
        by = acting(database, None)
        for served in serve(database, due_recipients(database, by=by), out, by=by, told=told):
            failed += not served.is_whole
            _say(served)
    raise typer.Exit(1 if failed else 0)


def _say(served: Served) -> None:
    if served.edition is not None:
        again = "as before" if served.edition.again else "written"
        print(f"{served.recipient}: {again}: {served.edition.folder} ({served.edition.entries} entries)")
        for notice in served.edition.notices:
            print(f"{served.recipient}: {notice}", file=sys.stderr)
    if served.problem is not None:
        print(f"{served.recipient}: failed: {served.problem}", file=sys.stderr)
    elif served.edition is not None and served.target != str(served.edition.folder):
        print(f"{served.recipient}: delivered: {served.target}")


def list_deliveries(
    recipient: Annotated[str, typer.Option(help="Only this recipient, by its code.")] = "",
    limit: Annotated[int, typer.Option(help="So many runs at most, newest first.")] = 50,
) -> None:
    """Runs of the nightly job: begun, written, delivered, acknowledged, or failed and why."""
    table = Table("recipient", "day", "edition", "state", "way", "tries", "begun", "delivered", "acknowledged", "why")
    with opened() as database, reading(database) as session:
        shown, _ = deliveries(session, recipient=recipient, limit=limit, reader=acting(database, None))
        for each in shown:
            instants = [f"{at:%m-%d %H:%M}" if at else "" for at in (each.begun_at, each.delivered_at, each.acknowledged_at)]
            edition = str(each.sequence or "")
            table.add_row(each.recipient, each.day, edition, each.state, each.way, str(each.attempts), *instants, each.why)
    Console(width=160).print(table)


def verify(
    folder: Annotated[Path, typer.Argument(help="The edition's folder.")],
    public_key: Annotated[Path, typer.Option(help="The directory's public key, a file of minisign (edition-signing.pub).")],
    revoked: Annotated[
        Path | None, typer.Option(help="List of revoked editions; default revoked.json beside the folder.")
    ] = None,
) -> None:
    """Check an edition without database or network: signature, files, expiry, revocation. Exit code 1 when anything is wrong."""
    verdict = verify_edition(folder, public_key, revoked=revoked, at=now())
    for sentence in verdict.told:
        print(sentence)
    for sentence in verdict.wrong:
        print(f"WRONG: {sentence}", file=sys.stderr)
    if verdict.wrong:
        raise typer.Exit(1)
    print(f"{folder.name} is good.")


def revoke(
    recipient: Annotated[str, typer.Argument(help="Code of the recipient.")],
    sequence: Annotated[int, typer.Argument(help="Number of the edition.")],
    why: Annotated[str, typer.Option(help="Why, in a sentence that recipients read.")],
) -> None:
    """Take an edition back: it goes onto the signed list of revoked editions; the next run writes a new one."""
    with opened() as database:
        listed = revoke_edition(database, recipient, sequence, why, by=acting(database, None))
    print(f"Edition {sequence} for {recipient} is revoked. The list, to be handed out too: {listed}")
