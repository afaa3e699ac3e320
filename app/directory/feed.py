"""What has changed since a number of the trail, within the reader's right: entries anew, and tombstones that tell nothing.

A tombstone stands only for an entry that was once shown under a standing that this reader's right covers. Changes of parts
that the reader does not see make no line, so nothing hidden can be counted by its lines.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.conditions import Condition
from app.access.policy import condition, require
from app.access.roles import Permission
from app.audit.disclosures import disclose
from app.audit.movements import DATED, Movement, moved_since, movements_of
from app.audit.trail import event_of
from app.clock import iso
from app.directory.cards import ChannelStanding, channel_standing, exported_card, make_shell
from app.directory.find import cards_of
from app.directory.models import Entry, EntryVersion
from app.directory.parts import Record, records
from app.directory.standing import as_codes
from app.errors import FieldError, Invalid

MOST = 500
LARGEST = 2**31 - 1
"""The last number that the trail could ever reach: its column takes no larger one."""

CHUNK = 200
"""How many events are looked at together."""

State = tuple[int, str, str | None, frozenset[str]]
"""Since which number of the trail, its instant, what the reader sees (none: nothing), and ids of the published holder."""


@dataclass(frozen=True)
class Feed:
    """Lines `{seq, op, id, updated, data?}` in order, and the number to ask on from."""

    lines: list[Record]
    next_since: int


def changes(session: Session, *, since: int = 0, limit: int = 100, reader: Actor) -> Feed:
    """What has changed after `since`: each entry once, at its last change that this reader sees. A recorded look.

    Practitioners get cards without channels, recipients the cards of their editions. Raises `Denied`, `Invalid`.
    """
    permission = Permission.EDITION_READ if reader.role == "recipient" else Permission.ENTRY_FIND
    require(reader, permission)
    wrong = [FieldError("since", "0 or the number of a line")] if not 0 <= since <= LARGEST else []
    wrong += [FieldError("limit", f"must be 1 to {MOST}")] if not 1 <= limit <= MOST else []
    if wrong:
        raise Invalid("The changes cannot be listed.", errors=tuple(wrong))
    may = condition(reader, permission)
    found: list[Record] = []
    for seq, states in _moving(session, since, may, recipient=bool(reader.recipient)):
        if len(found) >= limit and found[-1]["seq"] != seq:
            break
        found += _lines(seq, since, states)
    _fill(session, found, reader)
    return Feed(found, found[-1]["seq"] if found else since)


def _moving(session: Session, since: int, may: Condition, *, recipient: bool) -> Iterator[tuple[int, tuple[str, list[State]]]]:
    """Entries at the number of their last change that the reader sees, in the order of these numbers."""
    at = since
    known: dict[str, list[State]] = {}
    while moved := moved_since(session, at, CHUNK):
        known.update(_histories(session, {i for _, i in moved} - set(known), may, recipient=recipient))
        for seq, entry_id in moved:
            states = known.get(entry_id)
            if states and states[-1][0] == seq:
                yield seq, (entry_id, states)
        at = moved[-1][0]


def _histories(session: Session, ids: Collection[str], may: Condition, *, recipient: bool) -> dict[str, list[State]]:
    """By entry what the reader's right covered, and when that changed; nothing for what it never covered."""
    entries = {e.id: e for e in session.exec(select(Entry).where(col(Entry.id).in_(ids)))}
    versions: dict[str, list[EntryVersion]] = defaultdict(list)
    for row in session.exec(select(EntryVersion).where(col(EntryVersion.entry_id).in_(ids)).order_by(col(EntryVersion.version))):
        versions[row.entry_id].append(row)
    told = movements_of(session, ids)
    return {i: _history(entry, versions[i], told[i], may, recipient=recipient) for i, entry in entries.items()}


def _history(
    entry: Entry, versions: Sequence[EntryVersion], moved: Sequence[Movement], may: Condition, *, recipient: bool
) -> list[State]:
    states: list[State] = []
    seq = 0
    for version in versions:
        event = next((m for m in moved if m.seq > seq and m.kind not in DATED and m.at >= iso(version.at)), None)
        if event is None:
            continue
        seq = event.seq
        _add(states, event, *_seen(entry, json.loads(version.snapshot), may, recipient=recipient))
    if states and states[-1][2] is not None:
        _add_dated(states, entry, moved, may)
    return states if any(state[2] is not None for state in states) else []


def _add(states: list[State], event: Movement, seen: str | None, people: frozenset[str]) -> None:
    if (states[-1][2] if states else None) != seen:
        states.append((event.seq, event.at, seen, people))


