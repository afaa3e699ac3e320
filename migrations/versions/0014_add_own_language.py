"""Purposes, labels and scope notes in several languages."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entry", sa.Column("purpose_in", sa.String(), nullable=True))
    op.add_column("channel", sa.Column("label_in", sa.String(), nullable=True))
    op.add_column("designation", sa.Column("scope_note_in", sa.String(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("Migrations are not undone: restore a backup instead.")
