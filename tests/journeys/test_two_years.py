"""Two simulated years with real SMTP: whatever is overdue is flagged, nothing falsely, and the right mails arrive once each.

The job runs once a day. Focal points act on the mail that they receive, each office by a script of its own; what ought to
happen is worked out beside it (`freshness_oracle`). Two years on SQLite, seven months on PostgreSQL.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from app.access.actor import operator
from app.audit.chain import verify
from app.clock import set_to
from app.directory.confirmation import confirm_by_link, confirm_entry, listed_post
from app.directory.find import EntryQuery, find_entries
from app.notices.run import remind
from app.notices.wording import HEADINGS as ALL_HEADINGS
from tests.cast import Registry, mailbox
from tests.factories import mail, named, phone
from tests.journeys.freshness_oracle import HEADINGS, Expected, Office, Told, dates, state
from tests.sink import Sink, sink, text_of

__all__ = ["sink"]

BEGIN = datetime(2027, 1, 31, 6, 0, tzinfo=UTC)
KEEPERS = {"IT": ["focal.it", "focal2.it"], "TN": ["focal.tn", "focal2.tn"]}
SCRIPTS = ("when due", "when overdue", "never", "by link", "when lapsed")
WAITS_FOR = {"when due": "due", "when overdue": "overdue", "when lapsed": "not_confirmed"}
GROUPS = ("authority", "duty_line", "liaison_officer", "authority")
SOM = {"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}
LINE = re.compile(r"- (Office \d\d) \((\d{4}-\d\d-\d\d)\)")


@dataclass
class World:
    """The simulation: the clock, the offices, and what has arrived."""

    registry: Registry
    sink: Sink
    at: datetime = BEGIN
    offices: list[Office] = field(default_factory=list)
    expected: Expected = field(default_factory=Expected)
    lines: Counter[Told] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    to_do: dict[datetime, list[Callable[[], None]]] = field(default_factory=lambda: defaultdict(list))
    letters: int = 0
    worst_day: int = 0

    @contextmanager
    def clock(self) -> Iterator[None]:
        with set_to(lambda: self.at):
            yield

    def office(self, name: str) -> Office:
        return next(each for each in self.offices if each.name == name)

    def confirm(self, office: Office) -> None:
        by = self.registry.actor(KEEPERS[office.state][0])
        with self.registry.writing() as session:
            confirm_entry(session, office.entry_id, by=by)
        office.confirmed = self.at

    def confirm_by_link(self, office: Office, token: str) -> None:
        with self.registry.writing() as session:
            confirm_by_link(session, token, by=listed_post(session, token))
        office.confirmed = self.at


def found(world: World, number: int) -> Office:
    """Publish the office of this number and confirm it."""
    country, group = ("TN" if number % 3 == 2 else "IT"), GROUPS[number % 4]
    box = f"office{number}@ministry.example" if number % 2 or SCRIPTS[number % 5] == "by link" else None
    last = number == 12  # never confirmed again, and the only one of its State for this function
    duty = {**SOM, "function": "readmission_return", "article": "18"} if last else SOM
    first, second = KEEPERS[country]
    entry_id = world.registry.published(
        first,
        second,
        state=country,
        kind="liaison_officer" if group == "liaison_officer" else "authority",
        authority_type=None if group == "liaison_officer" else "coast_guard",
        names=named(f"Office {number:02}"),
        posting={"host": "KE", "posted_to": "mission"} if group == "liaison_officer" else None,
        channels=[phone(f"+3900000020{number:02}", always_open=group == "duty_line"), *([mail(box)] if box else [])],
        designations=[duty],
    )
    script = SCRIPTS[number % 5]
    office = Office(f"Office {number:02}", entry_id, country, group, script, box, world.at, is_last=last)
    world.confirm(office)
    return office


def run_job(world: World) -> None:
    """One day's run, and what those who receive its mail decide to do."""
    remind(world.registry.database, by=operator())
    world.expected.note_run(world.offices, KEEPERS, world.at)
    arrived = world.sink.taken()
    per_person = Counter(message["To"] for message in arrived if not message["To"].startswith("office"))
    world.worst_day = max([world.worst_day, *per_person.values()])
    world.letters += len(arrived)
    for message in arrived:
        read(world, str(message["To"]), text_of(message))


def read(world: World, to: str, text: str) -> None:
    """Count what a mail says and act on it as the office's script has it."""
    if "/confirm?link=" in text:
        world.links[world.at.date().isoformat(), to] += 1
        office = next(each for each in world.offices if each.mailbox == to)
        token = text.partition("link=")[2].split()[0]
        if office.script == "by link":
            later(world, 1, lambda: world.confirm_by_link(office, token))
        return
    heading = ""
    for line in text.splitlines():
        heading = next((h for h in ALL_HEADINGS.values() if line == f"{h}:"), heading)
        if told := LINE.fullmatch(line):
            note_line(world, to, heading, told.group(1), told.group(2))


def note_line(world: World, to: str, heading: str, name: str, day: str) -> None:
    kind = next((kind for kind, told in HEADINGS.items() if heading.startswith(told)), None)
    if kind is None:
        return
    world.lines[world.at.date().isoformat(), to.partition("@")[0], HEADINGS[kind], name, day] += 1
    office = world.office(name)
    if to == mailbox(KEEPERS[office.state][0]) and WAITS_FOR.get(office.script) == kind:
        later(world, 3, lambda: world.confirm(office))


def later(world: World, days: int, act: Callable[[], None]) -> None:
    """Do something at noon, so many days on."""
    world.to_do[world.at.replace(hour=12) + timedelta(days=days)].append(act)


def flags(world: World, reader: str, country: str) -> dict[str, str]:
    """What a reader's list says about the age of each office."""
    by, cursor, told = world.registry.actor(reader), None, {}
    while True:
        with world.registry.reading() as session:
            page = find_entries(session, EntryQuery(state=country, limit=50, cursor=cursor), reader=by)
        told |= {card["names"][0]["text"]: card["freshness"]["state"] for card in page.items}
        cursor = page.next_cursor
        if cursor is None:
            return told


def check_flags(world: World) -> None:
    """Keepers see every office with the state that it ought to have; others the same, without those that are hidden."""
    for country, (keeper, _) in KEEPERS.items():
        own = [office for office in world.offices if office.state == country]
        ought = {office.name: state(office, world.at) for office in own}
        assert flags(world, keeper, country) == ought, world.at
        shown = {o.name: ought[o.name] for o in own if o.is_last or world.at < dates(o)[2]}
        assert flags(world, "officer.ke", country) == shown, world.at


@pytest.fixture
def world(registry_with: Callable[..., Registry], sink: Sink) -> World:
    return World(registry_with(smtp_url=sink.url, base_url="https://directory.example"), sink)


def test_two_years_of_reminders(world: World) -> None:
    days = 730 if world.registry.database.is_sqlite else 215
    with world.clock():
        for day in range(days):
            if day < 80 and day % 2 == 0:
                world.offices.append(found(world, day // 2))
            world.at = world.at.replace(hour=6) + timedelta(days=1)
            run_job(world)
            if day % 5 == 0:
                check_flags(world)
            noon = world.at.replace(hour=12)
            for act in world.to_do.pop(noon, []):
                world.at = noon
                act()
        check_flags(world)
    assert len(world.offices) == 40
    assert world.lines == world.expected.lines
    assert set(world.lines.values()) == {1}
    assert world.links == world.expected.links
    assert {heading for _, _, heading, _, _ in world.lines} == set(HEADINGS.values())
    assert world.worst_day == 1
    with world.registry.reading() as session:
        assert verify(session).whole
