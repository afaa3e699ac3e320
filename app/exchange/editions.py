"""Editions: what a recipient receives on a day, written once, kept, and handed out again byte for byte."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sqlmodel import Session, col, select

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.cards import AccountCard, actor_by_email
from app.audit.trail import record
from app.clock import now
from app.db import Database, fsync_folder, reading, settings_of, writing
from app.directory.export import exported_cards
from app.directory.parts import Record
from app.errors import NotFound, Unavailable
from app.exchange.formats import csv_set, json_file
from app.exchange.formats.folder import Writer, faults, write_whole
from app.exchange.formats.manifest import NAME, EditionAbout
from app.exchange.formats.sherloc import headings, rows_for
from app.exchange.formats.xlsx import write_workbook
from app.exchange.models import Edition
from app.exchange.profiles.columns import portal_columns

LICENCE = "For the recipient named in this manifest only, within the marking of each entry (FIRST TLP 2.0)."
PROFILE = "sherloc"


@dataclass(frozen=True)
class EditionCard:
    """An edition: where it lies, its place in the recipient's sequence, what is in it, and whether it was there already."""

    recipient: str
    sequence: int
    day: str
    folder: Path
    entries: int
    channels: int
    highest_marking: str
    again: bool


def issue_edition(database: Database, recipient: AccountCard, out: Path, *, by: Actor) -> EditionCard:
    """Today's edition for a recipient in `out`. Written once a day; later runs hand out the same bytes.

    Runs as the recipient's actor. Raises `NotFound` for a recipient without an active account, `Unavailable` when an edition
    that was issued today is gone from the store.
    """
    require(by, Permission.EDITION_WRITE)
    code, day = recipient.recipient or "", now().date().isoformat()
    kept = _store(database, code)
    with reading(database) as session:
        reader = _reader(session, recipient)
        issued = session.exec(select(Edition).where(Edition.recipient == code, Edition.day == day)).first()
        last = session.exec(
            select(Edition).where(Edition.recipient == code).order_by(col(Edition.sequence).desc()).limit(1)
        ).first()
        if issued is not None:
            return _hand_out(_card(issued, out, again=True), kept)
        about, cards = _about(session, reader, last, code)
        name = f"{code}-{day}-{about.sequence:05}"
        _drop_unrecorded(kept, name)
        write_whole(kept, name, _writers(cards), about)
    edition = _edition(about, day, hashlib.sha256((kept / name / NAME).read_bytes()).hexdigest())
    with writing(database) as session:
        session.add(edition)
        ids = [card["id"] for card in cards]
        channels = [channel["id"] for card in cards for channel in card["channels"]]
        record(
            session,
            "edition:written",
            by=reader,
            entries=ids,
            marking=about.highest_marking,
            recipient=code,
            rule=Permission.EDITION_READ.name,
            count=len(ids),
            payload={"sequence": about.sequence, "manifest_sha256": edition.manifest_sha256, "channels": channels},
        )
        session.flush()
        card = _card(edition, out, again=False)
    return _hand_out(card, kept)


def _reader(session: Session, recipient: AccountCard) -> Actor:
    found = actor_by_email(session, recipient.email)
    if found is None or not found.recipient:
        raise NotFound(f"There is no active recipient {recipient.email}.")
    return found


def _about(session: Session, reader: Actor, last: Edition | None, code: str) -> tuple[EditionAbout, list[Record]]:
    cards = list(exported_cards(session, reader=reader))
    channels = sum(len(c["channels"]) for c in cards)
    markings = [m for c in cards for m in (c["marking"], *(ch["marking"] for ch in c["channels"]))]
    issued = now().replace(microsecond=0)
    about = EditionAbout(
        sequence=last.sequence + 1 if last else 1,
        previous=last.manifest_sha256 if last else None,
        issued=issued,
        expires=issued + timedelta(days=settings_of(session).edition_days),
        recipient=code,
        highest_marking=max(markings, key=tlp.rank, default=tlp.CLEAR),
        counts={"entries": len(cards), "channels": channels, "designations": sum(len(c["designations"]) for c in cards)},
        licence=LICENCE,
        profile=PROFILE,
    )
    return about, cards


def _writers(cards: list[Record]) -> Mapping[str, Writer]:
    return {
        "entries.json": partial(json_file.write_json, cards),
        "entries.csv": partial(csv_set.write_entries, cards),
        "channels.csv": partial(csv_set.write_channels, cards),
        "designations.csv": partial(csv_set.write_designations, cards),
        "directory.xlsx": partial(write_workbook, cards),
        f"{PROFILE}.csv": partial(_write_portal, cards),
    }


def _write_portal(cards: list[Record], out: BinaryIO) -> int:
    """The entries in the portal's own columns, as its profile file says."""
    profile = portal_columns(PROFILE)
    return csv_set.write_rows(headings(profile), (rows_for(profile, card) for card in cards), out)


def _edition(about: EditionAbout, day: str, digest: str) -> Edition:
    return Edition(
        recipient=about.recipient,
        sequence=about.sequence,
        day=day,
        issued=about.issued,
        expires=about.expires,
        previous=about.previous,
        manifest_sha256=digest,
        highest_marking=about.highest_marking,
        entries=about.counts["entries"],
        channels=about.counts["channels"],
    )


def _store(database: Database, code: str) -> Path:
    return database.settings.data_dir / "editions" / code


def _drop_unrecorded(kept: Path, name: str) -> None:
    """A run that was killed between writing and recording left an edition that nobody was told of: it is written anew."""
    if (kept / name).exists():
        shutil.rmtree(kept / name)


def _card(edition: Edition, out: Path, *, again: bool) -> EditionCard:
    return EditionCard(
        recipient=edition.recipient,
        sequence=edition.sequence,
        day=edition.day,
        folder=out / f"{edition.recipient}-{edition.day}-{edition.sequence:05}",
        entries=edition.entries,
        channels=edition.channels,
        highest_marking=edition.highest_marking,
        again=again,
    )


def _hand_out(card: EditionCard, kept: Path) -> EditionCard:
    """Copy the kept edition to where it is wanted: under a temporary name, then renamed; what is there whole stays."""
    source, target = kept / card.folder.name, card.folder
    if wrong := faults(source):
        raise Unavailable(f"Today's edition was issued but is not whole in the store ({source.name}): {wrong[0]}")
    if target.exists() and not faults(target) and (target / NAME).read_bytes() == (source / NAME).read_bytes():
        return card
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    for stale in (unfinished, target):
        if stale.exists():
            shutil.rmtree(stale)
    shutil.copytree(source, unfinished)
    for path in unfinished.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    unfinished.rename(target)
    fsync_folder(target.parent)
    return card
