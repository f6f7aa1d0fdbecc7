"""ClamAV's daemon, asked whether a file does harm.

Owns connections and time limits; what is said stands in `agent_api.tickets.attachments.domain.clamd_protocol`. Each
question has a connection of its own, which ends with it. Sockets and not streams: clamd hangs up on who sends it too
much, having said why, and a stream of asyncio whose writing fails gives up what was still to be read.
"""

import asyncio
import socket
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from agent_api.kit.ports.antivirus import ScanVerdict
from agent_api.tickets.attachments.domain.clamd_protocol import (
    ANSWER_BYTES_LIMIT,
    TERMINATOR,
    VERSION,
    ClamdError,
    MalformedAnswer,
    decode_answer,
    instream_chunks,
    parse_finding,
)

ANSWER_TIMEOUT_S: Final = 5.0
"""Which version it is, it knows by heart."""
SCAN_TIMEOUT_S: Final = 150.0
"""More than the two minutes that it is given for one file (MaxScanTime)."""


class ScannerUnavailable(Exception):
    """Nobody answers, or not as clamd does: to ask it something else now is of no use."""


class NotScanned(Exception):
    """The antivirus answers, and did not examine this file; its text says why."""


class Clamd:
    """A clamd at an address.

    Args:
        address: ``host:port``, or the path of its Unix socket.
        answers_within_s: bound of a question about itself, seconds.
        examines_within_s: bound of an examination, seconds.
    """

    def __init__(
        self, address: str, *, answer_timeout_s: float = ANSWER_TIMEOUT_S, scan_timeout_s: float = SCAN_TIMEOUT_S
    ) -> None:
        self.address = address
        self._answer_timeout_s = answer_timeout_s
        self._scan_timeout_s = scan_timeout_s

    async def version(self) -> str:
        """Which it is, with the number and the day of its signatures: «ClamAV 1.4.3/27500/Thu Nov 26 2026».

        Raises:
            ScannerUnavailable: it does not say.
        """
        try:
            async with asyncio.timeout(self._answer_timeout_s):
                return decode_answer(await self._exchange([VERSION]))
        except (
            OSError,
            UnicodeError,
            TimeoutError,
            MalformedAnswer,
        ) as error:  # UnicodeError: of a name that is no host's
            raise ScannerUnavailable(repr(error)) from error

    async def scan(self, content: bytes) -> ScanVerdict:
        """Show it a file.

        Args:
            content: all of it.

        Raises:
            ScannerUnavailable: nobody is there.
            NotScanned: it is there, and does not examine this.
        """
        version = await self.version()
        try:
            async with asyncio.timeout(self._scan_timeout_s):
                finding = parse_finding(decode_answer(await self._exchange(instream_chunks(content))))
        except (OSError, TimeoutError, MalformedAnswer, ClamdError) as error:
            raise NotScanned(str(error) or repr(error)) from error
        return ScanVerdict(finding=finding, scanner=version)

    async def _exchange(self, pieces: Iterable[bytes]) -> bytes:
        loop = asyncio.get_running_loop()
        with self._socket() as link:
            link.setblocking(False)
            await loop.sock_connect(link, self._target())
            with suppress(ConnectionError):  # what it said before it hung up is read all the same
                for piece in pieces:
                    await loop.sock_sendall(link, piece)
            answer = b""
            while not answer.endswith(TERMINATOR) and len(answer) <= ANSWER_BYTES_LIMIT:
                more = await loop.sock_recv(link, ANSWER_BYTES_LIMIT)
                if not more:
                    break
                answer += more
            return answer

    def _socket(self) -> socket.socket:
        return socket.socket(socket.AF_UNIX if self.address.startswith("/") else socket.AF_INET)

    def _target(self) -> str | tuple[str, int]:
        if self.address.startswith("/"):
            return self.address
        host, _, port = self.address.rpartition(":")
        return host, int(port)
