"""Any entry that the registry may hold, as far as our sheets carry it."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from hypothesis import strategies as st

from app.lookup.hours_json import hours_json
from app.reference.text import DECEPTIVE, plain
from tests.exchange.cards import HOSTILE, Card, card, channel
from tests.lookup.hours_strategies import timetables

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar", "it", "ti", "prs")
SCRIPTS = (None, "Latn", "Arab", "Hani")
VALUES = {
    "phone": "+21671000001",
    "mobile": "+21620000001",
    "fax": "+21671000009",
    "email": "desk@garde.example",
    "secure_email": "safe@garde.example",
    "postal": "Rue de la Mer 1\n1000 Tunis; Tunisia",
    "siena": "TN | GNM; 1 \\",
    "vhf_radio": "=16",
    "web_form": "https://form.example/?a=1;b",
    "inmarsat": "+870773000001",
}


def _allowed(text: str) -> bool:
    try:
        return plain(text) == text == text.strip() != ""
    except ValueError:
        return False


def _without_odd_reasons(json: dict[str, Any]) -> dict[str, Any]:
    """A reason is bounded by the text rules of the registry too, not only by those of a timetable."""
    for one in json["exceptions"]:
        if not _allowed(one.get("reason", "")):
            one.pop("reason", None)
    return json


characters = st.characters(exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="".join(DECEPTIVE))
free_text = st.text(characters | st.sampled_from("=+-@';|\\,\n "), min_size=1, max_size=25)
texts = st.one_of(st.sampled_from(HOSTILE), free_text).map(lambda text: normalize("NFC", text).strip()).filter(_allowed)
maybe_text = st.none() | texts
in_languages = st.dictionaries(
    st.sampled_from(("ar", "fr", "zh-Hans")), texts.filter(lambda text: "\n" not in text), max_size=2
).map(lambda said: dict(sorted(said.items())))
names = st.fixed_dictionaries(
    {
        "text": texts,
        "language": st.none() | st.sampled_from(LANGUAGES),
        "script": st.sampled_from(SCRIPTS),
        "role": st.sampled_from(("preferred", "alternative", "acronym", "former", "romanised")),
    }
)
languages = st.lists(
    st.fixed_dictionaries(
        {
            "tag": st.sampled_from(LANGUAGES),
            "level": st.none() | st.sampled_from(("A1", "C1")),
            "use": st.sampled_from((["spoken"], ["written"], ["spoken", "written"])),
        }
    ),
    max_size=4,
    unique_by=lambda one: str(one["tag"]),
)
hours = st.none() | timetables().map(hours_json).map(_without_odd_reasons)


@st.composite
def channels(draw: st.DrawFn) -> list[Card]:
    """A few channels with everything that the channels sheet carries."""
    made = []
    for place in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(sorted(VALUES)))
        more: dict[str, Any] = {
            "extension": draw(st.none() | st.from_regex(r"[0-9]{1,5}", fullmatch=True)) if kind == "phone" else None,
            "label": draw(maybe_text),
            "label_in": draw(in_languages),
            "contexts": draw(st.lists(st.sampled_from(("routine", "urgent", "maritime")), unique=True, min_size=1)),
            "always_open": draw(st.booleans()),
            "hours": draw(hours),
            "languages": draw(st.lists(st.sampled_from(LANGUAGES), unique=True, max_size=3)),
            "preference": draw(st.integers(1, 100)),
            "marking": draw(st.sampled_from(("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"))),
            "key_fingerprint": draw(st.none() | st.just("AAAA 0000")),
        }
        made.append(channel(place, kind, VALUES[kind], **more))
    return made


@st.composite
def entry_cards(draw: st.DrawFn) -> Card:
    """A card of an authority, a liaison officer, an NGO or an interpreter."""
    kind = draw(st.sampled_from(("authority", "liaison_officer", "ngo", "interpreter")))
    posting = {
        "host": "IT",
        "posted_to": "host_authority",
        "place": draw(maybe_text),
        "accredited_to": ["IT", "MT"],
        "since": "2026-01-01",
        "until": None,
    }
    holder = {
        "names": draw(st.lists(names, min_size=1, max_size=2)),
        "since": draw(st.none() | st.just("2026-02-03")),
        "until": None,
        "publish_name": draw(st.booleans()),
        "absent_from": None,
        "absent_until": None,
    }
    service = {"name": draw(texts), "description": draw(maybe_text), "eligibility": draw(maybe_text), "areas": ["TN", "LY"]}
    pair = {"source": "ti", "target": "fr", "mode": ["phone", "video"], "sworn": draw(st.booleans()), "cleared": False}
    return card(
        kind=kind,
        marking=draw(st.sampled_from(("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"))),
        names=draw(st.lists(names, min_size=1, max_size=5)),
        purpose=draw(maybe_text),
        purpose_in=draw(in_languages),
        languages=draw(languages),
        channels=draw(channels()),
        hours=draw(hours),
        homepage=draw(st.none() | st.just("https://garde.example/?q=a;b")),
        designations=[
            {**one, "scope_note": draw(maybe_text), "scope_note_in": draw(in_languages)}
            for one in card()["designations"][: draw(st.integers(0, 1))]
        ],
        posting=posting if kind == "liaison_officer" else None,
        holder=draw(st.none() | st.just(holder)),
        services=[service] if kind == "ngo" else [],
        interpretation=[pair] if kind == "interpreter" else [],
        requirements=draw(st.none() | st.just(card()["requirements"])),
        networks=draw(st.sampled_from(([], ["RABAT"], ["RABAT", "MIDWA"]))),
    )
