"""Random requests to the router: calls, gateways and advisors, and acts that fit them or do not.

Owns the content of requests. It must not send any, and knows the model alone.
"""

from collections.abc import Callable
from itertools import count
from typing import Any

import msgspec
from hypothesis import strategies as st

from call_router.acts import Act, AdvisorPhone, CallCard
from call_router.model import Model, Offer, RoutedCall
from call_router.routing import (
    AnswerOffer,
    DeclineOffer,
    Enqueue,
    HandOver,
    LevelBand,
    PartCall,
    Postpone,
    Promise,
    Receive,
    ReleaseCall,
    Reserve,
    Routing,
    TakeBack,
)
from eventlog.facts import (
    OVERFLOW,
    AnyFact,
    CallAnswered,
    CallBackEnded,
    CallBackMissed,
    CallBackPromised,
    CallEnded,
    CallIngressed,
    CallQueued,
    CallReceived,
    MenuEntered,
    Outcome,
    SurveyAnswered,
    SurveyEnded,
)
from tests.support.router.campaign_rig import LINE, START_MS
from tests.support.router.router_and_model import Request, RouterAndModel

ADVISORS = {
    "ana": {"first": 9},
    "eva": {"second": 5},
    "luz": {"first": 2, "second": 7},
    "sol": {"second": 3, "first": 6},
}
QUEUES = ("first", "second")
OTHER_QUEUES: tuple[dict[str, int], ...] = ({"first": 4}, {"second": 10}, {})
RING_MS, WRAP_UP_MS = 1_000, 700
BANDS = (
    (LevelBand(after_ms=0, level=1),),
    (LevelBand(after_ms=0, level=6), LevelBand(after_ms=300, level=3)),
    (LevelBand(after_ms=0, level=8), LevelBand(after_ms=700, level=5), LevelBand(after_ms=6_000, level=1)),
)
ENTRIES: dict[str, tuple[Any, ...]] = {
    "threshold_ms": (300, 700, 0, 20_000),
    "wrap_up_ms": (WRAP_UP_MS, 0),
    "head_start_ms": (0, 0, 300, 6_000),
    "misses": (1, 2, 3),
    "advisor": ("", "", "", "", *sorted(ADVISORS)),
    "most_waiting": (0, 0, 1, 2),
    "most_wait_ms": (0, 0, 700, 6_000),
    "most_estimate_ms": (0, 0, 500),
    "needs_advisor": (False, True),
    "announce_ms": (0, 0, 300),
}
ACTORS = st.sampled_from(("", "supervisor:s1"))


class RouterScene:
    """The existing calls, gateways and advisors."""

    def __init__(self, twins: RouterAndModel) -> None:
        self.twins = twins
        self.numbers = count()
        self.gateways: list[str] = []
        self.acts: list[tuple[Act, str]] = []

    @property
    def model(self) -> Model:
        """The current model."""
        return self.twins.model

    def living(self) -> list[str]:
        """Return the gateways that are not known to be dead."""
        return [gateway for gateway in self.gateways if gateway not in self.model.gone]

    def open_calls(self, phase: str = "") -> list[RoutedCall]:
        """Return the calls that have not ended."""
        return [c for c in self.model.calls.values() if not c.ended and phase in ("", c.phase)]

    def some_call(self, data: st.DataObject, phase: str = "") -> RoutedCall:
        """Draw a call; mostly one in that phase with a living gateway, if there is one."""
        calls = list(self.model.calls.values())
        fitting = [call for call in self.open_calls(phase) if call.gateway not in self.model.gone]
        if data.draw(st.integers(0, 9)) < 9:
            calls = fitting or self.open_calls() or calls
        return data.draw(st.sampled_from(calls))

    def act(self, call: RoutedCall, *facts: AnyFact, routing: Routing | None = None, **changes: Any) -> Request:
        """Return an act on a call at its version, with the signals that it acknowledges."""
        mails = [mail.id for mail in self.model.mail.get(call.gateway, []) if mail.signal.call_id == call.id]
        number = next(self.numbers)
        values: dict[str, Any] = {
            "call_id": call.id,
            "expects": call.version,
            "state": f"state {number}".encode(),
            "facts": facts,
            "actor": "caller",
            "site_version": call.site,
            "gateway": call.gateway,
            "by_gateway": bool(call.gateway),
            "routing": routing,
            "mailbox_id": mails[0] if mails else "",
            "card": CallCard(line=LINE, menu=f"menu-{number}"),
        }
        self.acts.append((Act(**{**values, **changes}), f"request-{number}"))
        return Request("commit", self.acts[-1])


