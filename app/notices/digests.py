"""One mail a person and run: everything that there is to tell, each occasion once, to those who may know of it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.presence import note_reminded
from app.audit.news import news_since
from app.audit.trail import record
from app.clock import today
from app.db import lock_for_counting, settings_of
from app.directory.due import Due, changes_of_post_due, confirmations_due, escalated_problems
from app.directory.subjects import may_see_any
from app.notices.account_lines import account_lines
from app.notices.keepers import Keepers, keepers
from app.notices.listed_posts import ask_listed_posts, tell_old_mailboxes
from app.notices.memory import Occasion, move_cursor, read_up_to, remember, untold
from app.notices.news import LINE_OF, lines_of_news
from app.notices.wording import Line, digest
from app.outbox.queue import queue

CURSOR = "digests"
DAILY = "digest"
"""What stands for "dates were told today": they are told once a day, however often the job runs."""


@dataclass(frozen=True)
class Dated:
    """A line that follows from a date, and the occasion that makes it told once; `account` is one that it reminds of."""

    occasion: Occasion
    line: Line
    account: str | None = None


def write_notices(session: Session, *, by: Actor) -> int:
    """Queue what there is to tell; returns how many letters. Run again at once, it queues nothing. Raises `Denied`."""
    require(by, Permission.NOTICE_SEND)
    lock_for_counting(session, "notices")  # of two runs at the same moment the second finds everything told
    news = news_since(session, read_up_to(session, CURSOR), LINE_OF)
    who, confirmations = keepers(session), confirmations_due(session)
    lines = lines_of_news(session, news, who)
    dated = _dated(session, [*confirmations, *changes_of_post_due(session), *escalated_problems(session)], who)
    upto = news[-1].seq if news else 0
    sent = sum(_write(session, p, lines.get(p.id, set()), dated.get(p.id, []), upto, by=by) for p in who.people)
    sent += ask_listed_posts(session, confirmations)
    sent += tell_old_mailboxes(session, news)
    if news:
        move_cursor(session, CURSOR, upto)
    if news or sent:
        record(session, "notices:sent", by=by, count=sent)
    return sent


def _dated(session: Session, due: Sequence[Due], who: Keepers) -> Mapping[str, list[Dated]]:
    """What is due for each person, by account."""
    theirs: dict[str, list[Dated]] = defaultdict(list)
    for each in due:
        page = f"/entries/{each.subject.id}"
        line = Dated((each.kind, each.subject.id, each.occasion), Line(each.kind, each.subject.name(), page, each.day))
        asked = who.of(each.subject)
        if each.kind == "problem_escalated":
            asked = [*asked, *(p for p in who.coordinators_of(each.subject) if p not in asked)]
        for person in (p for p in asked if may_see_any(p, each.channels)):
            theirs[person.id].append(line)
    for person_id, waiting in account_lines(session).items():
        theirs[person_id] += [Dated(each.occasion, each.line, each.account_id) for each in waiting]
    return theirs


def _write(session: Session, person: Actor, news: set[Line], dated: Sequence[Dated], upto: int, *, by: Actor) -> int:
    """Queue the person's one letter, if there is anything new in it; returns how many (0 or 1)."""
    day: Occasion = (DAILY, "dates", today().isoformat())
    fresh = untold(session, person.id, (d.occasion for d in dated)) if dated and untold(session, person.id, [day]) else set()
    told = [d for d in dated if d.occasion in fresh]
    if not news and not told:
        return 0
    if told:
        remember(session, person.id, {*fresh, day})
        note_reminded(session, [d.account for d in told if d.account], by=by)
    subject, text = digest(person.name, [*news, *(d.line for d in told)], settings_of(session).base_url.rstrip("/"))
    occasion = f"{person.id}:{today().isoformat()}:{upto}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    return int(queue(session, person.email, subject, text, occasion=f"digest:{occasion}"))
