"""The frame of a week: the calls or tickets from which its sample is drawn. Pure.

Owns which facts put an item in the frame and take it out. A call belongs to the week in which it arrived, so its last
facts may be of the next one; a ticket belongs to the week in which its answer was released.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol

import msgspec

from eventlog.facts import (
    AnyFact,
    CallAnswered,
    CallEnded,
    CallIngressed,
    CallReceived,
    CallSetAside,
    CallTransferred,
    Envelope,
)
from eventlog.facts.quality.sample import SampleChannel
from eventlog.facts.tickets.ticket import TicketAnswerReleased, TicketAnswerReturned, TicketSendingUndone
from metrics.quality.samples.week import Week


class FrameItem(msgspec.Struct, frozen=True, order=True):
    """A call or a ticket, with the line and the advisor that form its stratum."""

    id: str
    line: str
    advisor: str


class Frame(Protocol):
    """The frame of a week while its facts are read."""

    def add(self, envelope: Envelope) -> None:
        """Apply the next fact, in the order of the journal, from the beginning of the week."""

    @property
    def open_items(self) -> int:
        """Number of items that later facts may still put in or take out."""

    def items(self) -> list[FrameItem]:
        """Return the items in the order of their ids."""


class _Call(msgspec.Struct):
    line: str
    advisor: str = ""
    has_ended: bool = False


class PhoneFrame:
    """Calls that arrived in the week, were answered by an advisor, and are no anomalous traffic.

    The advisor is the last one who answered or took over the call. A call-back is no call that arrived.
    """

    def __init__(self, week: Week) -> None:
        """Start before the first fact of the week."""
        self._begins, self._ends = week.begins, week.ends
        self._calls: dict[str, _Call] = {}
        self._open = 0

    def add(self, envelope: Envelope) -> None:
        """Apply the next fact."""
        if isinstance(envelope.fact, CallIngressed | CallReceived):
            if self._begins <= envelope.at < self._ends:
                self._begin(envelope.call_id, envelope.fact.line)
            return
        call = self._calls.get(envelope.call_id)
        if call is not None and not call.has_ended:
            self._apply(envelope.call_id, call, envelope.fact)

    @property
    def open_items(self) -> int:
        """Number of calls in progress."""
        return self._open

    def items(self) -> list[FrameItem]:
        """Return the answered calls."""
        return sorted(FrameItem(id_, call.line, call.advisor) for id_, call in self._calls.items() if call.advisor)

    def _begin(self, call_id: str, line: str) -> None:
        before = self._calls.get(call_id)
        self._open += before is None or before.has_ended
        self._calls[call_id] = _Call(line)

    def _apply(self, call_id: str, call: _Call, fact: AnyFact) -> None:
        match fact:
            case CallAnswered(advisor=advisor):
                call.advisor = advisor
            case CallTransferred(kind="attended", to=to) if to.startswith("advisor:"):
                call.advisor = to.partition(":")[2]
            case CallSetAside():
                del self._calls[call_id]
                self._open -= 1
            case CallEnded():
                call.has_ended = True
                self._open -= 1


class WrittenFrame:
    """Tickets whose answer was released in the week and not taken back or returned in it.

    The line is the channel of the ticket, the advisor the user who released the answer last.
    """

    def __init__(self, week: Week) -> None:
        """Start before the first fact of the week."""
        self._begins, self._ends = week.begins, week.ends
        self._items: dict[str, FrameItem] = {}

    def add(self, envelope: Envelope) -> None:
        """Apply the next fact."""
        if not self._begins <= envelope.at < self._ends:
            return
        match envelope.fact:
            case TicketAnswerReleased(ticket=ticket, channel=channel):
                self._items[ticket] = FrameItem(ticket, channel, envelope.actor.partition(":")[2])
            case TicketSendingUndone(ticket=ticket) | TicketAnswerReturned(ticket=ticket):
                self._items.pop(ticket, None)

    @property
    def open_items(self) -> int:
        """Return 0: the facts of the week decide."""
        return 0

    def items(self) -> list[FrameItem]:
        """Return the answered tickets."""
        return sorted(self._items.values())


FRAMES: Final[dict[SampleChannel, Callable[[Week], Frame]]] = {"phone": PhoneFrame, "written": WrittenFrame}
FRAME_KINDS: Final[dict[SampleChannel, tuple[type[Any], ...]]] = {
    "phone": (CallIngressed, CallReceived, CallAnswered, CallTransferred, CallSetAside, CallEnded),
    "written": (TicketAnswerReleased, TicketSendingUndone, TicketAnswerReturned),
}
"""Kinds of facts that a frame depends on."""
FRAME_TYPES: Final[dict[SampleChannel, frozenset[str]]] = {
    channel: frozenset(each.__name__ for each in kinds) for channel, kinds in FRAME_KINDS.items()
}
"""Their tags."""
