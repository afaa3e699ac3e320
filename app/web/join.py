"""Accepting an invitation: the link of the letter opens a form and uses nothing up; sending it uses the link up.

The link's token stands in the query, which no log keeps.
"""

import json

import segno
from cryptography.fernet import InvalidToken
from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.joining import Welcome, join, look_at_invitation
from app.accounts.second_factor import new_secret, provisioning_uri
from app.db import reading, writing
from app.errors import FieldError, Invalid
from app.web.deps import DatabaseIn, Form, field, source_of
from app.web.purpose import sealing_key
from app.web.render import render

router = APIRouter()

FORM_SECONDS = 3600
OTHER = FieldError("password2", "The two passwords differ. Type the same one twice.")


@router.get("/join")
def ask(request: Request, database: DatabaseIn, token: str = "") -> Response:
    """Who invites as what, and the form. Mail scanners open links: nothing is used up."""
    with reading(database) as session:
        welcome = look_at_invitation(session, token)
    return _form(request, welcome, token, new_secret())


@router.post("/join")
def accept(request: Request, database: DatabaseIn, form: Form) -> Response:
    """Make the account. It can sign in once a second person has let it in."""
    token = field(form, "token")
    with reading(database) as session:
        welcome = look_at_invitation(session, token)
    secret = _opened(request, field(form, "secret"), welcome)
    password, again = form.get("password"), form.get("password2")
    errors: tuple[FieldError, ...] = ()
    try:
        if not isinstance(password, str) or password != again:
            raise Invalid("The invitation was not accepted yet.", errors=(OTHER,))
        with writing(database) as session:
            is_active = join(
                session,
                token,
                name=field(form, "name"),
                password=password,
                secret=secret,
                code=field(form, "code").replace(" ", ""),
                source=source_of(request),
                request=request.state.request_id,
            )
    except Invalid as refusal:
        errors = refusal.errors
        return _form(request, welcome, token, secret, name=field(form, "name"), errors=errors)
    return render(request, "join/done.html", welcome=welcome, is_active=is_active)


def _form(
    request: Request, welcome: Welcome, token: str, secret: str, *, name: str | None = None, errors: tuple[FieldError, ...] = ()
) -> Response:
    code = segno.make(provisioning_uri(secret, welcome.email), error="m")
    return render(
        request,
        "join/page.html",
        status=422 if errors else 200,
        welcome=welcome,
        token=token,
        picture=code.svg_data_uri(scale=5, dark="#000", light="#fff", border=3),
        secret=secret,
        sealed=sealing_key(request).encrypt(json.dumps([welcome.email, secret]).encode()).decode(),
        name=welcome.name if name is None else name,
        errors=errors,
    )


def _opened(request: Request, sealed: str, welcome: Welcome) -> str:
    try:
        email, secret = json.loads(sealing_key(request).decrypt(sealed.encode(), ttl=FORM_SECONDS))
    except (InvalidToken, ValueError):
        raise Invalid("This page is too old. Open the link in your letter again and scan the new code.") from None
    if email != welcome.email:
        raise Invalid("This page belongs to another invitation. Open the link in your letter again.")
    return str(secret)
