"""The link to one Asterisk: a WebSocket over which requests go and answers and events come, made anew when it is lost.

Owns which answer belongs to which request, and how long one is waited for; how a connection comes about is
``transport``'s. Requests travel one behind the other without waiting for each other's answers: Asterisk serves them in
their order. It must not know what they ask. What was asked while there was no connection is asked after the next one is
made.

Source: https://docs.asterisk.org/Configuration/Interfaces/Asterisk-REST-Interface-ARI/ARI-REST-over-WebSocket/
"""

import asyncio
import itertools
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from websockets.exceptions import WebSocketException

from telephony.asterisk.ari import events
from telephony.asterisk.ari.connection import AriConnection
from telephony.asterisk.ari.events import AnyEvent, Response
from telephony.asterisk.ari.rest import AriRequest
from telephony.asterisk.ari.transport import PRESENCE_INTERVAL_S, AsteriskAway, Transport

log = structlog.get_logger(__name__)

RESPONSE_TIMEOUT_S = 5.0
"""So long an answer is waited for while there is a connection, seconds."""
_CLOSE_TIMEOUT_S = 1.0
_MAX_PENDING = 20_000


OnRefused = Callable[[int], None]
"""Is told the status with which Asterisk did not do what it was asked for, or 0 when it did not answer."""
OnDone = Callable[[], None]
"""Is told that Asterisk did what it was asked for."""


class _PendingRequest:
    """A request on its way, and who waits for its answer."""

    answer: asyncio.Future[Response] | None

    def __init__(
        self, request: AriRequest, number: int, refused: OnRefused | None = None, done: OnDone | None = None
    ) -> None:
        self.request, self.id, self.since = request, str(number), 0.0
        self._refused, self._done = refused, done
        self.answer = None if refused else asyncio.get_running_loop().create_future()

    @property
    def is_cancelled(self) -> bool:
        """Whether nobody waits any more."""
        return self.answer is not None and self.answer.done()

    def resolve(self, response: Response) -> None:
        """Asterisk has answered."""
        if self.answer is None:
            self._refuse(response.status_code)
            if self._done is not None and response.is_success:
                self._done()
        elif not self.answer.done():
            self.answer.set_result(response)

    def fail(self) -> None:
        """No answer will come."""
        if self.answer is None:
            self._refuse(0)
        elif not self.answer.done():
            self.answer.set_exception(AsteriskAway("Asterisk did not answer"))
            self.answer.exception()  # who does not look at it need not be told of it

    def _refuse(self, status: int) -> None:
        if self._refused is not None and not events.is_success(status):
            asyncio.get_running_loop().call_soon(self._refused, status)


