"""What becomes of callers who wait, through driver, router and gateway: the call flow as people meet it."""

from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
import redis.asyncio as redis

import config
from call_router.signals import SupervisorAction
from config.site import Site
from config.site_files import load_site, with_open_hours
from config.waiting import Band, Overflow, Queue, WayOut, WhenFull, WhenLate
from eventlog.counts import fold
from eventlog.facts import (
    CallAnswered,
    CallBackAnswered,
    CallBackDialled,
    CallBackEnded,
    CallBackMissed,
    CallBackPostponed,
    CallBackPromised,
    CallBackQueued,
    CallEnded,
    CallOverflowed,
    CallQueued,
    CallTransferred,
    ConsultationBegan,
    OfferEnded,
    WaitAnnounced,
    WishRefused,
)
from telephony.port import ABILITIES, CALLER, Bridge, Dial, Hold, Join, Ring, Snoop
from tests.integration.atencion.waiting_room import NUMBER, WaitingRoom
from tests.integration.call_router.world import envelope

pytestmark = pytest.mark.integration
SAMPLE = with_open_hours(load_site(Path(config.__file__).parent / "sites" / "icetex"))
BANDS = (Band(after_s=0, level=1),)


def site(**queues: dict[str, object]) -> Site:
    """The sample, always open, with other settings of some queues."""
    plain = {id_: _plain(queue) for id_, queue in SAMPLE.queues.items()}
    changed = {id_: msgspec.structs.replace(plain[id_], **settings) for id_, settings in queues.items()}
    return msgspec.structs.replace(SAMPLE, queues=plain | changed)


def _plain(queue: Queue) -> Queue:
    return msgspec.structs.replace(
        queue, strategy="longest_idle", bands=BANDS, announce_every_s=0, overflow=Overflow(), weight=1.0
    )


@pytest_asyncio.fixture
async def room(valkey: redis.Redis, request: pytest.FixtureRequest) -> WaitingRoom:
    """The campaign of the site that the test names."""
    return await WaitingRoom(valkey, request.param).begin()


def on(**queues: dict[str, object]) -> pytest.MarkDecorator:
    """The site of a test."""
    return pytest.mark.parametrize("room", [site(**queues)], indirect=True, ids=["site"])


async def kinds(room: WaitingRoom, call: str) -> list[str]:
    """What the log says of a call, kind by kind."""
    return [type(fact).__name__ for fact in await room.facts(call)]


async def balanced(room: WaitingRoom) -> None:
    """The counters are the fold of the log, to the last one."""
    entries = await room.redis.xrange(room.key("log"))
    assert await room.router.totals() == fold(envelope(entry, fields) for entry, fields in entries)


TO_GENERAL = Overflow(max_wait=WhenLate(after_s=60, queue="general"))


@on(credito={"overflow": TO_GENERAL})
async def test_a_wait_that_is_too_long_goes_on_in_another_queue(room: WaitingRoom) -> None:
    """After a minute the call stands in the other queue, where an advisor answers; the wait began in the first."""
    call = await room.call_in()
    await room.hear_out(call)
    assert room.gateway.hears(call).music
    await room.after(59)
    assert not any(isinstance(fact, CallOverflowed) for fact in await room.facts(call))
    await room.after(1)
    assert [fact for fact in await room.facts(call) if isinstance(fact, CallOverflowed)] == [
        CallOverflowed(line="bogota", queue="credito", reason="max_wait", to="queue:general")
    ]
    await room.ready("ana", "general")
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    assert room.gateway.hears(call).voices == {"advisor-1"}
    await room.do(lambda: room.gateway.hang_up(call))
    totals = await room.router.totals()
    assert totals["wait_sum_ms|bogota|general"] == 60_000
    await balanced(room)


