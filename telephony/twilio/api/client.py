"""The way to Twilio's REST API: one client of Twilio's own library, with a bound on waiting and connections kept open.

Owns where requests go, how long they may take and how many connections are kept. It must not decide what is asked, nor
ask anything again: whoever asks knows whether asking twice is harmless.
"""

import logging
from typing import Any

from requests.adapters import HTTPAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

TWILIO_API = "https://api.twilio.com"
REQUEST_TIMEOUT_S = 8.0
"""How long an answer may take, seconds; a webhook must have its own within 15."""
_CONNECTIONS = 16
_NO_REGION = {"TWILIO_EDGE": "", "TWILIO_REGION": ""}
"""Stands in for the process's environment, where the library would look for both; an empty one it does not take."""


class _BoundedHttp:
    """Twilio's HTTP client, whose requests may go to another address, and which tells no log of numbers.

    Args:
        api: where Twilio's API is.
        timeout_s: see `create_client`.
    """

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
    """The library writes each request as information, numbers and all; personal data must not stand in a log."""
    logger = logging.getLogger("atencion.twilio")
    logger.setLevel(logging.WARNING)
    return logger


def create_client(
    account_sid: str, auth_token: str, api: str | None = None, *, timeout_s: float = REQUEST_TIMEOUT_S
) -> Client:
    """A client of an account, for one thread: its library gives answers by way of a field that all would share.

    Nothing is read from the environment but what `requests` reads (proxies, certificates), and nothing is asked twice.

    Args:
        account_sid: ``AC…``.
        auth_token: of that account.
        api: where Twilio's API is, ``http(s)://host[:port][/path]``; None is Twilio's own.
        timeout_s: of connecting, and of each wait for an answer, seconds.

    Returns:
        The client. Its questions raise ``twilio.base.exceptions.TwilioRestException`` with what Twilio says, or
        ``requests.RequestException`` when it cannot be reached.
    """
    return Client(
        account_sid, auth_token, http_client=_BoundedHttp(api or TWILIO_API, timeout_s), environment=_NO_REGION
    )
