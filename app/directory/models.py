"""Tables of an entry and all its parts (DOMAIN 4): one row a part, so that somebody can search and check every one."""

import datetime as dt
import json

from sqlalchemy import Dialect, Index, String, TypeDecorator
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel


class Codes(TypeDecorator[list[str]]):
    """A list of codes in one text column, `/IT/KE/`: searchable for one code, the same on both databases."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str:  # noqa: ARG002
        return f"/{'/'.join(value)}/" if value else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str]:  # noqa: ARG002
        return [code for code in (value or "").split("/") if code]


def no_codes() -> list[str]:
    """A new empty list. A function of ours, for pydantic looks at the signature each time, and parses that of a built-in."""
    return []


class Texts(TypeDecorator[dict[str, str]]):
    """A text by language, `{"fr": "..."}`, as JSON in one text column; none where there is no other language."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: dict[str, str] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, str]:  # noqa: ARG002
        return dict(json.loads(value)) if value else {}


class ByteOrder(TypeDecorator[str]):
    """Text that sorts by its bytes on both databases, so that a page of results is the same on either."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        return dialect.type_descriptor(String(collation="C") if dialect.name == "postgresql" else String())


class Entry(SQLModel, table=True):
    """The unit of the registry. The first block is its standing: what the policy asks of it (`access.conditions`).

    `lineage` lists the entry's own id and those of everything it is part of; `shell` is the card without channels as
    ready JSON; `revised_at` the instant of the last change to it. `due_at` and `lapses_at` follow from the confirmation.
    """

    __tablename__ = "entry"
    __table_args__ = (
        Index("ix_entry_state_status", "state", "status", "sort_key", "id"),
        Index("ix_entry_authority_type", "authority_type", "status"),
    )

    id: str = Field(primary_key=True)
    state: str
    status: str = Field(index=True)
    marking: str
    lineage: str
    networks: str = ""
    readers: str = ""
    consents: str = ""
    audience: str = "everyone"
    audience_of: str = ""
    audience_except: str = ""
    lapsed_hidden_at: dt.datetime | None = None

    kind: str = Field(index=True)
    part_of: str | None = Field(default=None, index=True, foreign_key="entry.id")
    open_parent: str | None = Field(default=None, index=True)
    marking_chosen: bool = True
    purpose: str | None = None
    purpose_in: dict[str, str] = Field(default_factory=dict, sa_type=Texts, nullable=True)
    authority_type: str | None = None
    time_zone: str | None = None
    homepage: str | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    jurisdiction: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    specialisations: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    functions: str = ""

    version: int = 1
    registered_at: dt.datetime
    revised_at: dt.datetime
    published_at: dt.datetime | None = None
    confirmed_at: dt.datetime | None = None
    confirmed_by: str | None = None
    confirmed_how: str | None = None
    due_at: dt.datetime | None = Field(default=None, index=True)
    lapses_at: dt.datetime | None = None

    sort_key: str = Field(default="", sa_type=ByteOrder)
    shell: str = ""


class Part(SQLModel):
    """What every part has: its own id, its entry, its place in the list."""

    id: str = Field(primary_key=True)
    entry_id: str = Field(index=True, foreign_key="entry.id")
    position: int = 0


class Name(Part, table=True):
    """A name of the entry, or (with `holder_id`) of the person who holds the post."""

    __tablename__ = "name"

    holder_id: str | None = Field(default=None, index=True)
    text: str
    language: str | None = None
    script: str | None = None
    role: str = "preferred"


class Channel(SQLModel, table=True):
    """One version of a channel. `id` stays through all versions; a change makes a new row and dates the old one.

    Current is what is neither replaced nor hidden. `digest` is what two persons sign; `attestation` by whom it is vouched.
    """

    __tablename__ = "channel"

    row_id: str = Field(primary_key=True)
    id: str = Field(index=True)
    revision: int = 1
    entry_id: str = Field(index=True, foreign_key="entry.id")
    position: int = 0
    type: str
    value: str = Field(index=True)
    extension: str | None = None
    label: str | None = None
    label_in: dict[str, str] = Field(default_factory=dict, sa_type=Texts, nullable=True)
    contexts: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    may_be_used_for: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    always_open: bool = False
    languages: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    preference: int = 50
    marking: str | None = None
    readers: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    key_fingerprint: str | None = None
    edited_at: dt.datetime
    confirmed_at: dt.datetime | None = None
    confirmed_by: str | None = None
    confirmed_how: str | None = None
    tested_at: dt.datetime | None = None
    tested_how: str | None = None
    last_outcome: str | None = None
    replaced_at: dt.datetime | None = None
    hidden_at: dt.datetime | None = None
    digest: str = ""
    attestation: str = ""


class HoursSpan(Part, table=True):
    """A weekly span of the entry, or of one of its channels."""

    __tablename__ = "hours_span"

    channel_row: str | None = Field(default=None, index=True)
    days: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    opens: str
    closes: str
    season_from: str | None = None
    season_until: str | None = None


class HoursException(Part, table=True):
    """A date on which the weekly hours do not hold."""

    __tablename__ = "hours_exception"

    channel_row: str | None = Field(default=None, index=True)
    date: dt.date
    closed: bool = True
    opens: str | None = None
    closes: str | None = None
    reason: str | None = None


class EntryLanguage(Part, table=True):
    """A language spoken by staff, accepted in writing, or both."""

    __tablename__ = "entry_language"

    tag: str = Field(index=True)
    level: str | None = None
    use: list[str] = Field(default_factory=no_codes, sa_type=Codes)


class Designation(Part, table=True):
    """What the entry is designated for."""

    __tablename__ = "designation"

    instrument: str
    article: str | None = None
    function: str = Field(index=True)
    role: str = "competent"
    direction: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    stage: str | None = None
    scope_note: str | None = None
    scope_note_in: dict[str, str] = Field(default_factory=dict, sa_type=Texts, nullable=True)
    notified_via: str | None = None
    reference: str | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None


class Requirements(Part, table=True):
    """What a request must look like; of one designation, or of the whole entry."""

    __tablename__ = "requirements"

    designation_id: str | None = None
    languages_accepted: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    translation_required: bool | None = None
    channels_accepted: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    advance_copy: bool | None = None
    encryption: str | None = None
    interpol_accepted: bool | None = None
    urgent_procedure: str | None = None
    documents: str | None = None
    dual_criminality: bool | None = None
    first_reply_hours: int | None = None
    law_url: str | None = None
    forms_url: str | None = None


class Posting(Part, table=True):
    """Where a liaison officer is posted."""

    __tablename__ = "posting"

    host: str = Field(index=True)
    posted_to: str
    place: str | None = None
    accredited_to: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    since: dt.date | None = None
    until: dt.date | None = None


class Holder(Part, table=True):
    """Who holds the post; names lie in `name`."""

    __tablename__ = "holder"

    since: dt.date | None = None
    until: dt.date | None = None
    publish_name: bool = False
    absent_from: dt.date | None = None
    absent_until: dt.date | None = None
    substitute: str | None = None


class Service(Part, table=True):
    """A service of an NGO."""

    __tablename__ = "service"

    name: str
    description: str | None = None
    eligibility: str | None = None
    areas: list[str] = Field(default_factory=no_codes, sa_type=Codes)


class Interpretation(Part, table=True):
    """A language pair of an interpreter."""

    __tablename__ = "interpretation"

    source: str
    target: str
    mode: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    sworn: bool = False
    cleared: bool = False


class Membership(Part, table=True):
    """Membership of a network or process."""

    __tablename__ = "membership"

    network: str = Field(index=True)


class Consent(Part, table=True):
    """The owner's consent that a recipient may receive the entry."""

    __tablename__ = "consent"

    recipient: str
    up_to: str


