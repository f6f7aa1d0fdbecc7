"""The router told again from its log alone, for the tests: who waits, who rings, who talks; and what must never be.

Owns a second opinion: it reads facts, never the library's keys, and objects to any fact that should not have been.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from call_router.acts import Act, AdvisorNow, CallCard, CardStage, QueueFloor
from eventlog.counts import Totals
from eventlog.facts import (
    AdvisorOffered,
    AdvisorStateChanged,
    AdvisorWished,
    AnyFact,
    CallAnswered,
    CallEnded,
    CallHeld,
    CallIngressed,
    CallQueued,
    CallRetrieved,
    Envelope,
    GatewayLost,
    OfferEnded,
    StateRestored,
)

NEVER = datetime.max.replace(tzinfo=UTC)
STAGES: dict[str, CardStage] = {
    "idle": "menu",
    "waiting": "waiting",
    "offered": "ringing",
    "talking": "talking",
    "released": "wrap_up",
}


@dataclass
class ReplayedCall:
    """A call, by its facts."""

    gateway: str
    phase: str = "idle"
    queue: str = ""
    arrival: tuple[datetime, int] = (NEVER, 0)
    offer: int = 0
    advisor: str = ""
    seen: CallCard = field(default_factory=CallCard)


@dataclass
class ReplayedAdvisor:
    """An advisor, by the facts."""

    state: str = "offline"
    idle_since: datetime = NEVER
    reason: str = ""
    since: datetime = NEVER
    call: str = ""
    wish: tuple[str, str] = ("", "")


@dataclass
class Replay:
    """The campaign, by its facts. What each advisor serves and how long a state lasts are not in the log."""

    queues_of: dict[str, tuple[str, ...]]
    lasts_ms: dict[str, int] = field(default_factory=dict)
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
                self._see(entry, line=fact.line, site_version=entry.site_version, arrived_at=entry.at)
            case CallQueued():
                self._queued(entry, fact)
            case AdvisorOffered():
                self._offered(self.calls[entry.call_id], fact)
                self._see(entry, offer=fact.offer, offered_at=entry.at)
            case OfferEnded():
                self._offer_ended(self.calls[entry.call_id], fact)
            case CallAnswered():
                call = self.calls[entry.call_id]
                assert (call.phase, call.advisor, call.offer) == ("offered", fact.advisor, fact.offer)
                call.phase = "talking"
                self._see(entry, advisor=fact.advisor, answered_at=entry.at)
            case CallHeld() | CallRetrieved():
                assert self.calls[entry.call_id].phase == "talking"
                self._see(entry, held=isinstance(fact, CallHeld))
            case CallEnded():
                self.calls[entry.call_id].phase = "released"
                self._see(entry, held=False, advisor="", outcome=fact.outcome, ended_at=entry.at)
                self.ends[entry.call_id] += 1
            case AdvisorStateChanged():
                self._advisor_changed(entry, fact)
            case AdvisorWished():
                advisor = self.advisors[fact.advisor]
                assert advisor.state in ("offered", "talking")
                assert advisor.wish != (fact.wish, fact.reason), "the same wish again is no news"
                advisor.wish = (fact.wish, fact.reason)
            case GatewayLost():
                assert fact.gateway not in self.gone
                self.gone.add(fact.gateway)
            case _:
                assert not isinstance(fact, StateRestored), "nothing was restored"

    def _queued(self, entry: Envelope, fact: CallQueued) -> None:
        call = self.calls[entry.call_id]
        assert call.phase == "idle"
        call.phase, call.queue, call.arrival = "waiting", fact.queue, (entry.at, self.seq)
        self._see(entry, queue=fact.queue, queued_at=entry.at, first_at=entry.at)

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

    def _advisor_changed(self, entry: Envelope, fact: AdvisorStateChanged) -> None:
        advisor = self.advisors.setdefault(fact.advisor, ReplayedAdvisor())
        assert advisor.state == fact.previous
        advisor.state, advisor.reason, advisor.since = fact.state, fact.reason, entry.at
        if fact.state not in ("offered", "talking", "wrap_up"):
            advisor.wish = ("", "")
        advisor.call = entry.call_id if fact.state in ("offered", "talking", "wrap_up") else ""
        if fact.state == "available" and fact.reason != "caller_left":
            advisor.idle_since = entry.at

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

    def state_of(self, name: str) -> str:
        """What an advisor does."""
        return self.advisors.get(name, ReplayedAdvisor()).state

    def nobody_starves(self) -> None:
        """No call waits while an advisor of its queue is idle; no advisor has two calls, or one without its state."""
        for name, advisor in self.advisors.items():
            if advisor.state == "available":
                assert self.first_waiting(self.queues_of[name]) is None
            calls = [call.phase for call in self.with_advisor(name)]
            assert calls == ([advisor.state] if advisor.state in ("offered", "talking") else [])

    # What people see

    def _see(self, entry: Envelope, **changes: object) -> None:
        call = self.calls[entry.call_id]
        call.seen = msgspec.structs.replace(call.seen, **changes)

    def card_after(self, act: Act) -> CallCard:
        """What the call flow would say with an act: all that its own facts tell."""
        known = self.calls.get(act.call_id)
        card = CallCard(line=known.seen.line, held=known.seen.held) if known else CallCard()
        for fact in act.facts:
            match fact:
                case CallIngressed():
                    card = CallCard(line=fact.line)
                case CallHeld() | CallRetrieved():
                    card = msgspec.structs.replace(card, held=isinstance(fact, CallHeld))
                case CallEnded():
                    card = msgspec.structs.replace(card, held=False, outcome=fact.outcome)
        return card

    def cards(self) -> dict[str, CallCard]:
        """Every call that is open or wrapped up."""
        wrapped_up = {advisor.call for advisor in self.advisors.values() if advisor.state == "wrap_up"}
        return {
            name: msgspec.structs.replace(call.seen, stage=STAGES[call.phase])
            for name, call in self.calls.items()
            if not self.ends[name] or name in wrapped_up
        }

    def queues(self) -> dict[str, QueueFloor]:
        """Queues with a call that waits."""
        waits: dict[str, list[datetime]] = {}
        for name, call in self.calls.items():
            if call.phase in ("waiting", "offered") and not self.ends[name]:
                waits.setdefault(call.queue, []).append(call.arrival[0])
        return {queue: QueueFloor(waiting=len(since), longest_since=min(since)) for queue, since in waits.items()}

    def advisors_now(self, seen: dict[str, AdvisorNow]) -> dict[str, AdvisorNow]:
        """Every advisor; who was never ready serves no queue, which is not in the log."""
        return {
            name: AdvisorNow(
                state=advisor.state,  # type: ignore[arg-type]
                reason=advisor.reason,
                since=advisor.since,
                call=advisor.call,
                until=self._until(advisor),
                pending=advisor.wish[0],
                pending_reason=advisor.wish[1],
                queues=self.queues_of[name] if seen[name].queues else (),
            )
            for name, advisor in self.advisors.items()
        }

    def _until(self, advisor: ReplayedAdvisor) -> datetime | None:
        lasts_ms = self.lasts_ms.get(advisor.state)
        return None if lasts_ms is None else advisor.since + timedelta(milliseconds=lasts_ms)
