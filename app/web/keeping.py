"""What the pages about a kept entry share: the entry as its author sees it, and the word about what has just been done."""

from __future__ import annotations

from typing import Any

from starlette.responses import RedirectResponse

from app.access.actor import Actor
from app.db import Session
from app.directory.proposals import revise_entry
from app.directory.reading import open_entry, whole_entry
from app.errors import Stale
from app.web.entry_form.fields import N_

Record = dict[str, Any]

PURPOSE = "network_maintenance"

DONE = {
    "registered": N_("The draft is recorded. Nobody but you and those who keep your State's entries see it yet."),
    "saved": N_("Saved. It took effect at once and is on record."),
    "unchanged": N_("Nothing was changed: what you sent is what the entry says already."),
    "confirmed": N_("Confirmed as of now."),
    "hidden": N_("Hidden at once. Two persons let it back."),
    "withdrawn": N_("Withdrawn. It has no readers any more; its history stays."),
    "proposed": N_("Proposed. A second person must approve it before it takes effect."),
    "approved": N_("Approved."),
    "shown_early": N_("Officers see the new line, marked as unverified, beside the old one until the wait is over."),
    "mailbox_asked": N_("The mailbox was sent a link. It is good once, until the wait is over."),
    "set_proposed": N_("Proposed together. A second person approves them in one act."),
    "taken_over": N_("Taken over. The entries are yours to keep from now on; look through them and confirm them."),
    "channel_hidden": N_("The channel is hidden. Officers see from now on whom to call instead, if you said so."),
    "kept_as_draft": N_("Kept as a draft. Only you see it until you submit it."),
    "rejected": N_("Rejected. Nothing of it takes effect."),
    "outcome_noted": N_("Noted, thank you. The owner sees it without your name."),
    "problem_reported": N_("Reported. The owner sees your State, not your name; the answer stands under “My reports”."),
    "problem_answered": N_("Answered. The reporter was told by mail."),
    "holder_changed": N_("The holder of the post is changed. The post keeps its page."),
    "taken_back": N_("Taken back. Nothing of it takes effect."),
}
"""What a page says after an act that led to it, by the word in its address."""


def kept_entry(session: Session, entry_id: str, *, by: Actor, recorded: bool = True) -> Record:
    """The entry as one sees it who may change it or propose changes. `recorded`: its channels will be shown.

    Raises `Denied` and `NotFound` in the words of the change itself.
    """
    require_change(session, entry_id, by=by)
    read = open_entry if recorded else whole_entry
    return read(session, entry_id, purpose=PURPOSE, case_ref="pending", reader=by).card


def require_change(session: Session, entry_id: str, *, by: Actor) -> None:
    """Let the change itself say whether this person may: it names no version, so it never goes further than that."""
    try:
        revise_entry(session, entry_id, {}, None, by=by)
    except Stale:
        return


def keeps_it(card: Record) -> bool:
    """Whether the reader keeps the entry rather than only proposing changes to it: then its audience is shown."""
    return "audience" in card


def needs_second(card: Record, by: Actor) -> str:
    """What of a change waits for a second person: `all` of it, `some` fields, or nothing (empty)."""
    if by.role == "coordinator":
        return "all"
    return "" if card["status"] in ("draft", "withdrawn") else "some"


def go_on(path: str) -> RedirectResponse:
    """On to a page of this site after something was done (RFC 9110, 15.4.4: 303 is fetched with GET)."""
    return RedirectResponse(path, 303)
