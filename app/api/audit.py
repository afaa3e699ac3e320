"""The trail, for auditors."""

from typing import Any

from fastapi import APIRouter, Query

from app.accounts.membership import account_of
from app.api.deps import By, Reading
from app.audit.reading import TrailQuery, trail

router = APIRouter(tags=["audit"])


@router.get("/audit")
def read(
    session: Reading,
    by: By,
    entry: str | None = None,
    actor: str | None = None,
    kind: str | None = None,
    since: str | None = None,
    limit: int = Query(50),
    cursor: str | None = None,
) -> dict[str, Any]:
    """Events, newest first; `actor` is an account's id or mailbox."""
    known = account_of(session, actor) if actor and "@" in actor else None
    query = TrailQuery(entry, known.id if known else actor, kind, since, limit, cursor)
    items, after = trail(session, query, reader=by)
    return {"items": items, "next_cursor": after}
