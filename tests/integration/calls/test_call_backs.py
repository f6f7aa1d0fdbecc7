"""Callers who are called back instead of waiting, through driver, router and gateway."""

import msgspec
import pytest

from config.site.calls.queues import Overflow, OverflowWhenLate
from eventlog.facts import (
    CallBackAnswered,
    CallBackCapReached,
    CallBackDialled,
    CallBackEnded,
    CallBackMissed,
    CallBackPostponed,
    CallBackPromised,
    CallBackQueued,
    CallBackRefused,
    CallEnded,
    CallOverflowed,
)
from eventlog.person import make_person
from eventlog.person_cipher import encrypt_person
from telephony.port import CALLER, Bridge, Dial, Ring
from tests.support.calls.driver_rig import NUMBER, DriverRig, check_balance, fact_kinds, with_queues
from tests.support.facts.call_logs import SEALER

pytestmark = pytest.mark.integration


CALL_BACK = Overflow(max_wait=OverflowWhenLate(after_s=60, call_back=True))


async def promised(room: DriverRig) -> tuple[str, str]:
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


@with_queues(credito={"overflow": CALL_BACK})
async def test_a_caller_is_called_back_in_turn(room: DriverRig) -> None:
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
    said = [kind for kind in await fact_kinds(room, call_back) if kind != "AdvisorStateChanged"]
    assert said == ["CallBackQueued", "AdvisorOffered", "CallBackDialled", "CallBackAnswered", "CallBackEnded"]
    assert [fact.outcome for fact in await room.facts(call) if isinstance(fact, CallEnded)] == ["callback"]
    state = [value for key in await room.redis.keys("*call:*") for value in await _texts(room, key)]
    assert not any(NUMBER.encode() in text for text in state)
    await check_balance(room)


async def _texts(room: DriverRig, key: bytes) -> list[bytes]:
    if await room.redis.type(key) != b"hash":
        return []
    return list((await room.redis.hgetall(key)).values())


@with_queues(credito={"overflow": CALL_BACK})
async def test_a_caller_who_is_not_reached_is_dialled_again_and_then_no_more(room: DriverRig) -> None:
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
    await check_balance(room)


@with_queues(credito={"overflow": CALL_BACK})
async def test_a_number_that_was_erased_is_dialled_nowhere(room: DriverRig) -> None:
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


@with_queues(credito={"overflow": CALL_BACK})
async def test_an_advisor_found_during_the_offer_takes_the_call(room: DriverRig) -> None:
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


@with_queues(credito={"overflow": CALL_BACK})
async def test_a_gateway_that_dies_while_it_dials_has_had_its_attempt(room: DriverRig) -> None:
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
    await check_balance(room)


# --- toll fraud: a plan, one open call-back to a number, and caps

KEYED = "3009998877"


async def asked_by_keys(room: DriverRig, digits: str, caller: str = "+882161234567") -> str:
    """A caller of an unlisted source is offered a call-back, takes it and keys in a number; the call's id."""
    call = await room.call_in(caller=caller, source_listed=False)
    await room.hear_out(call)
    await room.after(60)
    assert room.gateway.hears(call).sounds == ("devolucion.offer",)
    await room.do(lambda: room.gateway.press(call, "1"))
    assert room.gateway.hears(call).sounds == ("devolucion.ask",)
    await room.do(lambda: room.gateway.press(call, f"{digits}#"))
    return call


async def confirmed(room: DriverRig, call: str, digits: str = KEYED) -> None:
    """The caller hears the number digit by digit, and confirms it."""
    assert room.gateway.hears(call).sounds == ("devolucion.heard", *(f"cifra.{digit}" for digit in digits))
    await room.do(lambda: room.gateway.finish_playing(call))
    assert room.gateway.hears(call).sounds == ("devolucion.confirm",)
    await room.do(lambda: room.gateway.press(call, "1"))


@with_queues(credito={"overflow": CALL_BACK})
async def test_a_forged_number_is_never_called_back_and_a_confirmed_one_is(room: DriverRig) -> None:
    """From counts for nothing; what was keyed in and heard is dialled, and stands in no state or fact."""
    call = await asked_by_keys(room, KEYED)
    await confirmed(room, call)
    assert room.gateway.hears(call).sounds[0] == "devolucion_aceptada"
    await room.hear_out(call)
    await room.ready("ana", "credito")
    call_back = f"{call}-cb"
    await room.do(
        lambda: room.gateway.phone_answers(call_back, "advisor-1"),
        lambda: room.gateway.finish_playing(call_back, "advisor-1"),
    )
    [dial] = [each for each in room.gateway.carried_out if isinstance(each, Dial)]
    assert dial.address == f"sip:{KEYED}@operador.example"
    for key in await room.redis.keys("*"):
        if key != room.key("person").encode():
            assert KEYED.encode() not in key
            kind = await room.redis.type(key)
            assert kind != b"string" or KEYED.encode() not in await room.redis.get(key)
    assert KEYED not in repr(await room.facts())
    await check_balance(room)


