"""The trail for auditors: events with filters, page by page or as a file, and the state of their chain."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.policy import require
from app.access.roles import Permission
from app.accounts.membership import account_of
from app.audit.chain import verify
from app.audit.checkpoints import contradicts, last_checkpoint
from app.audit.kinds import KINDS
from app.audit.reading import TrailQuery, trail, trail_to_export
from app.clock import today
from app.db import Session
from app.errors import FieldError, Invalid
from app.exchange.formats.trail_sheet import write_trail
from app.web.deps import By, Reading
from app.web.i18n import language_of, translated
from app.web.render import render

router = APIRouter()

ON_A_PAGE = 50


FILTERS = ("kind", "actor", "entry", "since", "until", "decision")


@router.get("/trail")
def read(request: Request, session: Reading, by: By, cursor: str = "") -> Response:
    """Events, newest first. Reading them is on record too. A filter that cannot be used is named at its field."""
    asked = _asked(request)
    errors: tuple[FieldError, ...] = ()
    found: list[dict[str, object]] = []
    after = None
    require(by, Permission.AUDIT_READ)
    try:
        found, after = trail(session, _query(session, asked, cursor), reader=by)
    except Invalid as refusal:
        errors = refusal.errors
    return _page(request, asked, errors, found=found, after=after, is_first=not cursor)


@router.get("/trail/export.csv")
def export(request: Request, session: Reading, by: By) -> Response:
    """The events that the filters leave, as a file; taking it away is on record, and asks for a fresh second factor."""
    asked = _asked(request)
    try:
        found = trail_to_export(session, _query(session, asked), reader=by)
    except Invalid as refusal:
        return _page(request, asked, refusal.errors)
    file = io.BytesIO()
    write_trail(found, file)
    headers = {"Content-Disposition": f'attachment; filename="trail-{today().isoformat()}.csv"'}
    return Response(file.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _asked(request: Request) -> dict[str, str]:
    return {name: request.query_params.get(name, "").strip() for name in FILTERS}


def _page(
    request: Request,
    asked: dict[str, str],
    errors: tuple[FieldError, ...],
    *,
    found: Sequence[dict[str, object]] = (),
    after: str | None = None,
    is_first: bool = True,
) -> Response:
    chosen, language = {name: text for name, text in asked.items() if text}, language_of(request)
    return render(
        request,
        "trail/page.html",
        status=422 if errors else 200,
        found=found,
        asked=asked,
        errors=errors,
        further=urlencode({**chosen, "cursor": after}) if after else None,
        chosen=urlencode(chosen),
        kinds=[(kind, translated(language, says)) for kind, says in KINDS.items()],
        is_first=is_first,
    )


@router.get("/trail/chain")
def chain(request: Request, session: Reading, by: By) -> Response:
    """Walk the whole chain now and say whether it is whole: for those who may verify it."""
    require(by, Permission.AUDIT_VERIFY)
    kept = last_checkpoint(session, reader=by)
    return render(
        request,
        "trail/chain.html",
        verdict=verify(session),
        kept=kept,
        contradiction=contradicts(session, kept) if kept else None,
    )


def _query(session: Session, asked: dict[str, str], cursor: str = "") -> TrailQuery:
    """The filters as the trail takes them: an account by its mailbox, days as instants. Raises `Invalid`."""
    known = account_of(session, asked["actor"]) if "@" in asked["actor"] else None
    return TrailQuery(
        entry=asked["entry"] or None,
        actor=(known.id if known else asked["actor"]) or None,
        kind=asked["kind"] or None,
        since=_instant(asked["since"]),
        until=_instant(asked["until"], end=True),
        decision=asked["decision"] or None,
        limit=ON_A_PAGE,
        cursor=cursor or None,
    )


def _instant(text: str, *, end: bool = False) -> str | None:
    """A day as its first instant in UTC, or as the first after it; what is no day goes on as it is."""
    try:
        day = date.fromisoformat(text) + timedelta(days=int(end))
    except (ValueError, OverflowError):
        return text or None
    return f"{day.isoformat()}T00:00:00Z"
