"""Who waits to come in: one queue of invitations, accounts, mail domains, and States that nobody keeps yet."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.policy import require
from app.access.roles import Permission
from app.accounts.domains import domains
from app.accounts.invitations import invitations
from app.accounts.keepers import lacking_focal_points
from app.accounts.seconding import acts
from app.web.deps import By, Reading
from app.web.i18n import language_of
from app.web.people import names_of_people, who
from app.web.render import render

router = APIRouter()


@router.get("/onboarding")
def queue(request: Request, session: Reading, by: By) -> Response:
    """All that waits within one's reach, the longest first, each with the page where it is decided."""
    require(by, Permission.ACCOUNT_READ)
    found = sorted(invitations(session, reader=by), key=lambda card: card.invited_at)
    proposed = [each for each in domains(session, reader=by) if each.status == "proposed"]
    lacking = lacking_focal_points(session, reader=by)
    names, language = names_of_people(session, by=by), language_of(request)
    return render(
        request,
        "onboarding/page.html",
        to_second=[card for card in found if card.status in ("invited", "joined") and not card.is_seconded],
        to_accept=[card for card in found if card.status == "seconded"],
        stuck=[card for card in found if card.status in ("expired", "frozen")],
        suspended=acts(session, reader=by),
        proposed=[(each, who(each.proposed_by, names, language)) for each in proposed],
        without=[each for each in lacking if not each.active],
        alone=[each for each in lacking if each.active],
    )
