"""Looking up: filters and text, answers without a channel's value; whole as a page, or only the answers for htmx."""

from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.clock import iso, now
from app.directory.find import EntryQuery
from app.errors import FieldError, Invalid
from app.lookup.query import Chip
from app.lookup.search import Answers, search
from app.lookup.suggest import suggestions
from app.reference import networks, regions, states
from app.reference.languages import language_name
from app.web.deps import By, Reading
from app.web.i18n import language_of
from app.web.render import is_fragment, render

router = APIRouter()

OFFERED_LANGUAGES = (
    *("ar", "zh", "en", "fr", "ru", "es", "pt", "it", "de", "tr", "el", "uk", "pl", "ro", "bg", "sr", "sq", "hu", "nl"),
    *("fa", "prs", "ps", "ur", "hi", "bn", "pa", "ta", "si", "ne", "my", "rhg", "th", "vi", "id", "ms", "km", "ckb", "kmr"),
    *("am", "ti", "so", "om", "sw", "ha", "wo", "ff", "bm", "yo", "ln", "rw"),
)
"""Languages of States and of the routes, to choose from; any other BCP 47 tag works in the address."""


@router.get("/lookup")
def look_up(
    request: Request,
    session: Reading,
    by: By,
    q: str = "",
    state: str = "",
    region: str = "",
    function: str = "",
    language: str = "",
    kind: str = "",
    network: str = "",
    host: str = "",
    status: str = "",
    open_now: str = "",
    plain: str = "",
    cursor: str = "",
    limit: Annotated[int, Query()] = 20,
) -> Response:
    """The form with its answers below. A form sends empty fields too: they filter nothing."""
    sent = {"q": q, "state": state, "region": region, "function": function, "language": language, "kind": kind}
    sent |= {"network": network, "host": host, "status": status, "cursor": cursor}
    query = EntryQuery(limit=limit, **{name: text.strip() or None for name, text in sent.items()})
    asked = {k: v for k, v in request.query_params.items() if v.strip() and k not in ("cursor", "lang")}
    errors: tuple[FieldError, ...] = ()
    found = Answers([])
    try:
        if set(asked) - {"limit", "plain"}:
            found = search(session, query, open_at=iso(now()) if open_now else None, plain=plain.split(","), reader=by)
    except Invalid as refusal:
        errors = refusal.errors
    shown = {"asked": asked, "found": found, "errors": errors, "without": partial(without, asked)}
    if is_fragment(request):
        answers = render(request, "lookup/_answers.html", compressed=True, status=422 if errors else 200, **shown)
        answers.headers["HX-Push-Url"] = f"/lookup?{urlencode(asked)}"
        return answers
    return render(
        request, "lookup/page.html", compressed=True, status=422 if errors else 200, **shown, **choices(language_of(request))
    )


@router.get("/lookup/suggestions")
def suggest(request: Request, session: Reading, by: By, q: str = "") -> Response:
    """Names to go on with, as options of the search field's list; as an address of its own, the question with these words."""
    if not is_fragment(request):
        return RedirectResponse(f"/lookup?{urlencode({'q': q})}", 303)
    return render(request, "lookup/_offered.html", compressed=True, offered=suggestions(session, q, reader=by))


def without(asked: dict[str, str], chip: Chip) -> str:
    """The address of the same question with the words of a chip as words like any other."""
    return f"/lookup?{urlencode({**asked, 'plain': ','.join(filter(None, [asked.get('plain'), chip.filter]))})}"


def choices(language: str) -> dict[str, Any]:
    """What the form offers, in the reader's language and its alphabet."""
    named_states = sorted((each.name(language), each.code) for each in states.states())
    return {
        "state_options": [(code, name) for name, code in named_states],
        "language_options": sorted(((t, language_name(t, language)) for t in OFFERED_LANGUAGES), key=lambda pair: pair[1]),
        "region_options": [(each.code, each.name(language)) for each in regions.regions() if each.parent],
        "network_options": [(each.code, each.name(language)) for each in networks.networks()],
    }
