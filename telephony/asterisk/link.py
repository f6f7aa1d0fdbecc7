"""The link to one Asterisk: a WebSocket over which requests go and answers and events come, made anew when it is lost.

Owns the connection, which answer belongs to which request, and how long one is waited for. Requests travel one behind
the other without waiting for each other's answers: Asterisk serves them in their order. It must not know what they
ask. What was asked while there was no connection is asked after the next one is made.

Source: https://docs.asterisk.org/Configuration/Interfaces/Asterisk-REST-Interface-ARI/ARI-REST-over-WebSocket/
"""

import asyncio
import base64
import itertools
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlencode

import msgspec
import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from telephony.asterisk import events
from telephony.asterisk.events import AnyEvent, Response
from telephony.asterisk.node import APPLICATION
from telephony.asterisk.rest import Request
from telephony.port import TelephonyError

log = structlog.get_logger(__name__)

ANSWER_S = 5.0
"""So long an answer is waited for while there is a connection, seconds."""
_PING_S = 3.0
_PAUSES_S = (0.05, 0.1, 0.2, 0.5, 1.0)
_OPEN_S = 3.0
_BIGGEST = 16 * 1024 * 1024
_MOST_WAITING = 20_000


class AsteriskAway(TelephonyError):
    """Asterisk does not answer."""

    code = "asterisk_away"
    retryable = True


