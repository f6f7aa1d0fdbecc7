"""Advisors: their requests, and when these take effect."""

import pytest

from call_router.acts import AdvisorPhone
from eventlog.facts import AdvisorStateChanged, AdvisorWished
from tests.support.router.campaign_rig import QUEUE, WRAP_UP_MS, CampaignRig, fact_kinds

pytestmark = pytest.mark.integration


async def test_first_ready_leads_from_offline_to_available_with_advisor_as_actor(rig: CampaignRig) -> None:
    """The first ready leads from offline to available, with the advisor as actor."""
    assert await rig.ready("ana") == "available"
    [entry] = await rig.log()
    assert entry.fact == AdvisorStateChanged(advisor="ana", state="available", previous="offline", reason="")
    assert (entry.actor, entry.call_id) == ("advisor:ana", "")


async def test_ready_twice_keeps_the_idle_time(rig: CampaignRig) -> None:
    """A repeated ready writes nothing, and the advisor keeps their place."""
    await rig.ready("ana")
    await rig.set_time(10)
    await rig.ready("luz")
    await rig.set_time(20)
    assert await rig.ready("ana") == "available"
    await rig.arrive("a")
    assert await rig.states() == {"ana": "offered", "luz": "available"}


async def test_ready_can_change_phone_and_queues(rig: CampaignRig) -> None:
    """Queues that are no longer served offer no calls, and the new ones do."""
    await rig.ready("ana", "first", "second")
    await rig.ready("ana", "second", "third")
    await rig.arrive("a", "first")
    assert await rig.mailbox() == []
    await rig.arrive("b", "third")
    assert [signal.call_id for signal in await rig.mailbox()] == ["b"]
    assert (await rig.router.snapshot()).advisors == {("second", "offered"): 1, ("third", "offered"): 1}


async def test_ready_returns_offered_when_a_call_waits(rig: CampaignRig) -> None:
    """The answer has the resulting state."""
    await rig.arrive("a")
    assert await rig.ready("ana") == "offered"


async def test_an_advisor_without_queues_is_offered_nothing(rig: CampaignRig) -> None:
    """An advisor may serve no queue."""
    assert await rig.router.ready(AdvisorPhone(id="ana", address="sip:ana@x", queues={})) == "available"
    await rig.arrive("a")
    assert await rig.mailbox() == []
    assert await rig.router.pause("ana", "almuerzo") == "paused"


async def test_pause_while_available_is_at_once(rig: CampaignRig) -> None:
    """An advisor who pauses is offered no call, and the log has the reason."""
    await rig.ready("ana")
    assert await rig.router.pause("ana", "almuerzo") == "paused"
    await rig.arrive("a")
    assert await rig.mailbox() == []
    assert AdvisorStateChanged(advisor="ana", state="paused", previous="available", reason="almuerzo") in (
        await rig.facts()
    )


async def test_pause_twice_is_once_but_another_reason_is_news(rig: CampaignRig) -> None:
    """The same pause again writes nothing, and a new reason is a new fact."""
    await rig.ready("ana")
    for reason in ("almuerzo", "almuerzo", "capacitacion"):
        await rig.router.pause("ana", reason)
    reasons = [fact.reason for fact in await rig.facts() if isinstance(fact, AdvisorStateChanged)]
    assert reasons == ["", "almuerzo", "capacitacion"]


async def test_pause_while_talking_takes_effect_after_wrap_up(rig: CampaignRig) -> None:
    """The pause follows the call and its wrap-up."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.answer("a", "ana")
    assert await rig.router.pause("ana", "almuerzo") == "talking"
    await rig.end("a", "answered")
    assert (await rig.states())["ana"] == "wrap_up"
    await rig.set_time(WRAP_UP_MS)
    await rig.router.tick()
    assert (await rig.facts())[-1] == AdvisorStateChanged(
        advisor="ana", state="paused", previous="wrap_up", reason="almuerzo"
    )


async def test_leave_while_talking_takes_effect_after_the_call(rig: CampaignRig) -> None:
    """Without wrap-up time the advisor goes off duty in the act that ends the call."""
    await rig.ready("ana")
    await rig.arrive("a", wrap_up_ms=0)
    await rig.answer("a", "ana")
    assert await rig.router.go_offline("ana") == "talking"
    await rig.end("a", "answered")
    assert (await rig.states())["ana"] == "offline"


async def test_ready_takes_a_wish_back(rig: CampaignRig) -> None:
    """An advisor who asked for a pause during the call and is ready again gets the next call."""
    await rig.ready("ana")
    await rig.arrive("a", wrap_up_ms=0)
    await rig.answer("a", "ana")
    await rig.router.pause("ana", "almuerzo")
    assert await rig.ready("ana") == "talking"
    await rig.end("a", "answered")
    assert (await rig.states())["ana"] == "available"


async def test_pause_while_offered_waits_for_the_offer(rig: CampaignRig) -> None:
    """The phone rings on; when the caller leaves, the pause comes in place of the next call."""
    await rig.ready("ana")
    await rig.arrive("a")
    assert await rig.router.pause("ana", "almuerzo") == "offered"
    await rig.arrive("b")
    await rig.end("a")
    assert (await rig.states())["ana"] == "paused"
    assert (await rig.router.snapshot()).queues[0].waiting == 1


async def test_leave_while_offered_and_not_answering_is_off_duty(rig: CampaignRig) -> None:
    """An advisor who asked to leave and does not answer is off duty, not paused."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.router.go_offline("ana")
    await rig.decline("a", reason="no_answer")
    assert (await rig.states())["ana"] == "offline"


