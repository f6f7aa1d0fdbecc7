"""A client of clamd, ClamAV's daemon.

Owns connections and time limits; the protocol is `agent_api.tickets.attachments.domain.clamd_protocol`. Each request
has its own connection. It uses sockets, not streams: clamd closes the connection on a client that sends too much, after
stating the reason, and an asyncio stream whose write fails discards the data that is still to be read.
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
"""Limit of a version request, which clamd answers at once."""
SCAN_TIMEOUT_S: Final = 150.0
"""Longer than the two minutes that clamd spends on one file at most (MaxScanTime)."""


class ScannerUnavailable(Exception):
    """There is no answer, or not one of clamd; further requests are useless now."""


class NotScanned(Exception):
    """The antivirus is available but did not scan this file; the text says why."""


class Clamd:
    """A clamd at an address.

    Args:
        address: ``host:port``, or the path of its Unix socket.
        answer_timeout_s: limit of a version request, seconds.
        scan_timeout_s: limit of a scan, seconds.
    """

    def __init__(
        self, address: str, *, answer_timeout_s: float = ANSWER_TIMEOUT_S, scan_timeout_s: float = SCAN_TIMEOUT_S
    ) -> None:
        self.address = address
        self._answer_timeout_s = answer_timeout_s
        self._scan_timeout_s = scan_timeout_s

    async def version(self) -> str:
        """Return its version, with number and day of its signatures: «ClamAV 1.4.3/27500/Thu Nov 26 2026».

        Raises:
            ScannerUnavailable: there is no answer.
        """
        try:
            async with asyncio.timeout(self._answer_timeout_s):
                return decode_answer(await self._exchange([VERSION]))
        except (
            OSError,
            UnicodeError,
            TimeoutError,
            MalformedAnswer,
        ) as error:  # UnicodeError: the name is not a valid host name
            raise ScannerUnavailable(repr(error)) from error

    async def scan(self, content: bytes) -> ScanVerdict:
        """Scan the content of a file.

        Raises:
            ScannerUnavailable: there is no answer.
            NotScanned: the antivirus is available but did not scan this file.
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
            with suppress(ConnectionError):  # read what clamd sent before it closed the connection
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
