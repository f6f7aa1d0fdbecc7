"""The link to one Asterisk: requests, responses and events over a WebSocket that is reconnected when it is lost.

Owns the matching of responses to requests, and their timeout; ``transport`` makes the connections. Requests are
pipelined: Asterisk serves them in order. The module must not know what they mean. Requests made while there is no
connection are sent over the next one.

Source: https://docs.asterisk.org/Configuration/Interfaces/Asterisk-REST-Interface-ARI/ARI-REST-over-WebSocket/
"""

import asyncio
import itertools
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

import structlog
from websockets.exceptions import WebSocketException

from storage.periodic import run_periodically
from telephony.asterisk.ari import events
from telephony.asterisk.ari.connection import AriConnection
from telephony.asterisk.ari.events import AnyEvent, Response
from telephony.asterisk.ari.rest import AriRequest
from telephony.asterisk.ari.transport import PRESENCE_INTERVAL_S, AsteriskAway, Transport

log = structlog.get_logger(__name__)

RESPONSE_TIMEOUT_S = 5.0
"""Time limit for an answer while there is a connection, seconds."""
_EXPIRY_INTERVAL_S = RESPONSE_TIMEOUT_S / 5
_CLOSE_TIMEOUT_S = 1.0
_MAX_PENDING = 20_000


OnRefused = Callable[[int], None]
"""Receives the status with which Asterisk refused a request, or 0 if it did not answer."""
OnDone = Callable[[], None]
"""Called when Asterisk has carried out a request."""


class _PendingRequest:
    """A request in transit, and its future or callbacks."""

    answer: asyncio.Future[Response] | None

    def __init__(
        self, request: AriRequest, number: int, on_refused: OnRefused | None = None, on_done: OnDone | None = None
    ) -> None:
        self.request, self.id, self.sent_at = request, str(number), 0.0
        self._on_refused, self._on_done = on_refused, on_done
        self.answer = None if on_refused else asyncio.get_running_loop().create_future()

    @property
    def is_cancelled(self) -> bool:
        """Whether its future was cancelled or is done."""
        return self.answer is not None and self.answer.done()

    def resolve(self, response: Response) -> None:
        """Deliver the response."""
        if self.answer is None:
            self._refuse(response.status_code)
            if self._on_done is not None and response.is_success:
                self._on_done()
        elif not self.answer.done():
            self.answer.set_result(response)

    def fail(self) -> None:
        """Report that no response will come."""
        if self.answer is None:
            self._refuse(0)
        elif not self.answer.done():
            self.answer.set_exception(AsteriskAway("Asterisk did not answer"))
            self.answer.exception()  # marks it as retrieved, so that asyncio does not log an unread exception

    def _refuse(self, status: int) -> None:
        if self._on_refused is not None and not events.is_success(status):
            asyncio.get_running_loop().call_soon(self._on_refused, status)


