"""Connections to Valkey on bare sockets: with redis-py, the client's own cost would dominate the measurement.

Owns the sending of requests and the receipt of replies. It must not know what the requests mean.
"""

import select
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import hiredis

CHUNK = 1 << 16

CommandWords = tuple[str | bytes | int, ...]
AnswerHandler = Callable[[Any, Any], None]


class ValkeyConnection:
    """One connection; replies come in the order of the requests."""

    def __init__(self, path: str) -> None:
        """Connect to a Unix socket."""
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        self._reader = hiredis.Reader()

    def send(self, words: CommandWords) -> None:
        """Send a command."""
        self.socket.sendall(hiredis.pack_command(words))  # type: ignore[arg-type]  # the stub knows one word

    def send_packed(self, packed: bytes) -> None:
        """Send a packed command."""
        self.socket.sendall(packed)

    def replies(self) -> Iterator[Any]:
        """Yield the replies that have arrived; block if there are none.

        Raises:
            hiredis.ReplyError: a reply is an error, which makes the measurement useless.
        """
        self._reader.feed(self.socket.recv(CHUNK))
        while (reply := self._reader.gets()) is not False:
            if isinstance(reply, hiredis.ReplyError):
                raise reply
            yield reply

    def ask(self, *words: str | bytes | int) -> Any:
        """Send a command; return its reply."""
        self.send(words)
        while True:
            for reply in self.replies():
                return reply


class ConnectionPool:
    """A fixed number of connections. A step is any value that the caller turns into a command."""

    def __init__(self, path: str, connections: int) -> None:
        """Connect."""
        self.lines = [ValkeyConnection(path) for _ in range(connections)]
        self._asked: dict[int, deque[Any]] = {line.socket.fileno(): deque() for line in self.lines}
        self._by_number = {line.socket.fileno(): line for line in self.lines}
        self._poll = select.epoll()
        for number in self._by_number:
            self._poll.register(number, select.EPOLLIN)
        self._listeners: dict[int, Callable[[], None]] = {}

    def listen(self, line: ValkeyConnection, on_ready: Callable[[], None]) -> None:
        """Call `on_ready` whenever a connection outside the pool has data."""
        self._listeners[line.socket.fileno()] = on_ready
        self._poll.register(line.socket.fileno(), select.EPOLLIN)

    def ignore(self, line: ValkeyConnection) -> None:
        """Stop listening to a connection outside the pool."""
        del self._listeners[line.socket.fileno()]
        self._poll.unregister(line.socket.fileno())

    def closed_loop(
        self,
        next_step: Callable[[], Any | None],
        words: Callable[[Any], CommandWords],
        on_reply: AnswerHandler,
        *,
        until: float = float("inf"),
        depth: int = 1,
    ) -> None:
        """Keep every connection busy with up to ``depth`` pending steps; then wait for the remaining replies.

        Args:
            next_step: returns the next step, or None while there is none.
            words: returns a step's command; called one round ahead, while the server works.
            on_reply: called with each step and its reply.
            until: when to stop sending (monotonic, s); by default when there is nothing to do.
            depth: the most pending steps of a connection.
        """
        packed: deque[tuple[Any, bytes]] = deque()
        while True:
            self._send(packed, depth)
            going_on = time.monotonic() < until
            while going_on and len(packed) < depth * len(self.lines) and (step := next_step()) is not None:
                packed.append((step, hiredis.pack_command(words(step))))  # type: ignore[arg-type]
            if any(self._asked.values()):
                self._take(on_reply, -1)
            elif not packed:
                if not (going_on and self._listeners):
                    return
                self._take(on_reply, 0.01)

    def open_loop(
        self,
        due: Callable[[], float],
        next_step: Callable[[], Any | None],
        words: Callable[[Any], CommandWords],
        on_reply: AnswerHandler,
        until: float,
    ) -> None:
        """Send each step when it is due, on the connection with the fewest pending steps, even if replies are slow.

        Args:
            due: returns when the next step is due (monotonic, s).
            next_step: returns that step, or None if there is none yet.
            words: returns a step's command.
            on_reply: called with each step and its reply.
            until: when to stop sending (monotonic, s).
        """
        while (now := time.monotonic()) < until:
            if due() <= now:
                step = next_step()
                if step is not None:
                    self._ask(min(self.lines, key=lambda line: len(self._asked[line.socket.fileno()])), step, words)
            self._sleep_until(due())
            self._take(on_reply, 0)
        while any(self._asked.values()):
            self._take(on_reply, -1)

    def _send(self, packed: deque[tuple[Any, bytes]], depth: int) -> None:
        """Send packed steps on each connection that has room."""
        for line in self.lines:
            pending = self._asked[line.socket.fileno()]
            while packed and len(pending) < depth:
                step, question = packed.popleft()
                pending.append(step)
                line.send_packed(question)

    def _ask(self, line: ValkeyConnection, step: Any, words: Callable[[Any], CommandWords]) -> None:
        self._asked[line.socket.fileno()].append(step)
        line.send(words(step))

    def _sleep_until(self, due: float) -> None:
        """Sleep until a time, or until a connection has data.

        A busy wait would take a core from the server, and `epoll` alone sleeps whole milliseconds.
        """
        select.select([self._poll], [], [], max(0.0, due - time.monotonic()))

    def _take(self, on_reply: AnswerHandler, wait_s: float) -> None:
        for number, _ in self._poll.poll(wait_s):
            if on_ready := self._listeners.get(number):
                on_ready()
                continue
            for reply in self._by_number[number].replies():
                on_reply(self._asked[number].popleft(), reply)

    def close(self) -> None:
        """Close the connections."""
        self._poll.close()
        for line in self.lines:
            line.socket.close()
