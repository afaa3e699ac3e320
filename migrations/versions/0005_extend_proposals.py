"""What proposals need beyond one entry's patch: sets, early showing, redirections, entries on behalf of a State."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sqlmodel.sql.sqltypes.UTCDateTime()


def upgrade() -> None:
    op.create_table(
        "proposal_set",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_set")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("set_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("early_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("early_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("early_how", sa.String(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_proposal_set_id_proposal_set"), "proposal_set", ["set_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_proposal_set_id"), ["set_id"], unique=False)
    op.create_table(
        "redirection",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("to_entry", sa.String(), nullable=False),
        sa.Column("to_channel", sa.String(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_redirection_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redirection")),
    )
    op.create_index(op.f("ix_redirection_entry_id"), "redirection", ["entry_id"], unique=False)
    op.create_table(
        "on_behalf",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("taken_over_by", sa.String(), nullable=True),
        sa.Column("taken_over_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_on_behalf_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_on_behalf")),
    )


def downgrade() -> None:
    raise RuntimeError("Migrations are not undone: restore a backup instead.")
