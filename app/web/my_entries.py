"""What I keep: entries that fall due, drafts, what is published or hidden, and the proposals that wait for me."""

from dataclasses import dataclass
from dataclasses import field as filled

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.db import Session
from app.directory.cards import display_name
from app.directory.confirmation import confirm_entry
from app.directory.find import MOST, EntryQuery, find_pages
from app.directory.on_behalf import take_over_entries, to_take_over
from app.directory.proposal_reading import NOBODY_YET, proposals
from app.errors import FieldError, Invalid
from app.web.deps import By, Form, Reading, Writing, field, fields
from app.web.i18n import language_of
from app.web.keeping import DONE, Record, go_on
from app.web.render import render

router = APIRouter()

MOST_PAGES = 20
SHOWN = ("published", "not_confirmed")


@dataclass
class Kept:
    """The entries in the order of what they ask of their keeper; `more`: there are more than one page can show."""

    due: list[Record] = filled(default_factory=list)
    drafts: list[Record] = filled(default_factory=list)
    published: list[Record] = filled(default_factory=list)
    hidden: list[Record] = filled(default_factory=list)
    withdrawn: list[Record] = filled(default_factory=list)
    more: bool = False

    def add(self, card: Record) -> None:
        """Put an entry where it belongs."""
        if card["status"] in SHOWN:
            (self.published if card["freshness"]["state"] == "confirmed" else self.due).append(card)
        else:
            {"suspended": self.hidden, "withdrawn": self.withdrawn}.get(card["status"], self.drafts).append(card)

    def everything(self) -> list[Record]:
        return [*self.due, *self.drafts, *self.published, *self.hidden, *self.withdrawn]


@router.get("/my-entries")
def mine(request: Request, session: Reading, by: By, done: str = "", entry: str = "") -> Response:
    """All of it on one page, what is urgent on top."""
    require(by, Permission.ENTRY_PROPOSE)
    kept = kept_by(session, by)
    kept.due.sort(key=lambda card: card["freshness"]["due_at"] or "")
    names = {card["id"]: display_name(card["names"], language_of(request)) for card in kept.everything()}
    open_ones = [p for state in ("draft", "submitted", "approved") for p in proposals(session, state=state, reader=by)]
    return render(
        request,
        "my_entries/page.html",
        kept=kept,
        names=names,
        for_me=[p for p in open_ones if p["author"] != by.id and p["state"] == "submitted"],
        to_take_over=len(to_take_over(session, reader=by)) if by.role == "focal_point" else 0,
        own=[p for p in open_ones if p["author"] in (by.id, NOBODY_YET) or p["state"] == "approved"],
        done=DONE.get(done),
        done_entry=entry if entry in names else None,
    )


@router.post("/entries/{entry_id}/confirm")
def confirm(entry_id: str, session: Writing, by: By, form: Form) -> Response:
    """Say with one click that the entry is still correct; with ticked channels only these."""
    ticked = fields(form, "channels")
    if not ticked and field(form, "some"):
        reason = "tick at least one, or confirm all of it"
        raise Invalid("Nothing was confirmed.", errors=(FieldError("channels", reason),))
    confirm_entry(session, entry_id, ticked or None, how="page", note=field(form, "note") or None, by=by)
    return go_on(f"/my-entries?done=confirmed&entry={entry_id}")


@router.post("/my-entries/take-over")
def take_over(session: Writing, by: By) -> Response:
    """Take over, in one step, what a coordinator recorded on behalf of the own State."""
    take_over_entries(session, by=by)
    return go_on("/my-entries?done=taken_over")


def kept_by(session: Session, by: Actor) -> Kept:
    """The entries that this person keeps, or as a coordinator proposes changes to."""
    kept = Kept()
    query = EntryQuery(state=by.state, region=by.region, network=by.network, limit=MOST)
    pages = find_pages(session, query, most=MOST_PAGES, reader=by)
    for card in (card for page in pages for card in page.items):
        if "version" in card:  # only who works on an entry is told its version
            kept.add(card)
    kept.more = pages[-1].next_cursor is not None
    return kept
