"""Signing in and out, and who I am."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict

from app.accounts.cards import own_card
from app.accounts.sign_in import end_session, open_session, step_up
from app.api.deps import Body, By, DatabaseIn, Reading, Writing, parsed, source_of
from app.audit.reading import TrailQuery, own_acts
from app.clock import iso
from app.db import writing
from app.errors import FieldError, Invalid, NotSignedIn

router = APIRouter(tags=["sessions"])


class SessionOpened(BaseModel):
    """A session: send `token` as `Authorization: Bearer`."""

    token: str
    expires_at: str
    account: dict[str, Any]


class Credentials(BaseModel):
    """What signs somebody in."""

    model_config = ConfigDict(extra="forbid")

    email: str
    password: str
    code: str | None = None


async def _credentials(request: Request) -> Credentials:
    sent = parsed(await request.body())
    wrong = [n for n in ("email", "password") if not isinstance(sent, dict) or not isinstance(sent.get(n), str)]
    if wrong or not isinstance(sent.get("code", ""), str | None):
        raise Invalid(
            "Send email, password and, where enrolled, code.", errors=tuple(FieldError(n, "is required") for n in wrong)
        )
    return Credentials(email=sent["email"], password=sent["password"], code=sent.get("code"))


@router.post("/sessions", status_code=201)
def sign_in(request: Request, database: DatabaseIn, sent: Annotated[Credentials, Depends(_credentials)]) -> SessionOpened:
    """Open a session. Every failure gives the same 401."""
    opened = open_session(
        database,
        email=sent.email,
        password=sent.password,
        code=sent.code,
        source=source_of(request),
        request=request.state.request_id,
    )
    return SessionOpened(token=opened.token, expires_at=iso(opened.expires_at), account=own_card(opened.actor))


@router.delete("/sessions/current", status_code=204)
def sign_out(session: Writing, by: By) -> None:
    """End the session; its token is dead at once."""
    end_session(session, by=by)


@router.post("/sessions/current/factor", status_code=204)
def show_factor(database: DatabaseIn, by: By, body: Body) -> None:
    """Show the second factor again, so that it counts as fresh."""
    code = body.get("code") if isinstance(body, dict) else None
    if not isinstance(code, str):
        raise Invalid("Send the code of your authenticator.", errors=(FieldError("code", "is required"),))
    with writing(database) as session:  # a failed try is counted: it is committed before it is refused
        shown = step_up(session, code, by=by)
    if not shown:
        raise NotSignedIn("The code does not fit or was used already. Wait for the next one.")


@router.get("/me")
def me(by: By) -> dict[str, Any]:
    """The account with role, State and what it may do."""
    return own_card(by)


@router.get("/me/acts")
def my_acts(
    session: Reading, by: By, kind: str | None = None, since: str | None = None, limit: int = Query(50), cursor: str | None = None
) -> dict[str, Any]:
    """What is on record about me, newest first."""
    items, after = own_acts(session, TrailQuery(kind=kind, since=since, limit=limit, cursor=cursor), reader=by)
    return {"items": items, "next_cursor": after}
