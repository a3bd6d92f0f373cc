"""One note's bytes → Seed, with every trouble named once.

Fields are looked for under their own name, in any case, then under common other names, and only under those that
leave no doubt: `source` and `link` count as the article's address where they hold one; `created` says when the *note*
was made, and is no date of the article's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from monitor.model import Moment, Problem, Seed
from monitor.seeds import address, dates, frontmatter, inline, language, title
from monitor.seeds.decode import decode
from monitor.seeds.mapping import Field

# Own name first. Blanks, dashes, underscores and case do not count: `Date-Published` is `datepublished`.
NAMES = {
    "url": (
        "url", "originalurl", "sourceurl", "articleurl", "canonicalurl", "canonical", "permalink", "source", "link",
    ),
    "archive": ("archive", "archiveurl", "archivedurl", "archived", "wayback", "waybackurl", "memento"),
    "title": ("title", "headline"),
    "published": (
        "published", "publishedat", "publisheddate", "publishedtime", "datepublished", "publishdate",
        "publicationdate", "pubdate", "date",
    ),
    "language": ("language", "lang", "inlanguage"),
    "author": ("author", "authors", "byline"),
    "description": ("description", "summary", "excerpt"),
    "site": ("site", "sitename", "website", "publication", "publisher"),
    "section": ("section", "sections", "category", "categories"),
    "keywords": ("keywords", "tags"),
}  # fmt: skip


def read(
    raw: bytes,
    *,
    id: str,
    path: str,
    located: str | None = None,
    archive_hosts: Sequence[str] = ("web.archive.org",),
    languages: bool = True,
) -> Seed:
    """Read a note. Any bytes are a note; none raise. `located` is the address that config.toml gives this seed.

    Without `languages` nobody looks what language the text is in, a quarter of the work: `detect_language` does.
    """
    return _Note(raw, located, archive_hosts).seed(id, path, languages=languages)


def detect_language(seed: Seed) -> Seed:
    """The same seed with `language_detected`, and with its trouble where the note says another."""
    note = _Note(seed.raw, None, ())
    note.problems.clear()
    detected = note.check_language()
    return replace(seed, language_detected=detected, problems=in_order((*seed.problems, *note.problems)))


def line_of(raw: bytes, wanted: str) -> int | None:
    """The line on which a note says one of `NAMES`, for troubles that only its neighbours bring to light."""
    field = _Note(raw, None, ()).find(wanted)
    return field.line if field else None


def in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """By line, those of the whole note last; the same trouble of the same line once."""
    once = {(problem.code, problem.line): problem for problem in reversed(problems)}
    return tuple(sorted(once.values(), key=lambda problem: (problem.line is None, problem.line or 0, problem.code)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where an article is: its address, who says so, and the capture that the note names."""

    url: str | None = None
    url_from: Literal["note", "archive", "config"] | None = None
    archived: address.Archived | None = None


