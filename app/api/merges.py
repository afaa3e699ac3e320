"""Entries that are probably one: proposed, merged, taken apart again."""

from typing import Any

from fastapi import APIRouter

from app.api.deps import Body, By, Reading, Writing
from app.api.shapes import needed_in, shaped
from app.directory.merging import merge_entries, merges, undo_merge
from app.lookup.duplicates import duplicates

router = APIRouter(tags=["merges"])
Answer = dict[str, Any]


@router.get("/duplicates")
def find(session: Reading, by: By) -> Answer:
    """Pairs of one's entries that are probably one, likeliest first: `{first, second, score, reasons}`."""
    return {"items": [shaped(pair) for pair in duplicates(session, reader=by)], "next_cursor": None}


@router.get("/merges")
def listed(session: Reading, by: By) -> Answer:
    """Merges of entries that one keeps, newest first."""
    return {"items": merges(session, reader=by), "next_cursor": None}


@router.post("/merges", status_code=201)
def merge(session: Writing, by: By, body: Body) -> Answer:
    """Say that two entries are one: `{kept, other}`."""
    return merge_entries(session, needed_in(body, "kept"), needed_in(body, "other"), by=by)


@router.post("/merges/{merge_id}/undo")
def undo(merge_id: str, session: Writing, by: By) -> Answer:
    """Take them apart again."""
    return undo_merge(session, merge_id, by=by)
