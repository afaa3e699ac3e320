"""Entries at the command line: what an account may see and do, with exactly its rights."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from app.cli.opening import acting, opened
from app.db import reading, writing
from app.directory.cards import display_name
from app.directory.confirmation import confirm_entry
from app.directory.entries import withdraw_entry
from app.directory.find import EntryQuery
from app.directory.proposals import revise_entry
from app.directory.reading import open_entry
from app.errors import Invalid
from app.lookup.search import search

app = typer.Typer(no_args_is_help=True, help="Look up and keep entries as an account.")
As = Annotated[str, typer.Option("--as", help="The account that acts, with exactly its rights.")]


@app.command("list")
def list_entries(
    actor: As,
    q: Annotated[str | None, typer.Option(help="Text in a name.")] = None,
    state: Annotated[str | None, typer.Option(help="ISO 3166-1 alpha-2.")] = None,
    region: Annotated[str | None, typer.Option(help="UN M49 code.")] = None,
    function: Annotated[str | None, typer.Option(help="A function code.")] = None,
    status: Annotated[str | None, typer.Option(help="A status code.")] = None,
) -> None:
    """Entries that this account may know of; a recorded look-up."""
    query = EntryQuery(q=q, state=state, region=region, function=function, status=status, limit=50)
    with opened() as database, reading(database) as session:
        page = search(session, query, reader=acting(database, actor))
    for card in page.items:
        print(f"{card['id']}  {card['state']}  {card['status']:<13}  {card['marking']:<16}  {display_name(card['names'])}")
    if page.next_cursor:
        print("... and more: narrow the look-up")


@app.command()
def show(
    entry_id: str,
    actor: As,
    purpose: Annotated[str, typer.Option(help="Why the entry is opened.")] = "",
    case_ref: Annotated[str, typer.Option(help="Case reference, or pending.")] = "",
) -> None:
    """One entry with the channels that this account may see; a recorded consultation."""
    with opened() as database, reading(database) as session:
        reveal = open_entry(session, entry_id, purpose=purpose, case_ref=case_ref, reader=acting(database, actor))
    print(json.dumps(reveal.card, ensure_ascii=False, indent=1))


@app.command()
def revise(
    entry_id: str,
    actor: As,
    version: Annotated[int, typer.Option(help="The version that is changed.")],
    patch: Annotated[str, typer.Option(help='JSON Merge Patch, such as \'{"purpose": "..."}\'.')],
) -> None:
    """Change an entry; what needs a second person becomes a proposal."""
    with opened() as database, writing(database) as session:
        proposal = revise_entry(session, entry_id, _parsed(patch), version, why="command line", by=acting(database, actor))
    print(f"Proposed: {proposal['id']}" if proposal else "Changed.")


@app.command()
def confirm(
    entry_id: str,
    actor: As,
    note: Annotated[str | None, typer.Option(help="Whom a coordinator called back, in a sentence.")] = None,
) -> None:
    """Say that an entry is still correct."""
    with opened() as database, writing(database) as session:
        confirm_entry(session, entry_id, how="command line", note=note, by=acting(database, actor))
    print("Confirmed.")


@app.command()
def withdraw(entry_id: str, actor: As, version: Annotated[int, typer.Option(help="The version that is withdrawn.")]) -> None:
    """Withdraw an entry."""
    with opened() as database, writing(database) as session:
        withdraw_entry(session, entry_id, version, why="command line", by=acting(database, actor))
    print("Withdrawn.")


def _parsed(patch: str) -> Any:
    try:
        return json.loads(patch)
    except ValueError as problem:
        raise Invalid(f"The patch is not JSON: {problem}") from problem
