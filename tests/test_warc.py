"""What is kept comes back byte for byte, and other people's tools can read it."""

from __future__ import annotations

import dataclasses
import gzip
import io
import uuid
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from monitor.model import Failure, Hop, Memento, Snapshot, digest_of
from monitor.record import frames, index, warc
from monitor.record.frames import Held
from monitor.record.heads import read_headers
from monitor.record.volume import Spot
from monitor.record.warc import DamageError, Record

AT = datetime(2026, 11, 22, 6, 0, 0, 123456, tzinfo=UTC)
URL = "https://news.example/статья?id=1 2"
PAGE = "<html><title>Заголовок</title><p>Текст статьи.</p></html>".encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Odd: \xff\xfe \xd0\xb6\r\n\r\n"


def snapshot(**changes: Any) -> Snapshot:
    fields: dict[str, Any] = {
        "url": URL, "final_url": URL, "at": AT, "status": 200, "head": HEAD,
        "headers": read_headers(changes.get("head", HEAD)), "wire": PAGE, "body": PAGE,
        "request": b"GET /x HTTP/1.1\r\nHost: news.example\r\n\r\n", "peer": "192.0.2.7:443",
    }  # fmt: skip
    return Snapshot(**{**fields, **changes})


def frame(capture: Snapshot | Failure, held: Held | None = None) -> list[Record]:
    return frames.frame(capture, payload_digest=digest_of(capture.wire), seed="a/seed", held=held)


def write(records: Sequence[Record]) -> bytes:
    return b"".join(warc.press(record) for record in records)


def read(data: bytes) -> list[Record]:
    records = []
    while data:
        text, length = warc.read_member(io.BytesIO(data))
        records.append(warc.parse(text))
        data = data[length:]
    return records


def there_and_back(capture: Snapshot | Failure) -> Snapshot | Failure:
    return frames.restore(read(write(frame(capture))))


def held_in(capture: Snapshot) -> Held:
    records = frame(capture)
    spot = Spot(file="f", offset=0, length=1)
    return index.held(index.row(records, [spot] * len(records)))


def by_warcio(data: bytes) -> list[Any]:
    """The records as warcio reads them, every digest checked; `body` is what it makes of their content."""
    records = []
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        record.body = record.content_stream().read()
        records.append(record)
    return records


# ── byte for byte ─────────────────────────────────────────────────────────────────────────────────

