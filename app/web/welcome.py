"""The first page: who is signed in is asked the one question, everybody else signs in."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.audit.reading import TrailQuery, own_acts
from app.db import Session
from app.directory.find import visible_parents
from app.directory.parts import Record
from app.reference import regions
from app.web.deps import Reading, Visitor
from app.web.i18n import language_of
from app.web.lookup import choices
from app.web.render import render

router = APIRouter()

RECENT = 6


@router.get("/")
def welcome(request: Request, session: Reading, visitor: Visitor) -> Response:
    """Where, what about, in which language; below it what one opened last and the regions around one's own State."""
    if visitor is None:
        return render(request, "welcome/signed_out.html", compressed=True, after="/", email="", notice="", carried="")
    return render(
        request,
        "welcome/page.html",
        compressed=True,
        asked={},
        errors=(),
        recent=_recently_opened(session, visitor),
        near=[code for code in regions.regions_of(visitor.state) if code != regions.WORLD] if visitor.state else [],
        world=regions.world().children,
        **choices(language_of(request)),
    )


def _recently_opened(session: Session, reader: Actor) -> list[Record]:
    """The entries that the reader opened last and may still know of, each once, with their names."""
    acts, _ = own_acts(session, TrailQuery(kind="entry:consulted", limit=40), reader=reader)
    ids = list(dict.fromkeys(act["entry"] for act in acts if act["entry"]))[:RECENT]
    known = visible_parents(session, set(ids), reader=reader)
    return [known[entry_id] for entry_id in ids if entry_id in known]
