"""The way from our event loop to Twilio's library, which waits for its answers: a bounded number of threads.

Owns the threads and the translation of the library's exceptions. It must not repeat what it is asked, nor decide what a
fault means.

The library's own client for event loops is not used: it passes its time-out to no request, and an unanswered one would
wait for ever. A client keeps its last answer in a field and returns it from there, so each thread has a client of its
own: two threads of one client might take each other's answers.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.rest import Client

from telephony.twilio.api.api_errors import ApiFault

REQUEST_TIMEOUT_S = 5.0
"""For a connection, and for each part of an answer, that `make_client` is told."""
TOTAL_TIMEOUT_S = 3 * REQUEST_TIMEOUT_S
"""However slowly an answer trickles, whoever asked waits no longer."""
THREADS = 16
"""Requests at one moment: so many may hang before another waits."""

Result = TypeVar("Result")


class RequestFailed(Exception):
    """Asking met a fault.

    Attributes:
        fault: which.
    """

    def __init__(self, fault: ApiFault) -> None:
        super().__init__(f"status {fault.status}, code {fault.code}")
        self.fault = fault


class TwilioExecutor:
    """Asks Twilio off the event loop.

    Args:
        make_client: a new client, whose requests end by themselves after TIMEOUT_S.
        threads: how many requests are under way at once.
        timeout_s: how long one may take with the wait for a thread, seconds.
    """

    def __init__(
        self, make_client: Callable[[], Client], *, threads: int = THREADS, timeout_s: float = TOTAL_TIMEOUT_S
    ) -> None:
        self._make_client, self._timeout_s = make_client, timeout_s
        self._local = threading.local()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="twilio")

    async def run(self, act: Callable[[Client], Result]) -> Result:
        """Ask, once.

        Args:
            act: asks the library, in a thread.

        Raises:
            RequestFailed: Twilio refused it, could not be reached or did not answer; in the last case it may have been
                carried out.
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
        """Ask nothing more; what is under way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _call(self, act: Callable[[Client], Result]) -> Result:
        try:
            return act(self._client())
        except (TwilioException, OSError, ValueError) as error:
            # OSError: every exception of requests is one. ValueError: what answers is no JSON, so it is not Twilio.
            raise RequestFailed(read_fault(error)) from None  # the text may hold a number

    def _client(self) -> Client:
        if not hasattr(self._local, "client"):
            self._local.client = self._make_client()
        client: Client = self._local.client
        return client


def read_fault(error: Exception) -> ApiFault:
    """What an exception of the library says; Twilio's number is what the body says, so it may be anything."""
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return ApiFault(_number(error.status), _number(error.code) or _number(error.status))
    return ApiFault()


def _number(value: object) -> int:
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) else 0
