"""A small name server on loopback, whose answers a test may choose, right or wrong.

with NameServer() as names:
    names.put("news.example", "127.0.0.1", "::1")
    Gate(["127.0.0.0/8"], resolver=names.address)
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from tests.servers.running import Running

FAULTS = {"nxdomain": dns.rcode.NXDOMAIN, "servfail": dns.rcode.SERVFAIL, "refused": dns.rcode.REFUSED}
_WORDS = frozenset({"another", "no-aaaa", "a-nxdomain", "aaaa-nxdomain", "aliases"})


class NameServer(Running):
    """Answers A and AAAA over UDP; names that were never put do not exist. `asked` lists the questions."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self._answers: dict[str, list[Sequence[str]]] = {}
        self._otherwise: Sequence[str] = ["nxdomain"]
        self.asked: list[tuple[str, str]] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((host, 0))
        self._socket.settimeout(0.1)
        self.address = f"{host}:{self._socket.getsockname()[1]}"
        self._stopped = threading.Event()

    def close(self) -> None:
        self._stopped.set()
        self._thread.join(2)
        self._socket.close()

    def put(self, name: str, *answer: str) -> None:
        """The addresses of a name, or one of `nxdomain`, `servfail`, `refused`, `silent`, `garbage`, `loop`, `too-long`
        (the rest by TCP, where nobody is); nothing: the name exists and has no address. With `no-aaaa` the question for
        IPv6 stays unanswered, with `aaaa-nxdomain` and `a-nxdomain` one of the two is answered as if there were no such
        name; with `aliases` the name is the first of several aliases, with `another` the address is another name's."""
        self._answers[name] = [answer]

    def otherwise(self, *answer: str) -> None:
        """The answer about every name that was not put."""
        self._otherwise = answer

    def put_in_turn(self, name: str, *answers: Sequence[str]) -> None:
        """One answer for each question (an A and an AAAA question are one), the last one for ever."""
        self._answers[name] = [each for answer in answers for each in (answer, answer)]

    def run(self) -> None:
        while not self._stopped.is_set():
            try:
                data, client = self._socket.recvfrom(4096)
            except TimeoutError:
                continue
            except OSError:
                return
            if (reply := self._reply(data)) is not None:
                self._socket.sendto(reply, client)

    def _reply(self, data: bytes) -> bytes | None:
        try:
            query = dns.message.from_wire(data)
        except dns.exception.DNSException:
            return None
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        answers = self._answers.get(name, [self._otherwise])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        first = answer[0] if answer else ""
        if first == "silent" or (kind == "AAAA" and "no-aaaa" in answer):
            return None
        if first == "garbage":
            return data[:2] + b"\xff" * 40
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        if first == "too-long":
            reply.flags |= dns.flags.TC
            return reply.to_wire()
        if first == "another":
            name = f"another.{name}"
        if first in FAULTS or f"{kind.lower()}-nxdomain" in answer:
            reply.set_rcode(FAULTS.get(first, dns.rcode.NXDOMAIN))
        elif first == "loop":
            for one, two in ((name, f"other.{name}"), (f"other.{name}", name)):
                reply.answer.append(dns.rrset.from_text(f"{one}.", 60, "IN", "CNAME", f"{two}."))
        else:
            found = [each for each in answer if each not in _WORDS and (":" in each) == (kind == "AAAA")]
            if "aliases" in answer:
                for number in range(5):
                    reply.answer.append(dns.rrset.from_text(f"{name}.", 0, "IN", "CNAME", f"{number}.{name}."))
                    name = f"{number}.{name}"
            if found:
                reply.answer.append(dns.rrset.from_text(f"{name}.", 0, "IN", kind, *found))
        return reply.to_wire(max_size=65535)
