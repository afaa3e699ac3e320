"""At which hours of the week somebody who speaks a language can be called, on the reader's own clock."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.clock import now
from app.errors import FieldError, Invalid
from app.lookup.week import LanguageWeek, language_week
from app.reference import regions, zones
from app.web.deps import By, Reading
from app.web.i18n import language_of
from app.web.lookup import choices
from app.web.render import render

router = APIRouter()

TINTS = 3


@router.get("/language-hours")
def show(request: Request, session: Reading, by: By, language: str = "", region: str = "") -> Response:
    """168 hours with how many entries can be called in each; before a language is chosen only the question."""
    zone = (zones.principal_zone(by.state) if by.state else None) or "UTC"
    where = region or by.region or regions.WORLD
    week: LanguageWeek | None = None
    errors: tuple[FieldError, ...] = ()
    try:
        if language.strip():
            week = language_week(session, language.strip(), region=where, zone=zone, at=now(), reader=by)
    except Invalid as refusal:
        errors = refusal.errors
    return render(
        request,
        "language_hours/page.html",
        compressed=True,
        status=422 if errors else 200,
        asked={"language": language.strip(), "region": where},
        week=week,
        tints=[[_tint(count, week.most) for count in day] for day in week.cells] if week else [],
        errors=errors,
        **choices(language_of(request)),
    )


def _tint(count: int, most: int) -> int:
    """0 for nobody, then in thirds of the highest count."""
    return -(-count * TINTS // most) if most else 0
