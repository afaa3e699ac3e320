"""One mail a person and run: everything that there is to tell, each occasion once, to those who may know of it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlmodel import Session

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.audit.news import news_since
from app.audit.trail import record
from app.clock import today
from app.db import settings_of
from app.directory.due import Due, changes_of_post_due, confirmations_due
from app.notices.keepers import Keepers, keepers
from app.notices.listed_posts import ask_listed_posts, tell_old_mailboxes
from app.notices.memory import Occasion, move_cursor, read_up_to, remember, untold
from app.notices.news import LINE_OF, lines_of_news
from app.notices.wording import Line, digest
from app.outbox.queue import queue

CURSOR = "digests"
DAILY = "digest"
"""What stands for "dates were told today": they are told once a day, however often the job runs."""


def write_notices(session: Session, *, by: Actor) -> int:
    """Queue what there is to tell; returns how many letters. Run again at once, it queues nothing. Raises `Denied`."""
    require(by, Permission.NOTICE_SEND)
    news = news_since(session, read_up_to(session, CURSOR), LINE_OF)
    who, confirmations = keepers(session), confirmations_due(session)
    lines = lines_of_news(session, news, who)
    dated = _dated([*confirmations, *changes_of_post_due(session)], who)
    upto = news[-1].seq if news else 0
    sent = sum(_write(session, p, lines.get(p.id, set()), dated.get(p.id, []), upto) for p in who.people)
    sent += ask_listed_posts(session, confirmations)
    sent += tell_old_mailboxes(session, news)
    if news:
        move_cursor(session, CURSOR, news[-1].seq)
    if news or sent:
        record(session, "notices:sent", by=by, count=sent)
    return sent


def _dated(due: Sequence[Due], who: Keepers) -> Mapping[str, list[Due]]:
    """What is due for each person, by account."""
    theirs: dict[str, list[Due]] = defaultdict(list)
    for each in due:
        for person in who.of(each.subject):
            theirs[person.id].append(each)
    return theirs


def _write(session: Session, person: Actor, news: set[Line], due: Sequence[Due], upto: int) -> int:
    """Queue the person's one letter, if there is anything new in it; returns how many (0 or 1)."""
    day: Occasion = (DAILY, "dates", today().isoformat())
    by_occasion = {(each.kind, each.subject.id, each.occasion): each for each in due}
    fresh = untold(session, person.id, by_occasion) if untold(session, person.id, [day]) else set()
    if not news and not fresh:
        return 0
    if fresh:
        remember(session, person.id, {*fresh, day})
    lines = [*news, *(_line(by_occasion[occasion]) for occasion in fresh)]
    subject, text = digest(person.name, lines, settings_of(session).base_url.rstrip("/"))
    told = f"{today().isoformat()}:{upto}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    return int(queue(session, person.email, subject, text, occasion=f"digest:{person.id}:{told}"))


def _line(due: Due) -> Line:
    return Line(due.kind, due.subject.name(), f"/entries/{due.subject.id}", due.day)
