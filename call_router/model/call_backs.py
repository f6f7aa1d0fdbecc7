"""The model's call-backs: separate calls, in the place of the call in which they were promised. Pure."""

import msgspec

from call_router.acts import Act, CallCard
from call_router.errors import WrongPhase
from call_router.model.consultations import Consultations
from call_router.model.values import Advisor, RoutedCall
from call_router.routing import Postpone, Promise
from eventlog.facts import CallBackMissed, CallBackPostponed, CallBackPromised, CallBackQueued


class PromisedCalls(Consultations):
    """Call-backs: promised, postponed, and queued again."""

    def check_promise(self, call: RoutedCall | None, how: Promise) -> None:
        """Check that the call has a place to leave, and that the call-back is new.

        Raises:
            WrongPhase: one of them does not hold.
        """
        if call is None or not self.stands(call) or how.call_back in self.calls:
            raise WrongPhase

    def check_postponement(self, call: RoutedCall | None) -> None:
        """Check that a call-back is waiting or being tried.

        Raises:
            WrongPhase: it cannot be postponed.
        """
        if call is None or call.promised is None or call.visit or call.phase == "postponed":
            raise WrongPhase

    def open_call_back(self, call: RoutedCall, act: Act, how: Promise) -> RoutedCall:
        """Open a call-back in the place of the call."""
        promise = next(fact for fact in act.facts if isinstance(fact, CallBackPromised))
        call_back = RoutedCall(
            id=how.call_back,
            gateway="",
            site=call.site,
            arrived_at=self.now,
            version=1,
            committed_at=self.now,
            card=msgspec.json.decode(how.card, type=CallCard),
            line=call.line,
            queue=call.queue,
            threshold_ms=call.threshold_ms,
            ring_ms=call.ring_ms,
            wrap_up_ms=call.wrap_up_ms,
            misses=call.misses,
            position_queue=call.position_queue,
            position=(call.position[0], how.call_back),
            first_at=call.first_at,
            head_start_ms=call.head_start_ms,
            queued_at=call.queued_at,
            promised=CallBackQueued(
                line=promise.line, queue=promise.queue, of_call=call.id, caller_ref=act.card.caller_ref, attempt=0
            ),
        )
        self.calls[call_back.id] = call_back
        self.stand_again(call_back, act.actor)
        return call_back

    def stand_again(self, call_back: RoutedCall, actor: str = "router") -> None:
        """Take the place in the queue, for the first time or again."""
        assert call_back.promised is not None
        self.record(call_back.promised, call_back, actor)
        self.wait(call_back)

    def break_off(self, call_back: RoutedCall) -> list[Advisor]:
        """End a call-back that did not reach the caller, without wrap-up; return the freed advisors."""
        advisor = self.advisors[call_back.advisor]
        freed = self.end_consultation(call_back, "withdrawn")
        self.set_free(advisor, "", self.now, call_back)
        return [*freed, advisor]

    def put_off(self, call_back: RoutedCall, act: Act, how: Postpone) -> None:
        """Postpone a call-back; no gateway holds it until it is due."""
        until = max(how.until_ms, self.now)
        call_back.gateway, call_back.phase = "", "postponed"
        missed = next((fact for fact in act.facts if isinstance(fact, CallBackMissed)), None)
        if missed and call_back.promised:
            call_back.promised = msgspec.structs.replace(call_back.promised, attempt=missed.attempt)
        self.timers[f"call_back:{call_back.id}"] = until
        fact = CallBackPostponed(line=call_back.line, queue=call_back.queue, delay_ms=until - self.now)
        self.record(fact, call_back, act.actor)

    def call_back_due(self, call_back: RoutedCall) -> None:
        """Queue a call-back that is due."""
        self.stand_again(call_back)
        self.match({call_back.position_queue})
