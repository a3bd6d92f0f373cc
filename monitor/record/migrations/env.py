"""What alembic runs: every step on the connection, and in the transaction, that `ledger.py` hands over."""

from __future__ import annotations

from alembic import context

from monitor.record.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
