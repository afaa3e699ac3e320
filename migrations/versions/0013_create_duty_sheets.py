"""Duty sheets: what a unit printed and carries."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_sheet",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("drawn_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("authority", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("drawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("printed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_sheet")),
    )
    for column in ("drawn_by", "authority", "unit"):
        op.create_index(op.f(f"ix_duty_sheet_{column}"), "duty_sheet", [column], unique=False)
    op.create_table(
        "duty_line",
        sa.Column("sheet_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("printed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["sheet_id"], ["duty_sheet.id"], name=op.f("fk_duty_line_sheet_id_duty_sheet")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_duty_line_entry_id_entry")),
        sa.PrimaryKeyConstraint("sheet_id", "position", name=op.f("pk_duty_line")),
    )
    op.create_index(op.f("ix_duty_line_entry_id"), "duty_line", ["entry_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("Migrations are not undone: restore a backup instead.")
