"""One capture, and what `clean/` made of it → one observation: a class of evidence, a reason, and its words.

It does not fetch, does not look back and does not decide: what several looks add up to is `decide`'s.

The order is: is it about the original at all → was there a complete answer → does the article stand in it (content
beats status) → what is said instead, by the page, by the status, by the address where it ended (`instead`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from monitor.judge import address, reasons
from monitor.judge.clocks import Clock, skew_of
from monitor.judge.instead import A_TENTH, Said, fold, has_text, instead, is_template, says_itself
from monitor.judge.looks import read
from monitor.judge.neighbours import SITE_WIDE
from monitor.judge.probe import Probe
from monitor.judge.waiting import SUSPICIOUS
from monitor.model import Article, Comparison, Evidence, Failure, NotAnArticle, Observation, Snapshot, Verdict

# Less than this share of the old words left, or none: looked at again before anything is said (contract, `pending`).
A_THIRD: Final = 1 / 3
_NAME_GONE_CODES: Final = frozenset({"dns_nxdomain", "nxdomain"})


def observe(
    capture: Snapshot | Failure,
    outcome: Article | NotAnArticle | None,
    comparison: Comparison | None,
    *,
    seed_url: str,
    at: datetime,
    run: str,
    snapshot: str = "",
    since_last: Comparison | None = None,
    standing: Observation | None = None,
    same_bytes: bool = False,
    probe: Probe | None = None,
    known_title: str = "",
    confirmed: str = "",
    no_copy: bool = False,
    flags: Iterable[str] = (),
) -> Observation:
    """What this one look showed.

    `comparison` is the copy with now, `since_last` the last confirmed version with now. `standing` is the last look
    that read the page; its text still stands where a 304 (or, with `same_bytes`, the same body under the same cleaner)
    says so, and without it a 304 says nothing. `known_title` is the article's headline as last known. `flags` are
    those that only the caller can know (`reverted`, `technical`, `variant`). `confirmed` is what the last confirmed
    version was told as, where that was an edit: so it stays while the page reads as that version, however little it is.
    Never raises because of what came from outside.
    """
    if isinstance(capture, Failure):
        said = _failed(capture)
        status = capture.status
        text = ""
    else:
        same = since_last is not None and not since_last.differs
        known = _Known(url=seed_url, title=known_title, confirmed=confirmed if same else "", no_copy=no_copy)
        said = _answered(capture, outcome, comparison, known, standing, same_bytes, probe)
        status = capture.status
        text = _text_of(outcome, said)
    found = said.evidence in (Evidence.ALIVE, Evidence.ALTERED)
    kept = set(flags) | said.flags
    if found:
        kept |= _flags_of(comparison, since_last)
    if no_copy:
        kept.add("no_copy")
    if isinstance(capture, Snapshot) and capture.unverified:
        kept.add("unverified")
    return Observation(
        at=at,
        run=run,
        evidence=said.evidence,
        verdict=reasons.verdict_of(said.reason),
        reason=said.reason,
        status=status,
        final_url=capture.final_url,
        snapshot=snapshot,
        text=text,
        detail=said.detail,
        code=said.code,
        flags=frozenset(kept),
        evidence_names=said.names,
        url=seed_url,
        skew=skew_of(capture),
    )


def offline(observation: Observation) -> Observation:
    """The same look in a run in which our own network was down: nothing was learned, whatever it seemed to show."""
    return replace(
        observation, evidence=Evidence.NONE, verdict=Verdict.OFFLINE, reason="offline", text="", flags=frozenset(),
        code=observation.reason, detail="our own network was down during this run; nothing was learned",
    )  # fmt: skip


def hold(observation: Observation, why: str) -> Observation:
    """The same look, marked by a gate: it counts, but no removal may be said on it. `why` is a plain clause."""
    return replace(observation, evidence_names=(*observation.evidence_names, f"held: {why}"))


def date(observation: Observation, clock: Clock) -> Observation:
    """The same look, with what the hosts of its run make of our clock."""
    if (observation.ahead, observation.clocks) == (clock.ahead, clock.hosts):
        return observation
    return replace(observation, ahead=clock.ahead, clocks=clock.hosts)


def release(observation: Observation) -> Observation:
    """The same look without the mark of a site-wide hold."""
    kept = tuple(name for name in observation.evidence_names if not name.startswith(f"held: {SITE_WIDE}"))
    return replace(observation, evidence_names=kept)


# ── no complete answer ────────────────────────────────────────────────────────────────────────────


def _failed(failure: Failure) -> Said:
    detail = failure.detail
    if failure.memento is not None or reasons.speaks_of_archive(failure.reason):
        reason = failure.reason if reasons.speaks_of_archive(failure.reason) else f"archive_{failure.reason}"
        return Said(Evidence.NONE, reason, failure.code, detail)
    if failure.reason not in reasons.REASONS:
        # Our own side grew a word that the contract does not know: no evidence, by the most general name.
        return Said(Evidence.NONE, "malformed", failure.code or failure.reason, detail)
    # A name that is gone behind a redirect is not the site's own: the site answered, and sent us there.
    if failure.reason == "dns" and failure.code in _NAME_GONE_CODES and not failure.hops:
        return Said(Evidence.NAME_GONE, "dns", failure.code, detail or "the site's name does not exist (NXDOMAIN)")
    if reasons.verdict_of(failure.reason) in (Verdict.INTACT, Verdict.EDITED, Verdict.MISSING):
        return Said(Evidence.NONE, "malformed", failure.code or failure.reason, detail)
    return Said(Evidence.NONE, failure.reason, failure.code, detail)


# ── a complete answer ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What was known of the article before this look. `confirmed`: what its text, as it still stands, was told as."""

    url: str
    title: str
    confirmed: str
    no_copy: bool


