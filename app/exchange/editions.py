"""Editions: what a recipient receives on a day, written once, kept, and handed out again byte for byte."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlmodel import Session, col, select

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.cards import AccountCard, actor_by_email
from app.audit.trail import record
from app.clock import now
from app.db import Database, reading, settings_of, writing
from app.directory.export import exported_cards
from app.directory.parts import Record
from app.errors import NotFound
from app.exchange.alone import alone
from app.exchange.delta import delta_lines, previous_entries
from app.exchange.files import PROFILE, notices_of, writers_of
from app.exchange.formats.delta import write_delta
from app.exchange.formats.folder import Writer, write_whole
from app.exchange.formats.manifest import NAME, EditionAbout
from app.exchange.handing_out import hand_out
from app.exchange.models import Edition
from app.exchange.revocation import hand_out_list, not_revoked
from app.exchange.sealing import recipient_key
from app.exchange.signing import signature_of, signing_key
from app.exchange.watermark import signature_comment

LICENCE = "For the recipient named in this manifest only, within the marking of each entry (FIRST TLP 2.0)."


@dataclass(frozen=True)
class EditionCard:
    """An edition: where it lies, its place in the recipient's sequence, what is in it, and whether it was there already.

    `notices` are sentences for the operator: what could not be done as it should, such as a font that is missing.
    """

    recipient: str
    sequence: int
    day: str
    folder: Path
    entries: int
    channels: int
    highest_marking: str
    again: bool
    manifest_sha256: str = ""
    notices: tuple[str, ...] = ()


def issue_edition(database: Database, recipient: AccountCard, out: Path, *, by: Actor) -> EditionCard:
    """Today's edition for a recipient in `out`. Written once a day; later runs hand out the same bytes.

    Runs as the recipient's actor. A recipient that gave an age key gets one sealed file in place of a folder. Raises `NotFound`
    for a recipient without an active account, `Unavailable` when an edition that was issued today is gone from the store.
    """
    require(by, Permission.EDITION_WRITE)
    code = recipient.recipient or ""
    with alone(database, code, "issue"):
        return _issue(database, recipient, code, out, by=by)


def _issue(database: Database, recipient: AccountCard, code: str, out: Path, *, by: Actor) -> EditionCard:
    day = now().date().isoformat()
    kept = _store(database, code)
    with reading(database) as session:
        reader = _reader(session, recipient)
        issued = session.exec(select(Edition).where(Edition.recipient == code, Edition.day == day, not_revoked())).first()
        last = session.exec(
            select(Edition).where(Edition.recipient == code).order_by(col(Edition.sequence).desc()).limit(1)
        ).first()
        if issued is not None:
            return _hand_out(_card(issued, out, again=True), database)
        about, cards = _about(session, reader, last, code)
        name = f"{code}-{day}-{about.sequence:05}"
        _drop_unrecorded(kept, name)
        key = signing_key(database)
        before = previous_entries(kept / f"{code}-{last.day}-{last.sequence:05}" if last else None)
        delta = list(delta_lines(before, cards))
        writers: dict[str, Writer] = {**writers_of(cards, about), "delta.ndjson": partial(write_delta, delta)}
        write_whole(kept, name, writers, about, lambda raw: signature_of(raw, key, signature_comment(about)))
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
            payload={
                "sequence": about.sequence,
                "manifest_sha256": edition.manifest_sha256,
                "channels": channels,
                "run_by": by.id,
            },
        )
        session.flush()
        card = replace(_card(edition, out, again=False), notices=notices_of(cards))
    return _hand_out(card, database)


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
        manifest_sha256=edition.manifest_sha256,
    )


def kept_edition(database: Database, card: EditionCard) -> Path:
    """Where an edition lies in the store."""
    return _store(database, card.recipient) / f"{card.recipient}-{card.day}-{card.sequence:05}"


def _hand_out(card: EditionCard, database: Database) -> EditionCard:
    source = kept_edition(database, card)
    hand_out_list(database, card.folder.parent)
    return replace(card, folder=hand_out(source, card.folder, recipient_key(database, card.recipient)))
