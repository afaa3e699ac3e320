"""The sections about an entry's duties: designations, requirements, posting, holder, networks, services, interpretation."""

from __future__ import annotations

from app.web.entry_form.fields import N_, Field, Section
from app.web.entry_form.sections import IN_LANGUAGES

ID = Field("id", "", "id")
DESIGNATIONS = Section(
    "designations",
    N_("Designated for"),
    "rows",
    (
        ID,
        Field("function", N_("Function"), "choice", "function", required=True),
        Field("instrument", N_("Instrument"), "choice", "instrument", required=True),
        Field("article", N_("Article"), help=N_("Such as 8.6."), most=20),
        Field("role", N_("Role"), "choice", "designation_role"),
        Field("direction", N_("Requests"), "checks", "direction"),
        Field("stage", N_("Stage"), "choice", "stage"),
        Field(
            "scope_note",
            N_("Scope"),
            "area",
            help=N_("Needed where two authorities share a function."),
            more=True,
            most=1000,
        ),
        Field("scope_note_in", N_("Scope in other languages"), "texts", help=IN_LANGUAGES, more=True, most=24000),
        Field("notified_via", N_("Notified through"), more=True, most=200),
        Field("reference", N_("Reference of the notification"), more=True, most=200),
        Field("valid_from", N_("Valid from"), "date", more=True),
        Field("valid_until", N_("Valid until"), "date", more=True),
    ),
    "",
    N_("Add a designation"),
)
REQUIREMENTS = Section(
    "requirements",
    N_("What a request must look like"),
    "object",
    (
        Field("languages_accepted", N_("Languages accepted"), "tags", help=N_("Tags with commas: fr, en.")),
        Field("first_reply_hours", N_("First reply within (hours)"), "number", most=4),
        Field("translation_required", N_("Translation required"), "yes_no"),
        Field("advance_copy", N_("Advance copy accepted"), "yes_no"),
        Field("interpol_accepted", N_("INTERPOL channel accepted"), "yes_no"),
        Field("dual_criminality", N_("Dual criminality required"), "yes_no"),
        Field("channels_accepted", N_("Channels accepted"), "checks", "channel_type"),
        Field("encryption", N_("Encryption"), most=200),
        Field("urgent_procedure", N_("Urgent procedure"), "area", most=1000),
        Field("documents", N_("Documents required"), "area", most=1000),
        Field("law_url", N_("Link to the law"), most=500),
        Field("forms_url", N_("Link to forms"), most=500),
    ),
)
POSTING = Section(
    "posting",
    N_("Posting"),
    "object",
    (
        Field("host", N_("Host State"), "choice", "states", required=True),
        Field("posted_to", N_("Posted to"), "choice", "posted_to"),
        Field("place", N_("Place"), most=200),
        Field("accredited_to", N_("Accredited to"), "states", help=N_("States, with semicolons: Malta; Tunisia.")),
        Field("since", N_("From"), "date"),
        Field("until", N_("Until"), "date"),
    ),
    N_("When its end has passed, readers see the post as vacant."),
    kinds=("liaison_officer",),
)
HOLDER = Section(
    "holder",
    N_("Who holds the post"),
    "object",
    (
        Field("publish_name", N_("Readers may see the name"), "check"),
        Field("since", N_("From"), "date"),
        Field("until", N_("Until"), "date"),
        Field("absent_from", N_("Absent from"), "date"),
        Field("absent_until", N_("Absent until"), "date"),
        Field("substitute", N_("Substitute"), "choice", "own_entries"),
    ),
    N_("Optional. Posts and functional mailboxes stay true longer than names do."),
    keeper=True,
)
HOLDER_NAMES = Section(
    "holder.names",
    N_("Names of the holder"),
    "rows",
    (
        Field("text", N_("Name"), required=True),
        Field("language", N_("Language"), "text", "languages", most=35),
        Field("script", N_("Script"), most=4),
    ),
    "",
    N_("Add a name in another script"),
    keeper=True,
)
NETWORKS = Section(
    "networks",
    N_("Networks and processes"),
    "plain",
    (Field("networks", N_("Member of"), "checks", "networks"),),
)
SERVICES = Section(
    "services",
    N_("Services"),
    "rows",
    (
        ID,
        Field("name", N_("Service"), required=True),
        Field("areas", N_("Where"), "states", help=N_("States, with semicolons.")),
        Field("description", N_("Description"), "area", most=1000),
        Field("eligibility", N_("For whom"), "area", most=1000),
    ),
    "",
    N_("Add a service"),
    kinds=("ngo",),
)
INTERPRETATION = Section(
    "interpretation",
    N_("Interprets between"),
    "rows",
    (
        Field("source", N_("From"), "text", "languages", required=True, most=35),
        Field("target", N_("Into"), "text", "languages", required=True, most=35),
        Field("mode", N_("How"), "checks", "interpreter_mode"),
        Field("sworn", N_("Sworn"), "check"),
        Field("cleared", N_("Security-cleared"), "check"),
    ),
    "",
    N_("Add a language pair"),
    kinds=("interpreter",),
)
