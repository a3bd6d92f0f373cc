"""Every key of config.toml, once: its table, its form, its default, and a line about it.

`config.py` reads the file by these models, and `starter.py` draws `monitor init`'s copy from them; a test holds
docs/configuration.md to them. Secrets never stand in the file.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.values import (
    Address,
    Contact,
    Cron,
    Duration,
    FolderPath,
    Host,
    Interval,
    Network,
    Proxy,
    Resolver,
    Selector,
    Size,
    Zone,
)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _key(default: Any, comment: str, **kwargs: Any) -> Any:
    return Field(default, description=comment, **kwargs)


class Paths(_Table):
    seeds: FolderPath = _key("seeds", "notes are read from here, sub-folders too")
    snapshots: FolderPath = _key("snapshots", "everything the monitor keeps")
    database: str = _key("", "empty: SQLite inside snapshots")
    keep: Duration = _key(
        30 * 86400.0, "routine captures; whatever shows a version, a removal or a claim is kept for ever"
    )


class Fetch(_Table):
    contact: Contact = _key("", "an address or URL for the User-Agent, so that a site can tell us what it minds")
    deadline: Interval = _key(60.0, "whole fetch: DNS, TLS, headers, body, redirects")
    max_size: Size = _key(10_000_000, "on the wire")
    workers: int = _key(8, "hosts visited at the same time", ge=1, le=64)
    delay: Duration = _key(5.0, "between two requests to one host")
    confirm_after: Duration = _key(600.0, "a shrunk or emptied article is looked at again after this")
    robots: bool = _key(True, "obey robots.txt")
    proxy: Proxy = _key("", "never taken from the environment")
    ca_bundle: str = _key("", "a file of certificates, instead of the built-in ones")
    resolver: Resolver = _key("", "a DNS server, instead of the system's")
    allow_networks: list[Network] = _key([], 'private networks that may be fetched, e.g. ["127.0.0.0/8"]')


class Wayback(_Table):
    enabled: bool = _key(True, "ask the Wayback Machine what the article said before")
    cdx: Address = _key("https://web.archive.org/cdx/search/cdx", "its index")
    replay: Address = _key("https://web.archive.org/web", "where its captures are played from")
    cdx_per_minute: float = _key(24.0, "the limit agreed with the Internet Archive", gt=0, allow_inf_nan=False)
    playback_per_minute: float = _key(480.0, "likewise", gt=0, allow_inf_nan=False)
    max_mementos: int = _key(10, "played per seed and run", ge=1)
    timemap: Address = _key("", 'another archive\'s Memento TimeMap, e.g. "https://archive.example/timemap/link"')
    save: bool = _key(False, "Save Page Now on a change; keys from the environment")


class Schedule(_Table):
    every: Interval = _key(86400.0, "how often a seed is checked; sites, folders and seeds may differ")
    timezone: Zone = _key("UTC", "of the times in [report]")


class Report(_Table):
    at: Cron = _key("0 7 * * *", "when the digest goes out (cron)")
    at_once: float = _key(0.8, "edits of this weight, and removals, do not wait for it", ge=0, le=1)
    notes: str = _key("", "a folder in the vault for change notes")


class OnlineCheck(_Table):
    url: Annotated[Address, Field(min_length=1)]
    expect: Annotated[str, Field(min_length=1)]


class Removal(_Table):
    checks: int = _key(3, "404-like answers needed", ge=1)
    spacing: Duration = _key(86400.0, "at least this far apart")
    span: Duration = _key(3 * 86400.0, "over at least this long")
    explicit_checks: int = _key(2, "for 410", ge=1)
    online_checks: list[OnlineCheck] = _key(
        [], 'what shows that we are online, e.g. [{url = "https://example.com/", expect = "Example Domain"}]'
    )


class Mail(_Table):
    host: str = _key("", "the SMTP server; empty: no mail")
    port: int = _key(587, "its port", ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = _key("starttls", "starttls | tls | none")
    username: str = _key("", "empty: no log-in")
    password_env: str = _key("MONITOR_SMTP_PASSWORD", "the environment variable that holds the password")
    sender: str = _key("", "From")
    recipients: list[str] = _key([], "To")


class Site(_Table):
    article: Selector = _key("", "CSS selector of the article's text")
    title: Selector = _key("", "CSS selector of its headline")
    title_suffix: str = _key("", "what the site appends to every title")
    byline: Selector = _key("", "CSS selector of its author")
    published: Selector = _key("", "CSS selector of its date")
    drop: list[Selector] = _key([], "CSS selectors of what is not the article")
    cut_from: list[str] = _key([], "words that start the block from which on nothing is the article")
    every: Interval | None = _key(None, "how often its articles are checked")


class Folder(_Table):
    every: Interval | None = _key(None, "how often the notes in this folder are checked")


class SeedEntry(_Table):
    url: Address = _key("", "where the original stands, when the note does not say")
    every: Interval | None = _key(None, "how often this one is checked")


class Settings(_Table):
    """The whole file; every table and key may be missing."""

    paths: Paths = Field(default_factory=Paths)
    fetch: Fetch = Field(default_factory=Fetch)
    wayback: Wayback = Field(default_factory=Wayback)
    schedule: Schedule = Field(default_factory=Schedule)
    report: Report = Field(default_factory=Report)
    removal: Removal = Field(default_factory=Removal)
    mail: Mail = Field(default_factory=Mail)
    site: dict[Host, Site] = Field(default_factory=dict)
    folder: dict[str, Folder] = Field(default_factory=dict)
    seed: dict[str, SeedEntry] = Field(default_factory=dict)


# Tables of tables, each of which has a name that the user gives.
NAMED = ("site", "folder", "seed")

# Keys that the contract names and this version reads but does not act on yet; setting one is answered with a warning.
NOT_YET: dict[tuple[str, str], str] = {
    ("paths", "database"): "another database than SQLite",
    ("paths", "keep"): "pruning (everything is kept)",
    ("wayback", "save"): "saving pages at the Wayback Machine",
    ("report", "notes"): "change notes",
}
