"""4 observations → verdict. Pure: values in, values out; no clock, no network, no database.

observe   one fetch → one class of evidence: instead (what stands there), address, probe, waiting
decide    a history of them → verdict and rule: looks (one a run), tally (what counts), reasons, say (in words)
confirm   two looks of one run           neighbours   what the run's other looks say about one
announce  whether it is news             patience     how long a host is left alone
explain   all of it, for a person
"""

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
