"""Lines about what others did: changes, proposals that wait, problems, mail that came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlmodel import Session

from app.access.actor import Actor
from app.access.roles import Permission
from app.accounts.standing import why_not_second
from app.audit.news import News
from app.directory.subjects import Subject, channels_named, may_see_any, subjects
from app.directory.waiting import ProposalBrief, may_know_of, proposal_briefs
from app.notices.keepers import Keepers
from app.notices.wording import Line

LINE_OF: dict[str, str] = {
    "entry:revised": "changed",
    "entry:published": "changed",
    "proposal:published": "changed",
    "channel:hidden": "changed",
    "entry:suspended": "hidden",
    "entry:withdrawn": "withdrawn",
    "entry:lapsed": "lapsed",
    "entry:reappeared": "reappeared",
    "proposal:submitted": "waits_for_second",
    "proposal:approved": "takes_effect",
    "problem:reported": "problem",
    "channel:bounced": "bounced",
    "entry:confirmed": "doubted",
}
"""Kinds of events that somebody is told of, with the kind of line that tells it."""

PAGES = {"changed": "/entries/{}/history", "waits_for_second": "/proposals?entry={}", "takes_effect": "/proposals?entry={}"}
"""Where one goes on; elsewhere it is the entry itself."""


def lines_of_news(session: Session, news: Sequence[News], keepers: Keepers) -> dict[str, set[Line]]:
    """What each account is told, by its id: never of its own acts, never of what it may not know."""
    told: dict[str, set[Line]] = defaultdict(set)
    known = subjects(session, (entry_id for each in news for entry_id in each.entries))
    briefs = proposal_briefs(session, [p for each in news if isinstance(p := each.payload.get("proposal"), str)])
    for each in news:
        brief = briefs.get(str(each.payload.get("proposal")))
        for entry_id in each.entries:
            if entry_id not in known:
                continue
            kind, subject = LINE_OF[each.kind], known[entry_id]
            page = PAGES.get(kind, "/entries/{}").format(entry_id)
            for person in _told(session, each, subject, brief, keepers):
                told[person.id].add(Line(kind, subject.name(), page))
    return told


def _told(session: Session, each: News, subject: Subject, brief: ProposalBrief | None, keepers: Keepers) -> Iterator[Actor]:
    changes = brief.changes if brief else each.payload.get("changes", [])
    done_by = {each.actor_id, *((brief.author_id, brief.approver_id) if brief else ())}
    about = [] if changes else channels_named(session, subject, each.fields)
    for person in _asked(session, each, subject, brief, keepers):
        if person.id not in done_by and may_know_of(subject, changes, person) and may_see_any(person, about):
            yield person


def _asked(session: Session, each: News, subject: Subject, brief: ProposalBrief | None, keepers: Keepers) -> Sequence[Actor]:
    """Whom this event asks for something, before it is asked what they may know."""
    if each.kind == "proposal:submitted":
        if brief is None or brief.state != "submitted":
            return []
        able = [p for p in keepers.people if why_not_second(session, brief.author_id, p.id) is None]
        return Keepers(able).of(subject, Permission.ENTRY_APPROVE)
    if each.kind == "proposal:approved" and (brief is None or brief.state != "approved"):
        return []
    if each.kind == "entry:confirmed" and not each.payload.get("doubted"):
        return []
    return keepers.of(subject)
