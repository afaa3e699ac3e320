"""Suggestions while typing: names that go on as the text begins, of entries that the reader may find."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.db import Session
from app.directory.find import EntryQuery, searched_pool
from app.directory.naming.folding import fold, split_words
from app.directory.naming.scripts import script_of
from app.directory.naming.words import readings_of
from app.directory.search_asking import completing
from app.directory.search_index import Candidate, Pool, SearchName, is_over
from app.directory.search_keys import HAN
from app.lookup.candidates import ranked
from app.lookup.similarity import CUT

MOST = 8
LONGEST = 60
"""Characters of a text that are read."""
LEAST_FOR_SOUND, LEAST_HAN_FOR_SOUND = 3, 2
"""Letters, and Chinese characters, from which a text in another script or spelling is looked for by its sound, when nothing

begins with it.
"""


@dataclass(frozen=True)
class Suggestion:
    """A name to go on with: `text` in `language` (BCP 47), of the entry with this id, of a State (alpha-2)."""

    text: str
    language: str | None
    entry: str
    state: str


def suggestions(session: Session, text: str, *, reader: Actor) -> list[Suggestion]:
    """At most `MOST` names that begin as the text does, word by word; the last word need not be finished.

    Names only and never a channel, so it is not put on record as a look-up is. Raises `Denied`.
    """
    require(reader, Permission.ENTRY_FIND)
    text = text[:LONGEST]
    words = [word.letters for word in readings_of(text)[0] if word.letters]
    if not words:
        return []
    pool = searched_pool(EntryQuery(), reader=reader)
    if script_of(text) == "Hani" and (written := _in_characters(session, text, pool)):
        return written
    found = completing(session, words[-1], words[:-1], pool, most=MOST)
    found = [candidate for candidate in found if not _only_by_who_left(candidate, words)]
    if found:
        return [_suggestion(candidate, words) for candidate in found]
    if len(words[-1]) < LEAST_FOR_SOUND or (script_of(text) == "Hani" and len(text.strip()) < LEAST_HAN_FOR_SOUND):
        return []
    hits = [hit for hit in ranked(session, text, pool) if hit.score >= CUT][:MOST]
    return [Suggestion(hit.name.text, hit.name.language, hit.entry, hit.state) for hit in hits]


def _in_characters(session: Session, text: str, pool: Pool) -> list[Suggestion]:
    """Names that go on as Chinese characters begin, as they are written: 王 sounds like too many names."""
    words = split_words(text)
    if len(words) != 1:
        return []
    begun = [
        (candidate, next((name for name in candidate.names if words[0] in fold(name.text) and not is_over(name)), None))
        for candidate in completing(session, words[0], [], pool, most=MOST, kind=HAN)
    ]
    return [Suggestion(name.text, name.language, candidate.entry, candidate.state) for candidate, name in begun if name]


def _suggestion(candidate: Candidate, words: list[str]) -> Suggestion:
    name = next((name for name in candidate.names if not is_over(name) and _goes_on(name, words)), candidate.names[0])
    return Suggestion(name.text, name.language, candidate.entry, candidate.state)


def _only_by_who_left(candidate: Candidate, words: list[str]) -> bool:
    going_on = [is_over(name) for name in candidate.names if _goes_on(name, words)]
    return bool(going_on) and all(going_on)


def _goes_on(name: SearchName, words: list[str]) -> bool:
    letters = [word.letters for reading in readings_of(name.text) for word in reading]
    return all(word in letters for word in words[:-1]) and any(each.startswith(words[-1]) for each in letters)
