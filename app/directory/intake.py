"""Taking in what others send: a new row becomes a draft, a changed one a change or a proposal, an equal one nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlmodel import Session, col, select

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import narrow, require, why_not
from app.access.roles import Permission
from app.audit.trail import record
from app.clock import now, today
from app.directory.attestation import attest_rows
from app.directory.cards import channel_standing
from app.directory.changes import changes_between
from app.directory.entries import (
    Intended,
    apply,
    as_seen,
    change_payload,
    require_own_ids,
    require_same_kind,
    unsaved,
)
from app.directory.forms import CHANNEL_INSTANTS, EntryForm, entry_form
from app.directory.many_drafts import NewDraft, new_draft_rows, write_drafts
from app.directory.models import Entry, ExternalId, Name, Provenance
from app.directory.own_language import map_patch
from app.directory.parts import Record, record_of
from app.directory.proposal_reading import is_waiting
from app.directory.proposals import submit
from app.directory.standing import store_shell
from app.directory.validity import in_force
from app.reference.text import folded

MATCHED_BY: dict[str, tuple[tuple[str, ...], ...]] = {
    "names": (("text", "language"), ("language", "role")),
    "channels": (("type", "value"), ("type", "label")),
    "designations": (("instrument", "article", "function"),),
    "services": (("name",),),
}
"""By which fields an element of a file is recognised as one that is on record, best first."""

NEVER_BY_FILE = ("consents", "readers", "audience")
"""What no import changes: who may read is the owner's word, given in person."""

IMPORT_KEY = "import"
"""The key that vouches for the channels of new drafts."""

MERGED = ("requirements", "posting")
"""Parts whose fields are columns of their own: a file may have some of them."""


@dataclass(frozen=True)
class Taken:
    """What became of a row: `registered`, `revised`, `proposed`, or `unchanged`.

    A registered one is a `draft` that is not written yet: the caller writes many at once (`finish`).
    """

    entry_id: str
    outcome: str
    fields: tuple[str, ...] = ()
    draft: NewDraft | None = None


def known_keys(session: Session, *, reader: Actor) -> dict[str, str]:
    """Every key under which an entry is known - its own id, source keys, external ids - with the entry's id.

    Only entries that the reader may import to: a key of another's entry answers as one that nobody has, and nobody can take
    the rows of an entry over by claiming its id as a source's key.
    """
    own = {id_: id_ for id_ in session.exec(narrow(select(Entry.id), reader, Permission.ENTRY_IMPORT, on=Entry))}
    sources = select(Provenance.source_key, Provenance.entry_id).where(col(Provenance.source_key).is_not(None))
    claimed = [*session.exec(sources), *session.exec(select(ExternalId.value, ExternalId.entry_id))]
    return {key: entry_id for key, entry_id in claimed if key is not None and entry_id in own} | own


def known_names(session: Session, *, reader: Actor) -> dict[str, str]:
    """`STATE:name` in folded letters -> the one entry that has this name there, of those that the reader may import to."""
    statement = select(Entry.id, Entry.state, Name.text).join(Name, col(Name.entry_id) == Entry.id)
    narrowed = narrow(statement.where(col(Name.holder_id).is_(None)), reader, Permission.ENTRY_IMPORT, on=Entry)
    found: dict[str, set[str]] = {}
    for entry_id, state, text in session.exec(narrowed.where(Entry.status != "withdrawn")):
        found.setdefault(f"{state}:{folded(text)}", set()).add(entry_id)
    return {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}


