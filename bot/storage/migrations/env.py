"""Alembic's entry: it migrates the store whose connection ``schema.migrate`` hands over."""

from alembic import context

handed_over = context.config.attributes
context.configure(
    connection=handed_over["connection"],
    target_metadata=handed_over["metadata"],
    transactional_ddl=True,
)
context.run_migrations()
