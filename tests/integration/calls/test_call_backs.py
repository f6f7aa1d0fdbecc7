"""Call-backs in place of waiting, through driver, router and gateway."""

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


async def promised(driver_rig: DriverRig) -> tuple[str, str]:
    """Offer a caller a call-back after a minute, and take it; return the ids of the call and of the call-back."""
    call = await driver_rig.dial_and_choose()
    await driver_rig.finish_prompt(call)
    await driver_rig.advance(60)
    assert driver_rig.gateway.audible_to(call).sounds == ("ofrece_devolucion",)
    await driver_rig.run_each(lambda: driver_rig.gateway.press(call, "1"))
    assert driver_rig.gateway.audible_to(call).sounds[0] == "devolucion_aceptada"
    await driver_rig.finish_prompt(call)
    assert driver_rig.gateway.calls() == ()
    [fact] = [fact for fact in await driver_rig.facts(call) if isinstance(fact, CallBackPromised)]
    return call, fact.call_back


@with_queues(credito={"overflow": CALL_BACK})
async def test_a_caller_is_called_back_in_turn(driver_rig: DriverRig) -> None:
    """The advisor is rung and informed before the caller is dialled, at a number that no state or fact holds."""
    call, call_back = await promised(driver_rig)
    later = await driver_rig.dial_and_choose(caller="3009998877")
    await driver_rig.ready("ana", "credito")
    assert set(driver_rig.gateway.legs(call_back)) == {"advisor-1"}
    assert set(driver_rig.gateway.legs(later)) == {CALLER}
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call_back, "advisor-1"))
    assert driver_rig.gateway.audible_to(call_back, "advisor-1").sounds == ("devolucion_para_asesor",)
    await driver_rig.run_each(lambda: driver_rig.gateway.finish_playing(call_back, "advisor-1"))
    [dial] = [each for each in driver_rig.gateway.executed_commands if isinstance(each, Dial)]
    assert dial.address == f"sip:{NUMBER}@operador.example"
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call_back, CALLER))
    assert driver_rig.gateway.audible_to(call_back).voices == {"advisor-1"}
    await driver_rig.run_each(lambda: driver_rig.gateway.hang_up(call_back))
    kinds = [kind for kind in await fact_kinds(driver_rig, call_back) if kind != "AdvisorStateChanged"]
    assert kinds == ["CallBackQueued", "AdvisorOffered", "CallBackDialled", "CallBackAnswered", "CallBackEnded"]
    assert [fact.outcome for fact in await driver_rig.facts(call) if isinstance(fact, CallEnded)] == ["callback"]
    state = [value for key in await driver_rig.redis.keys("*call:*") for value in await _texts(driver_rig, key)]
    assert not any(NUMBER.encode() in text for text in state)
    await check_balance(driver_rig)


async def _texts(driver_rig: DriverRig, key: bytes) -> list[bytes]:
    if await driver_rig.redis.type(key) != b"hash":
        return []
    return list((await driver_rig.redis.hgetall(key)).values())


@with_queues(credito={"overflow": CALL_BACK})
async def test_caller_is_dialled_as_often_as_site_says_with_its_pause_in_between(driver_rig: DriverRig) -> None:
    """The caller is dialled as often as the site says, with its pause in between; each attempt dials once."""
    _, call_back = await promised(driver_rig)
    how = driver_rig.site.call_backs
    assert how is not None
    await driver_rig.ready("ana", "credito")
    for attempt in range(1, how.attempts + 1):
        leg = f"advisor-{attempt}"
        await driver_rig.run_each(
            lambda leg=leg: driver_rig.gateway.phone_answers(call_back, leg),
            lambda leg=leg: driver_rig.gateway.finish_playing(call_back, leg),
            lambda: driver_rig.gateway.phone_fails(call_back, CALLER, "no_answer"),
        )
        assert driver_rig.gateway.calls() == ()
        assert await driver_rig.router.advisor_state("ana") in ("available", "wrap_up")
        await driver_rig.advance(how.retry_delay.total_seconds())
    facts = await driver_rig.facts(call_back)
    assert [fact.attempt for fact in facts if isinstance(fact, CallBackDialled)] == [1, 2, 3]
    assert [fact.attempt for fact in facts if isinstance(fact, CallBackMissed)] == [1, 2, 3]
    assert [fact.attempt for fact in facts if isinstance(fact, CallBackQueued)] == [0, 1, 2]
    assert sum(isinstance(fact, CallBackPostponed) for fact in facts) == 2
    assert [fact for fact in facts if isinstance(fact, CallBackEnded)] == [
        CallBackEnded(line="bogota", queue="credito", result="not_reached", attempts=3)
    ]
    assert sum(isinstance(each, Dial) for each in driver_rig.gateway.executed_commands) == 3
    await driver_rig.advance(86_400)
    assert sum(isinstance(each, Ring) for each in driver_rig.gateway.executed_commands) == 3
    await check_balance(driver_rig)


