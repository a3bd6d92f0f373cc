"""The values that the stages hand to each other. Frozen, and without behaviour beyond reading themselves.

    note ──seeds──▶ Seed ──clean──▶ Article (the baseline)
    URL ──capture──▶ Snapshot | Failure ──clean──▶ Article | NotAnArticle
    Article, Article ──compare──▶ Comparison
    Observation … ──judge──▶ Decision
    all of it together ──▶ Finding, which reports are made of

Words are those of the field (RFC 7089, WARC, NewsEdits); times end in `_at` or are called `at`, and are aware UTC.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

# ── time ──────────────────────────────────────────────────────────────────────────────────────────


class Precision(StrEnum):
    """How exactly a date is known. A month is not its first day."""

    INSTANT = "instant"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date as precisely as it is known.

    `at` is the start of the period in UTC. For a day, month or year no zone is known, so `at` is that calendar
    date at midnight, labelled UTC. `raw` is what was written.
    """

    at: datetime
    precision: Precision
    raw: str = ""

    def __str__(self) -> str:
        shape = {
            Precision.INSTANT: "%Y-%m-%dT%H:%M:%SZ",
            Precision.DAY: "%Y-%m-%d",
            Precision.MONTH: "%Y-%m",
            Precision.YEAR: "%Y",
        }[self.precision]
        return self.at.strftime(shape)


# ── 0 seeds ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Trouble in a note: named once, with its line (1-based; None where it concerns the whole note)."""

    code: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A watched article: the copy that the user holds, and its URL if known.

    `raw` is the note as it lies on disk, never changed; `encoding` decodes it, and the copy's text starts at
    character `body_at` of the decoded note (its 1-based line is `body_line`).
    """

    id: str
    path: str  # relative to the project folder, with forward slashes
    raw: bytes
    encoding: str = "utf-8-sig"
    body_at: int = 0
    body_line: int = 1
    title: str = ""
    # `note`: the front matter says it; `heading`: the text's own; `text`: made of its first words, so that a list
    # shows something, and no claim about the article's headline; None: there is none.
    title_from: Literal["note", "heading", "text"] | None = None
    url: str | None = None
    url_from: Literal["note", "archive", "config"] | None = None
    archive: str | None = None  # URI-M, its archived part with a scheme
    archive_at: datetime | None = None  # the instant that URI-M names
    language: str | None = None  # what the note says
    language_detected: str | None = None  # what its text is; None also where nobody has looked yet
    published: Moment | None = None
    author: str = ""
    description: str = ""
    site: str = ""
    section: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    has_copy: bool = True
    problems: tuple[Problem, ...] = ()

    @property
    def body(self) -> str:
        """The text of the copy, Markdown and all, line ends as `\\n`."""
        text = self.raw.decode(self.encoding, errors="replace")
        return text[self.body_at :].replace("\r\n", "\n").replace("\r", "\n")

    @property
    def digest(self) -> str:
        """`sha256:hex` of the note's bytes."""
        return digest_of(self.raw)


def digest_of(data: bytes) -> str:
    """`sha256:hex` of bytes; the form in which all digests are written."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


# ── 1 capture ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One redirect on the way: an answer of its own, kept as a record of its own (its body is cut)."""

    url: str
    status: int
    location: str  # absolute, as followed
    at: datetime
    head: bytes  # status line and headers as received


