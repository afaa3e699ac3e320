"""Entries, their names, channels and hours, what waits for a second person, and editions."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BYTE_ORDER = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("issued", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("previous", sa.String(), nullable=True),
        sa.Column("manifest_sha256", sa.String(), nullable=False),
        sa.Column("highest_marking", sa.String(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("recipient", "sequence", name=op.f("pk_edition")),
    )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_day"), ["day"], unique=False)

    op.create_table(
        "entry",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("marking", sa.String(), nullable=False),
        sa.Column("lineage", sa.String(), nullable=False),
        sa.Column("networks", sa.String(), nullable=False),
        sa.Column("readers", sa.String(), nullable=False),
        sa.Column("consents", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("audience_of", sa.String(), nullable=False),
        sa.Column("audience_except", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("part_of", sa.String(), nullable=True),
        sa.Column("open_parent", sa.String(), nullable=True),
        sa.Column("marking_chosen", sa.Boolean(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("authority_type", sa.String(), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("homepage", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("specialisations", sa.String(), nullable=False),
        sa.Column("functions", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("registered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("revised_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("published_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("confirmed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_how", sa.String(), nullable=True),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("lapses_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("sort_key", BYTE_ORDER, nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("shell", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["part_of"], ["entry.id"], name=op.f("fk_entry_part_of_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_open_parent"), ["open_parent"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_part_of"), ["part_of"], unique=False)
        batch_op.create_index("ix_entry_state_status", ["state", "status", "sort_key", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_status"), ["status"], unique=False)

    op.create_table(
        "idempotency",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_idempotency")),
    )

    op.create_table(
        "channel",
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("extension", sa.String(), nullable=True),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("contexts", sa.String(), nullable=False),
        sa.Column("may_be_used_for", sa.String(), nullable=False),
        sa.Column("always_open", sa.Boolean(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("preference", sa.Integer(), nullable=False),
        sa.Column("marking", sa.String(), nullable=True),
        sa.Column("readers", sa.String(), nullable=False),
        sa.Column("key_fingerprint", sa.String(), nullable=True),
        sa.Column("edited_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("confirmed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("tested_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("last_outcome", sa.String(), nullable=True),
        sa.Column("replaced_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("hidden_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("attestation", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_channel_entry_id_entry")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_channel")),
    )
    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_channel_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_channel_id"), ["id"], unique=False)
        batch_op.create_index(batch_op.f("ix_channel_value"), ["value"], unique=False)

    op.create_table(
        "entry_version",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_version_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", "version", name=op.f("pk_entry_version")),
    )

    op.create_table(
        "hours_exception",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("channel_row", sa.String(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("opens", sa.String(), nullable=True),
        sa.Column("closes", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_hours_exception_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_exception")),
    )
    with op.batch_alter_table("hours_exception", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hours_exception_channel_row"), ["channel_row"], unique=False)
        batch_op.create_index(batch_op.f("ix_hours_exception_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "hours_span",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("channel_row", sa.String(), nullable=True),
        sa.Column("days", sa.String(), nullable=False),
        sa.Column("opens", sa.String(), nullable=False),
        sa.Column("closes", sa.String(), nullable=False),
        sa.Column("season_from", sa.String(), nullable=True),
        sa.Column("season_until", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_hours_span_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_span")),
    )
    with op.batch_alter_table("hours_span", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hours_span_channel_row"), ["channel_row"], unique=False)
        batch_op.create_index(batch_op.f("ix_hours_span_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "name",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("script", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_name_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name")),
    )
    with op.batch_alter_table("name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_name_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_name_holder_id"), ["holder_id"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("patch", sa.String(), nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("submitted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("eligible_from", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("approver_id", sa.String(), nullable=True),
        sa.Column("approved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("factor", sa.String(), nullable=True),
        sa.Column("called_back_on", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_proposal_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_state"), ["state"], unique=False)


def downgrade() -> None:
    raise RuntimeError("The first migrations are not undone: restore a backup instead.")
