"""The channels of invented entries, from the templates of `channels.csv`: numbers that ring nowhere, mail that goes nowhere."""

from __future__ import annotations

from collections.abc import Iterable

from anyascii import anyascii

from app.cli.demo.countries import Country
from app.cli.demo.numbers import SATELLITE, Numbers
from app.cli.demo.seeds import Form
from app.cli.demo.sheets import rows
from app.reference import networks

SPOKEN_ON = ("phone", "mobile", "vhf_radio", "inmarsat", "video")


def domain_of(key: str) -> str:
    """The mail and web domain of a seed, such as `border-service.it.example`: `example` is reserved (RFC 2606)."""
    state, _, rest = key.partition("-")
    return f"{rest.replace('_', '-')}.{state}.example"


def channels_of(key: str, country: Country, templates: Iterable[str], numbers: Numbers) -> list[Form]:
    """Channels from these templates, without those of networks that the State is not a member of."""
    by_name = {row["channel"]: row for row in rows("channels")}
    chosen = [by_name[name] for name in templates]
    mine = networks.networks_of(country.code)
    return [_channel(row, key, country, numbers) for row in chosen if not row["members_of"] or row["members_of"] in mine]


def _channel(row: dict[str, str], key: str, country: Country, numbers: Numbers) -> Form:
    return {
        "type": row["type"],
        "value": _value(row["value"], key, country, numbers),
        "label": row["label"],
        "contexts": row["contexts"].split(),
        "may_be_used_for": row["may_be_used_for"].split(),
        "preference": int(row["preference"]),
        "marking": row["marking"] or None,
        "always_open": row["always_open"] == "yes",
        "languages": country.working_languages() if row["type"] in SPOKEN_ON else [],
    }


def _value(template: str, key: str, country: Country, numbers: Numbers) -> str:
    if template == "{number}":
        return numbers.following(country.code)
    if template == "{satellite}":
        return numbers.following(SATELLITE)
    city = anyascii(country.capital).upper()
    return template.format(domain=domain_of(key), capital=country.capital, country=country.name, code=country.code, city=city)
