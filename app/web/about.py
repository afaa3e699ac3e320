"""What this service is, how markings and confirmations work, and what its words mean."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.web.deps import Visitor
from app.web.render import render

router = APIRouter()


@router.get("/about")
def about(request: Request, _visitor: Visitor) -> Response:
    """Open to everybody: it says nothing about any entry."""
    return render(request, "about/page.html", compressed=True)
