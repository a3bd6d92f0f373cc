"""What the other looks of a run say about one look: were we online, did a whole site turn, where do redirects end?

Pure. It is asked when all looks of a run have been made but for what follows from it; each look that did not read its
article is a `Case`, and is told what is `Around` it. It decides no verdict: `offline` and `hold` carry what it says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from monitor.judge import address
from monitor.judge.clocks import UNTOLD, Clock
from monitor.model import Evidence, Observation, Verdict

# Research, faults 4.2.3: held are turns of more than this many, and this share, of a host's articles, or of all.
FEW: Final = 3
OF_A_HOST: Final = 0.20
OF_ALL: Final = 0.10
# Research, faults 4.2.5: so many different articles that end at one address.
CLUSTER: Final = 3
# A common page of several hosts is no network's own where their provider put it there.
_PROVIDERS: Final = frozenset({"parked", "suspended", "host_default"})
# How a hold of this gate begins; later runs tell it by that from others.
SITE_WIDE: Final = "site-wide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A look that did not read its article. `host` is the site's name and port, `body` a digest of the answer's bytes.

    `turned`: the look before read the article, and this complete answer does not show it. `ripe`: with this look a
    verdict would be said that was not said before; `confirmed`: so it was at an earlier look too, which was held.
    """

    seed: str
    url: str
    host: str
    observation: Observation
    body: str = ""
    turned: bool = False
    ripe: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the run says about one look. `why`: it is held, and this is the clause that says why; `speaks`: whether
    its seed tells the news of all that turned with it. `catch_alls` are where several articles of its host ended.
    `clock`: what the run's hosts make of our own."""

    offline: bool = False
    catch_alls: frozenset[str] = frozenset()
    why: str = ""
    speaks: bool = True
    clock: Clock = UNTOLD


def _spoke(observation: Observation) -> bool:
    """Whether somebody answered in this run: not where we knew that we may not ask."""
    return observation.status is not None and observation.code != "retry_after"


def silent(cases: Sequence[Case], *, answered: bool, read: bool) -> bool:
    """Whether our own network may have been down: nobody answered, or all with one page that is none of theirs.

    `answered`: whether anything was answered to any look of the run; `read`: whether an article was.
    """
    return bool(cases) and not read and (not answered or _captive(cases))


def look_around(
    cases: Sequence[Case],
    *,
    articles: Mapping[str, int],
    answered: bool,
    read: bool,
    online: bool | None,
    clock: Clock = UNTOLD,
) -> dict[str, Around]:
    """What is around each case, by seed. `articles`: how many are watched of each host. `online`: whether the checks
    of our own connection passed; None where none was made. `clock`: what the run's hosts make of ours."""
    # A common door is named for what it is, `blocked`, until a check of our own connection has shown whose it is.
    door = answered and online is None and all(case.observation.verdict is Verdict.BLOCKED for case in cases)
    if silent(cases, answered=answered, read=read) and not online and not door:
        return {case.seed: Around(offline=_learned_nothing(case, captive=answered)) for case in cases}
    catch_alls = _catch_alls(cases)
    found = {case.seed: Around(catch_alls=catch_alls.get(case.host, frozenset()), clock=clock) for case in cases}
    if online is False:
        why = "the checks of our own connection failed"
        found |= {case.seed: replace(found[case.seed], why=why) for case in cases if case.ripe}
    for part in ("turned", "ripe"):
        _break(cases, part, articles, found)
    return found


def _learned_nothing(case: Case, *, captive: bool) -> bool:
    return case.observation.verdict is not Verdict.REFUSED and (captive or case.observation.status is None)


# ── a network that answers for everybody ──────────────────────────────────────────────────────────


