"""Signals over which no talk is ended, whatever goes wrong with them: wishes, a lost recording, a supervisor's leg.

Owns which these are, and what of them is still to be said once the log can be written again. Pure.
"""

from call_router.signals import AdvisorAsked, SupervisorAsked
from calls.call import Refused
from calls.transitions.common import is_supervisors
from calls.transitions.rejections import refusal
from telephony.port import NotRecorded, Signal


def is_aside(signal: Signal) -> bool:
    """Whether the talk goes on as it was if nothing comes of the signal."""
    aside = isinstance(signal, AdvisorAsked | Refused | SupervisorAsked | NotRecorded)
    return aside or is_supervisors(getattr(signal, "leg", ""))


def later(signal: Signal) -> Signal:
    """What is said of such a signal when it can be: an advisor learns that it is too late, the rest is done then."""
    return refusal(signal, "late") if isinstance(signal, AdvisorAsked | Refused) else signal
