"""The answers of telephone and API during a fault, and the time without answers of each.

Owns the requests, ten a second. It must not know the fault.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import httpx2

PROBE_INTERVAL_S: Final = 0.1
_ANSWER_S: Final = 2.0
_OPTIONS_S: Final = 0.3
_OK: Final = 200
_OPTIONS: Final = (
    "OPTIONS sip:127.0.0.1:{port} SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bKobs{number}\r\n"
    "Max-Forwards: 70\r\n"
    "From: <sip:observer@127.0.0.1>;tag=obs{number}\r\n"
    "To: <sip:127.0.0.1:{port}>\r\n"
    "Call-ID: observation-{number}@127.0.0.1\r\n"
    "CSeq: {number} OPTIONS\r\n"
    "Content-Length: 0\r\n\r\n"
)


@dataclass(frozen=True)
class Answer:
    """The answer to one request.

    Attributes:
        asked_at: monotonic seconds; so is `answered_at`.
        answered_at: time of the answer, or of the time-out.
        status: of SIP or HTTP; 0 without an answer.
    """

    asked_at: float
    answered_at: float
    status: int


@dataclass
class Availability:
    """All answers of one run, by the part that answers."""

    telephone: list[Answer] = field(default_factory=list)
    api: list[Answer] = field(default_factory=list)
    readiness: list[Answer] = field(default_factory=list)

    def recovery_s(self, struck_at: float) -> float:
        """Return the seconds from the fault until everything answered well without further failures."""
        failed = [each for answers in (self.telephone, self.api, self.readiness) for each in answers if _is_bad(each)]
        return max((each.answered_at - struck_at for each in failed), default=0.0)


def longest_gap_s(answers: Sequence[Answer]) -> float:
    """Return the longest time between two consecutive good answers."""
    good = [each.answered_at for each in answers if not _is_bad(each)]
    return max((later - earlier for earlier, later in pairwise(good)), default=0.0)


def count_of(answers: Sequence[Answer], status: int) -> int:
    """Count the answers with this status."""
    return sum(each.status == status for each in answers)


@asynccontextmanager
async def observe(sip_port: int, web: str, token: str) -> AsyncIterator[Availability]:
    """Send requests to the telephone and the API until the block ends."""
    availability = Availability()
    probe = await _OptionsProbe.open(sip_port)
    async with httpx2.AsyncClient(base_url=web, timeout=_ANSWER_S) as client:
        questions = (
            _ask(availability.telephone, probe.ask),
            _ask(availability.api, lambda: _status(client, "/api/v1/calls", token)),
            _ask(availability.readiness, lambda: _status(client, "/readyz", "")),
        )
        tasks = [asyncio.create_task(each) for each in questions]
        try:
            yield availability
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            probe.close()


def _is_bad(answer: Answer) -> bool:
    return answer.status != _OK


async def _ask(answers: list[Answer], question: Callable[[], Awaitable[int]]) -> None:
    while True:
        asked_at = time.monotonic()
        status = await question()
        answers.append(Answer(asked_at, time.monotonic(), status))
        await asyncio.sleep(max(0.0, asked_at + PROBE_INTERVAL_S - time.monotonic()))


async def _status(client: httpx2.AsyncClient, path: str, token: str) -> int:
    with suppress(httpx2.HTTPError):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return (await client.get(path, headers=headers)).status_code
    return 0


class _OptionsProbe(asyncio.DatagramProtocol):
    """A socket that sends OPTIONS and stores the status of the latest answer."""

    def __init__(self, sip_port: int) -> None:
        self._sip_port, self._number = sip_port, 0
        self._transport: asyncio.DatagramTransport | None = None
        self._answer: asyncio.Future[int] | None = None

    @classmethod
    async def open(cls, sip_port: int) -> "_OptionsProbe":
        """Open a new socket."""
        loop = asyncio.get_running_loop()
        _, probe = await loop.create_datagram_endpoint(lambda: cls(sip_port), local_addr=("127.0.0.1", 0))
        return probe

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        """Keep the transport."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Store the status of an answer to the latest request."""
        if self._answer is not None and not self._answer.done() and f"obs{self._number}".encode() in data:
            self._answer.set_result(int(data[8:11]))

    async def ask(self) -> int:
        """Send one OPTIONS and return the status of the answer; 0 after the time-out."""
        assert self._transport is not None
        self._number += 1
        self._answer = asyncio.get_running_loop().create_future()
        own = self._transport.get_extra_info("sockname")[1]
        words = _OPTIONS.format(port=self._sip_port, own=own, number=self._number)
        self._transport.sendto(words.encode(), ("127.0.0.1", self._sip_port))
        try:
            return await asyncio.wait_for(self._answer, _OPTIONS_S)
        except TimeoutError:
            return 0

    def close(self) -> None:
        """Close the socket."""
        if self._transport is not None:
            self._transport.close()
