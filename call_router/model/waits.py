"""The model's waits: everything that happens to a waiting call, except offers. Pure."""

from math import log

from call_router.model.queues import Queues
from call_router.model.values import QueuePace, RoutedCall
from call_router.routing import Enqueue, Receive
from call_router.signals import AnnouncementDue, Overflowing
from eventlog.facts.calls.routing import OverflowReason

GAP_WEIGHT = 0.1
PATIENCE_KEPT = 0.98


class Waits(Queues):
    """Entering and leaving a queue, and the announcements between."""

    def enter(self, call: RoutedCall, how: Enqueue) -> None:
        """Begin to wait; the first place stays for the whole call."""
        if call.first_at < 0:
            first_at_ms = how.first_at_ms if isinstance(how, Receive) else self.now
            call.first_at, call.head_start_ms = min(first_at_ms, self.now), how.head_start_ms
            call.position = (self.seq, call.id)
        if not how.keeps_wait or not call.visit:
            call.queued_at = self.now
        call.line, call.visit = how.line, True
        call.queue, call.position_queue = how.queue, f"@{how.advisor}" if how.advisor else how.queue
        call.threshold_ms, call.ring_ms, call.wrap_up_ms = how.threshold_ms, how.ring_ms, how.wrap_up_ms
        call.misses, call.announce_ms, call.wait_until = how.misses, how.announce_ms, -1
        if how.most_wait_ms:
            call.wait_until = self.timers[f"wait:{call.id}"] = self.now + how.most_wait_ms
        if how.announce_ms:
            self.timers[f"announce:{call.id}"] = self.now + how.announce_ms
        self.queues.add(how.queue)
        self.wait(call)

    def leave_queue(self, call: RoutedCall) -> None:
        """End the wait, answered or not."""
        self.stand_down(call)
        self.parked.discard(call.id)
        for kind in ("wait", "announce"):
            self.timers.pop(f"{kind}:{call.id}", None)

    # Position and estimate

    def before(self, call: RoutedCall) -> int:
        """Count the calls offered before it; of equal arrivals, ringing ones come first."""
        others = [c for c in self.calls.values() if c.position_queue == call.position_queue and self.stands(c)]
        return sum(self._order(other) < self._order(call) for other in others)

    def stands(self, call: RoutedCall) -> bool:
        """Return whether it has a place, waiting or ringing; a dead gateway's call found in line has none."""
        return call.phase == "offered" or (call.phase == "waiting" and call.in_line)

    def _order(self, call: RoutedCall) -> tuple[int, bool, tuple[int, str]]:
        return call.arrival, call.phase == "waiting", call.position

    def note_answer(self, call: RoutedCall) -> None:
        """Count a wait that ended by an answer; the gap to the one before counts if the call waited throughout."""
        if self._measures_pace(call):
            pace = self._note_wait(call, abandoned=0)
            if pace.answered_at >= 0 and call.queued_at <= pace.answered_at:
                newest = self.now - pace.answered_at
                pace.gap_ms = newest if pace.gap_ms < 0 else pace.gap_ms + GAP_WEIGHT * (newest - pace.gap_ms)
            pace.answered_at = self.now

    def note_gone(self, call: RoutedCall) -> None:
        """Count a wait that ended without an answer."""
        if self._measures_pace(call):
            self._note_wait(call, abandoned=1)

    def _measures_pace(self, call: RoutedCall) -> bool:
        """Return whether the call measures its queue: not if it waits for one advisor, or for a call-back."""
        return call.position_queue == call.queue and call.visit

    def _note_wait(self, call: RoutedCall, abandoned: int) -> QueuePace:
        pace = self.pace.setdefault(call.queue, QueuePace())
        pace.waited_ms = pace.waited_ms * PATIENCE_KEPT + self.now - call.queued_at
        pace.gone = pace.gone * PATIENCE_KEPT + abandoned
        return pace

    def estimate_ms(self, call: RoutedCall) -> int:
        """Estimate the remaining wait; -1 if unknown."""
        pace = self.pace.get(call.queue, QueuePace())
        if pace.gap_ms < 0 or not self._measures_pace(call):
            return -1
        without_patience = (self.before(call) + 1) * pace.gap_ms
        leaving = pace.gone / pace.waited_ms if pace.waited_ms else 0
        return int(log(1 + without_patience * leaving) / leaving if leaving else without_patience)

    # Signals

    def consider_overflow(self, call: RoutedCall, how: Enqueue) -> None:
        """Signal at most one reason against waiting, after an entry without an offer."""
        reasons: list[tuple[bool, OverflowReason]] = [
            (how.needs_advisor and not self._has_advisor_on_duty(call), "nobody"),
            (0 < how.most_waiting < self.before(call), "full"),
            (0 < how.most_estimate_ms < self.estimate_ms(call), "estimate"),
        ]
        if call.phase == "waiting":
            for reason in [reason for holds, reason in reasons if holds][:1]:
                self._signal_overflow(call, reason)

    def _has_advisor_on_duty(self, call: RoutedCall) -> bool:
        personal = call.position_queue != call.queue
        return any(
            advisor.state != "offline"
            and (call.position_queue == f"@{advisor.id}" if personal else call.queue in advisor.queues)
            for advisor in self.advisors.values()
        )

    def signal_overdue(self, call: RoutedCall) -> None:
        """Signal once that the maximum wait is over, and not while a phone rings."""
        if call.phase == "waiting" and call.in_line and 0 <= call.wait_until <= self.now:
            call.wait_until = -1
            self._signal_overflow(call, "max_wait")

    def _signal_overflow(self, call: RoutedCall, reason: OverflowReason) -> None:
        estimate = self.estimate_ms(call)
        self.send_signal(call, Overflowing(call_id=call.id, queue=call.queue, reason=reason, estimate_ms=estimate))

    def announce(self, call: RoutedCall) -> None:
        """Announce position and estimate, and schedule the next announcement."""
        if self.stands(call):
            position, estimate = self.before(call) + 1, self.estimate_ms(call)
            due = AnnouncementDue(call_id=call.id, queue=call.queue, position=position, estimate_ms=estimate)
            self.send_signal(call, due)
            self.timers[f"announce:{call.id}"] = self.now + call.announce_ms
