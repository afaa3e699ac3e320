"""How the order comes about: every weight in one table, each with the sentence that explains it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Weight:
    """What counts, how many points it gives or takes, and why."""

    code: str
    points: int
    why: str


WEIGHTS = (
    Weight("hop", -30, "Each step away from the competent authority: who decides is called before who passes on."),
    Weight("designated", 40, "Designated for this matter by the State itself."),
    Weight("article", 10, "Designated under the very article that rules the matter."),
    Weight("urgent_line", 25, "The matter is urgent and the line is for urgent calls."),
    Weight("maritime_line", 8, "The matter is at sea and the line is for calls at sea."),
    Weight("voice", 10, "The matter is urgent and somebody can be heard on this line."),
    Weight("always_open", 20, "Somebody answers day and night."),
    Weight("open_now", 20, "Open now."),
    Weight("closes_soon", 12, "Open now, but not for a quarter of an hour more."),
    Weight("hours_unknown", 5, "Nobody said when it is open: perhaps it is."),
    Weight("direct", 20, "Speaks a language of mine."),
    Weight("best_language", 4, "Speaks the language that I named first."),
    Weight("fluent", 4, "Speaks it well (C1 or C2)."),
    Weight("relay", 8, "Shares a language with an office of my own State."),
    Weight("interpreter", 2, "An interpreter for our two languages is on file."),
    Weight("confirmed", 12, "Confirmed by its keeper and not due again."),
    Weight("due", 10, "Confirmed, due again within a month."),
    Weight("overdue", 2, "The confirmation is overdue."),
    Weight("never_confirmed", -8, "Nobody ever confirmed it."),
    Weight(
        "not_confirmed", -40, "Not confirmed for so long that it may be wrong: it comes after all others, whatever its points."
    ),
    Weight("line_aged", -15, "This line was last confirmed more than a year ago."),
    Weight("tested", 6, "Answered a communication test within 90 days."),
    Weight("answered", 3, "Answered when somebody last called."),
    Weight("failed", -10, "Did not answer when somebody last called."),
    Weight("bounced", -30, "The last message came back, or the number was wrong."),
    Weight("dimmed", -50, "Two independent offices could not reach it."),
    Weight("absent", -5, "The holder of the post is away."),
    Weight("preference", 1, "The owner's own order of its lines, from five points to minus five."),
)
"""The whole ranking: points are added up; of two alike the nearer hop comes first, then the name."""

POINTS = {each.code: each.points for each in WEIGHTS}
