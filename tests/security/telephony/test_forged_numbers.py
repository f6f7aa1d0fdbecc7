"""Toll fraud without packets: whatever number is forged in From, from whatever source, nobody is dialled at it."""

import pytest

from telephony.port import Dial
from tests.integration.calls.test_call_backs import CALL_BACK, KEYED, asked_by_keys, confirmed
from tests.support.calls.driver_rig import DriverRig, with_queues

pytestmark = pytest.mark.integration

FORGED = ("+882161234567", "0019005551212", "900123456789012", "123", "+3001112203")


def dialled(room: DriverRig) -> list[str]:
    return [each.address for each in room.gateway.carried_out if isinstance(each, Dial)]


async def accepted(room: DriverRig, call_back: str) -> None:
    """An advisor accepts whatever is offered, if anything is."""
    await room.ready("ana", "credito")
    if call_back in room.gateway.calls():
        await room.do(
            lambda: room.gateway.phone_answers(call_back, "advisor-1"),
            lambda: room.gateway.finish_playing(call_back, "advisor-1"),
        )


@with_queues(credito={"overflow": CALL_BACK})
@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("number", FORGED)
async def test_a_forged_number_is_never_dialled(room: DriverRig, number: str, listed: bool) -> None:
    """Neither a listed trunk nor a stranger can make the system dial it."""
    call = await room.call_in(caller=number, source_listed=listed)
    await room.hear_out(call)
    await room.after(60)
    await room.do(lambda: room.gateway.press(call, "1"))
    await accepted(room, f"{call}-cb")
    assert dialled(room) == []


@with_queues(credito={"overflow": CALL_BACK})
async def test_an_honest_number_of_an_unlisted_source_is_dialled_once_confirmed(room: DriverRig) -> None:
    """So the attack above would be seen: the same way leads to a phone."""
    call = await asked_by_keys(room, KEYED)
    await confirmed(room, call)
    await room.hear_out(call)
    await accepted(room, f"{call}-cb")
    assert dialled(room) == [f"sip:{KEYED}@operador.example"]
