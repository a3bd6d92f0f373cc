"""`monitor` in a process of its own, which says at its end how much memory it took.

python -m tests.gauntlet.measured check --json
"""

from __future__ import annotations

import resource
import sys

from monitor import cli

if __name__ == "__main__":
    code = cli.run(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.write(f"\n{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}\n")
    sys.exit(code)
