"""`monitor` in a process of its own, which says at its end how much memory it took, or
the largest of the processes that it started: in MB.

python -m tests.gauntlet.measured check --json
"""

from __future__ import annotations

import resource
import sys

from monitor import cli

if __name__ == "__main__":
    code = cli.run(sys.argv[1:])
    sys.stdout.flush()
    sizes = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    sys.stderr.write(f"\n{max(sizes)}\n")
    sys.exit(code)
