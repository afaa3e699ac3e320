"""Entries: find, open, record, change, withdraw, confirm, history."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import JSONResponse

from app.api.deps import Body, By, Reading, Version, Writing
from app.directory.cards import Reveal
from app.directory.entries import confirm_entry, register_entry, withdraw_entry
from app.directory.find import EntryQuery
from app.directory.history import consultations, history
from app.directory.proposals import revise_entry
from app.directory.reading import entry_after_change, open_entry
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
) -> Answer:
    """A page of entries as cards, never with a channel's value. `region` is an M49 code and means everything below it."""
    query = EntryQuery(q, region, state, kind, function, language, network, host, status, limit, cursor)
    page = search(session, query, open_at=open_at, reader=by)
    return {"items": page.items, "next_cursor": page.next_cursor}


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
    """Record a new entry as a draft. With the same `Idempotency-Key` and body it is made once."""
    entry_id = register_entry(session, body, idempotency_key=idempotency_key, by=by)
    response.headers["Location"] = f"/api/v1/entries/{entry_id}"
    return _answer(entry_after_change(session, entry_id, by=by), response)


@router.patch("/{entry_id}", response_model=None)
def revise(entry_id: str, session: Writing, by: By, body: Body, version: Version, response: Response) -> Answer | JSONResponse:
    """Change an entry (JSON Merge Patch, RFC 7396). 202 with a proposal when any part needs a second person."""
    proposal = revise_entry(session, entry_id, body, version, by=by)
    if proposal is not None:
        return JSONResponse(proposal, status_code=202)
    return _answer(entry_after_change(session, entry_id, by=by), response)


@router.delete("/{entry_id}", status_code=204)
def withdraw(entry_id: str, session: Writing, by: By, version: Version) -> None:
    """Withdraw an entry: it has no readers any more."""
    withdraw_entry(session, entry_id, version, by=by)


@router.post("/{entry_id}/confirm")
def confirm(entry_id: str, session: Writing, by: By, body: Body, response: Response) -> Answer:
    """Say that the entry, or only some channels, are still correct."""
    channels = body.get("channels") if isinstance(body, dict) else None
    if channels is not None and not (isinstance(channels, list) and all(isinstance(c, str) for c in channels)):
        raise Invalid("Send the channels as a list of ids.", errors=(FieldError("channels", "a list of channel ids"),))
    confirm_entry(session, entry_id, channels, how="api", by=by)
    return _answer(entry_after_change(session, entry_id, by=by), response)


@router.get("/{entry_id}/history")
def versions(entry_id: str, session: Reading, by: By) -> Answer:
    """All versions with what changed, newest first."""
    return {"items": history(session, entry_id, reader=by), "next_cursor": None}


@router.get("/{entry_id}/disclosures")
def disclosures(entry_id: str, session: Reading, by: By) -> Answer:
    """Who consulted or received the entry, for those who keep it."""
    return {"items": [asdict(d) for d in consultations(session, entry_id, reader=by)], "next_cursor": None}


def _answer(reveal: Reveal, response: Response) -> Answer:
    response.headers["ETag"] = reveal.etag
    return reveal.card