@dataclass(frozen=True, slots=True, kw_only=True)
class Memento:
    """One capture listed by another archive (URI-M). CDX column names stay verbatim at that edge."""

    uri: str  # where it is played from, unmodified (`id_` for Wayback)
    original: str
    at: datetime
    status: int | None = None  # None: the index does not say (revisit rows, TimeMaps)
    mimetype: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A complete HTTP answer: status, headers and bytes as received, and how we came to it.

    `wire` is the body as it came, transfer coding removed; `body` is it with the content coding removed.
    A 304 to a conditional request of ours is a Snapshot with status 304 and no body.
    `unverified`: the framing cannot prove that the answer is whole.
    """

    url: str  # asked for
    final_url: str
    at: datetime
    status: int
    head: bytes
    headers: tuple[tuple[str, str], ...]
    wire: bytes
    body: bytes
    hops: tuple[Hop, ...] = ()
    request: bytes = b""  # what we sent, without its body; no secrets
    peer: str = ""  # the address dialled
    unverified: bool = False
    memento: Memento | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def not_modified(self) -> bool:
        return self.status == 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """No complete answer, and why.

    `reason` is the contract's word (`dns`, `timeout`, `truncated`, `private_address`, `robots` …); `code` is finer
    (`dns_nxdomain`, `header_defect`, `tls_expired`); `detail` is a sentence for a person. `head` and `wire` hold
    what did arrive: evidence, never a page.
    """

    url: str
    at: datetime
    reason: str
    code: str = ""
    detail: str = ""
    final_url: str = ""
    status: int | None = None
    head: bytes = b""
    wire: bytes = b""
    hops: tuple[Hop, ...] = ()
    request: bytes = b""
    peer: str = ""
    memento: Memento | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a conditional request may carry: the server's own words, verbatim, from a complete stored answer."""

    final_url: str
    etag: str = ""
    last_modified: str = ""


# ── 2 clean ───────────────────────────────────────────────────────────────────────────────────────