def advisor_phone(advisor: str, queues: dict[str, int] | None = None) -> AdvisorPhone:
    """Return an advisor's phone and queues."""
    return AdvisorPhone(id=advisor, address=f"sip:{advisor}@x", queues=ADVISORS[advisor] if queues is None else queues)


def random_end(data: st.DataObject, call: RoutedCall) -> CallEnded | CallBackEnded | SurveyEnded:
    """Draw the end of a call: answered if it ever was."""
    if call.phase == "parting":  # it was over before
        return SurveyEnded(line=LINE, queue=call.queue, result="left", answered=0)
    if call.promised:
        result = data.draw(st.sampled_from(("talked", "not_reached", "failed")))
        return CallBackEnded(line=LINE, queue=call.queue, result=result, attempts=call.promised.attempt)
    by = data.draw(st.sampled_from(("caller", "advisor", "system", "failure")))
    outcome: Outcome = "abandoned_queue" if call.queue else "abandoned_ivr"
    return CallEnded(
        line=LINE,
        queue=call.queue,
        outcome="answered" if call.answered_at >= 0 else outcome,
        stage=call.phase,
        ended_by=by,
    )


def random_enqueue(data: st.DataObject) -> tuple[CallQueued, Enqueue]:
    """Draw the beginning of a wait."""
    keeps_wait, queue = data.draw(st.booleans()), data.draw(st.sampled_from(QUEUES))
    reason = OVERFLOW if keeps_wait else "menu"
    settings = {name: data.draw(st.sampled_from(values)) for name, values in ENTRIES.items()}
    how = Enqueue(line=LINE, queue=queue, ring_ms=RING_MS, keeps_wait=keeps_wait, **settings)
    fact = CallQueued(line=LINE, queue=queue, reason=reason, threshold_ms=how.threshold_ms)
    return fact, how


def random_offer(data: st.DataObject, call: RoutedCall) -> Offer:
    """Draw an open offer of a call; an invalid one if there is none."""
    if call.consult_offer:
        return Offer(call.consult_offer, call.consulted, 0)
    return data.draw(st.sampled_from(call.offers)) if call.offers else Offer(call.offer, call.advisor, 0)


# --- requests ---------------------------------------------------------------------------------------------------------


def call_opening(scene: RouterScene, data: st.DataObject, *facts: AnyFact, routing: Routing | None = None) -> Request:
    """Open a call, perhaps at a dead gateway."""
    gateway = data.draw(st.sampled_from(scene.living() * 3 + scene.gateways))
    call = RoutedCall(id=f"call-{next(scene.numbers)}", gateway=gateway, site="site-1", arrived_at=START_MS)
    fact = CallIngressed(line=LINE, gateway=gateway, caller_ref="", caller_commitment="", in_hours=True)
    return scene.act(call, fact, *facts, routing=routing)


def arrival(scene: RouterScene, data: st.DataObject) -> Request:
    """Open a call that waits at once."""
    fact, how = random_enqueue(data)
    return call_opening(scene, data, fact, routing=how)


