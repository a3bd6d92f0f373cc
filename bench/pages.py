"""A thousand pages on loopback, for the benchmarks: a fast little server in a process of its own, whose pages change
in named ways."""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

from monitor.demo_site import Part, Story, parts_of, publish

ROOT = Path(__file__).resolve().parents[1]
COUNT = 1000
PARAGRAPHS = 14


def articles(count: int = COUNT) -> list[tuple[str, ...]]:
    """Paragraphs of `count` different articles, made from the sentences of the shipped seeds. The same every time."""
    text = " ".join(
        part.text
        for path in sorted((ROOT / "seeds").glob("*.txt"))
        for part in parts_of(re.sub(r"\A---.*?\n---\n", "", path.read_text("utf-8-sig"), flags=re.DOTALL))
    )
    sentences = [one for one in re.split(r"(?<=[.!?»])\s+", text) if len(one) > 40]
    dice = random.Random(7)
    return [_article(number, dice.sample(sentences, 4 * PARAGRAPHS)) for number in range(count)]


def _article(number: int, sentences: list[str]) -> tuple[str, ...]:
    """No sentence twice, as in most articles; the first paragraph names the article."""
    paragraphs = [" ".join(sentences[4 * k : 4 * k + 4]) for k in range(PARAGRAPHS)]
    return (f"Статья под номером {number}. {paragraphs[0]}", *paragraphs[1:])


def page(number: int, paragraphs: tuple[str, ...], *, visit: int = 0) -> bytes:
    story = Story(
        url=f"/{number}.html", title=f"Статья номер {number}", parts=tuple(Part(text=text) for text in paragraphs)
    )
    return publish(story, visit=visit)


class Pages:
    """What the server shows: `state` 0 as they were; 1 one in ten edited; 2 other bytes on every page, no edit.

    `etags` 1: answers carry validators and conditional requests are answered with 304; 0: neither.
    """

    def __init__(self, port: int, state: Synchronized[int], etags: Synchronized[int]) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self._state, self._etags = state, etags

    def show(self, state: int, *, etags: bool = True) -> None:
        self._state.value, self._etags.value = state, int(etags)


@contextmanager
def served(count: int = COUNT) -> Iterator[Pages]:
    """The pages, on a free port of 127.0.0.1."""
    context = multiprocessing.get_context("spawn")
    state, etags = context.Value("i", 0), context.Value("i", 1)
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(count, state, etags, theirs), daemon=True)
    process.start()
    try:
        yield Pages(ours.recv(), state, etags)
    finally:
        process.terminate()
        process.join()


def _serve(count: int, state: Any, etags: Any, told: Connection) -> None:
    texts = articles(count)
    shown: list[list[tuple[bytes, bytes]]] = [[], [], []]
    for number, paragraphs in enumerate(texts):
        edited = (*paragraphs[:5], paragraphs[5].replace(" и ", " или ", 1) + " Добавлено позже.", *paragraphs[6:])
        bodies = (
            page(number, paragraphs),
            page(number, edited if number % 10 == 0 else paragraphs),
            page(number, paragraphs, visit=3),
        )
        for kind, body in enumerate(bodies):
            shown[kind].append((body, b'"' + hashlib.md5(body, usedforsecurity=False).hexdigest().encode() + b'"'))
    asyncio.run(_answer(shown, state, etags, told))


async def _answer(shown: list[list[tuple[bytes, bytes]]], state: Any, etags: Any, told: Connection) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1]
                found = re.fullmatch(rb"/(\d+)\.html", path)
                if not found:
                    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nnone")
                    continue
                today = shown[state.value]
                body, etag = today[int(found[1]) % len(today)]
                if etags.value and re.search(rb"(?i)if-none-match: " + re.escape(etag), head):
                    writer.write(b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n")
                    continue
                tag = b"ETag: " + etag + b"\r\n" if etags.value else b""
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + tag
                    + b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body
                )  # fmt: skip
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    told.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()
