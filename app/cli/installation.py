"""serve, migrate, demo, policy."""

from __future__ import annotations

from typing import Annotated

import typer
import uvicorn
from rich.console import Console
from rich.table import Table

from app.access.roles import ROLES, policy_rows
from app.cli.demo.load import load_demo
from app.cli.opening import opened
from app.cli.progress import steps
from app.db import migrate as migrate_database
from app.db import writing
from app.directory.search_index import rebuild_keys
from app.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(serve)
    app.command()(migrate)
    app.command()(demo)
    app.command()(policy)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer.")] = 1,
    migrate_first: Annotated[bool, typer.Option("--migrate", help="Bring the schema up to date first.")] = False,
    with_demo: Annotated[bool, typer.Option("--demo", help="Load the demo first when the database is empty.")] = False,
) -> None:
    """Serve pages and JSON."""
    if migrate_first:
        migrate()
    if with_demo:
        with opened() as database:
            load_demo(database, if_empty=True)
    print(f"Serving on http://{host}:{port}", flush=True)
    trusted = Settings().trusted_proxies
    uvicorn.run(
        "app.main:served_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        server_header=False,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=trusted or None,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=10,
    )


def migrate() -> None:
    """Bring the database up to the newest schema; refuses a database newer than this program."""
    with opened(migrated=False) as database:
        before, after = migrate_database(database)
        with steps("Search keys") as told, writing(database) as session:
            made = rebuild_keys(session, told)
    if made:
        print(f"Search keys of {made} entries were made anew.")
    print(f"The schema is at {after}." if before == after else f"Migrated from {before or 'an empty database'} to {after}.")


def demo(
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing when there is something already.")] = False,
) -> None:
    """Load the demo registry and its accounts; refuses a database that is not empty."""
    with opened() as database:
        load_demo(database, if_empty=if_empty)


def policy() -> None:
    """Who may do what: the one table, as text."""
    header, *rows = policy_rows()
    table = Table(title="Who may do what", show_lines=False)
    for name in header:
        table.add_column(name, no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console = Console(width=200)
    console.print(table)
    console.print("own: the State or authority that the account keeps; region: a coordinator's region or network")
    console.print("2: a second person; W: a fresh second factor; P: a stated purpose; <=: up to this marking; -: never")
    for role, says in ROLES.items():
        console.print(f"{role}: {says}")
