"""Invented NGOs with their services, shared within a region, and interpreters with their language pairs."""

from __future__ import annotations

from collections.abc import Iterator

from app.cli.demo.bodies import designation
from app.cli.demo.channels import channels_of, domain_of
from app.cli.demo.countries import Country, countries
from app.cli.demo.names import names_of
from app.cli.demo.numbers import Numbers
from app.cli.demo.seeds import Form, Seed, consents, entry_shape
from app.cli.demo.sheets import rows


def ngos(numbers: Numbers) -> Iterator[Seed]:
    """Organisations that assist smuggled migrants (Working Group on the Smuggling of Migrants, 2019, recommendation 6)."""
    for row in rows("ngos"):
        country = countries()[row["state"]]
        place = row["place"].lower().replace(" ", "-").replace("'", "")
        key = f"{country.code.lower()}-ngo-{place}"
        yield Seed(key, "published", _ngo(key, row, country, numbers))


def interpreters(numbers: Numbers) -> Iterator[Seed]:
    """Interpreting services, for the languages of the routes (recommendation 4)."""
    for row in rows("interpreters"):
        country = countries()[row["state"]]
        key = f"{country.code.lower()}-interpreters-{row['code']}"
        yield Seed(key, "published", _interpreters(key, row, country, numbers))


def _ngo(key: str, row: dict[str, str], country: Country, numbers: Numbers) -> Form:
    offered = row["services"].split()
    wanted = ["office", "mailbox", "web_form", *(["hotline"] if "hotline" in offered else [])]
    return entry_shape(
        key,
        "ngo",
        country.code,
        row["marking"],
        names=names_of("ngo", country, place=row["place"]),
        purpose=f"Assists smuggled migrants in {row['place']}; takes referrals from any authority it is shared with.",
        time_zone=country.zone,
        homepage=f"https://{domain_of(key)}/",
        languages=country.staff_languages(),
        channels=channels_of(key, country, wanted, numbers),
        hours=country.hours(),
        designations=[designation("victim_assistance", "NATIONAL", "contact_point", country=country)],
        services=[_service(row["areas"].split(), each) for each in rows("services") if each["service"] in offered],
        audience={"kind": row["audience"], "of": row["of"].split()},
        # What is shared within a region only does not go to a portal that all regions read.
        consents=consents(key, country.code, row["marking"]) if row["audience"] == "everyone" else None,
    )


def _service(areas: list[str], row: dict[str, str]) -> Form:
    return {"name": row["name"], "description": row["description"], "eligibility": row["eligibility"], "areas": areas}


def _interpreters(key: str, row: dict[str, str], country: Country, numbers: Numbers) -> Form:
    modes = row["modes"].split()
    sources = row["sources"].split()
    wanted = ["booking", "mailbox", *(["video"] if "video" in modes else [])]
    return entry_shape(
        key,
        "interpreter",
        country.code,
        row["marking"],
        names=names_of("interpreters", country, place=row["code"]),
        purpose=f"Interpreters for interviews of smuggled migrants, by {', '.join(modes).replace('_', ' ')}.",
        time_zone=country.zone,
        languages=[{"tag": tag, "level": "C2", "use": ["spoken"]} for tag in (*sources, row["target"])],
        channels=channels_of(key, country, wanted, numbers),
        hours=country.hours(),
        designations=[designation("interpretation", "NATIONAL", "contact_point", country=country)],
        interpretation=[_pair(source, row, modes) for source in sources],
        consents=consents(key, country.code, row["marking"]),
    )


def _pair(source: str, row: dict[str, str], modes: list[str]) -> Form:
    return {
        "source": source,
        "target": row["target"],
        "mode": modes,
        "sworn": row["sworn"] == "yes",
        "cleared": row["cleared"] == "yes",
    }
