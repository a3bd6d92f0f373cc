"""The folder of notes: which files are notes, what they are called, and what happens to those that cannot be read."""

from __future__ import annotations

import os
import re
import socket
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import seeds
from monitor.errors import UsageError
from monitor.model import Seed

SHIPPED = Path(__file__).parents[1] / "seeds"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """An empty folder of notes inside a project."""
    folder = tmp_path / "project" / "seeds"
    folder.mkdir(parents=True)
    return folder


def write(folder: Path, name: str, text: str = "Text of the article.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, **located: str) -> dict[str, Seed]:
    """All seeds of a folder by id; no two may share one."""
    loaded = seeds.load(folder, root=folder.parent, located=located)
    assert [seed.id for seed in loaded] == sorted({seed.id for seed in loaded})
    return {seed.id: seed for seed in loaded}


def codes(seed: Seed) -> list[str]:
    return [problem.code for problem in seed.problems if problem.code not in ("no_date", "no_title")]


# ── which files are notes ─────────────────────────────────────────────────────────────────────────


def test_the_five_seeds_are_read_without_a_complaint() -> None:
    """The user's own notes: one with front matter, four flat texts."""
    loaded = seeds.load(SHIPPED, root=SHIPPED.parent)
    assert [seed.id for seed in loaded] == [
        "000_e71ac133efb56e04",
        "001_2942b2d16e6a8a57",
        "002_c0dd423e31c9460d",
        "003_4e5e20c31f26acd1",
        "004_9509c5daf987dd37",
    ]
    assert all(seed.problems == () and seed.has_copy and seed.language_detected == "ru" for seed in loaded)
    assert [seed.url_from for seed in loaded] == ["note", None, None, None, None]
    assert [str(seed.published) for seed in loaded] == ["2022-01-06T18:21:37Z", "2022-01", "2022-01", "2022-01", "None"]
    assert [seed.title_from for seed in loaded] == ["note", "text", "text", "text", "text"]
    assert all(seed.raw == (SHIPPED.parent / seed.path).read_bytes() for seed in loaded)
    assert str(loaded[0].archive_at) == "2024-11-09 20:17:22+00:00"


def test_notes_in_sub_folders_and_with_suffixes_in_any_case(vault: Path) -> None:
    """The id is the path from the folder on, without the suffix; what is no note is passed over."""
    for name in ("a.md", "sub/b.MD", "sub/deep/c.Markdown", "d.TXT", "picture.png", "e.md.bak", "noteless", "f.mdx"):
        write(vault, name)
    loaded = load(vault)
    assert set(loaded) == {"a", "sub/b", "sub/deep/c", "d"}
    assert loaded["sub/deep/c"].path == "seeds/sub/deep/c.Markdown"


def test_what_obsidian_keeps_for_itself_is_passed_over(vault: Path) -> None:
    """Settings, bin, templates, and what macOS leaves behind."""
    for name in (".obsidian/a.md", ".trash/b.md", ".git/c.md", "sub/.hidden/d.md", "Templates/e.md", "_templates/f.md"):
        write(vault, name)
    write(vault, "._note.md")
    write(vault, "note.md")
    assert set(load(vault)) == {"note"}


@pytest.mark.parametrize(
    "line",
    [
        "title: {{title}}",
        'title: "{{title}}"',
        "published: {{date:YYYY-MM-DD}}",
        "url: {{url}}",
        "title: <% tp.title %>",
    ],
)
def test_a_note_that_is_still_to_be_filled_in_is_a_template(vault: Path, line: str) -> None:
    """Wherever it lies."""
    write(vault, "new article.md", f"---\n{line}\nlanguage: ru\n---\n\n# {{{{title}}}}\n")
    write(vault, "note.md")
    assert set(load(vault)) == {"note"}


@pytest.mark.parametrize("title", ["'{{7*7}}'", "'{{config}}'", "'A {{title}} B'", "'{% include %}'"])
def test_braces_in_a_title_make_no_template(vault: Path, title: str) -> None:
    """They are data, and come out as they went in."""
    write(vault, "note.md", f"---\ntitle: {title}\n---\n\nText about {{{{title}}}}.\n")
    assert load(vault)["note"].title == title.strip("'")


def test_a_folder_that_is_not_there_is_said_not_to_be(tmp_path: Path) -> None:
    """No folder is not the same as no notes."""
    with pytest.raises(UsageError, match="no folder"):
        seeds.load(tmp_path / "seeds", root=tmp_path)


def test_an_empty_folder_has_no_seeds(vault: Path) -> None:
    """And that is all."""
    assert load(vault) == {}


def test_notes_that_lie_outside_the_project(tmp_path: Path, vault: Path) -> None:
    """`[paths] seeds` may name a vault anywhere; its notes' paths are told from the project on."""
    write(vault, "note.md")
    root = tmp_path / "elsewhere"
    root.mkdir()
    assert [seed.path for seed in seeds.load(vault, root=root)] == ["../project/seeds/note.md"]


# ── what they are called ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.md", "a.txt"),
        ("a.md", "A.markdown"),
        ("sub/a.md", "Sub/a.txt"),
        (unicodedata.normalize("NFC", "é.md"), unicodedata.normalize("NFD", "é.md")),
        ("straße.md", "STRASSE.txt"),
    ],
)
def test_two_notes_with_one_id_keep_their_suffixes(vault: Path, one: str, other: str) -> None:
    """Also where only case or the way of storing an accent tells them apart: other machines do not tell them apart."""
    write(vault, one, "One.")
    write(vault, other, "Other.")
    loaded = load(vault)
    assert {id: seed.body for id, seed in loaded.items()} == {one: "One.", other: "Other."}
    assert all(codes(seed) == ["duplicate_id"] for seed in loaded.values())


