"""Call admission of a node: whether it accepts one more call, and whether its dialplan answers by itself.

Owns the capacity, and a global variable of the node: the second until which its dialplan answers a call before it
offers it to us, so that a busy process does not delay the answer. The variable is renewed every second; if this
process hangs, phones ring as usual. It must not know what a call is.
"""

import asyncio
from contextlib import suppress

from storage.periodic import run_periodically
from telephony.asterisk.ari import events, rest
from telephony.asterisk.ari.events import Channel
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.ari.transport import AsteriskAway
from telephony.asterisk.call.causes import rejection_cause
from telephony.asterisk.configuration import AUTO_ANSWER_UNTIL

_REFRESH_INTERVAL_S = 1.0
_PERMISSION_S = 3
"""Seconds for which a permission lasts: longer than a busy moment of this process."""


class CallAdmission:
    """Admits calls to a node."""

    def __init__(self, link: AriLink, max_calls: int, *, auto_answers: bool) -> None:
        self._link, self._max_calls, self._auto_answers = link, max_calls, auto_answers
        self._calls, self._is_draining, self._published_state = 0, False, False
        self._empty = asyncio.Event()
        self._empty.set()
        self._clock_skew_s: float | None = None
        self._refresh_task: asyncio.Task[None] | None = None

    @property
    def refusal_reason(self) -> str | None:
        """The reason to refuse one more call, or None."""
        if self._is_draining:
            return "draining"
        return "capacity" if self._calls >= self._max_calls else None

    async def start(self) -> None:
        """Begin to permit automatic answering, if it is enabled."""
        if self._auto_answers:
            await self._refresh()
            refreshing = run_periodically(
                self._refresh, interval_s=_REFRESH_INTERVAL_S, initial_delay_s=_REFRESH_INTERVAL_S
            )
            self._refresh_task = asyncio.create_task(refreshing, name="the node picks up")

    def set_call_count(self, calls: int) -> None:
        """Set the number of calls in progress; tell the node at once if capacity is reached or freed."""
        self._calls = calls
        if calls:
            self._empty.clear()
        else:
            self._empty.set()
        self._publish_if_changed()

    def stop_admitting(self) -> None:
        """Refuse all further calls."""
        self._is_draining = True
        self._publish_if_changed()

    async def wait_until_empty(self) -> None:
        """Wait until no call is in progress."""
        await self._empty.wait()

    def close(self) -> None:
        """Stop renewing the permission."""
        if self._refresh_task is not None:
            self._refresh_task.cancel()

    def reject(self, channel: Channel, line: str, status: int) -> None:
        """End a new call. An unanswered caller gets a SIP status, an answered one the dialplan's apology."""
        if channel.state == "Up":
            self.play_apology(channel, line)
        else:
            self._link.request(rest.hang_up(channel.id, rejection_cause(status)))

    def play_apology(self, channel: Channel, line: str) -> None:
        """Let the dialplan end a call as it does when no gateway serves the line."""
        self._link.request(rest.continue_dialplan(channel.id, f"line-{line}", "alone"))

    async def _refresh(self) -> None:
        """Renew the permission by the node's clock, which may differ from ours."""
        with suppress(AsteriskAway):
            clock = await self._link.request(rest.get_global("EPOCH"))
            if clock.is_success:
                self._clock_skew_s = int(events.read_variable(clock.message_body)) - _now()
                self._publish(self.refusal_reason is None)

    def _publish_if_changed(self) -> None:
        if self._clock_skew_s is not None and self._published_state != (self.refusal_reason is None):
            self._publish(self.refusal_reason is None)

    def _publish(self, is_open: bool) -> None:
        self._published_state = is_open
        until = _now() + (self._clock_skew_s or 0) + _PERMISSION_S if is_open else 0
        self._link.post(rest.set_global(AUTO_ANSWER_UNTIL, str(int(until))), _ignore_failure)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _ignore_failure(_status: int) -> None:
    """Ignore it: without the permission phones ring until we answer."""
