"""Entries that are probably one, side by side: merged by their keeper, taken apart again."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.policy import why_not
from app.access.roles import Permission
from app.db import Session, reading, writing
from app.directory.find import visible_parents
from app.directory.merging import merge_entries, merges, undo_merge
from app.errors import Conflict, Invalid, Refusal
from app.lookup.duplicates import duplicates
from app.web.deps import By, DatabaseIn, Form, Reading, field
from app.web.entry_form.fields import N_
from app.web.keeping import go_on
from app.web.render import render

router = APIRouter()

DONE = {
    "merged": N_("Merged. The one entry is withdrawn; what only it had is proposed for the other and waits for a second person."),
    "undone": N_("Taken apart. The entry is back; if it was published, a second person must approve that."),
}
REASONS = {
    "same_name": N_("the same name"),
    "similar_name": N_("a similar name"),
    "same_mailbox": N_("the same mailbox"),
    "same_number": N_("the same number"),
}


@router.get("/duplicates")
def listed(request: Request, session: Reading, by: By, done: str = "") -> Response:
    """The pairs, and what was merged."""
    return _page(request, session, by, done=DONE.get(done))


@router.post("/duplicates/merge")
def merge(request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """Merge two entries into the one that was chosen."""
    try:
        with writing(database) as session:
            merge_entries(session, field(form, "kept"), field(form, "other"), by=by)
    except (Invalid, Conflict) as refusal:
        with reading(database) as session:
            return _page(request, session, by, refusal=refusal)
    return go_on("/duplicates?done=merged")


@router.post("/duplicates/{merge_id}/undo")
def undo(request: Request, merge_id: str, database: DatabaseIn, by: By) -> Response:
    """Take two entries apart again."""
    try:
        with writing(database) as session:
            undo_merge(session, merge_id, by=by)
    except (Invalid, Conflict) as refusal:
        with reading(database) as session:
            return _page(request, session, by, refusal=refusal)
    return go_on("/duplicates?done=undone")


def _page(request: Request, session: Session, by: Actor, *, refusal: Refusal | None = None, done: str | None = None) -> Response:
    pairs, merged = duplicates(session, reader=by), merges(session, reader=by)
    ids = {entry for pair in pairs for entry in (pair.first, pair.second)} | {e for m in merged for e in (m["kept"], m["other"])}
    names = visible_parents(session, ids, reader=by)
    return render(
        request,
        "duplicates/page.html",
        status=refusal.status if refusal else 200,
        pairs=[pair for pair in pairs if pair.first in names and pair.second in names],
        merged=[made for made in merged if made["kept"] in names],
        names=names,
        reasons=REASONS,
        not_merge=why_not(by, Permission.ENTRY_WITHDRAW),
        errors=refusal.errors if refusal else (),
        detail=refusal.detail if refusal else None,
        done=done,
    )
