"""Taking an edition back: a signed list of revoked editions that goes out with every later one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.audit.trail import record
from app.db import Database, fsync_folder, reading, writing
from app.errors import FieldError, Invalid, NotFound
from app.exchange.models import Edition
from app.exchange.signing import SUFFIX, signature_of, signing_key
from app.exchange.verify import REVOKED
from app.reference.text import plain

STATE = "revoked: "
"""How the state of a revoked edition begins; the reason follows."""
LONGEST_REASON = 200


def revoke_edition(database: Database, recipient: str, sequence: int, why: str, *, by: Actor) -> Path:
    """Revoke an issued edition: `directory verify-edition` refuses it from now on where the list is at hand. Returns the list.

    Raises `NotFound` for an edition that was never issued, `Invalid` without a reason of at most 200 characters.
    """
    require(by, Permission.EDITION_WRITE)
    reason = _reason(why)
    with writing(database) as session:
        edition = session.get(Edition, (recipient, sequence))
        if edition is None:
            raise NotFound(f"There is no edition {sequence} for {recipient}.")
        if not edition.state.startswith(STATE):
            edition.state = STATE + reason
            session.add(edition)
            payload = {"sequence": sequence, "manifest_sha256": edition.manifest_sha256, "why": reason}
            record(session, "edition:revoked", by=by, recipient=recipient, payload=payload)
    return write_list(database, database.settings.data_dir / "editions")


def _reason(why: str) -> str:
    try:
        reason = plain(why).strip()
        if not reason or len(reason) > LONGEST_REASON:
            raise ValueError(f"1 to {LONGEST_REASON} characters")
    except ValueError as problem:
        raise Invalid("The edition was not revoked.", errors=(FieldError("why", str(problem)),)) from None
    return reason


def write_list(database: Database, folder: Path) -> Path:
    """Write `revoked.json` and its signature into a folder, as the database has it: safe to do again after a crash."""
    with reading(database) as session:
        raw = (json.dumps({"revoked": _revoked(session)}, ensure_ascii=False, indent=2) + "\n").encode()
    folder.mkdir(parents=True, exist_ok=True)
    key = signing_key(database)
    target = folder / REVOKED
    # The signature first: with an old list beside it the check fails closed, never open.
    _replace(folder / (REVOKED + SUFFIX), signature_of(raw, key, "revoked editions"))
    _replace(target, raw)
    fsync_folder(folder)
    return target


def hand_out_list(database: Database, folder: Path) -> None:
    """Put the list beside editions that are handed out, once an edition was ever revoked."""
    with reading(database) as session:
        listed = _revoked(session)
    if listed:
        write_list(database, folder)


def not_revoked() -> Any:
    """The condition by which a revoked edition is none: a new one can be issued on the same day."""
    return ~col(Edition.state).startswith(STATE)


def _revoked(session: Session) -> list[dict[str, Any]]:
    order = (col(Edition.recipient), col(Edition.sequence))
    found = session.exec(select(Edition).where(col(Edition.state).startswith(STATE)).order_by(*order))
    # Who else receives editions is nobody's business: the hash says which one is meant.
    return [{"sequence": e.sequence, "manifest_sha256": e.manifest_sha256, "why": e.state.removeprefix(STATE)} for e in found]


def _replace(path: Path, raw: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("wb") as out:
        out.write(raw)
        out.flush()
        os.fsync(out.fileno())
    unfinished.rename(path)