@with_queues(credito={"overflow": CALL_BACK})
async def test_a_number_that_was_erased_is_dialled_nowhere(driver_rig: DriverRig) -> None:
    """The reference leads to no number: the attempt counts as a miss, and no other number is rung."""
    _, call_back = await promised(driver_rig)
    await driver_rig.redis.delete(driver_rig.key("person"))
    await driver_rig.ready("ana", "credito")
    await driver_rig.run_each(
        lambda: driver_rig.gateway.phone_answers(call_back, "advisor-1"),
        lambda: driver_rig.gateway.finish_playing(call_back, "advisor-1"),
    )
    assert [fact.cause for fact in await driver_rig.facts(call_back) if isinstance(fact, CallBackMissed)] == [
        "unreachable"
    ]
    assert not any(isinstance(each, Dial) for each in driver_rig.gateway.executed_commands)
    assert driver_rig.gateway.calls() == ()


@with_queues(credito={"overflow": CALL_BACK})
async def test_an_advisor_found_during_the_offer_takes_the_call(driver_rig: DriverRig) -> None:
    """The offer of a call-back is not cut off, and taking the call connects at once."""
    call = await driver_rig.dial_and_choose()
    await driver_rig.finish_prompt(call)
    await driver_rig.advance(60)
    await driver_rig.ready("ana", "credito")
    assert driver_rig.gateway.audible_to(call).sounds == ("ofrece_devolucion",)
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-1"))
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-1"}
    assert sum(isinstance(each, Bridge) for each in driver_rig.gateway.executed_commands) == 1
    assert not any(isinstance(fact, CallBackAnswered | CallOverflowed) for fact in await driver_rig.facts())


@with_queues(credito={"overflow": CALL_BACK})
async def test_a_gateway_that_dies_while_it_dials_has_had_its_attempt(driver_rig: DriverRig) -> None:
    """The attempt is not repeated, whether or not the phone rang; another gateway makes the next one."""
    _, call_back = await promised(driver_rig)
    how = driver_rig.site.call_backs
    assert how is not None
    await driver_rig.ready("ana", "credito")
    await driver_rig.run_each(
        lambda: driver_rig.gateway.phone_answers(call_back, "advisor-1"),
        lambda: driver_rig.gateway.finish_playing(call_back, "advisor-1"),
    )
    await driver_rig.lose_gateway()
    assert await driver_rig.router.advisor_state("ana") == "available"
    facts = await driver_rig.facts(call_back)
    assert [fact.cause for fact in facts if isinstance(fact, CallBackMissed)] == ["failed"]
    assert not any(isinstance(fact, CallBackEnded) for fact in facts)
    await driver_rig.new_gateway("fake-2")
    await driver_rig.advance(how.retry_delay.total_seconds())
    await driver_rig.run_each(
        lambda: driver_rig.gateway.phone_answers(call_back, "advisor-2"),
        lambda: driver_rig.gateway.finish_playing(call_back, "advisor-2"),
        lambda: driver_rig.gateway.phone_answers(call_back, CALLER),
        lambda: driver_rig.gateway.hang_up(call_back),
    )
    facts = await driver_rig.facts(call_back)
    assert [fact.attempt for fact in facts if isinstance(fact, CallBackDialled)] == [1, 2]
    assert [fact for fact in facts if isinstance(fact, CallBackEnded)] == [
        CallBackEnded(line="bogota", queue="credito", result="talked", attempts=2)
    ]
    await check_balance(driver_rig)


