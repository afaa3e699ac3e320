"""Sentences of the answer: what each says, and how it is said in a reader's language - the one place for both doors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, dates, units

from app.directory.vocabulary import label
from app.reference import states
from app.reference.languages import language_name
from app.reference.networks import network

WEEK = timedelta(days=7)
LONG_MINUTES = 180
"""From here on hours are enough."""

SENTENCES: dict[str, str] = {
    "designated": "designated for this: {article}",
    "for_matter": "works on this matter",
    "central": "central authority: passes formal requests on",
    "round_the_clock": "answers day and night, passes messages on",
    "ncb": "reaches every other National Central Bureau over I-24/7",
    "our_officer": "our liaison officer, posted in {state}",
    "their_officer": "their liaison officer, posted in {state}",
    "network": "contact point of a regional network: {network}",
    "neighbour": "of the same region as {state} and Party to the Protocol: can only help to find the way",
    "urgent_line": "line for urgent calls",
    "maritime_line": "line for calls at sea",
    "always_open": "open day and night",
    "open_more": "open {span} more",
    "closes_soon": "closes in {span}",
    "closed_writes": "closed, opens {when}: a message waits until then",
    "hours_unknown": "hours not stated",
    "speaks": "speaks {language}",
    "speaks_level": "speaks {language} {level}",
    "reads": "accepts {language} in writing",
    "relay": "no language of yours; {office} on your side shares {language} with them",
    "interpreter": "no common language; interpreter on file for {language} and {other}: {office}",
    "languages_unknown": "languages not stated",
    "confirmed": "confirmed {ago}",
    "confirmed_on": "confirmed on {day}",
    "due": "confirmed {ago}, confirmation falls due",
    "overdue": "confirmation overdue since {day}",
    "not_confirmed": "not confirmed since {day}: try it, and tell us",
    "never_confirmed": "never confirmed",
    "line_aged": "this line was last confirmed {ago}",
    "tested": "answered a test {ago}",
    "answered": "answered when last called",
    "failed": "did not answer when last called",
    "bounced": "the last message came back",
    "dimmed": "two offices could not reach it",
    "absent": "the holder is away until {day}",
    "absent_open": "the holder is away",
    "state_case": "state a case reference to see the line",
    "state_factor": "show your second factor again to see the line",
    "not_given": "open the entry to see what it asks for",
    "closed": "closed until {when}",
    "closed_long": "closed, no opening in sight",
    "no_language": "no common language: speaks {languages}",
    "no_line": "no line that you may see",
    "emergencies": "for emergencies only",
    "vacant": "vacant since {day}",
    "too_slow": "only by post or in writing, too slow for an urgent matter",
    "both_parties": "{state} and {other} are both Parties to the Protocol against the Smuggling of Migrants since {day}.",
    "both_parties_by": "{state} and {other} are both Parties to the Protocol against the Smuggling of Migrants, "
    "at the latest since {day}.",
    "is_party": "{state} is a Party to the Protocol against the Smuggling of Migrants.",
    "not_party": "{state} is not known here as a Party to the Protocol against the Smuggling of Migrants "
    "(as of {day}): ask under another treaty.",
    "not_known": "Nothing is on file here about {state} and the Protocol against the Smuggling of Migrants.",
    "designation_on_file": "{state} has designated an authority under {article}.",
    "no_designation": "No designation under {article} on file for {state}: ask the authority for mutual legal assistance "
    "(Convention, article 18(13)).",
    "no_central": "No designation under {article} on file for {state}: a request goes through diplomatic channels, "
    "in an urgent case through INTERPOL.",
    "nothing_on_file": "{state} has no entry for this.",
    "kept_since": "Kept by its focal point since {day}.",
    "kept_by_coordinator": "{state} has no focal point here yet: the region's coordinator sees to it.",
    "kept_by_nobody": "{state} has no focal point here yet.",
    "asked": "You have asked for it. Nobody keeps the entries of this State yet: the request is counted, and the coordinator "
    "fills the gaps that were asked for most.",
    "asked_focal_point": "You have asked for it. The State’s focal point is told.",
    "asked_coordinator": "You have asked for it. The region’s coordinator is told, and fills it while there is no focal point.",
    "asked_focal_point_coordinator": "You have asked for it. The State’s focal point and the coordinator are told.",
    "our_ncb": "Our National Central Bureau: reaches theirs over I-24/7.",
    "our_central": "Our central authority: sends formal requests.",
    "our_posted": "Our liaison officer for {state}.",
    "mmsi_hint": "The digits of the MMSI say who licensed the radio: {state}. Only the flag State itself can "
    "confirm the registry.",
    "ask_registry": "Ask {state} to confirm that the vessel is registered there (Protocol, article 8(2)).",
    "ask_boarding": "If it is, ask for authorisation to board, to search and, if evidence is found, "
    "to take measures (article 8(2)).",
    "say_measures": "Tell {state} promptly what you did and what you found (article 8(3)).",
    "rescue_first": "Safety of the people on board comes first (article 9(1)): the rescue coordination centre can be called "
    "at any time.",
    "no_flag": "A vessel without nationality may be boarded on reasonable grounds of suspicion (article 8(7)): "
    "ask no State first.",
}
"""Every sentence of the answer by its code. Placeholders are filled in the reader's language."""


