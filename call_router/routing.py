"""Values of an act's change in the queues, and the rules of a queue.

The call flow, the site and the function library share these values. The module must not know how any of them works.
"""

from itertools import pairwise

import msgspec

from config.site.calls import queues
from config.site.calls.number_kinds import CapName
from eventlog.facts import OfferEnd

Strategy = queues.Strategy
MAX_LEVEL = 10


class LevelBand(msgspec.Struct, frozen=True, kw_only=True):
    """Least advisor level (1 to 10) that may be rung ``after_ms`` in the place; the first band has 0.

    The wait includes the head start, so that an earlier place never has a stricter level than a later one.
    """

    after_ms: int
    level: int


class QueueRules(msgspec.Struct, frozen=True, kw_only=True):
    """How a queue chooses. New rules also apply to calls that already wait.

    Attributes:
        weight: value of a second of waiting, relative to other queues of the same advisor.
        bands: ascending waits with descending levels; advisors below the last level are never rung.
        ring_most: with ring-all, how many phones ring at once.

    Raises:
        ValueError: weight or ring_most is not positive; the first band does not start at 0; levels do not descend
            within 1 to 10 as the wait grows.
    """

    strategy: Strategy = "longest_idle"
    weight: float = 1.0
    bands: tuple[LevelBand, ...] = (LevelBand(after_ms=0, level=1),)
    ring_most: int = 5

    def __post_init__(self) -> None:
        if not 0 < self.weight < float("inf") or self.ring_most < 1:
            raise ValueError("weight and ring_most must be positive")
        if not self.bands or self.bands[0].after_ms != 0:
            raise ValueError("the first band must begin at 0 ms")
        if any(later.after_ms <= band.after_ms or later.level >= band.level for band, later in pairwise(self.bands)):
            raise ValueError("bands must have ascending waits and descending levels")
        if not 1 <= self.bands[-1].level <= self.bands[0].level <= MAX_LEVEL:
            raise ValueError(f"levels must be 1 to {MAX_LEVEL}")


class Enqueue(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Put the call into a queue: from its menu, from another queue, or from a transferred talk.

    The settings travel with the call, so a change of site does not affect calls in progress. The place depends on the
    first arrival in any queue, minus the head start, and is never lost.

    Attributes:
        threshold_ms: bound of the service level, inclusive.
        head_start_ms: priority: the call is placed as if it had arrived this much earlier.
        misses: number of consecutive unanswered offers after which an advisor is paused.
        most_waiting: with more calls than this before it the queue is full; 0 for no bound.
        most_wait_ms: longest wait before the queue overflows; 0 for no bound.
        most_estimate_ms: longest estimate at the entry; 0 for no bound.
        needs_advisor: whether to signal that no advisor of the queue is on duty.
        announce_ms: interval of announcements of position and estimate; 0 for none.
        keeps_wait: whether the wait of another queue continues (overflow) or a new one begins (transfer).
        advisor: the only advisor who may be rung, or empty.
    """

    line: str
    queue: str
    threshold_ms: int
    ring_ms: int
    wrap_up_ms: int
    head_start_ms: int = 0
    misses: int = 1
    most_waiting: int = 0
    most_wait_ms: int = 0
    most_estimate_ms: int = 0
    needs_advisor: bool = False
    announce_ms: int = 0
    keeps_wait: bool = False
    advisor: str = ""


class Receive(Enqueue, frozen=True, kw_only=True, tag_field="type"):
    """Receive the call from another campaign, at the place of its first arrival there (ms since the Unix epoch).

    The act opens the call here (``expects`` 0, with a CallReceived) for the same gateway, whose lease is acquired here.
    Its request id is ``<campaign>/<call>/<version>`` of the act that wrote the intent there. Any process that finds the
    intent can repeat the request: for a day it takes effect once, even if the call has ended here. The other campaign
    then releases the call with its CallSentOn.
    """

    first_at_ms: int


class AnswerOffer(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Connect the offered advisor, who picked up. Refused with OfferGone if the offer is no longer the call's."""

    offer: int


class DeclineOffer(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Return an unanswered call to its exact place, and count a miss for the advisor."""

    offer: int
    reason: OfferEnd


class ReleaseCall(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Remove the call from the router for good, from any phase, and end it.

    Its place is freed, an offered advisor becomes available, and an advisor in the talk goes to wrap-up.
    """


class PartCall(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """End the call as ReleaseCall does, but let the gateway keep the caller for a last message.

    The act has the fact that ends the call; ReleaseCall without one then releases it.
    """


class Cap(msgspec.Struct, frozen=True, kw_only=True):
    """Limit on promised call-backs within a sliding window of at most a day.

    ``scope`` is the keyed digest of a number, a listed prefix, or empty for the campaign.
    """

    name: CapName
    scope: str
    limit: int
    within_ms: int


class Promise(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """End the call as ReleaseCall does; in the same act a call-back takes over its place in the queue.

    Refused with CallBackOpen if another call-back to the number is open, and with CapReached at a cap. No gateway holds
    the call-back until an advisor is chosen for it. ``number`` is the keyed digest of the number, or empty.
    """

    call_back: str
    state: bytes
    card: str
    number: str = ""
    caps: tuple[Cap, ...] = ()


class Postpone(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Remove an unanswered call-back from the queue until ``until_ms`` (since the Unix epoch), and free its advisor."""

    until_ms: int


class Reserve(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Ring another advisor during a talk, as an offer of its own with the number in AdvisorChosen.

    AnswerOffer or DeclineOffer with that number follows, without a CallAnswered. Refused with NotAvailable if that
    advisor is not available or another one is already being consulted.
    """

    advisor: str


class HandOver(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Give the call to the consulted advisor, who must have picked up; the first advisor goes to wrap-up."""


class TakeBack(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """End the consultation, ringing or talking, and free the consulted advisor if there is one."""


Routing = (
    Enqueue
    | Receive
    | AnswerOffer
    | DeclineOffer
    | PartCall
    | ReleaseCall
    | Promise
    | Postpone
    | Reserve
    | HandOver
    | TakeBack
)
