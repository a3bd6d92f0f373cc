"""`monitor report` as its users meet it: coverage first, every seed in one place, in each of its formats."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import json
import os
import re
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.model import Candidate, Comparison, Decision, Edit, Fact, FieldChange, Finding, Piece, Verdict
from monitor.report import console, items, letter, table, text
from monitor.report.digest import SECTIONS, Digest, gather, section_of
from monitor.report.formats import Format, draw
from monitor.report.said import FLAGS
from tests.folder import Folder
from tests.servers.site import Site
from tests.test_check import changed, note, page

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
# Page text that has been a weapon against somebody's report (faults.md, 81-99).
HOSTILE = (
    "<script>window.__x=1</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "{{ 7*7 }}{% raw %}",
    "=HYPERLINK(\"http://evil.example\")", "\x1b]0;title\x07\x1b[2J\x9b31m", "\u202eevil\u2066", "a\r\nb\u2028c\x00d",
    "[x](javascript:alert(1)) ![](http://evil.example/x.png) <b> `code` ~~no~~ ==no==", "\ud800", "]]>-->*/</style>",
    "[/nope] [bold]", "@SUM(A1)", "+1", "-1+1", "|calc", "\t=1+1", "＝1+1", "א" * 20,
)  # fmt: skip


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(scope="module")
def played(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Six notes: edited, blocked, intact, removed, without an address, and never checked."""
    folder = Folder(tmp_path_factory.mktemp("played") / "project")
    for name in ("edited", "blocked", "intact", "removed"):
        title = f"Title of {name}"
        folder.note(f"{name}.md", note(site.put(f"/{name}", page(title=title)), title=title))
    folder.note("nowhere.md", "Nobody knows where this stands. It is a copy of something.\n")
    folder.lower_policy()
    folder.check()
    _publish(site)
    folder.check()
    folder.check()
    folder.note("unseen.md", note(site.put("/unseen", page())))
    return folder


def _publish(site: Site) -> None:
    """What the publishers have made of the four."""
    edited = changed(1, "It approved 170 new places in the kindergarten on the river.")
    site.put("/edited", page(edited, title="Title of edited"))
    site.put("/intact", page(title="Title of intact"))
    site.put("/blocked", b"<h1>Forbidden</h1>", status=403)
    site.put("/removed", b"<html><title>404</title><h1>Not Found</h1></html>", status=404)


@pytest.fixture
def story(played: Folder, site: Site, tmp_path: Path) -> Folder:
    """That folder, to do with as a test likes."""
    _publish(site)
    shutil.copytree(played.path, tmp_path / "project", dirs_exist_ok=True)
    folder = Folder(tmp_path / "project")
    folder.tables = dict(played.tables)
    return folder


def report(folder: Folder, *arguments: str) -> str:
    result = folder.run("report", *arguments)
    assert (result.code, result.err) == (0, "")
    return result.out


def parsed(html: str) -> Any:
    return lxml.html.fromstring(html)


# ── coverage, and every seed in one place ─────────────────────────────────────────────────────────


def test_coverage_comes_first_then_each_seed_once(story: Folder) -> None:
    """The first line adds up to all seeds; the sections stand in their order."""
    lines = report(story).splitlines()
    first, *_ = lines
    counts = [int(number) for number in re.findall(r"(\d+) [a-z]", first)]
    assert counts[0] == sum(counts[1:]) == 6
    headings = [line.split(" — ")[0] for line in lines if " — " in line and not line.startswith(" ")]
    assert headings == ["Removed", "Edited", "Cannot check", "Unlocated", "Intact", "Never checked"]
    for name in ("edited", "blocked", "intact", "removed", "nowhere", "unseen"):
        assert len([line for line in lines if re.match(rf"  {name}( |$)", line)]) == 1


def test_before_any_check_coverage_says_so(folder: Folder) -> None:
    """Nothing is stored yet, and nothing is made by asking."""
    folder.note("a.md", note("https://example.org/a"))
    for format in Format:
        assert report(folder, "--format", format)
        assert report(folder, "--format", format, "--since", "7d")
    assert report(folder).splitlines()[0] == "1 seed: 1 never checked"
    assert not (folder.path / "snapshots").exists()


