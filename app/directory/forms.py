"""What comes in: the shape of an entry as people, files and clients send it, checked field by field."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from app.directory.channel_values import canonical_value
from app.directory.form_fields import (
    AccountId,
    Clock,
    Label,
    LabelIn,
    LanguageTag,
    Marking,
    MonthDay,
    NetworkCode,
    Note,
    NoteIn,
    PurposeIn,
    StateCode,
    WebAddress,
    ZoneName,
    code_of,
)
from app.directory.vocabulary import is_code
from app.errors import FieldError, Invalid
from app.reference import networks, regions, states
from app.reference.text import plain


class Form(BaseModel):
    """Strict: a field that the registry does not hold is refused, so that nobody stores cases or suspects in it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _no_null_character(cls, value: Any) -> Any:
        if isinstance(value, str):
            has_one = "\0" in value
        else:
            has_one = isinstance(value, list) and any(isinstance(text, str) and "\0" in text for text in value)
        if has_one:
            raise ValueError("contains a NUL character, which no database column takes")
        return value


class NameForm(Form):
    """A name or title in one language and script."""

    id: str | None = None
    text: Annotated[str, Field(min_length=1, max_length=300), AfterValidator(plain)]
    language: LanguageTag | None = None
    script: Annotated[str | None, Field(max_length=4)] = None
    role: Annotated[str, code_of("name_role")] = "preferred"


class SpanForm(Form):
    """One stretch of opening hours; `closes` at or before `opens` means across midnight; `from`/`until` (MM-DD) a season."""

    days: Annotated[list[Annotated[str, code_of("weekday")]], Field(min_length=1, max_length=7)]
    opens: Clock
    closes: Clock
    season_from: Annotated[MonthDay | None, Field(alias="from")] = None
    season_until: Annotated[MonthDay | None, Field(alias="until")] = None

    model_config = ConfigDict(extra="forbid", populate_by_name=True, serialize_by_alias=True)


class ExceptionForm(Form):
    """A date on which the weekly hours do not hold."""

    date: date
    closed: bool = True
    opens: Clock | None = None
    closes: Clock | None = None
    reason: Label | None = None

    @model_validator(mode="after")
    def _open_needs_times(self) -> ExceptionForm:
        if not self.closed and (self.opens is None or self.closes is None):
            raise ValueError("a day that is not closed needs opens and closes")
        return self


class HoursForm(Form):
    """Weekly spans and dated exceptions, in the entry's time zone."""

    spans: Annotated[list[SpanForm], Field(max_length=50)] = []
    exceptions: Annotated[list[ExceptionForm], Field(max_length=200)] = []


class LanguageForm(Form):
    """A language: how well it is spoken (CEFR) and whether it is spoken by staff, accepted in writing, or both."""

    tag: LanguageTag
    level: Annotated[str, code_of("cefr_level")] | None = None
    use: Annotated[list[Annotated[str, code_of("language_use")]], Field(min_length=1)] = ["spoken"]


class ChannelForm(Form):
    """One way to reach the entry. `value` becomes canonical: E.164 for numbers, a mailbox, an address."""

    id: str | None = None
    type: Annotated[str, code_of("channel_type")]
    value: Annotated[str, Field(min_length=1, max_length=500)]
    extension: Annotated[str | None, Field(max_length=20, pattern=r"^[0-9]*$")] = None
    label: Label | None = None
    label_in: LabelIn = {}
    contexts: Annotated[list[Annotated[str, code_of("context")]], Field(max_length=5)] = ["routine"]
    may_be_used_for: Annotated[list[Annotated[str, code_of("may_be_used_for")]], Field(max_length=3)] = ["information"]
    always_open: bool = False
    hours: HoursForm | None = None
    languages: list[LanguageTag] = []
    preference: Annotated[int, Field(ge=1, le=100)] = 50
    marking: Marking | None = None
    readers: list[AccountId] = []
    key_fingerprint: Annotated[str | None, Field(max_length=100)] = None

    @model_validator(mode="after")
    def _canonical(self) -> ChannelForm:
        self.value = canonical_value(self.type, self.value)
        return self