@dataclass(frozen=True)
class Said:
    """One sentence: its code and what fills it, each value with its sort (`state`, `language`, `span` ...)."""

    code: str
    values: dict[str, tuple[str, Any]] = field(default_factory=dict, hash=False)


def spoken(said: Said, language: str = "en", translate: Callable[[str], str] = str) -> str:
    """The sentence in a language; `translate` finds its translation, without it it is English."""
    shown = {name: _shown(sort, value, language) for name, (sort, value) in said.values.items()}
    return translate(SENTENCES[said.code]).format(**shown)


def _shown(sort: str, value: Any, language: str) -> str:
    if sort == "state":
        return states.state(value).name(language)
    if sort == "language":
        return language_name(value, language)
    if sort == "languages":
        return ("، " if language == "ar" else "、" if language == "zh" else ", ").join(language_name(v, language) for v in value)
    if sort == "article":
        return label("instrument_article", value, language)
    if sort == "network":
        return network(value).name(language)
    if sort == "span":
        return _span(value, language)
    if sort == "ago":
        return str(dates.format_timedelta(-value, add_direction=True, threshold=1.2, locale=_locale(language)))
    if sort == "day":
        return str(dates.format_skeleton("yMMMd", value, tzinfo=UTC, locale=_locale(language)))
    if sort == "when":
        again, zone, at = value
        return _when(again, zone, at, language)
    return str(value)


def _span(length: timedelta, language: str) -> str:
    """`41 minutes`, `5 hours`: never rounded up, for who trusts it would call too late."""
    minutes = int(length.total_seconds() // 60)
    count, unit = (minutes, "duration-minute") if minutes < LONG_MINUTES else (minutes // 60, "duration-hour")
    return str(units.format_unit(count, unit, locale=_locale(language)))


def _when(again: datetime, zone: str, at: datetime, language: str) -> str:
    """`Tue 08:00`, on the wall of the office called; with its date where the weekday could be taken for one of this week."""
    local = again.astimezone(ZoneInfo(zone))
    if local.date() - at.astimezone(local.tzinfo).date() >= WEEK:
        return f"{dates.format_skeleton('yMMMd', local.date(), locale=_locale(language))} {local:%H:%M}"
    weekday = _locale(language).days["stand-alone"]["abbreviated"][local.weekday()]
    return f"{weekday} {local:%H:%M}"


@cache
def _locale(language: str) -> Locale:
    return Locale.parse({"zh": "zh_Hans", "en": "en_GB"}.get(language, language))


def ago(since: datetime, at: datetime) -> tuple[str, timedelta]:
    """How long ago something was, as a value of a sentence; what lies ahead counts as now."""
    return "ago", max(at - since, timedelta(0))
