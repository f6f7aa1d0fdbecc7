"""Runs Twilio's blocking library from the event loop, in a bounded number of threads.

Owns the threads and the translation of the library's exceptions. It must not retry, nor interpret a fault.

The library's own asyncio client passes no timeout to its requests, which could wait for ever, so it is not used. A
client keeps its last response in a field, so each thread has its own: shared, two threads could take each other's
responses.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from ssl import SSLCertVerificationError
from typing import TypeVar

from requests.exceptions import ConnectTimeout
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError
from urllib3.exceptions import SSLError as UntrustedConnection

from telephony.twilio.api.api_errors import ApiFault

REQUEST_TIMEOUT_S = 5.0
"""Seconds to connect, and for each part of a response, given to `make_client`."""
TOTAL_TIMEOUT_S = 3 * REQUEST_TIMEOUT_S
"""Limit of the caller's wait in seconds, however slowly a response arrives."""
THREADS = 16
"""Concurrent requests; further ones wait."""

Result = TypeVar("Result")


class RequestFailed(Exception):
    """A request failed with a fault."""

    def __init__(self, fault: ApiFault) -> None:
        super().__init__(f"status {fault.status}, code {fault.code}")
        self.fault = fault


class TwilioExecutor:
    """Runs requests to Twilio off the event loop.

    Args:
        make_client: creates a client whose requests end after `REQUEST_TIMEOUT_S`.
        timeout_s: seconds per request, including the wait for a thread.
    """

    def __init__(
        self, make_client: Callable[[], Client], *, threads: int = THREADS, timeout_s: float = TOTAL_TIMEOUT_S
    ) -> None:
        self._make_client, self._timeout_s = make_client, timeout_s
        self._local = threading.local()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="twilio")

    async def run(self, act: Callable[[Client], Result]) -> Result:
        """Run a request once, in a thread.

        Raises:
            RequestFailed: Twilio refused it, could not be reached or did not respond; in the last case it may have
                been carried out.
        """
        try:
            asking = asyncio.get_running_loop().run_in_executor(self._threads, self._call, act)
        except RuntimeError as error:  # closed: this process is about to end
            raise RequestFailed(ApiFault()) from error
        try:
            async with asyncio.timeout(self._timeout_s):
                return await asking
        except TimeoutError as error:
            raise RequestFailed(ApiFault()) from error

    def close(self) -> None:
        """Accept no more requests; running ones end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _call(self, act: Callable[[Client], Result]) -> Result:
        try:
            return act(self._client())
        except (TwilioException, OSError, ValueError) as error:
            # OSError covers every exception of requests; ValueError is a body that is not JSON, so not Twilio's.
            raise RequestFailed(read_fault(error)) from None  # the text may hold a number

    def _client(self) -> Client:
        if not hasattr(self._local, "client"):
            self._local.client = self._make_client()
        client: Client = self._local.client
        return client


def read_fault(error: Exception) -> ApiFault:
    """Return the fault of a library exception; the error code comes from the body, so it may be anything."""
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return ApiFault(_number(error.status), _number(error.code) or _number(error.status))
    return ApiFault(is_unsent=_is_unsent(error))


def _is_unsent(error: Exception) -> bool:
    """Return whether a request failed before its connection was there; its certificate counts as part of that."""
    cause = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(cause, UntrustedConnection):
        return bool(cause.args) and isinstance(cause.args[0], SSLCertVerificationError)
    return isinstance(error, ConnectTimeout) or isinstance(cause, NewConnectionError)


def _number(value: object) -> int:
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) else 0
