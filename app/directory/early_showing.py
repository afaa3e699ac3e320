"""A dead urgent line: its approved replacement is shown at once as unverified, while the wait goes on (issue: stale is better).

Three eligible persons, or a mailbox of the same authority that was known before, stand for it; two persons and the wait
still decide whether it takes effect.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import condition, narrow, require
from app.access.roles import Permission
from app.accounts.links import make_link, read_link, use_link
from app.accounts.standing import why_not_second
from app.audit.trail import record
from app.clock import iso, now
from app.db import settings_of
from app.directory.cards import channel_standing
from app.directory.channel_values import MAILBOXES
from app.directory.models import Channel, Entry
from app.directory.parts import Record
from app.directory.proposal_models import Proposal
from app.directory.proposal_reading import load_proposal, may_see, note_look, proposal_card
from app.directory.second_person import leads_elsewhere
from app.errors import Conflict, Denied, FieldError, Invalid, NotFound
from app.outbox.queue import queue

LINK = "replacement"
RULE = Permission.ENTRY_APPROVE.name
SUBJECT = "Is this change to an urgent line right?"
BODY = (
    "Two persons changed an urgent line of {name} in the directory. It takes effect at {instant} (UTC). If your office "
    "stands behind the change, say so on this page, and officers see the new line at once, marked as unverified:\n\n"
    "{link}\n\nIf you know nothing of it, do nothing, and tell your focal point. The link is good once, until then.\n"
)


def sign_third(session: Session, proposal_id: str, *, by: Actor) -> Record:
    """Stand, as a third person, for the replacement of an urgent line: readers see it at once, marked as unverified.

    Raises as approving; `Denied` for author and approver, `Conflict` when nothing waits.
    """
    proposal, entry = load_proposal(session, proposal_id, by)
    require(by, Permission.ENTRY_APPROVE, on=entry, entry=entry.id)
    _require_urgent_wait(proposal)
    for person in (proposal.author_id, proposal.approver_id or ""):
        reason = why_not_second(session, person, by.id)
        if reason is not None:
            raise Denied(f"A third person is needed. {reason}", rule=RULE, entry=entry.id)
    return _show(session, proposal, entry, "three_persons", by=by)


def mailboxes_for(session: Session, proposal_id: str, *, reader: Actor) -> Sequence[Record]:
    """Mailboxes that may answer for a replacement: `{id, value}`, published by the same authority before it was proposed."""
    proposal, entry = load_proposal(session, proposal_id, reader)
    note_look(session, [entry], reader)
    return [{"id": c.id, "value": c.value} for c in _known(session, proposal, entry, reader)]


def ask_mailbox(session: Session, proposal_id: str, channel_id: str, *, by: Actor) -> Record:
    """Send a known mailbox of the authority a link, good once and until the wait is over, to stand for the replacement.

    Raises `NotFound`, `Denied`, `Conflict`, and `Invalid` naming `channel` when it is not such a mailbox.
    """
    proposal, entry = load_proposal(session, proposal_id, by)
    require(by, Permission.ENTRY_PROPOSE, on=entry, entry=entry.id)
    _require_urgent_wait(proposal)
    mailbox = next((c for c in _known(session, proposal, entry, by) if c.id == channel_id), None)
    if mailbox is None:
        reason = "must be a mailbox that this authority published before the change was proposed"
        raise Invalid("Nothing was sent.", errors=(FieldError("channel", reason),))
    days = (proposal.eligible_from - now()).total_seconds() / 86_400
    token = make_link(session, LINK, f"{proposal.id}/{mailbox.entry_id}", days=days)
    link = f"{settings_of(session).base_url}/replacements?link={token}"
    text = BODY.format(name=_name(entry), instant=iso(proposal.eligible_from), link=link)
    queue(session, mailbox.value, SUBJECT, text, occasion=f"{LINK}/{proposal.id}/{mailbox.row_id}")
    payload: dict[str, object] = {"proposal": proposal.id, "channel": channel_id}
    record(session, "proposal:mailbox_asked", by=by, entries=[entry.id], fields=[channel_id], payload=payload)
    return proposal_card(proposal)


def read_replacement(session: Session, token: str) -> Record:
    """What a mailbox is asked to stand for, before it says so: `{entry, name, types, eligible_from}`. Raises `NotFound`."""
    proposal, entry = _by_link(session, read_link(session, LINK, token).subject)
    types = [c["new"]["type"] for c in _urgent_changes(proposal)]
    return {"entry": entry.id, "name": _name(entry), "types": types, "eligible_from": iso(proposal.eligible_from)}


def confirm_by_mailbox(session: Session, token: str, *, request: str = "") -> Record:
    """A known mailbox stands for the replacement: readers see it at once. Raises `NotFound`, `Conflict`."""
    subject = use_link(session, LINK, token).subject
    proposal, entry = _by_link(session, subject)
    _require_urgent_wait(proposal)
    mailbox = subject.partition("/")[2]
    by = Actor(
        id=f"mailbox:{mailbox}",
        email="",
        name="A mailbox of the authority",
        role="listed_post",
        state=entry.state,
        entry=mailbox,
        method="link",
        request=request,
    )
    return _show(session, proposal, entry, "known_mailbox", by=by)


def _by_link(session: Session, subject: str) -> tuple[Proposal, Entry]:
    proposal = session.get(Proposal, subject.partition("/")[0])
    entry = session.get(Entry, proposal.entry_id) if proposal else None
    if proposal is None or entry is None:
        raise NotFound
    return proposal, entry


def _show(session: Session, proposal: Proposal, entry: Entry, how: str, *, by: Actor) -> Record:
    if proposal.early_at is not None:
        raise Conflict("The replacement is shown already.")
    proposal.early_at, proposal.early_by, proposal.early_how = now(), by.id, how
    session.add(proposal)
    payload: dict[str, object] = {"proposal": proposal.id, "how": how}
    record(session, "proposal:shown_early", by=by, entries=[entry.id], marking=entry.marking, payload=payload)
    return proposal_card(proposal)


def _require_urgent_wait(proposal: Proposal) -> None:
    if proposal.state != "approved" or not proposal.waits or proposal.eligible_from <= now():
        raise Conflict("Nothing waits here: only an approved change whose wait goes on can be shown early.")
    if not _urgent_changes(proposal):
        raise Conflict("Only the replacement of an urgent line is shown before its wait is over.")


def can_be_shown_early(proposal: Record) -> bool:
    """Whether an approved proposal's urgent replacement waits and is not shown yet, by its card."""
    waits = proposal["state"] == "approved" and proposal["waits"] and proposal["early_at"] is None
    return waits and bool(_urgent(proposal["changes"]))


