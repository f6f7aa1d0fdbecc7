"""The model's calls: each act is atomic. Pure."""

from call_router.acts import Act, CommitResult
from call_router.errors import LeaseLost, NotHeld, NotTalking, OfferGone, VersionConflict, WrongPhase
from call_router.model.call_backs import PromisedCalls
from call_router.model.values import Advisor, RoutedCall
from call_router.routing import (
    AnswerOffer,
    DeclineOffer,
    Enqueue,
    HandOver,
    PartCall,
    Postpone,
    Promise,
    Receive,
    ReleaseCall,
    Reserve,
    TakeBack,
)
from call_router.signals import AdvisorAction, AdvisorAsked, OfferLapsed
from config.milliseconds import from_milliseconds

_PARTS = ("waiting", "offered", "talking")


class Calls(PromisedCalls):
    """Acts: checked, carried out, and recognised when repeated."""

    def commit(self, act: Act, request_id: str) -> CommitResult:
        """Store state, facts and routing together, or refuse and change nothing."""
        call = self.calls.get(act.call_id)
        if call is None or call.request != request_id:
            if isinstance(act.routing, Receive) and request_id in self.received:
                return CommitResult(version=1, now=from_milliseconds(self.now))
            self._check(call, act)
            call = self._carry_out(act, request_id)
        return CommitResult(version=call.version, now=from_milliseconds(call.committed_at))

    def request_advisor_action(self, call_id: str, advisor: str, action: AdvisorAction, request_id: str) -> None:
        """Signal an advisor's request to the gateway of their call, once per request."""
        if request_id in self.requests:
            return
        call = self.calls.get(call_id)
        if call is None or call.phase != "talking" or call.advisor != advisor or call.gateway in self.gone:
            raise NotTalking
        self.requests.add(request_id)
        self.send_signal(call, AdvisorAsked(call_id=call_id, advisor=advisor, action=action))

    # Checks

    def _check(self, call: RoutedCall | None, act: Act) -> None:
        if act.expects != (call.version if call else 0) or (call and call.ended):
            raise VersionConflict
        if act.by_gateway:
            self._check_fence(call, act.gateway)
        match act.routing:
            case Receive() if call or not act.by_gateway:
                raise WrongPhase
            case AnswerOffer(offer=offer) | DeclineOffer(offer=offer):
                if call is None or offer not in _rings(call):
                    raise OfferGone
            case Promise():
                self.check_promise(call, act.routing)
            case Postpone():
                self.check_postponement(call)
            case PartCall() if call is None or call.phase not in _PARTS or call.promised:
                raise WrongPhase
            case Reserve() | HandOver() | TakeBack():
                self.check_consultation(call, act.routing)

    def _check_fence(self, call: RoutedCall | None, gateway: str) -> None:
        lives = self.leases.get(gateway, 0) > self.now
        holds = call is None or call.gateway == gateway
        if lives and not holds and call and call.promised:
            raise NotHeld
        if not lives or not holds:
            raise LeaseLost

    # Effects

    def _carry_out(self, act: Act, request_id: str) -> RoutedCall:
        new = RoutedCall(id=act.call_id, gateway=act.gateway, site=act.site_version, arrived_at=self.now)
        call = self.calls.setdefault(act.call_id, new)
        call.version += 1
        call.card, call.request, call.committed_at = act.card, request_id, self.now
        freed = self._before_its_facts(call, act)
        for fact in act.facts:
            self.write(fact, act.call_id, act.actor, act.site_version)
        self._take_mail(call, act)
        if isinstance(act.routing, Receive):
            self.received.add(request_id)
        self._after_its_facts(call, act, freed)
        self.see()
        return call

    def _take_mail(self, call: RoutedCall, act: Act) -> None:
        remaining = [mail for mail in self.mail.get(call.gateway, []) if mail.id != act.mailbox_id or not mail.id]
        if call.gateway in self.mail:
            self.mail[call.gateway] = remaining

    def _before_its_facts(self, call: RoutedCall, act: Act) -> list[Advisor]:
        """Make the changes that precede the act's facts in the log; return the freed advisors."""
        match act.routing:
            case AnswerOffer(offer=offer) if call.phase == "offered":
                return self._hush_the_others(call, offer)
            case DeclineOffer(reason=reason) if call.phase == "talking":
                self.miss_consultation(call, reason, reason)
            case DeclineOffer(offer=offer, reason=reason):
                self.miss(call, [offer], reason, reason)
            case Enqueue() | Promise():
                return self._let_go(call, "withdrawn")
            case Postpone():
                return self.break_off(call) if call.phase == "talking" else self._let_go(call, "withdrawn")
            case HandOver():
                advisor = self.advisors[call.advisor]
                self.begin_wrap_up(advisor, call)
                return [advisor]
            case TakeBack():
                return self.end_consultation(call, "withdrawn")
            case PartCall() | ReleaseCall():
                return self._let_go(call, "caller_left")
        return []

    def _after_its_facts(self, call: RoutedCall, act: Act, freed: list[Advisor]) -> None:
        match act.routing:
            case Enqueue():
                self.enter(call, act.routing)
                self.match_for(freed, call.position_queue)
                self.consider_overflow(call, act.routing)
            case AnswerOffer() if call.phase == "talking":
                self.join(call)
            case AnswerOffer():
                self._connect(call)
            case DeclineOffer():
                self.signal_overdue(call)
            case Promise():
                self._end(call)
                self.open_call_back(call, act, act.routing)
                self.match_for(freed, call.position_queue)
            case Postpone():
                self.put_off(call, act, act.routing)
            case Reserve(advisor=advisor):
                self.reserve(call, advisor)
            case HandOver():
                self.hand_over(call)
            case PartCall():
                self._end(call, "parting")
            case ReleaseCall():
                self._end(call)
        self.match_for(freed)

    def _end(self, call: RoutedCall, phase: str = "released") -> None:
        call.ended_at = call.ended_at if call.phase == "parting" else self.now
        call.phase = phase

    def _hush_the_others(self, call: RoutedCall, offer: int) -> list[Advisor]:
        """Cancel the other offers of ring-all; return their advisors."""
        others = [standing.number for standing in call.offers if standing.number != offer]
        freed = self.call_off(call, "taken", others)
        for number in others:
            self.send_signal(call, OfferLapsed(call_id=call.id, offer=number))
        return freed

    def _let_go(self, call: RoutedCall, reason: str) -> list[Advisor]:
        """Release the call's advisors and offers when it moves or ends; return the freed advisors."""
        if call.phase == "talking":
            freed = self.end_consultation(call, reason)
            advisor = self.advisors[call.advisor]
            self.begin_wrap_up(advisor, call)
            return [*freed, advisor]
        if call.phase in ("waiting", "offered"):
            self.note_gone(call)
        self.timers.pop(f"call_back:{call.id}", None)
        self.leave_queue(call)
        return self.call_off(call, reason, [standing.number for standing in call.offers])

    def _connect(self, call: RoutedCall) -> None:
        self.note_answer(call)
        self.leave_queue(call)
        call.phase, call.answered_at, call.offers = "talking", self.now, []
        self.become(self.advisors[call.advisor], "talking", "", call)


def _rings(call: RoutedCall) -> set[int]:
    """Return the offers that can be answered: those of the call, or that of a consultation."""
    return {call.consult_offer} - {0} if call.phase == "talking" else {offer.number for offer in call.offers}
