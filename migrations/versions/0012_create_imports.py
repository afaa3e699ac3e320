"""Files that were sent in, and what their senders' headings mean; entries that were merged."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("chosen", sa.String(), nullable=False),
        sa.Column("report", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
    )
    op.create_index(op.f("ix_import_file_account_id"), "import_file", ["account_id"], unique=False)
    op.create_index(op.f("ix_import_file_made_at"), "import_file", ["made_at"], unique=False)
    op.create_table(
        "import_heading",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("column_name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "heading", name=op.f("pk_import_heading")),
    )
    op.create_table(
        "entry_merge",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kept_id", sa.String(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("proposal_id", sa.String(), nullable=True),
        sa.Column("undone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["kept_id"], ["entry.id"], name=op.f("fk_entry_merge_kept_id_entry")),
        sa.ForeignKeyConstraint(["other_id"], ["entry.id"], name=op.f("fk_entry_merge_other_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_merge")),
    )
    op.create_index(op.f("ix_entry_merge_kept_id"), "entry_merge", ["kept_id"], unique=False)
    op.create_index(op.f("ix_entry_merge_other_id"), "entry_merge", ["other_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("Migrations are not undone: restore a backup instead.")
