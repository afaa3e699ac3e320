"""What our columns are called where a sender says what a heading of its file means: in the reader's language, by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.directory import vocabulary
from app.reference.languages import SIX, language_name
from app.web.entry_form.fields import N_
from app.web.i18n import translated

GROUPS: tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...] = (
    (
        N_("Names"),
        {
            **{f"name_{language}": (N_("Name"), language) for language in SIX},
            "name_native": (N_("Names in other languages and scripts"),),
            "other_names": (N_("Names in other languages and scripts"),),
            "acronym": (N_("Acronym"),),
        },
    ),
    (
        N_("What it is"),
        {
            "kind": (N_("Kind"),),
            "state": (N_("State"),),
            "authority_type": (N_("Type of authority"),),
            "purpose": (N_("Purpose"),),
            "purpose_in": (N_("Purpose in other languages"),),
            "parent": (N_("Part of"),),
            "jurisdiction": (N_("Jurisdiction"),),
            "service": (N_("Services"),),
            "specialisations": (N_("Specialised in"),),
            "interpretation": (N_("Interprets between"),),
            "processes": (N_("Networks and processes"),),
            "tlp": (N_("Marking"),),
            "valid_from": (N_("Valid from"),),
            "valid_until": (N_("Valid until"),),
        },
    ),
    (
        N_("How to reach it"),
        {
            "telephone": ("phone",),
            "telephone_24h": (N_("Telephone, day and night"),),
            "mobile": ("mobile",),
            "fax": ("fax",),
            "email": ("email",),
            "website": (N_("Website"),),
            "postal_address": ("postal",),
            "other_channels": (N_("Other ways: kind and value"),),
            "office_hours": (N_("Office hours"),),
            "always_open": (N_("Always open, day and night"),),
            "time_zone": (N_("Time zone"),),
            "languages_spoken": (N_("Languages spoken"),),
            "languages_written": (N_("Languages accepted in writing"),),
        },
    ),
    (
        N_("Designated for"),
        {"competence": (N_("Function"),), "legal_basis": (N_("Instrument"),), "article": (N_("Article"),)},
    ),
    (
        N_("What a request must look like"),
        {
            "languages_accepted": (N_("Languages accepted"),),
            "channels_accepted": (N_("Channels accepted"),),
            "through_interpol": (N_("INTERPOL channel accepted"),),
            "translation_required": (N_("Translation required"),),
            "advance_copy": (N_("Advance copy accepted"),),
            "encryption": (N_("Encryption"),),
            "urgent_procedure": (N_("Urgent procedure"),),
            "documents_required": (N_("Documents required"),),
            "dual_criminality": (N_("Dual criminality required"),),
            "first_reply_hours": (N_("First reply within (hours)"),),
            "law_url": (N_("Link to the law"),),
            "forms_url": (N_("Link to forms"),),
        },
    ),
    (
        N_("Who holds the post"),
        {
            "person": (N_("Names of the holder"),),
            "person_since": (N_("From"),),
            "person_until": (N_("Until"),),
            "person_published": (N_("Readers may see the name"),),
            "person_absent_from": (N_("Absent from"),),
            "person_absent_until": (N_("Absent until"),),
        },
    ),
    (
        N_("Posting"),
        {
            "posting_host": (N_("Host State"),),
            "posted_to": (N_("Posted to"),),
            "posting_place": (N_("Place"),),
            "accredited_to": (N_("Accredited to"),),
            "posting_since": (N_("From"),),
            "posting_until": (N_("Until"),),
        },
    ),
    (
        N_("Source"),
        {
            "entry_id": (N_("Key of the entry here"),),
            "source": (N_("Source"),),
            "source_date": (N_("Date of the source"),),
            "licence": (N_("Licence"),),
            "source_key": (N_("Key at the source"),),
            "external_id": (N_("Key at a portal"),),
        },
    ),
)
"""Group -> column -> its text, and the language of a name; the text of a channel's column is the code of its type."""

CHANNELS = frozenset({"telephone", "mobile", "fax", "email", "postal_address"})


def column_groups(columns: Sequence[str], language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """These columns, in their groups, as `(column, text)`; the column's own name stands behind the text."""
    known = [
        (translated(language, group), [(c, _text(c, said, language)) for c, said in inside.items() if c in columns])
        for group, inside in GROUPS
    ]
    return [(group, inside) for group, inside in known if inside]


def _text(column: str, said: tuple[str, ...], language: str) -> str:
    name = vocabulary.label("channel_type", said[0], language) if column in CHANNELS else translated(language, said[0])
    if len(said) > 1:
        name = f"{name} – {language_name(said[1], language)}"
    return f"{name} (\u2066{column}\u2069)"  # isolated, so that brackets stay in their place in Arabic
