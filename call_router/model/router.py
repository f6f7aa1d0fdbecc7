"""The complete model: timers and views. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import cast

import msgspec

from call_router.acts import (
    AdvisorStatus,
    CallCard,
    CardStage,
    FloorQueue,
    FloorSnapshot,
    QueueStatus,
    Snapshot,
    TickResult,
)
from call_router.model.calls import Calls
from call_router.model.campaign import AT_ONCE, GRACE_MS, LONGEST_BLINK_MS
from call_router.model.values import Advisor, RoutedCall
from call_router.signals import OfferLapsed
from config.milliseconds import from_milliseconds, to_milliseconds
from eventlog.facts import AdvisorState, AnyFact, SiteImported, StreamId

STAGES: dict[str, CardStage] = {
    "idle": "menu",
    "waiting": "waiting",
    "offered": "ringing",
    "talking": "talking",
    "postponed": "postponed",
    "parting": "wrap_up",
    "released": "wrap_up",
}


class Model(Calls):
    """A model with the methods, the answers and the exceptions of a CallRouter."""

    def append(self, facts: Sequence[AnyFact], actor: str, site_version: str) -> datetime:
        """Write facts without a call; an imported site is in force from then on."""
        for fact in facts:
            self.write(fact, "", actor, site_version)
        if any(isinstance(fact, SiteImported) for fact in facts):
            self.site = site_version
        self.see()
        return from_milliseconds(self.now)

    # Time

    def tick(self, last_look: datetime | None = None) -> TickResult:
        """Process at most a hundred due timers; expire leases only if the last tick was recent."""
        due = sorted((at, name) for name, at in self.timers.items() if at <= self.now)[:AT_ONCE]
        for _, name in due:
            self._on_due(*name.split(":", 1))
        handled = len(due)
        if last_look is None or self.now - to_milliseconds(last_look) <= LONGEST_BLINK_MS:
            handled += self.reap(AT_ONCE - handled)
        if handled:
            self.see()
        return TickResult(
            now=from_milliseconds(self.now),
            next_due=self._next_due(),
            orphans=tuple(sorted(self.orphans())),
            has_more=handled == AT_ONCE,
        )

    def _on_due(self, kind: str, subject: str) -> None:
        if self.timers.pop(f"{kind}:{subject}", self.now + 1) > self.now:
            return  # an earlier timer of this tick has ended it
        match kind:
            case "offer":
                self._lapse(self.calls[subject])
            case "band":
                self.await_band(self.calls[subject])
                self.match({self.calls[subject].position_queue})
            case "wait":
                self.signal_overdue(self.calls[subject])
            case "announce":
                self.announce(self.calls[subject])
            case "consult":
                self.lapse_consultation(self.calls[subject])
            case "call_back":
                self.call_back_due(self.calls[subject])
            case "wrap_up":
                self.wrap_up_over(self.advisors[subject])

    def _lapse(self, call: RoutedCall) -> None:
        """End expired offers whose result was never reported."""
        lapsed = [offer.number for offer in call.offers if offer.at + call.ring_ms + GRACE_MS <= self.now]
        for number in lapsed:
            self.send_signal(call, OfferLapsed(call_id=call.id, offer=number))
        self.miss(call, lapsed, "lapsed", "no_answer")
        self.signal_overdue(call)

    def _next_due(self) -> datetime | None:
        first = min([*self.timers.values(), *self.leases.values()], default=None)
        return None if first is None else from_milliseconds(first)

    def orphans(self) -> list[tuple[str, str]]:
        """Return the open calls of dead gateways."""
        return [(call.id, call.gateway) for call in self.calls.values() if call.gateway in self.gone and not call.ended]

    # Views

    def floor(self) -> FloorSnapshot:
        """Return the queues, advisors and calls now."""
        wrapped_up = {advisor.call for advisor in self.advisors.values() if advisor.state == "wrap_up"}
        return FloorSnapshot(
            seq=StreamId(1, self.seq),
            now=from_milliseconds(self.now),
            site=self.site,
            queues={queue: self._queue_floor(queue) for queue in sorted(self.queues)},
            advisors={advisor.id: _status_of(advisor) for advisor in self.advisors.values()},
            calls={c.id: _card(c) for c in self.calls.values() if not c.over or c.id in wrapped_up},
        )

    def _queue_floor(self, queue: str) -> FloorQueue:
        since = [c.queued_at for c in self.calls.values() if c.queue == queue and c.phase in ("waiting", "offered")]
        return FloorQueue(waiting=len(since), longest_since=_moment(min(since, default=-1)))

    def snapshot(self) -> Snapshot:
        """Return the campaign's figures now."""
        floor = self.floor()
        return Snapshot(
            now=floor.now,
            queues=tuple(
                QueueStatus(queue=name, waiting=now.waiting, longest_s=_seconds(floor.now, now.longest_since))
                for name, now in floor.queues.items()
            ),
            advisors=dict(Counter((queue, a.state) for a in self.advisors.values() for queue in a.queues)),
            open_calls=sum(not call.over for call in self.calls.values()),
        )


def _seconds(now: datetime, since: datetime | None) -> float:
    return 0.0 if since is None else (now - since).total_seconds()


def _status_of(advisor: Advisor) -> AdvisorStatus:
    return AdvisorStatus(
        state=cast(AdvisorState, advisor.state),
        reason=advisor.reason,
        since=_moment(advisor.since),
        call=advisor.call,
        until=_moment(advisor.until),
        pending=advisor.request[0],
        pending_reason=advisor.request[1],
        queues=tuple(advisor.queues),
    )


def _card(call: RoutedCall) -> CallCard:
    return msgspec.structs.replace(
        call.card,
        stage=STAGES[call.phase],
        site_version=call.site,
        queue=call.queue,
        offer=call.offer,
        advisor=call.advisor if call.phase == "talking" else "",
        arrived_at=_moment(call.arrived_at),
        first_at=_moment(call.first_at),
        queued_at=_moment(call.queued_at),
        offered_at=_moment(call.offered_at),
        answered_at=_moment(call.answered_at),
        ended_at=_moment(call.ended_at),
    )


def _moment(ms: int) -> datetime | None:
    return None if ms < 0 else from_milliseconds(ms)
