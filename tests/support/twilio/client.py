"""HTTP clients for the real ``twilio`` client, which send its requests to the emulator.

Owns the change of address and nothing else: the real client makes the requests.
"""

from typing import Any

from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

API = "https://api.twilio.com"


class EmulatorHttpClient(TwilioHttpClient):
    """For ``twilio.rest.Client(sid, token, http_client=...)``; it blocks, so use it in a thread."""

    def __init__(self, base: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._base = base

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Send a request to the emulator."""
        return super().request(method, url.replace(API, self._base, 1), *args, **kwargs)


class AsyncEmulatorHttpClient(AsyncTwilioHttpClient):
    """The same for the client's ``..._async`` methods."""

    def __init__(self, base: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._base = base

    async def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Send a request to the emulator."""
        return await super().request(method, url.replace(API, self._base, 1), *args, **kwargs)
