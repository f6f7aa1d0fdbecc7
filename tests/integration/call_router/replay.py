"""The router told again from its log alone, for the tests: who waits, who rings, who talks; and what must never be.

Owns a second opinion: it reads facts, never the library's keys, and objects to any fact that should not have been.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from eventlog.counts import Totals
from eventlog.facts import (
    AdvisorOffered,
    AdvisorStateChanged,
    AnyFact,
    CallAnswered,
    CallEnded,
    CallIngressed,
    CallQueued,
    Envelope,
    GatewayLost,
    OfferEnded,
    StateRestored,
)

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class ReplayedCall:
    """A call, by its facts."""

    gateway: str
    phase: str = "idle"
    queue: str = ""
    arrival: tuple[datetime, int] = (NEVER, 0)
    offer: int = 0
    advisor: str = ""


@dataclass
class ReplayedAdvisor:
    """An advisor, by the facts."""

    state: str = "offline"
    idle_since: datetime = NEVER


@dataclass
class Replay:
    """The campaign, by its facts. `queues_of` says what each advisor serves, which is not in the log."""

    queues_of: dict[str, tuple[str, ...]]
    calls: dict[str, ReplayedCall] = field(default_factory=dict)
    advisors: dict[str, ReplayedAdvisor] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    ends: Counter[str] = field(default_factory=Counter)
    totals: Totals = field(default_factory=Totals)
    last_id: str = ""
    seq: int = 0
    last_at: datetime | None = None

    def add(self, entry: Envelope) -> None:
        """One more fact; it must follow from those before."""
        self.seq += 1
        assert entry.id == f"1-{self.seq}"
        assert self.last_at is None or entry.at >= self.last_at
        assert self.ends[entry.call_id] == 0, "a call's last fact is its end"
        self.last_id, self.last_at = entry.id, entry.at
        self.totals.add(entry)
        self._take(entry, entry.fact)

    def _take(self, entry: Envelope, fact: AnyFact) -> None:
        match fact:
            case CallIngressed():
                assert entry.call_id not in self.calls
                self.calls[entry.call_id] = ReplayedCall(gateway=fact.gateway)
            case CallQueued():
                self._queued(entry, fact)
            case AdvisorOffered():
                self._offered(self.calls[entry.call_id], fact)
            case OfferEnded():
                self._offer_ended(self.calls[entry.call_id], fact)
            case CallAnswered():
                call = self.calls[entry.call_id]
                assert (call.phase, call.advisor, call.offer) == ("offered", fact.advisor, fact.offer)
                call.phase = "talking"
            case CallEnded():
                self.calls[entry.call_id].phase = "released"
                self.ends[entry.call_id] += 1
            case AdvisorStateChanged():
                self._advisor_changed(entry.at, fact)
            case GatewayLost():
                assert fact.gateway not in self.gone
                self.gone.add(fact.gateway)
            case _:
                assert not isinstance(fact, StateRestored), "nothing was restored"

    def _queued(self, entry: Envelope, fact: CallQueued) -> None:
        call = self.calls[entry.call_id]
        assert call.phase == "idle"
        call.phase, call.queue, call.arrival = "waiting", fact.queue, (entry.at, self.seq)

    def _offered(self, call: ReplayedCall, fact: AdvisorOffered) -> None:
        advisor = self.advisors[fact.advisor]
        assert (call.phase, advisor.state) == ("waiting", "available")
        assert fact.offer == call.offer + 1
        assert call.gateway not in self.gone
        assert fact.queue == call.queue
        assert fact.queue in self.queues_of[fact.advisor]
        assert call is self.first_waiting(self.queues_of[fact.advisor]), "who has waited longest is first"
        assert advisor.idle_since == min(other.idle_since for other in self._ready_for(fact.queue))
        call.phase, call.offer, call.advisor = "offered", fact.offer, fact.advisor

    def _offer_ended(self, call: ReplayedCall, fact: OfferEnded) -> None:
        assert (call.phase, call.advisor, call.offer) == ("offered", fact.advisor, fact.offer)
        call.phase = "leaving" if fact.reason == "caller_left" else "waiting"

    def _advisor_changed(self, at: datetime, fact: AdvisorStateChanged) -> None:
        advisor = self.advisors.setdefault(fact.advisor, ReplayedAdvisor())
        assert advisor.state == fact.previous
        advisor.state = fact.state
        if fact.state == "available" and fact.reason != "caller_left":
            advisor.idle_since = at

    def _ready_for(self, queue: str) -> list[ReplayedAdvisor]:
        return [
            advisor
            for name, advisor in self.advisors.items()
            if advisor.state == "available" and queue in self.queues_of[name]
        ]

    def first_waiting(self, queues: tuple[str, ...]) -> ReplayedCall | None:
        """Of these queues, the living call that has waited longest."""
        waiting = [
            call
            for call in self.calls.values()
            if call.phase == "waiting" and call.queue in queues and call.gateway not in self.gone
        ]
        return min(waiting, key=lambda call: call.arrival, default=None)

    def with_advisor(self, name: str) -> list[ReplayedCall]:
        """Calls that an advisor has, ringing or talking."""
        return [call for call in self.calls.values() if call.advisor == name and call.phase in ("offered", "talking")]

    def nobody_starves(self) -> None:
        """No call waits while an advisor of its queue is idle; no advisor has two calls, or one without its state."""
        for name, advisor in self.advisors.items():
            if advisor.state == "available":
                assert self.first_waiting(self.queues_of[name]) is None
            calls = [call.phase for call in self.with_advisor(name)]
            assert calls == ([advisor.state] if advisor.state in ("offered", "talking") else [])