def reception(scene: RouterScene, data: st.DataObject) -> Request:
    """Receive a call from another campaign."""
    fact, how = random_enqueue(data)
    first_at_ms = scene.model.now - data.draw(st.sampled_from((-1, 0, 300, 20_000)))
    settings = {name: getattr(how, name) for name in how.__struct_fields__}
    request = call_opening(scene, data, fact, routing=Receive(first_at_ms=first_at_ms, **settings))
    act, name = request.arguments
    received = CallReceived(
        line=LINE,
        gateway=act.gateway,
        campaign_from="cali",
        first_arrival_ms=first_at_ms,
        caller_ref="",
        caller_commitment="",
    )
    scene.acts[-1] = (msgspec.structs.replace(act, facts=(received, *act.facts[1:])), name)
    return Request("commit", scene.acts[-1])


def rejection(scene: RouterScene, data: st.DataObject) -> Request:
    """Open a call and reject it in the same act."""
    end = CallEnded(line=LINE, queue="", outcome="capacity_rejected", stage="arriving", ended_by="system")
    return call_opening(scene, data, end, routing=ReleaseCall())


def choice(scene: RouterScene, data: st.DataObject, call: RoutedCall | None = None) -> Request:
    """Queue a call: from its menu, from another queue, or transferred in talk."""
    fact, how = random_enqueue(data)
    phase = data.draw(st.sampled_from(("idle", "waiting", "offered", "talking")))
    call = call or scene.some_call(data, phase)
    if call.phase in ("postponed", "parting") or not (call.gateway or call.phase == "talking"):
        return end(scene, data, call)  # no caller is connected who could be queued
    return scene.act(call, fact, routing=how)


def answer(scene: RouterScene, data: st.DataObject, call: RoutedCall | None = None) -> Request:
    """Answer a call as an advisor."""
    call = call or scene.some_call(data, "offered")
    offer = random_offer(data, call)
    fact = CallAnswered(line=LINE, queue=call.queue, advisor=offer.advisor, offer=offer.number)
    facts = (fact,) if call.visit and call.phase != "talking" else ()
    return scene.act(call, *facts, routing=AnswerOffer(offer=offer.number))


def answer_or_decline_wrongly(scene: RouterScene, data: st.DataObject) -> Request:
    """Answer or decline an offer that is not open."""
    call = scene.some_call(data, "offered")
    offer = data.draw(st.integers(0, call.offer + 1))
    fact = CallAnswered(line=LINE, queue=call.queue, advisor=call.advisor, offer=call.offer)
    facts = (fact,) if call.visit and call.phase != "talking" else ()
    if data.draw(st.booleans()):
        return scene.act(call, *facts, routing=AnswerOffer(offer=offer))
    return scene.act(call, routing=DeclineOffer(offer=offer, reason="declined"))


def decline(scene: RouterScene, data: st.DataObject, call: RoutedCall | None = None) -> Request:
    """Decline an offer as an advisor."""
    call, reason = (
        call or scene.some_call(data, "offered"),
        data.draw(st.sampled_from(("declined", "busy", "no_answer"))),
    )
    return scene.act(call, routing=DeclineOffer(offer=random_offer(data, call).number, reason=reason))  # type: ignore[arg-type]


def step(scene: RouterScene, data: st.DataObject) -> Request:
    """Record an event in a call that does not concern the router."""
    call = scene.some_call(data, data.draw(st.sampled_from(("idle", "parting"))))
    if call.phase in ("parting", "released"):
        answered = SurveyAnswered(line=LINE, queue=call.queue, advisor=call.advisor, question="trato", answer="5")
        return scene.act(call, answered)
    return scene.act(call, MenuEntered(line=LINE, menu="principal"))


def end(scene: RouterScene, data: st.DataObject, call: RoutedCall | None = None) -> Request:
    """End a call in any phase."""
    phase = data.draw(st.sampled_from(("idle", "waiting", "offered", "talking", "talking", "postponed")))
    call = call or scene.some_call(data, phase)
    return scene.act(call, random_end(data, call), routing=ReleaseCall())


