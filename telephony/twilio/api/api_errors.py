"""The meaning of Twilio's errors. Pure.

Owns the mapping from HTTP statuses and Twilio's error codes to the next action. It must not send anything.

Source: https://www.twilio.com/docs/api/errors and https://www.twilio.com/docs/usage/twilios-response
"""

from enum import Enum
from typing import Final

import msgspec

from telephony.port.text_messages import TextDeferred, TextRejected, TextUncertain
from telephony.twilio.call.requests import (
    AnyRequest,
    BeginCall,
    EndCall,
    EndRecording,
    PauseRecordingOf,
    Redo,
    RequestOutcome,
)

NOT_FOUND: Final = 20404
NOT_IN_PROGRESS: Final = 21220
TOO_MANY_REQUESTS: Final = 20429
TURN_REFUSED: Final = 429
"""Code of a call that Twilio or our own rate limit refused."""
UNREACHABLE: Final = 503
"""Code of a request without a response from Twilio."""

IDEMPOTENT_REQUESTS: Final = (Redo, EndCall, PauseRecordingOf, EndRecording)
"""Requests that may be repeated. A repeated call rings twice, and a repeated recording exists twice."""

REFUSED_NUMBERS: Final = frozenset({21211, 21610, 21614})
"""Errors about the number of a text message: it is invalid, unsubscribed, or not mobile."""


class ApiFault(msgspec.Struct, frozen=True):
    """A failed request.

    Attributes:
        status: of HTTP; 0 if no response came.
        code: Twilio's error code, or the status if there is none.
        is_unsent: whether the request certainly did not reach Twilio.
    """

    status: int = 0
    code: int = 0
    is_unsent: bool = False


class FaultAction(Enum):
    """The action after a fault."""

    GONE = "gone"
    LATER = "later"
    REFUSED = "refused"


def fault_action(request: AnyRequest, fault: ApiFault) -> FaultAction:
    """Return the action after a fault.

    A request beyond the rate limit was not carried out, so any such request may be repeated. A request that failed
    inside Twilio, or got no response, may have been carried out.
    """
    if not isinstance(request, BeginCall) and (fault.status == 404 or fault.code in {NOT_FOUND, NOT_IN_PROGRESS}):
        return FaultAction.GONE
    if fault.status == 429 or fault.code == TOO_MANY_REQUESTS:
        return FaultAction.LATER
    if (fault.status == 0 or fault.status >= 500) and isinstance(request, IDEMPOTENT_REQUESTS):
        return FaultAction.LATER
    return FaultAction.REFUSED


def refusal_outcome(request: AnyRequest, fault: ApiFault) -> RequestOutcome:
    """Return the outcome of a request that ended with a fault."""
    if fault_action(request, fault) is FaultAction.GONE:
        return RequestOutcome(is_gone=True)
    return RequestOutcome(refused=fault.code or UNREACHABLE)


def text_result(fault: ApiFault) -> TextRejected | TextDeferred | TextUncertain:
    """Return the result of a text message whose request failed.

    A fault inside Twilio, or no response, may have sent it. Other refusals are about the account, the sender or the
    region, so the message waits until the account is corrected.
    """
    if fault.code in REFUSED_NUMBERS:
        return TextRejected(fault.code)
    if fault.status == 429 or fault.code == TOO_MANY_REQUESTS:
        return TextDeferred("too_many", fault.code)
    if fault.is_unsent:
        return TextDeferred("unreachable")
    if fault.status == 0 or fault.status >= 500:
        return TextUncertain()
    return TextDeferred("service_refused", fault.code)


def metric_outcome(outcome: RequestOutcome, fault: ApiFault | None) -> str:
    """Return the metric label of an outcome; see `telephony.twilio.api.metrics.OUTCOMES`."""
    if outcome.is_done:
        return "done"
    if outcome.is_gone:
        return "gone"
    return "unreachable" if fault is not None and fault.status == 0 else "refused"
