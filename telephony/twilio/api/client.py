"""The client of Twilio's REST API: Twilio's own library with a timeout and persistent connections.

Owns the address, the timeout and the number of connections. It must not decide what is requested, nor retry: the
caller knows whether a repetition is harmless.
"""

import logging
from typing import Any

from requests.adapters import HTTPAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

TWILIO_API = "https://api.twilio.com"
REQUEST_TIMEOUT_S = 8.0
"""Seconds for a response; a webhook must get its own within 15."""
_CONNECTIONS = 16
_NO_REGION = {"TWILIO_EDGE": "", "TWILIO_REGION": ""}
"""An environment without these variables, which the library would read; it does not accept an empty one."""


class _BoundedHttp:
    """Twilio's HTTP client with an address of choice, and without logs of phone numbers."""

    is_async = False

    def __init__(self, api: str, timeout_s: float) -> None:
        self._api = api.rstrip("/")
        self._http = TwilioHttpClient(timeout=timeout_s, logger=_silence_library_log())
        for scheme in ("https://", "http://"):
            self._http.session.mount(scheme, HTTPAdapter(pool_maxsize=_CONNECTIONS, max_retries=0))

    def request(self, method: str, uri: str, **named: Any) -> Response:
        """Make a request; see the library's `HttpClient.request`."""
        return self._http.request(method, self._api + uri.removeprefix(TWILIO_API), **named)


def _silence_library_log() -> logging.Logger:
    """Return a logger that drops the library's request logs, which contain phone numbers."""
    logger = logging.getLogger("atencion.twilio")
    logger.setLevel(logging.WARNING)
    return logger


def create_client(
    account_sid: str, auth_token: str, api: str | None = None, *, timeout_s: float = REQUEST_TIMEOUT_S
) -> Client:
    """Create a client of an account, for one thread: the library keeps the last response in a shared field.

    It reads nothing from the environment except what `requests` reads (proxies, certificates), and retries nothing.
    Its requests raise ``twilio.base.exceptions.TwilioRestException`` for Twilio's errors, and
    ``requests.RequestException`` if it cannot be reached.

    Args:
        account_sid: ``AC…``.
        auth_token: of that account.
        api: base address of Twilio's API, ``http(s)://host[:port][/path]``; None for Twilio's own.
        timeout_s: seconds to connect, and for each wait for data.
    """
    return Client(
        account_sid, auth_token, http_client=_BoundedHttp(api or TWILIO_API, timeout_s), environment=_NO_REGION
    )