@with_queues(credito={"overflow": CALL_BACK})
@pytest.mark.parametrize("digits", ["123", "00882161234567", "0019005551212", "018000555010", "7001234567"])
async def test_no_number_that_the_plan_lacks_can_be_keyed_in(room: DriverRig, digits: str) -> None:
    """The caller hears so and is asked again; in the end they wait on, with music."""
    call = await asked_by_keys(room, digits)
    for _ in range(2):
        assert room.gateway.hears(call).sounds == ("devolucion.refused", "devolucion.ask")
        await room.do(lambda: room.gateway.press(call, f"{digits}#"))
    assert room.gateway.hears(call).sounds == ("devolucion.give_up",)
    await room.hear_out(call)
    assert room.gateway.hears(call).music
    refused = [fact for fact in await room.facts(call) if isinstance(fact, CallBackRefused)]
    assert [fact.given for fact in refused] == ["unverified", "keyed", "keyed", "keyed"]
    assert not any(isinstance(fact, CallBackPromised) for fact in await room.facts())


async def owed_already(room: DriverRig) -> None:
    """Somebody keys in a number that waits for a call already."""
    call = await asked_by_keys(room, KEYED)
    await confirmed(room, call)
    assert room.gateway.hears(call).sounds == ("devolucion.open",)
    await room.do(lambda: room.gateway.hang_up(call))


async def talked_back(room: DriverRig, call_back: str) -> None:
    """The caller is called back, and talks with an advisor."""
    await room.ready("ana", "credito")
    await room.do(
        lambda: room.gateway.phone_answers(call_back, "advisor-1"),
        lambda: room.gateway.finish_playing(call_back, "advisor-1"),
        lambda: room.gateway.phone_answers(call_back, CALLER),
        lambda: room.gateway.hang_up(call_back),
    )
    await room.do(lambda: room.router.leave("ana"))
    await room.after(120)


@with_queues(credito={"overflow": CALL_BACK})
async def test_one_number_is_owed_one_call_and_so_many_a_day(room: DriverRig) -> None:
    """The second hears that one is owed already; after as many as the site allows, that there are no more today."""
    how = room.site.call_backs
    assert how is not None
    for nth in range(how.caps.per_number):
        call = await asked_by_keys(room, KEYED)
        await confirmed(room, call)
        await room.hear_out(call)
        if nth == 0:
            await owed_already(room)
        await talked_back(room, f"{call}-cb")
    last = await asked_by_keys(room, KEYED)
    await confirmed(room, last)
    assert room.gateway.hears(last).sounds == ("devolucion.capped",)
    facts = await room.facts()
    assert sum(isinstance(fact, CallBackPromised) for fact in facts) == how.caps.per_number
    assert [fact.reason for fact in facts if isinstance(fact, CallBackRefused) and fact.given == "keyed"] == ["open"]
    assert [fact.cap for fact in facts if isinstance(fact, CallBackCapReached)] == ["number"]
    await room.hear_out(last)
    assert room.gateway.hears(last).music
    await check_balance(room)


@with_queues(credito={"overflow": CALL_BACK})
async def test_a_number_that_was_stored_before_the_plan_is_not_dialled(room: DriverRig) -> None:
    """Its advisor is free again, nobody is called, and the call-back is over with its reason."""
    _, call_back = await promised(room)
    [ref] = await room.redis.hkeys(room.key("person"))
    forged = msgspec.structs.replace(make_person("+882161234567", bytes(range(32))), ref=ref.decode())
    forged = encrypt_person(forged, SEALER)
    await room.redis.hset(room.key("person"), ref, forged.encoded)
    await room.ready("ana", "credito")
    await room.do(
        lambda: room.gateway.phone_answers(call_back, "advisor-1"),
        lambda: room.gateway.finish_playing(call_back, "advisor-1"),
    )
    assert not any(isinstance(each, Dial) for each in room.gateway.carried_out)
    facts = await room.facts(call_back)
    assert [fact.reason for fact in facts if isinstance(fact, CallBackRefused)] == ["satellite"]
    assert [fact.result for fact in facts if isinstance(fact, CallBackEnded)] == ["refused"]
    assert room.gateway.calls() == ()
    await check_balance(room)
