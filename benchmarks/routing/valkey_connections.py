"""Connections to Valkey on bare sockets, for a load that costs its client little: redis-py would be measured instead.

Owns the wire: what is sent on which connection, and when an answer came. It must not know what is asked.
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
    """One connection, on which answers come in the order of the questions."""

    def __init__(self, path: str) -> None:
        """Connect to a Unix socket."""
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        self._reader = hiredis.Reader()

    def send(self, words: CommandWords) -> None:
        """Ask something."""
        self.socket.sendall(hiredis.pack_command(words))

    def send_packed(self, packed: bytes) -> None:
        """Ask what was packed before."""
        self.socket.sendall(packed)

    def replies(self) -> Iterator[Any]:
        """The answers that are there; blocks when nothing is.

        Raises:
            hiredis.ReplyError: one of them is an error: a measurement that goes wrong is none.
        """
        self._reader.feed(self.socket.recv(CHUNK))
        while (reply := self._reader.gets()) is not False:
            if isinstance(reply, hiredis.ReplyError):
                raise reply
            yield reply

    def ask(self, *words: str | bytes | int) -> Any:
        """Ask, and wait for the answer."""
        self.send(words)
        while True:
            for reply in self.replies():
                return reply


class ConnectionPool:
    """A fixed number of connections. What is asked on them is a value of the caller's, a step."""

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
        """Call `on_ready` whenever that connection, which is none of ours, has something."""
        self._listeners[line.socket.fileno()] = on_ready
        self._poll.register(line.socket.fileno(), select.EPOLLIN)

    def ignore(self, line: ValkeyConnection) -> None:
        """Do so no longer."""
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
        """Keep every connection busy: a new step on each as soon as its answers leave room. Then wait for the rest.

        Args:
            next_step: what to do next, or None while there is nothing.
            words: how a step is said; asked for one round ahead, while the server is at work, as many clients would.
            on_reply: told of each step and its answer.
            until: after this moment (monotonic, s) nothing new is taken up; else until there is nothing to do.
            depth: how many steps a connection may have on the way.
        """
        packed: deque[tuple[Any, bytes]] = deque()
        while True:
            self._send(packed, depth)
            going_on = time.monotonic() < until
            while going_on and len(packed) < depth * len(self.lines) and (step := next_step()) is not None:
                packed.append((step, hiredis.pack_command(words(step))))
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
        """Ask what is due when it is due, on the connection with the fewest questions, however slow the answers are.

        Args:
            due: when (monotonic, s) the next step is to be asked.
            next_step: that step; None when nothing is to be asked yet after all.
            words: how a step is said.
            on_reply: told of each step and its answer.
            until: after this moment (monotonic, s) nothing new is asked.
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
        """Ask on each line with room, all at once."""
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
        """Or until something is there.

        Asleep, since who waits awake takes a core from the server; `epoll` alone would sleep whole milliseconds.
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
        """Hang up."""
        self._poll.close()
        for line in self.lines:
            line.socket.close()
