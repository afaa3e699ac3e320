"""Mail that came back, reported by whoever runs the mail server."""

from typing import Any

from fastapi import APIRouter

from app.api.deps import Body, By, Writing
from app.notices.bounces import note_bounce

router = APIRouter(prefix="/bounces", tags=["bounces"])


@router.post("", status_code=202)
def report(session: Writing, by: By, body: Body) -> dict[str, bool]:
    """`{address, reason?, letter?}`: marks the letter and every channel with that mailbox. Says nothing about the registry."""
    told: dict[str, Any] = body if isinstance(body, dict) else {}
    note_bounce(session, told.get("address"), told.get("reason"), letter=told.get("letter"), by=by)
    return {"accepted": True}