def _captive(cases: Sequence[Case]) -> bool:
    """Whether whoever answered did so with the same page, though they are different sites."""
    spoke = [case for case in cases if _spoke(case.observation)]
    if any(case.observation.code in _PROVIDERS or not _success(case.observation) for case in spoke):
        return bool(spoke) and all(case.observation.status == 511 for case in spoke)
    hosts = {address.read(case.url).host for case in spoke}
    if not _strangers(hosts):
        return False
    ends = {_without_query(case.observation.final_url) for case in spoke}
    led = all(not address.same_site(case.url, case.observation.final_url) for case in spoke)
    if len(ends) == 1 and led:
        return True
    return len({case.body for case in spoke}) == 1 and bool(spoke[0].body)


def _success(observation: Observation) -> bool:
    return observation.status is not None and (200 <= observation.status < 300 or observation.status == 511)


def _strangers(hosts: set[str]) -> bool:
    """Whether there are two that share no domain; addresses in figures are strangers to each other."""
    domains = {host if host.replace(".", "").isdigit() else ".".join(host.split(".")[-2:]) for host in hosts}
    return len(domains) >= 2


def _without_query(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.netloc}{parts.path}".rstrip("/")


# ── where redirects end ───────────────────────────────────────────────────────────────────────────


def _catch_alls(cases: Sequence[Case]) -> dict[str, frozenset[str]]:
    ends: dict[tuple[str, address.Address], dict[str, str]] = defaultdict(dict)
    for case in cases:
        final = case.observation.final_url
        if final and _spoke(case.observation) and not address.same(case.url, final):
            ends[case.host, address.read(final)][case.url] = final
    found: dict[str, set[str]] = defaultdict(set)
    for (host, _), urls in ends.items():
        if len(urls) >= CLUSTER:
            found[host].add(next(iter(urls.values())))
    return {host: frozenset(urls) for host, urls in found.items()}


# ── many at once ──────────────────────────────────────────────────────────────────────────────────


def _break(cases: Sequence[Case], part: str, articles: Mapping[str, int], found: dict[str, Around]) -> None:
    """Hold the looks of a host, or of all hosts, of which too many say the same at once."""
    group = [case for case in cases if getattr(case, part) and (part == "turned" or _counts(case, found[case.seed]))]
    urls = Counter(host for host, _ in {(case.host, case.url) for case in group})
    everywhere = urls.total() > max(FEW, OF_ALL * sum(articles.values())) and len(urls) > 1
    hosts = {host for host, number in urls.items() if number > max(FEW, OF_A_HOST * articles.get(host, number))}
    # That a site's name is gone is said of all its articles or of none, and took two weeks: nothing to hold a day more.
    nameless = [case for case in group if part == "ripe" and case.observation.evidence is Evidence.NAME_GONE]
    free = {case.seed for case in nameless} if not everywhere else set()
    held = [case for case in group if (everywhere or case.host in hosts) and case.seed not in free | _confirmed(group)]
    speakers: set[str] = set()
    for case in sorted(held, key=lambda one: (one.observation.evidence not in _GONE, one.seed)):
        if case.host in hosts:
            number, all_of, where = urls[case.host], articles.get(case.host, 0), f"of {case.host}"
        else:
            number, all_of, where = urls.total(), sum(articles.values()), "of all hosts"
        what = "turned from being read to this" if part == "turned" else "would be said so"
        of = f"{number} of {max(number, all_of)} watched articles {where}"
        why = f"{SITE_WIDE}: {of} {what} in one run, so the site may be at fault"
        found[case.seed] = replace(found[case.seed], why=why, speaks=where not in speakers)
        speakers.add(where)


def _confirmed(group: Sequence[Case]) -> set[str]:
    return {case.seed for case in group if case.confirmed}


def _counts(case: Case, around: Around) -> bool:
    """Whether a look that led away says anything: only where several end."""
    final = case.observation.final_url
    return case.observation.reason != "redirect_elsewhere" or any(address.same(one, final) for one in around.catch_alls)


_GONE: Final = (Evidence.ABSENT, Evidence.GONE)