instants = st.datetimes(datetime(1996, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis
texts = st.text(st.characters(exclude_categories=()), max_size=40)
urls = st.one_of(st.just(URL), texts)
heads = st.one_of(
    st.sampled_from([
        b"", HEAD, HEAD[:-2], HEAD[:-4], b"HTTP/1.1 200\r\n\r\n", b"HTTP/1.0 200 OK\n\nA: b\n\n", b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\ntransfer-encoding:gzip, chunked\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nNo colon\r\n folded\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nB: c\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: \x00\r\n\r\n", b"HTTP/1.1 200 OK\r\n\x85A: b\r\n\r\n", b"WARC/1.1\r\n\r\n", b"\x1f\x8b",
    ]),
    st.binary(max_size=200),
)  # fmt: skip
headers = st.lists(st.tuples(texts, texts), max_size=4).map(tuple)
hops = st.lists(
    st.builds(Hop, url=urls, status=st.integers(0, 999), location=urls, at=instants, head=heads), max_size=3
).map(tuple)
mementos = st.none() | st.builds(
    Memento, uri=urls, original=urls, at=instants, status=st.none() | st.integers(0, 999), mimetype=texts, digest=texts
)
requests = st.one_of(st.just(b""), st.just(b"GET / HTTP/1.1\r\nA: b\r\n\r\n"), st.binary(max_size=60))
captures = st.one_of(
    st.builds(
        Snapshot, url=urls, final_url=urls, at=instants, status=st.integers(0, 999), head=heads, headers=headers,
        wire=st.binary(max_size=300), body=st.binary(max_size=300), hops=hops, request=requests, peer=texts,
        unverified=st.booleans(), memento=mementos,
    ),
    st.builds(
        Failure, url=urls, at=instants, reason=texts, code=texts, detail=texts, final_url=urls,
        status=st.none() | st.integers(0, 999), head=heads, wire=st.binary(max_size=300), hops=hops, request=requests,
        peer=texts, memento=mementos, retry_at=st.none() | instants,
    ),
)  # fmt: skip


@given(captures)
def test_whatever_a_server_sent_comes_back_as_it_came(capture: Snapshot | Failure) -> None:
    """Heads of any bytes, addresses of any text, redirects, mementos, failures: all of it."""
    assert there_and_back(capture) == capture


@given(captures)
def test_whatever_a_server_sent_warcio_can_read_past_it(capture: Snapshot | Failure) -> None:
    """No head, address or peer of a hostile server makes a file that standard tools stumble over."""
    after = snapshot(at=AT + timedelta(seconds=1))
    kinds = [record.rec_type for record in by_warcio(write(frame(capture)) + write(frame(after)))]
    assert len(kinds) == len(frame(capture)) + 2
    assert kinds[-2:] == ["response", "request"]


def test_no_field_of_a_capture_is_forgotten() -> None:
    """A field added to the model has to be kept too: then this test wants to hear of it, and the one above."""
    known = {
        Snapshot: "url final_url at status head headers wire body hops request peer unverified memento",
        Failure: "url at reason code detail final_url status head wire hops request peer memento retry_at",
        Hop: "url status location at head",
        Memento: "uri original at status mimetype digest",
    }
    for kind, names in known.items():
        assert [field.name for field in dataclasses.fields(kind)] == names.split()


def test_the_same_capture_gets_the_same_id() -> None:
    """Ids come from what was captured, so that a run done again, or a rebuild, calls it the same."""
    one = frames.identify(snapshot(), digest_of(PAGE))
    assert one == frames.identify(snapshot(), digest_of(PAGE))
    assert one != frames.identify(snapshot(at=AT + timedelta(microseconds=1)), digest_of(PAGE))
    assert one != frames.identify(snapshot(wire=b""), digest_of(b""))
    assert warc.short(one) == str(one).replace("-", "")[:20]


# ── codings ───────────────────────────────────────────────────────────────────────────────────────


def deflate_raw(data: bytes) -> bytes:
    member = zlib.compressobj(9, zlib.DEFLATED, -15)
    return member.compress(data) + member.flush()


CODED = {
    "gzip": gzip.compress(PAGE, mtime=0),
    "deflate": zlib.compress(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstandard.compress(PAGE),
}


@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        *CODED.items(),
        ("deflate", deflate_raw(PAGE)),
        ("x-gzip", gzip.compress(PAGE[:20], mtime=0) + gzip.compress(PAGE[20:], mtime=0)),
        ("gzip, br", brotli.compress(gzip.compress(PAGE, mtime=0))),
        ("identity", PAGE),
    ],
)
def test_a_coded_body_is_kept_once_and_decoded_again(coding: str, wire: bytes) -> None:
    """Only the bytes as they came are kept; the decoded body is made of them, and proved by its digest."""
    head = HEAD[:-2] + f"Content-Encoding: {coding}\r\n\r\n".encode()
    capture = snapshot(head=head, wire=wire)
    assert [record.kind for record in frame(capture)] == ["response", "request"]
    assert there_and_back(capture) == capture


@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        ("gzip", PAGE),
        ("gzip", gzip.compress(PAGE, mtime=0)[:-8]),
        ("br", b"\x00"),
        ("compress", b"x"),
        ("gzip", b"\x1f\x8b"),
    ],
)
def test_a_body_that_we_cannot_decode_again_is_kept_beside_its_bytes(coding: str, wire: bytes) -> None:
    """Whatever the capture made of a body that lied about its coding, that is what comes back."""
    capture = snapshot(head=HEAD[:-2] + f"Content-Encoding: {coding}\r\n\r\n".encode(), wire=wire)
    assert [record.kind for record in frame(capture)] == ["response", "conversion", "request"]
    assert there_and_back(capture) == capture


@pytest.mark.parametrize("coding", ["gzip", "deflate"])  # warcio 1.8 stumbles over today's brotli, whatever it reads
def test_warcio_decodes_a_chunked_and_coded_page(coding: str) -> None:
    """The head speaks of chunks that the kept body no longer has; readers are not led astray by that."""
    head = HEAD[:-2] + f"Content-Encoding: {coding}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    capture = snapshot(head=head, wire=CODED[coding])
    assert by_warcio(write(frame(capture)))[0].body == PAGE
    assert there_and_back(capture) == capture


def test_a_text_that_looks_like_chunks_is_not_taken_for_some() -> None:
    """A reader that believed the received head would eat the lengths, and a publisher could use that."""
    body = b"5\r\nhello\r\n0\r\n\r\n"
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n"
    capture = snapshot(head=head, wire=body, body=body)
    response = by_warcio(write(frame(capture)))[0]
    assert response.body == body
    assert response.http_headers.get_header("x-archive-orig-transfer-encoding") == "Chunked"
    restored = there_and_back(capture)
    assert restored.head == head