class _Note:
    """A note while it is read: its text, its fields, and the troubles met so far."""

    def __init__(self, raw: bytes, located: str | None, archive_hosts: Sequence[str]) -> None:
        decoded = decode(raw)
        self.raw, self.encoding = raw, decoded.encoding
        self.front = frontmatter.split(decoded.text)
        self.body = decoded.text[self.front.body_at :]
        self.located, self.hosts = located, archive_hosts
        self.problems = [decoded.problem] if decoded.problem else []
        self.problems += self.front.problems
        self.fields = self._take_fields()
        prefix = title.DATE_PREFIX.match(self.body)
        self.date_prefix = prefix.group(1) if prefix else ""
        self.text = self.body[prefix.end() :] if prefix else self.body

    def seed(self, id: str, path: str, *, languages: bool) -> Seed:
        """The seed that this note is."""
        place = self._place()
        called, title_from = self._title(self.text)
        detected = self.check_language() if languages else None
        published = self._published()
        has_copy = title.has_text(self.text)
        if not has_copy:
            message = "The note holds no text of the article; the first reading of the original becomes the baseline."
            self._complain("no_copy", message, self.front.body_line)
        archived = place.archived
        return Seed(
            id=id,
            path=path,
            raw=self.raw,
            encoding=self.encoding,
            body_at=self.front.body_at,
            body_line=self.front.body_line,
            title=called,
            title_from=title_from,
            url=place.url,
            url_from=place.url_from,
            archive=archived.uri if archived else None,
            archive_at=archived.at if archived else None,
            language=self._said_language,
            language_detected=detected,
            published=published,
            author=self._joined("author"),
            description=self._verbatim("description"),
            site=self._joined("site"),
            section=self._list("section"),
            keywords=self._list("keywords", commas=True),
            has_copy=has_copy,
            problems=in_order(self.problems),
        )

    # ── fields ────────────────────────────────────────────────────────────────────────────────────

    def _take_fields(self) -> dict[str, Field]:
        """The first field of each name that says anything; a name that stands there twice is named."""
        first: dict[str, Field] = {}
        again: set[str] = set()
        for field in self.front.fields:
            name = re.sub(r"[\s_-]+", "", field.name.casefold())
            known = first.get(name)
            if known is None:
                first[name] = field
                continue
            used = known if any(known.values) else field
            first[name] = used
            if name in again or len(again) == frontmatter.MAX_PROBLEMS:
                continue
            again.add(name)
            message = (
                f"`{field.name}` stands here a second time (first in line {known.line}); the value in line {used.line} "
                "is used. Keep one of them."
            )
            self._complain("duplicate_key", message, field.line)
        return first

    def find(self, wanted: str) -> Field | None:
        """The field of that meaning: its own name if it says anything, else the first other name that does."""
        found = [self.fields[name] for name in NAMES[wanted] if name in self.fields]
        return next((field for field in found if any(value.strip() for value in field.values)), None)

    def _verbatim(self, wanted: str) -> str:
        """A field as it stands, but for a wiki link that is all of it."""
        field = self.find(wanted)
        if field is None:
            return ""
        value = field.source if field.flow and not field.source.startswith("[[") else ", ".join(field.values)
        link = title.WIKI_LINK.fullmatch(value.strip())
        return link.group(1).strip() if link else value

    def _joined(self, wanted: str) -> str:
        field = self.find(wanted)
        return ", ".join(_unlinked(value) for value in field.values if value.strip()) if field else ""

    def _list(self, wanted: str, *, commas: bool = False) -> tuple[str, ...]:
        field = self.find(wanted)
        if field is None:
            return ()
        values = field.values
        if commas and len(values) == 1 and not field.source:
            values = tuple(values[0].split(","))
        return tuple(item for item in map(_unlinked, values) if item)

    def _complain(self, code: str, message: str, line: int | None = None) -> None:
        self.problems.append(Problem(code=code, message=message, line=line))

    # ── where the article is ──────────────────────────────────────────────────────────────────────

    def _place(self) -> _Place:
        """The note's own address if it can be fetched, else config's, its capture's, or one that its text says.

        An address that is none is kept where nothing better is known: the check then says why it is refused.
        """
        field, said, complaint = self._said_url()
        in_archive = address.read_archive(said, self.hosts) if said and not complaint else None
        if in_archive and not in_archive.original:  # a page of the archive's own
            in_archive = None
        archived = in_archive or self._archived(said if not complaint else None)
        original = archived.original if archived else None
        if said and not complaint and not in_archive:
            self._say_unused(said)
            if original and not address.same_page(said, original):
                self._complain(
                    "other_archive",
                    f"`archive` is a capture of {original}, and not of `url`. Correct one of them.",
                    self._line("archive"),
                )
            return _Place(url=said, url_from="note", archived=archived)
        if complaint and field:
            hint = "Write the article's full address, https:// and all"
            instead = "config.toml's is used" if self.located else "that of `archive` is used" if original else ""
            message = f"`{field.name}` cannot be fetched: {complaint}. {hint}{'; ' + instead if instead else ''}."
            self._complain("bad_url", message, field.line)
        if self.located:
            return _Place(url=self.located.strip(), url_from="config", archived=archived)
        if original:
            return _Place(url=original, url_from="archive", archived=archived)
        if complaint and said:
            return _Place(url=said, url_from="note", archived=archived)
        if archived and archived.uri:
            message = "`archive` does not tell which page it is a capture of. Write the article's address as `url`."
            self._complain("bad_archive", message, self._line("archive"))
        if not archived and (told := inline.find_address(self.text)):
            return _Place(url=told, url_from="note")
        return _Place(archived=archived)

    def _said_url(self) -> tuple[Field | None, str, str]:
        """What the note gives as its address, and what is wrong with that."""
        own = self.fields.get("url")
        if own is not None:
            values = [value for value in map(address.bare, own.values) if value]
            if values:
                if len(set(values)) > 1:
                    message = f"`url` has {len(values)} values; the first is used. Keep one."
                    self._complain("several_urls", message, own.line)
                return own, values[0], address.complain(values[0])
        others = []
        for name in NAMES["url"][1:]:
            other = self.fields.get(name)
            values = [address.bare(value) for value in other.values] if other else []
            if other and len(values) == 1 and values[0] and not address.complain(values[0]):
                others.append((other, values[0]))
        if not others:
            return None, "", ""
        chosen, url = others[0]
        unlike = next((other for other, value in others if not address.same_page(value, url)), None)
        if unlike is None:
            return chosen, url, ""
        message = (
            f"`{chosen.name}` and `{unlike.name}` are two addresses, and nobody can tell which is the article's. "
            "Name it `url`."
        )
        self._complain("several_urls", message, chosen.line)
        return None, "", ""

    def _archived(self, url: str | None) -> address.Archived | None:
        """The capture that the note names, if it names one."""
        for name in NAMES["archive"]:
            field = self.fields.get(name)
            value = address.bare(_first(field)) if field else ""
            if not value or field is None:
                continue
            archived = address.read_archive(value, self.hosts, url)
            complaint = archived.complaint if archived else address.complain(value)
            if name != "archive" and archived is None:
                continue
            if complaint:
                message = f"`{field.name}` is no capture's address: {complaint}. Copy it from the archive's own page."
                self._complain("bad_archive", message, field.line)
            elif archived is None:  # an archive whose addresses do not say what they hold
                return address.Archived(uri=value, original=None, at=None)
            return archived
        return None

    def _say_unused(self, said: str) -> None:
        if self.located and not address.same_page(said, self.located):
            message = "config.toml gives this seed another address; the note's own is used. Remove one of them."
            self._complain("two_addresses", message, self._line("url"))

    def _line(self, wanted: str) -> int | None:
        field = self.find(wanted)
        return field.line if field else None

    # ── what it says about itself ─────────────────────────────────────────────────────────────────

    def _title(self, text: str) -> tuple[str, Literal["note", "heading", "text"] | None]:
        """The title that the note or its heading says, else one made from its first words; and which of them it is."""
        said = self._verbatim("title")
        if said.strip():
            return said, "note"
        if heading := title.find_heading(text):
            return heading, "heading"
        if self.front.present:
            field = self.fields.get("title")
            message = "The note has no title; changes of the headline can be seen only from the first reading on."
            self._complain("no_title", message, field.line if field else 1)
        made = title.make_title(text)
        return made, "text" if made else None

    def check_language(self) -> str | None:
        """What the text is written in; complains where the note plainly says another."""
        field, said, detected = self.find("language"), self._said_language, self._detected
        if field and said and language.contradicts(self._sample, said, detected):
            message = f"The note says that its language is {said}; its text is in {detected}. Correct `{field.name}`."
            self._complain("wrong_language", message, field.line)
        return detected

    @cached_property
    def _said_language(self) -> str | None:
        field = self.find("language")
        return language.normalise(_first(field)) if field else None

    @cached_property
    def _detected(self) -> str | None:
        return language.detect(self._sample, self._said_language)

    @property
    def _sample(self) -> str:
        return f"{self._verbatim('title')}\n{self._verbatim('description')}\n{self.text}"

    def _published(self) -> Moment | None:
        """The date that a field says, or the ` date 2022-01 ` before a flat text."""
        field = self.find("published")
        if field and not dates.is_absent(_first(field)):
            return self._read_date(_first(field), f"{field.name}:", field.line)
        if self.date_prefix:
            return self._read_date(self.date_prefix, "date", self.front.body_line)
        if self.front.present:
            own = next((self.fields[name] for name in NAMES["published"] if name in self.fields), None)
            message = "The note does not say when the article was published."
            self._complain("no_date", message, own.line if own else 1)
        return None

    def _read_date(self, said: str, name: str, line: int) -> Moment | None:
        reading, doubtful = dates.read(said, day_first=True), dates.read(said, day_first=None)
        if reading != doubtful and (self._detected or self._said_language) in (None, "en"):
            reading = doubtful
        if reading.complaint:
            shown = said if len(said) <= 40 else f"{said[:39]}…"
            hint = "Write it as 2022-01-06, or as 2022-01 where the day is not known."
            self._complain("bad_date", f"`{name} {shown}` {reading.complaint}. {hint}", line)
        return reading.moment


def _first(field: Field) -> str:
    """The first value that says anything."""
    return next((value.strip() for value in field.values if value.strip()), "")


def _unlinked(value: str) -> str:
    return title.WIKI_LINK.sub(lambda found: found.group(1).strip(), value).strip()