@pytest.mark.parametrize("format", list(Format))
def test_every_format_has_every_seed_and_the_edit(story: Folder, format: Format) -> None:
    """No medium leaves anybody out."""
    drawn = report(story, "--format", format)
    for name in ("edited", "blocked", "intact", "removed", "nowhere", "unseen"):
        assert name in drawn
    assert "170" in drawn
    assert "\x1b" not in drawn


def test_json_is_one_object_and_jsonl_a_line_a_seed(story: Folder) -> None:
    """`--json` is `--format json`; both hold the line of `check --json` for each seed."""
    whole = json.loads(report(story, "--json"))
    again = json.loads(report(story, "--format", "json"))
    assert {**whole, "at": ""} == {**again, "at": ""}
    assert whole["coverage"]["seeds"] == sum(whole["coverage"]["verdicts"].values()) == 6
    lines = [json.loads(line) for line in report(story, "--format", "jsonl").splitlines()]
    assert [one["seed"] for section in whole["sections"] for one in section["seeds"]] == [one["seed"] for one in lines]
    edited = next(one for one in lines if one["seed"] == "edited")
    assert edited["verdict"] == edited["section"] == "edited"
    assert edited["edits"][0]["facts"] == [{"kind": "number", "before": "70", "after": "170"}]
    assert next(one for one in lines if one["seed"] == "unseen")["verdict"] is None


def test_since_tells_what_was_new(story: Folder, site: Site) -> None:
    """`--since` draws the news of that time in full and the others in a line; counts stay those of all seeds."""
    drawn = report(story, "--since", "1d")
    assert drawn.splitlines()[1].startswith("2 with news since ")
    assert "[-70-]{+170+}" in drawn
    with time_machine.travel(datetime.now(UTC) + timedelta(days=30)):
        later = report(story, "--since", "7d")
        assert later.splitlines()[1].startswith("no news since ")
        assert later.splitlines()[0] == drawn.splitlines()[0]
        assert "{+170+}" not in later
        assert "{+170+}" in report(story)
        assert "{+170+}" in report(story, "--since", "2026-01-01")


def test_news_is_found_under_an_edit_that_can_no_longer_be_seen(story: Folder, site: Site) -> None:
    """An edit on Monday, a wall on Tuesday: the week's report shows the edit, and that nobody gets in now."""
    site.put("/edited", b"<h1>Forbidden</h1>", status=403)
    story.check()
    whole = json.loads(report(story, "--json", "--since", "7d"))
    places = {one["seed"]: section["section"] for section in whole["sections"] for one in section["seeds"]}
    assert places["edited"] == "edited"
    assert whole["coverage"]["verdicts"]["blocked"] == 2
    assert "{+170+}" in report(story, "--since", "7d")
    now = json.loads(report(story, "--json"))
    assert "edited" in [one["seed"] for section in now["sections"] if section["section"] == "cannot_check"
                        for one in section["seeds"]]  # fmt: skip


def test_a_renamed_note_keeps_its_news(story: Folder) -> None:
    """The news of a note that got another name stands under that name."""
    (story.path / "seeds" / "edited.md").rename(story.path / "seeds" / "other.md")
    story.check()
    lines = [json.loads(line) for line in report(story, "--format", "jsonl", "--since", "7d").splitlines()]
    assert [one["seed"] for one in lines if one["verdict"] == "edited"] == ["other"]
    assert [one["seed"] for one in lines if one["news"]] == ["removed", "other"]


@pytest.mark.parametrize("since", ["yesterday", "7", "", "-7d", "99999999999d", "2026-13-01"])
def test_a_time_that_is_none_is_a_mistake_of_the_command(story: Folder, since: str) -> None:
    """Exit 2, and what was expected; an empty one is none."""
    result = story.run("report", "--since", since)
    assert result.code == (0 if since == "" else 2)
    assert not result.err or "expected a time" in result.err


def test_a_format_that_is_none_is_a_mistake_of_the_command(story: Folder) -> None:
    """Exit 2."""
    assert story.run("report", "--format", "papyrus").code == 2


