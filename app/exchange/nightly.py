"""The nightly job: an edition for every recipient, and its way there; one that fails does not stop the others.

Each step is kept before the next begins, so a run that was killed anywhere is taken up by the next: an edition is written once
a day, and a file that has arrived is not sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.cards import AccountCard
from app.accounts.membership import recipients
from app.clock import today
from app.db import Database, reading
from app.errors import Refusal
from app.exchange import deliveries
from app.exchange.alone import alone
from app.exchange.destinations import Destination, destination_of
from app.exchange.editions import EditionCard, issue_edition, kept_edition
from app.exchange.handing_out import hand_out
from app.exchange.kept import kept_files, revocation_files
from app.exchange.sealing import recipient_key
from app.exchange.sending import Part, Patience, in_order, send_files
from app.exchange.sending_sftp import send_files_by_sftp
from app.log import broken

Told = Callable[[int], None]

SENDERS = {"https": send_files, "sftp": send_files_by_sftp}


@dataclass(frozen=True)
class Served:
    """What became of one recipient: the edition and where it was brought, or why not. `is_whole`: nothing is left to do."""

    recipient: str
    edition: EditionCard | None
    problem: str | None = None
    target: str = ""

    @property
    def is_whole(self) -> bool:
        return self.edition is not None and self.problem is None


def due_recipients(database: Database, *, by: Actor) -> list[AccountCard]:
    """Active recipients, by code. Raises `Denied`."""
    require(by, Permission.EDITION_WRITE)
    with reading(database) as session:
        return list(recipients(session))


def serve(
    database: Database,
    due: list[AccountCard],
    out: Path,
    *,
    by: Actor,
    patience: Patience | None = None,
    told: Told | None = None,
) -> Iterator[Served]:
    """Write and deliver today's edition for each recipient; yields as each is done. Who failed is served by the next run.

    `told` hears the number of steps done so far: files sent, recipients served.
    """
    steps = partial(next, count(1))
    for recipient in due:
        yield _serve(database, recipient, out, patience or Patience(), lambda: told(steps()) if told else None, by=by)
        if told:
            told(steps())


def _serve(
    database: Database, recipient: AccountCard, out: Path, patience: Patience, step: Callable[[], None], *, by: Actor
) -> Served:
    code = recipient.recipient or recipient.email
    run, edition = "", None
    try:
        with alone(database, code, "deliver"):
            run = deliveries.take_up(database, code, day=today().isoformat())
            edition = issue_edition(database, recipient, out, by=by)
            deliveries.note_written(database, run, edition)
            destination = destination_of(database, code)
            if not deliveries.is_delivered(database, run):
                if destination is not None:
                    _bring(database, run, edition, destination, patience, step)
                deliveries.note_delivered(database, run, edition.manifest_sha256, by=by)
            return Served(code, edition, target=destination.target if destination else str(edition.folder))
    except (Refusal, OSError) as problem:
        why = str(problem)
    except Exception as problem:  # a fault of ours in one recipient's edition must not cost the others theirs
        broken(problem, request=by.request)
        why = f"A fault of ours ({type(problem).__name__}); it is in the log."
    return Served(code, edition, _kept_why(database, run, why, by=by))


def _kept_why(database: Database, run: str, why: str, *, by: Actor) -> str:
    try:
        if run:
            deliveries.note_failed(database, run, why, by=by)
    except Refusal as problem:
        return f"{why} (And this could not be recorded: {problem})"
    return why


def _bring(
    database: Database,
    run: str,
    edition: EditionCard,
    destination: Destination,
    patience: Patience,
    step: Callable[[], None],
) -> None:
    kept = kept_edition(database, edition)
    arrived = deliveries.aim(database, run, destination)
    if destination.way == "folder":
        hand_out(kept, Path(destination.path) / kept.name, recipient_key(database, edition.recipient))
        return
    for name in SENDERS[destination.way](database, destination, kept.name, _parts(database, edition, kept, arrived), patience):
        deliveries.note_sent(database, run, name)
        step()


def _parts(database: Database, edition: EditionCard, kept: Path, arrived: tuple[str, ...]) -> list[Part]:
    """What is left to send: of an edition that is sealed the one file, else every file with manifest and signature last."""
    files = kept_files(kept, recipient_key(database, edition.recipient))
    left = in_order([name for name in files if name not in arrived])
    listed = [(name, file) for name, file in revocation_files(database).items() if name not in arrived]
    beside = [Part(name, file.path, bytes.fromhex(file.sha256), is_beside=True) for name, file in listed]
    return [*beside, *(Part(name, files[name].path, bytes.fromhex(files[name].sha256)) for name in left)]
