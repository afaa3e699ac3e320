"""What has changed, as lines of JSON: for partner systems that keep a copy within their right."""

import json

from fastapi import APIRouter
from fastapi.responses import Response

from app.api.deps import By, Reading
from app.directory.feed import changes

router = APIRouter(prefix="/changes", tags=["changes"])


@router.get("")
def read(session: Reading, by: By, since: int = 0, limit: int = 100) -> Response:
    """NDJSON `{seq, op: upsert | tombstone, id, updated, data?}` after `since`; the header `Next-Since` says where to go on."""
    feed = changes(session, since=since, limit=limit, reader=by)
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in feed.lines)
    return Response(text, media_type="application/x-ndjson", headers={"Next-Since": str(feed.next_since)})
