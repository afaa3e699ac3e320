"""A route on one sheet: origin, transit, destination, and whom to call in each; made to be printed."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.errors import FieldError, Invalid
from app.lookup.counterparts.question import Asked
from app.lookup.route import Stop, route
from app.web.counterparts import with_offset, words
from app.web.deps import By, Reading
from app.web.i18n import language_of
from app.web.lookup import choices
from app.web.render import render

router = APIRouter()


@router.get("/route")
def sheet(
    request: Request,
    session: Reading,
    by: By,
    transit: Annotated[list[str] | None, Query()] = None,
    language: Annotated[list[str] | None, Query()] = None,
    origin: str = "",
    destination: str = "",
    function: str = "",
    at: str = "",
    urgent: str = "",
) -> Response:
    """The form, and below it a sheet with every State of the route in its order."""
    through = [code for each in transit or [] for code in each.split(",") if code.strip()]
    languages = ",".join(tag for tag in language or [] if tag.strip())
    about = Asked(function=function, language=languages, at=with_offset(at, by), urgent=urgent)
    asked: dict[str, Any] = {"origin": origin, "transit": through, "destination": destination, "function": function}
    asked |= {"urgent": urgent, "language": languages, "at": about.at}
    stops: tuple[Stop, ...] = ()
    errors: tuple[FieldError, ...] = ()
    if origin or destination or through:
        try:
            stops = route(session, origin, through, destination, about, reader=by)
        except Invalid as refusal:
            errors = refusal.errors
    shown = {"asked": asked, "stops": stops, "errors": errors}
    status = 422 if errors else 200
    return render(
        request, "route/page.html", compressed=True, status=status, **shown, **words(request), **choices(language_of(request))
    )