class AriLink:
    """The link to one Asterisk.

    Args:
        on_connect: reconciles our state with Asterisk's on each connection; its requests are sent before all others.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        on_event: Callable[[AnyEvent], None],
        on_connect: Callable[[], Awaitable[None]],
        on_disconnect: Callable[[], None],
    ) -> None:
        self._transport, self._on_event, self._on_connect = transport, on_event, on_connect
        self._on_disconnect = on_disconnect
        self._numbers = itertools.count(1)
        self._queue: deque[_PendingRequest] = deque()
        self._in_flight: dict[str, _PendingRequest] = {}
        self._is_up = self._is_send_scheduled = False
        self._socket: AriConnection | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._presence_task: asyncio.Task[None] | None = None

    @property
    def is_up(self) -> bool:
        """Whether the connection is up and reconciled."""
        return self._is_up

    async def open(self) -> None:
        """Make the first connection.

        Raises:
            AsteriskAway: no connection is possible, or it is refused.
        """
        socket = await self._transport.connect()
        ready = asyncio.get_running_loop().create_future()
        expiry = run_periodically(
            self._expire_requests, interval_s=_EXPIRY_INTERVAL_S, initial_delay_s=_EXPIRY_INTERVAL_S
        )
        self._tasks = [
            asyncio.create_task(self._run(socket, ready), name="ari link"),
            asyncio.create_task(expiry, name="ari answers"),
        ]
        await ready
        await self._transport.report_presence(self.request)
        reporting = run_periodically(
            partial(self._transport.report_presence, self.request),
            interval_s=PRESENCE_INTERVAL_S,
            initial_delay_s=PRESENCE_INTERVAL_S,
        )
        self._presence_task = asyncio.create_task(reporting, name="ari attendance")

    async def close(self) -> None:
        """Close the connection; queued requests fail."""
        if self._presence_task is not None:
            self._presence_task.cancel()
            with suppress(TimeoutError):
                async with asyncio.timeout(_CLOSE_TIMEOUT_S if self._is_up else 0):
                    await self._transport.report_presence(self.request, is_present=False)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()
        await self._transport.close()
        self._fail(list(self._in_flight.values()) + list(self._queue))

    def request(self, request: AriRequest) -> asyncio.Future[Response]:
        """Send a request after all earlier ones.

        Returns:
            A future of the response, with any status. It fails with AsteriskAway if none came.
        """
        pending = _PendingRequest(request, next(self._numbers))
        assert pending.answer is not None
        self._enqueue(pending)
        return pending.answer

    def post(self, request: AriRequest, on_refused: OnRefused, on_done: OnDone | None = None) -> None:
        """Send a request with callbacks for its success and its failure, which cost less than a future."""
        self._enqueue(_PendingRequest(request, next(self._numbers), on_refused, on_done))

    async def request_first(self, request: AriRequest) -> Response:
        """Send a request before all queued ones; for ``on_connect``.

        Raises:
            AsteriskAway: no response came.
        """
        assert self._socket is not None
        pending = _PendingRequest(request, next(self._numbers))
        assert pending.answer is not None
        self._socket.send_texts([self._encode(pending)])
        return await pending.answer

    def _enqueue(self, pending: _PendingRequest) -> None:
        if len(self._queue) >= _MAX_PENDING:
            pending.fail()
        else:
            self._queue.append(pending)
            self._schedule_send()

    def _schedule_send(self) -> None:
        """Send two loop iterations later, so that all requests that follow from one read leave in one write."""
        if self._is_up and not self._is_send_scheduled:
            self._is_send_scheduled = True
            loop = asyncio.get_running_loop()
            loop.call_soon(loop.call_soon, self._send_pending)

    def _send_pending(self) -> None:
        self._is_send_scheduled = False
        if self._is_up and self._socket is not None and self._queue:
            queue, self._queue = self._queue, deque()
            self._socket.send_texts([self._encode(pending) for pending in queue])

    def _encode(self, pending: _PendingRequest) -> bytes:
        pending.sent_at = asyncio.get_running_loop().time()
        self._in_flight[pending.id] = pending
        return pending.request.encode(pending.id)

    # The connection

    async def _run(self, socket: AriConnection, ready: asyncio.Future[None]) -> None:
        while True:
            await self._serve(socket, ready)
            self._on_connection_lost()
            socket = await self._transport.reconnect()

    async def _serve(self, socket: AriConnection, ready: asyncio.Future[None]) -> None:
        self._socket = socket
        socket.set_text_handler(self._on_message)
        sync_task = asyncio.create_task(self._synchronize(socket, ready))
        try:
            async for text in socket:
                self._on_message(text)
        except WebSocketException:
            pass
        finally:
            sync_task.cancel()
            await asyncio.gather(sync_task, return_exceptions=True)
            await socket.close()

    async def _synchronize(self, socket: AriConnection, ready: asyncio.Future[None]) -> None:
        try:
            await self._on_connect()
        except Exception as error:
            if not ready.done():
                ready.set_exception(error)
            log.error("ari_resync_failed", fault=type(error).__name__)
            await socket.close()
            return
        self._is_up = True
        if not ready.done():
            ready.set_result(None)
        self._schedule_send()

    def _on_connection_lost(self) -> None:
        """Queue unanswered requests again. Their ids are derived, so a repetition has no effect."""
        self._is_up, self._socket = False, None
        retried = [
            pending
            for pending in self._in_flight.values()
            if pending.request.method != "GET" and not pending.is_cancelled
        ]
        self._fail([pending for pending in self._in_flight.values() if pending not in retried])
        self._in_flight.clear()
        self._queue.extendleft(reversed(retried))
        log.warning("ari_lost", place=self._transport.address, unanswered=len(retried))
        self._on_disconnect()

    # Responses and events

    def _on_message(self, text: str | bytes) -> None:
        message = events.read_message(text)
        if isinstance(message, Response):
            pending = self._in_flight.pop(message.request_id, None)
            if pending is not None:
                pending.resolve(message)
        elif message is not None:
            self._on_event(message)

    async def _expire_requests(self) -> None:
        deadline = asyncio.get_running_loop().time() - RESPONSE_TIMEOUT_S
        overdue = [pending for pending in self._in_flight.values() if pending.sent_at < deadline]
        for pending in overdue:
            del self._in_flight[pending.id]
        self._fail(overdue)

    def _fail(self, pending: list[_PendingRequest]) -> None:
        for each in pending:
            each.fail()
