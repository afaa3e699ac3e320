"""Reads records of the Research Organization Registry (schema 2.1, JSON lines, CC0) as authorities without channels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.exchange.intake.rows import PLAIN, Data, Draft, How, Row
from app.exchange.intake.settle import settle
from app.exchange.limits import byte_lines, load_json, refused
from app.exchange.profiles.scripts import script_of_text

SOURCE = "Research Organization Registry (ror.org)"
LICENCE = "CC0-1.0"
NOT_KEPT = "types, established, domains, places below the State and Wikipedia links of these records are not kept"

_LIVING = "active"


def read(path: Path, *, state: str | None, how: How = PLAIN) -> Iterator[Row]:
    """One row a line. Names keep their language, their script is read off the letters; the first parent becomes an open
    reference. A body that is no longer active is refused, with `state` also one of another State.

    Raises `Invalid` for a file that is not JSON lines.
    """
    first = True
    for number, line in byte_lines(path):
        if not line.strip():
            continue
        record = load_json(line, row=number)
        if not isinstance(record, dict) or not isinstance(record.get("id"), str):
            refused("is no ROR record: it has no id", row=number)
        draft = Draft(number, record["id"], how=how)
        if first:
            draft.note("file", path.name, NOT_KEPT)
        first = False
        yield _row(record, draft, state)
    if first:
        refused("has no records", where=path.name)


def _row(record: Data, draft: Draft, state: str | None) -> Row:
    key = str(record["id"])
    draft.data = {
        "kind": "authority",
        "state": _state(record, draft, state),
        "names": [],
        "homepage": _homepage(record, draft),
        "external_ids": [{"scheme": "ror", "value": key}, *_other_ids(record)],
        "provenance": {"source": SOURCE, "licence": LICENCE, "source_key": key},
    }
    _add_names(record, draft)
    draft.label = draft.data["names"][0]["text"] if draft.data["names"] else key
    if record.get("status") != _LIVING:
        draft.note("status", record.get("status"), "the source says that this body is no longer active", fatal=True)
    return draft.finished(key, _parent(record, draft), settle)


def _state(record: Data, draft: Draft, wanted: str | None) -> str:
    codes = [_country(place) for place in _dicts(record, "locations")]
    for code in codes[1:]:
        if code != codes[0]:
            draft.note("locations", code, "the body also sits here; an entry belongs to one State")
    found = codes[0] if codes else ""
    if wanted is not None and found != wanted:
        draft.note("locations", found, f"belongs to another State than {wanted}, for which this import is", fatal=True)
    return found


def _country(place: Data) -> str:
    details = place.get("geonames_details")
    return str(details.get("country_code")) if isinstance(details, dict) else ""


def _add_names(record: Data, draft: Draft) -> None:
    preferred: set[str | None] = set()
    # The name that ROR displays comes first, so that it is the preferred one in its language.
    for name in sorted(_dicts(record, "names"), key=lambda name: "ror_display" not in name.get("types", ())):
        text, language, types = str(name.get("value", "")), name.get("lang"), name.get("types", ())
        if "acronym" in types:
            role = "acronym"
        elif ("ror_display" in types or "label" in types) and language not in preferred:
            role = "preferred"
            preferred.add(language)
        else:
            role = "alternative"
        element = {"text": text, "language": language, "script": script_of_text(text), "role": role}
        draft.add("names", element, "names", text)


def _homepage(record: Data, draft: Draft) -> str | None:
    pages = [str(link.get("value")) for link in _dicts(record, "links") if link.get("type") == "website"]
    for page in pages[1:]:
        draft.note("links", page, "an entry has one home page, the first")
    return pages[0] if pages else None


def _other_ids(record: Data) -> list[Data]:
    found = []
    for entry in _dicts(record, "external_ids"):
        listed = [str(value) for value in entry.get("all", ())]
        preferred = [str(entry["preferred"])] if entry.get("preferred") else []
        found += [{"scheme": str(entry.get("type")), "value": value} for value in dict.fromkeys(preferred + listed)]
    return found


def _parent(record: Data, draft: Draft) -> str | None:
    related = _dicts(record, "relationships")
    parents = [relation for relation in related if relation.get("type") == "parent"]
    for other in parents[1:]:
        draft.note("relationships", other.get("label"), "a further parent; an entry belongs to one, the first")
    for kind, count in sorted(Counter(str(r.get("type")) for r in related if r.get("type") != "parent").items()):
        draft.note("relationships", f"{count} {kind}", "is not kept: only the parent is, each child names its own")
    return str(parents[0].get("id")) if parents else None


def _dicts(record: Data, key: str) -> list[Any]:
    listed = record.get(key)
    return [element for element in listed if isinstance(element, dict)] if isinstance(listed, list) else []
