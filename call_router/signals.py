"""What the router says to the process that holds a call, by the mailbox of its gateway: values only.

Owns these signals and the words of an advisor's wishes. What a call makes of them is the call flow's to decide.
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
    """The router offers the call to an advisor. With ring-all there is one of these for each phone that may ring."""

    advisor: str
    address: str
    queue: str
    offer: int
    ring_ms: int


class OfferLapsed(Signal, frozen=True, kw_only=True):
    """The offer no longer stands, by its time or because another took the call: its phone should stop ringing."""

    offer: int


class Overflowing(Signal, frozen=True, kw_only=True):
    """The call waits on, in its place, but something of the queue calls for the site's choice.

    Attributes:
        queue: in which it waits.
        reason: what it is.
        estimate_ms: how long the wait may still be, or -1 where nobody can tell.
    """

    queue: str
    reason: OverflowReason
    estimate_ms: int = -1


class AnnouncementDue(Signal, frozen=True, kw_only=True):
    """It is time to tell the caller how things stand.

    Attributes:
        position: in the queue, from 1.
        estimate_ms: how long the wait may still be, or -1 where nobody can tell.
    """

    queue: str
    position: int
    estimate_ms: int = -1


ADVISOR_ACTIONS: frozenset[str] = frozenset(get_args(AdvisorAction))


class AdvisorAsked(Signal, frozen=True, kw_only=True):
    """The advisor who talks in the call asks for something.

    Attributes:
        target: of a transfer, ``queue:<id>``, ``advisor:<id>`` or ``campaign:<campaign>/<queue>``; of a consultation,
            ``advisor:<id>``; else empty.
    """

    advisor: str
    action: AdvisorAction
    target: str = ""


SupervisorAction = Literal["listen", "whisper", "barge", "stop"]
SUPERVISOR_ACTIONS: frozenset[str] = frozenset(get_args(SupervisorAction))


class SupervisorAsked(Signal, frozen=True, kw_only=True):
    """A supervisor wants to take part in the talk, in another way than now, or not any more.

    Attributes:
        supervisor: the user.
        action: a `SupervisionMode`, or ``stop``.
        address: where the supervisor's phone is, a SIP URI; empty to stop.
    """

    supervisor: str
    action: SupervisorAction
    address: str = ""


RouterSignal = AdvisorChosen | OfferLapsed | Overflowing | AnnouncementDue | AdvisorAsked | SupervisorAsked
