"""config.toml, read: settings and where they came from, or an error that says file, line, key and what was expected."""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from monitor.errors import ConfigError
from monitor.model import RemovalPolicy, SiteRule
from monitor.settings import NAMED, NOT_YET, Settings, Site


@dataclass(frozen=True, kw_only=True)
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
    def ca_bundle(self) -> Path | None:
        """The certificates that are believed instead of the built-in ones, if any."""
        bundle = self.settings.fetch.ca_bundle
        return self.root / bundle if bundle else None

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

    @cached_property
    def sites(self) -> dict[str, Site]:
        """`[site."…"]` by host, a name in other letters than Latin also as addresses may have it (`xn--…`)."""
        sites = self.settings.site
        return {form: site for host, site in sites.items() for form in (_ascii(host), host)}

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
            for host, site in self.sites.items()
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
            site = self.sites.get(host)
            if site and site.every is not None:
                return site.every
            host = host.partition(".")[2]
        return self.settings.schedule.every


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
    name = _shown(path)
    settings, lines = _read(source, name)
    config = Config(path=path, root=path.parent, settings=settings, exists=True)
    for key, words in _mistakes(config):
        raise ConfigError(name, words, line=_line(lines, key), key=_dotted(key))
    return config


def _mistakes(config: Config) -> Iterator[tuple[tuple[str, str], str]]:
    """What is wrong with values together, or with what they name: (key, words)."""
    if config.seeds.resolve() == config.snapshots.resolve():
        yield ("paths", "snapshots"), "expected another folder than that of the notes: nothing is ever written there"
    bundle = config.ca_bundle
    if bundle is not None:
        import ssl

        try:
            ssl.create_default_context(cafile=bundle)
        except OSError as error:  # ssl.SSLError is one
            words = "no certificates in it" if isinstance(error, ssl.SSLError) else error.strerror
            yield ("fetch", "ca_bundle"), f"expected a file of certificates; {bundle}: {words}"


def _shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _read(source: bytes, name: str) -> tuple[Settings, dict[tuple[str, ...], int]]:
    try:
        text = source.decode("utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError as error:
        spot = source[: error.start].count(b"\n") + 1
        raise ConfigError(name, "is not UTF-8", line=spot) from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        words = re.sub(r"\s*\(at .*\)$", "", str(error))
        line = int(found[1]) if found else len(text.splitlines())  # else it is "at end of document"
        raise ConfigError(name, f"is not TOML: {words}", line=line) from None
    lines = _key_lines(text)
    try:
        return Settings.model_validate(data), lines
    except ValidationError as error:
        first = error.errors()[0]
        location = tuple(str(part) for part in first["loc"] if part != "[key]")
        raise ConfigError(name, _words(first, location), line=_line(lines, location), key=_dotted(location)) from None


def _line(lines: Mapping[tuple[str, ...], int], location: tuple[str, ...]) -> int | None:
    """Where a key stands, or the table that it should stand in."""
    return next((lines[location[:n]] for n in range(len(location), 0, -1) if location[:n] in lines), None)


# What pydantic says of a value, and what a person would say.
_WORDINGS = (
    (r"Input should be ", "expected "),
    (r"greater than or equal to ", "at least "),
    (r"less than or equal to ", "at most "),
    (r"greater than ", "more than "),
    (r"a valid integer.*", "a whole number"),
    (r"a valid number", "a number"),
    (r"a valid boolean", "true or false"),
    (r"a valid string", "words in quotes"),
    (r"a valid list", "a list in brackets"),
    (r"a valid dictionary.*", "a table"),
    (r"String should have at least 1 character", "expected something"),
    (r"Value error, ", ""),
)


def _words(error: Any, location: tuple[str, ...]) -> str:
    if error["type"] == "extra_forbidden":
        return _unknown(location, error.get("input"))
    if error["type"] == "missing":
        return "is missing"
    message = str(error["msg"])
    for pattern, words in _WORDINGS:
        message = re.sub(pattern, words, message)
    given = error.get("input")
    shown = json.dumps(given, ensure_ascii=False, default=str)
    return f"{message}, not {shown if len(shown) <= 60 else shown[:57] + '…'}"


def _unknown(location: tuple[str, ...], given: object) -> str:
    if len(location) > 2 and location[0] in NAMED and isinstance(given, dict):
        return f'a name with a dot stands in quotes: [{location[0]}."{".".join(location[1:])}"]'
    known = _known_keys(location[:-1])
    close = difflib.get_close_matches(location[-1], known, n=1, cutoff=0.5)
    also = f"; did you mean `{close[0]}`?" if close else f"; known here: {', '.join(known)}"
    return f"unknown {'table' if len(location) == 1 else 'key'}{also}"


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


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


def warnings(config: Config) -> list[str]:
    """What is set and not in force, or likely a mistake; one line each."""
    found = []
    for (table, key), what in NOT_YET.items():
        model = getattr(config.settings, table)
        if key in model.model_fields_set and getattr(model, key) != type(model).model_fields[key].default:
            found.append(f"{config.path.name}: {table}.{key}: this version does not do that yet: {what}")
    return found
