"""Signals of the router to the process that holds a call, sent through its gateway's mailbox.

Owns the signals and the names of advisors' requests. The call flow decides how a call reacts.
"""

from typing import Literal, get_args

from eventlog.facts.calls.routing import AdvisorAction, OverflowReason
from telephony.port import Signal

__all__ = [
    "ADVISOR_ACTIONS",
    "SUPERVISOR_ACTIONS",
    "AdvisorAction",
    "AdvisorAsked",
    "AdvisorChosen",
    "AnnouncementDue",
    "OfferLapsed",
    "Overflowing",
    "RouterSignal",
    "SupervisorAction",
    "SupervisorAsked",
]


class AdvisorChosen(Signal, frozen=True, kw_only=True):
    """The router offers the call to an advisor. Ring-all sends one signal for each phone that may ring."""

    advisor: str
    address: str
    queue: str
    offer: int
    ring_ms: int


class OfferLapsed(Signal, frozen=True, kw_only=True):
    """The offer expired, or another advisor took the call: its phone should stop ringing."""

    offer: int


class Overflowing(Signal, frozen=True, kw_only=True):
    """The call keeps its place, but the site's overflow choice is due; an unknown estimate is -1."""

    queue: str
    reason: OverflowReason
    estimate_ms: int = -1


class AnnouncementDue(Signal, frozen=True, kw_only=True):
    """The caller is due to hear their position (from 1) and the estimated wait (-1 if unknown)."""

    queue: str
    position: int
    estimate_ms: int = -1


ADVISOR_ACTIONS: frozenset[str] = frozenset(get_args(AdvisorAction))


class AdvisorAsked(Signal, frozen=True, kw_only=True):
    """The advisor in the talk requests an action.

    Attributes:
        target: for a transfer, ``queue:<id>``, ``advisor:<id>`` or ``campaign:<campaign>/<queue>``; for a consultation,
            ``advisor:<id>``; for keys, their encrypted form (`calls.keys_cipher`); else empty.
    """

    advisor: str
    action: AdvisorAction
    target: str = ""


SupervisorAction = Literal["listen", "whisper", "barge", "stop"]
SUPERVISOR_ACTIONS: frozenset[str] = frozenset(get_args(SupervisorAction))


class SupervisorAsked(Signal, frozen=True, kw_only=True):
    """A supervisor requests to join the talk, change the mode, or stop.

    Attributes:
        action: a `SupervisionMode`, or ``stop``.
        address: SIP URI of the supervisor's phone; empty to stop.
    """

    supervisor: str
    action: SupervisorAction
    address: str = ""


RouterSignal = AdvisorChosen | OfferLapsed | Overflowing | AnnouncementDue | AdvisorAsked | SupervisorAsked
