"""Who holds a post today: since when nobody does, and who is away until when. It follows from dates and the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

Record = dict[str, Any]


def vacant_since(record: Mapping[str, Any], day: date) -> str | None:
    """The last day of the posting or of the holder's time, once it has passed; the earlier one where both have."""
    ends = [part["until"] for part in (record["posting"], record["holder"]) if part and part.get("until")]
    passed = [end for end in ends if date.fromisoformat(end) < day]
    return min(passed) if passed else None


def shown_holder(record: Mapping[str, Any], day: date) -> Record | None:
    """The holder, or none once the post is vacant: who has left is shown in the history only."""
    return None if vacant_since(record, day) else record["holder"]


def absence(record: Mapping[str, Any], day: date) -> Record | None:
    """`{from, until}` while the holder is away, `until` open where nobody said; none otherwise."""
    holder = shown_holder(record, day)
    if not holder or not holder["absent_from"] or date.fromisoformat(holder["absent_from"]) > day:
        return None
    if holder["absent_until"] and date.fromisoformat(holder["absent_until"]) < day:
        return None
    return {"from": holder["absent_from"], "until": holder["absent_until"]}