class Ari(msgspec.Struct, frozen=True, kw_only=True):
    """Where ARI is, and who we are there.

    Attributes:
        host: name or address.
        port: TCP.
        ami_port: TCP, of AMI on the same host, with the same user and password.
        user: of ari.conf.
        password: theirs.
    """

    host: str = "127.0.0.1"
    port: int = 8088
    ami_port: int = 5038
    user: str = "atencion"
    password: str = msgspec.field()

    @property
    def url(self) -> str:
        """Of the WebSocket: events of our application alone."""
        return f"ws://{self.host}:{self.port}/ari/events?{urlencode({'app': APPLICATION, 'subscribeAll': 'false'})}"

    @property
    def authorization(self) -> str:
        """The header's value (RFC 7617)."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()


class _Asked:
    """A request on its way, and who waits for its answer."""

    def __init__(self, request: Request, number: int, since: float) -> None:
        self.request, self.id, self.since = request, str(number), since
        self.answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()


class Link:
    """The link to one Asterisk.

    Args:
        ari: where it is.
        on_event: is told each event, in order.
        on_up: brings us and Asterisk to the same, each time a connection is made; what it asks goes before all else.
        on_down: is told that the connection is lost.
    """

    def __init__(
        self,
        ari: Ari,
        *,
        on_event: Callable[[AnyEvent], None],
        on_up: Callable[[], Awaitable[None]],
        on_down: Callable[[], None],
    ) -> None:
        self._ari, self._on_event, self._on_up, self._on_down = ari, on_event, on_up, on_down
        self._numbers = itertools.count(1)
        self._waiting: deque[_Asked] = deque()
        self._asked: dict[str, _Asked] = {}
        self._is_up = False
        self._socket: ClientConnection | None = None
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def is_up(self) -> bool:
        """Whether there is a connection, and both sides know the same."""
        return self._is_up

    async def open(self) -> None:
        """Make the first connection.

        Raises:
            AsteriskAway: nobody answers there, or it refuses us.
        """
        try:
            socket = await self._connect()
        except (OSError, WebSocketException, TimeoutError) as error:
            raise AsteriskAway(_why(self._ari, error)) from error
        made = asyncio.get_running_loop().create_future()
        self._tasks = [
            asyncio.create_task(self._live(socket, made), name="ari link"),
            asyncio.create_task(self._watch_answers(), name="ari answers"),
        ]
        await made

    async def close(self) -> None:
        """Close the connection; what waits is never asked."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()
        self._fail(list(self._asked.values()) + list(self._waiting))

    def ask(self, request: Request) -> asyncio.Future[Response]:
        """Ask for something, after all that was asked before.

        Returns:
            The answer, whatever it is. It fails with AsteriskAway when none came.
        """
        asked = _Asked(request, next(self._numbers), asyncio.get_running_loop().time())
        if len(self._waiting) >= _MOST_WAITING:
            self._fail([asked])
        else:
            self._waiting.append(asked)
            self._wake.set()
        return asked.answer

    async def ask_first(self, request: Request) -> Response:
        """Ask for something before all that waits; for ``on_up``.

        Raises:
            AsteriskAway: no answer came.
        """
        assert self._socket is not None
        asked = _Asked(request, next(self._numbers), asyncio.get_running_loop().time())
        self._asked[asked.id] = asked
        await self._socket.send(request.framed(asked.id))
        return await asked.answer

    # The connection

    async def _connect(self) -> ClientConnection:
        return await connect(
            self._ari.url,
            additional_headers={"Authorization": self._ari.authorization},
            compression=None,
            open_timeout=_OPEN_S,
            ping_interval=_PING_S,
            ping_timeout=_PING_S,
            close_timeout=1.0,
            max_size=_BIGGEST,
            proxy=None,
        )

    async def _live(self, socket: ClientConnection, made: asyncio.Future[None]) -> None:
        while True:
            await self._serve(socket, made)
            self._lost()
            socket = await self._again()

    async def _again(self) -> ClientConnection:
        """The next connection, however long it takes."""
        pauses = iter(_PAUSES_S)
        while True:
            with suppress(OSError, WebSocketException, TimeoutError):
                return await self._connect()
            await asyncio.sleep(next(pauses, _PAUSES_S[-1]))

    async def _serve(self, socket: ClientConnection, made: asyncio.Future[None]) -> None:
        """Live one connection from its beginning to its end."""
        self._socket = socket
        working = asyncio.create_task(self._work(socket, made))
        try:
            async for text in socket:
                self._take(text)
        except WebSocketException:
            pass
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            await socket.close()

    async def _work(self, socket: ClientConnection, made: asyncio.Future[None]) -> None:
        try:
            await self._on_up()
        except Exception as error:
            if not made.done():
                made.set_exception(error)
            log.error("ari_resync_failed", fault=type(error).__name__)
            await socket.close()
            return
        self._is_up = True
        if not made.done():
            made.set_result(None)
        while True:
            while self._waiting:
                asked = self._waiting.popleft()
                asked.since = asyncio.get_running_loop().time()
                self._asked[asked.id] = asked
                await socket.send(asked.request.framed(asked.id))
            self._wake.clear()
            await self._wake.wait()

    def _lost(self) -> None:
        """What was asked and not answered is asked again: our ids are derived, so nothing is done twice."""
        self._is_up, self._socket = False, None
        again = [asked for asked in self._asked.values() if asked.request.method != "GET" and not asked.answer.done()]
        self._fail([asked for asked in self._asked.values() if asked not in again])
        self._asked.clear()
        self._waiting.extendleft(reversed(again))
        log.warning("ari_lost", host=self._ari.host, port=self._ari.port, unanswered=len(again))
        self._on_down()

    # Answers and events

    def _take(self, text: str | bytes) -> None:
        said = events.read(text)
        if isinstance(said, Response):
            asked = self._asked.pop(said.request_id, None)
            if asked is not None and not asked.answer.done():
                asked.answer.set_result(said)
        elif said is not None:
            self._on_event(said)

    async def _watch_answers(self) -> None:
        while True:
            await asyncio.sleep(ANSWER_S / 5)
            late = asyncio.get_running_loop().time() - ANSWER_S
            overdue = [asked for asked in self._asked.values() if asked.since < late]
            for asked in overdue:
                del self._asked[asked.id]
            self._fail(overdue)

    def _fail(self, asked: list[_Asked]) -> None:
        for each in asked:
            if not each.answer.done():
                each.answer.set_exception(AsteriskAway("Asterisk did not answer"))
                each.answer.exception()  # who does not look at it need not be told of it


def _why(ari: Ari, error: Exception) -> str:
    refused = isinstance(error, InvalidHandshake)
    what = "no nos deja entrar" if refused else "no responde"
    return f"Asterisk {what} en {ari.host}:{ari.port} ({type(error).__name__})."