CHANNEL_INSTANTS = ("edited_at", "confirmed_at", "confirmed_how", "tested_at", "tested_how", "last_outcome")
CHANNEL_DERIVED = ("dimmed",)
"""What cards say of a channel beside its columns: follows from what readers told; ignored when it is sent back."""


class DesignationForm(Form):
    """What the entry is designated for: instrument and article, function, role, direction."""

    id: str | None = None
    instrument: Annotated[str, code_of("instrument")]
    article: Annotated[str | None, Field(max_length=20)] = None
    function: Annotated[str, code_of("function")]
    role: Annotated[str, code_of("designation_role")] = "competent"
    direction: list[Annotated[str, code_of("direction")]] = ["incoming"]
    stage: Annotated[str, code_of("stage")] | None = None
    scope_note: Note | None = None
    scope_note_in: NoteIn = {}
    notified_via: Label | None = None
    reference: Label | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    @model_validator(mode="after")
    def _known_article(self) -> DesignationForm:
        pair = f"{self.instrument}:{self.article}"
        if self.article is not None and not is_code("instrument_article", pair):
            raise ValueError(f"{pair} is not on the list of instruments and articles")
        return self


class RequirementsForm(Form):
    """What a request must look like to be dealt with."""

    languages_accepted: list[LanguageTag] = []
    translation_required: bool | None = None
    channels_accepted: list[Annotated[str, code_of("channel_type")]] = []
    advance_copy: bool | None = None
    encryption: Label | None = None
    interpol_accepted: bool | None = None
    urgent_procedure: Note | None = None
    documents: Note | None = None
    dual_criminality: bool | None = None
    first_reply_hours: Annotated[int | None, Field(ge=0, le=8760)] = None
    law_url: WebAddress | None = None
    forms_url: WebAddress | None = None


class PostingForm(Form):
    """Where a liaison officer is posted, to whom, accredited to which States, from and until when."""

    host: StateCode
    posted_to: Annotated[str, code_of("posted_to")] = "mission"
    place: Label | None = None
    accredited_to: list[StateCode] = []
    since: date | None = None
    until: date | None = None


class HolderForm(Form):
    """Who holds the post now; the name is shown only where `publish_name` says so."""

    names: Annotated[list[NameForm], Field(min_length=1, max_length=10)]
    since: date | None = None
    until: date | None = None
    publish_name: bool = False
    absent_from: date | None = None
    absent_until: date | None = None
    substitute: Label | None = None

    @model_validator(mode="after")
    def _days_in_order(self) -> HolderForm:
        for first, last in (("since", "until"), ("absent_from", "absent_until")):
            begins, ends = getattr(self, first), getattr(self, last)
            if begins and ends and ends < begins:
                raise ValueError(f"{last} lies before {first}")
        return self


class ServiceForm(Form):
    """What an NGO offers, to whom and where (HSDS)."""

    id: str | None = None
    name: Annotated[str, Field(min_length=1, max_length=300), AfterValidator(plain)]
    description: Note | None = None
    eligibility: Note | None = None
    areas: list[StateCode] = []


class InterpretationForm(Form):
    """A pair of languages that an interpreter works between."""

    source: LanguageTag
    target: LanguageTag
    mode: list[Annotated[str, code_of("interpreter_mode")]] = ["phone"]
    sworn: bool = False
    cleared: bool = False


class AudienceForm(Form):
    """Who may read beside the marking: `kind` everyone, parties, region, network or states; `of` the codes; `except_states`."""

    kind: Annotated[str, code_of("audience")] = "everyone"
    of: Annotated[list[str], Field(max_length=250)] = []
    except_states: list[StateCode] = []

    @model_validator(mode="after")
    def _codes_fit(self) -> AudienceForm:
        find = {"region": regions.find_region, "network": networks.find_network, "states": states.find_state}.get(self.kind)
        if find is None:
            self.of = []
            return self
        if not self.of:
            raise ValueError(f"say which {self.kind} in `of`")
        for code in self.of:
            if find(code) is None:
                raise ValueError(f"{code!r} is not a code for {self.kind}")
        return self


