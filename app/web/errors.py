"""A readable page for every refusal: the policy's own sentence, and what one can do next."""

from __future__ import annotations

from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.errors import NotSignedIn, Refusal, TooMany, Unavailable
from app.web.deps import SAFE_METHODS, actor_by_cookie, asked_path
from app.web.render import render
from app.web.sign_in import form_page

NOT_KEPT = ("password", "code")
"""Fields that are typed again rather than carried over a sign-in."""


def page(request: Request, refusal: Refusal) -> Response:
    """The refusal as a page. Who is not signed in goes to sign in and comes back; what was typed comes along."""
    if isinstance(refusal, NotSignedIn) and request.url.path != "/sign-in":
        return _sign_in_first(request, refusal)
    if "hx-request" in request.headers and request.method in SAFE_METHODS:
        return Response(status_code=204, headers={"HX-Redirect": asked_path(request)})
    _know_visitor(request)
    response = render(request, "errors/page.html", status=refusal.status, refusal=refusal)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    if isinstance(refusal, Unavailable):
        response.headers["Retry-After"] = "30"
    return response


def _know_visitor(request: Request) -> None:
    """An address without a page asked nobody who they are: find out, so that the page keeps its way back."""
    if not hasattr(request.state, "actor"):
        try:
            actor_by_cookie(request)
        except Refusal:  # the error page must come even when the database does not
            return


def _sign_in_first(request: Request, refusal: Refusal) -> Response:
    if request.method not in SAFE_METHODS:
        form: FormData = getattr(request.state, "form", FormData())
        return form_page(request, after=asked_path(request), typed=typed_in(form), notice=refusal.detail, status=401)
    to = f"/sign-in?next={quote(asked_path(request), safe='')}"
    if "hx-request" in request.headers:
        return Response(status_code=204, headers={"HX-Redirect": to})
    return RedirectResponse(to, 303)


def typed_in(form: FormData) -> list[tuple[str, str]]:
    """The fields of a form as they were sent, in order, without secrets."""
    return [(n, v) for n, v in form.multi_items() if isinstance(v, str) and n not in NOT_KEPT]
