"""What a change changes: field by field, and whether it needs a second person (SECURITY 3.1, 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.access import marking as tlp
from app.directory.channels import differs, hours_differ
from app.directory.forms import AudienceForm, ChannelForm, EntryForm
from app.directory.parts import WITH_ID, Record
from app.reference import networks, regions, states, treaties

REDIRECTS = ("type", "value", "extension", "key_fingerprint")
"""What of a channel sends the caller somewhere else."""


@dataclass(frozen=True)
class Change:
    """One changed field. `second` says that a second person must approve it before it takes effect."""

    field: str
    old: Any
    new: Any
    second: bool = False


def changes_between(old: Record, form: EntryForm) -> list[Change]:
    """All changes from an entry as its author sees it to the form that the author sent, in the form's order."""
    new = form.model_dump(mode="json")
    found: list[Change] = []
    for name in EntryForm.model_fields:
        if name == "channels":
            found += _channel_changes(old["channels"], form.channels)
        elif name == "hours":
            if hours_differ(new[name], old[name]):
                found.append(Change(name, old[name], new[name]))
        elif _comparable(name, old[name]) != _comparable(name, new[name]):
            found.append(Change(name, old[name], new[name], _needs_second(name, old, form)))
    return found


def _comparable(name: str, value: Any) -> Any:
    """Elements without an id are new, so ids count; in parts without ids they do not."""
    if name in WITH_ID or not isinstance(value, list):
        return value
    return [{k: v for k, v in part.items() if k != "id"} if isinstance(part, dict) else part for part in value]


def _needs_second(name: str, old: Record, form: EntryForm) -> bool:
    if name == "marking":
        return tlp.is_wider(form.marking, old["marking"])
    if name == "audience":
        return bool(allowed_states(form.audience) - allowed_states(AudienceForm(**old["audience"])))
    if name == "consents":
        before = {(c["recipient"], c["up_to"]) for c in old["consents"]}
        return any((c.recipient, c.up_to) not in before for c in form.consents)
    if name == "readers":
        return bool(set(form.readers) - set(old["readers"]))
    return False


def _channel_changes(old: list[Record], wanted: list[ChannelForm]) -> list[Change]:
    before = {c["id"]: c for c in old}
    found = []
    for form in wanted:
        was = before.get(form.id or "")
        new = form.model_dump(mode="json")
        if was is None:
            found.append(Change("channels", None, new, second=True))
        elif differs(form, was):
            seen = {k: was[k] for k in new if k in was}
            redirects = any(new[name] != was[name] for name in REDIRECTS)
            wider = form.marking != was["marking"] and (form.marking is None or tlp.is_wider(form.marking, was["marking"]))
            named = bool(set(form.readers) - set(was["readers"]))
            found.append(Change(f"channels.{form.id}", seen, new, second=redirects or wider or named))
    kept = {form.id for form in wanted}
    gone = ("type", "value", "label", "marking", "readers")
    found += [Change(f"channels.{c['id']}", {k: c[k] for k in gone}, None) for c in old if c["id"] not in kept]
    return found


def allowed_states(audience: AudienceForm) -> frozenset[str]:
    """The States whose users an audience lets read, by today's reference data."""
    everyone = frozenset(s.code for s in states.states())
    chosen: frozenset[str] = {
        "everyone": lambda: everyone,
        "parties": lambda: treaties.parties("SOM"),
        "region": lambda: frozenset().union(*(regions.states_in(code) for code in audience.of)),
        "network": lambda: frozenset(
            m.state for code in audience.of for m in networks.network(code).members if m.role == "member"
        ),
        "states": lambda: frozenset(audience.of),
    }[audience.kind]()
    return chosen - frozenset(audience.except_states)
