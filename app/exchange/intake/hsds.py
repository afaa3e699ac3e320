"""Reads services of non-governmental organizations in the Human Services Data Specification (HSDS 3), JSON or CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.exchange.intake.contacts import channel, web_address
from app.exchange.intake.joined_tables import by, table
from app.exchange.intake.rows import PLAIN, Data, Draft, How, Row
from app.exchange.intake.safe_text import safe_text
from app.exchange.intake.settle import settle
from app.exchange.limits import load_json, read_bytes, refused
from app.exchange.profiles.scripts import script_of_text
from app.reference import states
from app.reference.languages import is_language, language_named

SCHEME = "hsds"
SOURCE = "HSDS data of the sender"
NOT_KEPT = "contacts with names of persons, costs, programs, funding and taxonomies of this format are not kept"
PURPOSE_CHARACTERS, NOTE_CHARACTERS = 300, 1000

_KINDS = {"fax": "fax", "cell": "mobile", "sms": "mobile"}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?")


def read(path: Path, *, state: str | None, how: How = PLAIN) -> Iterator[Row]:
    """One row an organization with its services. A folder holds `organizations.csv` (or `organization.csv`, as the plural and

    singular of all names) and the tables that refer to it, or files of JSON.

    The State is that of an address, else `state`. Raises `Invalid` for a file that is no HSDS or passes the limits.
    """
    found = _from_folder(path) if path.is_dir() else _from_json([path])
    for number, organization in enumerate(found, start=1):
        draft = Draft(number, str(organization.get("name") or "organization")[:200], how=how)
        if number == 1:
            draft.note("file", path.name, NOT_KEPT)
        yield _row(organization, draft, state)
    if not found:
        refused("has no organizations", where=path.name)


def organization_data(organization: Data) -> Data | None:
    """What one organization says, as a row of a file would; none where it gives no entry."""
    return _row(organization, Draft(1, str(organization.get("name") or "")[:200]), None).data


def _from_folder(folder: Path) -> list[Data]:
    documents = sorted(folder.glob("*.json"))
    return _from_json(documents) if documents and not any(folder.glob("organization*.csv")) else _from_tables(folder)


def _from_json(paths: list[Path]) -> list[Data]:
    gathered: dict[str, Data] = {}
    for one in (one for path in paths for one in _records(path)):
        # The API gives services with their organization inside; a list of organizations has the services inside.
        owner = one.get("organization") if isinstance(one.get("organization"), dict) else None
        whole = owner if owner is not None else one
        known = gathered.setdefault(
            str(whole.get("id") or whole.get("name") or len(gathered)), {**whole, "services": _list(whole, "services")}
        )
        if owner is not None:
            known["services"] = [*known["services"], {k: v for k, v in one.items() if k != "organization"}]
    return list(gathered.values())


def _records(path: Path) -> list[Data]:
    data = load_json(read_bytes(path), where=path.name)
    if isinstance(data, dict):
        data = data.get("organizations", data.get("contents", data.get("services", [data])))
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        refused("is no HSDS: a list of organizations, or of services with their organization", where=path.name)
    return data


def _table(folder: Path, name: str, *, needed: Sequence[str] = ()) -> list[Data]:
    """The table by its singular, where it is there, else by its plural: versions of the specification differ."""
    plural = f"{name}es" if name.endswith("s") else f"{name}s"
    return [dict(one) for one in table(folder, name if (folder / f"{name}.csv").is_file() else plural, needed=needed)]


def _from_tables(folder: Path) -> list[Data]:
    organizations = _table(folder, "organization", needed=("id", "name"))
    services, phones = by(_table(folder, "service"), "organization_id"), _table(folder, "phone")
    locations, areas = by(_table(folder, "location"), "organization_id"), by(_table(folder, "service_area"), "service_id")
    addresses, schedules = by(_table(folder, "address"), "location_id"), by(_table(folder, "schedule"), "service_id")
    languages = by(_table(folder, "language"), "service_id")
    of_organization, of_service, of_location = (by(phones, key) for key in ("organization_id", "service_id", "location_id"))
    for one in organizations:
        own = str(one["id"])
        one["phones"] = of_organization.get(own, [])
        one["services"] = [
            {
                **s,
                "phones": of_service.get(s["id"], []),
                "service_areas": areas.get(s["id"], []),
                "schedules": schedules.get(s["id"], []),
                "languages": languages.get(s["id"], []),
            }
            for s in services.get(own, [])
        ]
        one["locations"] = [
            {**place, "phones": of_location.get(place["id"], []), "addresses": addresses.get(place["id"], [])}
            for place in locations.get(own, [])
        ]
    return organizations


def _row(organization: Data, draft: Draft, wanted: str | None) -> Row:
    key = str(organization.get("id") or draft.label)
    places = [*_list(organization, "locations"), *(p for s in _list(organization, "services") for p in _list(s, "locations"))]
    state = _state(organization, places, draft, wanted)
    draft.data = {
        "kind": "ngo",
        "state": state,
        "names": [],
        "channels": [],
        "services": [],
        "homepage": None,
        "external_ids": [{"scheme": SCHEME, "value": key[:300]}],
        "provenance": {"source": SOURCE, "source_key": f"{SCHEME}:{key}"[:200]},
    }
    website = next((field for field in ("website", "url") if organization.get(field)), None)
    if website is not None:
        _add_homepage(str(organization[website]).strip(), website, draft)
    for field, role in (("name", "preferred"), ("alternate_name", "alternative")):
        if text := " ".join(str(organization.get(field) or "").split()):
            draft.add("names", {"text": text, "script": script_of_text(text), "role": role}, field, text)
    if purpose := safe_text(str(organization.get("description") or "")):
        draft.data["purpose"] = _cut(purpose, PURPOSE_CHARACTERS, draft, "description")
    services = [one for one in _list(organization, "services") if _is_running(one, draft)]
    for part in (organization, *services, *places):
        _add_channels(part, draft, state or None, part if part in services else None)
    for place in places:
        _add_addresses(place, draft, state or None)
    for service in services:
        _add_service(service, draft)
    _add_languages([organization, *services], draft)
    return draft.finished(key[:300], None, settle)


def _add_homepage(text: str, field: str, draft: Draft) -> None:
    draft.data["homepage"] = web_address(draft, text, name=field)
    if draft.data["homepage"] is None:
        del draft.data["homepage"]  # what cannot be read says nothing


def _state(organization: Data, places: list[Data], draft: Draft, wanted: str | None) -> str:
    countries = [str(a.get("country") or "") for p in places for a in _list(p, "addresses")]
    named = [found.code for text in countries if text and (found := states.state_named(text.upper() if len(text) < 4 else text))]
    if wanted and named and wanted not in named:
        draft.note("country", named[0], f"is another State than {wanted}, for which this import is", fatal=True)
    state = wanted or (named[0] if named else "")
    if not state:
        draft.note("country", organization.get("name"), "no address names a State; say for which State the file is", fatal=True)
    return state


def _add_channels(part: Data, draft: Draft, state: str | None, service: Data | None) -> None:
    label = str(service.get("name") or "")[:200] if service else ""
    for phone in _list(part, "phones"):
        text = str(phone.get("number") or "")
        made = (
            channel(draft, _KINDS.get(str(phone.get("type") or "").lower(), "phone"), text, state=state, name="phones")
            if text
            else None
        )
        if made is not None:
            extension = re.sub(r"\D", "", str(phone.get("extension") or ""))
            about = str(phone.get("description") or "")[:200] or label
            _add_once(draft, {**made, **({"extension": extension} if extension else {}), "label": about or None}, "phones", text)
    if text := str(part.get("email") or "").strip():
        made = channel(draft, "email", text, state=state, name="email")
        if made is not None:
            _add_once(draft, {**made, "label": label or None}, "email", text)


def _add_once(draft: Draft, made: Data, name: str, text: str) -> None:
    if (made["type"], made["value"]) not in {(c["type"], c["value"]) for c in draft.data["channels"]}:
        draft.add("channels", made, name, text)


def _add_addresses(place: Data, draft: Draft, state: str | None) -> None:
    for address in _list(place, "addresses"):
        town = f"{address.get('postal_code') or ''} {address.get('city') or ''}"
        lines = [
            address.get("attention"),
            address.get("address_1"),
            address.get("address_2"),
            town,
            address.get("state_province"),
        ]
        text = "\n".join(" ".join(str(line).split()) for line in lines if line and str(line).strip())
        made = channel(draft, "postal", text, state=state, name="addresses") if text else None
        if made is not None:
            _add_once(draft, made, "addresses", text)


def _is_running(service: Data, draft: Draft) -> bool:
    status = str(service.get("status") or "active").strip().lower()
    if status in ("inactive", "defunct"):
        draft.note("services", service.get("name"), f"is {status} and not read")
        return False
    return True


def _add_languages(parts: list[Data], draft: Draft) -> None:
    """The languages of the organization and its services, by code or by name."""
    known: set[str] = set()
    for language in (one for part in parts for one in _list(part, "languages")):
        said = [str(language.get(name) or "").strip() for name in ("code", "language", "name")]
        text = next((each for each in said if each), "")
        tag = text if is_language(text) else language_named(text)
        if tag and tag not in known:
            known.add(tag)
            draft.add("languages", {"tag": tag, "use": ["spoken"]}, "languages", text)
        elif text and not tag:
            draft.note("languages", text, "is no language that we know")


def _add_service(service: Data, draft: Draft) -> None:
    name = " ".join(str(service.get("name") or "").split())
    areas = []
    for area in _list(service, "service_areas"):
        text = str(area.get("name") or area.get("service_area") or area.get("extent") or "")
        found = states.state_named(text)
        if found is not None and found.code not in areas:
            areas.append(found.code)
        elif found is None and text:
            draft.note("service_areas", text, "is no State; areas are kept as States")
    eligibility = service.get("eligibility_description") or service.get("eligibility") or ""
    made = {
        "name": name,
        "description": _cut(safe_text(str(service.get("description") or "")), NOTE_CHARACTERS, draft, "description") or None,
        "eligibility": _cut(safe_text(str(eligibility)), NOTE_CHARACTERS, draft, "eligibility") or None,
        "areas": areas,
    }
    draft.add("services", made, "services", name)
    spans = [span for schedule in _list(service, "schedules") if (span := _span(schedule, draft)) is not None]
    if spans and "hours" not in draft.data:
        draft.data["hours"] = {"spans": spans, "exceptions": []}


def _span(schedule: Data, draft: Draft) -> Data | None:
    """A weekly schedule of RFC 5545 (`byday`, `opens_at`, `closes_at`) as one of our spans; anything else is noted."""
    days = [day.strip().upper() for day in str(schedule.get("byday") or "").split(",") if day.strip()]
    times = [_CLOCK.fullmatch(str(schedule.get(name) or "").strip()) for name in ("opens_at", "closes_at")]
    if not days or any(day not in _DAYS for day in days) or times[0] is None or times[1] is None:
        draft.note(
            "schedules", str({k: v for k, v in schedule.items() if v})[:300], "is no weekly time that can be read; it is not kept"
        )
        return None
    opens, closes = (f"{int(match[1]):02}:{match[2]}" for match in times if match)
    return {"days": [day.lower() for day in days], "opens": opens, "closes": closes}


def _cut(text: str, most: int, draft: Draft, name: str) -> str:
    if len(text) <= most:
        return text
    draft.note(name, text, f"is cut: {most} characters are kept")
    return text[: most - 3] + "..."


def _list(data: Any, key: str) -> list[Data]:
    found = data.get(key) if isinstance(data, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
