"""What notices say: plain English sentences, one heading a kind; never a channel's value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

MOST_LINES = 50

HEADINGS: dict[str, str] = {
    "problem": "A reader reported a problem",
    "problem_escalated": "A reported problem was not answered in time",
    "doubted": "The listed office itself did not confirm all ways to reach it",
    "bounced": "Mail to a listed mailbox came back",
    "waits_for_second": "A proposal waits for you as the second person",
    "takes_effect": "A change was approved and takes effect soon: any one of you can still reject it",
    "changed": "Changed by somebody else",
    "hidden": "Hidden by somebody else",
    "withdrawn": "Withdrawn by somebody else",
    "not_confirmed": "The grace has passed: readers are told that the entry is not confirmed",
    "lapsed": "Hidden, because nobody had confirmed it for too long: confirming shows it again",
    "reappeared": "Shown again unconfirmed, because there is no other left for its State and function",
    "overdue_again": "Still overdue: half of the grace has passed",
    "overdue": "Overdue: please confirm what is still correct",
    "due": "Falls due within 30 days: please confirm what is still correct",
    "never_confirmed": "Published, but never confirmed",
    "posting_ends_14": "A posting ends within 14 days",
    "posting_ends_60": "A posting ends within 60 days",
    "vacant": "Nobody holds the post any more",
    "absent": "The holder of the post is absent",
    "accounts": "Are these people still with you? Confirm their accounts, or they are suspended",
}
"""Every kind of line, the most urgent first."""

ORDER = {kind: place for place, kind in enumerate(HEADINGS)}

CLOSING = (
    "You receive this because you keep these entries in the practitioner directory.\n"
    "This service never asks for a password by mail, and never sends a telephone number in one."
)


@dataclass(frozen=True)
class Line:
    """One thing to tell: about whom, on which date, and the page on which to act."""

    kind: str
    name: str
    path: str
    day: date | None = None

    @property
    def rank(self) -> tuple[int, date, str]:
        return ORDER[self.kind], self.day or date.min, self.name


def digest(name: str, lines: Sequence[Line], base_url: str) -> tuple[str, str]:
    """Subject and text of one mail with all lines, the most urgent first; the subject names no entry."""
    ordered = sorted(set(lines), key=lambda line: line.rank)
    parts = [f"Dear {_flat(name)},"]
    for kind, group in groupby(ordered, key=lambda line: line.kind):
        listed = list(group)
        told = [_said(line, base_url) for line in listed[:MOST_LINES]]
        if len(listed) > MOST_LINES:
            told.append(f"- and {len(listed) - MOST_LINES} more: {base_url}/my-entries")
        parts.append("\n".join([f"{HEADINGS[kind]}:", *told]))
    first = HEADINGS[ordered[0].kind].partition(":")[0]
    more = len(ordered) - 1
    subject = f"Practitioner directory: {first[0].lower()}{first[1:]}" + (f" (and {more} more)" if more else "")
    return subject, "\n\n".join([*parts, CLOSING]) + "\n"


def _said(line: Line, base_url: str) -> str:
    when = f" ({line.day.isoformat()})" if line.day else ""
    return f"- {_flat(line.name)}{when}\n  {base_url}{line.path}"


def _flat(name: str) -> str:
    """A name on one line: none can look like a line of ours."""
    return " ".join(name.split())


def confirmation(name: str, link: str, days: int) -> tuple[str, str]:
    """Subject and text of the letter that asks a listed post to confirm its own entry."""
    return (
        "Practitioner directory: is your entry still correct?",
        f"To whoever answers this mailbox of\n{_flat(name)},\n\n"
        "your office is listed in the practitioner directory against migrant smuggling, and this mailbox with it.\n"
        "Please open the page below, look at how colleagues abroad would reach you, and say whether it is still correct.\n"
        f"You need no account. The link is good once, for {days} days.\n\n{link}\n\n"
        "If you do not know what this is about, leave it: nothing happens by itself. This service never asks for a password "
        "by mail.\n",
    )


def redirected(name: str, changes: Sequence[str], effective: str, link: str) -> tuple[str, str]:
    """Subject and text of the letter to a mailbox whose entry is about to lead callers elsewhere. Values are masked."""
    told = "\n".join(f"- {change}" for change in changes)
    return (
        "Practitioner directory: the way to reach your office is changed",
        f"To whoever answers this mailbox of\n{_flat(name)},\n\n"
        "the way in which colleagues abroad reach your office is changed in the practitioner directory "
        f"({effective}):\n{told}\n\n"
        "If this is right, you need do nothing. If you know nothing of it, tell your focal point or your coordinator at once, "
        f"by a way that you already know: until it takes effect any one of them can reject it.\n{link}\n",
    )
