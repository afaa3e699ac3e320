"""Editions over HTTPS: a recipient lists and fetches its own, in ranges where it wishes, and says that it has them."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from app.access.actor import Actor
from app.api.deps import Body, By, Reading, Writing
from app.api.shapes import shaped, text_in
from app.clock import iso
from app.db import Session
from app.exchange import deliveries as runs
from app.exchange.kept import KeptFile
from app.exchange.pull import OwnEdition, acknowledge_edition, fetched_file, held_file, own_editions, revocation_file

router = APIRouter(tags=["editions"])


@router.get("/editions")
def listed(session: Reading, by: By, limit: int = 20, cursor: str = "") -> dict[str, Any]:
    """The caller's editions, newest first; `why_not` says why one is not handed out any more."""
    before = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 10 else None
    shown, after = own_editions(session, limit=limit, before=before, reader=by)
    return {"items": [_card(each) for each in shown], "next_cursor": str(after) if after is not None else None}


@router.get("/editions/revoked.json", response_class=Response)
def revoked(session: Reading, by: By) -> Response:
    """The list of revoked editions, for `directory verify-edition --revoked`; 404 while no edition was ever revoked."""
    return _list(session, "revoked.json", by)


@router.get("/editions/revoked.json.minisig", response_class=Response)
def revoked_signature(session: Reading, by: By) -> Response:
    """Its signature."""
    return _list(session, "revoked.json.minisig", by)


def _list(session: Session, name: str, by: Actor) -> Response:
    found = revocation_file(session, name, reader=by)
    return FileResponse(found.path, headers=_headers(found), media_type="application/octet-stream", filename=name)


@router.post("/editions/{sequence}/acknowledgement")
def acknowledged(sequence: int, session: Writing, by: By, body: Body) -> dict[str, Any]:
    """The caller has this edition: `{manifest_sha256?}` says which, by the hash of its manifest.json. Twice changes nothing."""
    return _card(acknowledge_edition(session, sequence, manifest_sha256=text_in(body, "manifest_sha256"), by=by))


@router.get("/editions/{sequence}/{file}", response_class=Response)
def fetch(sequence: int, file: str, request: Request, session: Reading, by: By) -> Response:
    """One file. `Range` and `If-Range` go on where a transfer broke off; `ETag` is the file's SHA-256. On record each time."""
    return _file(request, session, sequence, file, by)


@router.head("/editions/{sequence}/{file}", include_in_schema=False)
def look(sequence: int, file: str, request: Request, session: Reading, by: By) -> Response:
    """Its size and hash, without the file."""
    return _file(request, session, sequence, file, by)


def _file(request: Request, session: Session, sequence: int, name: str, by: Actor) -> Response:
    found = held_file(session, sequence, name, reader=by)
    headers = _headers(found)
    if headers["ETag"] in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    if request.method == "GET":
        fetched_file(session, sequence, name, part=request.headers.get("range", "")[:100], reader=by)
    return FileResponse(found.path, headers=headers, media_type="application/octet-stream", filename=found.path.name)


def _headers(found: KeptFile) -> dict[str, str]:
    return {"ETag": f'"{found.sha256}"', "Cache-Control": "private, no-cache"}


def _card(each: OwnEdition) -> dict[str, Any]:
    return {
        "sequence": each.sequence,
        "day": each.day,
        "issued": iso(each.issued),
        "expires": iso(each.expires),
        "highest_marking": each.highest_marking,
        "counts": {"entries": each.entries, "channels": each.channels},
        "manifest_sha256": each.manifest_sha256,
        "acknowledged_at": iso(each.acknowledged_at) if each.acknowledged_at else None,
        "why_not": each.why_not,
        "files": {name: {"sha256": f.sha256, "bytes": f.bytes, "rows": f.rows} for name, f in sorted(each.files.items())},
    }


@router.get("/deliveries")
def run_table(session: Reading, by: By, recipient: str = "", limit: int = 50, cursor: str = "") -> dict[str, Any]:
    """Runs of the nightly job by recipient and day, newest first: begun, written, delivered, acknowledged, failed and why."""
    shown, after = runs.deliveries(session, recipient=recipient, limit=limit, cursor=cursor, reader=by)
    return {"items": [shaped(each) for each in shown], "next_cursor": after}
