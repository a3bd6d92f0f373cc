"""`monitor` in a process of its own, which says at its end how large it grew, or the largest of those that it started.

python -m tests.gauntlet.measured check --json
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from monitor import cli


def _own() -> int:
    """Kilobytes that this process held at most. Not `ru_maxrss`: that counts what its parent held, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


if __name__ == "__main__":
    code = cli.run(sys.argv[1:])
    sys.stdout.flush()
    largest = max(_own(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    sys.stderr.write(f"\n{largest // 1024}\n")
    sys.exit(code)
