"""A readable page for every refusal: the policy's own sentence, what one can do next, and what one had typed."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.access.actor import Actor
from app.access.policy import held
from app.access.roles import Permission
from app.clock import now
from app.errors import Denied, NotSignedIn, Refusal, TooMany, Unavailable
from app.web.carried import last_account, sealed, typed_form
from app.web.deps import SAFE_METHODS, actor_by_cookie, asked_path, own_path
from app.web.entry_form.fields import N_
from app.web.render import render
from app.web.sign_in import form_page

TITLES = {
    400: N_("This cannot be read"),
    404: N_("Not found"),
    405: N_("This address is for something else"),
    409: N_("Done already"),
    413: N_("Too large"),
    500: N_("Our fault"),
}
"""Statuses that come from below our own refusals: what the page calls them."""


def page(request: Request, refusal: Refusal) -> Response:
    """The refusal as a page. Who is not signed in goes to sign in and comes back; what was typed comes along.

    For htmx it is a notice above the page, which stays as it is: an open answer stays readable when the session ends.
    """
    if "hx-request" in request.headers:
        return _with_retry(_notice(request, refusal), refusal)
    if isinstance(refusal, NotSignedIn) and request.url.path != "/sign-in":
        return _sign_in_first(request, refusal)
    actor = _visitor(request)
    typed = typed_form(request)
    wants_factor = isinstance(refusal, Denied) and actor is not None and _lacks_factor(actor, refusal.rule)
    carried = sealed(request, typed, actor.id) if wants_factor and actor else ""
    title = TITLES.get(refusal.status, refusal.title) if type(refusal) is Refusal else refusal.title
    shown: dict[str, Any] = {"refusal": refusal, "title": title, "typed": typed, "wants_factor": wants_factor, "carried": carried}
    shown["request_id"] = getattr(request.state, "request_id", "")
    return _with_retry(render(request, "errors/page.html", status=refusal.status, **shown), refusal)


def _lacks_factor(actor: Actor, rule: str) -> bool:
    """Whether the second factor, shown again, is what the permission lacks."""
    granted = held(actor, Permission[rule]) if rule in Permission.__members__ else None
    return granted is not None and granted.fresh and not actor.has_fresh_factor(now())


def _with_retry(response: Response, refusal: Refusal) -> Response:
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    if isinstance(refusal, Unavailable):
        response.headers["Retry-After"] = "30"
    return response


def _notice(request: Request, refusal: Refusal) -> Response:
    current = urlsplit(request.headers.get("hx-current-url", ""))
    here = own_path(current.path + (f"?{current.query}" if current.query else ""))
    after = asked_path(request) if request.method in SAFE_METHODS else here
    response = render(request, "errors/_notice.html", status=refusal.status, refusal=refusal, after=after)
    response.headers.update({"HX-Retarget": "#notice", "HX-Reswap": "innerHTML", "HX-Push-Url": "false"})
    return response


def _visitor(request: Request) -> Actor | None:
    """Who asks. An address without a page asked nobody who they are: find out, so that the page keeps its way back."""
    if not hasattr(request.state, "actor"):
        try:
            actor_by_cookie(request)
        except Refusal:  # the error page must come even when the database does not
            return None
    return getattr(request.state, "actor", None)


def _sign_in_first(request: Request, refusal: Refusal) -> Response:
    if request.method not in SAFE_METHODS:
        kept = sealed(request, typed_form(request), last_account(request))
        return form_page(request, after=asked_path(request), carried=kept, notice=refusal.detail, status=401)
    return RedirectResponse(f"/sign-in?next={quote(asked_path(request), safe='')}", 303)