def _answered(
    capture: Snapshot,
    outcome: Article | NotAnArticle | None,
    comparison: Comparison | None,
    known: _Known,
    standing: Observation | None,
    same_bytes: bool,
    probe: Probe | None,
) -> Said:
    if capture.memento is not None:
        return Said(Evidence.NONE, "archive_capture", detail="a capture of another archive, not the original")
    if capture.not_modified or same_bytes:
        if standing is not None and (read(standing) or standing.reason in SUSPICIOUS):
            return _still(standing, "same_bytes" if same_bytes else "not_modified", capture, known.url)
        if capture.not_modified:
            return Said(
                Evidence.NONE, "malformed", "unasked_304", "the site said “not modified”, but nothing of ours stands"
            )
    if isinstance(outcome, Article):
        stranger = None if known.confirmed else _stranger(outcome, comparison, capture, known.url, known.title)
        if stranger is None:
            found = _found(outcome, comparison, capture, known.url, known.no_copy)
            withdrawn = known.confirmed == "withdrawn" and found.evidence is Evidence.ALTERED
            return replace(found, reason="withdrawn") if withdrawn else found
        if isinstance(stranger, Said):
            if not is_template(stranger.names, probe):
                return stranger
            stranger = NotAnArticle(kind="no_article", title=outcome.title, reading=outcome)
        outcome = stranger
    return instead(capture, outcome, comparison, known.url, probe, known.title)


def _still(standing: Observation, reason: str, capture: Snapshot, seed_url: str) -> Said:
    """The stored text stands: intact, or edited or cut down as it was. Where it stands is today's to say."""
    kept = standing.flags & {"no_copy", "invisible", "disclosed", "silent", "status_mismatch"}
    if read(standing) and _moved(capture, seed_url):
        kept |= {"moved"}
    if standing.evidence is Evidence.ALIVE:
        return Said(Evidence.ALIVE, reason, flags=kept, text=standing.text)
    words = reasons.words_of(reason)
    return Said(standing.evidence, standing.reason, reason, words, standing.evidence_names, kept, standing.text)


