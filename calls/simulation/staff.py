"""The staff and the waiting calls of a simulation, before the caller arrives. Pure.

Owns how a `Staffing` becomes advisors and calls of the router's model. The other callers press no key and stay.
"""

from itertools import chain

from call_router.acts import AdvisorPhone
from call_router.model.values import QueuePace
from calls.call import Call, Stage, Turn
from calls.simulation.engine import GATEWAY, Engine
from calls.simulation.simulated_call import SimulatedCall
from calls.simulation.sounds import SoundCatalogue
from calls.transitions import common
from config.site.tries.scenario import StaffGroup, Staffing
from telephony import port
from telephony.fake.call import FakeCall
from telephony.port import CALLER

LEAD_MS = 60_000
"""How long before the caller the other calls begin to arrive, so that they are before them."""


def set_up_floor(engine: Engine, floor: Staffing, sounds: SoundCatalogue) -> None:
    """Sign the advisors in, let the busy ones talk, and queue the waiting calls; the caller arrives `LEAD_MS` later."""
    arrives_ms = engine.now_ms + LEAD_MS
    staff = [(shift, index) for shift in floor.shifts for index in range(shift.advisors)]
    for number, (shift, index) in enumerate(staff, 1):
        phone = AdvisorPhone(id=f"asesor-{number}", address=f"sip:asesor-{number}@simulador", queues=shift.queues)
        engine.router.ready(phone)
        if index < shift.busy:
            call = _other_call(engine, floor, sounds, f"conversacion-{number}")
            call.talk_ends_ms = arrives_ms + _remaining_ms(floor, shift, index)
            _begin_talk(engine, call, phone.id, next(iter(shift.queues)))
    waiting = chain.from_iterable([queue] * most for queue, most in floor.waiting.items())
    for number, queue in enumerate(waiting, 1):
        _enqueue(engine, _other_call(engine, floor, sounds, f"espera-{number}"), queue)
    engine.read_mailbox()
    _set_pace(engine, floor)
    engine.run_until(arrives_ms)


def _remaining_ms(floor: Staffing, shift: StaffGroup, index: int) -> int:
    """Return how long a busy advisor still talks; the conversations of a shift end at equal intervals."""
    return floor.talk_s * 1000 * (2 * index + 1) // (2 * shift.busy)


def _other_call(engine: Engine, floor: Staffing, sounds: SoundCatalogue, call_id: str) -> SimulatedCall:
    media = FakeCall(call_id, "otra")
    media.execute(port.Answer(id=f"{call_id}/0", call_id=call_id, leg=CALLER))
    call = engine.calls[call_id] = SimulatedCall(id=call_id, media=media, sounds=sounds, floor=floor)
    call.value = Call(
        id=call_id,
        line=next(iter(engine.site.lines)),
        gateway=GATEWAY,
        site_version=engine.site.version,
        stage=Stage.CHOOSING,
    )
    return call


def _enqueue(engine: Engine, call: SimulatedCall, queue: str, personal: str = "") -> None:
    """Put another call into a queue as a menu does."""
    assert call.value is not None, "the call has begun"
    turn = Turn(call.value, engine.now, engine.site)
    common.enqueue(turn, queue, "menu", personal=personal)
    engine.commit(call, turn.finish())


def _begin_talk(engine: Engine, call: SimulatedCall, advisor: str, queue: str) -> None:
    _enqueue(engine, call, queue, personal=advisor)
    engine.read_mailbox()
    for leg in [name for name, leg in call.media.legs.items() if leg.state == "calling"]:
        engine.post(*call.media.phone_answers(leg))


def _set_pace(engine: Engine, floor: Staffing) -> None:
    """Give the router the pace of a queue that has been busy, so that it can estimate a wait from the first call on."""
    for queue in engine.site.queues.values():
        serving = [shift for shift in floor.shifts if queue.id in shift.queues]
        advisors = sum(shift.advisors for shift in serving)
        if advisors and (floor.waiting.get(queue.id) or any(shift.busy for shift in serving)):
            gap_ms = (floor.talk_s + floor.answer_s + queue.wrap_up_s) * 1000 / advisors
            engine.router.pace[queue.id] = QueuePace(answered_at=engine.now_ms, gap_ms=gap_ms)
