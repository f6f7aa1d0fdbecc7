"""Counts what this process is asked by HTTP.

Owns when a request counts: as its answer begins. A WebSocket counts for nothing: it may last a day.
"""

import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from metrics.prometheus.http_requests import RequestCounts


class RequestMetricsMiddleware:
    """ASGI middleware around an application and its door.

    Args:
        app: what answers.
        requests: what is counted.
        clock: seconds since whenever.
    """

    def __init__(self, app: ASGIApp, requests: RequestCounts, clock: Callable[[], float] = time.perf_counter) -> None:
        self._app, self._requests, self._clock = app, requests, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it be answered, and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = self._clock()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._requests.record(scope["path"], message["status"], self._clock() - began)
            await send(message)

        await self._app(scope, receive, sending)
