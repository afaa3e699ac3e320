"""The invented world: all its entries, with how lately each was confirmed and tested, the same at every run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.cli.demo.abroad import liaison_officers
from app.cli.demo.assistance import interpreters, ngos
from app.cli.demo.bodies import bodies_of, further_posts
from app.cli.demo.channels import channels_of
from app.cli.demo.countries import countries
from app.cli.demo.numbers import Numbers
from app.cli.demo.seeds import Seed
from app.cli.demo.sheets import draw, rows


def invented_world() -> list[Seed]:
    """Every seed, parents before their children. Nothing in it is real: no body, no person, no channel that reaches anybody."""
    numbers = Numbers()
    quirks = {row["key"]: row for row in rows("quirks")}
    return [_with_quirk(_fresh(seed), quirks.get(seed.key), numbers) for seed in _seeds(numbers)]


def _seeds(numbers: Numbers) -> Iterator[Seed]:
    for country in countries().values():
        yield from bodies_of(country, numbers)
    yield from further_posts(numbers)
    yield from liaison_officers(numbers)
    yield from ngos(numbers)
    yield from interpreters(numbers)


def _fresh(seed: Seed) -> Seed:
    """Most entries are fresh, one in twelve is not confirmed any more, one in twelve falls due; duty lines are tested."""
    if seed.status in ("draft", "submitted"):
        return seed
    has_duty = any(channel["always_open"] for channel in seed.form["channels"])
    confirmed = {0: 480, 1: 125}.get(draw(seed.key, 12), 2 + draw(seed.key + "confirmed", 100))
    tested = 1 + draw(seed.key + "tested", 80) if has_duty and draw(seed.key + "is tested", 2) else None
    return replace(seed, confirmed_days_ago=confirmed, tested_days_ago=tested)


def _with_quirk(seed: Seed, quirk: dict[str, str] | None, numbers: Numbers) -> Seed:
    """What `quirks.csv` says of single entries: suspended, withdrawn, never confirmed, or with a line for named readers."""
    if quirk is None:
        return seed
    form = seed.form
    readers = tuple(quirk["protected_for"].split())
    if readers:
        country = countries()[form["state"]]
        form = {**form, "channels": [*form["channels"], *channels_of(seed.key, country, ["protected"], numbers)]}
    return replace(
        seed,
        status=quirk["status"],
        form=form,
        confirmed_days_ago=int(quirk["confirmed_days_ago"]) if quirk["confirmed_days_ago"] else None,
        tested_days_ago=int(quirk["tested_days_ago"]) if quirk["tested_days_ago"] else None,
        reader_emails=seed.reader_emails + readers,
    )