BlockKind = Literal["heading", "paragraph", "quote", "item", "caption", "embed", "table", "preformatted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    text: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of an article, white space folded to single blanks; `path` says where it stands in the page."""

    text: str
    kind: BlockKind = "paragraph"
    path: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence as it reads (`text`), as it is compared (`folded`), and where it stands.

    `block` indexes `Article.blocks`; `block.text[start:end] == text`, in code points. `digest` is of `folded`, short.
    """

    text: str
    folded: str
    digest: str
    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a page the article was found, so that the next reading looks there first."""

    path: str  # of the smallest element that holds it
    before: str = ""  # digests of the neighbours' text, if any
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """Text on the page beside the article's certain part, or of the copy beside the page: who knows whose it is.

    `side` is `page` (the copy lacks it) or `copy` (the page lacks it, or has it otherwise). `why` is the contract's
    word: `block_not_in_copy`, `sentence_not_in_copy`, `doubled_in_copy`, `embed`, `promo`, `caption`, `apart`, `order`,
    `hidden`, `elsewhere`. `sentence` indexes `Article.sentences` of that side's article.
    """

    side: Literal["page", "copy"]
    sentence: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Title, byline, dates and blocks of text: from a note (a baseline) or from a page.

    `title` is without the site's suffix. `how` says who read it (`copy`, `guided`, `rule`, `json-ld`, `trafilatura`
    …) and `sure` (0 to 1) how sure that is. `cleaner` is the stamp of the code and libraries that made it: two
    articles are compared only where it is the same. `elsewhere` holds the digests of all other sentences that
    stood anywhere on the page, seen or unseen. `flat`: the paragraphs of a copy are not known.
    """

    title: str = ""
    byline: str = ""
    published: Moment | None = None
    modified: Moment | None = None
    description: str = ""
    section: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    canonical: str = ""
    language: str = ""
    notices: tuple[str, ...] = ()  # correction notices, as they read
    blocks: tuple[Block, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    extras: tuple[Extra, ...] = ()
    how: str = ""
    sure: float = 1.0
    cleaner: str = ""
    place: Place | None = None
    elsewhere: frozenset[str] = frozenset()
    flat: bool = False
    notes: tuple[str, ...] = ()  # how each field and the text were found, for `show --why`

    @property
    def text(self) -> str:
        """The whole text, a blank line between blocks."""
        return "\n\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnArticle:
    """A complete answer in which the article was not found, and what it is instead.

    `kind`: `challenge`, `consent`, `login`, `paywall`, `needs_javascript`, `error_page`, `parked`, `suspended`,
    `host_default`, `listing`, `home`, `legal`, `withdrawn`, `not_html`, `emptied`, `shrunk`, `parser_limit`,
    `parser_timeout`, `no_article`. `evidence` names what showed it. `share` is how much of the known text the visible
    page holds.
    `reading` is what could be read all the same.
    """

    kind: str
    evidence: tuple[str, ...] = ()
    share: float = 0.0
    title: str = ""
    canonical: str = ""
    reading: Article | None = None
    cleaner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRule:
    """What is known about one site: CSS selectors and literals, from config.toml or shipped with the program."""

    host: str = ""
    article: str = ""
    title: str = ""
    title_suffix: str = ""
    byline: str = ""
    published: str = ""
    drop: tuple[str, ...] = ()
    cut_from: tuple[str, ...] = ()  # text that starts a block from which on nothing is the article


# ── 3 compare ─────────────────────────────────────────────────────────────────────────────────────

Op = Literal["insert", "delete", "replace", "move"]


class Fold(Protocol):
    """The folding of `clean/fold`, handed to `compare/` so that the two rooms need not know each other."""

    def fold(self, text: str) -> str: ...

    def between(self, old: str, new: str) -> tuple[str, ...]:
        """The names of the folds by which two texts differ that fold to the same; empty if the texts are equal."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A figure, name, quotation or shade of meaning that an edit changed; None where one side has none."""

    kind: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of words inside a changed passage."""

    op: Literal["equal", "delete", "insert"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One changed passage, in whole sentences as they read. `paragraph` is 1-based, in the new article
    (in the old one for a `delete`). `old` and `new` index the sentences of the two articles.

    `settled`: a capture has shown that the publisher made it; otherwise only the copy says so.
    `between`: the last instant at which the old text was read, and the first at which the new one was.
    """

    op: Op
    before: str | None = None
    after: str | None = None
    paragraph: int = 0
    facts: tuple[Fact, ...] = ()
    pieces: tuple[Piece, ...] = ()
    old: tuple[int, ...] = ()
    new: tuple[int, ...] = ()
    moved: bool = False
    weight: float = 0.0
    invisible: tuple[str, ...] = ()  # names of the invisible or look-alike characters that alone differ
    settled: bool = False
    between: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A difference of which nobody can tell whether the publisher or the copy's maker made it."""

    why: str
    before: str | None = None
    after: str | None = None
    paragraph: int = 0
    old: tuple[int, ...] = ()
    new: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the whole alignment, in the order of the new article: what a side-by-side diff is drawn from.

    `equal` rows have both sides (and `cosmetic` names the folds by which they differ); other rows carry their edit
    or candidate.
    """

    op: Literal["equal", "insert", "delete", "replace", "move"]
    old: tuple[int, ...] = ()
    new: tuple[int, ...] = ()
    cosmetic: tuple[str, ...] = ()
    edit: Edit | None = None
    candidate: Candidate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The smallest true account of how two articles differ.

    `similarity` (0 to 1) is of the folded texts; `survival` is the share of the old article's sentences that still
    stand, exact or near. `fidelity` holds differences that are the copy's own, shown by a capture. `cosmetic` names
    every fold by which equal sentences differ; `invisible` the characters.
    """

    edits: tuple[Edit, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    fidelity: tuple[Candidate, ...] = ()
    links: tuple[Edit, ...] = ()  # sentences that read the same but whose links lead elsewhere: no edit by themselves
    fields: Mapping[str, FieldChange] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    similarity: float = 1.0
    survival: float = 1.0
    weight: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict)  # the parts of `weight`
    cosmetic: tuple[str, ...] = ()
    invisible: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()  # `silent`, `disclosed`, `invisible`
    words_before: int = 0
    words_after: int = 0
    between: tuple[datetime, datetime] | None = None

    @property
    def differs(self) -> bool:
        """Whether there is anything that counts as edited."""
        return bool(self.edits or self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article as one capture showed it: what `compare.settle` weighs a difference against."""

    at: datetime
    article: Article
    source: str  # `live`, or the memento's URI
    snapshot: str = ""


# ── 4 judge ───────────────────────────────────────────────────────────────────────────────────────


class Verdict(StrEnum):
    """What the observations add up to. Each seed has exactly one, or was never checked."""

    INTACT = "intact"
    EDITED = "edited"
    REMOVED = "removed"
    MISSING = "missing"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"
    OFFLINE = "offline"
    UNLOCATED = "unlocated"
    REFUSED = "refused"


class Evidence(StrEnum):
    """What one fetch showed. Only the first five count towards anything; the rest is `none`, by name of its reason."""

    ALIVE = "alive"  # the text was found, as it was last known
    ALTERED = "altered"  # the article was found, and says something else
    GONE = "gone"  # 410
    ABSENT = "absent"  # 404, a proven soft 404, a redirect to the home page or a section
    NAME_GONE = "name_gone"  # NXDOMAIN only, or parked, or another site in its place
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one check of one seed showed. `run` names the run: a check counts once per run, however often it fetched."""

    at: datetime
    run: str
    evidence: Evidence
    verdict: Verdict  # what this observation alone would be called
    reason: str
    status: int | None = None
    final_url: str = ""
    snapshot: str = ""  # id of the snapshot or failure kept, if any
    text: str = ""  # digest of the article's folded text, if one was read
    detail: str = ""
    code: str = ""
    flags: frozenset[str] = frozenset()
    evidence_names: tuple[str, ...] = ()
    url: str = ""  # the address that the seed had; empty in looks that were kept before this was noted
    ahead: int = 0  # by how many seconds our clock ran ahead in that run, as its hosts agree; negative: behind
    clocks: int = 0  # how many of them agreed on the time; 0: nobody can vouch for `at`
    skew: int | None = None  # by how many seconds it was ahead of this site's own clock, where the site told the time


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalPolicy:
    """`[removal]` of config.toml; times in seconds. Defaults and their source: design contract."""

    checks: int = 3
    spacing: float = 24 * 3600.0
    span: float = 72 * 3600.0
    explicit_checks: int = 2
    confirm_after: float = 600.0
    forget_after: float = 30 * 24 * 3600.0  # a suspicion older than this starts anew

    @property
    def lowered(self) -> bool:
        """Whether it takes less than the default to call an article removed."""
        usual = RemovalPolicy()
        return (
            self.checks < usual.checks
            or self.spacing < usual.spacing
            or self.span < usual.span
            or self.explicit_checks < usual.explicit_checks
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """How far a suspected removal has come."""

    count: int
    needed: int
    since: datetime
    next_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A suspicious difference that waits for a later look."""

    since: datetime
    next_at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The verdict on one seed, and the rule that led to it, in words."""

    verdict: Verdict
    reason: str
    rule: str
    flags: frozenset[str] = frozenset()
    missing: Missing | None = None
    pending: Pending | None = None
    next_at: datetime | None = None  # when to look again, where that is not the seed's own interval
    unchecked_since: datetime | None = None  # the last look that learned something, where that is a week or more ago


# ── 5 record ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An article's content where it differs from the version before. `technical`: only our cleaner changed."""

    id: str
    at: datetime
    snapshot: str
    article: Article
    technical: bool = False
    source: str = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What we hold about one seed, oldest first."""

    seed: str
    first_seen_at: datetime
    observations: tuple[Observation, ...] = ()
    versions: Sequence[Version] = ()  # read from disk when touched
    mementos: Sequence[Reading] = ()  # readings of mementos played so far; likewise
    validators: Validators | None = None
    body_digest: str = ""  # of the last complete live answer's body
    last: Finding | None = None
    last_read: Finding | None = None  # the last one that rests on a reading of the article
    wayback_asked_at: datetime | None = None
    baseline_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAccount:
    """One run of checks: when, and how many seeds got which verdict. `ended_at` is None where it was cut off."""

    id: str
    kind: str
    began_at: datetime
    ended_at: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the archive is: `good` is the last run that ended and learned something, `due` how many seeds wait for their
    check, `next_at` when the next is due; `room` bytes on the disk; `damage` in words for a person: records that are
    missing or cut."""

    seeds: int
    due: int
    room: int
    last: RunAccount | None = None
    good: RunAccount | None = None
    next_at: datetime | None = None
    damage: tuple[str, ...] = ()


# ── 6 report ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceLast:
    """The last confirmed version against now."""

    comparison: Comparison
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome of one check of one seed: exactly what `monitor check --json` prints, as values."""

    seed: str
    url: str | None
    decision: Decision
    checked_at: datetime
    new: bool
    title: str = ""
    status: int | None = None
    final_url: str = ""
    redirects: tuple[str, ...] = ()
    comparison: Comparison | None = None
    since_last: SinceLast | None = None
    snapshot: str = ""
    version: str = ""
    detail: str = ""
    cleaner: str = ""  # the stamp of the cleaner that read the article, if it was read

    @property
    def verdict(self) -> Verdict:
        return self.decision.verdict


# What long work calls as it goes: (done, total, words).
Progress = Callable[[int, int, str], None]
