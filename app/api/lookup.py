"""Suggestions while typing, and whether a number or mailbox is registered."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from app.api.deps import By, Reading, Writing
from app.directory.registered import check_number
from app.lookup.suggest import suggestions

router = APIRouter(tags=["looking up"])
Answer = dict[str, Any]


@router.get("/suggestions")
def suggest(session: Reading, by: By, q: str = "") -> Answer:
    """Names that go on as the text begins, of entries that this reader may find."""
    return {"items": [asdict(each) for each in suggestions(session, q, reader=by)], "next_cursor": None}


@router.get("/reverse")
def reverse(session: Writing, by: By, value: str = "") -> Answer:
    """Whether a number or mailbox is registered, of which State and kind: recorded, and limited for each person."""
    return {name: told for name, told in asdict(check_number(session, value, by=by)).items() if told is not None}
