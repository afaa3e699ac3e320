"""Keys of names for the search, and who asked whether a number is registered."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BYTE_ORDER = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("names", sa.String(), nullable=False),
        sa.Column("prepared", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search_entry")),
    )
    op.create_index(op.f("ix_search_entry_entry_id"), "search_entry", ["entry_id"], unique=True)
    op.create_index(op.f("ix_search_entry_version"), "search_entry", ["version"], unique=False)

    op.create_table(
        "search_key",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", BYTE_ORDER, nullable=False),
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "entry", name=op.f("pk_search_key")),
        sqlite_with_rowid=False,
    )

    op.create_table(
        "number_check",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_check")),
    )
    op.create_index(op.f("ix_number_check_account_id"), "number_check", ["account_id"], unique=False)

    # Names were searched in this text until there were keys; `directory migrate` makes these after the schema.
    op.drop_column("entry", "search_text")


def downgrade() -> None:
    raise RuntimeError("Migrations are not undone: restore a backup instead.")
