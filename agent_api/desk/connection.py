"""A WebSocket connection of the desk: collects due keys and sends them at its own pace.

Owns the due keys: a set, whose values are read when sent. So the backlog of a slow client never exceeds the number of
entities. It must not know what a fact is.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Protocol

import structlog

from agent_api.desk.domain import protocol
from agent_api.desk.domain.entities import Viewer
from agent_api.desk.domain.floor import EntityKey
from agent_api.desk.domain.protocol import ByeCode, ConnectionOwner
from agent_api.desk.hub import Hub
from eventlog.facts import StreamId
from storage.errors import StorageError

SEND_TIMEOUT_S = 10.0
"""How long sending a message may take."""
BOARD_INTERVAL_S = 0.25
"""Minimum interval between messages to a board, which repaints for each; a user's own changes are sent at once."""
QUEUE_INTERVAL_S = 0.5
"""Interval of a queue's changes for an advisor, counted from the beginning of the connection.

So the desks of a queue do not draw a change at the same moment, which is often that of a call's offer to one of them.
"""
MAX_CLIENT_MESSAGES = 600
"""Maximum client messages of a connection; clients need to send none."""

CheckSession = Callable[[], Awaitable[tuple[ConnectionOwner, Viewer] | None]]
"""Returns the current owner and rights; None after the session ended."""


log = structlog.get_logger(__name__)


def queue_delay_s(age_s: float) -> float:
    """Return how long a queue's change waits on an advisor's connection of this age."""
    return QUEUE_INTERVAL_S - age_s % QUEUE_INTERVAL_S


class ClientSocket(Protocol):
    """An accepted WebSocket. Its methods raise OSError or RuntimeError after the client disconnected."""

    @property
    def is_open(self) -> bool:
        """Return whether the server has not closed it."""

    async def send_text(self, text: str) -> None:
        """Send a message."""
        ...

    async def receive(self) -> Mapping[str, Any]:
        """Return the client's next ASGI message, or its disconnect."""
        ...

    async def close(self, code: int) -> None:
        """Close it (RFC 6455, section 7.4)."""
        ...


class ConnectionEnded(Exception):
    """The connection must end, for the reason in `code`."""

    def __init__(self, code: ByeCode) -> None:
        super().__init__(code)
        self.code: ByeCode = code