async def test_wrap_up_is_ended_early_by_ready_pause_or_leave(rig: CampaignRig) -> None:
    """The wrap-up ends with its timer."""
    for number, (ask, state) in enumerate(
        [
            (lambda: rig.ready("ana"), "available"),
            (lambda: rig.router.pause("ana", "almuerzo"), "paused"),
            (lambda: rig.router.go_offline("ana"), "offline"),
        ]
    ):
        call = f"call-{number}"
        await rig.ready("ana")
        await rig.arrive(call)
        await rig.answer(call, "ana")
        await rig.end(call, "answered")
        assert await ask() == state
        assert await rig.redis.zcard(rig.key("timers")) == 0


async def test_leave_is_idempotent_and_unknown_advisors_are_offline(rig: CampaignRig) -> None:
    """A leave that is repeated, or comes from an unknown advisor, writes nothing."""
    assert await rig.router.go_offline("nobody") == "offline"
    await rig.ready("ana")
    await rig.router.go_offline("ana")
    await rig.router.go_offline("ana")
    assert fact_kinds(await rig.facts()) == ["AdvisorStateChanged"] * 2
    assert (await rig.router.snapshot()).advisors == {(QUEUE, "offline"): 1}


async def test_back_from_a_pause_one_is_the_last_in_line(rig: CampaignRig) -> None:
    """After a pause idle time starts at zero, so the others have waited longer."""
    await rig.ready("ana")
    await rig.set_time(5)
    await rig.ready("luz")
    await rig.router.pause("ana", "almuerzo")
    await rig.set_time(10)
    await rig.ready("ana")
    await rig.arrive("a")
    assert await rig.states() == {"ana": "available", "luz": "offered"}


async def test_ready_pause_end_of_wrap_up_and_leave_have_supervisor_as_actor(rig: CampaignRig) -> None:
    """Ready, pause, the end of a wrap-up and leave have the supervisor as actor."""
    phone = AdvisorPhone(id="ana", address="sip:ana@x", queues={QUEUE: 5})
    assert await rig.router.ready(phone, "supervisor:eva") == "available"
    await rig.arrive("a")
    await rig.answer("a", "ana")
    await rig.end("a", "answered")
    assert await rig.router.complete("ana", "a", "supervisor:eva") == "available"
    assert await rig.router.pause("ana", "almuerzo", "supervisor:eva") == "paused"
    assert await rig.router.go_offline("ana", "supervisor:eva") == "offline"
    states = [(entry.fact.state, entry.actor) for entry in await rig.log() if hasattr(entry.fact, "state")]
    assert [state for state, actor in states if actor == "supervisor:eva"] == [
        "available",
        "available",
        "paused",
        "offline",
    ]


async def test_supervisor_request_during_call_is_applied_after_it(rig: CampaignRig) -> None:
    """The request keeps the supervisor's name, and takes effect as the advisor's own would."""
    await rig.ready("ana")
    await rig.arrive("a", wrap_up_ms=0)
    await rig.answer("a", "ana")
    assert await rig.router.go_offline("ana", "supervisor:eva") == "talking"
    entry = (await rig.log())[-1]
    assert (entry.fact, entry.actor) == (AdvisorWished(advisor="ana", wish="offline", reason=""), "supervisor:eva")
    assert (await rig.router.floor()).advisors["ana"].pending == "offline"
    await rig.end("a", "answered")
    assert await rig.states() == {"ana": "offline"}