@on(credito={"overflow": Overflow(nobody=WayOut(message="colas_llenas"))})
async def test_nobody_on_duty_is_told_after_the_words_that_are_being_said(room: WaitingRoom) -> None:
    """The message is due at once, and said when the queue's words are over; then the gateway hangs up."""
    call = await room.call_in()
    assert room.gateway.hears(call).sounds == (SAMPLE.queues["credito"].wait_prompt,)
    await room.hear_out(call)
    assert room.gateway.hears(call).sounds[0] == "colas_llenas"
    await room.hear_out(call)
    assert room.gateway.calls() == ()
    assert [fact.outcome for fact in await room.facts(call) if isinstance(fact, CallEnded)] == ["message"]
    await balanced(room)


@on(credito={"overflow": Overflow(full=WhenFull(most=1, number="sip:otra@operador.example"))})
async def test_a_full_queue_connects_with_another_number(room: WaitingRoom) -> None:
    """Two wait; the third, before whom more wait than may, is connected with the number."""
    await room.ready("ana", "general")
    for caller in ("3001110001", "3001110002"):
        await room.hear_out(await room.call_in(caller=caller))
    call = await room.call_in(caller="3001110003")
    await room.hear_out(call)
    await room.hear_out(call)
    await room.do(lambda: room.gateway.phone_answers(call, "fallback"))
    assert room.gateway.hears(call).voices == {"fallback"}
    assert [fact.outcome for fact in await room.facts(call) if isinstance(fact, CallEnded)] == ["overflowed_out"]
    await balanced(room)


@on(credito={"announce_every_s": 30})
async def test_the_caller_is_told_how_the_wait_stands(room: WaitingRoom) -> None:
    """Every half minute, place and wait, and music again in between."""
    await room.ready("ana", "pagos")
    for caller in ("3001110001", "3001110002"):
        await room.hear_out(await room.call_in(caller=caller))
    second = room.gateway.calls()[1]
    await room.after(30)
    assert room.gateway.hears(second).sounds[0] == "turno.2"
    await room.hear_out(second)
    assert room.gateway.hears(second).music
    assert [fact.position for fact in await room.facts(second) if isinstance(fact, WaitAnnounced)] == [2]
    await balanced(room)


@on(credito={"strategy": "ring_all", "ring_most": 3})
async def test_several_phones_ring_and_one_has_the_call(room: WaitingRoom) -> None:
    """Three ring; one declines, one answers, the third falls silent and is available again."""
    for advisor in ("ana", "beto", "carla"):
        await room.ready(advisor, "credito")
    call = await room.call_in()
    assert len(room.gateway.legs(call)) == 4
    await room.do(lambda: room.gateway.phone_fails(call, "advisor-1", "declined"))
    assert len(room.gateway.legs(call)) == 3
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-3"))
    assert set(room.gateway.legs(call)) == {CALLER, "advisor-3"}
    answered = [fact for fact in await room.facts(call) if isinstance(fact, CallAnswered)]
    assert len(answered) == 1
    ends = {fact.offer: fact.reason for fact in await room.facts(call) if isinstance(fact, OfferEnded)}
    assert ends == {1: "declined", 2: "taken"}
    states = [await room.router.state_of(advisor) for advisor in ("ana", "beto", "carla")]
    assert sorted(states) == ["available", "paused", "talking"]
    await balanced(room)


@on()
async def test_a_call_is_handed_on_to_a_queue_and_to_an_advisor(room: WaitingRoom) -> None:
    """The caller hears words and music in between; each advisor has wrap-up; the call is ingressed once."""
    await room.ready("ana", "credito")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    await room.ask(call, "ana", "hold")
    await room.ask(call, "ana", "transfer", "queue:pagos")
    assert set(room.gateway.legs(call)) == {CALLER}
    assert room.gateway.hears(call).sounds == (SAMPLE.queues["pagos"].wait_prompt,)
    assert await room.router.state_of("ana") == "wrap_up"
    await room.ready("beto", "pagos")
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-2"))
    assert room.gateway.hears(call).voices == {"advisor-2"}
    await room.ready("carla", "general")
    await room.ask(call, "beto", "transfer", "advisor:carla")
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-3"))
    await room.do(lambda: room.gateway.hang_up(call))
    assert [fact.to for fact in await room.facts(call) if isinstance(fact, CallTransferred)] == [
        "queue:pagos",
        "advisor:carla",
    ]
    said = await kinds(room, call)
    assert (said.count("CallIngressed"), said.count("CallAnswered"), said.count("CallEnded")) == (1, 3, 1)
    await balanced(room)