class Link:
    """The link to one Asterisk.

    Args:
        transport: makes its connections.
        on_event: is told each event, in order.
        on_up: brings us and Asterisk to the same, each time a connection is made; what it asks goes before all else.
        on_down: is told that the connection is lost.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        on_event: Callable[[AnyEvent], None],
        on_up: Callable[[], Awaitable[None]],
        on_down: Callable[[], None],
    ) -> None:
        self._transport, self._on_event, self._on_up, self._on_down = transport, on_event, on_up, on_down
        self._numbers = itertools.count(1)
        self._waiting: deque[_PendingRequest] = deque()
        self._asked: dict[str, _PendingRequest] = {}
        self._is_up = self._is_about_to_ask = False
        self._socket: AriConnection | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._attending: asyncio.Task[None] | None = None

    @property
    def is_up(self) -> bool:
        """Whether there is a connection, and both sides know the same."""
        return self._is_up

    async def open(self) -> None:
        """Make the first connection.

        Raises:
            AsteriskAway: there is none to be had, or it refuses us.
        """
        socket = await self._transport.connect()
        made = asyncio.get_running_loop().create_future()
        self._tasks = [
            asyncio.create_task(self._run(socket, made), name="ari link"),
            asyncio.create_task(self._expire_requests(), name="ari answers"),
        ]
        await made
        await self._transport.report_presence(self.ask)
        self._attending = asyncio.create_task(self._report_presence_periodically(), name="ari attendance")

    async def close(self) -> None:
        """Close the connection; what waits is never asked."""
        if self._attending is not None:
            self._attending.cancel()
            with suppress(TimeoutError):
                async with asyncio.timeout(_CLOSE_TIMEOUT_S if self._is_up else 0):
                    await self._transport.report_presence(self.ask, is_present=False)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()
        await self._transport.close()
        self._fail(list(self._asked.values()) + list(self._waiting))

    def ask(self, request: AriRequest) -> asyncio.Future[Response]:
        """Ask for something, after all that was asked before.

        Returns:
            The answer, whatever it is. It fails with AsteriskAway when none came.
        """
        asked = _PendingRequest(request, next(self._numbers))
        assert asked.answer is not None
        self._enqueue(asked)
        return asked.answer

    def post(self, request: AriRequest, refused: OnRefused, done: OnDone | None = None) -> None:
        """Ask for something whose answer nobody waits for: it costs less than a future.

        Args:
            request: what is asked for.
            refused: called if it was not done.
            done: called once it was.
        """
        self._enqueue(_PendingRequest(request, next(self._numbers), refused, done))

    async def ask_first(self, request: AriRequest) -> Response:
        """Ask for something before all that waits; for ``on_up``.

        Raises:
            AsteriskAway: no answer came.
        """
        assert self._socket is not None
        asked = _PendingRequest(request, next(self._numbers))
        assert asked.answer is not None
        self._socket.send_texts([self._encode(asked)])
        return await asked.answer

    def _enqueue(self, asked: _PendingRequest) -> None:
        if len(self._waiting) >= _MAX_PENDING:
            asked.fail()
        else:
            self._waiting.append(asked)
            self._schedule_send()

    def _schedule_send(self) -> None:
        """What follows from one look leaves in one write: who is told of it, and asks for more, has a turn before."""
        if self._is_up and not self._is_about_to_ask:
            self._is_about_to_ask = True
            loop = asyncio.get_running_loop()
            loop.call_soon(loop.call_soon, self._send_pending)

    def _send_pending(self) -> None:
        self._is_about_to_ask = False
        if self._is_up and self._socket is not None and self._waiting:
            waiting, self._waiting = self._waiting, deque()
            self._socket.send_texts([self._encode(asked) for asked in waiting])

    def _encode(self, asked: _PendingRequest) -> bytes:
        asked.since = asyncio.get_running_loop().time()
        self._asked[asked.id] = asked
        return asked.request.encode(asked.id)

    # The connection

    async def _run(self, socket: AriConnection, made: asyncio.Future[None]) -> None:
        while True:
            await self._serve(socket, made)
            self._on_connection_lost()
            socket = await self._transport.reconnect()

    async def _serve(self, socket: AriConnection, made: asyncio.Future[None]) -> None:
        """Live one connection from its beginning to its end."""
        self._socket = socket
        socket.set_text_handler(self._on_message)
        rising = asyncio.create_task(self._synchronize(socket, made))
        try:
            async for text in socket:
                self._on_message(text)
        except WebSocketException:
            pass
        finally:
            rising.cancel()
            await asyncio.gather(rising, return_exceptions=True)
            await socket.close()

    async def _synchronize(self, socket: AriConnection, made: asyncio.Future[None]) -> None:
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
        self._schedule_send()

    async def _report_presence_periodically(self) -> None:
        while True:
            await asyncio.sleep(PRESENCE_INTERVAL_S)
            await self._transport.report_presence(self.ask)

    def _on_connection_lost(self) -> None:
        """What was asked and not answered is asked again: our ids are derived, so nothing is done twice."""
        self._is_up, self._socket = False, None
        again = [asked for asked in self._asked.values() if asked.request.method != "GET" and not asked.is_cancelled]
        self._fail([asked for asked in self._asked.values() if asked not in again])
        self._asked.clear()
        self._waiting.extendleft(reversed(again))
        log.warning("ari_lost", place=self._transport.address, unanswered=len(again))
        self._on_down()

    # Answers and events

    def _on_message(self, text: str | bytes) -> None:
        said = events.read_message(text)
        if isinstance(said, Response):
            asked = self._asked.pop(said.request_id, None)
            if asked is not None:
                asked.resolve(said)
        elif said is not None:
            self._on_event(said)

    async def _expire_requests(self) -> None:
        while True:
            await asyncio.sleep(RESPONSE_TIMEOUT_S / 5)
            late = asyncio.get_running_loop().time() - RESPONSE_TIMEOUT_S
            overdue = [asked for asked in self._asked.values() if asked.since < late]
            for asked in overdue:
                del self._asked[asked.id]
            self._fail(overdue)

    def _fail(self, asked: list[_PendingRequest]) -> None:
        for each in asked:
            each.fail()
