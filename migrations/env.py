"""Alembic's environment: migrations run on the connection that the application hands over."""

from alembic import context

import tracker.models  # noqa: F401 - every table, so that models and migrations can be compared
from tracker.db import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
