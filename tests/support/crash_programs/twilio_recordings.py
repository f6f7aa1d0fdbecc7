"""A program for tests: a node that is killed while it downloads a recording.

Arguments: the account's address, Valkey's address, the store's folder, and the number of steps before death. It may die
before and after each step that leaves a trace outside the process.
"""

import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from storage.valkey import connect
from tests.support.twilio.recording_store import FetchingNode, FolderStore

CRASH_POINTS = 12


class KillCountdown:
    """A count of the moments left before death."""

    def __init__(self, moments: int) -> None:
        self._left = moments

    def pass_(self) -> None:
        """Count one moment, or die as by kill -9."""
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1

    def around(self, step: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """Wrap a step with a moment before it and one after it."""

        async def lived(*args: Any) -> Any:
            self.pass_()
            result = await step(*args)
            self.pass_()
            return result

        return lived


async def main(url: str, valkey_url: str, folder: str, moments: str) -> None:
    """Download the recordings that are due, and die."""
    node = FetchingNode(url, connect(valkey_url), FolderStore(Path(folder)))
    life = KillCountdown(int(moments))
    node.due.change = life.around(node.due.change)  # type: ignore[method-assign]
    node.wire.run = life.around(node.wire.run)  # type: ignore[method-assign]
    node.recordings._emit = life.around(node.recordings._emit)
    fetch = node.media.fetch

    def fetched(*args: Any) -> None:
        life.pass_()
        fetch(*args)
        life.pass_()

    node.media.fetch = fetched  # type: ignore[method-assign]
    await node.fetch_recordings()
