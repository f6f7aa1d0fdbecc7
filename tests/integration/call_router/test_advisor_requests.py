"""What advisors ask for in a call, and the end of a wrap-up before its time."""

import pytest

from call_router.errors import NotInWrapUp, NotTalking
from call_router.signals import AdvisorAction, AdvisorAsked
from eventlog.facts import AdvisorStateChanged
from tests.support.router.campaign_rig import GATEWAY, WRAP_UP_MS, CampaignRig, fact_kinds

pytestmark = pytest.mark.integration


async def talking(world: CampaignRig, call: str = "a", advisor: str = "ana") -> None:
    """An advisor talks in a call, and the gateway has taken its mail."""
    await world.ready(advisor)
    await world.arrive(call)
    await world.answer(call, advisor)
    for entry, _ in await world.router.mailbox(GATEWAY):
        await world.router.ack(GATEWAY, entry)


async def wrapping_up(world: CampaignRig) -> None:
    """An advisor wraps a call up."""
    await talking(world)
    await world.end("a", "answered")


@pytest.mark.parametrize("action", ["hold", "retrieve", "mute", "unmute", "hang_up"])
async def test_a_wish_is_in_the_mailbox_of_the_calls_gateway(world: CampaignRig, action: AdvisorAction) -> None:
    """It is a signal, and no fact: what comes of it is the call flow's."""
    await talking(world)
    facts = await world.length()
    await world.router.ask("a", "ana", action, "r")
    assert await world.mail() == [AdvisorAsked(call_id="a", advisor="ana", action=action)]
    assert await world.length() == facts


async def test_a_transfer_goes_with_its_target(world: CampaignRig) -> None:
    """What is asked for is told to the letter, and whither."""
    await talking(world)
    await world.router.ask("a", "ana", "transfer", "r", "queue:pagos")
    assert await world.mail() == [AdvisorAsked(call_id="a", advisor="ana", action="transfer", target="queue:pagos")]


async def test_a_wish_sent_again_is_one_wish(world: CampaignRig) -> None:
    """The same request id asks once, even when the call is over by then; another id asks again."""
    await talking(world)
    for request in ("r", "r", "s"):
        await world.router.ask("a", "ana", "hold", request)
    assert len(await world.mail()) == 2
    await world.end("a", "answered")
    await world.router.ask("a", "ana", "hold", "r")
    assert len(await world.mail()) == 2


async def test_only_who_talks_in_the_call_may_ask(world: CampaignRig) -> None:
    """Another advisor, a ringing, an ended and an unknown call: refused, and nobody is told."""
    await world.ready("ana")
    await world.arrive("a")
    refused = [("a", "ana"), ("b", "ana")]
    for call, advisor in refused:
        with pytest.raises(NotTalking):
            await world.router.ask(call, advisor, "hold", "r")
    await world.answer("a", "ana")
    with pytest.raises(NotTalking):
        await world.router.ask("a", "luz", "hold", "r")
    await world.end("a", "answered")
    with pytest.raises(NotTalking):
        await world.router.ask("a", "ana", "hold", "r")
    assert not any(isinstance(signal, AdvisorAsked) for signal in await world.mail())


async def test_a_refused_wish_may_be_asked_again(world: CampaignRig) -> None:
    """A refusal uses up no request id."""
    await world.ready("ana")
    await world.arrive("a")
    with pytest.raises(NotTalking):
        await world.router.ask("a", "ana", "hold", "r")
    await world.answer("a", "ana")
    await world.router.ask("a", "ana", "hold", "r")
    assert (await world.mail())[-1] == AdvisorAsked(call_id="a", advisor="ana", action="hold")


async def test_nobody_asks_a_dead_gateway(world: CampaignRig) -> None:
    """A wish that nobody could grant is refused."""
    await talking(world)
    await world.router.release_lease(GATEWAY)
    with pytest.raises(NotTalking):
        await world.router.ask("a", "ana", "hold", "r")


async def test_what_nobody_can_ask_for_is_an_error(world: CampaignRig) -> None:
    """An unknown wish never reaches a mailbox."""
    await talking(world)
    with pytest.raises(ValueError, match="sing"):
        await world.router.ask("a", "ana", "sing", "r")  # type: ignore[arg-type]
    assert await world.mail() == []


@pytest.mark.parametrize("named", ["a", ""])
async def test_completing_ends_the_wrap_up_at_once(world: CampaignRig, named: str) -> None:
    """The advisor is available in their own name, the timer is gone, and the next call comes."""
    await wrapping_up(world)
    await world.arrive("b")
    facts = await world.length()
    assert await world.router.complete("ana", named) == "offered"
    log = (await world.log())[facts:]
    assert log[0].fact == AdvisorStateChanged(advisor="ana", state="available", previous="wrap_up", reason="")
    assert log[0].actor == "advisor:ana"
    assert fact_kinds([entry.fact for entry in log[1:]]) == ["AdvisorOffered", "AdvisorStateChanged"]
    timers = await world.redis.zrange(world.key("timers"), 0, -1)
    assert timers == [b"offer:b"]


async def test_completing_twice_is_once(world: CampaignRig) -> None:
    """A retry finds the wrap-up over and says what the advisor does now."""
    await wrapping_up(world)
    assert await world.router.complete("ana", "a") == "available"
    facts = await world.length()
    assert await world.router.complete("ana", "a") == "available"
    assert await world.router.complete("ana") == "available"
    assert await world.length() == facts


async def test_completing_grants_the_wish_of_the_call(world: CampaignRig) -> None:
    """Who asked for a pause during the call pauses now."""
    await talking(world)
    await world.router.pause("ana", "almuerzo")
    await world.end("a", "answered")
    assert await world.router.complete("ana", "a") == "paused"


async def test_completing_an_earlier_wrap_up_leaves_the_present_one(world: CampaignRig) -> None:
    """A late wish is about its own call only."""
    await wrapping_up(world)
    await world.at(WRAP_UP_MS)
    await world.router.tick()
    await talking(world, "b")
    assert await world.router.complete("ana", "a") == "talking"
    await world.end("b", "answered")
    assert await world.router.complete("ana", "a") == "wrap_up"


async def test_a_call_that_goes_on_cannot_be_completed(world: CampaignRig) -> None:
    """Ringing or talking in that call: refused, and nothing changes."""
    await world.ready("ana")
    await world.arrive("a")
    with pytest.raises(NotInWrapUp):
        await world.router.complete("ana", "a")
    await world.answer("a", "ana")
    with pytest.raises(NotInWrapUp):
        await world.router.complete("ana", "a")
    assert await world.router.state_of("ana") == "talking"


async def test_completing_for_nobody_is_offline(world: CampaignRig) -> None:
    """Who was never seen has nothing to complete."""
    assert await world.router.complete("nobody") == "offline"
    assert await world.length() == 0
