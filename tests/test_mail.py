"""Mail as it leaves: one digest for all news, nothing lost, nothing said twice. Real servers, the real command."""

from __future__ import annotations

import email
import email.policy
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import time_machine
import trustme
from hypothesis import example, given
from hypothesis import strategies as st

from monitor import cli, deliver
from monitor.model import Comparison, Decision, Edit, FieldChange, Finding, Verdict
from monitor.record import Archive
from monitor.record.outbox import Letter
from monitor.report import letter, mail, text
from monitor.report.digest import gather
from monitor.report.page import TEMPLATES
from tests.folder import Folder, Result
from tests.servers.mail import MailServer
from tests.servers.site import Site
from tests.test_check import changed, note, page

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits half a minute for a server that will not answer."""
    monkeypatch.setattr(mail, "ANSWER", 2.0)
    monkeypatch.setattr(mail, "ALL", 3.0)


@pytest.fixture
def watched(folder: Folder, site: Site) -> Folder:
    """One note whose article stands at /a, checked once."""
    folder.note("a.md", note(site.put("/a", page())))
    assert folder.check_one()["verdict"] == "intact"
    return folder


def edit(site: Site, number: int = 170) -> None:
    site.put("/a", page(changed(1, f"It approved {number} new places in the kindergarten on the river.")))


def use(folder: Folder, server: MailServer, **more: Any) -> None:
    folder.set("mail", **{**server.settings, **more})


def send(folder: Folder) -> Result:
    return folder.run("report", "--mail")


def letters(folder: Folder) -> list[Any]:
    with Archive.open(folder.path / "snapshots", now=lambda: datetime.now(UTC), create=False) as archive:
        return archive.letters()


def body(message: Any, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    return str(part.get_content())


# ── one digest ────────────────────────────────────────────────────────────────────────────────────


def test_an_edit_is_mailed_once(watched: Folder, site: Site, server: MailServer) -> None:
    """`check --mail` sends one digest, with what changed in text and HTML; the next check sends none."""
    use(watched, server)
    edit(site)
    assert watched.run("check", "--mail").code == 0
    assert watched.run("check", "--mail").code == 0
    (message,) = server.mails
    assert message["Subject"] == "monitor: 1 edited (of 1 seed)"
    assert (message["From"], message["To"]) == ("monitor@example.org", "reader@example.org")
    assert message["Auto-Submitted"] == "auto-generated"
    assert "1 seed: 1 edited" in body(message).splitlines()[0]
    assert "[-70-]{+170+}" in body(message)
    assert "sha256:" in body(message)  # the head of the archive's chain
    html = body(message, "html")
    assert "<del" in html
    assert "170</ins>" in html
    assert letters(watched) == []


def test_no_news_no_mail(watched: Folder, server: MailServer) -> None:
    """Nothing changed: nobody is written to."""
    use(watched, server)
    assert watched.run("check", "--mail").code == 0
    result = send(watched)
    assert (result.code, result.out) == (0, "no news: no mail\n")
    assert server.mails == []


def test_all_news_goes_in_one_mail(folder: Folder, site: Site, server: MailServer) -> None:
    """Three articles edited on two days are one digest; each stands in it once."""
    use(folder, server)
    for name in "abc":
        folder.note(f"{name}.md", note(site.put(f"/{name}", page()), title=f"Title {name}"))
    folder.check()
    for name in "abc":
        site.put(f"/{name}", page(changed(1, "It approved 170 new places in the kindergarten on the river.")))
        folder.check()
    site.put("/a", page(changed(1, "It approved 180 new places in the kindergarten on the river.")))
    folder.check()
    assert send(folder).out == "mailed: news of 3 seeds\n"
    (message,) = server.mails
    assert message["Subject"].startswith("monitor: 3 edited")
    plain = body(message)
    assert plain.index("170") != plain.rindex("170")
    assert "[-170-]{+180+}" in plain
    assert [plain.count(f"/{name}\r\n") for name in "abc"] == [1, 1, 1]


def test_mail_that_is_not_set_up_is_said_before_the_work(watched: Folder, site: Site) -> None:
    """A missing server or a wrong address is a mistake in the configuration: exit 2, and nothing is fetched."""
    asked = len(site.log)
    for settings in ({}, {"host": "127.0.0.1"}, {"host": "h", "recipients": ["nobody"], "sender": "a@example.org"}):
        watched.set("mail", **settings)
        for command in (("check", "--mail"), ("report", "--mail")):
            result = watched.run(*command)
            assert result.code == 2
            assert "mail" in result.err
    assert len(site.log) == asked


# ── how it is handed in ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_it_logs_in_and_speaks_tls(watched: Folder, site: Site, monkeypatch: pytest.MonkeyPatch, security: str) -> None:
    """Each security, with a password from the environment variable that the configuration names."""
    monkeypatch.setenv("OUR_PASSWORD", "correct horse")
    with MailServer(security=security, password="correct horse") as server:
        use(watched, server, password_env="OUR_PASSWORD")
        watched.set("fetch", ca_bundle=server.ca_bundle)
        edit(site)
        result = watched.run("check", "--mail")
        assert (result.code, result.err) == (0, "")
        assert len(server.mails) == 1


def test_a_wrong_password_is_told_and_never_shown(watched: Folder, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check is done all the same; the password stands in no output."""
    monkeypatch.setenv("MONITOR_SMTP_PASSWORD", "not the right one")
    with MailServer(password="correct horse") as server:
        use(watched, server)
        edit(site)
        result = watched.run("check", "--mail")
        assert result.code == 0
        assert "535" in result.err
        monkeypatch.delenv("MONITOR_SMTP_PASSWORD")
        unset = send(watched)
        assert unset.code == 74
        assert "MONITOR_SMTP_PASSWORD is not set" in unset.err
        assert "not the right one" not in result.err + unset.err + repr(letters(watched))
        assert server.mails == []


