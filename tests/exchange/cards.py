"""Invented entries for the tests of exchange, as an edition's recipient gets them, and hostile text."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Card = dict[str, Any]

HOSTILE = (
    "=1+1",
    "+216",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "'quoted",
    "''=twice",
    "=cmd|' /C calc'!A0 \"x\"",
    "\N{FULLWIDTH EQUALS SIGN}1",
    " =1",
    'a,"b";c\r\nd',
    "_x0041_",
    "a\0b",
    "\ud800",
    "\uffff",
    "\x85\u2028\u2029",
    "a; b | c \\",
    "\u202eevil",
    "<b>&amp;</b>",
    "{{ x }}",
    "1e9",
    "00216",
    "TRUE",
    "http://example.org",
    "  ",
    "",
    "وزارة الداخلية",
    "内政部",
)

hostile_text = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=30),
    st.tuples(st.sampled_from(HOSTILE), st.text(max_size=12)).map("".join),
    st.text(alphabet="=+-@'\t\r\n;|\\,\" 0a", max_size=12),
)


def channel(place: int, kind: str, value: str, **more: Any) -> Card:
    """A channel as a card has it."""
    return {
        "id": f"0198c000-0000-7000-8000-{place:012}",
        "type": kind,
        "value": value,
        "extension": None,
        "label": None,
        "contexts": ["routine"],
        "may_be_used_for": ["information"],
        "always_open": False,
        "hours": None,
        "languages": [],
        "preference": 50,
        "marking": "TLP:GREEN",
        "key_fingerprint": None,
        "edited_at": "2026-01-01T00:00:00.000000Z",
        "confirmed_at": "2026-02-01T00:00:00.000000Z",
        "tested_at": None,
        **more,
    }


def card(**more: Any) -> Card:
    """An authority of Tunisia with numbers, hours, languages and designations; every part can be replaced."""
    return {
        "id": "0198aaaa-0000-7000-8000-000000000001",
        "kind": "authority",
        "state": "TN",
        "region": "015",
        "part_of": None,
        "status": "published",
        "marking": "TLP:GREEN",
        "names": [
            {"text": "Garde nationale maritime", "language": "fr", "script": "Latn", "role": "preferred"},
            {"text": "الحرس البحري", "language": "ar", "script": "Arab", "role": "preferred"},
            {"text": "GNM", "language": "fr", "script": "Latn", "role": "acronym"},
            {"text": "Coast guard; Tunisia | old", "language": "en", "script": "Latn", "role": "former"},
            {"text": "Guardia marittima", "language": "it", "script": "Latn", "role": "preferred"},
        ],
        "purpose": "Rescue and interception at sea",
        "authority_type": "coast_guard",
        "time_zone": "Africa/Tunis",
        "homepage": "https://garde.example",
        "valid_from": "2026-01-01",
        "valid_until": None,
        "jurisdiction": ["TN-11"],
        "specialisations": [],
        "languages": [
            {"tag": "fr", "level": "C1", "use": ["spoken", "written"]},
            {"tag": "ar", "level": None, "use": ["spoken"]},
            {"tag": "en", "level": None, "use": ["written"]},
        ],
        "channels": [
            channel(1, "phone", "+21671000001", extension="5", label="Duty officer", contexts=["routine", "urgent"]),
            channel(2, "phone", "+21671000002", always_open=True, contexts=["urgent", "out_of_hours"]),
            channel(3, "email", "desk@garde.example", key_fingerprint="AAAA BBBB"),
            channel(4, "postal", "Rue de la Mer 1\n1000 Tunis\nTunisia"),
            channel(5, "siena", "TN-GNM; 1"),
        ],
        "hours": {
            "spans": [
                {"days": ["mo", "tu", "we", "th"], "opens": "08:00", "closes": "12:30"},
                {"days": ["mo", "tu", "we", "th"], "opens": "14:00", "closes": "17:00"},
            ],
            "exceptions": [{"date": "2026-12-25", "closed": True, "reason": "Holiday"}],
        },
        "designations": [
            {
                "id": "0198bbbb-0000-7000-8000-000000000001",
                "instrument": "SOM",
                "article": "8.6",
                "function": "som_by_sea",
                "role": "competent",
                "direction": ["incoming", "outgoing"],
                "stage": None,
                "scope_note": "=not a formula",
                "notified_via": None,
                "reference": None,
                "valid_from": None,
                "valid_until": None,
            }
        ],
        "requirements": {"languages_accepted": ["fr", "en"], "interpol_accepted": True, "first_reply_hours": 24},
        "posting": None,
        "holder": None,
        "networks": ["RABAT"],
        "services": [],
        "interpretation": [],
        "external_ids": [{"scheme": "sherloc", "value": "TUN;17"}],
        "freshness": {"state": "confirmed", "confirmed_at": "2026-02-01T00:00:00.000000Z", "due_at": None},
        "edited_at": "2026-01-01T00:00:00.000000Z",
        "provenance": {"source": "Invented", "licence": "CC0-1.0", "retrieved_on": "2026-01-01", "source_key": "k-1"},
        **more,
    }
