"""config.toml, as people get it wrong: file, line, key and what was expected; never a traceback, never silence."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import config
from monitor.errors import ConfigError
from monitor.starter import every_key, write_default
from tests.folder import Folder


def complaint(tmp_path: Path, text: str) -> ConfigError:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as found:
        config.load(path)
    return found.value


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ("paths", 'seed = "notes"', "did you mean `seeds`?"),
        ("paths", 'seeds = ""', "the path of a folder"),
        ("paths", 'seeds = "a\\u0000b"', "the path of a folder"),
        ("paths", 'snapshots = "seeds"', "another folder than that of the notes"),
        ("fetch", "workers = 0", "expected at least 1, not 0"),
        ("fetch", 'workers = "8"', 'expected a whole number, not "8"'),
        ("fetch", "delay = 5", "expected a duration"),
        ("fetch", 'deadline = "0s"', "more than nothing"),
        ("fetch", 'deadline = "9999999999d"', "a hundred years"),
        ("fetch", 'max_size = "ten"', "expected a size"),
        ("fetch", 'robots = "yes"', "expected true or false"),
        ("fetch", 'contact = "Мария"', "an e-mail address or a URL"),
        ("fetch", 'contact = "me@x.org\\nHost: y"', "an e-mail address or a URL"),
        ("fetch", 'proxy = "socks5://127.0.0.1:1"', "expected an http proxy"),
        ("fetch", 'ca_bundle = "none.pem"', "No such file"),
        ("fetch", 'ca_bundle = "config.toml"', "no certificates in it"),
        ("fetch", 'resolver = "dns.example"', "the address of a DNS server"),
        ("fetch", 'resolver = "127.0.0.1:0"', "the address of a DNS server"),
        ("fetch", 'allow_networks = ["10.0.0.0/99"]', "expected a network"),
        ("wayback", "cdx_per_minute = inf", "expected a finite number"),
        ("wayback", 'replay = "web.archive.org"', "an http or https address"),
        ("schedule", 'every = "0s"', "more than nothing"),
        ("schedule", 'every = "daily"', "expected a duration"),
        ("schedule", 'timezone = "Chisinau"', "expected a time zone"),
        ("report", 'at = "7:00"', "five fields"),
        ("report", 'at = "60 7 * * *"', "'60' is no minute"),
        ("report", 'at = "0 7 * * moon"', "'moon' is no weekday"),
        ("report", 'at = "0 7 1,32 * *"', "'32' is no day"),
        ("report", "at_once = 2", "expected at most 1"),
        ("removal", 'online_checks = [{url = "https://x.org/", expect = ""}]', "expected something"),
        ("removal", 'online_checks = [{url = "https://x.org/"}]', "is missing"),
        ("mail", 'security = "ssl"', "'starttls', 'tls' or 'none'"),
        ("mail", 'recipients = "me@x.org"', "a list in brackets"),
        ('site."x.org"', 'article = "p["', "expected a CSS selector"),
        ('site."x.org"', 'drop = ["aside", "p >"]', "expected a CSS selector"),
        ('seed."a"', 'url = "x.org/a"', "an http or https address"),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_key(tmp_path: Path, table: str, line: str, words: str) -> None:
    """Whatever is wrong with it: type, range, spelling, or what it names."""
    error = complaint(tmp_path, f"# a comment\n[{table}]\n\n{line}\n")
    assert error.line == 4
    named = table.replace('"a"', "a")  # quotes where a name needs them
    assert str(error).startswith(f"{error.path}:4: {named}.{line.split()[0]}")
    assert words in error.message


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[path]", 1, "did you mean `paths`?"),
        ('\n[site.gagauznews.com]\narticle = "p"', 2, '[site."gagauznews.com"]'),
        ('[seed.2022.note]\nurl = "https://x.org/"', 1, '[seed."2022.note"]'),
        ('[site."https://x.org/news"]', 1, '[site."x.org"]'),
        ("[fetch]\nworkers = 8\nworkers = 9", 3, "is not TOML"),
        ("[fetch]\nallow_networks = [", 2, "is not TOML"),
        ("fetch = 1", 1, "expected a table"),
        ("[[fetch]]", 1, "expected a table"),
    ],
)
def test_a_wrong_table_is_named_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    """Also where a name with a dot lacks its quotes, which TOML takes for tables within tables."""
    error = complaint(tmp_path, text)
    assert (error.line, words in error.message) == (line, True), error


def test_bytes_that_are_no_text_are_named_with_their_line(tmp_path: Path) -> None:
    """A file saved in windows-1251."""
    path = tmp_path / "config.toml"
    path.write_bytes("[fetch]\n# привет".encode("cp1251"))
    with pytest.raises(ConfigError, match=r"config\.toml:2: is not UTF-8"):
        config.load(path)


def test_a_site_is_known_by_both_forms_of_its_name(tmp_path: Path) -> None:
    """As people write it and as addresses may have it, in any case."""
    path = tmp_path / "config.toml"
    path.write_text('[site."Газета.РФ"]\narticle = "p"\nevery = "2h"\n', encoding="utf-8")
    found = config.load(path)
    assert found.rules().keys() == {"газета.рф", "xn--80aahjj1e.xn--p1ai"}
    assert found.every("a", "www.xn--80aahjj1e.xn--p1ai") == found.every("a", "газета.рф") == 7200


def test_a_name_that_no_note_has_is_said(folder: Folder) -> None:
    """A slip of the pen in `[seed."…"]` would leave a note without its address for ever."""
    folder.note("sub/town-hall.md", "A note without an address.\n")
    folder.set('seed."sub/townhall"', every="1h")
    folder.set('folder."sup"', every="1h")
    folder.set('folder."sub"', every="1h")
    for command in ("check", "seeds"):
        err = folder.run(command).err
        assert '[seed."sub/townhall"]: there is no such note; did you mean `sub/town-hall`?' in err
        assert '[folder."sup"]: there is no such folder; did you mean `sub`?' in err
        assert '"sub"]' not in err
    assert folder.run("check", "--due").err == ""  # cron would mail it each time


KEYS = [f"{table}.{key}" for table, key, _ in every_key()]
values = st.one_of(
    st.text(max_size=12).map(lambda text: '"' + text.replace("\\", "").replace('"', "") + '"'),
    st.sampled_from(["1", "-1", "0.5", "inf", "true", "[]", "{}", "[1]", '["x"]', '"1s"', '"0"', "1979-05-27", '""']),
    st.integers().map(str),
)


@given(st.lists(st.tuples(st.sampled_from(KEYS), values), max_size=3))
def test_any_value_of_any_key_is_taken_or_complained_of(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str]]
) -> None:
    """Nothing but a ConfigError ever comes of a file, and what is taken can be used."""
    path = tmp_path_factory.mktemp("any") / "config.toml"
    path.write_bytes("".join(f"{key} = {value}\n" for key, value in lines).encode("utf-8", "replace"))
    try:
        found = config.load(path)
    except ConfigError:
        return
    assert found.rules() is not None
    assert found.every("a/b", "x.org") > 0
    assert found.policy.checks > 0


@given(st.binary(max_size=60), st.integers(min_value=0, max_value=3000))
def test_a_file_with_any_bytes_in_it_is_taken_or_complained_of(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int
) -> None:
    """Our own file, damaged at any place."""
    path = tmp_path_factory.mktemp("any") / "config.toml"
    whole = write_default().encode()
    path.write_bytes(whole[:at] + junk + whole[at:])
    with suppress(ConfigError):
        config.load(path)
