"""The question of an officer: where, what about, in which languages, how urgent, at which instant - checked field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.clock import iso, now
from app.directory.parts import Record
from app.directory.vocabulary import is_code
from app.errors import FieldError, Invalid
from app.lookup.hours import wall_clock
from app.reference import regions, states
from app.reference.languages import canonical, is_language
from app.reference.maritime import state_of_mmsi
from app.reference.text import as_typed

MOST_LANGUAGES = 6
TRUE, FALSE = ("true", "1", "yes", "on"), ("", "false", "0", "no", "off")


@dataclass(frozen=True)
class Question:
    """What is asked, after checking. `state` or `region` says where; `languages` are mine, the best first; `at` is UTC."""

    state: str | None
    region: str | None
    function: str
    languages: tuple[str, ...]
    from_state: str | None
    at: datetime
    urgent: bool
    flag: str | None = None
    mmsi: str | None = None
    purpose: str = ""

    @property
    def at_sea(self) -> bool:
        """Whether the question is about a vessel."""
        return bool(self.flag or self.mmsi or self.function in ("som_by_sea", "drugs_by_sea", "search_and_rescue"))

    def told(self) -> Record:
        """The question as the answer repeats it."""
        told: Record = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**told, "languages": list(self.languages), "language": next(iter(self.languages), None), "at": iso(self.at)}


@dataclass(frozen=True)
class Asked:
    """The fields as they were sent: texts, empty where nothing was. Several languages stand apart by commas."""

    state: str = ""
    region: str = ""
    function: str = ""
    language: str = ""
    from_state: str = ""
    at: str = ""
    urgent: str = ""
    flag: str = ""
    mmsi: str = ""
    purpose: str = ""


def question_of(asked: Asked, *, reader: Actor) -> Question:
    """The question, checked. Without `from_state` it is asked from the reader's own State, without `at` about now.

    A vessel stands for its flag State. Raises `Denied` for readers without a right to channels, then `Invalid` naming each
    wrong field.
    """
    require(reader, Permission.CHANNEL_REVEAL)
    wrong: list[FieldError] = []
    state, region = _state("state", asked.state, wrong), _region(asked.region, wrong)
    flag, mmsi = _state("flag", asked.flag, wrong), _plain(asked.mmsi) or None
    carried = _flag_of(mmsi, wrong) if mmsi else None
    if flag and carried and flag != carried:
        wrong.append(FieldError("flag", f"the digits of this MMSI belong to {carried}: leave one of the two out"))
    function = asked.function.strip()
    if function and not is_code("function", function):
        wrong.append(FieldError("function", f"{function!r} is not on the list; see /api/v1/vocabulary"))
    place = state or flag or carried
    if not (place or region) and not wrong:
        wrong.append(FieldError("state", "say where: a State, a region, or a vessel's flag or MMSI"))
    vessel = flag or carried
    if state and vessel and state != vessel:
        wrong.append(FieldError("state", f"a vessel is asked about at its flag State, {vessel}: leave one of the two out"))
    if place and region and place not in regions.states_in(region):
        wrong.append(FieldError("region", f"{place} does not lie in {region}: leave one of the two out"))
    question = Question(
        state=place,
        region=None if place else region,
        function=function or ("som_by_sea" if vessel else ""),
        languages=_languages(asked.language, wrong),
        from_state=_state("from_state", asked.from_state, wrong) or reader.state,
        at=_instant(asked.at, wrong),
        urgent=_yes(asked.urgent, wrong),
        flag=vessel,
        mmsi=mmsi,
        purpose=asked.purpose.strip(),
    )
    if question.purpose and not is_code("purpose", question.purpose):
        wrong.append(FieldError("purpose", f"{question.purpose!r} is not on the list of purposes"))
    if wrong:
        raise Invalid("This question cannot be answered.", errors=tuple(wrong))
    return question


def _state(field: str, text: str, wrong: list[FieldError]) -> str | None:
    code = text.strip().upper()
    if code and states.find_state(code) is None:
        wrong.append(FieldError(field, f"{text.strip()!r} is not an ISO 3166-1 alpha-2 code such as IT"))
        return None
    return code or None


def _region(text: str, wrong: list[FieldError]) -> str | None:
    code = text.strip()
    if code and regions.find_region(code) is None:
        wrong.append(FieldError("region", f"{code!r} is not a UN M49 code such as 002"))
        return None
    return code or None


def _plain(mmsi: str) -> str:
    """Nine digits as people write them: in groups, in the digits of their own keyboard."""
    return "".join(as_typed(mmsi).replace("-", " ").split())


def _flag_of(mmsi: str, wrong: list[FieldError]) -> str | None:
    """The State whose digits an MMSI carries (ITU-R M.585)."""
    if not (len(mmsi) == 9 and mmsi.isascii() and mmsi.isdigit()):
        wrong.append(FieldError("mmsi", "an MMSI has nine digits, such as 672123456"))
        return None
    found = state_of_mmsi(mmsi)
    if found is None:
        wrong.append(FieldError("mmsi", f"no State holds the digits of {mmsi}: ask for the flag, or read them again"))
    return found.code if found else None


def _languages(text: str, wrong: list[FieldError]) -> tuple[str, ...]:
    sent = [each.strip() for each in text.split(",") if each.strip()]
    if len(sent) > MOST_LANGUAGES:
        wrong.append(FieldError("language", f"at most {MOST_LANGUAGES} languages"))
        return ()
    unknown = [tag for tag in sent if not is_language(tag)]
    wrong += [FieldError("language", f"{tag!r} is not a language tag such as fr or prs") for tag in unknown]
    known: Sequence[str] = [canonical(tag) for tag in sent if tag not in unknown]
    return tuple(dict.fromkeys(known))


def _instant(text: str, wrong: list[FieldError]) -> datetime:
    written = text.strip()
    if not written:
        return now()
    try:
        at = datetime.fromisoformat(written)
        if at.tzinfo is not None:
            return wall_clock(at.astimezone(UTC), "UTC").local
    except (ValueError, OverflowError):
        pass
    except Invalid as outside:
        wrong += outside.errors
        return now()
    wrong.append(FieldError("at", "an instant with its offset, such as 2026-11-24T03:10:00Z"))
    return now()


def _yes(text: str, wrong: list[FieldError]) -> bool:
    word = text.strip().casefold()
    if word not in (*TRUE, *FALSE):
        wrong.append(FieldError("urgent", "true or false"))
    return word in TRUE