@on()
async def test_a_call_for_one_advisor_who_is_away_is_for_all_of_the_queue(room: WaitingRoom) -> None:
    """Nobody by that name is on duty: the call goes on in the queue, and the next advisor of it answers."""
    await room.ready("ana", "credito")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    await room.ask(call, "ana", "transfer", "advisor:nadie")
    reasons = [fact.reason for fact in await room.facts(call) if isinstance(fact, CallQueued)]
    assert reasons == ["menu", "transfer", "overflow"]
    await room.ready("beto", "credito")
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-2"))
    assert room.gateway.hears(call).voices == {"advisor-2"}
    await balanced(room)


@on()
async def test_an_advisor_asks_another_one_and_hands_the_call_over(room: WaitingRoom) -> None:
    """Music for the caller, then the second advisor; the first one is in their wrap-up, and the call ends once."""
    await room.ready("ana", "credito")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    await room.ready("beto", "pagos")
    await room.ask(call, "ana", "consult", "advisor:beto")
    assert room.gateway.hears(call).music
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-2"))
    assert room.gateway.hears(call, "advisor-1").voices == {"advisor-2"}
    assert room.gateway.hears(call).music
    await room.ask(call, "ana", "hand_over")
    assert set(room.gateway.legs(call)) == {CALLER, "advisor-2"}
    assert room.gateway.hears(call).voices == {"advisor-2"}
    assert [await room.router.state_of(each) for each in ("ana", "beto")] == ["wrap_up", "talking"]
    await room.do(lambda: room.gateway.hang_up(call))
    assert room.gateway.calls() == ()
    assert (await kinds(room, call)).count("CallEnded") == 1
    await balanced(room)


async def refused(room: WaitingRoom, call: str) -> list[tuple[str, str]]:
    """What was asked for in vain in a call, and why; nothing of it waits in the mailbox any more."""
    assert await room.router.mailbox(room.gateway.name) == []
    return [(fact.action, fact.reason) for fact in await room.facts(call) if isinstance(fact, WishRefused)]


@on()
async def test_a_consultation_that_cannot_be_or_is_taken_back_leaves_the_talk(room: WaitingRoom) -> None:
    """Asking for somebody who is away is refused, once; a call that is taken back goes on as before."""
    await room.ready("ana", "credito")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    await room.ask(call, "ana", "consult", "advisor:nadie")
    assert room.gateway.hears(call).voices == {"advisor-1"}
    assert await refused(room, call) == [("consult", "not_available")]
    await room.ready("beto", "pagos")
    await room.ask(call, "ana", "consult", "advisor:beto")
    await room.ask(call, "ana", "hand_over")
    assert await refused(room, call) == [("consult", "not_available"), ("hand_over", "not_picked_up")]
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-2"))
    await room.ask(call, "ana", "take_back")
    assert room.gateway.hears(call).voices == {"advisor-1"}
    assert await room.router.state_of("beto") == "available"
    await room.ask(call, "ana", "hang_up")
    assert room.gateway.calls() == ()
    await balanced(room)


