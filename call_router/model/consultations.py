"""The model's consultations: during a talk, a second advisor is called by a separate offer. Pure."""

from call_router.errors import AdvisorUnavailable, WrongPhase
from call_router.model.campaign import GRACE_MS
from call_router.model.values import Advisor, RoutedCall
from call_router.model.waits import Waits
from call_router.routing import HandOver, Reserve, TakeBack
from call_router.signals import OfferLapsed


class Consultations(Waits):
    """Consultations: requested, answered or not, handed over or taken back."""

    def check_consultation(self, call: RoutedCall | None, how: Reserve | HandOver | TakeBack) -> None:
        """Check that a consultation step is possible now.

        Raises:
            WrongPhase: the call is not in talk, or not in that step.
            AdvisorUnavailable: the advisor is not free.
        """
        if call is None or call.phase != "talking":
            raise WrongPhase
        match how:
            case Reserve(advisor=advisor):
                if call.consulted or self.advisor_state(advisor) != "available":
                    raise AdvisorUnavailable
            case HandOver():
                if not call.consulted or call.consult_offer:
                    raise AdvisorUnavailable

    def reserve(self, call: RoutedCall, name: str) -> None:
        """Ring the phone of the consulted advisor."""
        call.offer, call.offered_at = call.offer + 1, self.now
        call.consulted, call.consult_offer = name, call.offer
        self.timers[f"consult:{call.id}"] = self.now + call.ring_ms + GRACE_MS
        self.ring(call, self.advisors[name])

    def join(self, call: RoutedCall) -> None:
        """Connect the consulted advisor."""
        self.timers.pop(f"consult:{call.id}", None)
        call.consult_offer = 0
        self.become(self.advisors[call.consulted], "talking", "", call)

    def hand_over(self, call: RoutedCall) -> None:
        """Hand the call over to the consulted advisor."""
        call.advisor, call.consulted = call.consulted, ""

    def lapse_consultation(self, call: RoutedCall) -> None:
        """End a consultation whose result was never reported."""
        self.send_signal(call, OfferLapsed(call_id=call.id, offer=call.consult_offer))
        self.miss_consultation(call, "lapsed", "no_answer")

    def miss_consultation(self, call: RoutedCall, reason: str, pause_reason: str) -> None:
        """End a consultation that the advisor did not answer."""
        advisor = self._end_reservation(call, reason)
        self.note_miss(advisor, call, pause_reason)
        self.match_for([advisor])

    def end_consultation(self, call: RoutedCall, reason: str) -> list[Advisor]:
        """End the consultation, if there is one; return the freed advisor, who has no wrap-up."""
        if not call.consulted:
            return []
        if call.consult_offer:
            advisor = self._end_reservation(call, reason)
            self.set_free(advisor, reason, advisor.idle_since, call)
        else:
            advisor, call.consulted = self.advisors[call.consulted], ""
            self.set_free(advisor, "", self.now, call)
        return [advisor]

    def _end_reservation(self, call: RoutedCall, reason: str) -> Advisor:
        advisor = self.advisors[call.consulted]
        self.timers.pop(f"consult:{call.id}", None)
        self.record_offer_end(call, advisor.id, call.consult_offer, reason)
        call.consulted, call.consult_offer = "", 0
        return advisor
