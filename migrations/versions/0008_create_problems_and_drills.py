"""Problem reports, call outcomes and communication tests."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "problem",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reported_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("reported_by", sa.String(), nullable=False),
        sa.Column("reporter_state", sa.String(), nullable=True),
        sa.Column("reporter_authority", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_problem_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem")),
    )
    op.create_index(op.f("ix_problem_entry_id"), "problem", ["entry_id"], unique=False)
    op.create_index(op.f("ix_problem_state"), "problem", ["state"], unique=False)
    op.create_index(op.f("ix_problem_reported_by"), "problem", ["reported_by"], unique=False)

    op.create_table(
        "call_outcome",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("by_state", sa.String(), nullable=True),
        sa.Column("by_authority", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_call_outcome_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_outcome")),
    )
    op.create_index(op.f("ix_call_outcome_entry_id"), "call_outcome", ["entry_id"], unique=False)
    op.create_index(op.f("ix_call_outcome_channel_id"), "call_outcome", ["channel_id"], unique=False)
    op.create_index(op.f("ix_call_outcome_by_id"), "call_outcome", ["by_id"], unique=False)

    op.create_table(
        "drill",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("network", sa.String(), nullable=True),
        sa.Column("function", sa.String(), nullable=True),
        sa.Column("out_of_hours", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ends_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("started_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("cancelled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill")),
    )
    op.create_index(op.f("ix_drill_starts_at"), "drill", ["starts_at"], unique=False)

    op.create_table(
        "drill_call",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("drill_id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("answered_how", sa.String(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name=op.f("fk_drill_call_drill_id_drill")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_drill_call_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_call")),
    )
    op.create_index(op.f("ix_drill_call_drill_id"), "drill_call", ["drill_id"], unique=False)
    op.create_index(op.f("ix_drill_call_entry_id"), "drill_call", ["entry_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("Migrations are not undone: restore a backup instead.")