def test_a_suffix_that_is_kept_takes_nobody_else_s_id(vault: Path) -> None:
    """`a.md.txt` would be called `a.md`, as a note is that shares its id with `a.txt`."""
    for name in ("a.md", "a.txt", "a.md.txt"):
        write(vault, name, name)
    assert {id: seed.body for id, seed in load(vault).items()} == {name: name for name in ("a.md", "a.txt", "a.md.txt")}


def test_two_notes_in_two_folders_share_no_id(vault: Path) -> None:
    """The folder is part of it."""
    write(vault, "2023/news.md")
    write(vault, "2024/news.md")
    assert [codes(seed) for seed in load(vault).values()] == [[], []]


@pytest.mark.parametrize(
    "name",
    [
        "con",
        "a b",
        " lead",
        "…",
        "№1",
        "a\nb",
        "a\x1b[31mb",
        "%s",
        "{{7*7}}",
        "-rf",
        "🙂",
        "\u202egnp",
        "'\"",
        "*?",
        "x" * 240,
    ],
)
def test_names_with_any_characters(vault: Path, name: str) -> None:
    """A name is data: it chooses nothing, and comes out as it is."""
    write(vault, f"{name}.md")
    assert load(vault)[name].path == f"seeds/{name}.md"


def test_a_name_that_is_no_text_can_be_printed(vault: Path) -> None:
    """File names are bytes; an id is text that can be stored and sent."""
    for raw in (b"a\xff.md", b"a\xfe.md", b"a\\xff.md"):
        Path(os.fsdecode(os.fsencode(vault) + b"/" + raw)).write_text("Text.", encoding="utf-8")
    loaded = load(vault)
    assert len(loaded) == 3
    assert all(seed.id.encode() and seed.path.encode() for seed in loaded.values())


STEMS = st.text(st.sampled_from("aAbé\u0301ßсС.ıİ "), min_size=1, max_size=4)
SUFFIXES = st.sampled_from([".md", ".txt", ".MD", ".md.txt"])
NAMES = st.lists(st.tuples(STEMS, SUFFIXES).map("".join), unique=True, max_size=8)


@given(names=NAMES)
def test_no_note_is_lost_and_no_id_given_twice(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    """Whatever the files are called."""
    folder = tmp_path_factory.mktemp("vault")
    for name in names:
        write(folder, name, name)
    loaded = load(folder)
    assert sorted(seed.body for seed in loaded.values()) == sorted(names)


# ── addresses from config, and shared ones ────────────────────────────────────────────────────────


def test_config_locates_a_seed_by_its_id(vault: Path) -> None:
    """However its accents are stored."""
    write(vault, "sub/flat.txt")
    write(vault, unicodedata.normalize("NFD", "é.md"))
    there = {"sub/flat": "https://gazeta.example/1", unicodedata.normalize("NFC", "é"): "https://gazeta.example/2"}
    loaded = seeds.load(vault, root=vault.parent, located=there)
    assert {(seed.url, seed.url_from) for seed in loaded} == {(url, "config") for url in there.values()}


def test_two_notes_about_one_address_name_each_other(vault: Path) -> None:
    """It is no mistake, but good to know; scheme and fragment do not count, the rest does."""
    write(vault, "a.md", "---\ntitle: A\nurl: https://gazeta.example/1?x=1\n---\nText.")
    write(vault, "b.md", "---\nurl: http://Gazeta.example/1?x=1#top\n---\nText.")
    write(vault, "c.md", "---\nurl: https://gazeta.example/1?x=2\n---\nText.")
    loaded = load(vault)
    assert [codes(seed) for seed in loaded.values()] == [["same_url"], ["same_url"], []]
    problem = next(problem for problem in loaded["a"].problems if problem.code == "same_url")
    assert (problem.line, "b" in problem.message.split()) == (3, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://gazeta.example", "http://gazeta.example/"),
        ("https://gazeta.example?a=/b/c", "https://gazeta.example/?a=/b/c#/d"),
        ("https://gazeta.example/a/b", "https://GAZETA.example:443/a/b?"),
        ("https://gazeta.example/a/?x", "http://gazeta.example:80/a/?x#/y/z?"),
    ],
)
def test_one_address_written_in_two_ways_is_one(vault: Path, one: str, other: str) -> None:
    """Without a path, with a slash in the query or the fragment, with the usual port."""
    write(vault, "a.md", f"---\nurl: {one}\n---\nText.")
    write(vault, "b.md", f"---\nurl: {other}\n---\nText.")
    assert [codes(seed) for seed in load(vault).values()] == [["same_url"], ["same_url"]]