class ConsentForm(Form):
    """The owner's consent that a recipient may receive the entry, up to GREEN or up to AMBER."""

    recipient: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    up_to: Marking = "TLP:GREEN"


class ExternalIdForm(Form):
    """The key under which a source or portal knows this entry."""

    scheme: Annotated[str, Field(min_length=1, max_length=40)]
    value: Annotated[str, Field(min_length=1, max_length=300)]


class ProvenanceForm(Form):
    """Where an imported entry comes from."""

    source: Label
    licence: Label | None = None
    retrieved_on: date | None = None
    source_key: Label | None = None


class EntryForm(Form):
    """A whole entry, as CONTRACT 4 writes it. What the service itself keeps (version, instants) is not in it."""

    kind: Annotated[str, code_of("kind")]
    state: StateCode
    part_of: Annotated[str | None, Field(max_length=64)] = None
    marking: Marking | None = None
    names: Annotated[list[NameForm], Field(min_length=1, max_length=60)]
    purpose: Annotated[str | None, Field(max_length=300), AfterValidator(lambda v: v if v is None else plain(v))] = None
    purpose_in: PurposeIn = {}
    authority_type: Annotated[str, code_of("authority_type")] | None = None
    time_zone: ZoneName | None = None
    homepage: WebAddress | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    jurisdiction: Annotated[list[Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")]], Field(max_length=100)] = []
    specialisations: list[Annotated[str, code_of("function")]] = []
    languages: Annotated[list[LanguageForm], Field(max_length=60)] = []
    channels: Annotated[list[ChannelForm], Field(max_length=60)] = []
    hours: HoursForm | None = None
    designations: Annotated[list[DesignationForm], Field(max_length=60)] = []
    requirements: RequirementsForm | None = None
    posting: PostingForm | None = None
    holder: HolderForm | None = None
    networks: list[NetworkCode] = []
    services: Annotated[list[ServiceForm], Field(max_length=60)] = []
    interpretation: Annotated[list[InterpretationForm], Field(max_length=60)] = []
    audience: AudienceForm = Field(default_factory=AudienceForm)
    consents: list[ConsentForm] = []
    readers: list[AccountId] = []
    external_ids: list[ExternalIdForm] = []
    provenance: ProvenanceForm | None = None

    @model_validator(mode="after")
    def _parts_fit_the_kind(self) -> EntryForm:
        for field, kind in {"posting": "liaison_officer", "interpretation": "interpreter", "services": "ngo"}.items():
            if getattr(self, field) and self.kind != kind:
                raise ValueError(f"{field} belongs to entries of kind {kind}, this one is {self.kind}")
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("valid_until lies before valid_from")
        return self


def entry_form(data: Any) -> EntryForm:
    """Check an entry as it came in. Raises `Invalid` that names every wrong field, such as `channels.0.value`."""
    try:
        return EntryForm.model_validate(data)
    except ValidationError as problem:
        raise invalid(problem) from problem


def invalid(problem: ValidationError) -> Invalid:
    """Pydantic's findings as field errors with a plain reason."""
    errors = tuple(_field_error(e) for e in problem.errors(include_url=False))
    return Invalid(f"{len(errors)} field{'s' if len(errors) > 1 else ''} cannot be accepted.", errors=errors)


def _field_error(error: Any) -> FieldError:
    field = ".".join(str(part) for part in error["loc"]) or "entry"
    reason = {
        "extra_forbidden": "the registry has no such field: it holds contacts of practitioners, nothing about cases or suspects",
        "missing": "is required",
    }.get(error["type"], str(error["msg"]).removeprefix("Value error, "))
    return FieldError(field, reason)


Instant = datetime
