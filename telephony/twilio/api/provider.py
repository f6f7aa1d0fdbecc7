"""Carries out requests to Twilio by its REST API.

Owns the library call of each request, the retries, and the rate limit of new calls. It must not know the reason of a
request. A fault becomes a `RequestOutcome`: no type of Twilio's library leaves this module.

Source: https://www.twilio.com/docs/voice/api/call-resource and https://www.twilio.com/docs/voice/api/recording
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import structlog
from twilio.rest import Client

from storage.errors import StorageError
from telephony.twilio.api.api_errors import (
    TURN_REFUSED,
    UNREACHABLE,
    ApiFault,
    FaultAction,
    fault_action,
    metric_outcome,
    refusal_outcome,
)
from telephony.twilio.api.executor import RequestFailed, TwilioExecutor
from telephony.twilio.api.metrics import ApiMetrics
from telephony.twilio.api.rate_limit import CallRateLimiter, remaining_wait_s, ring_left_s
from telephony.twilio.call.requests import (
    AnyRequest,
    BeginCall,
    BeginRecording,
    EndCall,
    EndRecording,
    PauseRecordingOf,
    Redo,
    RequestOutcome,
)

RETRY_DELAYS_S = (0.3, 1.0, 2.0)
"""Seconds before each retry, short because an advisor waits for some requests."""
CURRENT_RECORDING = "Twilio.CURRENT"
"""Name of a call's current recording."""
log = structlog.get_logger(__name__)


class Provider:
    """Sends requests to Twilio; ``caller`` is our number, shown to the called phones."""

    def __init__(
        self,
        executor: TwilioExecutor,
        rate_limiter: CallRateLimiter,
        caller: str,
        metrics: ApiMetrics,
        *,
        retry_delays_s: Sequence[float] = RETRY_DELAYS_S,
    ) -> None:
        self._executor, self._rate_limiter, self._caller, self._metrics = executor, rate_limiter, caller, metrics
        self._retry_delays_s = retry_delays_s

    async def execute(self, request: AnyRequest) -> RequestOutcome:
        """Carry out a request and return its outcome; no fault of Twilio or Valkey raises.

        A call is begun at most once, in its turn. A request that must not be repeated is retried only if Twilio
        reports that it did nothing.
        """
        return await (self._begin(request) if isinstance(request, BeginCall) else self._execute_with_retries(request))

    async def _begin(self, request: BeginCall) -> RequestOutcome:
        """Begin a call; each attempt takes a turn, so one that Twilio postponed queues again."""
        asked_at = time.monotonic()
        outcome = RequestOutcome(refused=TURN_REFUSED)
        for pause_s in (0.0, *self._retry_delays_s):
            await asyncio.sleep(pause_s)
            waited_s = time.monotonic() - asked_at
            try:
                wait_s = await self._rate_limiter.reserve_turn(remaining_wait_s(request, waited_s))
            except StorageError:
                return self._refuse_unsent(request, "unpaced", UNREACHABLE)
            if wait_s is None:
                return self._refuse_unsent(request, "paced", TURN_REFUSED)
            await self._wait_for_turn(wait_s)
            rings_s = ring_left_s(request, waited_s + wait_s)
            outcome, fault = await self._attempt(request, partial(_begin_call, request, self._caller, rings_s))
            if fault is None or fault_action(request, fault) is not FaultAction.LATER:
                break
        return outcome

    async def _wait_for_turn(self, wait_s: float) -> None:
        self._metrics.turn_waits.add(wait_s)
        self._metrics.calls_waiting += 1
        try:
            await asyncio.sleep(wait_s)
        finally:
            self._metrics.calls_waiting -= 1

    async def _execute_with_retries(self, request: AnyRequest) -> RequestOutcome:
        outcome, fault = await self._attempt(request, partial(_CALLS[type(request)], request))
        for pause_s in self._retry_delays_s:
            if fault is None or fault_action(request, fault) is not FaultAction.LATER:
                break
            await asyncio.sleep(pause_s)
            outcome, fault = await self._attempt(request, partial(_CALLS[type(request)], request))
        return outcome

    async def _attempt(
        self, request: AnyRequest, act: Callable[[Client], str]
    ) -> tuple[RequestOutcome, ApiFault | None]:
        began = time.monotonic()
        kind = type(request).__name__
        outcome, fault = RequestOutcome(), None
        try:
            outcome = RequestOutcome(sid=await self._executor.run(act))
        except RequestFailed as refusal:
            outcome, fault = refusal_outcome(request, refusal.fault), refusal.fault
        if outcome.refused:
            log.warning("twilio.refused", request=kind, call=request.call_id, leg=request.leg, code=outcome.refused)
        self._metrics.record(kind, metric_outcome(outcome, fault), time.monotonic() - began)
        return outcome, fault

    def _refuse_unsent(self, request: BeginCall, outcome: str, code: int) -> RequestOutcome:
        log.warning("twilio.call_not_begun", call=request.call_id, leg=request.leg, why=outcome)
        self._metrics.requests[type(request).__name__, outcome] += 1
        return RequestOutcome(refused=code)


def _begin_call(request: BeginCall, caller: str, ring_timeout_s: int, client: Client) -> str:
    created = client.calls.create(
        to=request.to,
        from_=caller,
        url=request.url,
        method="POST",
        status_callback=request.status_url,
        status_callback_event=["initiated", "ringing", "answered", "completed"],
        status_callback_method="POST",
        timeout=ring_timeout_s,
    )
    return str(created.sid)


def _redo(request: Redo, client: Client) -> str:
    client.calls(request.sid).update(twiml=request.twiml)
    return ""


def _end_call(request: EndCall, client: Client) -> str:
    """End a call with ``completed``: ``canceled`` would miss one answered just now, and phones that a Dial rings."""
    client.calls(request.sid).update(status="completed")
    return ""


def _begin_recording(request: BeginRecording, client: Client) -> str:
    created = client.calls(request.sid).recordings.create(
        recording_channels="dual",
        recording_track="both",
        recording_status_callback=request.status_url,
        recording_status_callback_event=["completed", "absent"],
        recording_status_callback_method="POST",
        trim="do-not-trim",
    )
    return str(created.sid)


def _pause_recording(request: PauseRecordingOf, client: Client) -> str:
    current = client.calls(request.sid).recordings(CURRENT_RECORDING)
    if request.paused:
        current.update(status="paused", pause_behavior="silence")
    else:
        current.update(status="in-progress")
    return ""


def _end_recording(request: EndRecording, client: Client) -> str:
    client.calls(request.sid).recordings(CURRENT_RECORDING).update(status="stopped")
    return ""


_CALLS: dict[type[AnyRequest], Callable[[Any, Client], str]] = {
    Redo: _redo,
    EndCall: _end_call,
    BeginRecording: _begin_recording,
    PauseRecordingOf: _pause_recording,
    EndRecording: _end_recording,
}
"""The library call of each request; each returns the sid of what was created, or an empty string."""