# ── files ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_written_whole(story: Folder) -> None:
    """-o leaves the report and nothing beside it, replaces an older one, and keeps its permissions."""
    target = story.path / "out" / "report.html"
    target.parent.mkdir()
    target.write_text("old")
    target.chmod(0o640)
    assert report(story, "--format", "html", "-o", str(target)) == ""
    assert parsed(target.read_text("utf-8")).xpath("//ins")
    assert list(target.parent.iterdir()) == [target]
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    report(story, "--format", "csv", "-o", "report.csv")
    assert (story.path / "report.csv").read_bytes().startswith(b"\xef\xbb\xbfseed,")


def test_a_link_and_a_device_stay_what_they_are(story: Folder) -> None:
    """A link's target is written, and /dev/null stays a device."""
    link, target = story.path / "latest.txt", story.path / "real.txt"
    target.write_text("old")
    link.symlink_to(target)
    report(story, "-o", str(link))
    assert link.is_symlink()
    assert target.read_text().startswith("6 seeds")
    report(story, "-o", os.devnull)
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("where", ["no/such/folder/r.txt", "seeds", "seeds/edited.md/r.txt", "x" * 300])
def test_a_file_that_cannot_be_made_is_73(story: Folder, where: str) -> None:
    """A folder that is not there, or is none; a name that no disk takes."""
    before = sorted(str(path) for path in story.path.rglob("*"))
    result = story.run("report", "-o", where)
    assert result.code == 73
    assert len(result.err.splitlines()) == 2
    assert sorted(str(path) for path in story.path.rglob("*")) == before


