"""Accounts and keys at the command line."""

from __future__ import annotations

import secrets
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.accounts import api_keys
from app.accounts.forms import AccountForm
from app.accounts.membership import accounts as all_accounts
from app.accounts.membership import add_account, reactivate_account
from app.accounts.second_factor import enrol, new_secret, provisioning_uri
from app.cli.opening import acting, opened
from app.db import reading, writing
from app.directory.leaving import suspend_person

accounts = typer.Typer(no_args_is_help=True, help="Add, list, suspend, reactivate accounts.")
keys = typer.Typer(no_args_is_help=True, help="Issue, list, revoke API keys.")

As = Annotated[str | None, typer.Option("--as", help="Act as this account, with exactly its rights.")]


@accounts.command()
def add(
    email: str,
    role: Annotated[str, typer.Option(help="officer, focal_point, coordinator, administrator, auditor or recipient.")],
    state: Annotated[str | None, typer.Option(help="ISO 3166-1 alpha-2.")] = None,
    entry: Annotated[str | None, typer.Option(help="Id of the authority that the account belongs to.")] = None,
    region: Annotated[str | None, typer.Option(help="UN M49 code of a coordinator's region.")] = None,
    network: Annotated[str | None, typer.Option(help="Code of a coordinator's network.")] = None,
    name: Annotated[str, typer.Option(help="Name as others see it.")] = "",
    recipient: Annotated[str | None, typer.Option(help="A recipient's code, such as sherloc.")] = None,
    ceiling: Annotated[str | None, typer.Option(help="A recipient's highest marking.")] = None,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")] = False,
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help="Enrol one-time codes and print the secret once.")
    ] = False,
    actor: As = None,
) -> None:
    """Add an account. Without --password-stdin a password is made and printed once."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else secrets.token_urlsafe(18)
    form = AccountForm(
        email=email,
        role=role,
        name=name,
        state=state,
        entry=entry,
        region=region,
        network=network,
        recipient=recipient,
        ceiling=ceiling,
    )
    secret = new_secret() if second_factor else None
    with opened() as database, writing(database) as session:
        by = acting(database, actor)
        card = add_account(session, form, password, by=by)
        if secret is not None:
            enrol(session, card.id, secret, None, by=by)
    print(f"Added {card.role} {card.email}.")
    if not password_stdin:
        print(f"Password (shown once): {password}")
    if secret is not None:
        print(f"Second factor (shown once): {provisioning_uri(secret, card.email)}")


@accounts.command("list")
def list_accounts(actor: As = None) -> None:
    """List accounts."""
    table = Table("e-mail", "role", "State", "scope", "second factor", "status", "added")
    with opened() as database, reading(database) as session:
        for card in all_accounts(session, reader=acting(database, actor)):
            scope = card.entry or card.region or card.network or card.recipient or ""
            factor = "yes" if card.has_second_factor else "no"
            table.add_row(card.email, card.role, card.state or "", scope, factor, card.status, card.added_at.date().isoformat())
    Console(width=160).print(table)


@accounts.command()
def suspend(
    email: str, reason: Annotated[str, typer.Option(help="Why; on record.")] = "at the command line", actor: As = None
) -> None:
    """Suspend an account at once: its sessions, keys and delegations end, what it invited lately freezes."""
    with opened() as database, writing(database) as session:
        suspend_person(session, email, reason=reason, by=acting(database, actor))
    print(f"Suspended {email}.")


@accounts.command()
def reactivate(email: str, actor: As = None) -> None:
    """Let a suspended account in again."""
    with opened() as database, writing(database) as session:
        reactivate_account(session, email, by=acting(database, actor))
    print(f"Reactivated {email}.")


@keys.command()
def issue(email: str, days: Annotated[int | None, typer.Option(help="Days until it expires; at most 90.")] = None) -> None:
    """Issue an API key and print it once."""
    with opened() as database, writing(database) as session:
        secret, card = api_keys.issue_key(session, email, days=days, by=acting(database, None))
    print(secret)
    print(f"Expires {card.expires_at.date().isoformat()}; revoke with: directory keys revoke {card.prefix}", file=sys.stderr)


@keys.command("list")
def list_keys() -> None:
    """List keys by their prefixes."""
    table = Table("prefix", "account", "good for", "issued", "expires", "revoked")
    with opened() as database, reading(database) as session:
        for card in api_keys.keys(session, reader=acting(database, None)):
            revoked = card.revoked_at.date().isoformat() if card.revoked_at else ""
            days = [card.issued_at.date().isoformat(), card.expires_at.date().isoformat()]
            table.add_row(card.prefix, card.email, card.scope or "the API", *days, revoked)
    Console(width=140).print(table)


@keys.command()
def revoke(prefix: str) -> None:
    """Revoke a key."""
    with opened() as database, writing(database) as session:
        card = api_keys.revoke_key(session, prefix, by=acting(database, None))
    print(f"Revoked {card.prefix} of {card.email}.")
