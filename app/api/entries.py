"""Entries: find, open, record, change, withdraw, confirm, history."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import JSONResponse

from app.access.actor import Actor
from app.access.policy import why_not
from app.access.roles import Permission
from app.api.deps import Body, By, Reading, Version, Writing
from app.db import Session
from app.directory.cards import Reveal
from app.directory.confirmation import confirm_entry
from app.directory.entries import register_entry, withdraw_entry
from app.directory.find import EntryQuery
from app.directory.history import consultations, history
from app.directory.on_behalf import record_on_behalf, take_over_entries
from app.directory.proposals import revise_entry
from app.directory.reading import entry_after_change, open_entry
from app.directory.redirections import hide_channel_of
from app.directory.undo import undo_version
from app.errors import FieldError, Invalid
from app.lookup.search import search

router = APIRouter(prefix="/entries", tags=["entries"])
Answer = dict[str, Any]


@router.get("")
def find(
    session: Reading,
    by: By,
    q: str | None = None,
    region: str | None = None,
    state: str | None = None,
    kind: str | None = None,
    function: str | None = None,
    language: str | None = None,
    network: str | None = None,
    host: str | None = None,
    open_at: str | None = None,
    status: str | None = None,
    limit: Annotated[int, Query()] = 20,
    cursor: str | None = None,
    plain: str = "",
) -> Answer:
    """A page of entries as cards, never with a channel's value. `region` is an M49 code and means everything below it.

    With `q` also `similar` names below the cut and `q_understood`: the filters that were read out of the text; `plain`
    (`state`, `function`, or both with a comma) takes them off again.
    """
    query = EntryQuery(q, region, state, kind, function, language, network, host, status, limit, cursor)
    found = search(session, query, open_at=open_at, plain=plain.split(","), reader=by)
    answer: Answer = {"items": found.items, "next_cursor": found.next_cursor}
    if found.text is not None:
        answer["similar"] = found.similar
        # Without a chip there is nothing to tell: what was typed, perhaps a number, is not given back.
        answer["q_understood"] = {"text": found.text if found.chips else None, "chips": [asdict(c) for c in found.chips]}
    return answer


@router.get("/{entry_id}")
def read(entry_id: str, session: Reading, by: By, response: Response, purpose: str = "", case_ref: str = "") -> Answer:
    """The whole entry with the channels that this reader may see: a recorded consultation."""
    return _answer(open_entry(session, entry_id, purpose=purpose, case_ref=case_ref, reader=by), response)


@router.post("", status_code=201)
def register(
    session: Writing,
    by: By,
    body: Body,
    response: Response,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> Answer:
    """Record a new entry as a draft. With the same `Idempotency-Key` and body it is made once.

    A coordinator adds `on_behalf: {reference, date}`, the note verbale of a State that has no focal point.
    """
    if isinstance(body, dict) and body.get("on_behalf") is not None:
        entry_id = record_on_behalf(session, body, body["on_behalf"], idempotency_key=idempotency_key, by=by)
    else:
        entry_id = register_entry(session, body, idempotency_key=idempotency_key, by=by)
    response.headers["Location"] = f"/api/v1/entries/{entry_id}"
    return _answer(entry_after_change(session, entry_id, by=by), response)


@router.post("/take-over")
def take_over(session: Writing, by: By) -> Answer:
    """Take over, in one step, the entries that a coordinator recorded on behalf of the own State."""
    return {"items": take_over_entries(session, by=by), "next_cursor": None}


@router.patch("/{entry_id}", response_model=None)
def revise(entry_id: str, session: Writing, by: By, body: Body, version: Version, response: Response) -> Answer | Response:
    """Change an entry (JSON Merge Patch, RFC 7396). 202 with a proposal when any part needs a second person.

    204 for an administrator, who hides entries and narrows markings and opens none.
    """
    proposal = revise_entry(session, entry_id, body, version, by=by)
    if proposal is not None:
        return JSONResponse(proposal, status_code=202)
    return _after_change(session, entry_id, response, by)


@router.delete("/{entry_id}", status_code=204)
def withdraw(entry_id: str, session: Writing, by: By, version: Version) -> None:
    """Withdraw an entry: it has no readers any more."""
    withdraw_entry(session, entry_id, version, by=by)


@router.post("/{entry_id}/confirm")
def confirm(entry_id: str, session: Writing, by: By, body: Body, response: Response) -> Answer:
    """Say that the entry, or only some channels, are still correct: `{channels?, note?}`; a coordinator notes the call-back."""
    channels = body.get("channels") if isinstance(body, dict) else []  # a bare list of ids must not confirm the whole entry
    if channels is not None and not (isinstance(channels, list) and all(isinstance(c, str) for c in channels)):
        channels = []  # refused as an empty choice, once it is known that this person may confirm
    note = body.get("note") if isinstance(body, dict) else None
    confirm_entry(session, entry_id, channels, how="api", note=note if isinstance(note, str) else None, by=by)
    return _answer(entry_after_change(session, entry_id, by=by), response)


@router.post("/{entry_id}/channels/{channel_id}/hide", response_model=None)
def hide(
    entry_id: str, channel_id: str, session: Writing, by: By, body: Body, version: Version, response: Response
) -> Answer | Response:
    """Hide one channel at once: `{why?, instead?: {entry, channel}}` names an approved one of the same State to call."""
    sent = body if isinstance(body, dict) else {}
    instead, why = sent.get("instead"), sent.get("why")
    pair = (instead.get("entry"), instead.get("channel")) if isinstance(instead, dict) else (None, None)
    if instead is not None and not all(isinstance(each, str) for each in pair):
        raise Invalid("Nothing was hidden.", errors=(FieldError("instead", "an object with entry and channel"),))
    if why is not None and not isinstance(why, str):
        raise Invalid("Nothing was hidden.", errors=(FieldError("why", "a text"),))
    pointed = (str(pair[0]), str(pair[1])) if instead is not None else None
    hide_channel_of(session, entry_id, channel_id, version, instead=pointed, why=why, by=by)
    return _after_change(session, entry_id, response, by)


@router.post("/{entry_id}/history/{number}/undo", status_code=202)
def undo(entry_id: str, number: int, session: Writing, by: By, body: Body, version: Version) -> Answer:
    """Propose to set back what one version changed."""
    why = body.get("why") if isinstance(body, dict) else None
    return undo_version(session, entry_id, number, version, why=why if isinstance(why, str) else None, by=by)


@router.get("/{entry_id}/history")
def versions(entry_id: str, session: Reading, by: By) -> Answer:
    """All versions with what changed, newest first."""
    return {"items": history(session, entry_id, reader=by), "next_cursor": None}


@router.get("/{entry_id}/disclosures")
def disclosures(entry_id: str, session: Reading, by: By) -> Answer:
    """Who consulted or received the entry, for those who keep it."""
    return {"items": [asdict(d) for d in consultations(session, entry_id, reader=by)], "next_cursor": None}


def _after_change(session: Session, entry_id: str, response: Response, by: Actor) -> Answer | Response:
    if why_not(by, Permission.CHANNEL_REVEAL) is not None:
        return Response(status_code=204)
    return _answer(entry_after_change(session, entry_id, by=by), response)


def _answer(reveal: Reveal, response: Response) -> Answer:
    response.headers["ETag"] = reveal.etag
    return reveal.card
