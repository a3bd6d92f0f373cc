"""Write docs/faults.md anew: `python -m tests.gauntlet`."""

from tests.conftest import ROOT
from tests.gauntlet.doc import write

(ROOT / "docs" / "faults.md").write_text(write(), encoding="utf-8")
