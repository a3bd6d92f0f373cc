"""What a value in config.toml may look like, and what it is once read: durations are seconds, sizes are bytes.

Each check says what was expected, as a person writes it; which file, line and key it is about is said in `config.py`.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_CRON: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("minute", 0, 59, ()), ("hour", 0, 23, ()), ("day", 1, 31, ()), ("month", 1, 12, _MONTHS), ("weekday", 0, 7, _DAYS)
)  # fmt: skip

LONGEST = 36525 * 86400.0  # seconds; what lies further ahead is no date that Python knows
_SIZES = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}


def read_duration(value: object) -> float:
    """`"90s"`, `"10m"`, `"6h"`, `"3d"`, also joined (`"1d12h"`) → seconds."""
    text = str(value).strip().lower()
    if not isinstance(value, str) or not re.fullmatch(r"(\d+(\.\d+)?\s*(ms|s|m|h|d|w)\s*)+", text):
        raise ValueError('expected a duration such as "90s", "10m", "6h" or "3d"')
    seconds = sum(float(n) * UNITS[unit] for n, unit in re.findall(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)", text))
    if seconds > LONGEST:
        raise ValueError("expected at most a hundred years")
    return seconds


def read_size(value: object) -> int:
    """`"10 MB"`, `"512 KiB"` or a number of bytes → bytes."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-zA-Z]*)", str(value).strip())
    if isinstance(value, bool) or not found or found[2].lower() not in _SIZES:
        raise ValueError('expected a size such as "10 MB"')
    return int(float(found[1]) * _SIZES[found[2].lower()])


def _check_path(value: str) -> str:
    if not value.strip() or "\0" in value:
        raise ValueError('expected the path of a folder; this one is "."')
    return value


def _check_contact(value: str) -> str:
    if not re.fullmatch(r"[\x21-\x7e]*", value) or re.search(r"[()\\]", value):
        raise ValueError("expected an e-mail address or a URL, in ASCII, without blanks")
    return value


def _check_resolver(value: str) -> str:
    """An address, with a port or without: `9.9.9.9`, `127.0.0.1:53`, `[::1]:53`."""
    found = re.fullmatch(r"\[([^]]*)\](?::(\d{1,5}))?|([^:]*)(?::(\d{1,5}))?|(.*)", value)
    host, port = (found[1] or found[3] or found[5], found[2] or found[4] or "53") if found else ("", "")
    try:
        known = not value or (ipaddress.ip_address(host) and 0 < int(port) < 65536)
    except ValueError:
        known = False
    if not known:
        raise ValueError('expected the address of a DNS server such as "9.9.9.9" or "127.0.0.1:5353"')
    return value


def _check_proxy(value: str) -> str:
    if value and (urlsplit(value).scheme != "http" or not urlsplit(value).hostname):
        raise ValueError('expected an http proxy such as "http://127.0.0.1:3128"')
    return value


def _check_selector(value: str) -> str:
    import soupsieve  # only where there is one: start-up must be quick

    try:
        soupsieve.compile(value or "*")
    except (soupsieve.SelectorSyntaxError, NotImplementedError, ValueError) as error:
        raise ValueError(f"expected a CSS selector ({str(error).splitlines()[0].rstrip('.')})") from None
    return value


def _check_host(value: str) -> str:
    """The name of a site as addresses have it; whatever else somebody may have copied is named, not guessed."""
    host = urlsplit(value if "//" in value else f"//{value}").hostname or ""
    if value.lower() != host or not host:
        wanted = f'the name of a host alone: [site."{host}"]' if host else "the name of a host"
        raise ValueError(f"expected {wanted}")
    return host


def read_cron(expression: str) -> list[list[int]]:
    """Five fields as crontab(5) has them → the numbers that each of them names; Sunday is 0, ranges may pass it."""
    fields = expression.split()
    if len(fields) != 5:
        raise ValueError('expected five fields, minute hour day month weekday, such as "0 7 * * *"')
    return [_numbers(field.lower(), *about) for field, about in zip(fields, _CRON, strict=True)]


def _numbers(field: str, name: str, low: int, high: int, words: tuple[str, ...]) -> list[int]:
    named: set[int] = set()
    for part in field.split(","):
        found = re.fullmatch(r"(?:\*|(\w+)(?:-(\w+))?)(?:/(\d{1,2}))?", part, re.ASCII)
        ends = [_number(end, low, words) for end in found.groups()[:2] if end] if found else [-1]
        step = int(found[3] or 1) if found else 1
        first, last = (ends[0], ends[-1]) if ends else (low, high)
        if found and found[3] and len(ends) == 1:
            last = high  # `5/10`: from then on
        if name == "weekday" and last < first:
            last += 7
        if not (low <= first <= last and first <= high and (last <= high or name == "weekday") and step):
            raise ValueError(f"expected a cron expression; {part!r} is no {name}")
        named |= {number % 7 if name == "weekday" else number for number in range(first, last + 1, step)}
    return sorted(named)


def _number(word: str, low: int, words: tuple[str, ...]) -> int:
    if word in words:
        return words.index(word) + low
    return int(word) if word.isdecimal() else -1


def _check_cron(value: str) -> str:
    read_cron(value)
    return value


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
Interval = Annotated[Duration, AfterValidator(_positive)]
FolderPath = Annotated[str, AfterValidator(_check_path)]
Contact = Annotated[str, AfterValidator(_check_contact)]
Resolver = Annotated[str, AfterValidator(_check_resolver)]
Proxy = Annotated[str, AfterValidator(_check_proxy)]
Selector = Annotated[str, AfterValidator(_check_selector)]
Host = Annotated[str, AfterValidator(_check_host)]
Cron = Annotated[str, AfterValidator(_check_cron)]
Network = Annotated[str, AfterValidator(_check_network)]
Address = Annotated[str, AfterValidator(_check_address)]
Zone = Annotated[str, AfterValidator(_check_zone)]