# ── notes that cannot be read ─────────────────────────────────────────────────────────────────────


def unreadable(seed: Seed) -> str:
    """The one trouble of a seed without its note."""
    (problem,) = seed.problems
    assert (seed.raw, seed.title, seed.has_copy) == (b"", "", False)
    assert problem.code in seeds.UNREADABLE
    return problem.code


def test_a_link_that_leads_out_is_listed_but_not_followed(vault: Path) -> None:
    """What lies outside is nobody's note; a link to a note inside is one."""
    write(vault.parent, "secret.md", "secret")
    write(vault.parent, "others/secret.md", "secret")
    write(vault, "note.md", "Text.")
    (vault / "out.md").symlink_to("../secret.md")
    (vault / "device.md").symlink_to("/dev/zero")
    (vault / "inside.md").symlink_to("note.md")
    (vault / "folder").symlink_to("../others", target_is_directory=True)
    (vault / "again").symlink_to(".", target_is_directory=True)
    (vault / "folder.md").symlink_to(".", target_is_directory=True)
    loaded = load(vault)
    assert set(loaded) == {"note", "inside", "out", "device"}
    assert (loaded["inside"].body, unreadable(loaded["out"]), unreadable(loaded["device"])) == (
        "Text.",
        "leads_out",
        "leads_out",
    )


def test_links_to_nothing_and_to_themselves(vault: Path) -> None:
    """They are notes that are gone."""
    (vault / "gone.md").symlink_to("nothing.md")
    (vault / "loop.md").symlink_to("loop.md")
    assert [unreadable(seed) for seed in load(vault).values()] == ["unreadable", "unreadable"]


def test_fifos_and_sockets_are_never_opened(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A FIFO would keep us waiting for ever."""
    os.mkfifo(vault / "fifo.md")
    monkeypatch.chdir(vault)  # a socket's name must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.md")
        write(vault, "note.md")
        loaded = load(vault)
    assert [unreadable(loaded[id]) for id in ("fifo", "socket")] == ["no_file", "no_file"]
    assert codes(loaded["note"]) == []


def test_a_note_that_is_too_large_is_listed(vault: Path) -> None:
    """Up to the limit it is read."""
    write(vault, "large.md", "x" * seeds.MAX_SIZE)
    write(vault, "larger.md", "x" * (seeds.MAX_SIZE + 1))
    loaded = load(vault)
    assert (len(loaded["large"].raw), unreadable(loaded["larger"])) == (seeds.MAX_SIZE, "too_large")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_we_may_not_read_is_listed(vault: Path) -> None:
    """A note, and a folder whose notes are then not known."""
    write(vault, "note.md").chmod(0)
    write(vault, "sub/note.md")
    (vault / "sub").chmod(0)
    try:
        loaded = load(vault)
    finally:
        (vault / "sub").chmod(0o700)
    assert {id: unreadable(seed) for id, seed in loaded.items()} == {"note": "unreadable", "sub/": "unreadable_folder"}


def test_a_note_that_cannot_be_read_keeps_the_address_that_config_gives_it(vault: Path) -> None:
    """What is known is not forgotten."""
    (vault / "gone.md").symlink_to("nothing.md")
    seed = load(vault, gone="https://gazeta.example/1")["gone"]
    assert (seed.url, seed.url_from, unreadable(seed)) == ("https://gazeta.example/1", "config", "unreadable")


def test_one_bad_note_never_stops_the_others(vault: Path) -> None:
    """Rubbish, bombs and emptiness among honest notes."""
    (vault / "rubbish.md").write_bytes(bytes(range(256)) * 50)
    (vault / "empty.md").write_bytes(b"")
    write(vault, "bomb.md", "---\na: &a [x,x]\nb: &b [*a,*a]\n---\n")
    write(vault, "deep.md", "---\ntitle: " + "[" * 60_000 + "\n---\n")
    write(vault, "note.md", "---\ntitle: Ж\n---\nText.")
    loaded = load(vault)
    assert (len(loaded), loaded["note"].title) == (5, "Ж")


def test_every_code_of_a_problem_is_documented() -> None:
    """People filter by them: the package's own page lists all that the code can say."""
    sources = [path.read_text(encoding="utf-8") for path in Path(seeds.__file__).parent.glob("*.py")]
    used = {code for text in sources for code in re.findall(r'(?:code=|_complain\(|Error\()"([a-z_0-9]+)"', text)}
    listed = (seeds.__doc__ or "").partition("Codes of problems")[2].partition("folder.py")[0]
    assert used
    assert used - set(listed.split()) == set()
