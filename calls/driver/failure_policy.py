"""Signals whose failure must not end a conversation: requests, a lost recording, a supervisor's leg. Pure.

Owns which these are, and what of them is still to be said once the log can be written again.
"""

from call_router.signals import AdvisorAsked, SupervisorAsked
from calls.call import RequestRefused
from calls.transitions.common import is_supervisor_leg
from calls.transitions.rejections import refuse
from telephony.port import NotRecorded, Signal


def is_optional(signal: Signal) -> bool:
    """Whether the talk goes on as it was if nothing comes of the signal."""
    aside = isinstance(signal, AdvisorAsked | RequestRefused | SupervisorAsked | NotRecorded)
    return aside or is_supervisor_leg(getattr(signal, "leg", ""))


def deferred_signal(signal: Signal) -> Signal:
    """What is said of such a signal when it can be: an advisor learns that it is too late, the rest is done then."""
    return refuse(signal, "late") if isinstance(signal, AdvisorAsked | RequestRefused) else signal
