"""Call references, wrong guesses at them, requests for missing counterparts."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_reference",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digits", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("caller_id", sa.String(), nullable=False),
        sa.Column("caller_state", sa.String(), nullable=True),
        sa.Column("caller_authority", sa.String(), nullable=True),
        sa.Column("given_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_call_reference_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_reference")),
    )
    for column in ("digits", "entry_id", "caller_id"):
        op.create_index(op.f(f"ix_call_reference_{column}"), "call_reference", [column], unique=False)

    op.create_table(
        "wrong_reference",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_reference")),
    )
    op.create_index(op.f("ix_wrong_reference_by_id"), "wrong_reference", ["by_id"], unique=False)

    op.create_table(
        "gap_request",
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("function", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("by_state", sa.String(), nullable=True),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("state", "function", "by_id", name=op.f("pk_gap_request")),
    )


def downgrade() -> None:
    raise RuntimeError("Migrations are not undone: restore a backup instead.")
