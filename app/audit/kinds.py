"""The closed list of events: `noun:past-participle`, each with the sentence that people read."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "entry:registered": "recorded a new entry as a draft",
    "entry:imported": "took an entry in from a file, as a draft",
    "entry:revised": "changed an entry",
    "entry:published": "published an entry",
    "entry:suspended": "hid an entry",
    "entry:withdrawn": "withdrew an entry",
    "entry:confirmed": "confirmed that an entry is still correct",
    "entry:consulted": "opened an entry",
    "entries:listed": "looked up entries",
    "history:consulted": "read an entry's history",
    "disclosures:consulted": "read who consulted an entry",
    "channel:hidden": "hid a channel",
    "proposals:consulted": "read proposals on entries of others",
    "proposal:submitted": "proposed a change",
    "proposal:approved": "approved another person's proposal",
    "proposal:rejected": "rejected a proposal",
    "proposal:withdrawn": "withdrew a proposal",
    "proposal:published": "a proposal took effect",
    "problem:reported": "reported a problem with an entry",
    "problem:answered": "answered a reported problem",
    "outcome:noted": "noted what happened when calling",
    "import:run": "imported a file",
    "edition:written": "wrote an edition",
    "edition:fetched": "fetched an edition",
    "account:added": "added an account",
    "account:suspended": "suspended an account",
    "account:reactivated": "reactivated an account",
    "factor:enrolled": "enrolled a second factor",
    "session:opened": "signed in",
    "session:ended": "signed out",
    "session:refused": "was refused at sign-in",
    "key:issued": "issued an API key",
    "key:revoked": "revoked an API key",
    "access:refused": "was refused",
    "audit:consulted": "read the audit trail",
    "audit:exported": "exported the audit trail",
    "installation:changed": "changed how this installation works",
}

DISCLOSURES = ("entry:consulted", "edition:written", "edition:fetched")
"""Kinds in which a contact's value left the registry: what an owner sees under "who consulted"."""


def sentence(kind: str) -> str:
    """What the event says in words; raises KeyError for a kind that is not on the list."""
    return KINDS[kind]