# --- toll fraud: a plan, one open call-back to a number, and caps

KEYED = "3009998877"


async def asked_by_keys(driver_rig: DriverRig, digits: str, caller: str = "+882161234567") -> str:
    """Call from an unlisted source, take the call-back offered and key in a number; return the call's id."""
    call = await driver_rig.dial_and_choose(caller=caller, source_listed=False)
    await driver_rig.finish_prompt(call)
    await driver_rig.advance(60)
    assert driver_rig.gateway.audible_to(call).sounds == ("devolucion.offer",)
    await driver_rig.run_each(lambda: driver_rig.gateway.press(call, "1"))
    assert driver_rig.gateway.audible_to(call).sounds == ("devolucion.ask",)
    await driver_rig.run_each(lambda: driver_rig.gateway.press(call, f"{digits}#"))
    return call


async def confirmed(driver_rig: DriverRig, call: str, digits: str = KEYED) -> None:
    """Let the caller hear the number digit by digit, and confirm it."""
    assert driver_rig.gateway.audible_to(call).sounds == ("devolucion.heard", *(f"cifra.{digit}" for digit in digits))
    await driver_rig.run_each(lambda: driver_rig.gateway.finish_playing(call))
    assert driver_rig.gateway.audible_to(call).sounds == ("devolucion.confirm",)
    await driver_rig.run_each(lambda: driver_rig.gateway.press(call, "1"))


@with_queues(credito={"overflow": CALL_BACK})
async def test_a_forged_number_is_never_called_back_and_a_confirmed_one_is(driver_rig: DriverRig) -> None:
    """The From header is ignored; the number keyed in and heard is dialled, and no state or fact contains it."""
    call = await asked_by_keys(driver_rig, KEYED)
    await confirmed(driver_rig, call)
    assert driver_rig.gateway.audible_to(call).sounds[0] == "devolucion_aceptada"
    await driver_rig.finish_prompt(call)
    await driver_rig.ready("ana", "credito")
    call_back = f"{call}-cb"
    await driver_rig.run_each(
        lambda: driver_rig.gateway.phone_answers(call_back, "advisor-1"),
        lambda: driver_rig.gateway.finish_playing(call_back, "advisor-1"),
    )
    [dial] = [each for each in driver_rig.gateway.executed_commands if isinstance(each, Dial)]
    assert dial.address == f"sip:{KEYED}@operador.example"
    for key in await driver_rig.redis.keys("*"):
        if key != driver_rig.key("person").encode():
            assert KEYED.encode() not in key
            kind = await driver_rig.redis.type(key)
            assert kind != b"string" or KEYED.encode() not in await driver_rig.redis.get(key)
    assert KEYED not in repr(await driver_rig.facts())
    await check_balance(driver_rig)


@with_queues(credito={"overflow": CALL_BACK})
@pytest.mark.parametrize("digits", ["123", "00882161234567", "0019005551212", "018000555010", "7001234567"])
async def test_no_number_that_the_plan_lacks_can_be_keyed_in(driver_rig: DriverRig, digits: str) -> None:
    """The caller hears that and is asked again; after the last try the wait goes on, with music."""
    call = await asked_by_keys(driver_rig, digits)
    for _ in range(2):
        assert driver_rig.gateway.audible_to(call).sounds == ("devolucion.refused", "devolucion.ask")
        await driver_rig.run_each(lambda: driver_rig.gateway.press(call, f"{digits}#"))
    assert driver_rig.gateway.audible_to(call).sounds == ("devolucion.give_up",)
    await driver_rig.finish_prompt(call)
    assert driver_rig.gateway.audible_to(call).music
    refused = [fact for fact in await driver_rig.facts(call) if isinstance(fact, CallBackRefused)]
    assert [fact.given for fact in refused] == ["unverified", "keyed", "keyed", "keyed"]
    assert not any(isinstance(fact, CallBackPromised) for fact in await driver_rig.facts())


