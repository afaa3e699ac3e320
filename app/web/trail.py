"""The trail for auditors: events with filters, page by page, and the state of their chain."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.policy import require
from app.access.roles import Permission
from app.accounts.membership import account_of
from app.audit.chain import verify
from app.audit.kinds import KINDS
from app.audit.reading import TrailQuery, trail
from app.db import Session
from app.errors import FieldError, Invalid
from app.web.deps import By, Reading
from app.web.render import render

router = APIRouter()

ON_A_PAGE = 50


@router.get("/trail")
def read(
    request: Request,
    session: Reading,
    by: By,
    entry: str = "",
    actor: str = "",
    kind: str = "",
    since: str = "",
    cursor: str = "",
) -> Response:
    """Events, newest first. Reading them is on record too. A filter that cannot be used is named at its field."""
    asked = {name: text.strip() for name, text in (("entry", entry), ("actor", actor), ("kind", kind), ("since", since))}
    errors: tuple[FieldError, ...] = ()
    found: list[dict[str, object]] = []
    after = None
    require(by, Permission.AUDIT_READ)
    try:
        found, after = trail(session, _query(session, asked, cursor), reader=by)
    except Invalid as refusal:
        errors = refusal.errors
    further = urlencode({**{k: v for k, v in asked.items() if v}, "cursor": after}) if after else None
    return render(
        request,
        "trail/page.html",
        status=422 if errors else 200,
        found=found,
        asked=asked,
        errors=errors,
        further=further,
        kinds=KINDS,
        is_first=not cursor,
    )


@router.get("/trail/chain")
def chain(request: Request, session: Reading, by: By) -> Response:
    """Walk the whole chain now and say whether it is whole: for those who may verify it."""
    require(by, Permission.AUDIT_VERIFY)
    return render(request, "trail/chain.html", verdict=verify(session))


def _query(session: Session, asked: dict[str, str], cursor: str) -> TrailQuery:
    """The filters as the trail takes them: an account by its mailbox, a day as its first instant. Raises `Invalid`."""
    known = account_of(session, asked["actor"]) if "@" in asked["actor"] else None
    since = asked["since"]
    return TrailQuery(
        entry=asked["entry"] or None,
        actor=(known.id if known else asked["actor"]) or None,
        kind=asked["kind"] or None,
        since=f"{since}T00:00:00Z" if since and "T" not in since else since or None,
        limit=ON_A_PAGE,
        cursor=cursor or None,
    )
