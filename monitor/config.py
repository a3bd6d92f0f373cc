"""config.toml: one file, every key with a default, and errors that say file, line, key and what was expected.

The models below are the only place where a key is named: they read the file, and `write_default` draws
`monitor init`'s copy from them. Durations are seconds and sizes bytes once read. Secrets never stand in the file.
"""

from __future__ import annotations

import difflib
import ipaddress
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from monitor.errors import ConfigError
from monitor.model import RemovalPolicy, SiteRule

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_SIZES = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}


def read_duration(value: object) -> float:
    """`"90s"`, `"10m"`, `"6h"`, `"3d"`, also joined (`"1d12h"`) → seconds."""
    text = str(value).strip().lower()
    if not isinstance(value, str) or not re.fullmatch(r"(\d+(\.\d+)?\s*(ms|s|m|h|d|w)\s*)+", text):
        raise ValueError('expected a duration such as "90s", "10m", "6h" or "3d"')
    return sum(float(n) * _UNITS[unit] for n, unit in re.findall(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)", text))


def read_size(value: object) -> int:
    """`"10 MB"`, `"512 KiB"` or a number of bytes → bytes."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-zA-Z]*)", str(value).strip())
    if isinstance(value, bool) or not found or found[2].lower() not in _SIZES:
        raise ValueError('expected a size such as "10 MB"')
    return int(float(found[1]) * _SIZES[found[2].lower()])


def _check_network(value: str) -> str:
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise ValueError('expected a network such as "127.0.0.0/8"') from None
    return value


def _check_address(value: str) -> str:
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
        raise ValueError("expected an http or https address")
    return value


def _check_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('expected a time zone such as "UTC" or "Europe/Chisinau"') from None
    return value


def _positive(value: float) -> float:
    if value <= 0:
        raise ValueError("expected more than nothing")
    return value


Duration = Annotated[float, BeforeValidator(read_duration), Field(json_schema_extra={"unit": "duration"})]
Size = Annotated[int, BeforeValidator(read_size), AfterValidator(_positive), Field(json_schema_extra={"unit": "size"})]
Network = Annotated[str, AfterValidator(_check_network)]
Address = Annotated[str, AfterValidator(_check_address)]
Zone = Annotated[str, AfterValidator(_check_zone)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _key(default: Any, comment: str, **kwargs: Any) -> Any:
    return Field(default, description=comment, **kwargs)


class Paths(_Table):
    seeds: str = _key("seeds", "notes are read from here, sub-folders too")
    snapshots: str = _key("snapshots", "everything the monitor keeps")
    database: str = _key("", "empty: SQLite inside snapshots")
    keep: Duration = _key(
        30 * 86400.0, "routine captures; whatever shows a version, a removal or a claim is kept for ever"
    )


class Fetch(_Table):
    contact: str = _key("", "an address or URL for the User-Agent, so that a site can tell us what it minds")
    deadline: Duration = _key(60.0, "whole fetch: DNS, TLS, headers, body, redirects")
    max_size: Size = _key(10_000_000, "on the wire")
    workers: int = _key(8, "hosts visited at the same time", ge=1, le=64)
    delay: Duration = _key(5.0, "between two requests to one host")
    confirm_after: Duration = _key(600.0, "a shrunk or emptied article is looked at again after this")
    robots: bool = _key(True, "obey robots.txt")
    proxy: Address = _key("", "never taken from the environment")
    ca_bundle: str = _key("", "a file of certificates, instead of the built-in ones")
    resolver: str = _key("", "a DNS server, instead of the system's")
    allow_networks: list[Network] = _key([], 'private networks that may be fetched, e.g. ["127.0.0.0/8"]')


class Wayback(_Table):
    enabled: bool = _key(True, "ask the Wayback Machine what the article said before")
    cdx: Address = _key("https://web.archive.org/cdx/search/cdx", "its index")
    replay: Address = _key("https://web.archive.org/web", "where its captures are played from")
    cdx_per_minute: float = _key(24.0, "the limit agreed with the Internet Archive", gt=0)
    playback_per_minute: float = _key(480.0, "likewise", gt=0)
    max_mementos: int = _key(10, "played per seed and run", ge=1)
    timemap: Address = _key("", 'another archive\'s Memento TimeMap, e.g. "https://archive.example/timemap/link"')
    save: bool = _key(False, "Save Page Now on a change; keys from the environment")


class Schedule(_Table):
    every: Duration = _key(86400.0, "how often a seed is checked; sites, folders and seeds may differ")
    timezone: Zone = _key("UTC", "of the times in [report]")


class Report(_Table):
    at: str = _key("0 7 * * *", "when the digest goes out (cron)")
    at_once: float = _key(0.8, "edits of this weight, and removals, do not wait for it", ge=0, le=1)
    notes: str = _key("", "a folder in the vault for change notes")


class OnlineCheck(_Table):
    url: Address
    expect: str


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
    article: str = _key("", "CSS selector of the article's text")
    title: str = _key("", "CSS selector of its headline")
    title_suffix: str = _key("", "what the site appends to every title")
    byline: str = _key("", "CSS selector of its author")
    published: str = _key("", "CSS selector of its date")
    drop: list[str] = _key([], "CSS selectors of what is not the article")
    cut_from: list[str] = _key([], "words that start the block from which on nothing is the article")
    every: Duration | None = _key(None, "how often its articles are checked")


class Folder(_Table):
    every: Duration | None = _key(None, "how often the notes in this folder are checked")


class SeedEntry(_Table):
    url: Address = _key("", "where the original stands, when the note does not say")
    every: Duration | None = _key(None, "how often this one is checked")


class Settings(_Table):
    """The whole file; every table and key may be missing."""

    paths: Paths = Field(default_factory=Paths)
    fetch: Fetch = Field(default_factory=Fetch)
    wayback: Wayback = Field(default_factory=Wayback)
    schedule: Schedule = Field(default_factory=Schedule)
    report: Report = Field(default_factory=Report)
    removal: Removal = Field(default_factory=Removal)
    mail: Mail = Field(default_factory=Mail)
    site: dict[str, Site] = Field(default_factory=dict)
    folder: dict[str, Folder] = Field(default_factory=dict)
    seed: dict[str, SeedEntry] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings, and where they came from. Paths in the file are relative to the file's folder."""

    path: Path
    root: Path
    settings: Settings
    exists: bool

    @property
    def seeds(self) -> Path:
        return self.root / self.settings.paths.seeds

    @property
    def snapshots(self) -> Path:
        return self.root / self.settings.paths.snapshots

    @property
    def policy(self) -> RemovalPolicy:
        removal = self.settings.removal
        return RemovalPolicy(
            checks=removal.checks,
            spacing=removal.spacing,
            span=removal.span,
            explicit_checks=removal.explicit_checks,
            confirm_after=self.settings.fetch.confirm_after,
        )

    @property
    def located(self) -> dict[str, str]:
        """`[seed."…"] url`: addresses that notes do not hold."""
        return {name: entry.url for name, entry in self.settings.seed.items() if entry.url}

    def rules(self) -> dict[str, SiteRule]:
        return {
            host: SiteRule(
                host=host,
                article=site.article,
                title=site.title,
                title_suffix=site.title_suffix,
                byline=site.byline,
                published=site.published,
                drop=tuple(site.drop),
                cut_from=tuple(site.cut_from),
            )
            for host, site in self.settings.site.items()
        }

    def every(self, seed: str, host: str) -> float:
        """Seconds between two checks of a seed: its own, else its folder's (the nearest), its site's, everybody's."""
        entry = self.settings.seed.get(seed)
        if entry and entry.every is not None:
            return entry.every
        folder = seed
        while "/" in folder:
            folder = folder.rpartition("/")[0]
            found = self.settings.folder.get(folder)
            if found and found.every is not None:
                return found.every
        while host:
            site = self.settings.site.get(host)
            if site and site.every is not None:
                return site.every
            host = host.partition(".")[2]
        return self.settings.schedule.every


# Keys that the contract names and this version reads but does not act on yet; setting one is answered with a warning.
NOT_YET: dict[tuple[str, str], str] = {
    ("paths", "database"): "another database than SQLite",
    ("paths", "keep"): "pruning (everything is kept)",
    ("wayback", "save"): "saving pages at the Wayback Machine",
    ("report", "notes"): "change notes",
}


def load(path: Path | None = None, *, cwd: Path | None = None) -> Config:
    """Read the configuration. Without a file all has defaults. Raises ConfigError (exit 2)."""
    explicit = path is not None
    path = Path(os.path.normpath((cwd or Path.cwd()) / (path or "config.toml")))
    try:
        source = path.read_bytes()
    except FileNotFoundError:
        if explicit:
            raise ConfigError(_shown(path), "there is no such file", hint="`monitor init` writes one.") from None
        return Config(path=path, root=path.parent, settings=Settings(), exists=False)
    except OSError as error:
        raise ConfigError(_shown(path), f"cannot be read: {error.strerror}") from None
    return Config(path=path, root=path.parent, settings=_read(source, _shown(path)), exists=True)


def _shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _read(source: bytes, name: str) -> Settings:
    try:
        text = source.decode("utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError as error:
        spot = source[: error.start].count(b"\n") + 1
        raise ConfigError(name, "is not UTF-8", line=spot) from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        words = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise ConfigError(name, f"is not TOML: {words}", line=int(found[1]) if found else None) from None
    lines = _key_lines(text)
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        location = tuple(str(part) for part in first["loc"])
        line = next((lines[location[:n]] for n in range(len(location), 0, -1) if location[:n] in lines), None)
        raise ConfigError(name, _words(first, location), line=line, key=_dotted(location)) from None


def _words(error: Any, location: tuple[str, ...]) -> str:
    if error["type"] == "extra_forbidden":
        known = _known_keys(location[:-1])
        close = difflib.get_close_matches(location[-1], known, n=1, cutoff=0.5)
        also = f"; did you mean `{close[0]}`?" if close else f"; known here: {', '.join(known)}"
        return f"unknown {'table' if len(location) == 1 else 'key'}{also}"
    if error["type"] == "missing":
        return "is missing"
    message = str(error["msg"]).removeprefix("Value error, ").replace("Input should be", "expected")
    message = re.sub(r"a valid dictionary.*", "a table", message)
    given = error.get("input")
    shown = json.dumps(given, ensure_ascii=False, default=str)
    return f"{message}, not {shown if len(shown) <= 60 else shown[:57] + '…'}"


def _known_keys(table: tuple[str, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in table:
        field = model.model_fields.get(part)
        if field is None:
            continue  # the name of a site, folder or seed
        inner = [argument for argument in get_args(field.annotation) if isinstance(argument, type)]
        found = field.annotation if not get_origin(field.annotation) else inner[-1]
        if isinstance(found, type) and issubclass(found, BaseModel):
            model = found
    return list(model.model_fields)


def _dotted(location: tuple[str, ...]) -> str:
    return ".".join(
        part if re.fullmatch(r"[\w-]+", part) else json.dumps(part, ensure_ascii=False) for part in location
    )


def _key_lines(text: str) -> dict[tuple[str, ...], int]:
    """Where each table and key stands: tomllib does not say, and an error without its line helps nobody."""
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\[?\s*(.+?)\s*\]\]?\s*(#.*)?$", line)
        entry = re.match(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""", line)
        if header and not entry:
            table = _parts(header[1])
            lines.setdefault(table, number)
        elif entry:
            lines.setdefault(table + _parts(entry[1]), number)
    return lines


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(r""""[^"]*"|'[^']*'|[\w-]+""", dotted))


# ── the file that `monitor init` writes ──────────────────────────────────────────────────────────

_HEADINGS = {
    "site": ('[site."gagauznews.com"]', "what we know about one site; a shipped rule for it gives way to this"),
    "folder": ('[folder."some/folder"]', "notes that differ by where they lie"),
    "seed": ('[seed."001_2942b2d16e6a8a57"]', "what a note does not say about itself"),
}


def every_key() -> Iterator[tuple[str, str, FieldInfo]]:
    """Every key there is: (table, key, field); `site`, `folder` and `seed` stand for each of their entries."""
    for table, field in Settings.model_fields.items():
        for name, inner in _model_of(field).model_fields.items():
            yield table, name, inner


def _model_of(field: FieldInfo) -> type[BaseModel]:
    annotation: Any = field.annotation
    model: type[BaseModel] = get_args(annotation)[-1] if get_origin(annotation) is dict else annotation
    return model


def write_default() -> str:
    """The commented config.toml: every key, its default and one line about it."""
    lines = ["# The monitor's configuration. Every key may be left out; these are the defaults.", ""]
    table = ""
    for name, key, field in every_key():
        if name != table:
            if table:
                lines.append("")
            heading, comment = _HEADINGS.get(name, (f"[{name}]", ""))
            commented = "# " if name in _HEADINGS else ""
            lines.append(f"{commented}{heading}{'  # ' + comment if comment else ''}")
            table = name
        commented = "# " if name in _HEADINGS else ""
        later = " (not in force in this version)" if (name, key) in NOT_YET else ""
        setting = f"{commented}{key} = {default_of(field)}"
        lines.append(f"{setting:<44} # {field.description}{later}")
    return "\n".join(lines) + "\n"


def default_of(field: FieldInfo) -> str:
    """The default as it stands in the file."""
    value = field.default
    units = [extra.get("unit") for extra in _extras(field)]
    if value is None:
        return '"1d"'
    if "duration" in units:
        return json.dumps(write_duration(value))
    if "size" in units:
        return json.dumps(f"{value // 10**6} MB")
    if isinstance(value, float):
        return f"{value:g}"
    return json.dumps(value, ensure_ascii=False)


def _extras(field: FieldInfo) -> list[Mapping[str, Any]]:
    extra = field.json_schema_extra
    return [extra] if isinstance(extra, dict) else []


def write_duration(seconds: float) -> str:
    """Seconds as a person writes them: `"10m"`, `"3d"`; the largest unit that divides them."""
    for unit in ("d", "h", "m"):
        if seconds >= _UNITS[unit] and seconds % _UNITS[unit] == 0:
            return f"{int(seconds // _UNITS[unit])}{unit}"
    return f"{seconds:g}s"


def warnings(config: Config) -> list[str]:
    """What is set and not in force, or likely a mistake; one line each."""
    found = []
    for (table, key), what in NOT_YET.items():
        model = getattr(config.settings, table)
        if key in model.model_fields_set and getattr(model, key) != type(model).model_fields[key].default:
            found.append(f"{config.path.name}: {table}.{key}: this version does not do that yet: {what}")
    return found