def _urgent_changes(proposal: Proposal) -> list[Record]:
    return _urgent(json.loads(proposal.changes))


def _urgent(changes: Sequence[Record]) -> list[Record]:
    """The changes that give an urgent line another number or mailbox."""
    return [
        change
        for change in changes
        if change["field"].startswith("channels")
        and leads_elsewhere(change["old"], change["new"])
        and "urgent" in change["new"]["contexts"]
    ]


def _known(session: Session, proposal: Proposal, entry: Entry, reader: Actor) -> Sequence[Channel]:
    """Current mailboxes of the entry and of what it is part of, published and last changed before the proposal was made.

    Only those that the reader may be given: a RED one does not exist for who is not named on it.
    """
    statement = select(Channel, Entry).join(Entry, col(Entry.id) == Channel.entry_id)
    statement = statement.where(
        col(Entry.id).in_(entry.lineage.split("/")),
        Entry.status == "published",
        col(Channel.type).in_(MAILBOXES),
        col(Channel.replaced_at).is_(None),
        col(Channel.hidden_at).is_(None),
        Channel.edited_at < proposal.submitted_at,
    )
    narrowed = narrow(statement, reader, Permission.ENTRY_FIND, on=Entry).order_by(col(Channel.id))
    may_see = condition(reader, Permission.CHANNEL_REVEAL)
    changed = {c["field"].partition(".")[2] for c in json.loads(proposal.changes)}
    return [
        channel
        for channel, of in session.exec(narrowed)
        if channel.id not in changed
        and may_see.holds(channel_standing(of, {"marking": channel.marking, "readers": channel.readers}))
    ]


def _name(entry: Entry) -> str:
    names = json.loads(entry.shell)["names"]
    return str(names[0]["text"]) if names else entry.state


def unverified_channels(session: Session, entry: Entry, *, reader: Actor) -> list[Record]:
    """Replacements that are shown early, as far as the reader may see them: channels with `unverified_until` and `replaces`.

    Each has an id of its own, so that it never stands for the channel that it is to replace.
    """
    shown = (Proposal.entry_id == entry.id, Proposal.state == "approved", col(Proposal.early_at).is_not(None))
    found = []
    for proposal in session.exec(select(Proposal).where(*shown).order_by(col(Proposal.id))):
        if proposal.eligible_from <= now() or not may_see(proposal, entry, reader):
            continue
        for number, change in enumerate(_urgent_changes(proposal)):
            old = change["old"] or {}
            about = {"id": f"{proposal.id}.{number}", "replaces": old.get("id"), "unverified_until": iso(proposal.eligible_from)}
            since = iso(proposal.early_at) if proposal.early_at else None
            instants = {"edited_at": since, "confirmed_at": None, "tested_at": None, "last_outcome": None}
            found.append({**change["new"], **instants, **about})
    return found