def take_in(
    session: Session,
    data: Mapping[str, Any],
    *,
    entry_id: str | None,
    why: str,
    set_id: Callable[[], str] | None = None,
    only: Callable[[Record], Mapping[str, Any]] | None = None,
    by: Actor,
) -> Taken:
    """Take in one row for the entry that it belongs to, or as a new draft. `set_id` makes the set that its proposal goes into,

    `only` says which part of the row is news, given the entry as the importer sees it.

    Raises `Invalid`, `Denied`, `NotFound`.
    """
    if entry_id is None:
        return _take_new(session, data, by=by)
    entry = session.exec(select(Entry).where(Entry.id == entry_id).with_for_update()).one()
    require(by, Permission.ENTRY_IMPORT, on=entry, entry=entry_id)
    whole = record_of(session, entry)
    seen = as_seen(entry, whole, by)
    form = entry_form(_without_instants(_merged(seen, only(seen) if only else data, entry)))
    require_same_kind(form, seen)
    require_own_ids(form, seen)
    changes = [c for c in changes_between(seen, form) if c.field != "provenance"]
    if not changes:
        return Taken(entry_id, "unchanged")
    intended = Intended(entry, whole, form, changes, tuple(c["id"] for c in seen["channels"]))
    fields = tuple(c.field for c in changes)
    if entry.status != "draft":
        if is_waiting(session, entry_id, changes):
            return Taken(entry_id, "unchanged")
        patch = form.model_dump(mode="json")
        patch["purpose_in"] = map_patch(seen["purpose_in"], patch["purpose_in"])
        submit(session, entry, "revise", patch, intended, why=why, set_id=set_id() if set_id else None, by=by)
        return Taken(entry_id, "proposed", fields)
    apply(session, intended, kind="imported", why=why, by=by)
    payload = change_payload(changes)
    record(session, "entry:revised", by=by, entries=[entry_id], fields=fields, marking=entry.marking, payload=payload)
    return Taken(entry_id, "revised", fields)


def _take_new(session: Session, data: Mapping[str, Any], *, by: Actor) -> Taken:
    form = entry_form(dict(data))
    require(by, Permission.ENTRY_IMPORT, on=_somewhere_in(form.state))
    draft = new_draft_rows(session, form, author=by)
    return Taken(draft.id, "registered", draft=draft)


@cache
def _somewhere_in(state: str) -> Entry:
    """An entry that is in no registry, to ask whether somebody might make one there."""
    return unsaved(state)


def _merged(seen: Record, data: Mapping[str, Any], entry: Entry) -> Record:
    """The entry as it is, with what the row says. A missing key says nothing; a marking never becomes wider; what no export of

    today shows to everybody - a channel, a designation outside its days - stays where a file leaves it out.

    Values are made canonical before they are compared: `tl` and `fil` are one language, `0039 06` and `+39 06` one number.
    """
    merged = dict(seen)
    sent = {k: v for k, v in data.items() if k in EntryForm.model_fields and k not in NEVER_BY_FILE}
    sent = {name: _whole(name, seen, raw) for name, raw in sent.items()}
    canonical = entry_form(_without_instants({**seen, **sent})).model_dump(mode="json")
    for name, value in ((name, _as_sent(canonical[name], raw)) for name, raw in sent.items()):
        if name == "marking" and (value is None or tlp.is_wider(value, seen["marking"] or entry.marking)):
            continue
        if name == "holder" and seen["holder"] and not seen["holder"]["publish_name"] and not (value and value["names"]):
            continue
        if name == "holder" and seen["holder"] and value:
            merged[name] = _same_holder(seen["holder"], value)
            continue
        is_list = name in MATCHED_BY and (value or name == "designations")
        merged[name] = _matched(name, seen[name], value, entry) if is_list else value
    return merged


def _whole(name: str, seen: Record, raw: Any) -> Any:
    """A part that was sent with some of its fields: those that were not sent say nothing."""
    known = seen.get(name)
    return {**known, **raw} if name in MERGED and isinstance(raw, dict) and isinstance(known, dict) else raw


def _as_sent(canonical: Any, raw: Any) -> Any:
    """The canonical value, of list elements only the fields that were sent."""
    if not isinstance(canonical, list) or not isinstance(raw, list):
        return canonical
    pairs = zip(canonical, raw, strict=True)
    return [{k: c[k] for k in r if k in c} if isinstance(r, dict) else c for c, r in pairs]


def _same_holder(known: Record, sent: Record) -> Record:
    """The holder on record with what was sent; names that say the same stay as they are."""
    whole = {**known, **{k: v for k, v in sent.items() if v is not None}}
    if [_said(n) for n in known["names"]] == [_said(n) for n in sent["names"]]:
        whole["names"] = known["names"]
    return whole


