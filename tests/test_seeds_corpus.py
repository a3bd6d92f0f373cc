"""Real notes, broken YAML, strings that break programs, and old codings: none lost, every trouble named once."""

from __future__ import annotations

import codecs
import json
from collections import Counter
from pathlib import Path

import pytest

from monitor import seeds
from monitor.model import Seed

pytestmark = pytest.mark.corpus


@pytest.fixture(scope="module")
def notes(corpus: Path) -> tuple[Seed, ...]:
    return seeds.load(corpus / "seeds", root=corpus)


def of(notes: tuple[Seed, ...], kind: str) -> list[Seed]:
    return [seed for seed in notes if seed.id.startswith(f"{kind}/")]


def codes(seed: Seed) -> set[str]:
    return {problem.code for problem in seed.problems}


def test_no_note_is_lost(notes: tuple[Seed, ...], corpus: Path) -> None:
    """All that the list of them names are there, byte for byte, each with an address and a title of its own."""
    listed = {entry["file"] for entry in json.loads((corpus / "seeds" / "manifest.json").read_text(encoding="utf-8"))}
    assert {seed.path.removeprefix("seeds/") for seed in notes} == listed
    for seed in notes:
        assert seed.raw == (corpus / seed.path).read_bytes()
        assert (seed.url or "").startswith(("http://", "https://"))
        assert (seed.url_from, seed.archive_at is not None) == ("note", True)
        assert seed.archive
        assert seed.archive.endswith(f"/{seed.url}") or "utm_source" in seed.archive
        assert seed.title or "no_title" in codes(seed)


def test_every_trouble_is_named_once_with_its_line(notes: tuple[Seed, ...]) -> None:
    """And its line holds what the trouble is about."""
    about = {"bad_date": "published:", "wrong_language": "language:", "no_title": "title:", "no_date": "---"}
    for seed in notes:
        assert max(Counter(problem.code for problem in seed.problems).values(), default=1) == 1
        lines = seed.raw.decode().splitlines()
        for problem in seed.problems:
            assert problem.line is not None
            assert lines[problem.line - 1 : problem.line][0:1] == [] or lines[problem.line - 1].startswith(
                about.get(problem.code, "")
            )


def test_clean_notes_have_no_trouble(notes: tuple[Seed, ...]) -> None:
    """The worst that a list of troubles can do is to cry over nothing."""
    for kind in ("gagauznews_clean", "lf_only"):
        assert [seed.problems for seed in of(notes, kind) if seed.problems] == []


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("bad_date", "bad_date"),
        ("empty_body", "no_copy"),
        ("no_date", "no_date"),
        ("no_title", "no_title"),
        ("wrong_language", "wrong_language"),
    ],
)
def test_each_kind_of_trouble_is_seen(notes: tuple[Seed, ...], kind: str, code: str) -> None:
    """In every note that was picked for it."""
    assert of(notes, kind)
    assert [seed.id for seed in of(notes, kind) if code not in codes(seed)] == []


def test_fields_say_what_the_lines_say(notes: tuple[Seed, ...]) -> None:
    """Dates, languages and copies of those notes, against a plain reading of their lines."""
    for seed in notes:
        head = seed.raw.decode().split("\n---", 1)[0]
        fields = dict(line.split(": ", 1) for line in head.replace("\r", "").splitlines() if ": " in line)
        said = fields.get("published", "").strip("'")
        assert (seed.published is not None) == said.startswith("20")
        if seed.published and len(said) == 25:
            assert seed.published.at.isoformat() == said
        elif seed.published:
            assert str(seed.published) == said[:10]
        assert seed.language == fields["language"]
        assert seed.language_detected in (None, "ru", "ro")
        assert seed.has_copy == ("no_copy" not in codes(seed))
        assert seed.body_line == len(head.splitlines()) + 2


def test_broken_yaml_never_breaks_a_note(corpus: Path) -> None:
    """Every file of the YAML test suite, put between two lines of `---`."""
    files = sorted((corpus / "bad-yaml").rglob("*.yaml"))
    assert files
    for file in files:
        raw = b"---\n" + file.read_bytes() + b"\nurl: https://gazeta.example/1\n---\nText.\n"
        seed = seeds.read(raw, id="note", path="note.md")
        assert seed.raw == raw
        assert seed.body.endswith("Text.\n")


def test_naughty_strings_are_data(corpus: Path) -> None:
    """As a title in JSON's own quoting, which YAML reads; as a flat text; and as an address."""
    strings = json.loads((corpus / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    assert len(strings) > 400
    for string in strings:
        quoted = json.dumps(string, ensure_ascii=False).replace("\x7f", "\\x7f")
        note = f"---\ntitle: {quoted}\nauthor: {quoted}\n---\nText.\n"
        seed = seeds.read(note.encode(), id="note", path="note.md")
        assert seed.title == string or not string.strip()
        assert (seed.author, seed.body) == (string.strip(), "Text.\n")
        assert seeds.read(string.encode(), id="note", path="note.md").raw == string.encode()
        seeds.read(f"---\nurl: {string}\narchive: {string}\n---\n".encode(), id="note", path="note.md")


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "ibm866", "iso-8859-5"])
def test_russian_in_old_codings(corpus: Path, encoding: str) -> None:
    """Real texts whose coding nothing declares to us: the guess is right."""
    folder = next(
        folder
        for folder in (corpus / "encodings").iterdir()
        if folder.name.lower() in (encoding, f"{encoding}-russian") and folder.is_dir()
    )
    for file in sorted(folder.iterdir()):
        seed = seeds.read(file.read_bytes(), id="note", path="note.md")
        assert codecs.lookup(seed.encoding).name == codecs.lookup(encoding).name
        assert "not_utf8" in codes(seed)
