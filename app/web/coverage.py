"""Coverage for coordinators and focal points: where nobody can be reached, what is overdue, what hangs by one thread."""

from collections import Counter

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.directory.coverage import FUNCTIONS, coverage, worst_first
from app.errors import Invalid
from app.web.deps import By, Reading
from app.web.render import render

router = APIRouter()

SUBREGIONS = ("002", "019", "142", "150", "009")
"""The regions that the filter offers: Africa, Americas, Asia, Europe, Oceania."""


@router.get("/coverage")
def show(request: Request, session: Reading, by: By, region: str = "") -> Response:
    """State x function, the worst State on top."""
    refusal = None
    try:
        cells = coverage(session, region=region or by.region or "001", reader=by)
    except Invalid as wrong:
        refusal, cells = wrong, coverage(session, region=by.region or "001", reader=by)
    verdicts = Counter(cell.verdict for cell in cells)
    weak = Counter(name for cell in cells for name in cell.weak)
    return render(
        request,
        "coverage/page.html",
        status=refusal.status if refusal else 200,
        rows=worst_first(cells),
        functions=FUNCTIONS,
        verdicts=verdicts,
        weak=weak,
        overdue=sum(bool(cell.overdue) for cell in cells),
        region=region,
        regions=SUBREGIONS,
        refusal=refusal,
    )