def _found(article: Article, comparison: Comparison | None, capture: Snapshot, seed_url: str, no_copy: bool) -> Said:
    flags: set[str] = set()
    detail = ""
    if capture.status >= 400:
        flags.add("status_mismatch")
        detail = f"the article stood in the page, though the site sent it with status {capture.status}"
    if _moved(capture, seed_url):
        flags.add("moved")
        detail = detail or "the article stood at another address, to which its own leads"
    held = frozenset(flags)
    names = (f"read by {article.how}",) if article.how else ()
    if comparison is None:
        if no_copy:
            return Said(Evidence.ALIVE, "baseline_taken", "", detail, names, held)
        return Said(Evidence.NONE, "no_article", "not_compared", "a text was read, but not compared with the copy")
    if comparison.edits:
        return Said(Evidence.ALTERED, "text_differs", "", detail, names, held)
    if comparison.fields:
        fields = tuple(f"field {name}" for name in sorted(comparison.fields))
        return Said(Evidence.ALTERED, "fields_differ", "", detail, names + fields, held)
    reason = "cosmetic" if comparison.cosmetic or comparison.invisible else "same_text"
    return Said(Evidence.ALIVE, reason, "", detail, names, held)


def _moved(capture: Snapshot, seed_url: str) -> bool:
    return bool(capture.hops) and not address.same(seed_url, capture.final_url)


def _stranger(
    article: Article, comparison: Comparison | None, capture: Snapshot, seed_url: str, known_title: str
) -> Said | NotAnArticle | None:
    """Whether what was read is too little of the article to call it that article edited; None if it is enough.

    Contract: with less than a tenth of the copy standing it is not that article, unless the page itself says so and a
    later look agrees; with less than a third of the text left a later look must agree.
    """
    if comparison is None or comparison.words_before <= 0:
        return None
    stands = comparison.survival >= A_TENTH
    cut = bool(comparison.edits) and comparison.words_after < comparison.words_before * A_THIRD
    if stands and not cut:
        return None
    redirected = bool(capture.hops) and not address.same(seed_url, capture.final_url)
    own = says_itself(article.canonical, article.title, seed_url, known_title)
    if not stands and (redirected or not own):
        return NotAnArticle(kind="no_article", share=comparison.survival, title=article.title, reading=article)
    notice, other = bool(article.notices) and not stands, not stands and has_text(article)
    remains = 0 < comparison.survival < A_TENTH
    marks = [("stands", stands), ("remains", remains), ("notice", notice), ("other text", other)]
    names = (*(name for name, holds in marks if holds), *own)
    left = f"{comparison.words_after} words, where the copy has {comparison.words_before}"
    return Said(Evidence.NONE, "shrunk" if comparison.words_after else "emptied", "", left, names)


# ── identity ──────────────────────────────────────────────────────────────────────────────────────


def text_digest(article: Article) -> str:
    """`sha256:hex` of what an article says: its folded sentences and headline, without text that may not be its own.

    Extras of the page side (rotating boxes, promotions) are left out, so that two fetches of one text agree.
    """
    foreign = {extra.sentence for extra in article.extras if extra.side == "page"}
    sentences = [one.folded for index, one in enumerate(article.sentences) if index not in foreign]
    if not article.sentences:
        sentences = [fold(block.text) for block in article.blocks]
    said = "\n".join([fold(article.title), *(one for one in sentences if one)])
    return "sha256:" + hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _text_of(outcome: Article | NotAnArticle | None, said: Said) -> str:
    if isinstance(outcome, Article):
        return text_digest(outcome)
    if isinstance(outcome, NotAnArticle) and outcome.reading is not None:
        return text_digest(outcome.reading)
    return said.text


def _flags_of(comparison: Comparison | None, since_last: Comparison | None) -> frozenset[str]:
    """Flags of the newest change; those of the whole difference where nothing changed since the last look."""
    known = {"silent", "disclosed", "invisible"}
    whole = comparison.flags & known if comparison is not None else frozenset()
    if since_last is None or not since_last.differs:
        return frozenset(whole)
    return frozenset((since_last.flags & known) | (whole & {"invisible"}))
