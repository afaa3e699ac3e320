"""The clock and the working hours that a person has set for itself."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("zone", sa.String(), nullable=True))
    op.add_column("account", sa.Column("hours", sa.String(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("Migrations are not undone: restore a backup instead.")
