"""What every page needs: who is signed in, one transaction, the posted form, and proof that a change comes from our pages."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from starlette.datastructures import FormData

from app.access.actor import Actor
from app.accounts.cards import KEY_PREFIX, actor_by_token, is_use_due, note_use
from app.accounts.installation import is_demo
from app.db import Database, Session, reading, writing
from app.directory.publication import has_due, publish_due
from app.errors import Denied, FieldError, Invalid, NotSignedIn

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_FIELDS = 2000
MOST_FILES = 1
MOST_FIELD_BYTES = 100_000


def database_of(request: Request) -> Database:
    """The database that this application was started with."""
    found: Database = request.app.state.database
    return found


DatabaseIn = Annotated[Database, Depends(database_of)]


# --- the posted form --------------------------------------------------------------------------------------------


async def posted(request: Request) -> FormData:
    """The fields of the form that was posted, kept on the request so that a lapsed session does not lose them."""
    form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD_BYTES)
    request.state.form = form
    return form


Form = Annotated[FormData, Depends(posted)]


def field(form: FormData, name: str) -> str:
    """The text of one field, without blanks around it; empty when it was not sent. Browsers send line ends as CR LF."""
    value = form.get(name, "")
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def fields(form: FormData, name: str) -> list[str]:
    """The texts of a field that may stand several times, such as check boxes."""
    return [value.strip() for value in form.getlist(name) if isinstance(value, str) and value.strip()]


def file_text(form: FormData, name: str) -> str:
    """The text of an uploaded file in UTF-8; empty when none was sent. Raises `Invalid` naming it."""
    sent = form.get(name)
    if sent is None or isinstance(sent, str):
        return ""
    try:
        return sent.file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("The file cannot be read.", errors=(FieldError(name, "is no text in UTF-8: save it as CSV"),)) from None
    finally:
        sent.file.close()


def version_in(form: FormData) -> int | None:
    """The version that the page showed, from its hidden field `version`: the `If-Match` of pages. Raises `Invalid`."""
    text = field(form, "version")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise Invalid("The page that sent this is damaged. Open the entry again.")
    return int(text)


# --- who asks ---------------------------------------------------------------------------------------------------


def is_secure(request: Request) -> bool:
    """Whether people reach this service over https, directly or through the proxy that the settings name."""
    return request.url.scheme == "https" or database_of(request).settings.base_url.startswith("https:")


def cookie_name(request: Request) -> str:
    """`__Host-session` over https; browsers refuse that prefix on plain http, which is for the own machine only."""
    return "__Host-session" if is_secure(request) else "session"


def may_have_cookie(request: Request) -> bool:
    """Whether a session may be opened on this connection: https, or http on the machine itself."""
    return is_secure(request) or (urlsplit(f"//{request.headers.get('host', '')}").hostname or "") in LOOPBACK


def source_of(request: Request) -> str:
    """The network address that the request comes from; a proxy's word counts only for proxies in the settings."""
    direct = request.client.host if request.client else ""
    return database_of(request).settings.source(direct, request.headers.get("x-forwarded-for", ""))


def actor_by_cookie(request: Request) -> Actor | None:
    """Who holds the session of this browser, with rights as of this request; none when nobody is signed in.

    Keeps the session alive and lets proposals whose wait is over take effect, as every request does.
    """
    token = request.cookies.get(cookie_name(request), "")
    database = database_of(request)
    with reading(database) as session:
        request.state.is_demo = is_demo(session)
        if not token or token.startswith(KEY_PREFIX):
            return None
        try:
            actor = actor_by_token(session, token, source=source_of(request), request=request.state.request_id)
        except NotSignedIn:
            return None
        use_due, proposals_due = is_use_due(session, actor), has_due(session)
    if use_due:
        note_use(database, actor.session)
    if proposals_due:
        with writing(database) as session:
            publish_due(session, by=_clockwork(request.state.request_id))
    request.state.actor = actor
    return actor


def _clockwork(request_id: str) -> Actor:
    """Who lets an approved proposal take effect when its wait is over: nobody but the clock."""
    return Actor(id="clock", email="clock", name="The wait was over", role="operator", method="job", request=request_id)


Visitor = Annotated[Actor | None, Depends(actor_by_cookie)]


# The actor comes first: noting that the session is in use writes, and would wait for a transaction that this request holds.
def _reading(request: Request, _visitor: Visitor) -> Iterator[Session]:
    with reading(database_of(request)) as session:
        yield session


def _writing(request: Request, _visitor: Visitor) -> Iterator[Session]:
    with writing(database_of(request)) as session:
        yield session


# Without the word `scope` the commit would come after the answer had started, and a failed commit be answered 200.
Reading = Annotated[Session, Depends(_reading, scope="function")]
Writing = Annotated[Session, Depends(_writing, scope="function")]


async def kept(request: Request) -> None:
    """Read what was posted before anything can refuse it: who signs in again gets it back."""
    if request.method == "POST":
        await posted(request)


def signed_in(visitor: Visitor, _kept: Annotated[None, Depends(kept)]) -> Actor:
    """The actor of a page. Raises `NotSignedIn`, which becomes the sign-in page and leads back here."""
    if visitor is None:
        raise NotSignedIn("Your session has ended, or you have not signed in yet.")
    return visitor


By = Annotated[Actor, Depends(signed_in)]


# --- where a change comes from ----------------------------------------------------------------------------------


def same_origin(request: Request) -> None:
    """Refuse a change that another site sent: `Sec-Fetch-Site` must say same-origin; without it Origin or Referer must.

    Source: W3C Fetch Metadata; OWASP CSRF Prevention, "Fetch Metadata headers". Raises `Denied`, nothing is changed.
    """
    if request.method not in SAFE_METHODS and not sent_from_here(request):
        raise Denied("This came from another site, so nothing was changed. Open the page here and send it again.")


def sent_from_here(request: Request) -> bool:
    """Whether one of our own pages sent this, as far as the browser says."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    sent_from = request.headers.get("origin") or request.headers.get("referer") or ""
    return bool(urlsplit(sent_from).netloc) and urlsplit(sent_from).netloc == request.headers.get("host")


def own_path(text: str, otherwise: str = "/") -> str:
    """A path on this site to go on to; anything that could lead elsewhere becomes `otherwise`."""
    parts = urlsplit(text)
    hostile = parts.scheme or parts.netloc or not text.startswith("/") or text.startswith("//")
    if hostile or "\\" in text or any(ord(c) <= 0x20 or ord(c) == 0x7F for c in text):
        return otherwise
    return text


def asked_path(request: Request) -> str:
    """The path and query of this request, to come back to."""
    query = f"?{request.url.query}" if request.url.query else ""
    return own_path(quote(request.url.path) + query)
