"""Middleware that counts the HTTP requests of this process.

A request counts when its response starts. WebSockets do not count: one may last a day.
"""

import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from metrics.prometheus.http_requests import RequestCounts


class RequestMetricsMiddleware:
    """ASGI middleware around an application and its guard; `clock` is in seconds."""

    def __init__(self, app: ASGIApp, requests: RequestCounts, clock: Callable[[], float] = time.perf_counter) -> None:
        self._app, self._requests, self._clock = app, requests, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward the request and record its path, status and duration."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = self._clock()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._requests.record(scope["path"], message["status"], self._clock() - began)
            await send(message)

        await self._app(scope, receive, sending)
