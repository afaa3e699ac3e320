"""Many proposals decided in one act: an import or a first filling, as a table with warnings on top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import narrow, require
from app.access.roles import Permission
from app.clock import iso, now
from app.directory.models import Entry
from app.directory.parts import Record
from app.directory.proposal_models import Proposal, ProposalSet
from app.directory.proposal_reading import NOBODY_YET, may_see, note_look, proposal_card
from app.directory.proposals import approve_proposal, reject_proposal, revise_entry, submit_proposal
from app.errors import Conflict, FieldError, Invalid, NotFound

MOST = 2000
STRUCK = "Struck out of the set."


def new_set(session: Session, title: str, *, by: Actor) -> str:
    """Begin a set; returns its id. It is recorded with the proposals that go into it."""
    made = ProposalSet(id=str(uuid7()), title=title[:200], made_by=by.id, made_at=now())
    session.add(made)
    session.flush()
    return made.id


def propose_set(session: Session, entry_ids: Sequence[str], title: str, *, by: Actor) -> Record:
    """Propose to publish many drafts in one act. Nothing is proposed when one of them cannot be.

    Raises `Denied`, `NotFound`, and `Invalid` whose fields are `entries.N.FIELD`.
    """
    require(by, Permission.ENTRY_PROPOSE)
    wanted = list(dict.fromkeys(entry_ids))
    if not wanted or len(wanted) > MOST:
        raise Invalid("Nothing was proposed.", errors=(FieldError("entries", f"between 1 and {MOST} drafts"),))
    set_id = new_set(session, title or "First filling", by=by)
    wrong: list[FieldError] = []
    for number, entry_id in enumerate(wanted):
        entry = session.get(Entry, entry_id)
        if entry is None:
            raise NotFound(entry=entry_id)
        try:
            if revise_entry(session, entry_id, {"status": "published"}, entry.version, set_id=set_id, by=by) is None:
                wrong.append(FieldError(f"entries.{number}.status", "is published already: leave it out"))
        except Invalid as refusal:
            wrong += [FieldError(f"entries.{number}.{e.field}", e.reason) for e in refusal.errors]
    if wrong:
        raise Invalid("Nothing was proposed: some of the drafts cannot be published yet.", errors=tuple(wrong))
    return proposal_set(session, set_id, reader=by)


def proposal_sets(session: Session, *, reader: Actor) -> Sequence[Record]:
    """The sets in which the reader may see a proposal, newest first: `{id, title, made_at, counts}`. Raises `Denied`."""
    require(reader, Permission.ENTRY_PROPOSE)
    statement = select(ProposalSet, Proposal, Entry).join(Proposal, col(Proposal.set_id) == ProposalSet.id)
    statement = statement.join(Entry, col(Entry.id) == Proposal.entry_id)
    found: dict[str, tuple[ProposalSet, Counter[str]]] = {}
    narrowed = narrow(statement, reader, Permission.ENTRY_PROPOSE, on=Entry).order_by(col(ProposalSet.made_at).desc())
    for made, proposal, entry in session.exec(narrowed):
        if may_see(proposal, entry, reader):
            found.setdefault(made.id, (made, Counter()))[1][proposal.state] += 1
    return [{**_about(made), "counts": dict(counts)} for made, counts in found.values()]


def proposal_set(session: Session, set_id: str, *, reader: Actor) -> Record:
    """One set: `{id, title, made_at, counts, items}`; items are proposals with `office`, those with warnings first.

    Only what the reader may see counts. Raises `Denied`, `NotFound`.
    """
    made, rows = _rows(session, set_id, reader)
    items = [{**proposal_card(p), "office": office_of(e), "label": e.sort_key} for p, e in rows]
    items.sort(key=lambda item: (not any(c["warnings"] for c in item["changes"]), item["office"], item["label"], item["id"]))
    note_look(session, [entry for _, entry in rows], reader)
    return {**_about(made), "counts": dict(Counter(p.state for p, _ in rows)), "items": items}


def _about(made: ProposalSet) -> Record:
    return {"id": made.id, "title": made.title, "made_by": made.made_by, "made_at": iso(made.made_at)}


def _rows(session: Session, set_id: str, reader: Actor) -> tuple[ProposalSet, list[tuple[Proposal, Entry]]]:
    require(reader, Permission.ENTRY_PROPOSE)
    made = session.get(ProposalSet, set_id)
    statement = select(Proposal, Entry).join(Entry, col(Entry.id) == Proposal.entry_id).where(Proposal.set_id == set_id)
    narrowed = narrow(statement, reader, Permission.ENTRY_PROPOSE, on=Entry).order_by(col(Proposal.id))
    rows = [(p, e) for p, e in session.exec(narrowed) if may_see(p, e, reader)]
    if made is None or not rows:
        raise NotFound(rule=Permission.ENTRY_PROPOSE.name)
    return made, rows


def office_of(entry: Entry) -> str:
    """The authority that the entry belongs to in the end: whom one calls back once for all of its rows."""
    return entry.lineage.split("/")[1]


def submit_set(session: Session, set_id: str, *, struck: Collection[str] = (), by: Actor) -> Record:
    """Submit what came in by a file, and become its author; struck rows are rejected. Raises as `submit_proposal`."""
    _, rows = _rows(session, set_id, by)
    drafts = [p for p, _ in rows if p.state == "draft" and p.author_id in (by.id, NOBODY_YET)]
    if not drafts:
        raise Conflict("Nothing of this set waits to be submitted.")
    _require_rows(struck, drafts)
    for proposal in drafts:
        if proposal.id in struck:
            reject_proposal(session, proposal.id, note=STRUCK, by=by)
        else:
            submit_proposal(session, proposal.id, by=by)
    return proposal_set(session, set_id, reader=by)


def approve_set(
    session: Session, set_id: str, *, struck: Collection[str] = (), call_backs: Mapping[str, Any] | None = None, by: Actor
) -> Record:
    """Approve all that waits in a set, in one act, but for the struck rows, which are rejected.

    `call_backs`: by office (or entry) `{called_back_on, note}`. Each row is judged as if it stood alone; when one fails
    nothing is approved. Raises `Denied`, `Conflict`, and `Invalid` whose fields are `proposals.ID.FIELD`.
    """
    _, rows = _rows(session, set_id, by)
    waiting = [(p, e) for p, e in rows if p.state == "submitted"]
    if not waiting:
        raise Conflict("Nothing of this set waits for approval.")
    require(by, Permission.ENTRY_APPROVE)
    _require_rows(struck, [p for p, _ in waiting])
    wrong: list[FieldError] = []
    for proposal, entry in waiting:
        if proposal.id in struck:
            reject_proposal(session, proposal.id, note=STRUCK, by=by)
        else:
            wrong += _approve_row(session, proposal, entry, call_backs or {}, by)
    if wrong:
        raise Invalid("Nothing was approved: strike out the rows that cannot be, or name their call-backs.", errors=tuple(wrong))
    return proposal_set(session, set_id, reader=by)


def _require_rows(struck: Collection[str], rows: Sequence[Proposal]) -> None:
    """Every struck row is one that waits: otherwise what somebody meant to strike out would go through. Raises `Invalid`."""
    unknown = sorted(set(struck) - {row.id for row in rows})
    if unknown:
        wrong = tuple(FieldError("struck", f"{each} is no proposal of this set that waits") for each in unknown)
        raise Invalid("Nothing was decided: a row that is struck out is not there.", errors=wrong)


def _approve_row(
    session: Session, proposal: Proposal, entry: Entry, call_backs: Mapping[str, Any], by: Actor
) -> list[FieldError]:
    told = call_backs.get(entry.id) or call_backs.get(office_of(entry)) or {}
    called, note = (told.get(name) if isinstance(told, dict) else None for name in ("called_back_on", "note"))
    try:
        approve_proposal(session, proposal.id, called_back_on=called or None, note=note or None, by=by)
    except Invalid as refusal:
        return [FieldError(f"proposals.{proposal.id}.{e.field}", e.reason) for e in refusal.errors]
    except Conflict as refusal:
        return [FieldError(f"proposals.{proposal.id}.state", refusal.detail)]
    return []