class ExternalId(Part, table=True):
    """The key under which a source or portal knows the entry."""

    __tablename__ = "external_id"
    __table_args__ = (Index("ix_external_id_scheme_value", "scheme", "value"),)

    scheme: str
    value: str


class Provenance(Part, table=True):
    """Where an imported entry comes from."""

    __tablename__ = "provenance"

    source: str
    licence: str | None = None
    retrieved_on: dt.date | None = None
    source_key: str | None = None


class EntryVersion(SQLModel, table=True):
    """The whole entry as it was at a version, with who changed it and why: what history and undo read."""

    __tablename__ = "entry_version"

    entry_id: str = Field(primary_key=True, foreign_key="entry.id")
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: dt.datetime
    actor_id: str
    actor_role: str
    kind: str
    why: str | None = None
    snapshot: str


class Idempotency(SQLModel, table=True):
    """An `Idempotency-Key` that was used, by whom, and the entry that it made."""

    __tablename__ = "idempotency"

    key_hash: str = Field(primary_key=True)
    account_id: str
    request_hash: str
    entry_id: str
    at: dt.datetime


class Recall(SQLModel, table=True):
    """A channel that was called back: what led callers wrong between two instants, and how many were told."""

    __tablename__ = "recall"

    id: str = Field(primary_key=True)
    entry_id: str = Field(index=True, foreign_key="entry.id")
    channel_id: str
    since: dt.datetime
    until: dt.datetime
    reason: str
    at: dt.datetime
    by_id: str
    told: int = 0
