"""Coverage: for which State and function a foreign officer reaches somebody."""

from typing import Any

from fastapi import APIRouter

from app.api.deps import By, Reading
from app.api.shapes import shaped
from app.directory.coverage import coverage, worst_first

router = APIRouter(prefix="/coverage", tags=["coverage"])


@router.get("")
def read(session: Reading, by: By, region: str = "001") -> dict[str, Any]:
    """State x function, the worst State on top, with verdict (covered, single, stale, gap) and single points of failure."""
    rows = worst_first(coverage(session, region=region, reader=by))
    items = [shaped(cell, "posts") | {"verdict": cell.verdict, "weak": list(cell.weak)} for _, row in rows for cell in row]
    return {"items": items, "next_cursor": None}
