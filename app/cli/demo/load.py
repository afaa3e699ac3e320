"""Loading the demo: an invented world, two sets of real public bodies, and a cast of accounts - into an empty database only."""

from __future__ import annotations

import json
import os
import secrets
from datetime import timedelta
from pathlib import Path

from app.access.actor import Actor
from app.accounts.domains import record_domain
from app.accounts.forms import AccountForm
from app.accounts.installation import set_fact
from app.accounts.membership import accounts, add_account
from app.accounts.second_factor import enrol, new_secret
from app.cli.demo.cast import cast
from app.cli.demo.real_bodies import datenanfragen_folder, ror_file
from app.cli.demo.world import invented_world
from app.cli.opening import acting
from app.clock import now
from app.db import Database, Session, writing
from app.directory.attestation import attest_channels
from app.directory.intake import known_keys
from app.directory.seeding import SeedRow, seed_entries
from app.errors import Conflict
from app.exchange.intake.datenanfragen import read
from app.exchange.intake.run import Report, import_into

DEMO_DOMAIN = "demo.example"
BACKDATED = timedelta(days=90)
DEMO_KEY = "demo"
REAL_BODIES_CONFIRMED = 30


def load_demo(database: Database, *, if_empty: bool = False) -> None:
    """Load everything in one transaction and print the sign-ins, which also go to DATA_DIR/demo-credentials.json (mode 600).

    Raises `Conflict` when the database holds an account or an entry already; with `if_empty` that is no fault.
    """
    by = acting(database, None)
    path = database.settings.data_dir / "demo-credentials.json"
    with writing(database) as session:
        if accounts(session, reader=by) or known_keys(session, reader=by):
            if if_empty:
                _print_sign_ins(path)
                return
            raise Conflict("The database is not empty: the demo is only loaded into an empty one.")
        for key, value in (
            ("demo", "yes"),
            ("reader_states", "all"),
            ("change_factor", "totp"),
            ("installed_at", now().isoformat()),
        ):
            set_fact(session, key, value, by=by)
        credentials, ids = _add_cast(session, by)
        for state in (None, *sorted({member.state for member in cast() if member.state})):
            record_domain(session, DEMO_DOMAIN, state=state, reason="The demo's own mailboxes, which reach nobody.", by=by)
        drafts = Report("ror", dry_run=False)
        counts = {"invented entries": _seed_world(session, ids, by), "real bodies": _seed_real_bodies(session, by)}
        import_into(session, ror_file(), drafts, by=by)
        counts["drafts of real bodies"] = drafts.taken
        _write_private(path, json.dumps(credentials, indent=1))
    print("The demo registry is loaded: " + ", ".join(f"{count} {noun}" for noun, count in counts.items()) + ".")
    _print_sign_ins(path)


def _print_sign_ins(path: Path) -> None:
    if not path.exists():
        return
    print(f"Demo sign-ins ({path}):")
    for email, given in json.loads(path.read_text()).items():
        factor = f"  one-time codes from {given['totp_secret']}" if given["totp_secret"] else ""
        print(f"  {email:34} {given['password']}{factor}", flush=True)


def _add_cast(session: Session, by: Actor) -> tuple[dict[str, dict[str, str | None]], dict[str, str]]:
    credentials: dict[str, dict[str, str | None]] = {}
    ids: dict[str, str] = {}
    for member in cast():
        password, secret = secrets.token_urlsafe(12), new_secret() if member.has_second_factor else None
        form = AccountForm(
            email=member.email,
            role=member.role,
            name=member.name,
            state=member.state,
            region=member.region,
            recipient=member.recipient,
            ceiling=member.ceiling,
        )
        card = add_account(session, form, password, since=now() - BACKDATED, by=by)
        if secret is not None:
            enrol(session, card.id, secret, None, by=by)
        credentials[card.email], ids[card.email] = {"password": password, "totp_secret": secret}, card.id
    return credentials, ids


def _seed_world(session: Session, ids: dict[str, str], by: Actor) -> int:
    seeds = (
        SeedRow(
            seed.key,
            seed.form,
            "published" if seed.status == "not_confirmed" else seed.status,  # follows from the dates
            parent_key=seed.parent_key,
            confirmed=seed.confirmed_days_ago,
            tested=seed.tested_days_ago,
            readers=tuple(ids[email] for email in seed.reader_emails),
        )
        for seed in invented_world()
    )
    seeded = seed_entries(session, seeds, by=by)
    attest_channels(session, set(seeded.values()), DEMO_KEY, by=by)
    return len(seeded)


def _seed_real_bodies(session: Session, by: Actor) -> int:
    """Public bodies of the data set, published with their own channels and without any designation: they hold none here."""
    seeds = (
        SeedRow(row.source_key, {**row.data, "marking": "TLP:CLEAR"}, "published", confirmed=REAL_BODIES_CONFIRMED)
        for row in read(datenanfragen_folder(), state=None)
        if row.data is not None
    )
    seeded = seed_entries(session, seeds, by=by)
    attest_channels(session, set(seeded.values()), DEMO_KEY, by=by)
    return len(seeded)


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")
