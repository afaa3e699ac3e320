"""Address books on telephones: set up on a page for a choice of States and one matter, filled by CardDAV, counted, mortal."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlmodel import Session

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.address_book_states import remember, state_at
from app.accounts.scoped_keys import ScopedKey, end_own_key, issue_scoped_key, own_keys
from app.audit.counting import counted_since
from app.audit.trail import record
from app.clock import now
from app.db import Database, lock_for_counting, settings_of, writing
from app.directory.address_book import Carried, carried_entries
from app.directory.vocabulary import is_code
from app.errors import FieldError, Invalid, TooMany
from app.exchange.formats.vcard import vcard, vcard_3
from app.reference import regions, states
from app.reference.text import plain

SCOPE = "carddav"
DAY = timedelta(days=1)
LONGEST_LABEL = 60
VERSIONS = {"3.0": vcard_3, "4.0": vcard}
END = b"END:VCARD\r\n"


@dataclass(frozen=True)
class Choice:
    """What a book holds: States, or all of an M49 region, and perhaps one matter only; for which purpose it is carried."""

    label: str
    states: tuple[str, ...] = ()
    region: str | None = None
    function: str | None = None
    purpose: str = ""

    def countries(self) -> frozenset[str]:
        """The States that it covers."""
        return frozenset(self.states) | (regions.states_in(self.region) if self.region else frozenset())


@dataclass(frozen=True)
class BookCard:
    """One entry in a book: its tag changes whenever what the telephone would be given changes."""

    id: str
    tag: str
    carried: Carried


@dataclass(frozen=True)
class Book:
    """What a telephone may carry now. `is_cut`: there are more entries than fit, which its description says."""

    key: ScopedKey
    choice: Choice
    cards: Mapping[str, BookCard]
    is_cut: bool


# --- setting up ---------------------------------------------------------------------------------------------------------


def set_up_book(session: Session, choice: Choice, *, days: int | None = None, by: Actor) -> tuple[str, ScopedKey]:
    """Make the password of a new address book, returned once.

    Raises `Denied`, `TooMany`, and `Invalid` for a choice that is not sound or holds more than a book may.
    """
    require(by, Permission.CHANNEL_REVEAL)
    sound = _checked(choice)
    settings = settings_of(session)
    _, more = _carried(session, sound, by)
    if more:
        reason = f"holds more than {settings.address_book_cards} entries: choose fewer States, or one matter"
        raise Invalid("The address book is too large.", errors=(FieldError("states", reason),))
    return issue_scoped_key(session, SCOPE, asdict(sound), days=days, most=settings.address_books_per_month, by=by)


def own_books(session: Session, *, reader: Actor) -> Sequence[ScopedKey]:
    """The reader's own address books, newest first."""
    require(reader, Permission.CHANNEL_REVEAL)
    return own_keys(session, SCOPE, reader=reader)


def end_book(session: Session, prefix: str, *, by: Actor) -> ScopedKey:
    """End one of the own address books: the telephone is refused at its next request. Raises `NotFound`."""
    require(by, Permission.CHANNEL_REVEAL)
    return end_own_key(session, SCOPE, prefix, by=by)


def choice_of(key: ScopedKey) -> Choice:
    """What the book was set up for."""
    said = key.chosen
    return Choice(said["label"], tuple(said["states"]), said["region"], said["function"], said["purpose"])


def _checked(choice: Choice) -> Choice:
    wrong = []
    codes = tuple(dict.fromkeys(code.strip().upper() for code in choice.states if code.strip()))
    unknown = [code for code in codes if states.find_state(code) is None]
    if unknown:
        wrong.append(FieldError("states", f"{unknown[0]} is not an ISO 3166-1 alpha-2 code such as IT"))
    if choice.region and regions.find_region(choice.region) is None:
        wrong.append(FieldError("region", f"{choice.region!r} is not a UN M49 code such as 002"))
    if not codes and not choice.region:
        wrong.append(FieldError("states", "choose at least one State, or a region"))
    if choice.function and not is_code("function", choice.function):
        wrong.append(FieldError("function", f"{choice.function!r} is not on the list"))
    if not choice.purpose or not is_code("purpose", choice.purpose):
        wrong.append(FieldError("purpose", "state a purpose"))
    label = _label(choice.label)
    if label is None:
        wrong.append(FieldError("label", f"1 to {LONGEST_LABEL} characters"))
    if wrong:
        raise Invalid("The address book was not set up.", errors=tuple(wrong))
    return Choice(label or "", codes, choice.region or None, choice.function or None, choice.purpose)


