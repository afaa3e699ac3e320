"""An index for the few entries of a rare authority type, such as regional bodies, among many."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_entry_authority_type", "entry", ["authority_type", "status"], unique=False)


def downgrade() -> None:
    raise RuntimeError("Migrations are not undone: restore a backup instead.")
