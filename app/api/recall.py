"""Recalling a channel that led callers wrong."""

from typing import Any

from fastapi import APIRouter

from app.api.deps import Body, By, Reading, Writing
from app.directory.recall import recall_channel, recalls

router = APIRouter(prefix="/entries", tags=["recalls"])


@router.post("/{entry_id}/recalls", status_code=201)
def recall(entry_id: str, session: Writing, by: By, body: Body) -> dict[str, Any]:
    """`{channel, since, until, reason}`: lists to whom the channel was given in that window, and tells them once."""
    return recall_channel(session, entry_id, body, by=by)


@router.get("/{entry_id}/recalls")
def find(entry_id: str, session: Reading, by: By) -> dict[str, Any]:
    """The recalls of an entry's channels, newest first, with States, authorities and purposes; never a person."""
    return {"items": recalls(session, entry_id, reader=by), "next_cursor": None}
