"""Requests of advisors in a call, and the early end of a wrap-up."""

import pytest

from call_router.errors import NotInWrapUp, NotTalking
from call_router.signals import AdvisorAction, AdvisorAsked
from eventlog.facts import AdvisorStateChanged
from tests.support.router.campaign_rig import GATEWAY, WRAP_UP_MS, CampaignRig, fact_kinds

pytestmark = pytest.mark.integration


async def talking(rig: CampaignRig, call: str = "a", advisor: str = "ana") -> None:
    """Bring an advisor into a talk whose mail the gateway has read."""
    await rig.ready(advisor)
    await rig.arrive(call)
    await rig.answer(call, advisor)
    for entry, _ in await rig.router.read_mailbox(GATEWAY):
        await rig.router.acknowledge(GATEWAY, entry)


async def wrapping_up(rig: CampaignRig) -> None:
    """Bring an advisor into the wrap-up of a call."""
    await talking(rig)
    await rig.end("a", "answered")


@pytest.mark.parametrize("action", ["hold", "retrieve", "mute", "unmute", "hang_up"])
async def test_a_wish_is_in_the_mailbox_of_the_calls_gateway(rig: CampaignRig, action: AdvisorAction) -> None:
    """The request is a signal and no fact: the call flow decides on it."""
    await talking(rig)
    facts = await rig.fact_count()
    await rig.router.request_advisor_action("a", "ana", action, "r")
    assert await rig.mailbox() == [AdvisorAsked(call_id="a", advisor="ana", action=action)]
    assert await rig.fact_count() == facts


async def test_a_transfer_goes_with_its_target(rig: CampaignRig) -> None:
    """The signal has the target unchanged."""
    await talking(rig)
    await rig.router.request_advisor_action("a", "ana", "transfer", "r", "queue:pagos")
    assert await rig.mailbox() == [AdvisorAsked(call_id="a", advisor="ana", action="transfer", target="queue:pagos")]


async def test_a_wish_sent_again_is_one_wish(rig: CampaignRig) -> None:
    """The same request id counts once, even when the call is over by then; another id is a new request."""
    await talking(rig)
    for request in ("r", "r", "s"):
        await rig.router.request_advisor_action("a", "ana", "hold", request)
    assert len(await rig.mailbox()) == 2
    await rig.end("a", "answered")
    await rig.router.request_advisor_action("a", "ana", "hold", "r")
    assert len(await rig.mailbox()) == 2


async def test_only_talking_advisor_may_request_action(rig: CampaignRig) -> None:
    """Another advisor, a ringing, an ended and an unknown call are refused, and no signal is sent."""
    await rig.ready("ana")
    await rig.arrive("a")
    refused = [("a", "ana"), ("b", "ana")]
    for call, advisor in refused:
        with pytest.raises(NotTalking):
            await rig.router.request_advisor_action(call, advisor, "hold", "r")
    await rig.answer("a", "ana")
    with pytest.raises(NotTalking):
        await rig.router.request_advisor_action("a", "luz", "hold", "r")
    await rig.end("a", "answered")
    with pytest.raises(NotTalking):
        await rig.router.request_advisor_action("a", "ana", "hold", "r")
    assert not any(isinstance(signal, AdvisorAsked) for signal in await rig.mailbox())


async def test_a_refused_wish_may_be_asked_again(rig: CampaignRig) -> None:
    """A refusal does not use the request id up."""
    await rig.ready("ana")
    await rig.arrive("a")
    with pytest.raises(NotTalking):
        await rig.router.request_advisor_action("a", "ana", "hold", "r")
    await rig.answer("a", "ana")
    await rig.router.request_advisor_action("a", "ana", "hold", "r")
    assert (await rig.mailbox())[-1] == AdvisorAsked(call_id="a", advisor="ana", action="hold")


async def test_request_is_refused_if_its_gateway_is_lost(rig: CampaignRig) -> None:
    """A request is refused if its gateway is lost."""
    await talking(rig)
    await rig.router.release_lease(GATEWAY)
    with pytest.raises(NotTalking):
        await rig.router.request_advisor_action("a", "ana", "hold", "r")


async def test_unknown_action_never_reaches_mailbox(rig: CampaignRig) -> None:
    """An unknown action never reaches a mailbox."""
    await talking(rig)
    with pytest.raises(ValueError, match="sing"):
        await rig.router.request_advisor_action("a", "ana", "sing", "r")  # type: ignore[arg-type]
    assert await rig.mailbox() == []


@pytest.mark.parametrize("named", ["a", ""])
async def test_completing_ends_the_wrap_up_at_once(rig: CampaignRig, named: str) -> None:
    """The advisor becomes available as their own actor, the timer is gone, and the next call comes."""
    await wrapping_up(rig)
    await rig.arrive("b")
    facts = await rig.fact_count()
    assert await rig.router.complete("ana", named) == "offered"
    log = (await rig.log())[facts:]
    assert log[0].fact == AdvisorStateChanged(advisor="ana", state="available", previous="wrap_up", reason="")
    assert log[0].actor == "advisor:ana"
    assert fact_kinds([entry.fact for entry in log[1:]]) == ["AdvisorOffered", "AdvisorStateChanged"]
    timers = await rig.redis.zrange(rig.key("timers"), 0, -1)
    assert timers == [b"offer:b"]


async def test_completing_twice_is_once(rig: CampaignRig) -> None:
    """A retry finds the wrap-up over, and returns the advisor's present state."""
    await wrapping_up(rig)
    assert await rig.router.complete("ana", "a") == "available"
    facts = await rig.fact_count()
    assert await rig.router.complete("ana", "a") == "available"
    assert await rig.router.complete("ana") == "available"
    assert await rig.fact_count() == facts


async def test_completing_grants_the_wish_of_the_call(rig: CampaignRig) -> None:
    """An advisor who asked for a pause during the call pauses now."""
    await talking(rig)
    await rig.router.pause("ana", "almuerzo")
    await rig.end("a", "answered")
    assert await rig.router.complete("ana", "a") == "paused"


async def test_completing_an_earlier_wrap_up_leaves_the_present_one(rig: CampaignRig) -> None:
    """A late request concerns only its own call."""
    await wrapping_up(rig)
    await rig.set_time(WRAP_UP_MS)
    await rig.router.tick()
    await talking(rig, "b")
    assert await rig.router.complete("ana", "a") == "talking"
    await rig.end("b", "answered")
    assert await rig.router.complete("ana", "a") == "wrap_up"


async def test_a_call_that_goes_on_cannot_be_completed(rig: CampaignRig) -> None:
    """While the phone rings or the talk goes on it is refused, and nothing changes."""
    await rig.ready("ana")
    await rig.arrive("a")
    with pytest.raises(NotInWrapUp):
        await rig.router.complete("ana", "a")
    await rig.answer("a", "ana")
    with pytest.raises(NotInWrapUp):
        await rig.router.complete("ana", "a")
    assert await rig.router.advisor_state("ana") == "talking"


async def test_unknown_advisor_has_no_wrap_up_to_complete(rig: CampaignRig) -> None:
    """An unknown advisor has no wrap-up to complete."""
    assert await rig.router.complete("nobody") == "offline"
    assert await rig.fact_count() == 0
