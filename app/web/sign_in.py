"""Signing in and out: a session in a cookie that scripts cannot read, and back to where one was - with what one had typed."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.access.actor import Actor
from app.accounts.cards import actor_by_token
from app.accounts.sign_in import end_session, open_session
from app.db import Database, reading, writing
from app.errors import Denied, NotSignedIn
from app.web.carried import opened as unsealed
from app.web.deps import (
    DatabaseIn,
    Form,
    Visitor,
    Writing,
    cookie_name,
    field,
    is_secure,
    may_have_cookie,
    own_path,
    source_of,
)
from app.web.render import render

router = APIRouter()


@router.get("/sign-in")
def ask(request: Request, visitor: Visitor, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """The form; who is signed in goes on."""
    if visitor is not None:
        return RedirectResponse(own_path(next), 303)
    return form_page(request, after=own_path(next))


def form_page(
    request: Request,
    *,
    after: str = "/",
    email: str = "",
    notice: str = "",
    carried: str = "",
    status: int = 200,
) -> Response:
    """The sign-in form. `carried` is another form, sealed, that waits for the session."""
    return render(request, "sign_in/page.html", status=status, after=after, email=email, notice=notice, carried=carried)


@router.post("/sign-in")
def sign_in(request: Request, database: DatabaseIn, form: Form) -> Response:
    """Open a session: a new token every time, the one before is ended. Every failure shows the same sentence."""
    if not may_have_cookie(request):
        raise Denied("Signing in needs https. Open this service by its https address (DIRECTORY_BASE_URL).")
    after = own_path(field(form, "next"))
    password = form.get("password", "")
    carried = field(form, "carried")
    try:
        opened = open_session(
            database,
            email=field(form, "email"),
            password=password if isinstance(password, str) else "",
            code=field(form, "code").replace(" ", "") or None,
            source=source_of(request),
            request=request.state.request_id,
        )
    except NotSignedIn as refusal:
        return form_page(request, after=after, email=field(form, "email"), notice=refusal.detail, carried=carried, status=401)
    _end_before(request, database)
    response: Response = RedirectResponse(after, 303)
    if carried:
        request.state.actor = opened.actor
        response = send_again(request, carried, opened.actor)
    response.set_cookie(cookie_name(request), opened.token, httponly=True, secure=is_secure(request), samesite="lax", path="/")
    return response


def send_again(request: Request, carried: str, actor: Actor) -> Response:
    """The form that waited, with one button that sends it; only who typed it gets it back."""
    return render(request, "sign_in/again.html", waiting=unsealed(request, carried, actor.id))


def _end_before(request: Request, database: Database) -> None:
    """The session that this browser had before ends: one browser, one session."""
    token = request.cookies.get(cookie_name(request), "")
    if not token:
        return
    try:
        with reading(database) as session:
            before = actor_by_token(session, token, source=source_of(request), request=request.state.request_id)
    except NotSignedIn:
        return
    with writing(database) as session:
        end_session(session, by=before)


@router.post("/sign-out")
def sign_out(request: Request, session: Writing, visitor: Visitor) -> Response:
    """End the session: its token is dead at once, here and everywhere."""
    if visitor is not None:
        end_session(session, by=visitor)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(cookie_name(request), secure=is_secure(request), httponly=True, samesite="lax", path="/")
    return response
