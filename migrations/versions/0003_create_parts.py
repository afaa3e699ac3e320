"""The parts of an entry beyond names, channels and hours."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("up_to", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_consent_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "designation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=True),
        sa.Column("function", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("scope_note", sa.String(), nullable=True),
        sa.Column("notified_via", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_designation_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_designation")),
    )
    with op.batch_alter_table("designation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_designation_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_designation_function"), ["function"], unique=False)

    op.create_table(
        "entry_language",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("use", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_language_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_language")),
    )
    with op.batch_alter_table("entry_language", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_language_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_language_tag"), ["tag"], unique=False)

    op.create_table(
        "external_id",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_external_id_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_id")),
    )
    with op.batch_alter_table("external_id", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_external_id_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index("ix_external_id_scheme_value", ["scheme", "value"], unique=False)

    op.create_table(
        "holder",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("publish_name", sa.Boolean(), nullable=False),
        sa.Column("absent_from", sa.Date(), nullable=True),
        sa.Column("absent_until", sa.Date(), nullable=True),
        sa.Column("substitute", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_holder_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holder")),
    )
    with op.batch_alter_table("holder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holder_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "interpretation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("sworn", sa.Boolean(), nullable=False),
        sa.Column("cleared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_interpretation_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpretation")),
    )
    with op.batch_alter_table("interpretation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interpretation_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_membership_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_network"), ["network"], unique=False)

    op.create_table(
        "posting",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("posted_to", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("accredited_to", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_posting_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posting_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posting_host"), ["host"], unique=False)

    op.create_table(
        "provenance",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=True),
        sa.Column("retrieved_on", sa.Date(), nullable=True),
        sa.Column("source_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_provenance_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provenance")),
    )
    with op.batch_alter_table("provenance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provenance_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "requirements",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("designation_id", sa.String(), nullable=True),
        sa.Column("languages_accepted", sa.String(), nullable=False),
        sa.Column("translation_required", sa.Boolean(), nullable=True),
        sa.Column("channels_accepted", sa.String(), nullable=False),
        sa.Column("advance_copy", sa.Boolean(), nullable=True),
        sa.Column("encryption", sa.String(), nullable=True),
        sa.Column("interpol_accepted", sa.Boolean(), nullable=True),
        sa.Column("urgent_procedure", sa.String(), nullable=True),
        sa.Column("documents", sa.String(), nullable=True),
        sa.Column("dual_criminality", sa.Boolean(), nullable=True),
        sa.Column("first_reply_hours", sa.Integer(), nullable=True),
        sa.Column("law_url", sa.String(), nullable=True),
        sa.Column("forms_url", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_requirements_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirements")),
    )
    with op.batch_alter_table("requirements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_requirements_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "service",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("eligibility", sa.String(), nullable=True),
        sa.Column("areas", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_service_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_entry_id"), ["entry_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("The first migrations are not undone: restore a backup instead.")
