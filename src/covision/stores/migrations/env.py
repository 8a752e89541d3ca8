"""Alembic's entry: runs on the connection that the opener hands over, in its transaction."""

from alembic import context

from covision.stores.tables import metadata

# The whole upgrade is one transaction, SQLite included: after a kill the schema is the old or the new one.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
