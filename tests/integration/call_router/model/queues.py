"""The model's queues: who waits, who is ready, and who is rung for whom."""

from typing import cast

from call_router.signals import AdvisorChosen
from eventlog.facts import AdvisorOffered, OfferEnd, OfferEnded
from tests.integration.call_router.model.advisors import Advisors
from tests.integration.call_router.model.campaign import GRACE_MS
from tests.integration.call_router.model.values import Advisor, Call


class Queues(Advisors):
    """Offers: made, missed, withdrawn."""

    def waiting_in(self, queue: str) -> list[Call]:
        """Calls that may be offered, who came first at the head. A dead gateway's call is offered to nobody."""
        calls = [call for call in self.calls.values() if call.phase == "waiting" and call.queue == queue]
        return sorted((call for call in calls if call.gateway not in self.gone), key=self.standing)

    def standing(self, call: Call) -> tuple[int, tuple[int, str]]:
        """By which calls of a queue stand: by arrival, and among equals by their place."""
        return call.queued_at, call.place

    def ready_for(self, call: Call) -> list[Advisor]:
        """Advisors who may be rung for it, the next one first."""
        ready = [a for a in self.advisors.values() if a.state == "available" and call.queue in a.queues]
        return sorted(ready, key=lambda advisor: (self.score(call.queue, advisor), advisor.id))

    def score(self, queue: str, advisor: Advisor) -> float:
        """The lowest is rung first."""
        return advisor.idle_since

    def urgency(self, call: Call) -> tuple[float, tuple[int, str]]:
        """Of the heads of several queues, the least is served first."""
        return self.standing(call)

    def match(self, queues: tuple[str, ...]) -> None:
        """Make every offer that these queues allow."""
        while pair := self.next_pair(queues):
            self.offer(*pair)

    def next_pair(self, queues: tuple[str, ...]) -> tuple[Call, Advisor] | None:
        """Of the heads for whom somebody is ready, the most urgent; with whom to ring."""
        heads = [waiting[0] for waiting in map(self.waiting_in, queues) if waiting]
        pairs = [(call, ready[0]) for call in heads if (ready := self.ready_for(call))]
        return min(pairs, key=lambda pair: self.urgency(pair[0]), default=None)

    def offer(self, call: Call, advisor: Advisor) -> None:
        """Ring them for it."""
        call.offer, call.advisor, call.phase, call.offered_at = call.offer + 1, advisor.id, "offered", self.now
        self.timers[f"offer:{call.id}"] = self.now + call.ring_ms + GRACE_MS
        self.record(AdvisorOffered(queue=call.queue, advisor=advisor.id, offer=call.offer), call)
        self.become(advisor, "offered", "", call)
        advisor.until = self.now + call.ring_ms
        chosen = AdvisorChosen(
            call_id=call.id,
            advisor=advisor.id,
            address=advisor.address,
            queue=call.queue,
            offer=call.offer,
            ring_ms=call.ring_ms,
        )
        self.tell(call, chosen)

    def end_offer(self, call: Call, reason: str) -> Advisor:
        """It no longer stands; who was rung."""
        self.timers.pop(f"offer:{call.id}", None)
        fact = OfferEnded(queue=call.queue, advisor=call.advisor, offer=call.offer, reason=cast(OfferEnd, reason))
        self.record(fact, call)
        return self.advisors[call.advisor]

    def miss(self, call: Call, reason: str, pause_reason: str) -> None:
        """Nobody picked up: the call waits where it stood, the advisor pauses, the next one is tried."""
        advisor = self.end_offer(call, reason)
        if not self.grant_wish(advisor, call):
            self.become(advisor, "paused", pause_reason, call)
        call.phase = "waiting"
        self.match((call.queue,))
