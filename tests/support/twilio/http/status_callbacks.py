"""Callbacks: notifications without an answer, in order for each leg.

Owns the order, and its disturbance by a test: lost or reversed. Source:
https://www.twilio.com/docs/voice/api/call-resource#statuscallback. The call does not wait for them; they carry a
SequenceNumber because one may overtake another.
"""

import asyncio
from collections.abc import Callable, Mapping

from tests.support.twilio.http.webhooks import WebhookFailed, Webhooks

_TOGETHER_S = 0.05  # real seconds for which callbacks are collected, to be sent in reverse order


class Callbacks:
    """The queue of callbacks; ``failed`` is called for one that could not be delivered."""

    def __init__(self, webhooks: Webhooks, failed: Callable[[WebhookFailed], None]) -> None:
        self._webhooks, self._failed = webhooks, failed
        self._waiting: dict[str, list[tuple[str, str, Mapping[str, str]]]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def post(self, sid: str, url: str, method: str, params: Mapping[str, str]) -> None:
        """Send a callback once the leg's earlier ones are delivered."""
        if self._webhooks.trouble.drop_status:
            return
        self._waiting.setdefault(sid, []).append((url, method, params))
        if sid not in self._tasks:
            self._tasks[sid] = asyncio.create_task(self._send(sid))

    async def wait_until_delivered(self) -> None:
        """Wait until all callbacks are delivered."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def close(self) -> None:
        """Stop sending."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _send(self, sid: str) -> None:
        try:
            while self._waiting.get(sid):
                for url, method, params in await self._next(sid):
                    await self._deliver(url, method, params)
        finally:
            del self._tasks[sid]

    async def _next(self, sid: str) -> list[tuple[str, str, Mapping[str, str]]]:
        if not self._webhooks.trouble.reorder_status:
            return self._waiting.pop(sid)
        await asyncio.sleep(_TOGETHER_S)
        return self._waiting.pop(sid)[::-1]

    async def _deliver(self, url: str, method: str, params: Mapping[str, str]) -> None:
        try:
            await self._webhooks.ask(url, method, params)
        except WebhookFailed as error:
            self._failed(error)