def test_a_head_that_readers_would_choke_on_is_kept_plain_and_as_it_came() -> None:
    """warcio stops at a status line it does not know; the bytes as received are kept beside."""
    head = b"HTTP/1.1 200 OK\nContent-Type: text/html\nno colon\n\n"
    capture = snapshot(head=head, headers=(("Content-Type", "text/html"), ("Bad Name", "x\r\ny")))
    response = by_warcio(write(frame(capture)))[0]
    assert response.http_headers.get_statuscode() == "200"
    assert response.http_headers.headers == [("Content-Type", "text/html")]
    assert response.body == PAGE
    assert there_and_back(capture) == capture


# ── what the records say ──────────────────────────────────────────────────────────────────────────


def test_a_capture_is_answer_request_and_hops() -> None:
    """Each redirect is a record of its own; all belong to the answer, which stands first."""
    hop = Hop(url="http://news.example/", status=301, location=URL, at=AT, head=b"HTTP/1.1 301 Moved\r\nA: b\r\n\r\n")
    records = by_warcio(write(frame(snapshot(url=hop.url, hops=(hop, hop)))))
    assert [record.rec_type for record in records] == ["response", "request", "response", "response"]
    main = records[0].rec_headers.get_header("WARC-Record-ID")
    assert {record.rec_headers.get_header("WARC-Concurrent-To") for record in records[1:]} == {main}
    assert records[2].rec_headers.get_header("WARC-Target-URI") == hop.url
    assert records[2].http_headers.get_statuscode() == "301"
    assert records[0].rec_headers.get_header("WARC-Target-URI").startswith("https://news.example/%D1%81")
    assert records[0].rec_headers.get_header("WARC-IP-Address") == "192.0.2.7"
    assert records[0].rec_headers.get_header("WARC-Date") == "2026-11-22T06:00:00.123456Z"
    assert all(record.rec_headers.protocol == "WARC/1.1" for record in records)


def test_a_body_already_held_becomes_a_revisit() -> None:
    """The page that did not change costs a head; its body is read from where it was kept first."""
    first, again = snapshot(), snapshot(at=AT + timedelta(days=1))
    records = frame(again, held_in(first))
    (revisit,) = by_warcio(write(records))
    said = revisit.rec_headers.get_header
    assert (revisit.rec_type, said("WARC-Profile")) == ("revisit", frames.SAME_PAYLOAD)
    assert said("WARC-Refers-To") == f"<urn:uuid:{frames.identify(first, digest_of(PAGE))}>"
    assert said("WARC-Refers-To-Date") == "2026-11-22T06:00:00.123456Z"
    assert said("WARC-Payload-Digest") == digest_of(PAGE)
    assert revisit.http_headers.get_statuscode() == "200"
    assert PAGE not in records[0].block
    assert frames.restore(read(write(records)), PAGE) == again
    with pytest.raises(DamageError):
        frames.restore(records, PAGE + b"!")
    with pytest.raises(DamageError):
        frames.restore(records)


def test_the_same_bytes_under_another_coding_are_read_by_their_own_head() -> None:
    """A revisit has a head of its own: what it says about the body's coding holds for it alone."""
    wire = gzip.compress(PAGE, mtime=0)
    first = snapshot(head=HEAD[:-2] + b"Content-Encoding: gzip\r\n\r\n", wire=wire)
    again = snapshot(at=AT + timedelta(days=1), wire=wire, body=wire)
    assert frames.restore(frame(again, held_in(first)), wire) == again


def test_not_modified_refers_to_what_was_not_modified() -> None:
    """A 304 has no body; the record says which one the server meant."""
    head = b"HTTP/1.1 304 Not Modified\r\nETag: x\r\nContent-Encoding: gzip\r\n\r\n"
    again = snapshot(at=AT + timedelta(days=1), status=304, head=head, wire=b"", body=b"")
    (revisit,) = by_warcio(write(frame(again, held_in(snapshot()))))
    assert revisit.rec_headers.get_header("WARC-Profile") == frames.NOT_MODIFIED
    assert revisit.rec_headers.get_header("WARC-Payload-Digest") == digest_of(PAGE)
    assert frames.restore(frame(again, held_in(snapshot()))) == again
    assert there_and_back(again) == again


