"""4 observations → verdict. Pure: values in, values out; no clock, no network, no database.

observe   one fetch → one class of evidence: instead (what stands there), address, probe, waiting
decide    a history of them → verdict and rule: looks (one a run), tally (what counts), reasons, say (in words)
confirm   two looks of one run           neighbours   what the run's other looks say about one
clocks    what time it really was        patience     how long a host is left alone
announce  whether it is news
explain   all of it, for a person
"""

from monitor.judge.address import over_tls
from monitor.judge.announce import announce
from monitor.judge.clocks import Clock, Told, agree, listen
from monitor.judge.confirm import agreed, confirms, settle
from monitor.judge.decide import decide
from monitor.judge.explain import explain, lines
from monitor.judge.looks import at_its_address, instant
from monitor.judge.neighbours import Around, Case, look_around, silent
from monitor.judge.observe import date, hold, observe, offline, release, text_digest
from monitor.judge.patience import rest, turned_away
from monitor.judge.probe import Probe
from monitor.judge.say import clock as clock_in_words

__all__ = [
    "Around",
    "Case",
    "Clock",
    "Probe",
    "Told",
    "agree",
    "agreed",
    "announce",
    "at_its_address",
    "clock_in_words",
    "confirms",
    "date",
    "decide",
    "explain",
    "hold",
    "instant",
    "lines",
    "listen",
    "look_around",
    "observe",
    "offline",
    "over_tls",
    "release",
    "rest",
    "settle",
    "silent",
    "text_digest",
    "turned_away",
]