@on()
async def test_what_a_gateway_cannot_do_is_refused_before_anything_is_written(
    room: WaitingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a gateway that cannot hold, a consultation never begins, the advisor learns why, and the talk goes on."""
    monkeypatch.setitem(ABILITIES, "plain", ABILITIES["fake"] - {Hold})
    room.gateway.kind = "plain"
    await room.ready("ana", "credito")
    await room.ready("beto", "pagos")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    await room.ask(call, "ana", "consult", "advisor:beto")
    assert await refused(room, call) == [("consult", "unsupported")]
    assert not any(isinstance(fact, ConsultationBegan) for fact in await room.facts(call))
    assert room.gateway.hears(call).voices == {"advisor-1"}
    assert await room.router.state_of("beto") == "available"


CALL_BACK = Overflow(max_wait=WhenLate(after_s=60, call_back=True))


async def promised(room: WaitingRoom) -> tuple[str, str]:
    """A caller is offered a call-back after a minute and takes it; the call's id and the call-back's."""
    call = await room.call_in()
    await room.hear_out(call)
    await room.after(60)
    assert room.gateway.hears(call).sounds == ("ofrece_devolucion",)
    await room.do(lambda: room.gateway.press(call, "1"))
    assert room.gateway.hears(call).sounds[0] == "devolucion_aceptada"
    await room.hear_out(call)
    assert room.gateway.calls() == ()
    [fact] = [fact for fact in await room.facts(call) if isinstance(fact, CallBackPromised)]
    return call, fact.call_back


@on(credito={"overflow": CALL_BACK})
async def test_a_caller_is_called_back_in_turn(room: WaitingRoom) -> None:
    """The advisor is rung, told, and only then the caller dialled, at the number that no state or fact holds."""
    call, call_back = await promised(room)
    later = await room.call_in(caller="3009998877")
    await room.ready("ana", "credito")
    assert set(room.gateway.legs(call_back)) == {"advisor-1"}
    assert set(room.gateway.legs(later)) == {CALLER}
    await room.do(lambda: room.gateway.phone_answers(call_back, "advisor-1"))
    assert room.gateway.hears(call_back, "advisor-1").sounds == ("devolucion_para_asesor",)
    await room.do(lambda: room.gateway.finish_playing(call_back, "advisor-1"))
    [dial] = [each for each in room.gateway.carried_out if isinstance(each, Dial)]
    assert dial.address == f"sip:{NUMBER}@operador.example"
    await room.do(lambda: room.gateway.phone_answers(call_back, CALLER))
    assert room.gateway.hears(call_back).voices == {"advisor-1"}
    await room.do(lambda: room.gateway.hang_up(call_back))
    said = [kind for kind in await kinds(room, call_back) if kind != "AdvisorStateChanged"]
    assert said == ["CallBackQueued", "AdvisorOffered", "CallBackDialled", "CallBackAnswered", "CallBackEnded"]
    assert [fact.outcome for fact in await room.facts(call) if isinstance(fact, CallEnded)] == ["callback"]
    state = [value for key in await room.redis.keys("*call:*") for value in await _texts(room, key)]
    assert not any(NUMBER.encode() in text for text in state)
    await balanced(room)


async def _texts(room: WaitingRoom, key: bytes) -> list[bytes]:
    if await room.redis.type(key) != b"hash":
        return []
    return list((await room.redis.hgetall(key)).values())


@on(credito={"overflow": CALL_BACK})
async def test_a_caller_who_is_not_reached_is_dialled_again_and_then_no_more(room: WaitingRoom) -> None:
    """As often as the site says, with its rest in between; each attempt dials once."""
    _, call_back = await promised(room)
    how = room.site.call_backs
    assert how is not None
    await room.ready("ana", "credito")
    for attempt in range(1, how.attempts + 1):
        leg = f"advisor-{attempt}"
        await room.do(
            lambda leg=leg: room.gateway.phone_answers(call_back, leg),
            lambda leg=leg: room.gateway.finish_playing(call_back, leg),
            lambda: room.gateway.phone_fails(call_back, CALLER, "no_answer"),
        )
        assert room.gateway.calls() == ()
        assert await room.router.state_of("ana") in ("available", "wrap_up")
        await room.after(how.rests.total_seconds())
    facts = await room.facts(call_back)
    assert [fact.attempt for fact in facts if isinstance(fact, CallBackDialled)] == [1, 2, 3]
    assert [fact.attempt for fact in facts if isinstance(fact, CallBackMissed)] == [1, 2, 3]
    assert [fact.attempt for fact in facts if isinstance(fact, CallBackQueued)] == [0, 1, 2]
    assert sum(isinstance(fact, CallBackPostponed) for fact in facts) == 2
    assert [fact for fact in facts if isinstance(fact, CallBackEnded)] == [
        CallBackEnded(line="bogota", queue="credito", result="not_reached", attempts=3)
    ]
    assert sum(isinstance(each, Dial) for each in room.gateway.carried_out) == 3
    await room.after(86_400)
    assert sum(isinstance(each, Ring) for each in room.gateway.carried_out) == 3
    await balanced(room)


@on(credito={"overflow": CALL_BACK})
async def test_a_number_that_was_erased_is_dialled_nowhere(room: WaitingRoom) -> None:
    """What a reference stands for is gone: the attempt misses its caller, and nobody else is rung."""
    _, call_back = await promised(room)
    await room.redis.delete(room.key("person"))
    await room.ready("ana", "credito")
    await room.do(
        lambda: room.gateway.phone_answers(call_back, "advisor-1"),
        lambda: room.gateway.finish_playing(call_back, "advisor-1"),
    )
    assert [fact.cause for fact in await room.facts(call_back) if isinstance(fact, CallBackMissed)] == ["unreachable"]
    assert not any(isinstance(each, Dial) for each in room.gateway.carried_out)
    assert room.gateway.calls() == ()


@on(credito={"overflow": CALL_BACK})
async def test_an_advisor_found_during_the_offer_takes_the_call(room: WaitingRoom) -> None:
    """The offer of a call-back is not cut; the answer connects at once."""
    call = await room.call_in()
    await room.hear_out(call)
    await room.after(60)
    await room.ready("ana", "credito")
    assert room.gateway.hears(call).sounds == ("ofrece_devolucion",)
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    assert room.gateway.hears(call).voices == {"advisor-1"}
    assert sum(isinstance(each, Bridge) for each in room.gateway.carried_out) == 1
    assert not any(isinstance(fact, CallBackAnswered | CallOverflowed) for fact in await room.facts())


@on(credito={"overflow": CALL_BACK})
async def test_a_gateway_that_dies_while_it_dials_has_had_its_attempt(room: WaitingRoom) -> None:
    """Whether or not the phone rang, nobody dials again for that attempt: another gateway does for the next one."""
    _, call_back = await promised(room)
    how = room.site.call_backs
    assert how is not None
    await room.ready("ana", "credito")
    await room.do(
        lambda: room.gateway.phone_answers(call_back, "advisor-1"),
        lambda: room.gateway.finish_playing(call_back, "advisor-1"),
    )
    await room.lose_gateway()
    assert await room.router.state_of("ana") == "available"
    facts = await room.facts(call_back)
    assert [fact.cause for fact in facts if isinstance(fact, CallBackMissed)] == ["failed"]
    assert not any(isinstance(fact, CallBackEnded) for fact in facts)
    await room.new_gateway("fake-2")
    await room.after(how.rests.total_seconds())
    await room.do(
        lambda: room.gateway.phone_answers(call_back, "advisor-2"),
        lambda: room.gateway.finish_playing(call_back, "advisor-2"),
        lambda: room.gateway.phone_answers(call_back, CALLER),
        lambda: room.gateway.hang_up(call_back),
    )
    facts = await room.facts(call_back)
    assert [fact.attempt for fact in facts if isinstance(fact, CallBackDialled)] == [1, 2]
    assert [fact for fact in facts if isinstance(fact, CallBackEnded)] == [
        CallBackEnded(line="bogota", queue="credito", result="talked", attempts=2)
    ]
    await balanced(room)


async def supervisor(room: WaitingRoom, call: str, action: SupervisorAction) -> str:
    """A supervisor asks for something, and picks up if their phone rings; the leg."""
    request = f"jefa-{action}-{room.now_ms}"
    await room.do(lambda: room.router.supervise(call, "jefa", action, request, "sip:jefa@127.0.0.1"))
    legs = room.gateway.legs(call)
    leg = next((leg for leg in legs if leg.startswith("supervisor-")), "")
    if legs.get(leg) == "calling":
        await room.do(lambda: room.gateway.phone_answers(call, leg))
    return leg


@on()
async def test_a_supervisor_hears_a_talk_in_each_way_and_leaves_it_as_it_was(room: WaitingRoom) -> None:
    """Heard by nobody, by the advisor, by both; the facts tell from when to when, and the mailbox is empty."""
    await room.ready("ana", "credito")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    leg = await supervisor(room, call, "listen")
    assert room.gateway.hears(call, leg).voices == {CALLER, "advisor-1"}
    assert room.gateway.hears(call, "advisor-1").voices == {CALLER}
    await supervisor(room, call, "whisper")
    assert room.gateway.hears(call, "advisor-1").voices == {CALLER, leg}
    assert room.gateway.hears(call).voices == {"advisor-1"}
    await supervisor(room, call, "barge")
    assert room.gateway.hears(call).voices == {"advisor-1", leg}
    await supervisor(room, call, "stop")
    assert set(room.gateway.legs(call)) == {CALLER, "advisor-1"}
    assert room.gateway.hears(call).voices == {"advisor-1"}
    told = [kind for kind in await kinds(room, call) if kind.startswith("Supervision")]
    changed = ["SupervisionChanged"] * 2
    assert told == ["SupervisionAsked", "SupervisionBegan", *changed, "SupervisionEnded"]
    assert await room.router.mailbox(room.gateway.name) == []
    await balanced(room)


@on()
async def test_all_three_talk_and_whoever_leaves_leaves_two(room: WaitingRoom) -> None:
    """A supervisor who talks along is heard by all three; the first advisor goes, and the call is the second's."""
    await room.ready("ana", "credito")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    leg = await supervisor(room, call, "barge")
    await room.ready("beto", "pagos")
    await room.ask(call, "ana", "consult", "advisor:beto")
    assert room.gateway.hears(call).music
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-2"))
    assert room.gateway.hears(call, leg).voices == {"advisor-1", "advisor-2"}
    await room.ask(call, "ana", "join")
    assert room.gateway.hears(call).voices == {"advisor-1", "advisor-2", leg}
    assert room.gateway.hears(call, "advisor-1").voices == {CALLER, "advisor-2", leg}
    await room.do(lambda: room.gateway.hang_up(call, "advisor-1"))
    assert room.gateway.hears(call).voices == {"advisor-2", leg}
    assert [await room.router.state_of(each) for each in ("ana", "beto")] == ["wrap_up", "talking"]
    await room.do(lambda: room.gateway.hang_up(call))
    assert room.gateway.calls() == ()
    await balanced(room)


@on()
async def test_a_gateway_for_two_lets_nobody_join_and_nobody_listen(
    room: WaitingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The advisor learns it by name; no supervisor's phone is rung; and the talk goes on."""
    monkeypatch.setitem(ABILITIES, "plain", ABILITIES["fake"] - {Join, Snoop})
    room.gateway.kind = "plain"
    await room.ready("ana", "credito")
    await room.ready("beto", "pagos")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    assert await supervisor(room, call, "listen") == ""
    await room.ask(call, "ana", "consult", "advisor:beto")
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-2"))
    await room.ask(call, "ana", "join")
    assert await refused(room, call) == [("join", "unsupported")]
    assert room.gateway.hears(call, "advisor-1").voices == {"advisor-2"}
