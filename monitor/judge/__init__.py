"""From looks to a verdict. Pure: values in, values out, no clock, no network, no database."""

from monitor.judge.announce import announce
from monitor.judge.confirm import agreed, confirms, settle
from monitor.judge.decide import decide
from monitor.judge.explain import explain, lines
from monitor.judge.neighbours import Around, Case, look_around, silent
from monitor.judge.observe import hold, observe, offline, release, text_digest
from monitor.judge.patience import rest, turned_away
from monitor.judge.probe import Probe

__all__ = [
    "Around",
    "Case",
    "Probe",
    "agreed",
    "announce",
    "confirms",
    "decide",
    "explain",
    "hold",
    "lines",
    "look_around",
    "observe",
    "offline",
    "release",
    "rest",
    "settle",
    "silent",
    "text_digest",
    "turned_away",
]
