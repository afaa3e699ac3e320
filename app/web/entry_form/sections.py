"""The sections of every entry's form: names, what it is, how and when to reach it, in which languages, and who may see it."""

from __future__ import annotations

from app.web.entry_form.fields import N_, Field, Section

ID = Field("id", "", "id")
IN_LANGUAGES = N_("One line a language, its tag first: fr: Officier de garde.")

NAMES = Section(
    "names",
    N_("Names"),
    "rows",
    (
        ID,
        Field("text", N_("Name"), required=True),
        Field("language", N_("Language"), "text", "languages", N_("A tag such as fr, ar or prs."), most=35),
        Field("role", N_("Kind of name"), "choice", "name_role"),
        Field(
            "script", N_("Script"), help=N_("Four letters, such as Arab; only where it is not the usual one."), more=True, most=4
        ),
    ),
    N_("As the office calls itself, in its own languages and script. Add a romanised name when the script is not Latin."),
    N_("Add a name"),
)
ABOUT = Section(
    "about",
    N_("What it is"),
    "plain",
    (
        Field(
            "purpose",
            N_("Purpose"),
            "area",
            help=N_("Who does what for whom, in at most 300 characters. Never a case, a suspect or a migrant."),
        ),
        Field("purpose_in", N_("Purpose in other languages"), "texts", help=IN_LANGUAGES, most=8000),
        Field("authority_type", N_("Type of authority"), "choice", "authority_type"),
        Field("part_of", N_("Part of"), "choice", "own_entries", N_("The authority that this post or department belongs to.")),
        Field("time_zone", N_("Time zone"), "text", "zones", N_("Where the desk stands, such as Africa/Tunis."), most=60),
        Field("homepage", N_("Homepage"), help=N_("Starts with https://"), most=500),
        Field(
            "jurisdiction",
            N_("Jurisdiction"),
            "codes",
            help=N_("Only where it is not the whole State: ISO 3166-2 codes such as IT-82, with commas."),
            most=700,
        ),
        Field("valid_from", N_("Valid from"), "date"),
        Field("valid_until", N_("Valid until"), "date"),
        Field("specialisations", N_("Specialised in"), "checks", "function"),
    ),
)
LANGUAGES = Section(
    "languages",
    N_("Languages"),
    "rows",
    (
        Field("tag", N_("Language"), "text", "languages", N_("A tag such as fr, ar or prs."), required=True, most=35),
        Field("level", N_("How well it is spoken"), "choice", "cefr_level", N_("Common European Framework.")),
        Field("use", N_("Use"), "checks", "language_use"),
    ),
    N_("Spoken by staff and accepted in writing are two things."),
    N_("Add a language"),
)
CHANNELS = Section(
    "channels",
    N_("How to reach it"),
    "rows",
    (
        ID,
        Field("type", N_("Type"), "choice", "channel_type", second=True, required=True),
        Field(
            "value",
            N_("Number or address"),
            help=N_("Numbers with + and country code. Functional mailboxes rather than personal ones."),
            second=True,
            required=True,
            most=500,
        ),
        Field("label", N_("Label"), help=N_("Such as Duty desk."), most=200),
        Field("label_in", N_("Label in other languages"), "texts", help=IN_LANGUAGES, more=True, most=6000),
        Field("contexts", N_("Reachable for"), "checks", "context"),
        Field("always_open", N_("Always open, day and night"), "check"),
        Field("marking", N_("Who may see it"), "choice", "marking", N_("Never wider than the entry itself."), second=True),
        Field("hours", N_("Own hours"), "hours", help=N_("Only where they differ from the office hours below."), more=True),
        Field("extension", N_("Extension"), second=True, more=True, most=20),
        Field("languages", N_("Languages on this channel"), "tags", help=N_("Tags with commas: fr, ar."), more=True),
        Field("preference", N_("Preference"), "number", help=N_("1 is called first, 100 last."), more=True, most=3),
        Field("may_be_used_for", N_("May be used for"), "checks", "may_be_used_for", more=True),
        Field("key_fingerprint", N_("Key fingerprint"), more=True, second=True, most=100),
    ),
    N_("At least one telephone or e-mail. A channel that you remove is hidden at once."),
    N_("Add a channel"),
)
HOURS = Section(
    "hours",
    N_("Office hours"),
    "plain",
    (
        Field(
            "hours",
            N_("Hours and exceptions"),
            "hours",
            help=N_("Weeks: Mo-Th 08:00-12:30,14:00-17:00; Fr 08:00-12:00. Dates: 2026 Dec 25 off. Day and night: 24/7."),
            most=4000,
        ),
    ),
    N_("In the time zone given above."),
)
AUDIENCE = Section(
    "audience",
    N_("Which States"),
    "object",
    (
        Field("kind", N_("Of those whom the marking allows"), "choice", "audience", second=True),
        Field(
            "of",
            N_("Which"),
            "codes",
            help=N_("Region codes (002), network codes (RABAT) or State codes (IT), with commas."),
            second=True,
            most=1500,
        ),
        Field("except_states", N_("But not"), "states", help=N_("States, with semicolons."), second=True, most=3000),
    ),
    keeper=True,
)
CONSENTS = Section(
    "consents",
    N_("Consent to portals and partners"),
    "rows",
    (
        Field("recipient", N_("Recipient"), "choice", "recipients", second=True, required=True),
        Field("up_to", N_("Up to"), "choice", "consent_marking", second=True),
    ),
    N_("Without consent no edition contains the entry. AMBER+STRICT and RED never leave."),
    N_("Add a consent"),
    keeper=True,
)
MARKING = Section("marking", N_("Who may see it"), "plain", (Field("marking", N_("Marking"), "choice", second=True),))
READERS = Section(
    "readers",
    N_("Named readers (RED)"),
    "plain",
    (Field("readers", N_("Persons of your State"), "checks", "accounts", second=True),),
    N_("Only these persons see the entry when it is marked RED."),
    keeper=True,
)