def test_a_server_without_tls_gets_nothing(watched: Folder, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where STARTTLS was asked for and is not offered, neither password nor mail goes out."""
    monkeypatch.setenv("MONITOR_SMTP_PASSWORD", "secret")
    with MailServer(password="secret") as server:
        use(watched, server, security="starttls")
        edit(site)
        watched.check()
        result = send(watched)
        assert result.code == 74
        assert "STARTTLS" in result.err
        assert server.mails == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(watched: Folder, site: Site, security: str) -> None:
    """A server in the middle gets nothing."""
    with MailServer(security=security, ca=trustme.CA()) as server:
        use(watched, server)
        watched.set("fetch", ca_bundle=server.ca_bundle)
        edit(site)
        watched.check()
        result = send(watched)
        assert result.code == 74
        assert "certificate" in result.err
        assert server.mails == []


# ── trouble ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("busy", "421"), ("greylist", "451"), ("nobody", "550"), ("spam", "554"), ("full", "452"),
        ("mute", "greeting"), ("drip", "greeting"), ("hang_up", "greeting"), ("nonsense", "-1"),
    ],
)  # fmt: skip
def test_a_server_that_does_not_take_it_loses_nothing(watched: Folder, site: Site, mode: str, words: str) -> None:
    """The check ends well, with a warning; the news waits, its trouble known, and goes when the server is back."""
    with MailServer(mode) as server:
        use(watched, server)
        edit(site)
        result = watched.run("check", "--mail")
        assert result.code == 0
        assert words in result.err
        assert "\x1b" not in result.err
        assert server.mails == []
    (waiting,) = letters(watched)
    assert (waiting.state, waiting.tries, waiting.message) == ("waiting", 1, "")
    assert words in waiting.trouble
    assert waiting.next_try_at is not None
    failed = send(watched)  # nobody listens there any more
    assert failed.code == 74
    assert failed.out == "nothing was mailed; 1 waiting\n"
    with MailServer() as again:
        use(watched, again)
        assert send(watched).code == 0
        assert len(again.mails) == 1
        assert letters(watched) == []


def test_the_pause_after_a_failure_is_kept_and_grows(watched: Folder, site: Site, server: MailServer) -> None:
    """`check --mail` leaves a server in trouble alone until its time has come, and a longer time after each failure."""
    server.mode = "busy"
    use(watched, server)
    edit(site)
    at, pauses = datetime.now(UTC), []
    for number in range(1, 5):
        with time_machine.travel(at):
            assert watched.run("check", "--mail").code == 0
        (one,) = letters(watched)
        assert (server.connections, one.tries) == (number, number)
        pauses.append((one.next_try_at - at).total_seconds())
        with time_machine.travel(one.next_try_at - timedelta(minutes=1)):
            assert watched.run("check", "--mail").code == 0
        assert server.connections == number  # too early
        at = one.next_try_at + timedelta(minutes=1)
    assert all(later >= 2 * earlier for earlier, later in pairwise(pauses))
    server.mode = "accept"
    with time_machine.travel(at):
        assert watched.run("check", "--mail").code == 0
    assert len(server.mails) == 1


def test_pauses_grow_and_end() -> None:
    """Minutes for a busy server, hours for one that says no; never more than a day."""
    for refused in (False, True):
        pauses = [deliver.pause(tries, refused=refused) for tries in range(1, 40)]
        assert pauses == sorted(pauses)
        assert pauses[0] >= timedelta(minutes=5)
        assert pauses[-1] <= timedelta(days=1)
    waited = sum((deliver.pause(tries, refused=False) for tries in range(1, deliver.TRIES)), timedelta())
    assert waited >= deliver.GIVE_UP


@pytest.mark.parametrize("mode", ["drop", "hang"])
def test_a_mail_that_may_have_arrived_goes_again_under_the_same_id(watched: Folder, site: Site, mode: str) -> None:
    """The server took it and never said so: it gets the very same mail again, and newer news apart from it."""
    with MailServer(mode) as server:
        use(watched, server)
        edit(site)
        assert watched.run("check", "--mail").code == 0
        (unsure,) = letters(watched)
        assert unsure.state == "sending"
        server.mode = "accept"
        edit(site, 180)
        watched.check()
        assert send(watched).code == 0
        first, again, newer = server.mails
        assert first["Message-ID"] == again["Message-ID"] == unsure.message
        assert newer["Message-ID"] != first["Message-ID"]
        assert "[-70-]{+170+}" in body(again)
        assert "[-170-]{+180+}" in body(newer)
        assert letters(watched) == []


def test_killed_before_it_could_be_written_down(watched: Folder, site: Site, server: MailServer) -> None:
    """kill -9 between the server's taking a mail and our noting it: one mail too many, with the same Message-ID."""
    use(watched, server)
    edit(site)
    watched.check()
    watched.write()
    ready = threading.Event()
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "report", "--mail"],
        cwd=watched.path,
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])},
    )

    def kill() -> None:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        ready.set()

    server.before_answer = kill
    assert ready.wait(60)
    server.before_answer = None
    (left,) = letters(watched)
    assert (left.state, left.tries) == ("sending", 1)
    assert watched.run("check", "--mail").code == 0
    assert watched.run("check", "--mail").code == 0
    assert [one["Message-ID"] for one in server.mails] == [left.message] * 2