def _said(name: Record) -> tuple[str, str | None]:
    return name["text"], name["language"]


def _matched(name: str, have: Sequence[Record], sent: Sequence[Record], entry: Entry) -> list[Record]:
    """The elements on record, in their order, with what was sent for each; then those that are new."""
    left = {part["id"]: part for part in have}
    found: dict[str, Record] = {}
    new = [dict(part) for part in sent]
    for fields in (("id",), *MATCHED_BY[name]):
        for part in list(new):
            known = next((p for p in left.values() if all(p.get(f) == part.get(f) for f in fields)), None)
            if known is not None and any(known.get(f) is not None for f in fields):
                found[known["id"]] = _laid_over(name, known, part, entry)
                del left[known["id"]]
                new.remove(part)
    kept = [found.get(p["id"], p) for p in have if p["id"] in found or _is_left_out_of_files(name, p)]
    return kept + new


def _is_left_out_of_files(name: str, part: Record) -> bool:
    """Whether a file may lack this element for another reason than that it should go."""
    return name == "channels" or (name == "designations" and not in_force([part], today()))


def _laid_over(name: str, known: Record, sent: Record, entry: Entry) -> Record:
    whole = {**known, **sent, "id": known["id"]}
    if name == "names" and known["script"] is None and whole["text"] == known["text"]:
        whole["script"] = None  # readers of files work the script out from the letters: that is no change of the name
    if name == "channels":
        own = channel_standing(entry, known).marking
        if sent.get("marking") is None or not tlp.is_wider(own, sent["marking"]):
            whole["marking"] = known["marking"]  # files show the stricter of two markings, and none makes one wider
    return whole


def _without_instants(merged: Record) -> Record:
    channels = [{k: v for k, v in c.items() if k not in CHANNEL_INSTANTS} for c in merged["channels"]]
    return {**{k: v for k, v in merged.items() if v is not None}, "channels": channels}


def finish(session: Session, taken: Sequence[Taken], *, why: str, by: Actor) -> None:
    """Write the drafts among what was taken, a named key vouching for their channels, and record them."""
    require(by, Permission.ENTRY_IMPORT)
    drafts = [t.draft for t in taken if t.draft is not None]
    if drafts:
        record(session, "entry:imported", by=by, entries=[d.id for d in drafts], count=len(drafts), payload={"why": why})
        attest_rows(session, [channel for draft in drafts for channel in draft.channels], IMPORT_KEY, by=by)
        write_drafts(session, drafts, kind="imported", why=why, author=by)


def link_parents(session: Session, links: Mapping[str, str], keys: Mapping[str, str], *, by: Actor) -> tuple[int, list[str]]:
    """Tie entries to their parents by key: returns how many were tied and which stay open references.

    References left open by earlier imports are tied too when their parent has come.
    """
    waiting = session.exec(select(Entry).where(col(Entry.open_parent).is_not(None))).all()
    wanted = {e.id: e.open_parent or "" for e in waiting} | dict(links)
    tied: list[str] = []
    open_keys: list[str] = []
    for entry_id, key in wanted.items():
        entry = session.get(Entry, entry_id)
        parent = session.get(Entry, keys[key]) if key in keys else None
        if entry is None or entry.part_of is not None:
            continue
        if parent is None or parent.state != entry.state or f"/{entry.id}/" in parent.lineage:
            if why_not(by, Permission.ENTRY_IMPORT, on=entry) is None:
                open_keys.append(key)
            if entry.open_parent != key:
                entry.open_parent = key
                session.add(entry)
            continue
        _tie(session, entry, parent)
        tied.append(entry_id)
    if tied:
        record(session, "entry:revised", by=by, entries=tied, fields=["part_of"])
    return len(tied), open_keys


def _tie(session: Session, entry: Entry, parent: Entry) -> None:
    below = session.exec(select(Entry).where(col(Entry.lineage).contains(f"/{entry.id}/"))).all()
    for child in below:
        child.lineage = parent.lineage + entry.id + "/" + child.lineage.partition(f"/{entry.id}/")[2]
        session.add(child)
    entry.part_of, entry.open_parent = parent.id, None
    store_shell(session, entry, now())
