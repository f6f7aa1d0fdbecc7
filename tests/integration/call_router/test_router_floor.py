"""The floor at one instant: what people see of queues, advisors and calls."""

import pytest

from call_router.acts import AdvisorNow, CallCard, QueueFloor
from eventlog.facts import StreamId
from tests.integration.call_router.world import LINE, QUEUE, RING_MS, World

pytestmark = pytest.mark.integration
CARD = CallCard(line=LINE, caller_ref="r", menu="principal", choices=(("principal", "1"),))


async def test_an_empty_campaign_has_an_empty_floor(world: World) -> None:
    """Before the first call nothing is seen."""
    floor = await world.router.floor()
    assert (floor.seq, floor.now, floor.site) == (StreamId(1, 0), world.moment(0), "")
    assert (floor.queues, floor.advisors, floor.calls) == ({}, {}, {})


async def test_a_call_is_seen_from_its_menu_to_the_end_of_its_wrap_up(world: World) -> None:
    """Each stage has its moments, which are those of the log; who is with the call has it until the wrap-up ends."""
    await world.open("a", card=CARD)
    await world.at(1_000)
    await world.enqueue("a")
    assert (await world.router.floor()).queues == {QUEUE: QueueFloor(waiting=1, longest_since=world.moment(1_000))}
    await world.at(2_000)
    await world.ready("ana")
    floor = await world.router.floor()
    assert floor.advisors["ana"] == AdvisorNow(
        state="offered",
        since=world.moment(2_000),
        call="a",
        until=world.moment(2_000 + RING_MS),
        queues=(QUEUE,),
    )
    assert (floor.calls["a"].stage, floor.calls["a"].advisor) == ("ringing", "ana")
    assert floor.queues[QUEUE].waiting == 1