class DeskConnection:
    """A client's connection to the desk; `me` and `viewer` are refreshed by `check_session`."""

    def __init__(
        self, websocket: ClientSocket, hub: Hub, me: ConnectionOwner, viewer: Viewer, check_session: CheckSession
    ) -> None:
        self.viewer = viewer
        self._socket, self._hub, self._me, self._check_session = websocket, hub, me, check_session
        self._due: set[EntityKey] = set()
        self._known: set[EntityKey] = set()
        self._later: asyncio.TimerHandle | None = None
        self._began_at = asyncio.get_running_loop().time()
        self._said_at = 0.0
        self._whole = True
        self._wake = asyncio.Event()
        self._ended: asyncio.Future[ByeCode] = asyncio.get_running_loop().create_future()

    def touch(self, keys: Iterable[EntityKey], *, at_once: bool) -> None:
        """Mark entities as changed; unless `at_once`, sending may wait for the interval."""
        self._due.update(keys)
        if at_once:
            self._wake.set()
        elif self._later is None:
            loop = asyncio.get_running_loop()
            now_s = loop.time()
            board_delay_s = max(0.0, self._said_at + BOARD_INTERVAL_S - now_s)
            delay_s = board_delay_s if self.viewer.board else queue_delay_s(now_s - self._began_at)
            self._later = loop.call_later(delay_s, self._wake.set)

    def restart(self) -> None:
        """Send a snapshot next."""
        self._whole = True
        self._wake.set()

    def end(self, code: ByeCode) -> None:
        """Close the connection as soon as possible."""
        if not self._ended.done():
            self._ended.set_result(code)

    async def run(self, after: StreamId | None) -> None:
        """Serve the client until either side ends.

        `after` is the last fact that the client knows, or None.
        """
        sending = asyncio.create_task(self._run_sender(after))
        hearing = asyncio.create_task(self._receive())
        try:
            await asyncio.wait({sending, hearing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await self._hub.leave(self)
            for task in (sending, hearing):
                task.cancel()
            await asyncio.gather(sending, hearing, return_exceptions=True)

    # Sending

    async def _run_sender(self, after: StreamId | None) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._send_updates(after))
                tasks.create_task(self._recheck_session())
                tasks.create_task(self._wait_for_end())
        except* ConnectionEnded as group:
            await self._close(next(error.code for error in group.exceptions if isinstance(error, ConnectionEnded)))
        except* (RuntimeError, OSError):
            pass  # the client is gone
        except* Exception:
            log.exception("desk.connection_failed")
            await self._close("restarting")  # the client connects again

    async def _send_updates(self, after: StreamId | None) -> None:
        await self._hub.join(self)
        await self._resume(after)
        while True:
            await self._send_due()
            await self._wait()

    async def _resume(self, after: StreamId | None) -> None:
        """Send the changes since a fact, if they are complete; else a snapshot follows."""
        if after is None:
            return
        self._whole = False
        touched = await self._hub.touched_since(after, self.viewer)
        if touched is None:
            self._whole = True
        elif not self._whole:
            self._due |= touched
            self._known = set(self._due)  # the client may know any of them
            await self._send_changes(even_if_empty=True)

    async def _wait(self) -> None:
        """Wait until something is due; after the heartbeat interval, send a heartbeat."""
        silent_s = asyncio.get_running_loop().time() - self._said_at
        try:
            async with asyncio.timeout(protocol.HEARTBEAT_INTERVAL_S - silent_s):
                await self._wake.wait()
        except TimeoutError:
            await self._send_heartbeat()

    async def _send_due(self) -> None:
        self._wake.clear()
        if self._later is not None:
            self._later.cancel()
            self._later = None
        seq = self._hub.seq
        if seq is None:
            return  # the hub has no current floor; it restarts this connection once it has
        if self._whole:
            self._whole = False
            self._due.clear()
            entities = self._hub.visible_entities(self.viewer)
            self._known = set(entities)
            await self._send(protocol.snapshot(seq, self._hub.now(), self._me, entities))
        else:
            await self._send_changes()

    async def _send_changes(self, *, even_if_empty: bool = False) -> None:
        seq = self._hub.seq
        if seq is None:
            return
        keys, self._due = self._due, set()
        if not self.viewer.board and ("advisor", self.viewer.user) in keys:
            keys |= set(self._hub.queues())  # the advisor may serve other queues now
        entities, others = self._hub.split_visible(self.viewer, keys)
        removed = [key for key in others if key in self._known]
        self._known = (self._known | entities.keys()).difference(removed)
        if entities or removed or even_if_empty:
            await self._send(protocol.changes(seq, self._hub.now(), entities, removed))

    async def _send_heartbeat(self) -> None:
        """Send a heartbeat only while the sent state is current; without it, clients show a lost connection."""
        self._said_at = asyncio.get_running_loop().time()
        if self._hub.seq is not None:
            await self._send(
                protocol.Heartbeat(seq=str(self._hub.seq), now=protocol.format_moment(self._hub.now()) or "")
            )

    async def _wait_for_end(self) -> None:
        raise ConnectionEnded(await self._ended)

    async def _recheck_session(self) -> None:
        while True:
            await asyncio.sleep(protocol.HEARTBEAT_INTERVAL_S)
            try:
                identity = await self._check_session()
            except StorageError:
                continue  # keep the connection while the session cannot be checked
            if identity is None:
                raise ConnectionEnded("session_ended")
            if identity != (self._me, self.viewer):
                self._me, self.viewer = identity
                self.restart()

    async def _send(self, message: protocol.Message) -> None:
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await self._socket.send_text(protocol.encode(message))
        except TimeoutError:
            raise ConnectionEnded("too_slow") from None
        self._said_at = asyncio.get_running_loop().time()

    async def _close(self, code: ByeCode) -> None:
        try:
            async with asyncio.timeout(1):
                await self._socket.send_text(protocol.encode(protocol.bye(code)))
                await self._socket.close(protocol.CLOSE_CODES[code])
        except (TimeoutError, RuntimeError, OSError):
            pass  # the client does not read; the server drops the connection

    # Receiving

    async def _receive(self) -> None:
        """Read and discard client messages; close if one is too long, or after too many."""
        for _ in range(MAX_CLIENT_MESSAGES):
            try:
                message = await self._socket.receive()
            except RuntimeError:
                return
            if message["type"] == "websocket.disconnect":
                return
            payload = message.get("text") or message.get("bytes") or ""
            if len(payload) > protocol.MAX_CLIENT_MESSAGE_LENGTH:
                break
        if self._socket.is_open:
            await self._socket.close(1009)