def test_a_full_disk_is_74_and_leaves_the_old_report(story: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report of before is still there, whole."""
    target = story.path / "r.txt"
    target.write_text("old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    result = story.run("report", "-o", "r.txt")
    assert result.code == 74
    assert target.read_text() == "old"
    assert not list(story.path.glob(".r.txt*"))


# ── order ─────────────────────────────────────────────────────────────────────────────────────────


def finding(seed: str, verdict: str = "edited", **more: Any) -> Finding:
    flags = frozenset(more.pop("flags", ()))
    values: dict[str, Any] = {
        "url": "https://example.org/", "title": "t", "checked_at": NOW, "new": False,
        "decision": Decision(verdict=Verdict(verdict), reason="r", rule="A rule.", flags=flags),
    }  # fmt: skip
    return Finding(seed=seed, **{**values, **more})


@given(
    st.lists(st.tuples(st.sampled_from(list(Verdict)), st.booleans(), st.booleans(), st.floats(0, 1)), max_size=20),
    st.integers(0, 5),
    st.booleans(),
)
def test_every_seed_is_in_exactly_one_place(
    made: list[tuple[Verdict, bool, bool, float]], unseen: int, partial: bool
) -> None:
    """Whatever the verdicts and the news: counts add up, nobody stands twice, the heavier come first."""
    findings = [
        finding(f"s{n}", verdict, new=new, comparison=Comparison(weight=weight), flags=["restored"] if back else [])
        for n, (verdict, new, back, weight) in enumerate(made)
    ]
    seeds = [one.seed for one in findings] + [f"u{n}" for n in range(unseen)]
    digest = gather(findings, seeds, at=NOW, news=[one for one in findings if one.new] if partial else None)
    assert sum(digest.counts.values()) == digest.total == len(seeds)
    placed = [seed for s in digest.sections for seed in (*(one.seed for one in s.findings), *s.seeds)]
    assert sorted(placed) == sorted(seeds)
    assert [section.name for section in digest.sections] == [name for name, _, _ in SECTIONS]
    for section in digest.sections:
        new = [one.seed in digest.fresh for one in section.findings]
        assert new == sorted(new, reverse=True)
        weights = [one.comparison.weight for one in section.findings if one.comparison and not one.new]
        assert weights == sorted(weights, reverse=True)
    for format in Format:
        assert draw(digest, format).endswith("\n") or (format is Format.JSONL and not seeds)


def test_back_after_a_removal_stands_under_restored() -> None:
    """In the run that saw it, and in a report about the time in which it came back."""
    back = finding("a", "intact", flags=["restored"], new=True)
    assert section_of(back) == "restored"
    digest = gather([finding("a", "intact")], ["a"], news=[finding("a", "removed", new=True), back])
    assert [s.name for s in digest.sections if s.findings] == ["restored"]


# ── what is said ──


def told(*findings: Finding, format: Format = Format.TEXT) -> str:
    return draw(gather(findings, [one.seed for one in findings], at=NOW), format)


@pytest.mark.parametrize(
    ("survival", "words"),
    [(1.0, "All of the copy's"), (0.9987, "99% of the copy's"), (0.004, "Less than 1% of the copy's"),
     (0.0, "None of the copy's")],
)  # fmt: skip
def test_what_still_stands_is_never_rounded_to_all_or_nothing(survival: float, words: str) -> None:
    """One sentence less in a thousand is not "100%"."""
    edit = Edit(op="delete", before="It went.", paragraph=1)
    assert words in told(finding("a", comparison=Comparison(edits=(edit,), survival=survival)))


@pytest.mark.parametrize(
    ("step", "words"), [(2, "06:00:00 and 06:00:02 UTC"), (7200, "06:00 and 2026-11-22 08:00 UTC")]
)
def test_the_two_times_of_a_change_can_be_told_apart(step: int, words: str) -> None:
    """Also where both looks fell into one minute."""
    edit = Edit(op="delete", before="It went.", paragraph=1)
    comparison = Comparison(edits=(edit,), between=(NOW, NOW + timedelta(seconds=step)))
    assert f"between 2026-11-22 {words}" in told(finding("a", comparison=comparison))


def test_what_is_no_edit_is_told_beside_an_intact_article() -> None:
    """Candidates and other links are counted; characters that nobody sees are named."""
    led = Edit(op="replace", before="See there.", after="See there.", facts=(Fact(kind="link", before="x", after="y"),))
    quiet = Comparison(candidates=(Candidate(why="promo", after="Buy this."),), links=(led,))
    hidden = Comparison(invisible=("U+200B ZERO WIDTH SPACE",), flags=frozenset({"invisible"}))
    for format in (Format.TEXT, Format.HTML, Format.MARKDOWN):
        drawn = told(finding("a", "intact", comparison=quiet), finding("b", "intact", comparison=hidden), format=format)
        assert "1 candidate, 1 other link" in drawn
        assert "U+200B ZERO WIDTH SPACE" in re.sub(r"\\", "", drawn)


def test_coverage_leads_to_the_sections() -> None:
    """In a long page; every link has its section."""
    tree = parsed(told(finding("a"), finding("b", "blocked"), finding("c", "removed"), format=Format.HTML))
    assert tree.xpath("//header//a/@href") == ["#edited", "#removed", "#cannot_check"]
    assert {one.lstrip("#") for one in tree.xpath("//header//a/@href")} == set(tree.xpath("//section/@id"))


def test_a_check_of_a_large_project_tells_all_news(capsys: pytest.CaptureFixture[str]) -> None:
    """What is quiet is not listed; what returned to the copy, or moved, is news."""
    findings = [finding(f"quiet{n}", "intact", flags=["moved"]) for n in range(30)]
    findings += [finding("back", "intact", flags=["reverted"], new=True), finding("shut", "blocked")]
    console.print_digest(gather(findings, [one.seed for one in findings], checked=32, at=NOW))
    printed = capsys.readouterr().out
    assert "  back  t  new\n" in printed
    assert "quiet1" not in printed
    assert "  blocked: r — 1 seed\n    shut\n" in printed
    assert FLAGS["reverted"] in printed
    assert FLAGS["moved"] not in printed


def test_flags_that_occur_are_explained_and_no_others() -> None:
    """At the report's end, in every form that people read."""
    for format in (Format.TEXT, Format.HTML, Format.MARKDOWN):
        drawn = told(finding("a", flags=["silent"]), finding("b", "removed", flags=["policy_lowered"]), format=format)
        assert FLAGS["silent"] in html.unescape(drawn)
        assert FLAGS["policy_lowered"] in html.unescape(drawn)
        assert FLAGS["restored"] not in html.unescape(drawn)
        assert FLAGS["silent"] not in html.unescape(told(finding("c"), format=format))


@given(st.integers(0, 30_000), st.integers(0, 30_000))
def test_a_long_sentence_is_cut_beside_its_change_and_never_at_it(before: int, after: int) -> None:
    """However long a passage is, a mail shows what changed in it, in little room."""
    start, end = "слово " * (before // 6), " слово" * (after // 6)
    pieces = (
        Piece(op="equal", text=start),
        Piece(op="delete", text="семьдесят"),
        Piece(op="insert", text="восемьдесят"),
        Piece(op="equal", text=end),
    )
    edit = Edit(op="replace", before=f"{start}семьдесят{end}", after=f"{start}восемьдесят{end}", pieces=pieces)
    one = finding("a", comparison=Comparison(edits=(edit,)), new=True)
    drawn = text.draw(gather([one], ["a"], at=NOW, since=NOW, news=[one]), limits=letter.LIMITS)
    assert "[-семьдесят-]{+восемьдесят+}" in drawn
    assert len(drawn) < 2 * (letter.LIMITS.characters or 0) + 2000


def test_pages_of_right_to_left_scripts_read_from_right_to_left() -> None:
    """Each changed passage has its own direction, and labels of ours stand outside it."""
    edit = Edit(op="replace", before="ראש הממשלה", after="שר הביטחון", paragraph=1)
    tree = parsed(told(finding("a", title="כותרת", comparison=Comparison(edits=(edit,))), format=Format.HTML))
    (words,) = tree.xpath("//p[@class='words']")
    assert words.get("dir") == "auto"
    assert not re.search("[a-z]", words.text_content())
    assert tree.xpath("//p[@class='title']")[0].get("dir") == "auto"


# ── hostile pages ─────────────────────────────────────────────────────────────────────────────────


def hostile(text: str) -> Digest:
    """A digest in which a page's words stand wherever a page's words can stand."""
    edit = Edit(op="replace", before=text, after=text + " !", paragraph=1)
    comparison = Comparison(
        edits=(edit, Edit(op="insert", after=text), Edit(op="move", before=text, after=text)),
        candidates=(Candidate(why="promo", before=text, after=text), Candidate(why=text, after=text)),
        fidelity=(Candidate(why="not_in_capture", before=text),),
        fields={"title": FieldChange(before=text, after=text), "byline": FieldChange(before="", after=text)},
    )
    one = finding(text or "seed", title=text, url=text, comparison=comparison, new=True, final_url=text)
    return gather([one], [one.seed, "never " + text], at=NOW, since=NOW, news=[one])


@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60)))
@example("".join(HOSTILE))
def test_no_page_reaches_out_of_the_html(text: str) -> None:
    """No element, attribute or address comes from a page, and nothing is loaded from anywhere."""
    tree = parsed(draw(hostile(text), Format.HTML))
    plain = parsed(draw(hostile("word"), Format.HTML))
    assert {element.tag for element in tree.iter()} <= {element.tag for element in plain.iter()} | {"a"}
    names = {name for element in tree.iter() for name in element.attrib}
    assert names <= {"lang", "charset", "http-equiv", "content", "name", "class", "dir", "href", "rel", "id"}
    ours = {f"#{name}" for name, _, _ in SECTIONS}
    assert all(one in ours or one.startswith(("http://", "https://")) for one in tree.xpath("//@href"))
    assert {one.get("rel") for one in tree.xpath("//main//a")} <= {"noopener noreferrer nofollow"}
    assert set(tree.xpath("//@id")) <= {name for name, _, _ in SECTIONS}
    assert not tree.xpath("//*[contains(@class, '<') or contains(@class, 'script')]")
    drawn = draw(hostile(text), Format.HTML)
    assert not set("\x00\x07\x1b\x9b\u202e\u2028\ud800") & set(drawn)


