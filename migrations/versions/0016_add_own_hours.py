"""The clock and working hours that a person has set for itself; interpreters and NGOs are for what their kind serves."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("zone", sa.String(), nullable=True))
    op.add_column("account", sa.Column("hours", sa.String(), nullable=True))
    entry = sa.table("entry", sa.column("kind", sa.String()), sa.column("functions", sa.String()))
    for kind, function in (("interpreter", "interpretation"), ("ngo", "victim_assistance")):
        lacking = sa.and_(entry.c.kind == kind, ~entry.c.functions.contains(f"/{function}/", autoescape=True))
        longer = sa.case((entry.c.functions == "", f"/{function}/"), else_=entry.c.functions + f"{function}/")
        op.execute(entry.update().where(lacking).values(functions=longer))


def downgrade() -> None:
    raise RuntimeError("Migrations are not undone: restore a backup instead.")
