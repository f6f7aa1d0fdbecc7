"""What an act changes in the queues, and the rules of a queue: values only.

Owns the words between the call flow, the site and the function library. It must not know how any of them works.
"""

from itertools import pairwise

import msgspec

from config.site.calls import queues
from config.site.calls.dialling import CapName
from eventlog.facts import OfferEnd

Strategy = queues.Strategy
MAX_LEVEL = 10


class LevelBand(msgspec.Struct, frozen=True, kw_only=True):
    """Once a call has waited so long, advisors of this level and above may be rung for it.

    The wait is counted with the head start, so that whoever stands before is never choosier than whoever stands behind.

    Attributes:
        after_ms: since the call took its place; 0 for the first band.
        level: the least level, 1 to 10.
    """

    after_ms: int
    level: int


class QueueRules(msgspec.Struct, frozen=True, kw_only=True):
    """How a queue chooses, from the moment it is configured on; calls that wait already follow it too.

    Attributes:
        strategy: whom to ring.
        weight: how much a second of waiting counts against one in another queue of the same advisor.
        bands: descending levels by ascending wait; the last is the level below which nobody is ever rung.
        ring_most: of ring-all, how many phones ring at once.

    Raises:
        ValueError: a weight or a number of phones that is not positive; bands that do not begin at once, or whose
            levels do not fall, within 1 to 10, as the wait grows.
    """

    strategy: Strategy = "longest_idle"
    weight: float = 1.0
    bands: tuple[LevelBand, ...] = (LevelBand(after_ms=0, level=1),)
    ring_most: int = 5

    def __post_init__(self) -> None:
        if not 0 < self.weight < float("inf") or self.ring_most < 1:
            raise ValueError("weight and ring_most are positive")
        if not self.bands or self.bands[0].after_ms != 0:
            raise ValueError("the first band is open at once")
        if any(later.after_ms <= band.after_ms or later.level >= band.level for band, later in pairwise(self.bands)):
            raise ValueError("each band opens later than the one before, to a lower level")
        if not 1 <= self.bands[-1].level <= self.bands[0].level <= MAX_LEVEL:
            raise ValueError(f"levels are 1 to {MAX_LEVEL}")


class Enqueue(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """The call begins to wait in a queue: from its menu, from another queue, or from a talk that is handed on.

    The settings travel with the call: a changed site touches no call in progress. The place is by the first arrival in
    any queue, minus the head start, and is never lost.

    Attributes:
        threshold_ms: the bound of the service level, inclusive.
        ring_ms: how long an advisor's phone rings.
        wrap_up_ms: how long the wrap-up after this call may last.
        head_start_ms: how much earlier than it came the call is taken to have come: its priority.
        misses: after so many unanswered offers in a row an advisor pauses.
        most_waiting: with more calls than this before it the queue is full; 0 for no bound.
        most_wait_ms: after so long the call has waited too long; 0 for no bound.
        most_estimate_ms: an estimate beyond this at the entry is too long; 0 for no bound.
        needs_advisor: whether to say so when nobody who serves the queue is on duty.
        announce_ms: position and estimate are due every so many ms; 0 for never.
        keeps_wait: whether the wait goes on that began in another queue (an overflow) or begins anew (a transfer).
        advisor: the only one who may be rung, or empty.
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
    """The call comes over from another campaign, and begins to wait here in the place of its first arrival there.

    The act opens the call here (``expects`` 0, a CallReceived among its facts) in the name of the same gateway, whose
    lease is asked for here. Its request id is ``<campaign>/<call>/<version>`` of the act that wrote the intent there:
    whoever finds the intent can send it again, and for a day it is done once, even if the call ended here meanwhile.
    Then the other campaign releases the call, with its CallSentOn.

    Attributes:
        first_at_ms: the first arrival in any queue, ms since the Unix epoch.
    """

    first_at_ms: int


class AnswerOffer(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """The offered advisor picked up and is connected. Refused with OfferGone when the offer is no longer the call's."""

    offer: int


class DeclineOffer(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """The offered advisor did not answer: the call waits again in its exact place, and it counts as a miss."""

    offer: int
    reason: OfferEnd


class ReleaseCall(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """The call leaves the router for good, from wherever it is, and is ended.

    A place in the queue is given up, an offered advisor is available again, a talking one goes to wrap-up.
    """


class PartCall(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """A talk or a wait is over and the call with it, as by Release, but its gateway keeps the caller for a last word.

    The act brings the fact that ends the call; Release, without one, lets go of it at last.
    """


class Cap(msgspec.Struct, frozen=True, kw_only=True):
    """How many call-backs may be promised to something.

    Attributes:
        name: which cap it is.
        scope: what it is about: a number's keyed print, a listed prefix, or empty for the campaign.
        limit: so many.
        within_ms: in any stretch of time of this length, a day at most.
    """

    name: CapName
    scope: str
    limit: int
    within_ms: int


class Promise(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """The call ends as Release does, and a call-back takes over its place in the queue, in the same act.

    Refused with CallBackOpen while another call-back to the number is open, and with CapReached at a cap.

    Attributes:
        call_back: id of the call-back, a call of its own that no gateway holds until an advisor is chosen for it.
        state: the call-back's first state, encoded.
        card: what others may read of the call-back, JSON.
        number: keyed print of that number, or empty.
        caps: how many may be promised.
    """

    call_back: str
    state: bytes
    card: str
    number: str = ""
    caps: tuple[Cap, ...] = ()


class Postpone(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """A call-back was not reached: it leaves the queue and takes its place again later; its advisor is free.

    Attributes:
        until_ms: when, ms since the Unix epoch.
    """

    until_ms: int


class Reserve(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """While two talk, another advisor's phone rings, as an offer of its own: AdvisorChosen says its number.

    AnswerOffer and DeclineOffer of that number say what comes of it; no CallAnswered belongs to it. Refused with
    NotAvailable when that advisor is not available, or another one is asked already.

    Attributes:
        advisor: who is asked.
    """

    advisor: str


class HandOver(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """The consulted advisor, who must have picked up, has the call from now on; the first one goes to wrap-up."""


class TakeBack(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """The consultation is over, ringing or talking; the consulted advisor is free again, if there is one."""


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
