"""Letters to the mailboxes that entries list: a link to confirm with, and word of a change that leads callers elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import Session

from app.access import marking as tlp
from app.accounts.links import end_links, make_link
from app.audit.news import News
from app.db import settings_of
from app.directory.confirmation import LINK, own_mailboxes
from app.directory.due import Due
from app.directory.parts import Record
from app.directory.subjects import Subject, channel_standing_in, masked, subjects
from app.directory.waiting import proposal_briefs
from app.notices.memory import POST, Occasion, remember, untold_posts
from app.notices.wording import confirmation, redirected
from app.outbox.queue import queue

REDIRECTING = ("proposal:approved", "proposal:published", "entry:revised", "channel:hidden")


def ask_listed_posts(session: Session, due: Sequence[Due]) -> int:
    """Send each entry that falls due a link to its own mailbox, once a stage; returns how many. The caller records."""
    settings, sent = settings_of(session), 0
    by_occasion: dict[Occasion, Due] = {(each.kind, each.subject.id, each.occasion): each for each in due}
    for occasion in sorted(untold_posts(session, by_occasion)):
        each = by_occasion[occasion]
        mailboxes = own_mailboxes(session, each.subject)
        if not mailboxes:
            continue
        remember(session, f"{POST}{each.subject.id}", [occasion])
        end_links(session, LINK, each.subject.id)
        token = make_link(session, LINK, each.subject.id, days=settings.confirmation_link_days)
        url = f"{settings.base_url.rstrip('/')}/confirm?link={token}"
        subject, text = confirmation(each.subject.name(), url, settings.confirmation_link_days)
        key = f"confirmation:{':'.join(occasion)}"
        sent += queue(session, mailboxes[0], subject, text, occasion=key)
    return sent


def tell_old_mailboxes(session: Session, news: Sequence[News]) -> int:
    """Tell the mailboxes of an entry, the old one too, that it leads callers elsewhere (SECURITY P7); returns how many."""
    told = [each for each in news if each.kind in REDIRECTING]
    known = subjects(session, (entry_id for each in told for entry_id in each.entries))
    sent = 0
    for each in told:
        for entry_id in each.entries:
            if entry_id in known:
                sent += _tell(session, each, known[entry_id])
    return sent


def _tell(session: Session, each: News, subject: Subject) -> int:
    base_url, brief = settings_of(session).base_url.rstrip("/"), None
    if isinstance(proposal := each.payload.get("proposal"), str):
        brief = proposal_briefs(session, [proposal]).get(proposal)
    if (brief is not None and not brief.waits) or (each.kind == "proposal:published"):
        return 0  # a first publication redirects nobody; what waited was told of when it was approved
    changes = [c for c in (brief.changes if brief else each.payload.get("changes", [])) if _redirects(subject, c)]
    if not changes:
        return 0
    effective = f"takes effect {brief.eligible_from:%Y-%m-%d %H:%M} UTC" if brief else "in effect now"
    title, text = redirected(subject.name(), [_in_words(c) for c in changes], effective, f"{base_url}/entries/{subject.id}")
    boxes = dict.fromkeys([*own_mailboxes(session, subject), *_left_mailboxes(changes)])
    return sum(queue(session, box, title, text, occasion=f"redirected:{each.seq}:{subject.id}:{box}") for box in boxes)


def _redirects(subject: Subject, change: Any) -> bool:
    """Whether a published channel is replaced or goes; RED ones are not spoken of, in mail to an office least of all."""
    if not str(change["field"]).startswith("channels.") or not isinstance(change["old"], dict):
        return False
    sides = [side for side in (change["old"], change["new"]) if isinstance(side, dict)]
    if any(channel_standing_in(subject.standing, side).marking == tlp.RED for side in sides):
        return False
    return not isinstance(change["new"], dict) or change["old"]["value"] != change["new"]["value"]


def _in_words(change: Record) -> str:
    old, new = change["old"], change["new"]
    was = masked(old["type"], old["value"])
    return f"{was} is replaced by {masked(new['type'], new['value'])}" if new else f"{was} is no longer shown"


def _left_mailboxes(changes: Sequence[Record]) -> Iterator[str]:
    """Mailboxes that the entry had before the change."""
    for change in changes:
        if change["old"]["type"] == "email":
            yield change["old"]["value"]
