"""Alembic's environment: one tree for SQLite and PostgreSQL, models gathered from every package that has tables."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import app.accounts.models
import app.audit.models
import app.directory.counterpart_models
import app.directory.drill_models
import app.directory.duty_models
import app.directory.merge_models
import app.directory.models
import app.directory.problem_models
import app.directory.proposal_models
import app.directory.search_models
import app.exchange.models
import app.notices.models
import app.outbox.models  # noqa: F401
from app.db import open_database
from app.settings import Settings

target_metadata = SQLModel.metadata


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=target_metadata,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
    )
    context.run_migrations()


def run() -> None:
    """Migrate over the engine given by `app.db`, or the one of the settings when alembic itself is called."""
    engine = context.config.attributes.get("engine") or open_database(Settings()).engine
    # One transaction over all steps, on SQLite too (our connections begin it themselves): a killed migration leaves nothing.
    with engine.execution_options(writes=True).begin() as connection:
        _run(connection)


run()