def farewell(scene: RouterScene, data: st.DataObject, call: RoutedCall | None = None) -> Request:
    """End a talk or a wait while its gateway keeps the caller, which it does not for a call-back."""
    call = call or scene.some_call(data, data.draw(st.sampled_from(("talking", "talking", "waiting", "offered"))))
    return scene.act(call, random_end(data, call), routing=PartCall())


def late_act(scene: RouterScene, data: st.DataObject) -> Request:
    """Act on a past version of a call, on one that no concurrent request reaches, or as another gateway."""
    call = scene.some_call(data)
    changes = st.sampled_from(
        (
            {"expects": call.version - 1},
            {"expects": call.version + 9},
            {"gateway": data.draw(st.sampled_from([name for name in scene.living() if name != call.gateway] or ["x"]))},
        )
    )
    return scene.act(call, random_end(data, call), routing=ReleaseCall(), **data.draw(changes))


def readiness(scene: RouterScene, data: st.DataObject, call: RoutedCall | None = None) -> Request:
    """Make an advisor ready, perhaps for other queues than before."""
    fitting = sorted(a for a in ADVISORS if call is None or call.position_queue in (*ADVISORS[a], f"@{a}"))
    advisor = data.draw(st.sampled_from(fitting))
    queues = data.draw(st.sampled_from((None, None, None, *OTHER_QUEUES)))
    return Request("ready", (advisor_phone(advisor, queues), data.draw(ACTORS)))


def queue_change(scene: RouterScene, data: st.DataObject) -> Request:
    """Set the queues of an advisor in any state, whom the router may not know."""
    advisor = data.draw(st.sampled_from(sorted(ADVISORS)))
    queues = data.draw(st.sampled_from((ADVISORS[advisor], *OTHER_QUEUES)))
    return Request("set_queues", (advisor, queues, "user:jefa"))


def pause(scene: RouterScene, data: st.DataObject) -> Request:
    """Request a pause as an advisor."""
    reason = data.draw(st.sampled_from(("almuerzo", "capacitacion")))
    return Request("pause", (data.draw(st.sampled_from(sorted(ADVISORS))), reason, data.draw(ACTORS)))


def leave(scene: RouterScene, data: st.DataObject) -> Request:
    """Put an advisor off duty."""
    return Request("go_offline", (data.draw(st.sampled_from(sorted(ADVISORS))), data.draw(ACTORS)))


def completion(scene: RouterScene, data: st.DataObject) -> Request:
    """End the wrap-up of an advisor who may not be in one."""
    advisor = data.draw(st.sampled_from(sorted(ADVISORS)))
    at_hand = scene.model.current_call(advisor)
    return Request(
        "complete", (advisor, data.draw(st.sampled_from(("", at_hand, *scene.model.calls))), data.draw(ACTORS))
    )


def advisor_request(scene: RouterScene, data: st.DataObject, call: RoutedCall | None = None) -> Request:
    """Request an action in a call, which may not be the advisor's."""
    phase = data.draw(st.sampled_from(("talking", "talking", "offered", "released")))
    call = call or scene.some_call(data, phase)
    advisor = data.draw(st.sampled_from((call.advisor or "ana", call.advisor or "eva", *sorted(ADVISORS))))
    number = data.draw(st.sampled_from((next(scene.numbers), 0)))
    return Request("request_advisor_action", (call.id, advisor, "hold", f"wish-{number}"))


def promise(scene: RouterScene, data: st.DataObject, call: RoutedCall | None = None) -> Request:
    """Promise a call-back, perhaps under a used id."""
    call = call or scene.some_call(data, data.draw(st.sampled_from(("waiting", "offered"))))
    fresh = f"back-{next(scene.numbers)}"
    name = data.draw(st.sampled_from((fresh, fresh, fresh, *scene.model.calls)))
    fact = CallBackPromised(line=LINE, queue=call.queue, call_back=name)
    end = CallEnded(line=LINE, queue=call.queue, outcome="callback", stage=call.phase, ended_by="system")
    return scene.act(call, fact, end, routing=Promise(call_back=name, state=b"promised", card="{}"))