@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60)))
@example("".join(HOSTILE))
def test_no_page_sends_a_control_code(text: str) -> None:
    """Text, Markdown and CSV hold no control, bidirectional or line-breaking characters of a page's."""
    for format in (Format.TEXT, Format.MARKDOWN, Format.CSV):
        drawn = draw(hostile(text), format)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066\u2067\ud800-\udfff]", drawn)
        drawn.encode()
    for format in (Format.JSON, Format.JSONL):
        for line in (
            draw(hostile(text), format).splitlines() if format is Format.JSONL else [draw(hostile(text), format)]
        ):
            json.loads(line.encode())


@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60)))
@example("".join(HOSTILE))
def test_no_cell_is_a_formula(text: str) -> None:
    """A row a seed, as many cells as names, and none begins as a formula does."""
    rows = list(csv.reader(io.StringIO(draw(hostile(text), Format.CSV))))
    assert [len(row) for row in rows] == [len(table.COLUMNS)] * 3
    assert not [cell for row in rows for cell in row if re.match(r"\s*[=+\-@|%\t\r＝＋－＠]", cell)]


@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60)))
@example("".join(HOSTILE))
def test_no_page_writes_markdown(text: str) -> None:
    """Whatever a page says, the Markdown has our lines only, and no link, image, tag or heading of a page's."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": True}).parse(draw(hostile(text), Format.MARKDOWN))
    inline = [child for token in tokens for child in token.children or ()]
    assert not [token for token in (*tokens, *inline) if token.type in ("html_block", "html_inline", "image", "fence")]
    links = [str(token.attrs.get("href", "")) for token in inline if token.type == "link_open"]
    assert all(one.startswith(("http://", "https://")) for one in links)
    assert [token.content for token in tokens if token.type == "inline" and token.level == 1 and token.map and
            tokens[tokens.index(token) - 1].type == "heading_open"] == ["Edited", "Never checked"]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " https://a.example", "data:text/html,x",
     "vbscript:x", "file:///etc/passwd", "//a.example/x", "/x", "https:", "https://", "http://[::1", "https://a b/",
     "https://a.example/\u202e", "https://a.example/\"onload=x", "https://a.example:99999/", "", "mailto:a@b.example",
     "https://a.example/\n", "blob:https://a.example/x", "ftp://a.example/"],
)  # fmt: skip
def test_only_addresses_of_the_web_are_links(address: str) -> None:
    """What is no plain http or https address is shown as text."""
    assert items.link(address) == ""
    assert items.link("https://a.example/путь?x=1#y") == "https://a.example/путь?x=1#y"


def test_the_page_says_that_it_loads_nothing_and_keeps_to_it(story: Folder) -> None:
    """A policy that allows the one style sheet by its digest, and no file, script, frame or form."""
    html = report(story, "--format", "html")
    tree = parsed(html)
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not tree.xpath("//script | //link | //img | //iframe | //form | //*[@style] | //@src")
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    assert "prefers-color-scheme: dark" in style[1]
    assert tree.xpath("//meta[@name='viewport']")


def test_a_terminal_of_another_encoding_survives(story: Folder) -> None:
    """LANG=C and ASCII: the report comes, its letters spelled out."""
    story.note("ё.md", "Статья, о которой никто не знает, где она стоит.\n")
    for format in (Format.TEXT, Format.HTML, Format.JSONL):
        result = story.spawn("report", "--format", format, env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
        assert (result.code, result.err) == (0, "")


def test_five_hundred_edits_are_all_there() -> None:
    """A file has room for all of them."""
    edit = Edit(op="replace", before="old", after="new", paragraph=1)
    findings = [finding(f"s{n:03}", comparison=Comparison(edits=(edit,) * 20)) for n in range(500)]
    digest = gather(findings, [one.seed for one in findings], at=NOW)
    assert draw(digest, Format.HTML).count("<ins>new</ins>") == 500 * 20
    assert draw(digest, Format.TEXT).count("{+new+}") == 500 * 20


def test_a_hostile_headline_goes_through_the_whole_program(story: Folder, site: Site) -> None:
    """Real pages with hostile headlines, through the whole program, in every format."""
    site.put("/intact", page(title="&lt;script&gt;alert(1)&lt;/script&gt; =cmd &#x202e; [x](javascript:x)"))
    story.check()
    for format in Format:
        drawn = report(story, "--format", format)
        assert "\u202e" not in drawn or format in (Format.JSON, Format.JSONL)
        assert "<script" not in drawn or format not in (Format.HTML, Format.MARKDOWN)
