"""Callers from unlisted sources, those of the node's endpoint ``anonymous``.

Owns how many of their calls are accepted, which callers have not been heard yet, and the counts of refused calls.
Asterisk does not show whether its answer was acknowledged, so received voice stands for the ACK: only the address
that got the answer knows the port for the call's voice. It must not know what a call plays.
"""

import asyncio
import math
import time
from collections.abc import Callable, Iterable

from config.site.calls.sources import SourceLimits
from telephony.asterisk.ari import events, rest
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.ari.transport import AsteriskAway
from telephony.screening.refused_traffic import RefusedCalls, RefusedTraffic
from telephony.screening.source_limits import SourceLimiter, source_of

MIN_VOICE_PACKETS = 3
"""Number of voice packets that proves a caller's presence."""
_RECEIVED = "CHANNEL(rtcp,rxcount)"
_CHECK_INTERVAL_S = 0.1
_MAX_CHECKS_PER_ROUND = 20


class UnlistedCallers:
    """The unlisted callers of one node. Those not yet heard may use half of the gateway's capacity."""

    def __init__(
        self, link: AriLink, limits: Callable[[], SourceLimits], max_calls: int, on_voice: Callable[[str], None]
    ) -> None:
        self._link, self._limits, self._on_voice = link, limits, on_voice
        self._limiter = SourceLimiter(max_unacknowledged=max(1, max_calls // 2))
        self._traffic = RefusedTraffic()
        self._silent_callers: dict[str, str] = {}
        self._has_callers = asyncio.Event()

    def is_refused(self, source: str, line: str) -> bool:
        """Check the limits of a source; count the call as refused if it exceeds one."""
        excess = self._limiter.exceeded_limit(source, self._limits(), time.monotonic())
        if excess is not None:
            self._traffic.count(source, excess, line, time.time())
        return excess is not None

    def track(self, call_id: str, source: str) -> None:
        """Wait for the voice of an accepted call."""
        self._limiter.track(call_id, source)
        self._silent_callers[call_id] = source
        self._has_callers.set()

    def release(self, call_id: str) -> None:
        """Stop waiting: the caller is heard, or the call has ended. Repeated calls have no effect."""
        self._limiter.release(call_id)
        if self._silent_callers.pop(call_id, None) is not None and not self._silent_callers:
            self._has_callers.clear()

    def silent_source(self, call_id: str) -> str | None:
        """Return the source of a call whose caller has not been heard, or None."""
        return self._silent_callers.get(call_id)

    def take_refused(self, *, flush: bool = False) -> tuple[RefusedCalls, ...]:
        """Return the due reports of refused calls; ``flush`` returns all of them."""
        return self._traffic.take_reports(math.inf if flush else time.time())

    def restore_refused(self, reports: Iterable[RefusedCalls]) -> None:
        """Add back reports that could not be written."""
        self._traffic.restore(reports)

    async def run(self) -> None:
        """Check regularly for callers' voices, until cancelled."""
        while True:
            await self._has_callers.wait()
            await asyncio.sleep(_CHECK_INTERVAL_S)
            await self.check_voices()

    async def check_voices(self) -> None:
        """Ask the node for the voice packets of the callers who have waited longest."""
        for call_id in tuple(self._silent_callers)[:_MAX_CHECKS_PER_ROUND]:
            if (source := self._silent_callers.pop(call_id, None)) is not None:  # ended during an earlier request
                self._silent_callers[call_id] = source
                await self._check_voice(call_id)

    async def _check_voice(self, call_id: str) -> None:
        try:
            answer = await self._link.request(rest.get_variable(call_id, _RECEIVED))
        except AsteriskAway:
            return
        received = events.read_variable(answer.message_body) if answer.is_success else ""
        if call_id in self._silent_callers and received.isdecimal() and int(received) >= MIN_VOICE_PACKETS:
            self.release(call_id)
            self._on_voice(call_id)


def read_source(address: str) -> str:
    """Return the source of a ``host:port`` as Asterisk writes it, with an IPv6 address in brackets."""
    return source_of(address.rpartition(":")[0].strip("[]"))
