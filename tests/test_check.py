"""`monitor check` as its users meet it: one situation a test, real servers, the real command."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import time_machine

from tests.conftest import ROOT
from tests.folder import Folder
from tests.servers.archive import Archive
from tests.servers.site import Page, Site

TEXT = (
    "The council met on Monday evening to discuss the budget of the town.",
    "It approved 70 new places in the kindergarten on the river.",
    "The mayor said that the works would begin in spring.",
    "Opponents doubted that the money would last until autumn.",
    "A second reading is planned for the end of the month.",
    "Residents may send their objections to the town hall in writing.",
)
TITLE = "Council approves kindergarten"


def page(sentences: tuple[str, ...] = TEXT, *, title: str = TITLE, extra: str = "", note: str = "") -> bytes:
    """An article on a site with the usual furniture."""
    paragraphs = "\n".join(f"<p>{sentence}</p>" for sentence in sentences)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Town Paper</title>
<meta property="og:title" content="{title}"></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>
<article><h1>{title}</h1><div class="entry-content">{paragraphs}{note}</div></article>
<aside><h3>Most read</h3><a href="/a">Storm warning for the coast</a><a href="/b">Team wins the cup</a>{extra}</aside>
<footer><p>All rights reserved by The Town Paper and its owners.</p></footer></body></html>""".encode()


def note(url: str, sentences: tuple[str, ...] = TEXT, *, title: str = TITLE, more: str = "") -> str:
    head = f"---\nurl: {url}\ntitle: {title}\n{more}---\n" if url else ""
    return head + "\n\n".join(sentences) + "\n"


def changed(number: int, sentence: str) -> tuple[str, ...]:
    return (*TEXT[:number], sentence, *TEXT[number + 1 :])


@pytest.fixture
def watched(folder: Folder, site: Site) -> Folder:
    """One note whose article stands at /a, checked once."""
    folder.note("a.md", note(site.put("/a", page())))
    assert folder.check_one()["verdict"] == "intact"
    return folder


