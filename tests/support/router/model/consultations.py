"""The model's consultations: while two talk, a second advisor is asked for, by an offer of its own."""

from call_router.errors import AdvisorUnavailable, WrongPhase
from call_router.routing import HandOver, Reserve, TakeBack
from call_router.signals import OfferLapsed
from tests.support.router.model.campaign import GRACE_MS
from tests.support.router.model.values import Advisor, Call
from tests.support.router.model.waits import Waits


class Consultations(Waits):
    """Asked, picked up or not, handed over or taken back."""

    def check_consultation(self, call: Call | None, how: Reserve | HandOver | TakeBack) -> None:
        """Whether it may be now."""
        if call is None or call.phase != "talking":
            raise WrongPhase
        match how:
            case Reserve(advisor=advisor):
                if call.consulted or self.advisor_state(advisor) != "available":
                    raise AdvisorUnavailable
            case HandOver():
                if not call.consulted or call.consult_offer:
                    raise AdvisorUnavailable

    def reserve(self, call: Call, name: str) -> None:
        """The phone of the consulted advisor rings."""
        call.offer, call.offered_at = call.offer + 1, self.now
        call.consulted, call.consult_offer = name, call.offer
        self.timers[f"consult:{call.id}"] = self.now + call.ring_ms + GRACE_MS
        self.ring(call, self.advisors[name])

    def join(self, call: Call) -> None:
        """The consulted advisor picks up."""
        self.timers.pop(f"consult:{call.id}", None)
        call.consult_offer = 0
        self.become(self.advisors[call.consulted], "talking", "", call)

    def hand_over(self, call: Call) -> None:
        """From now on the consulted advisor has the call."""
        call.advisor, call.consulted = call.consulted, ""

    def lapse_consultation(self, call: Call) -> None:
        """Nobody said what came of it."""
        self.send_signal(call, OfferLapsed(call_id=call.id, offer=call.consult_offer))
        self.miss_consultation(call, "lapsed", "no_answer")

    def miss_consultation(self, call: Call, reason: str, pause_reason: str) -> None:
        """The consulted advisor does not pick up."""
        advisor = self._end_reservation(call, reason)
        self.note_miss(advisor, call, pause_reason)
        self.match_for([advisor])

    def end_consultation(self, call: Call, reason: str) -> list[Advisor]:
        """It is over, if there is one. Returns whom it leaves without a call, who has nothing to wrap up."""
        if not call.consulted:
            return []
        if call.consult_offer:
            advisor = self._end_reservation(call, reason)
            self.set_free(advisor, reason, advisor.idle_since, call)
        else:
            advisor, call.consulted = self.advisors[call.consulted], ""
            self.set_free(advisor, "", self.now, call)
        return [advisor]

    def _end_reservation(self, call: Call, reason: str) -> Advisor:
        advisor = self.advisors[call.consulted]
        self.timers.pop(f"consult:{call.id}", None)
        self.record_offer_end(call, advisor.id, call.consult_offer, reason)
        call.consulted, call.consult_offer = "", 0
        return advisor
