"""What Twilio's refusals mean to us. Pure.

Owns the table from statuses and Twilio's own numbers to what is done next. It must not ask anything.

Source: https://www.twilio.com/docs/api/errors and https://www.twilio.com/docs/usage/twilios-response
"""

from enum import Enum
from typing import Final

import msgspec

from telephony.twilio.call.requests import AnyRequest, Asked, BeginCall, EndCall, EndRecording, PauseRecordingOf, Redo

NOT_FOUND: Final = 20404
NOT_IN_PROGRESS: Final = 21220
TOO_MANY: Final = 20429
PACED: Final = 429
"""How a call is refused that could not have its turn in time, whether Twilio says so or our own pace."""
UNREACHABLE: Final = 503
"""How is refused what Twilio did not answer."""

HARMLESS_AGAIN: Final = (Redo, EndCall, PauseRecordingOf, EndRecording)
"""Doing these a second time changes nothing. A call begun twice rings twice, and a recording is then there twice."""


class Fault(msgspec.Struct, frozen=True):
    """What asking met instead of an answer.

    Attributes:
        status: of HTTP; 0 when no answer came.
        code: Twilio's number of it, or the status again where it has none.
    """

    status: int = 0
    code: int = 0


class Next(Enum):
    """What is done about a fault."""

    GONE = "gone"
    LATER = "later"
    REFUSED = "refused"


def next_of(request: AnyRequest, fault: Fault) -> Next:
    """What is done about a fault.

    Too many requests at once were not carried out, so they may be asked later, whatever they are. What failed inside
    Twilio, or got no answer, may have been carried out.

    Args:
        request: that met it.
        fault: what it met.
    """
    if not isinstance(request, BeginCall) and (fault.status == 404 or fault.code in {NOT_FOUND, NOT_IN_PROGRESS}):
        return Next.GONE
    if fault.status == 429 or fault.code == TOO_MANY:
        return Next.LATER
    if (fault.status == 0 or fault.status >= 500) and isinstance(request, HARMLESS_AGAIN):
        return Next.LATER
    return Next.REFUSED


def told(request: AnyRequest, fault: Fault) -> Asked:
    """What is told of a request that ended with a fault."""
    if next_of(request, fault) is Next.GONE:
        return Asked(gone=True)
    return Asked(refused=fault.code or UNREACHABLE)


def outcome(asked: Asked, fault: Fault | None) -> str:
    """How a request is counted; see `telephony.twilio.api.metrics.OUTCOMES`."""
    if asked.done:
        return "done"
    if asked.gone:
        return "gone"
    return "unreachable" if fault is not None and fault.status == 0 else "refused"
