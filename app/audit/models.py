"""The `event` table, chained and append-only, and the payloads beside it that can be erased without breaking the chain."""

from sqlmodel import Field, SQLModel


class Event(SQLModel, table=True):
    """One act. Columns as in SECURITY 3.6 (EU Directive 2016/680 art. 25); texts as of that day, no foreign keys.

    `entry_ids` and `fields` are texts such as `/a/b/`. `payload_commitment` is SHA-256 over a salt and the payload.
    """

    __tablename__ = "event"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    prev_hash: str
    ts_utc: str = Field(index=True)
    kind: str = Field(index=True)
    operation_id: str
    actor_id: str = Field(index=True)
    actor_state: str
    acting_for: str
    role: str
    auth_method: str
    session_hash: str
    source_net: str
    entry_ids: str
    fields: str
    marking_at_time: str
    purpose_code: str
    case_ref: str
    decision: str
    rule_id: str
    recipient: str
    result_count: int
    payload_commitment: str
    request_id: str
    app_version: str
    hash: str


class EventPayload(SQLModel, table=True):
    """What an event says beyond its row: who by name, before and after. Erasable: the event keeps only its commitment."""

    __tablename__ = "event_payload"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    salt: str
    payload: str


class EventEntry(SQLModel, table=True):
    """Which events concern which entry: the index behind histories and disclosures."""

    __tablename__ = "event_entry"

    entry_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
