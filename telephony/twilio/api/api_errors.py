"""What Twilio's refusals mean to us. Pure.

Owns the table from statuses and Twilio's own numbers to what is done next. It must not ask anything.

Source: https://www.twilio.com/docs/api/errors and https://www.twilio.com/docs/usage/twilios-response
"""

from enum import Enum
from typing import Final

import msgspec

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
"""How a call is refused that could not have its turn in time, whether Twilio says so or our own pace."""
UNREACHABLE: Final = 503
"""How is refused what Twilio did not answer."""

IDEMPOTENT_REQUESTS: Final = (Redo, EndCall, PauseRecordingOf, EndRecording)
"""Doing these a second time changes nothing. A call begun twice rings twice, and a recording is then there twice."""


class ApiFault(msgspec.Struct, frozen=True):
    """What asking met instead of an answer.

    Attributes:
        status: of HTTP; 0 when no answer came.
        code: Twilio's number of it, or the status again where it has none.
    """

    status: int = 0
    code: int = 0


class FaultAction(Enum):
    """What is done about a fault."""

    GONE = "gone"
    LATER = "later"
    REFUSED = "refused"


def fault_action(request: AnyRequest, fault: ApiFault) -> FaultAction:
    """What is done about a fault.

    Too many requests at once were not carried out, so they may be asked later, whatever they are. What failed inside
    Twilio, or got no answer, may have been carried out.

    Args:
        request: that met it.
        fault: what it met.
    """
    if not isinstance(request, BeginCall) and (fault.status == 404 or fault.code in {NOT_FOUND, NOT_IN_PROGRESS}):
        return FaultAction.GONE
    if fault.status == 429 or fault.code == TOO_MANY_REQUESTS:
        return FaultAction.LATER
    if (fault.status == 0 or fault.status >= 500) and isinstance(request, IDEMPOTENT_REQUESTS):
        return FaultAction.LATER
    return FaultAction.REFUSED


def refusal_outcome(request: AnyRequest, fault: ApiFault) -> RequestOutcome:
    """What is told of a request that ended with a fault."""
    if fault_action(request, fault) is FaultAction.GONE:
        return RequestOutcome(is_gone=True)
    return RequestOutcome(refused=fault.code or UNREACHABLE)


def metric_outcome(outcome: RequestOutcome, fault: ApiFault | None) -> str:
    """How a request is counted; see `telephony.twilio.api.metrics.OUTCOMES`."""
    if outcome.is_done:
        return "done"
    if outcome.is_gone:
        return "gone"
    return "unreachable" if fault is not None and fault.status == 0 else "refused"
