"""`directory`: all commands, and how a refusal becomes an exit code (0 done, 1 failed, 2 wrong call, 3 with rejected rows)."""

from __future__ import annotations

import os
import sys

import typer

from app.cli import accounts, audit, backups, coverage, drift, entries, exchange, installation, notices, people, proposals
from app.errors import Refusal

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="The practitioner directory's command line."
)
for part in (installation, exchange, drift, coverage, audit, backups, notices, people):
    part.add_to(app)
app.add_typer(accounts.accounts, name="accounts")
app.add_typer(accounts.keys, name="keys")
app.add_typer(entries.app, name="entries")
app.add_typer(proposals.app, name="proposals")


def main() -> None:
    """Run a command; a refusal prints its sentence and each wrong field, and ends with 1."""
    os.umask(0o077)  # databases, keys, backups and editions are for this user only
    try:
        app()
    except Refusal as refusal:
        print(refusal.detail, file=sys.stderr)
        for error in refusal.errors:
            print(f"  {error.field}: {error.reason}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