def _add_dated(states: list[State], entry: Entry, moved: Sequence[Movement], may: Condition) -> None:
    """A confirmation of the whole entry, or hiding for want of one: no new version, but readers see it."""
    after = [m for m in moved if m.seq > states[-1][0]]
    seen, people = states[-1][2] or "", states[-1][3]
    if entry.lapsed_hidden_at is not None and not may.holds(entry):
        gone = next((m for m in reversed(after) if m.kind == "entry:lapsed"), None)
        if gone is not None:
            _add(states, gone, None, frozenset())
        return
    back = next((m for m in reversed(after) if m.kind == "entry:reappeared"), None)
    said = iso(entry.confirmed_at) if entry.confirmed_at else ""
    confirmed = next((m for m in after if m.kind == "entry:confirmed" and said and m.at >= said), None)
    latest = max((m for m in (back, confirmed) if m is not None), key=lambda m: m.seq, default=None)
    if latest is not None:
        _add(states, latest, f"{seen} {latest.at}", people)


def _seen(entry: Entry, snapshot: Record, may: Condition, *, recipient: bool) -> tuple[str | None, frozenset[str]]:
    """What the reader's right covers of a version, as text to compare, and the ids of the holder's published names."""
    standing = _standing(entry, snapshot)
    if not may.holds(standing):
        return None, frozenset()
    shell = make_shell(snapshot)
    people = frozenset(name["id"] for name in (shell["holder"] or {}).get("names", ()))
    parts: dict[str, Any] = {name: value for name, value in shell.items() if name != "provenance"}
    if shell["holder"]:  # ids of names are new with every writing of the holder
        parts["holder"] = {**shell["holder"], "names": [{**n, "id": None} for n in shell["holder"]["names"]]}
    parts["marking"], parts["status"] = standing.marking, standing.status
    if recipient:
        parts["channels"] = [c for c in snapshot["channels"] if may.holds(channel_standing(_as_entry(standing), c))]
    return json.dumps(parts, sort_keys=True), people


def _standing(entry: Entry, snapshot: Record) -> ChannelStanding:
    """What the policy asked of the entry at that version; where it stands in its authority is as of now."""
    audience = snapshot.get("audience") or {"kind": "everyone", "of": [], "except_states": []}
    consents = [(c["recipient"], c["up_to"]) for c in snapshot.get("consents") or ()]
    amber = [f"{name}~amber" for name, up_to in consents if up_to == tlp.AMBER]
    return ChannelStanding(
        state=snapshot["state"],
        status=snapshot["status"],
        marking=snapshot["marking"] or tlp.MISSING,
        lineage=entry.lineage,
        networks=as_codes(snapshot.get("networks") or ()),
        readers=as_codes(snapshot.get("readers") or ()),
        consents=as_codes([*(name for name, _ in consents), *amber]),
        audience=audience["kind"],
        audience_of=as_codes(audience["of"]),
        audience_except=as_codes(audience["except_states"]),
    )


def _as_entry(standing: ChannelStanding) -> Any:
    """The standing in the place of the row that `channel_standing` reads it from."""
    return standing


def _lines(seq: int, since: int, moved: tuple[str, list[State]]) -> list[Record]:
    """Tombstones of published holders who are gone since, by the id of their name alone; then the entry, or its tombstone."""
    entry_id, states = moved
    _, at, seen, people = states[-1]
    before = next((s for s in reversed(states) if s[0] <= since), None)
    left = sorted((before[3] if before else frozenset()) - people)
    gone = [{"seq": seq, "op": "tombstone", "id": name, "updated": at} for name in left]
    if seen is None and since and (before is None or before[2] is None):
        return []  # came and went since: the reader never held it
    return [*gone, {"seq": seq, "op": "upsert" if seen is not None else "tombstone", "id": entry_id, "updated": at}]


def _fill(session: Session, lines: list[Record], reader: Actor) -> None:
    """Give each upsert its card as of now; what is hidden by now becomes a tombstone. The look is on record first."""
    permission = Permission.EDITION_READ if reader.recipient else Permission.ENTRY_FIND
    ids = [line["id"] for line in lines if line["op"] == "upsert"]
    may = condition(reader, permission)
    rows = [row for row in session.exec(select(Entry).where(col(Entry.id).in_(ids))) if may.holds(row)]
    if reader.recipient:
        whole = records(session, rows)
        cards = [exported_card(row, whole[row.id], reader) for row in rows]
    else:
        cards = cards_of(session, rows, reader=reader)
    by_id = {card["id"]: card for card in cards}
    channels = [channel["id"] for card in cards for channel in card.get("channels", ())]
    kind = "edition:fetched" if reader.recipient else "changes:fetched"
    about: dict[str, object] = {"channels": channels} if reader.recipient else {}
    told = event_of(
        kind, by=reader, entries=by_id, count=len(by_id), recipient=reader.recipient or "", rule=permission.name, payload=about
    )
    disclose(session, told)
    for line in lines:
        if line["op"] == "upsert":
            card = by_id.get(line["id"])
            line.update({"data": card} if card is not None else {"op": "tombstone"})