def postponement(scene: RouterScene, data: st.DataObject, call: RoutedCall | None = None) -> Request:
    """Postpone a call-back, whether the caller was dialled or not."""
    call_backs = [call for call in scene.open_calls() if call.promised]
    call = call or (data.draw(st.sampled_from(call_backs)) if call_backs else scene.some_call(data))
    attempt = (call.promised.attempt if call.promised else 0) + 1
    missed = CallBackMissed(line=LINE, queue=call.queue, advisor=call.advisor, attempt=attempt, cause="busy")
    later_ms = scene.model.now + data.draw(st.sampled_from((-1, 300, 6_000)))
    facts = data.draw(st.sampled_from(((), (missed,))))
    return scene.act(call, *facts, routing=Postpone(until_ms=later_ms))


def consultation(scene: RouterScene, data: st.DataObject, call: RoutedCall | None = None) -> Request:
    """Consult another advisor, hand the call over, or take it back."""
    call = call or scene.some_call(data, "talking")
    advisor = data.draw(st.sampled_from(sorted(ADVISORS)))
    available = [a.id for a in scene.model.advisors.values() if a.state == "available"]
    reserve = Reserve(advisor=data.draw(st.sampled_from(available or [advisor])))
    usual: tuple[Routing, ...] = (HandOver(), TakeBack()) if call.consulted else (reserve,)
    return scene.act(call, routing=data.draw(st.sampled_from((*usual, *usual, reserve, HandOver(), TakeBack()))))


def talk(scene: RouterScene, data: st.DataObject, call: RoutedCall) -> Request:
    """Draw an event of a talk; while a consulted advisor's phone rings, mostly an answer."""
    if call.consult_offer and data.draw(st.integers(0, 3)):
        return data.draw(st.sampled_from((answer, answer, decline)))(scene, data, call)
    if call.promised and data.draw(st.booleans()):
        return postponement(scene, data, call)
    return data.draw(st.sampled_from((end, end, farewell, advisor_request, choice, consultation, consultation)))(
        scene, data, call
    )


def wait(scene: RouterScene, data: st.DataObject, call: RoutedCall) -> Request:
    """Draw an event of a waiting call."""
    if call.promised and not data.draw(st.integers(0, 3)):
        return postponement(scene, data, call)
    return data.draw(st.sampled_from((readiness, readiness, readiness, choice, promise)))(scene, data, call)


RequestMaker = Callable[[RouterScene, st.DataObject], Request]
CALL_REQUESTS: tuple[RequestMaker, ...] = (
    arrival, reception, choice, answer, answer, answer, decline, decline, end, end,
    call_opening, step, rejection, answer_or_decline_wrongly, late_act, advisor_request, promise, postponement,
    consultation, farewell,
)  # fmt: skip
ADVISOR_REQUESTS: tuple[RequestMaker, ...] = (
    *(readiness, readiness, readiness, queue_change),
    *(completion, pause, leave),
)
NEXT_BY_PHASE: dict[str, tuple[Callable[[RouterScene, st.DataObject, RoutedCall], Request], ...]] = {
    "idle": (choice,),
    "waiting": (wait,),
    "offered": (answer, answer, answer, decline, choice),
    "talking": (talk,),
    "postponed": (end, readiness, postponement),
    "parting": (end, end, farewell),
    "released": (end, choice),
}


def next_request(scene: RouterScene, data: st.DataObject, call: RoutedCall) -> Request:
    """Draw a possible next event of a call."""
    return data.draw(st.sampled_from(NEXT_BY_PHASE[call.phase]))(scene, data, call)


def next_request_of_any_call(scene: RouterScene, data: st.DataObject) -> Request:
    """Draw a possible next event of an open call; without one, a new call arrives."""
    return next_request(scene, data, scene.some_call(data)) if scene.open_calls() else arrival(scene, data)
