"""The model's queues: waiting calls, ready advisors, and the offers between them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha1
from typing import cast

from call_router.model.advisors import Advisors
from call_router.model.campaign import GRACE_MS
from call_router.model.values import Advisor, Offer, RoutedCall
from call_router.routing import LevelBand, QueueRules
from call_router.signals import AdvisorChosen
from eventlog.facts import AdvisorOffered, OfferEnd, OfferEnded

RANK = 2**41


class Queues(Advisors):
    """Places in queues, and offers: made, missed, cancelled."""

    def __init__(self, name: str, clock_ms: int) -> None:
        super().__init__(name, clock_ms)
        self.parked: set[str] = set()

    # Rules

    def rules_of(self, queue: str) -> QueueRules:
        """Return the rules of a queue, or the defaults."""
        return self.rules.get(queue, QueueRules())

    def configure(self, rules: Mapping[str, QueueRules]) -> None:
        """Put rules in force; equal rules change nothing."""
        changed = {queue for queue, each in rules.items() if self.rules.get(queue) != each}
        if not changed:
            return
        self.rules.update(rules)
        self.queues.update(rules)
        for call in self.calls.values():
            if call.position_queue in changed and call.phase in ("waiting", "offered") and not self._stranded(call):
                self.await_band(call)
                self._line_up(call)
        self.match(changed)
        self.see()

    def band_of(self, queue: str, level: int) -> int | None:
        """Return the band of an advisor's level, if any."""
        return next((i for i, band in enumerate(self.rules_of(queue).bands) if level >= band.level), None)

    def open_bands(self, call: RoutedCall) -> list[LevelBand]:
        """Return the bands from which advisors may be rung by now; the first always is."""
        first, *others = self.rules_of(call.position_queue).bands
        return [first, *(band for band in others if band.after_ms <= self.now - call.arrival)]

    def score(self, queue: str, advisor: Advisor) -> int:
        """Score an advisor by the queue's strategy; the lowest is rung first."""
        match self.rules_of(queue).strategy:
            case "fewest_calls":
                return advisor.answered * RANK + advisor.idle_since
            case "round_robin":
                return advisor.offered_seq
            case "random":
                return 0
            case "best_level":
                return (10 - advisor.queues[queue]) * RANK + advisor.idle_since
        return advisor.idle_since

    # Matching

    def in_line(self, queue: str) -> list[RoutedCall]:
        """Return the calls that may be offered, the first one first."""
        calls = [call for call in self.calls.values() if call.in_line and call.position_queue == queue]
        return sorted(calls, key=self.standing)

    def standing(self, call: RoutedCall) -> tuple[int, tuple[int, str]]:
        """Return the sort key of a call in its queue: effective arrival, then place."""
        return call.arrival, call.position

    def urgency(self, call: RoutedCall) -> tuple[float, tuple[int, tuple[int, str]]]:
        """Return the sort key among the heads of several queues; the least is served first."""
        return -self.rules_of(call.position_queue).weight * (self.now - call.arrival), self.standing(call)

    def ready_for(self, call: RoutedCall) -> list[Advisor]:
        """Return the advisors who may be rung for a call, the next one first."""
        ready = [advisor for advisor in self.advisors.values() if advisor.state == "available"]
        if call.position_queue.startswith("@"):
            return [advisor for advisor in ready if call.position_queue == f"@{advisor.id}"]
        queue, least = call.position_queue, self.open_bands(call)[-1].level
        ready = [advisor for advisor in ready if advisor.queues.get(queue, 0) >= least]
        ready.sort(key=lambda a: (self.score(queue, a), self.band_of(queue, a.queues[queue]), a.id))
        first = self._lot(call) % len(ready) if ready and self.rules_of(queue).strategy == "random" else 0
        return ready[first:] + ready[:first]

    def _lot(self, call: RoutedCall) -> int:
        """Draw a number from the log's position and the call."""
        return int(sha1(f"{self.seq}:{call.id}".encode()).hexdigest()[:8], 16)

    def match(self, queues: set[str], freed: Sequence[Advisor] | None = None) -> None:
        """Make every offer that these queues allow; skip calls of a dead gateway."""
        while pair := self._next_pair(queues):
            call, advisor = pair
            if call.gateway in self.gone:
                call.in_line = False
                self.timers.pop(f"band:{call.id}", None)
            elif self._adopt(call):
                self.offer(call, advisor)
            else:
                self.stand_down(call)
                self.parked.add(call.id)
            if freed is not None and all(each.state != "available" for each in freed):
                return

    def _adopt(self, call: RoutedCall) -> bool:
        """Assign a call-back to the gateway with the fewest calls; return whether it has one."""
        call.gateway = call.gateway or next(iter(self.living()), "")
        return bool(call.gateway)

    def unpark(self) -> None:
        """Offer the call-backs that waited for a gateway."""
        calls = [self.calls[name] for name in self.parked]
        self.parked.clear()
        for call in calls:
            self.wait(call)
        self.match({call.position_queue for call in calls})
        if calls:
            self.see()

    def _next_pair(self, queues: set[str]) -> tuple[RoutedCall, Advisor] | None:
        heads = [line[0] for line in map(self.in_line, queues) if line]
        pairs = [(call, ready[0]) for call in heads if (ready := self.ready_for(call))]
        return min(pairs, key=lambda pair: self.urgency(pair[0]), default=None)

    # Places

    def wait(self, call: RoutedCall) -> None:
        """Wait at the call's own place, new or old."""
        call.phase, call.in_line = "waiting", True
        self.await_band(call)

    def await_band(self, call: RoutedCall) -> None:
        """Set a timer for the time when the next band opens to the call, if there is one."""
        self.timers.pop(f"band:{call.id}", None)
        later = self.rules_of(call.position_queue).bands[len(self.open_bands(call)) :]
        if later:
            self.timers[f"band:{call.id}"] = call.arrival + later[0].after_ms

    def stand_down(self, call: RoutedCall) -> None:
        """Remove a call from the queue."""
        call.in_line = False
        for kind in ("offer", "band"):
            self.timers.pop(f"{kind}:{call.id}", None)

    def _stranded(self, call: RoutedCall) -> bool:
        return call.phase == "waiting" and not call.in_line

    def _line_up(self, call: RoutedCall) -> None:
        """Keep a ringing call in line only for ring-all with phones left to ring."""
        if call.phase == "offered":
            rules = self.rules_of(call.position_queue)
            call.in_line = rules.strategy == "ring_all" and len(call.offers) < rules.ring_most

    # Offers

    def offer(self, call: RoutedCall, advisor: Advisor) -> None:
        """Offer a call to an advisor."""
        call.offer, call.phase = call.offer + 1, "offered"
        call.offers.append(Offer(call.offer, advisor.id, self.now))
        call.offered_at = self.now
        self._keep_offers(call)
        self.ring(call, advisor)

    def ring(self, call: RoutedCall, advisor: Advisor) -> None:
        """Ring an advisor's phone for the call's last offer."""
        self.record(AdvisorOffered(queue=call.queue, advisor=advisor.id, offer=call.offer), call)
        advisor.offered_seq = self.seq
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
        self.send_signal(call, chosen)

    def _keep_offers(self, call: RoutedCall) -> None:
        """Show the advisor of the last open offer; set the timer of the first one."""
        if call.offers:
            call.advisor = call.offers[-1].advisor
            self.timers[f"offer:{call.id}"] = call.offers[0].at + call.ring_ms + GRACE_MS
        self._line_up(call)

    def _end_offer(self, call: RoutedCall, number: int, reason: str) -> Advisor:
        offer = next(offer for offer in call.offers if offer.number == number)
        call.offers.remove(offer)
        self.record_offer_end(call, offer.advisor, number, reason)
        return self.advisors[offer.advisor]

    def record_offer_end(self, call: RoutedCall, advisor: str, number: int, reason: str) -> None:
        """Record the end of an offer."""
        ending = cast(OfferEnd, reason)
        self.record(OfferEnded(queue=call.queue, advisor=advisor, offer=number, reason=ending), call)

    def call_off(self, call: RoutedCall, reason: str, numbers: Iterable[int]) -> list[Advisor]:
        """Cancel offers without a miss: the advisors keep their idle time; return them."""
        freed = []
        for number in numbers:
            advisor = self._end_offer(call, number, reason)
            self.set_free(advisor, reason, advisor.idle_since, call)
            freed.append(advisor)
        if call.offers:
            self._keep_offers(call)
        return freed

    def miss(self, call: RoutedCall, numbers: Iterable[int], reason: str, pause_reason: str) -> None:
        """Record missed offers; if no phone rings any more, the call waits again at its place."""
        missed = []
        for number in numbers:
            missed.append(self._end_offer(call, number, reason))
            self.note_miss(missed[-1], call, pause_reason)
        if call.offers:
            self._keep_offers(call)
        else:
            self.stand_down(call)
            self.wait(call)
        self.match_for(missed, call.position_queue)

    def note_miss(self, advisor: Advisor, call: RoutedCall, reason: str) -> None:
        """Count a miss: pause the advisor after too many, or put them last; an open request takes precedence."""
        if self.grant_request(advisor, call):
            return
        advisor.misses += 1
        if advisor.misses >= call.misses:
            self.become(advisor, "paused", reason, call)
        else:
            self.become_available(advisor, reason, self.now, call)
