"""The invented authorities of a State and its specialised prosecutors, from the templates of `bodies.csv` and `posts.csv`."""

from __future__ import annotations

from collections.abc import Iterator

from app.cli.demo.channels import channels_of, domain_of
from app.cli.demo.countries import Country, countries
from app.cli.demo.names import further_names, holder_names, names_of
from app.cli.demo.numbers import Numbers
from app.cli.demo.seeds import Form, Seed, consents, entry_shape
from app.cli.demo.sheets import draw, rows
from app.reference.languages import SIX

Template = dict[str, str]

DIRECTIONS = {
    "competent": ["incoming"],
    "central": ["incoming", "outgoing"],
    "forwarding": ["incoming", "outgoing"],
    "contact_point": ["incoming", "outgoing", "spontaneous"],
}
NO_PARTY = "Not Party to the instrument according to the reference data: cooperates under national law."


def bodies_of(country: Country, numbers: Numbers) -> Iterator[Seed]:
    """All authorities of a State, ministries before their departments, and its specialised prosecutor."""
    made: set[str] = set()
    for template in rows("bodies"):
        if template["tier"] in ("all", country.tier) and (template["where"] == "all" or country.coastal):
            parent = template["parent"] if template["parent"] in made else ""
            made.add(template["body"])
            yield _body(template, parent, country, numbers)


def further_posts(numbers: Numbers) -> Iterator[Seed]:
    """Prosecutors beside the first of a State: drafts, and posts with narrower markings and audiences."""
    template = next(row for row in rows("bodies") if row["body"] == "prosecutor")
    for row in rows("posts"):
        country = countries()[row["state"]]
        key = f"{country.code.lower()}-{row['term']}-{row['code']}"
        form = _post(template, key, row["marking"], country, numbers)
        form["names"] = names_of(row["term"], country, place=row["place"])
        form["audience"] = {
            "kind": row["audience"],
            "of": row["of"].split(),
            "except_states": row["except_states"].split(),
        }
        parent = f"{country.code.lower()}-{row['parent']}"
        if row["audience"] != "everyone":
            form.pop("consents", None)
        yield Seed(key, row["status"], form, parent, reader_emails=tuple(row["readers"].split()))


def _body(template: Template, parent: str, country: Country, numbers: Numbers) -> Seed:
    prefix = f"{country.code.lower()}-"
    key = prefix + template["body"]
    parent_key = prefix + parent if parent else None
    if template["kind"] == "prosecutor":
        marking = "TLP:GREEN" if draw(country.code, 4) or country.code == "IT" else "TLP:AMBER"
        return Seed(key, "published", _post(template, key, marking, country, numbers), parent_key)
    # What ministries notify to the Secretary-General is public in many States.
    is_public = template["body"] in ("justice_ministry", "central_authority") and draw(country.code, 3) == 0
    return Seed(
        key, "published", _authority(template, key, "TLP:CLEAR" if is_public else "TLP:GREEN", country, numbers), parent_key
    )


def _authority(template: Template, key: str, marking: str, country: Country, numbers: Numbers) -> Form:
    wanted = ["switchboard", *(["duty_desk"] if template["duty"] == "yes" else []), "mailbox"]
    channels = channels_of(key, country, [*wanted, *template["more_channels"].split()], numbers)
    six = SIX if template["body"] == "central_authority" else ()
    return entry_shape(
        key,
        "authority",
        country.code,
        marking,
        names=names_of(template["body"], country, more=six) + further_names(template["body"], country),
        purpose=template["purpose"],
        authority_type=template["authority_type"],
        time_zone=country.zone,
        homepage=f"https://{domain_of(key)}/",
        languages=country.staff_languages(),
        channels=channels,
        hours=country.hours(),
        designations=_designations(template, country),
        requirements=_requirements(key, channels, country) if template["requests"] == "yes" else None,
        networks=country.member_of(*template["networks"].split()),
        consents=consents(key, country.code, marking),
    )


def _post(template: Template, key: str, marking: str, country: Country, numbers: Numbers) -> Form:
    wanted = ["switchboard", "mailbox", *template["more_channels"].split()]
    return entry_shape(
        key,
        "prosecutor",
        country.code,
        marking,
        names=names_of(template["body"], country),
        purpose=template["purpose"],
        time_zone=country.zone,
        specialisations=["som_prosecution", "trafficking_in_persons"],
        languages=country.staff_languages(),
        channels=channels_of(key, country, wanted, numbers),
        hours=country.hours(),
        designations=_designations(template, country),
        holder=holder(country, key, "2025-01-01") if draw(key, 3) == 0 else None,
        networks=country.member_of(*template["networks"].split()),
        consents=consents(key, country.code, marking),
    )


def holder(country: Country, key: str, since: str) -> Form:
    """An invented person who holds a post; one in three lets the name be shown."""
    return {"names": holder_names(country, key), "since": since, "publish_name": draw(key + "name", 3) == 0}


def _designations(template: Template, country: Country) -> list[Form]:
    return [designation(*cell.split(), country=country) for cell in template["designations"].split(";") if cell]


def designation(function: str, basis: str, role: str, *, country: Country) -> Form:
    """A designation under `basis`, such as `SOM:8.6`; under national law where the State is not bound by the instrument."""
    instrument, _, article = basis.partition(":")
    bound = country.is_bound_by(instrument)
    return {
        "instrument": instrument if bound else "NATIONAL",
        "article": article if bound and article else None,
        "function": function,
        "role": role,
        "direction": DIRECTIONS[role],
        "scope_note": None if bound else NO_PARTY,
        "notified_via": "Note verbale (invented)" if bound and article else None,
        "reference": f"DEMO/{country.code}/{article}" if bound and article else None,
    }


def _requirements(key: str, channels: list[Form], country: Country) -> Form:
    formal = [channel["type"] for channel in channels if "formal_request" in channel["may_be_used_for"]]
    return {
        "languages_accepted": country.working_languages(),
        "translation_required": draw(key, 2) == 0,
        "channels_accepted": list(dict.fromkeys(formal)),
        "advance_copy": True,
        "interpol_accepted": draw(key + "interpol", 4) > 0,
        "urgent_procedure": "Call first; the request in writing follows within 48 hours.",
        "documents": "Summary of the facts, text of the provisions, and for coercive measures the court order.",
        "dual_criminality": draw(key + "dual", 3) > 0,
        "first_reply_hours": (24, 48, 72, 240)[draw(key + "reply", 4)],
        "law_url": f"https://{domain_of(key)}/law",
        "forms_url": f"https://{domain_of(key)}/forms",
    }
