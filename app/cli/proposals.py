"""Proposals at the command line: what waits, and taking back. Approving takes a person with an own second factor.

Who can run commands on the machine can act as anybody, so that approving here would let one person be both.
"""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app.cli.opening import acting, opened
from app.db import reading, writing
from app.directory.proposal_reading import proposal_of, proposals
from app.directory.proposal_sets import proposal_set, proposal_sets
from app.directory.proposals import reject_proposal, withdraw_proposal
from app.errors import NotFound

app = typer.Typer(no_args_is_help=True, help="See proposals and end them as an account. Approving is done on pages or by API.")
As = Annotated[str, typer.Option("--as", help="The account that acts, with exactly its rights.")]
Why = Annotated[str | None, typer.Option(help="Why: the other side reads it.")]


@app.command("list")
def list_proposals(
    actor: As,
    state: Annotated[str | None, typer.Option(help="draft, submitted, approved, published, rejected, withdrawn, fallen.")] = None,
    entry: Annotated[str | None, typer.Option(help="Only those on this entry.")] = None,
) -> None:
    """Proposals on the entries that this account keeps or coordinates, newest first; then the sets."""
    with opened() as database, reading(database) as session:
        by = acting(database, actor)
        found = proposals(session, state=state, entry=entry, reader=by)
        sets = proposal_sets(session, reader=by)
    for each in found:
        fields = ", ".join(dict.fromkeys(change["field"].partition(".")[0] for change in each["changes"]))
        print(f"{each['id']}  {each['state']:<9}  {each['submitted_at'][:16]}  {each['entry']}  {fields}")
    for each in sets:
        counts = ", ".join(f"{number} {name}" for name, number in each["counts"].items())
        print(f"set {each['id']}  {each['title']}: {counts}")
    if not found and not sets:
        print("No such proposals.")


@app.command()
def show(proposal_id: str, actor: As) -> None:
    """One proposal, or one set, as JSON: old beside new, with warnings."""
    with opened() as database, reading(database) as session:
        by = acting(database, actor)
        try:
            card = dict(proposal_of(session, proposal_id, reader=by))
        except NotFound:
            card = dict(proposal_set(session, proposal_id, reader=by))
    print(json.dumps(card, ensure_ascii=False, indent=1))


@app.command()
def reject(proposal_id: str, actor: As, why: Why = None) -> None:
    """Reject a proposal, also while it waits."""
    with opened() as database, writing(database) as session:
        reject_proposal(session, proposal_id, note=why, by=acting(database, actor))
    print("Rejected.")


@app.command()
def withdraw(proposal_id: str, actor: As, why: Why = None) -> None:
    """Take the account's own proposal back."""
    with opened() as database, writing(database) as session:
        withdraw_proposal(session, proposal_id, note=why, by=acting(database, actor))
    print("Taken back.")
