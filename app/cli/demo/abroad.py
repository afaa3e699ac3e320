"""Invented liaison officers: who sends them, where they are posted, and to which other States they are accredited."""

from __future__ import annotations

from collections.abc import Iterator

from app.cli.demo.bodies import designation, holder
from app.cli.demo.channels import channels_of
from app.cli.demo.countries import Country, countries
from app.cli.demo.names import names_of
from app.cli.demo.numbers import Numbers
from app.cli.demo.seeds import Form, Seed, consents, entry_shape
from app.cli.demo.sheets import rows
from app.reference import states


def liaison_officers(numbers: Numbers) -> Iterator[Seed]:
    """All liaison officers; some posts are vacant, and of some the posting has ended."""
    for row in rows("liaison"):
        sending, host = countries()[row["sending"]], countries()[row["host"]]
        key = f"{sending.code.lower()}-lo-{host.code.lower()}"
        parent = f"{sending.code.lower()}-smuggling_unit"
        readers = tuple(row["readers"].split())
        yield Seed(key, "published", _form(key, row, sending, host, numbers), parent, reader_emails=readers)


def _form(key: str, row: dict[str, str], sending: Country, host: Country, numbers: Numbers) -> Form:
    accredited = row["accredited_to"].split()
    also = f"; accredited to {', '.join(states.state(code).name('en') for code in accredited)} too" if accredited else ""
    # The desk has a number of the host State, and answers in the languages of the sending one.
    office = [each | {"languages": sending.working_languages()} for each in channels_of(key, host, ["office"], numbers)]
    return entry_shape(
        key,
        "liaison_officer",
        sending.code,
        row["marking"],
        names=names_of("liaison_officer", sending, more=host.languages[:1], of=host.code),
        purpose=f"Liaison officer of {sending.name} in {host.name}{also}. Passes on information and prepares formal requests.",
        # The office hours are those of the place where the officer sits.
        time_zone=host.zone,
        languages=_languages(sending, host),
        channels=[*office, *channels_of(key, sending, ["own_mobile", "mailbox"], numbers)],
        hours=host.hours(),
        designations=[designation("law_enforcement_cooperation", "UNTOC:27", "contact_point", country=sending)],
        posting={
            "host": host.code,
            "posted_to": row["posted_to"],
            "place": row["place"],
            "accredited_to": accredited,
            "since": row["since"],
            "until": row["until"] or None,
        },
        holder=holder(sending, key, row["since"]) if row["post"] == "filled" else None,
        networks=sending.member_of("police"),
        consents=consents(key, sending.code, row["marking"]),
    )


def _languages(sending: Country, host: Country) -> list[dict[str, object]]:
    spoken = sending.staff_languages()
    if host.languages[0] not in {each["tag"] for each in spoken}:
        spoken.append({"tag": host.languages[0], "level": "B2", "use": ["spoken"]})
    return spoken