def edits(line: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    return [(edit["op"], edit.get("before"), edit.get("after")) for edit in line["edits"]]


# ── edits ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_untouched_article_is_intact_and_no_news(folder: Folder, site: Site) -> None:
    """The copy and the page say the same."""
    folder.note("a.md", note(site.put("/a", page())))
    line = folder.check_one()
    assert (line["verdict"], line["new"], line["edits"], line["candidates"]) == ("intact", False, [], [])
    assert line["http"]["status"] == 200


def test_a_number_is_changed_at_first_sight(folder: Folder, site: Site) -> None:
    """Nobody saw the page before: the copy's own sentence gave way to another."""
    after = TEXT[1].replace("70", "170")
    folder.note("a.md", note(site.put("/a", page(changed(1, after)))))
    line = folder.check_one()
    assert (line["verdict"], line["reason"], line["new"]) == ("edited", "text_differs", True)
    assert edits(line) == [("replace", TEXT[1], after)]
    assert {"kind": "number", "before": "70", "after": "170"} in line["edits"][0]["facts"]


def test_the_headline_is_rewritten(watched: Folder, site: Site) -> None:
    """A new headline over the same text stands in `fields`, not among the edits."""
    site.put("/a", page(title="Council rejects kindergarten"))
    line = watched.check_one()
    assert (line["verdict"], line["reason"]) == ("edited", "fields_differ")
    assert line["fields"]["title"] == {"before": TITLE, "after": "Council rejects kindergarten"}
    assert line["edits"] == []


def test_a_paragraph_is_added_after_our_first_look(watched: Folder, site: Site) -> None:
    """What appears after our own first look is an insert, also against the copy."""
    added = "The county will pay a third of the costs, the mayor added."
    site.put("/a", page((*TEXT[:3], added, *TEXT[3:])))
    line = watched.check_one()
    assert line["verdict"] == "edited"
    assert edits(line) == [("insert", None, added)]
    assert [edit["after"] for edit in line["since_last"]["edits"]] == [added]


def test_a_paragraph_that_the_copy_lacks_at_first_sight_is_a_candidate(folder: Folder, site: Site) -> None:
    """Nobody can tell who left it out, so nobody is accused."""
    url = site.put("/a", page())
    folder.note("a.md", note(url, (*TEXT[:3], *TEXT[4:])))
    line = folder.check_one()
    assert (line["verdict"], line["edits"]) == ("intact", [])
    assert [candidate["after"] for candidate in line["candidates"]] == [TEXT[3]]


def test_an_edit_is_new_once_and_its_return_to_the_copy_is_reverted(watched: Folder, site: Site) -> None:
    """While the same edit stands nothing is new; a return to the copy is."""
    site.put("/a", page(changed(3, "Opponents agreed that the money would last until autumn.")))
    assert watched.check_one()["new"]
    second = watched.check_one()
    assert (second["verdict"], second["new"]) == ("edited", False)
    site.put("/a", page())
    third = watched.check_one()
    assert (third["verdict"], third["new"]) == ("intact", True)
    assert "reverted" in third["flags"]


def test_an_edit_on_top_of_an_edit_is_new_again(watched: Folder, site: Site) -> None:
    """The same verdict with another text is new."""
    site.put("/a", page(changed(1, "It approved 90 new places in the kindergarten on the river.")))
    watched.check_one()
    site.put("/a", page(changed(1, "It approved 95 new places in the kindergarten on the river.")))
    line = watched.check_one()
    assert (line["verdict"], line["new"]) == ("edited", True)
    assert edits(line)[0][1:] == (TEXT[1], "It approved 95 new places in the kindergarten on the river.")
    assert line["since_last"]["edits"][0]["before"] == "It approved 90 new places in the kindergarten on the river."


def test_a_difference_that_a_second_look_does_not_show_is_a_variant(watched: Folder, site: Site) -> None:
    """A stale cache, an experiment: one look shows another text, the next does not."""
    looks = [page(changed(2, "The mayor said that the works would begin in summer.")), page()]
    site.answer("/a", lambda request: Page(body=looks.pop(0)))
    line = watched.check_one()
    assert (line["verdict"], line["new"]) == ("intact", False)
    assert "variant" in line["flags"]


def test_counters_and_tokens_that_change_with_every_visit_are_nothing(watched: Folder, site: Site) -> None:
    """The page's bytes change with every visit; the article does not."""
    visits = iter(range(1000))
    site.answer("/a", lambda request: Page(body=page(extra=f"<p>{next(visits)} readers are here now.</p>")))
    for _ in range(2):
        line = watched.check_one()
        assert (line["verdict"], line["edits"], line["candidates"]) == ("intact", [], [])


# ── what is no edit ───────────────────────────────────────────────────────────────────────────────


def test_a_page_broken_off_half_way_is_no_edit(watched: Folder, site: Site) -> None:
    """Half of a compressed page is a failure, never a shorter article."""
    whole = gzip.compress(page())
    site.put("/a", whole[: len(whole) // 2], headers={"Content-Encoding": "gzip"})
    site.put("/b", page())
    watched.note("b.md", note(site.url("/b")))
    line = next(line for line in watched.check() if line["seed"] == "a")
    assert (line["verdict"], line["reason"], line["edits"]) == ("unreachable", "truncated", [])


def test_a_block_is_no_removal(watched: Folder, site: Site) -> None:
    """403 says something about us, nothing about the article."""
    site.put("/a", b"<html><body><h1>Forbidden</h1></body></html>", status=403)
    line = watched.check_one()
    assert (line["verdict"], line["reason"], line["new"]) == ("blocked", "http_403", False)


def test_a_server_error_is_no_removal(watched: Folder, site: Site) -> None:
    """A server in trouble is unreachable."""
    site.put("/a", b"<html><body>Bad gateway</body></html>", status=502)
    line = watched.check_one()
    assert (line["verdict"], line["reason"]) == ("unreachable", "http_5xx")


def test_an_emptied_article_waits_for_a_later_look(watched: Folder, site: Site) -> None:
    """Little text left is `unreadable` and `pending` until a look after `confirm_after` agrees."""
    site.put("/a", page(TEXT[:1]))
    line = watched.check_one()
    assert (line["verdict"], line["reason"]) == ("unreadable", "shrunk")
    assert line["pending"]["why"] == "shrunk"
    with time_machine.travel(time.time() + 1200):
        line = watched.check_one()
    assert line["verdict"] == "edited", line


def test_an_address_on_a_private_network_is_refused(folder: Folder, site: Site) -> None:
    """No note makes us fetch what we should not; nothing is even dialled."""
    folder.note("a.md", note(site.put("/a", page())))
    folder.set("fetch", allow_networks=[])
    line = folder.check_one()
    assert (line["verdict"], line["reason"]) == ("refused", "private_address")
    assert site.log == []


def test_addresses_that_cannot_be_fetched_are_refused_and_stop_nobody(folder: Folder, site: Site) -> None:
    """A bad address is this note's trouble only."""
    folder.note("bad.md", note("ftp://files.example/a"))
    folder.note("worse.md", note("http://["))
    folder.note("good.md", note(site.put("/a", page())))
    found = {line["seed"]: (line["verdict"], line["reason"]) for line in folder.check()}
    assert found["good"][0] == "intact"
    assert found["bad"] == ("refused", "bad_scheme")
    assert found["worse"][0] == "refused"


def test_nobody_answers_so_we_are_offline(watched: Folder, site: Site) -> None:
    """When no seed of a run gets an answer, nothing was learned about anybody."""
    site.close()
    line = watched.check_one()
    assert (line["verdict"], line["reason"], line["new"]) == ("offline", "offline", False)


def test_one_host_is_silent_while_another_answers(folder: Folder, site: Site) -> None:
    """Then it is that host's silence, not ours."""
    with Site(host="127.0.0.2") as other:
        folder.note("a.md", note(other.put("/a", page())))
    folder.note("b.md", note(site.put("/b", page())))
    found = {line["seed"]: line["verdict"] for line in folder.check()}
    assert found == {"a": "unreachable", "b": "intact"}


# ── removals ──────────────────────────────────────────────────────────────────────────────────────


def test_a_removal_takes_three_looks_over_three_days(watched: Folder, site: Site) -> None:
    """404 is `missing 1/3` first; only the policy's time makes it `removed`; a return is `restored`."""
    site.put("/a", b"<h1>Not found</h1>", status=404)
    now = time.time()
    for day, verdict, count in ((0, "missing", 1), (0.1, "missing", 1), (1.1, "missing", 2), (3.2, "removed", None)):
        with time_machine.travel(now + day * 86400):
            line = watched.check_one()
        assert line["verdict"] == verdict, (day, line)
        assert (line["missing"] or {}).get("count") == count
    site.put("/a", page())
    with time_machine.travel(now + 5 * 86400):
        line = watched.check_one()
    assert (line["verdict"], line["new"]) == ("intact", True)
    assert "restored" in line["flags"]


# ── the Wayback Machine ───────────────────────────────────────────────────────────────────────────


def test_a_memento_shows_that_the_publisher_made_the_edit(folder: Folder, site: Site, archive: Archive) -> None:
    """The capture has the copy's sentence: the edit is settled, and the time in between is known."""
    after = TEXT[1].replace("70", "170")
    url = site.put("/a", page(changed(1, after)))
    folder.use_archive(archive)
    archive.add(url, "20220107000000", page())
    archive.add(url, "20230107000000", page(changed(1, after)))
    folder.note("a.md", note(url, more="published: 2022-01-06\n"))
    line = folder.check_one()
    assert (line["verdict"], edits(line)) == ("edited", [("replace", TEXT[1], after)])
    assert line["between"] == ["2022-01-07T00:00:00Z", "2023-01-07T00:00:00Z"]


def test_a_memento_shows_that_the_copy_left_a_paragraph_out(folder: Folder, site: Site, archive: Archive) -> None:
    """What page and capture share and the copy lacks is the copy's: no edit, no candidate any more."""
    url = site.put("/a", page())
    folder.use_archive(archive)
    archive.add(url, "20220107000000", page())
    folder.note("a.md", note(url, (*TEXT[:3], *TEXT[4:]), more="published: 2022-01-06\n"))
    line = folder.check_one()
    assert (line["verdict"], line["edits"], line["candidates"]) == ("intact", [], [])
    told = folder.run("show", "a", "--fidelity")
    assert TEXT[3] in told.out


def test_the_wayback_machine_is_down_and_live_checks_go_on(folder: Folder, site: Site, archive: Archive) -> None:
    """Another archive's trouble is nobody's verdict."""
    folder.use_archive(archive)
    archive.fail()
    folder.note("a.md", note(site.put("/a", page())))
    assert folder.check_one()["verdict"] == "intact"


def test_the_notes_own_memento_is_played_although_the_index_is_down(
    folder: Folder, site: Site, archive: Archive
) -> None:
    """The seed's `archive` address needs no index; its host stands for the configured replay."""
    after = TEXT[1].replace("70", "170")
    url = site.put("/a", page(changed(1, after)))
    folder.use_archive(archive)
    archive.add(url, "20220107000000", page())
    archive.fail("/cdx")
    bare = url.removeprefix("http://")
    folder.note("a.md", note(url, more=f"archive: https://web.archive.org/web/20220107000000/{bare}\n"))
    line = folder.check_one()
    assert line["verdict"] == "edited"
    assert line["between"][0] == "2022-01-07T00:00:00Z"


def test_the_index_is_not_asked_again_the_next_day(folder: Folder, site: Site, archive: Archive) -> None:
    """At intake, on news, then monthly: so that 20,000 seeds fit the archive's limits."""
    folder.use_archive(archive)
    folder.note("a.md", note(site.put("/a", page())))
    folder.check_one()
    asked = len(archive.asked)
    assert asked >= 1
    folder.check_one()
    assert len(archive.asked) == asked
    with time_machine.travel(time.time() + timedelta(days=31).total_seconds()):
        folder.check_one()
    assert len(archive.asked) > asked


def test_without_wayback_nothing_is_asked_of_it(folder: Folder, site: Site, archive: Archive) -> None:
    """`--no-wayback`."""
    folder.use_archive(archive)
    folder.note("a.md", note(site.put("/a", page())))
    folder.check_one("--no-wayback")
    assert archive.asked == []


# ── notes ─────────────────────────────────────────────────────────────────────────────────────────


def test_two_notes_of_one_url_are_fetched_once_and_judged_each(folder: Folder, site: Site) -> None:
    """One page, two copies: one agrees, one does not."""
    url = site.put("/a", page())
    folder.note("one.md", note(url))
    folder.note("two.md", note(url, changed(1, "It approved 60 new places in the kindergarten on the river.")))
    site.log.clear()
    found = {line["seed"]: line["verdict"] for line in folder.check()}
    assert found == {"one": "intact", "two": "edited"}
    assert len(site.asked("/a")) == 2  # the look, and the one that confirms the edit


def test_a_note_without_a_copy_takes_its_first_reading(folder: Folder, site: Site) -> None:
    """`baseline_taken`; and the next edit is found against it."""
    folder.note("a.md", note(site.put("/a", page()), ()))
    line = folder.check_one()
    assert (line["verdict"], line["reason"]) == ("intact", "baseline_taken")
    assert "no_copy" in line["flags"]
    after = TEXT[1].replace("70", "170")
    site.put("/a", page(changed(1, after)))
    line = folder.check_one()
    assert (line["verdict"], edits(line)) == ("edited", [("replace", TEXT[1], after)])


def test_the_owner_edits_the_note(watched: Folder, site: Site) -> None:
    """A new baseline; nothing is said about the publisher, and the old note's bytes are kept."""
    watched.note(
        "a.md", note(site.url("/a"), changed(1, "It approved 71 new places in the kindergarten on the river."))
    )
    line = watched.check_one()
    assert line["verdict"] == "edited"
    assert not line["new"]
    assert "new baseline" in watched.run("history", "a").out


def test_a_note_is_renamed_and_keeps_its_history(watched: Folder) -> None:
    """History follows the URL and the bytes."""
    (watched.path / "seeds" / "a.md").rename(watched.path / "seeds" / "renamed.md")
    line = watched.check_one()
    assert (line["seed"], line["verdict"]) == ("renamed", "intact")
    assert watched.run("history", "renamed", "--json").out.count('"snapshot"') == 2


def test_a_note_is_deleted_and_not_forgotten(watched: Folder, site: Site) -> None:
    """A retired seed is not checked; its note coming back brings its history back."""
    path = watched.path / "seeds" / "a.md"
    text = path.read_bytes()
    path.unlink()
    watched.note("b.md", note(site.put("/b", page())))
    assert [line["seed"] for line in watched.check()] == ["b"]
    path.write_bytes(text)
    watched.check()
    assert watched.run("history", "a", "--json").out.count('"snapshot"') == 2


def test_notes_are_never_written_to(watched: Folder) -> None:
    """Whatever a check finds, the note's bytes and time stay."""
    path = watched.path / "seeds" / "a.md"
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    watched.check_one()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


# ── evidence ──────────────────────────────────────────────────────────────────────────────────────


def test_the_bytes_are_kept_as_they_came(watched: Folder) -> None:
    """`show --raw` gives the page back, byte for byte."""
    assert watched.run("show", "a", "--raw").out.encode() == page()


def test_an_unchanged_page_is_asked_for_conditionally(folder: Folder, site: Site) -> None:
    """The server's own validators go back to it verbatim; its 304 is `not_modified`."""
    folder.note("a.md", note(site.put("/a", page(), etag='"v1"')))
    folder.check_one()
    line = folder.check_one()
    assert (line["verdict"], line["reason"], line["http"]["status"]) == ("intact", "not_modified", 304)
    assert site.asked("/a")[-1].headers["If-None-Match"] == '"v1"'


def test_an_etag_lies_and_is_found_out(folder: Folder, site: Site) -> None:
    """Now and then the page is asked for without conditions."""
    folder.note("a.md", note(site.put("/a", page(), etag='"v1"')))
    folder.check_one()
    site.put("/a", page(changed(1, "It approved 99 new places in the kindergarten on the river.")), etag='"v1"')
    assert "edited" in [folder.check_one()["verdict"] for _ in range(8)]


# ── the command ───────────────────────────────────────────────────────────────────────────────────


def test_every_line_is_as_the_schema_says(folder: Folder, site: Site, archive: Archive) -> None:
    """docs/check.schema.json holds for every verdict there is."""
    schema = json.loads((ROOT / "docs" / "check.schema.json").read_text("utf-8"))
    folder.use_archive(archive)
    folder.note("intact.md", note(site.put("/intact", page())))
    folder.note("edited.md", note(site.put("/edited", page(changed(0, "The council did not meet.")))))
    folder.note("missing.md", note(site.put("/missing", b"gone", status=404)))
    folder.note("gone.md", note(site.put("/gone", b"gone", status=410)))
    folder.note("blocked.md", note(site.put("/blocked", b"no", status=403)))
    folder.note("refused.md", note("http://10.0.0.1/"))
    folder.note("unlocated.txt", note("", TEXT))
    folder.note("empty.md", note(site.put("/empty", b"")))
    folder.note("redirect.md", note(site.redirect("/redirect", site.url("/intact"))))
    lines = folder.check()
    assert len(lines) == 9
    for line in lines:
        jsonschema.validate(line, schema)


def test_only_what_is_due_is_checked(watched: Folder, site: Site) -> None:
    """`--due` is for cron: what was just looked at is not; a new note is; a day later all are."""
    assert watched.check("--due") == []
    watched.note("b.md", note(site.put("/b", page())))
    assert [line["seed"] for line in watched.check("--due")] == ["b"]
    with time_machine.travel(time.time() + 86400 + 60):
        assert len(watched.check("--due")) == 2


def test_a_seed_is_checked_as_often_as_its_config_says(watched: Folder) -> None:
    """Sites, folders and seeds may differ in how often they are checked."""
    watched.set('seed."a"', every="7d")
    watched.check()
    with time_machine.travel(time.time() + 2 * 86400):
        assert watched.check("--due") == []


def test_exit_codes_tell_scripts_what_happened(watched: Folder, site: Site) -> None:
    """0 without news, 1 with news and --exit-code, 2 for a wrong command or configuration."""
    assert watched.run("check", "--exit-code").code == 0
    site.put("/a", page(changed(1, "It approved 99 new places in the kindergarten on the river.")))
    assert watched.run("check", "--exit-code").code == 1
    assert watched.run("check", "--exit-code").code == 0
    assert watched.run("check", "nobody").code == 2
    assert watched.run("chekc").code == 2
    watched.set("fetch", dealy="5s")
    result = watched.run("check")
    assert result.code == 2
    assert "config.toml:" in result.err
    assert "delay" in result.err


def test_another_run_holds_the_lock(watched: Folder, site: Site) -> None:
    """The second run leaves with 75 and touches nothing."""
    let_go = threading.Event()
    site.answer("/a", lambda request: Page(body=page() if let_go.wait(60) else b""))
    first = subprocess.Popen(
        [sys.executable, "-m", "monitor", "check"], cwd=watched.path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        _wait_for(lambda: site.busy > 0)
        result = watched.spawn("check")
        assert result.code == 75
        assert str(first.pid) in result.err
    finally:
        let_go.set()
        first.communicate(timeout=60)
    assert first.returncode == 0


def test_ctrl_c_leaves_a_whole_archive(watched: Folder, site: Site) -> None:
    """Stopped in the middle: 130, and the next run finds all it needs."""
    site.put("/slow", page(), pause=30.0)
    watched.note("slow.md", note(site.url("/slow")))
    running = subprocess.Popen(
        [sys.executable, "-m", "monitor", "check"], cwd=watched.path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    _wait_for(lambda: site.busy > 0)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130, err.decode()
    assert b"Traceback" not in err
    site.put("/slow", page())
    assert {line["verdict"] for line in watched.check()} == {"intact"}


def test_a_pipe_gets_no_control_codes(folder: Folder, site: Site) -> None:
    """A hostile title reaches neither a terminal nor a pipe as more than text."""
    title = "Quiet \x1b]0;owned\x07 title \u202egnp.exe"
    folder.note(
        "a.md",
        b"---\nurl: "
        + site.put("/a", page()).encode()
        + b'\ntitle: "Quiet \\e]0;owned\\a \\u202Egnp"\n---\nText here.\n',
    )
    folder.note("b.md", f"# {title}\n\nSome text that nobody published anywhere.\n")
    for command in (["seeds"], ["check"], ["explain", "a"], ["history", "a"]):
        result = folder.run(*command)
        assert result.code == 0, result.err
        assert not set(result.out) & {"\x1b", "\x07", "\u202e"}, command


def test_it_works_from_any_folder(watched: Folder, tmp_path: Path) -> None:
    """`--config` names the project; its paths are relative to that file."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    result = watched.spawn("check", "--json", "--config", str(watched.path / "config.toml"), cwd=elsewhere)
    assert result.code == 0, result.err
    assert result.lines[0]["verdict"] == "intact"
    assert list(elsewhere.iterdir()) == []


def test_looking_back_before_the_first_check_is_answered_kindly(folder: Folder) -> None:
    """Nothing is stored yet: the command says so and what to do."""
    folder.note("a.md", note("https://example.org/a"))
    for command in ("diff", "show", "explain", "history"):
        result = folder.run(command, "a")
        assert result.code == 2
        assert "monitor check" in result.err


def test_init_writes_what_it_needs_and_overwrites_nothing(tmp_path: Path) -> None:
    """Twice is as good as once."""
    folder = Folder(tmp_path / "base")
    target = tmp_path / "new"
    assert folder.run("init", str(target)).code == 0
    (target / "config.toml").write_text("# mine\n", encoding="utf-8")
    result = folder.run("init", str(target))
    assert result.code == 0
    assert (target / "config.toml").read_text("utf-8") == "# mine\n"
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert folder.run("init", str(blocked / "x")).code == 73


def _wait_for(condition: Any) -> None:
    for _ in range(400):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to that")


def test_a_note_that_cannot_be_read_today_is_watched_as_it_was_kept(watched: Folder, site: Site) -> None:
    """A link that leads out of the folder now, in place of the note: no edit of the note, no farewell to it."""
    path = watched.path / "seeds" / "a.md"
    text = path.read_bytes()
    path.unlink()
    path.symlink_to("/dev/null")
    site.put("/a", page(changed(1, "It approved 99 new places in the kindergarten on the river.")))
    line = watched.check_one()
    assert (line["seed"], line["verdict"], line["new"]) == ("a", "edited", True)
    path.unlink()
    path.write_bytes(text)
    line = watched.check_one()
    assert (line["verdict"], line["new"]) == ("edited", False)
    assert "new baseline" not in watched.run("history", "a").out


def test_a_note_that_could_never_be_read_is_never_checked(folder: Folder, site: Site) -> None:
    """It is listed with its trouble, counted as never checked, and stops nobody."""
    folder.note("a.md", note(site.put("/a", page())))
    (folder.path / "seeds" / "b.md").symlink_to("/dev/null")
    assert folder.check_one()["seed"] == "a"
    assert folder.run("check").out.startswith("2 seeds: 1 intact, 1 never checked\n")
    assert any(line["problems"] for line in folder.run("seeds", "--json").lines if line["seed"] == "b")


@pytest.mark.parametrize("where", ["the end", "the beginning"])
def test_a_paragraph_is_added_at_an_edge_of_the_article(watched: Folder, site: Site, where: str) -> None:
    """Updates are written at the end, warnings at the beginning: an insert like any other, also against the copy."""
    added = "The county will pay a third of the costs, the mayor added."
    site.put("/a", page((*TEXT, added) if where == "the end" else (added, *TEXT)))
    line = watched.check_one()
    assert (line["verdict"], line["new"], edits(line)) == ("edited", True, [("insert", None, added)])
