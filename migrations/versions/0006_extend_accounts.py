"""Invitations, official domains, delegations and acts that need a second person."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("seconded_by", "nomination", "confirmed_by"):
        op.add_column("account", sa.Column(column, sa.String(), nullable=True))
    op.add_column("account", sa.Column("nominated_on", sa.Date(), nullable=True))
    op.add_column("account", sa.Column("confirmed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.add_column("session", sa.Column("delegation_id", sa.String(), nullable=True))

    op.create_table(
        "invitation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("entry", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("network", sa.String(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=True),
        sa.Column("ceiling", sa.String(), nullable=True),
        sa.Column("nomination", sa.String(), nullable=True),
        sa.Column("nominated_on", sa.Date(), nullable=True),
        sa.Column("inviter_id", sa.String(), nullable=False),
        sa.Column("invited_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("times_sent", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("joined_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("seconded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("seconded_by", sa.String(), nullable=True),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("frozen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    for column in ("batch", "email", "inviter_id"):
        op.create_index(op.f(f"ix_invitation_{column}"), "invitation", [column], unique=False)

    op.create_table(
        "mail_domain",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("entry", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposer_id", sa.String(), nullable=False),
        sa.Column("proposed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("approver_id", sa.String(), nullable=True),
        sa.Column("approved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_domain")),
    )
    for column in ("domain", "state", "proposer_id"):
        op.create_index(op.f(f"ix_mail_domain_{column}"), "mail_domain", [column], unique=False)

    op.create_table(
        "delegation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("giver_id", sa.String(), nullable=False),
        sa.Column("deputy_id", sa.String(), nullable=False),
        sa.Column("permissions", sa.String(), nullable=False),
        sa.Column("given_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["giver_id"], ["account.id"], name=op.f("fk_delegation_giver_id_account")),
        sa.ForeignKeyConstraint(["deputy_id"], ["account.id"], name=op.f("fk_delegation_deputy_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    for column in ("giver_id", "deputy_id"):
        op.create_index(op.f(f"ix_delegation_{column}"), "delegation", [column], unique=False)

    op.create_table(
        "seconded_act",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["subject_id"], ["account.id"], name=op.f("fk_seconded_act_subject_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seconded_act")),
    )
    for column in ("subject_id", "requested_by", "state"):
        op.create_index(op.f(f"ix_seconded_act_{column}"), "seconded_act", [column], unique=False)

    op.create_table(
        "account_reminder",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_reminder_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_account_reminder")),
    )


def downgrade() -> None:
    raise RuntimeError("Migrations are not undone: restore a backup instead.")
