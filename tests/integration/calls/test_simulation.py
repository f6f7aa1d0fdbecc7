"""The simulator agrees with production: the same call through driver, router on Valkey and gateway writes the same."""

from typing import Any

import msgspec
import pytest

from calls.simulation.simulate import CALL_ID, simulate
from config.site.calls.queues import LevelBand, Overflow, OverflowWhenFull, OverflowWhenLate
from config.site.tries.scenario import Scenario, StaffGroup, Staffing
from tests.support.calls.driver_rig import DriverRig, with_queues
from tests.support.calls.scenarios import scenario

pytestmark = pytest.mark.integration

OWN = ("caller_ref", "caller_commitment", "advisor", "gateway")
LATE = Overflow(max_wait=OverflowWhenLate(after_s=100, queue="general"))


def comparable(facts: list[Any], call: str) -> list[tuple[str, dict[str, Any]]]:
    """Return names and fields, without the names of the call, people and gateways, which differ by design."""
    return [
        (type(fact).__name__, {k: _without(call, v) for k, v in msgspec.structs.asdict(fact).items() if k not in OWN})
        for fact in facts
    ]


def _without(call: str, value: Any) -> Any:
    return value.replace(call, "") if isinstance(value, str) else value


async def agree(driver_rig: DriverRig, call: str, simulated: Scenario) -> None:
    transcript = simulate(driver_rig.site, simulated)
    written = [each.envelope.fact for each in transcript.facts]
    assert comparable(await driver_rig.facts(call), call) == comparable(written, CALL_ID)


@with_queues(credito={"bands": (LevelBand(after_s=0, level=5), LevelBand(after_s=20, level=1))})
async def test_answered_call_writes_the_same_facts(driver_rig: DriverRig) -> None:
    """Menu, a wait until the band of a low level opens, the talk, and the caller who hangs up."""
    await driver_rig.ready("ana", "credito", level=2)
    call = await driver_rig.dial_and_choose()
    await driver_rig.finish_prompt(call)
    await driver_rig.advance(20)
    await driver_rig.run_each(
        lambda: driver_rig.gateway.phone_answers(call, "advisor-1"), lambda: driver_rig.gateway.hang_up(call)
    )
    staff = Staffing(shifts=(StaffGroup(queues={"credito": 2}),))
    await agree(driver_rig, call, scenario("listen", "1", "until_answer", "hang_up", floor=staff))


@with_queues(credito={"announce_every_s": 60, "overflow": LATE})
async def test_wait_writes_the_same_facts(driver_rig: DriverRig) -> None:
    """A wrong key, an announcement during the wait, and the overflow to another queue without advisors."""
    call = await driver_rig.dial_and_choose("7")
    await driver_rig.run_each(
        lambda: driver_rig.gateway.press(call, "1"),
        lambda: driver_rig.gateway.finish_playing(call),
        lambda: driver_rig.advance(60),
        lambda: driver_rig.gateway.finish_playing(call),
        lambda: driver_rig.advance(40),
        lambda: driver_rig.gateway.hang_up(call),
    )
    await agree(driver_rig, call, scenario("listen", "7", "1", 105, "hang_up"))


@with_queues(credito={"overflow": Overflow(full=OverflowWhenFull(most=1, call_back=True))})
async def test_full_queue_writes_the_same_facts(driver_rig: DriverRig) -> None:
    """Two calls wait, the queue's limit; the third is offered a call-back, and accepts it."""
    for number in ("3001110001", "3001110002"):
        other = await driver_rig.dial_and_choose(caller=number)
        await driver_rig.finish_prompt(other)
    call = await driver_rig.dial_and_choose()
    await driver_rig.finish_prompt(call)
    await driver_rig.run_each(lambda: driver_rig.gateway.press(call, "1"))
    full = Staffing(waiting={"credito": 2})
    await agree(driver_rig, call, scenario("listen", "1", "until_key", "1", "listen", floor=full))
