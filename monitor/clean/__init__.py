"""2 snapshot → article. Pure: values in, values out; no clock, no network, no files.

`STAMP` names the cleaner and every library that shapes its output. Two articles are compared only where their stamps
are the same; raise `VERSION` with every change that may alter an article read from the same bytes.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

VERSION = 2

# Whatever decides how bytes become characters, a tree, an article or sentences.
_SHAPING = ("lxml", "resiliparse", "razdel", "sentencex", "trafilatura", "htmldate", "dateparser", "beautifulsoup4")


def _stamp() -> str:
    parts = [f"clean/{VERSION}"]
    for name in _SHAPING:
        try:
            parts.append(f"{name}/{version(name)}")
        except PackageNotFoundError:
            parts.append(f"{name}/-")
    return " ".join(parts)


STAMP = _stamp()
