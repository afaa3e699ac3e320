"""Reads bodies of the datenanfragen.de company database (JSON files, CC0) as authorities with their channels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.exchange.intake.contacts import channel
from app.exchange.intake.rows import PLAIN, Data, Draft, How, Row
from app.exchange.intake.settle import settle
from app.exchange.limits import ROWS, load_json, read_bytes, refused
from app.exchange.profiles.scripts import script_of_text
from app.reference import states

LICENCE = "CC0-1.0"
SCHEME = "datenanfragen"
LABEL_CHARACTERS = 200
"""What the source of an entry may have; longer addresses are noted instead."""
NOT_KEPT = (
    "categories, quality, suggested-transport-medium, facet-group, needs-id-document, required-elements, custom-*-template"
    " and sva of these records are about requests for one's own data and are not kept"
)

_KNOWN = frozenset(NOT_KEPT.replace(",", " ").split()) | {
    *("slug", "relevant-countries", "name", "address", "sources", "phone", "fax", "email", "web", "webform"),
    *("request-language", "complaint-language", "runs", "pgp-fingerprint", "pgp-url", "comments"),
}
_CHANNELS = (("phone", "phone", 20), ("fax", "fax", 60), ("email", "email", 30), ("webform", "web_form", 50))
_BRACKET = re.compile(r"(?P<name>.+?)\s*\((?P<inside>[^()]+)\)", re.DOTALL)
_LEGAL_FORMS = frozenset({"KdöR", "AdöR", "AöR", "GmbH", "gGmbH", "AG", "e.V.", "mbH"})
_ENGLISH = frozenset(["of", "for", "the", "on", "and", "data", "protection", "authority", "agency", "inspectorate"])


def read(path: Path, *, state: str | None, how: How = PLAIN) -> Iterator[Row]:
    """One row a body: a folder of JSON files, looked through in the order of their paths, or one file with one or an array.

    The State is the one relevant country, else that of the address' last line. A number or address that cannot be read is
    dropped with a finding and a repair to accept. Raises `Invalid` for files that are not JSON.
    """
    number = 0
    for number, (label, record) in enumerate(_records(path), start=1):
        if not isinstance(record, dict) or not isinstance(record.get("slug"), str) or not record["slug"]:
            refused("is no record of this source: it has no slug", where=label)
        draft = Draft(number, label, how=how)
        if number == 1:
            draft.note("file", path.name, NOT_KEPT)
        yield _row(record, draft, state)
    if number == 0:
        refused("has no JSON records", where=path.name)


def _records(path: Path) -> Iterator[tuple[str, object]]:
    if path.is_dir():
        files = sorted(path.rglob("*.json"))
        if len(files) > ROWS:
            refused(f"has more than {ROWS:,} files", where=path.name)
        for file in files:
            label = file.relative_to(path).as_posix()
            yield label, load_json(read_bytes(file), where=label)
        return
    data = load_json(read_bytes(path), where=path.name)
    if isinstance(data, list):
        yield from ((f"{path.name} {place}", record) for place, record in enumerate(data, start=1))
    else:
        yield path.name, data


def _row(record: Data, draft: Draft, state: str | None) -> Row:
    slug = record["slug"]
    found = _state(record, draft, state)
    language = record.get("complaint-language") or record.get("request-language")
    sources = [str(source) for source in record.get("sources") or ()]
    short = next((source for source in sources if len(source) <= LABEL_CHARACTERS), "datenanfragen.de")
    draft.data = {
        "kind": "authority",
        "state": found,
        "names": [],
        "homepage": record.get("web"),
        "languages": [],
        "channels": [],
        "external_ids": [{"scheme": SCHEME, "value": slug}],
        "provenance": {"source": short, "licence": LICENCE, "source_key": slug},
    }
    _add_names(record, draft, language)
    for key in ("complaint-language", "request-language"):
        if record.get(key) and record[key] not in [known["tag"] for known in draft.data["languages"]]:
            draft.add("languages", {"tag": record[key], "use": ["written"]}, key, record[key])
    _add_channels(record, draft, found or None)
    _note_the_rest(record, draft, [source for source in sources if source != short])
    return draft.finished(slug, None, settle)


def _state(record: Data, draft: Draft, wanted: str | None) -> str:
    country = str(record.get("address") or "").strip().rpartition("\n")[2].strip()
    of_address = states.state_named(country) if country else None
    relevant = [str(code).upper() for code in record.get("relevant-countries") or () if code != "all"]
    found = relevant[0] if len(relevant) == 1 else of_address.code if of_address else ""
    if not found:
        draft.note("address", country, "names no State", fatal=True)
    elif of_address and of_address.code != found:
        draft.note("address", country, f"lies in another State than {found}, to which this body belongs")
    if wanted is not None and found != wanted:
        draft.note("relevant-countries", found, f"is another State than {wanted}, for which this import is", fatal=True)
    return found


def _add_names(record: Data, draft: Draft, language: object) -> None:
    whole = " ".join(str(record.get("name") or "").split())
    name, inside = whole, ""
    if (match := _BRACKET.fullmatch(whole)) and match["inside"] not in _LEGAL_FORMS:
        name, inside = match["name"], match["inside"]
    english = _is_english(inside)
    acronym = bool(inside) and not english and len(inside) <= 12 and sum(letter.isupper() for letter in inside) >= 2
    if inside and not (english or acronym):
        name, inside = whole, ""
    # Some bodies stand here under an English name only, whatever language they work in.
    _add_name(draft, name, "en" if _is_english(name) else language, "preferred")
    if acronym:
        _add_name(draft, inside, None, "acronym")
    elif inside:
        _add_name(draft, inside, "en", "preferred")


def _is_english(text: str) -> bool:
    return len(_ENGLISH & set(text.lower().split())) > 1


def _add_name(draft: Draft, text: str, language: object, role: str) -> None:
    element = {"text": text, "language": language, "script": script_of_text(text), "role": role}
    draft.add("names", element, "name", text)


def _add_channels(record: Data, draft: Draft, state: str | None) -> None:
    found = [("address", "postal", 70), *_CHANNELS]
    for key, kind, preference in found:
        text = str(record.get(key) or "").strip()
        made = channel(draft, kind, text, state=state, name=key) if text else None
        if made is None:
            continue
        if kind == "email" and record.get("pgp-fingerprint"):
            made["key_fingerprint"] = " ".join(str(record["pgp-fingerprint"]).split())
        draft.add("channels", {**made, "preference": preference}, key, text)
    if record.get("pgp-fingerprint") and not record.get("email"):
        draft.note("pgp-fingerprint", record["pgp-fingerprint"], "there is no mailbox to which this key belongs")


def _note_the_rest(record: Data, draft: Draft, sources: list[str]) -> None:
    if runs := record.get("runs"):
        draft.note(
            "runs", "; ".join(map(str, runs)), f"names {len(runs)} subordinate bodies or services; each needs its own entry"
        )
    for source in sources:
        draft.note("sources", source, "a further source; one is kept")
    for comment in record.get("comments") or ():
        draft.note("comments", comment, "a remark is not kept; look whether it changes the address")
    if record.get("pgp-url"):
        draft.note("pgp-url", record["pgp-url"], "the address of a key is not kept, only its fingerprint")
    for key in sorted(set(record) - _KNOWN):
        if not (key.startswith("custom-") and key.endswith("-template")):
            draft.note(key, record[key], "is no field that we know of this source")
