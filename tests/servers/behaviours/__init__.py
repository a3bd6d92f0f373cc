"""Every behaviour of a server that we know to do harm: one URL each, and what has to come of it."""

from tests.servers.behaviours import answers, bodies, framing, heads, redirects, slow
from tests.servers.behaviours.table import BEHAVIOURS, Behaviour, behaviour

__all__ = ["BEHAVIOURS", "Behaviour", "answers", "behaviour", "bodies", "framing", "heads", "redirects", "slow"]