def _label(text: str) -> str | None:
    try:
        label = plain(text).strip()
    except ValueError:
        return None
    return label if 0 < len(label) <= LONGEST_LABEL else None


# --- reading ------------------------------------------------------------------------------------------------------------


def open_book(session: Session, key: ScopedKey, *, reader: Actor) -> Book:
    """What the book holds at this instant, by entry id. Hands out nothing yet: see `take`."""
    choice = choice_of(key)
    carried, more = _carried(session, choice, reader)
    cards = {each.card["id"]: BookCard(each.card["id"], _tag(each, key), each) for each in carried}
    return Book(key, choice, cards, more)


def _carried(session: Session, choice: Choice, reader: Actor) -> tuple[list[Carried], bool]:
    return carried_entries(
        session,
        states=choice.countries(),
        function=choice.function,
        purpose=choice.purpose,
        most=settings_of(session).address_book_cards,
        reader=reader,
    )


def rendered(card: BookCard, key: ScopedKey, version: str) -> bytes:
    """The entry as vCard 3.0 or 4.0, with the day on which the book ends."""
    return _rendered(card.carried, key, version)


def _rendered(carried: Carried, key: ScopedKey, version: str) -> bytes:
    until = f"NOTE:Good until {key.expires_at:%Y-%m-%d}; then set the address book up anew.\r\n".encode()
    return VERSIONS[version](carried.card, copy_for=key.prefix).removesuffix(END) + until + END


def _tag(carried: Carried, key: ScopedKey) -> str:
    return hashlib.sha256(b"".join(_rendered(carried, key, version) for version in VERSIONS)).hexdigest()[:32]


def take(database: Database, book: Book, ids: Sequence[str], *, by: Actor) -> list[BookCard]:
    """Hand out these cards: counted against the person's day and on record before this returns. Unknown ids are left out.

    Raises `TooMany` over DIRECTORY_ADDRESS_BOOK_READS cards in 24 hours, and then hands out none.
    """
    require(by, Permission.CHANNEL_REVEAL)
    cards = [book.cards[each] for each in dict.fromkeys(ids) if each in book.cards]
    if not cards:
        return []
    with writing(database) as session:
        most = settings_of(session).address_book_reads
        lock_for_counting(session, f"addressbook:{by.id}")
        if counted_since(session, "addressbook:synced", by.id, now() - DAY) + len(cards) > most:
            raise TooMany(f"Your telephones have taken {most} cards in 24 hours. Try again tomorrow.", retry_after=3600)
        record(
            session,
            "addressbook:synced",
            by=by,
            entries=[card.id for card in cards],
            fields=[channel for card in cards for channel in card.carried.channels],
            marking=max((card.carried.strictest for card in cards), key=tlp.rank),
            purpose=book.choice.purpose,
            rule=Permission.CHANNEL_REVEAL.name,
            count=len(cards),
            payload={"prefix": book.key.prefix},
        )
    return cards


# --- what has changed ---------------------------------------------------------------------------------------------------


def number_of(database: Database, book: Book) -> int:
    """The number of what the book holds now: it grows whenever that has changed."""
    with writing(database) as session:
        lock_for_counting(session, f"addressbook:{book.key.prefix}")
        return remember(session, book.key.prefix, {each.id: each.tag for each in book.cards.values()})


def changed_since(session: Session, book: Book, number: int) -> tuple[list[str], list[str]] | None:
    """Ids that are new or changed since a number, and ids that are gone; none where that number is not remembered."""
    before = state_at(session, book.key.prefix, number)
    if before is None:
        return None
    changed = [each.id for each in book.cards.values() if before.get(each.id) != each.tag]
    return changed, sorted(set(before) - set(book.cards))
