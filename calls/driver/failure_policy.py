"""Signals whose failure must not end a conversation: requests, a lost recording, a supervisor's leg. Pure.

Owns the list, and what to do about them once the log is writable again.
"""

from call_router.signals import AdvisorAsked, SupervisorAsked
from calls.call import RequestRefused
from calls.transitions.common import is_supervisor_leg
from calls.transitions.rejections import refuse
from telephony.port import NotRecorded, Signal


def is_optional(signal: Signal) -> bool:
    """Return whether the conversation can continue without the signal."""
    aside = isinstance(signal, AdvisorAsked | RequestRefused | SupervisorAsked | NotRecorded)
    return aside or is_supervisor_leg(getattr(signal, "leg", ""))


def deferred_signal(signal: Signal) -> Signal:
    """Return the signal to post later: an advisor's request is then refused as late, others are unchanged."""
    return refuse(signal, "late") if isinstance(signal, AdvisorAsked | RequestRefused) else signal