@pytest.mark.parametrize("request_", [b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /x HTTP/1.1", b"\xff\x00", b""])
def test_what_a_revisit_asked_stands_in_its_metadata(request_: bytes) -> None:
    """A capture that brought nothing new is one record; what was sent for it comes back all the same."""
    again = snapshot(at=AT + timedelta(days=1), request=request_)
    records = read(write(frame(again, held_in(snapshot()))))
    assert [record.kind for record in records] == ["revisit"]
    assert frames.restore(records, PAGE) == again


def test_a_revisit_whose_request_is_a_record_of_its_own_is_still_read() -> None:
    """So they were written at first, and archives hold them for ever."""
    again = snapshot(at=AT + timedelta(days=1))
    (revisit,) = frame(again, held_in(snapshot()))
    meta = {name: value for name, value in revisit.meta.items() if name != "request"} | {"parts": 2}
    asked = warc.make(
        uuid.uuid5(revisit.id, "request"), "request", revisit.uri, AT, again.request, frames.REQUEST, of=revisit.id
    )
    old = [dataclasses.replace(revisit, meta=meta), asked]
    assert frames.restore(read(write(old)), PAGE) == again


def test_a_memento_is_kept_under_the_originals_address_and_its_own_date() -> None:
    """No replay takes a memento for the page as it was when we asked; where it was played from is said."""
    memento = Memento(uri="https://web.archive.org/web/20241109201722id_/https://n.example/a", original="https://n.example/a",
                      at=datetime(2024, 11, 9, 20, 17, 22, tzinfo=UTC), status=200, digest="ABC")  # fmt: skip
    capture = snapshot(url=memento.uri, final_url=memento.uri, memento=memento)
    (response, _) = by_warcio(write(frame(capture)))
    said = response.rec_headers.get_header
    assert said("WARC-Target-URI") == "https://n.example/a"
    assert said("WARC-Date").startswith("2024-11-09T20:17:22")
    assert said("WARC-Source-URI") == memento.uri
    assert said("WARC-Creation-Date") == "2026-11-22T06:00:00.123456Z"
    assert there_and_back(capture) == capture


@pytest.mark.parametrize(
    ("reason", "said"),
    [("timeout", "time"), ("truncated", "disconnect"), ("too_large", "length"), ("tls", "unspecified")],
)
def test_half_an_answer_is_kept_as_a_truncated_one(reason: str, said: str) -> None:
    """What did arrive is evidence, and marked as not being all of it."""
    failure = Failure(url=URL, at=AT, reason=reason, head=HEAD, wire=PAGE[:9], status=200)
    (response,) = by_warcio(write(frame(failure)))
    assert (response.rec_type, response.rec_headers.get_header("WARC-Truncated")) == ("response", said)
    assert response.body == PAGE[:9]
    assert there_and_back(failure) == failure


def test_no_answer_at_all_is_kept_as_metadata() -> None:
    """A name that does not resolve is something that was seen, too."""
    failure = Failure(url=URL, at=AT, reason="dns", code="dns_nxdomain", detail="no such\r\nname")
    (record,) = by_warcio(write(frame(failure)))
    assert record.rec_type == "metadata"
    assert record.body == b"reason: dns\r\ncode: dns_nxdomain\r\ndetail: no such name\r\n"


def test_a_note_is_a_resource() -> None:
    """The copy is half of the evidence; its bytes are kept as they lie on disk."""
    raw = b"\xef\xbb\xbf---\r\ntitle: x\r\n---\r\n\xff"
    (record,) = by_warcio(write([warc.frame_note(raw, path="seeds/под папка/a.md", at=AT)]))
    assert record.rec_type == "resource"
    assert record.rec_headers.get_header("WARC-Target-URI").startswith("urn:x-monitor:note:seeds/%D0%BF")
    assert record.body == raw


# ── damage ────────────────────────────────────────────────────────────────────────────────────────


@given(st.data())
def test_a_changed_byte_is_found_or_changes_nothing(data: st.DataObject) -> None:
    """Only the few bytes of a gzip header that mean nothing may differ; nothing else is ever served as truth."""
    written = bytearray(write(frame(snapshot(request=b""))))
    place = data.draw(st.integers(0, len(written) - 1))
    written[place] ^= data.draw(st.integers(1, 255))
    try:
        restored = frames.restore(read(bytes(written)))
    except DamageError:
        return
    assert restored == snapshot(request=b"")


def test_a_cut_record_is_not_read() -> None:
    """At whatever byte it was cut."""
    written = write([warc.frame_note(PAGE, path="a", at=AT)])
    for length in range(1, len(written)):
        with pytest.raises(DamageError):
            read(written[:length])


def test_a_group_with_a_record_missing_is_not_read() -> None:
    """Half of what belongs together is no capture."""
    with pytest.raises(DamageError, match="belong together"):
        frames.restore(frame(snapshot())[:1])
