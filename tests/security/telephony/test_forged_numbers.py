"""Toll fraud without packets: a forged number in From, from any source, is never dialled."""

import pytest

from telephony.port import Dial
from tests.integration.calls.test_call_backs import CALL_BACK, KEYED, asked_by_keys, confirmed
from tests.support.calls.driver_rig import DriverRig, with_queues

pytestmark = pytest.mark.integration

FORGED = ("+882161234567", "0019005551212", "900123456789012", "123", "+3001112203")


def dialled(driver_rig: DriverRig) -> list[str]:
    return [each.address for each in driver_rig.gateway.executed_commands if isinstance(each, Dial)]


async def accepted(driver_rig: DriverRig, call_back: str) -> None:
    """Accept the offer as an advisor, if there is one."""
    await driver_rig.ready("ana", "credito")
    if call_back in driver_rig.gateway.calls():
        await driver_rig.run_each(
            lambda: driver_rig.gateway.phone_answers(call_back, "advisor-1"),
            lambda: driver_rig.gateway.finish_playing(call_back, "advisor-1"),
        )


@with_queues(credito={"overflow": CALL_BACK})
@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("number", FORGED)
async def test_a_forged_number_is_never_dialled(driver_rig: DriverRig, number: str, listed: bool) -> None:
    """Neither a listed trunk nor a stranger can make the system dial a forged number."""
    call = await driver_rig.dial_and_choose(caller=number, source_listed=listed)
    await driver_rig.finish_prompt(call)
    await driver_rig.advance(60)
    await driver_rig.run_each(lambda: driver_rig.gateway.press(call, "1"))
    await accepted(driver_rig, f"{call}-cb")
    assert dialled(driver_rig) == []


@with_queues(credito={"overflow": CALL_BACK})
async def test_an_honest_number_of_an_unlisted_source_is_dialled_once_confirmed(driver_rig: DriverRig) -> None:
    """An honest number is dialled, so that the test above would detect a dialled forged one."""
    call = await asked_by_keys(driver_rig, KEYED)
    await confirmed(driver_rig, call)
    await driver_rig.finish_prompt(call)
    await accepted(driver_rig, f"{call}-cb")
    assert dialled(driver_rig) == [f"sip:{KEYED}@operador.example"]