async def owed_already(driver_rig: DriverRig) -> None:
    """Key in a number that already waits for a call."""
    call = await asked_by_keys(driver_rig, KEYED)
    await confirmed(driver_rig, call)
    assert driver_rig.gateway.audible_to(call).sounds == ("devolucion.open",)
    await driver_rig.run_each(lambda: driver_rig.gateway.hang_up(call))


async def talked_back(driver_rig: DriverRig, call_back: str) -> None:
    """Call the caller back, and let them talk with an advisor."""
    await driver_rig.ready("ana", "credito")
    await driver_rig.run_each(
        lambda: driver_rig.gateway.phone_answers(call_back, "advisor-1"),
        lambda: driver_rig.gateway.finish_playing(call_back, "advisor-1"),
        lambda: driver_rig.gateway.phone_answers(call_back, CALLER),
        lambda: driver_rig.gateway.hang_up(call_back),
    )
    await driver_rig.run_each(lambda: driver_rig.router.go_offline("ana"))
    await driver_rig.advance(120)


@with_queues(credito={"overflow": CALL_BACK})
async def test_one_number_is_owed_one_call_and_so_many_a_day(driver_rig: DriverRig) -> None:
    """The second caller hears that a call is already promised; after the daily limit, that no more are possible."""
    how = driver_rig.site.call_backs
    assert how is not None
    for nth in range(how.caps.per_number):
        call = await asked_by_keys(driver_rig, KEYED)
        await confirmed(driver_rig, call)
        await driver_rig.finish_prompt(call)
        if nth == 0:
            await owed_already(driver_rig)
        await talked_back(driver_rig, f"{call}-cb")
    last = await asked_by_keys(driver_rig, KEYED)
    await confirmed(driver_rig, last)
    assert driver_rig.gateway.audible_to(last).sounds == ("devolucion.capped",)
    facts = await driver_rig.facts()
    assert sum(isinstance(fact, CallBackPromised) for fact in facts) == how.caps.per_number
    assert [fact.reason for fact in facts if isinstance(fact, CallBackRefused) and fact.given == "keyed"] == ["open"]
    assert [fact.cap for fact in facts if isinstance(fact, CallBackCapReached)] == ["number"]
    await driver_rig.finish_prompt(last)
    assert driver_rig.gateway.audible_to(last).music
    await check_balance(driver_rig)


@with_queues(credito={"overflow": CALL_BACK})
async def test_a_number_that_was_stored_before_the_plan_is_not_dialled(driver_rig: DriverRig) -> None:
    """The advisor is free again, no number is dialled, and the call-back ends with its reason."""
    _, call_back = await promised(driver_rig)
    [ref] = await driver_rig.redis.hkeys(driver_rig.key("person"))
    forged = msgspec.structs.replace(make_person("+882161234567", bytes(range(32))), ref=ref.decode())
    forged = encrypt_person(forged, SEALER)
    await driver_rig.redis.hset(driver_rig.key("person"), ref, forged.encoded)
    await driver_rig.ready("ana", "credito")
    await driver_rig.run_each(
        lambda: driver_rig.gateway.phone_answers(call_back, "advisor-1"),
        lambda: driver_rig.gateway.finish_playing(call_back, "advisor-1"),
    )
    assert not any(isinstance(each, Dial) for each in driver_rig.gateway.executed_commands)
    facts = await driver_rig.facts(call_back)
    assert [fact.reason for fact in facts if isinstance(fact, CallBackRefused)] == ["satellite"]
    assert [fact.result for fact in facts if isinstance(fact, CallBackEnded)] == ["refused"]
    assert driver_rig.gateway.calls() == ()
    await check_balance(driver_rig)
