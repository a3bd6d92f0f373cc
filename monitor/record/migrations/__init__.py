"""How the database's schema came about: one file a step, run by alembic from `ledger.py`."""