def test_only_who_was_refused_gets_it_later(watched: Folder, site: Site, server: MailServer) -> None:
    """One of two recipients is greylisted: the other has the mail, and gets no second one."""
    use(watched, server, recipients=["reader@example.org", "Late Reader <late@example.org>"])
    server.refuse["late@example.org"] = "451 4.7.1 greylisted"
    edit(site)
    assert "late@example.org" in watched.run("check", "--mail").err
    assert [(one.channel, one.state) for one in letters(watched)] == [("mail:late@example.org", "sending")]
    server.refuse.clear()
    assert send(watched).code == 0
    assert [envelope[1] for envelope in server.envelopes] == [["reader@example.org"], ["late@example.org"]]
    assert letters(watched) == []


def test_two_programs_do_not_send_the_same(
    watched: Folder, site: Site, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one sends, the other finds the lock held, and says so."""
    monkeypatch.setattr(mail, "ANSWER", 60.0)
    monkeypatch.setattr(mail, "ALL", 60.0)
    use(watched, server)
    edit(site)
    watched.check()
    results: list[Result] = []
    server.before_answer = lambda: results.append(watched.spawn("report", "--mail"))
    assert send(watched).code == 0
    assert results[0].code == 75
    assert len(server.mails) == 1


def test_news_of_a_note_that_went_away_is_told(watched: Folder, site: Site, server: MailServer) -> None:
    """The owner deletes a note before its news went out: the news is told, and the seed is not counted."""
    use(watched, server)
    edit(site)
    watched.check()
    watched.note("b.md", note(site.put("/b", page())))
    (watched.path / "seeds" / "a.md").unlink()
    watched.check()
    assert send(watched).code == 0
    (message,) = server.mails
    assert message["Subject"] == "monitor: 1 no longer watched (of 1 seed)"
    assert "[-70-]{+170+}" in body(message)


class Box:
    """An outbox in memory, for random histories."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Letter] = {}

    def lock(self) -> Any:
        return nullcontext()

    def letters(self) -> list[Letter]:
        return [one for one in self.rows.values() if one.state != "sent"]

    def post(self, letters: Any) -> None:
        self.rows |= {(one.event, one.channel): one for one in letters}

    def latest(self) -> dict[str, Finding]:
        return {one.finding.seed: one.finding for one in self.rows.values()}

    def head(self) -> tuple[int, str]:
        return 1, "sha256:0"


OUTCOMES = ("sent", "trouble", "refused", "unsure", "unsure_arrived", "killed", "killed_arrived", "one_refused")


@given(st.lists(st.tuples(st.sampled_from(["news", "wait", *OUTCOMES]), st.integers(1, 40)), max_size=30))
def test_whatever_happens_all_news_arrives_and_none_under_two_names(history: list[tuple[str, int]]) -> None:
    """Random failures, kills and pauses: each piece of news reaches everybody, under one Message-ID each, and more
    than once only where nobody could know that it had arrived."""
    box, at, arrived, doubts = Box(), NOW, Counter[tuple[str, str, str]](), Counter[str]()
    people = ("a@example.org", "b@example.org")
    account = mail.Account(
        host="h", port=25, security="none", username="", password_env="", sender="m@example.org", recipients=people
    )

    def step(outcome: str, *, force: bool = False) -> None:
        def send(message: Any, _: Any, *, recipients: Any) -> mail.Delivery:
            events = {one.event for one in box.rows.values() if one.message == message["Message-ID"]}
            taken = [one for one in recipients if outcome != "one_refused" or one == people[0]]
            if outcome in ("sent", "unsure_arrived", "killed_arrived", "one_refused"):
                arrived.update((event, message["Message-ID"], one) for event in events for one in taken)
            if outcome in ("unsure_arrived", "killed_arrived"):
                doubts.update(events)
            if outcome.startswith("killed"):
                raise KeyboardInterrupt
            if outcome in ("sent", "one_refused") and taken:
                return mail.Delivery(outcome="sent", refused={one: "no" for one in recipients if one not in taken})
            return mail.Delivery(outcome=outcome.removesuffix("_arrived") if taken else "refused", words="no")  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch, suppress(KeyboardInterrupt):
            patch.setattr(deliver, "send", send)
            deliver.deliver(box, account, seeds=["s"], archive="x", now=lambda: at, force=force)

    for number, (act, size) in enumerate(history):
        if act == "news":
            finding = _finding("t", checked_at=at)
            box.post([Letter(event=str(number), channel="mail", state="waiting", since_at=at, next_try_at=None, tries=0,
                             message="", trouble="", finding=finding)])  # fmt: skip
        elif act == "wait":
            at += timedelta(hours=size)
        else:
            step(act, force=size > 30)
    step("sent", force=True)
    assert not box.letters()
    for event in {event for event, _ in box.rows}:
        for person in people:
            got = {name: count for (one, name, who), count in arrived.items() if (one, who) == (event, person)}
            assert len(got) == 1
            assert sum(got.values()) <= 1 + doubts[event]


# ── what a page may do to a mail ──────────────────────────────────────────────────────────────────


def _finding(title: str, *, checked_at: datetime = NOW) -> Finding:
    change = Edit(op="replace", before=title or "x", after=title + "!", paragraph=1)
    return Finding(
        seed="s", url="https://example.org/" + title, title=title, checked_at=checked_at, new=True,
        decision=Decision(verdict=Verdict.EDITED, reason="text_differs", rule=title),
        comparison=Comparison(edits=(change,), fields={"title": FieldChange(before=title, after=title)}),
    )  # fmt: skip


def _digest(title: str) -> Any:
    finding = _finding(title)
    return gather([finding], [finding.seed], at=NOW, since=NOW, news=[finding])


@given(st.text(max_size=80))
@example("Buy\r\nBcc: victim@example.org\r\n\r\n<script>")
@example("\u2028\u0085\x00\x1b]0;pwned\x07\ud800\u202e")
@example('"><img src=x onerror=alert(1)><a href="javascript:alert(1)">')
@example("=?utf-8?q?Bcc=3A_x?=")
@example("")
def test_no_title_adds_a_header_an_element_or_a_recipient(title: str) -> None:
    """Whatever a page is called, the mail has our headers only, one text and one HTML part, and no foreign markup."""
    message = letter.compose(
        _digest(title), id="<x@example.org>", sender="a@example.org", recipients=["b@example.org"], at=NOW
    )
    names = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
    back: Any = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    assert sorted(back.keys()) == sorted(names)
    assert back["Subject"] == "monitor: 1 edited (of 1 seed)"
    assert [part.get_content_type() for part in back.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert not set("\x00\x1b\x07\u2028\u202e") & set(body(back))
    tree: Any = lxml.html.fromstring(body(back, "html"))
    assert not tree.xpath("//script | //img | //link | //iframe | //form | //@onerror | //@src")
    (style,) = tree.xpath("//style")  # our own colours for readers in the dark, the same in every mail
    assert style.text == (TEMPLATES / "mail-dark.css").read_text("utf-8")
    assert all(one.startswith("https://example.org/") for one in tree.xpath("//@href"))


def test_a_report_that_cannot_be_drawn_is_sent_all_the_same(
    watched: Folder, site: Site, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should drawing fail, the mail says plainly what is new about which seed."""
    monkeypatch.setattr(text, "draw", lambda *_, **__: 1 / 0)
    use(watched, server)
    edit(site)
    assert watched.run("check", "--mail").code == 0
    (message,) = server.mails
    assert message["Subject"] == "monitor: 1 edited (of 1 seed)"
    assert "  a: edited: text_differs" in body(message)


def test_a_flood_is_cut_short_and_counted() -> None:
    """Five hundred edits make a mail of bounded size that says how many there are."""
    change = Edit(op="replace", before="а" * 5000, after="б" * 5000, paragraph=1)
    findings = [
        Finding(
            seed=f"s{number}", url=None, title="t" * 1000, checked_at=NOW, new=True,
            decision=Decision(verdict=Verdict.EDITED, reason="text_differs", rule="r"),
            comparison=Comparison(edits=(change,) * 40),
        )
        for number in range(500)
    ]  # fmt: skip
    digest = gather(findings, [one.seed for one in findings], at=NOW, since=NOW, news=findings)
    message = letter.compose(digest, id="<x@x>", sender="a@example.org", recipients=["b@example.org"], at=NOW)
    assert message["Subject"] == "monitor: 500 edited (of 500 seeds)"
    assert "and 450 more" in body(message)
    assert "and 28 more passages" in body(message)


def test_the_same_news_has_the_same_id() -> None:
    """In whatever order it comes; other news has another."""
    assert letter.message_id(["a", "b"], sender="x@h") == letter.message_id(["b", "a"], sender="x@h")
    assert letter.message_id(["a"], sender="x@h") != letter.message_id(["a", "b"], sender="x@h")
    assert letter.message_id(["a"], sender="Me <x@h.example>").endswith("@h.example>")
