"""The manager interface (AMI) of one Asterisk: a second link, because ARI cannot start MixMonitor.

Owns the connection, its reconnection, and the matching of responses to actions. Actions are served in order. Failed
actions are not repeated; after a reconnection the caller restores the state.

Source: https://docs.asterisk.org/Configuration/Interfaces/Asterisk-Manager-Interface-AMI/AMI-v2-Specification/
"""

import asyncio
import itertools
from collections.abc import Callable, Mapping
from contextlib import suppress

import structlog

from telephony.asterisk.ari.transport import AriSettings, AsteriskAway

log = structlog.get_logger(__name__)

RESPONSE_TIMEOUT_S = 5.0
"""Seconds to wait for a response before the connection is made again."""
_OPEN_TIMEOUT_S = 3.0
_RETRY_DELAYS_S = (0.05, 0.1, 0.2, 0.5, 1.0)
_MAX_BLOCK_BYTES = 64 * 1024
AmiResponse = Mapping[str, str]


class Ami:
    """The AMI link, at the host and with the credentials of ARI."""

    def __init__(self, ari: AriSettings, on_connect: Callable[[], None]) -> None:
        self._ari, self._on_connect = ari, on_connect
        self._numbers = itertools.count(1)
        self._in_flight: dict[str, asyncio.Future[AmiResponse]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def is_up(self) -> bool:
        """Whether actions can be sent."""
        return self._writer is not None

    def open(self) -> None:
        """Start to connect, unless already started, and reconnect whenever the connection is lost."""
        self._task = self._task or asyncio.create_task(self._run(), name="ami link")

    async def close(self) -> None:
        """Close the connection."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def send_action(self, action: str, **fields: str) -> "asyncio.Future[AmiResponse]":
        """Send an action after all earlier ones.

        Returns:
            A future of the response, with any status. It fails with AsteriskAway if none came.
        """
        answer: asyncio.Future[AmiResponse] = asyncio.get_running_loop().create_future()
        if self._writer is None:
            answer.set_exception(AsteriskAway("there is no connection to AMI"))
            answer.exception()  # marks it as retrieved, so that asyncio does not log an unread exception
            return answer
        number = str(next(self._numbers))
        self._in_flight[number] = answer
        self._writer.write(encode_action(action, number, fields))
        timer = asyncio.get_running_loop().call_later(RESPONSE_TIMEOUT_S, self._hang_up)
        answer.add_done_callback(lambda _: timer.cancel())
        return answer

    # The connection

    async def _run(self) -> None:
        pauses = iter(_RETRY_DELAYS_S)
        has_logged = False
        while True:
            try:
                async with asyncio.timeout(_OPEN_TIMEOUT_S):
                    reader, writer = await self._log_in()
            except (OSError, EOFError, TimeoutError, ValueError, AsteriskAway) as error:
                if not has_logged:
                    log.warning("ami_away", host=self._ari.host, port=self._ari.ami_port, fault=type(error).__name__)
                has_logged = True
                await asyncio.sleep(next(pauses, _RETRY_DELAYS_S[-1]))
                continue
            pauses, has_logged = iter(_RETRY_DELAYS_S), False
            await self._serve(reader, writer)
            log.warning("ami_lost", host=self._ari.host, port=self._ari.ami_port)

    async def _log_in(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return a connection after the login.

        Raises:
            AsteriskAway: the login is refused.
            OSError: nothing listens. EOFError and ValueError: the peer does not speak AMI.
        """
        reader, writer = await asyncio.open_connection(self._ari.host, self._ari.ami_port, limit=_MAX_BLOCK_BYTES)
        try:
            await reader.readuntil(b"\r\n")  # the version banner
            login = {"Username": self._ari.user, "Secret": self._ari.password, "Events": "off"}
            writer.write(encode_action("Login", "0", login))
            response = read_response(await reader.readuntil(b"\r\n\r\n"))
            if response.get("Response") != "Success":
                raise AsteriskAway(f"AMI no acepta el usuario: {response.get('Message', '')}")
        except BaseException:
            writer.close()
            raise
        return reader, writer

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        try:
            self._on_connect()
            while True:
                response = read_response(await reader.readuntil(b"\r\n\r\n"))
                answer = self._in_flight.pop(response.get("ActionID", ""), None)
                if answer is not None and not answer.done():
                    answer.set_result(response)
        except (OSError, EOFError, ValueError):
            pass
        finally:
            self._writer = None
            writer.close()
            self._fail()

    def _hang_up(self) -> None:
        if self._writer is not None:
            self._writer.close()

    def _fail(self) -> None:
        in_flight, self._in_flight = self._in_flight, {}
        for answer in in_flight.values():
            if not answer.done():
                answer.set_exception(AsteriskAway("AMI did not answer"))
                with suppress(AsteriskAway):
                    answer.exception()


def encode_action(action: str, number: str, fields: Mapping[str, str]) -> bytes:
    """Encode an action.

    Raises:
        ValueError: a field has a line break.
    """
    lines = {"Action": action, "ActionID": number, **fields}
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    if text.count("\n") != len(lines) or text.count("\r") != len(lines):
        raise ValueError("a field of an action has a line break")
    return f"{text}\r\n".encode()


def read_response(block: bytes) -> AmiResponse:
    """Return the name and value of each line."""
    lines = (line.partition(":") for line in block.decode(errors="replace").splitlines())
    return {name.strip(): value.strip() for name, colon, value in lines if colon}
