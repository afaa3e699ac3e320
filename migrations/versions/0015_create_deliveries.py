"""Deliveries of editions, and address books on phones."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("begun_at", instant(), nullable=False),
        sa.Column("written_at", instant(), nullable=True),
        sa.Column("delivered_at", instant(), nullable=True),
        sa.Column("acknowledged_at", instant(), nullable=True),
        sa.Column("failed_at", instant(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_recipient"), "delivery", ["recipient"], unique=False)
    op.create_index(op.f("ix_delivery_begun_at"), "delivery", ["begun_at"], unique=False)
    op.create_table(
        "address_book_state",
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", instant(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "number", name=op.f("pk_address_book_state")),
    )
    op.add_column("api_key", sa.Column("scope", sa.String(), nullable=True))
    op.add_column("api_key", sa.Column("chosen", sa.String(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("Migrations are not undone: restore a backup instead.")
