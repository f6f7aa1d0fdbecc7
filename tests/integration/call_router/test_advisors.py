"""Advisors: what they ask for, and when it takes effect."""

import pytest

from call_router.acts import AdvisorPhone
from eventlog.facts import AdvisorStateChanged, AdvisorWished
from tests.support.router.campaign_rig import QUEUE, WRAP_UP_MS, CampaignRig, fact_kinds

pytestmark = pytest.mark.integration


async def test_ready_makes_available_and_says_who_did_it(world: CampaignRig) -> None:
    """The first ready leads from offline to available, in the advisor's own name."""
    assert await world.ready("ana") == "available"
    [entry] = await world.log()
    assert entry.fact == AdvisorStateChanged(advisor="ana", state="available", previous="offline", reason="")
    assert (entry.actor, entry.call_id) == ("advisor:ana", "")


async def test_ready_twice_keeps_the_idle_time(world: CampaignRig) -> None:
    """Saying it again is no news, and nobody falls behind for it."""
    await world.ready("ana")
    await world.at(10)
    await world.ready("luz")
    await world.at(20)
    assert await world.ready("ana") == "available"
    await world.arrive("a")
    assert await world.states() == {"ana": "offered", "luz": "available"}


async def test_ready_can_change_phone_and_queues(world: CampaignRig) -> None:
    """The queues that are no longer served offer nothing more; the new ones do."""
    await world.ready("ana", "first", "second")
    await world.ready("ana", "second", "third")
    await world.arrive("a", "first")
    assert await world.mail() == []
    await world.arrive("b", "third")
    assert [signal.call_id for signal in await world.mail()] == ["b"]
    assert (await world.router.snapshot()).advisors == {("second", "offered"): 1, ("third", "offered"): 1}


async def test_ready_returns_offered_when_a_call_waits(world: CampaignRig) -> None:
    """The answer says what came of it."""
    await world.arrive("a")
    assert await world.ready("ana") == "offered"


async def test_an_advisor_without_queues_is_offered_nothing(world: CampaignRig) -> None:
    """Serving no queue is allowed, and harmless."""
    assert await world.router.ready(AdvisorPhone(id="ana", address="sip:ana@x", queues={})) == "available"
    await world.arrive("a")
    assert await world.mail() == []
    assert await world.router.pause("ana", "almuerzo") == "paused"


async def test_pause_while_available_is_at_once(world: CampaignRig) -> None:
    """Who pauses is offered nothing; the reason is in the log."""
    await world.ready("ana")
    assert await world.router.pause("ana", "almuerzo") == "paused"
    await world.arrive("a")
    assert await world.mail() == []
    assert AdvisorStateChanged(advisor="ana", state="paused", previous="available", reason="almuerzo") in (
        await world.facts()
    )


async def test_pause_twice_is_once_but_another_reason_is_news(world: CampaignRig) -> None:
    """The same pause again writes nothing; a change of reason is a fact of its own."""
    await world.ready("ana")
    for reason in ("almuerzo", "almuerzo", "capacitacion"):
        await world.router.pause("ana", reason)
    reasons = [fact.reason for fact in await world.facts() if isinstance(fact, AdvisorStateChanged)]
    assert reasons == ["", "almuerzo", "capacitacion"]


async def test_pause_while_talking_takes_effect_after_wrap_up(world: CampaignRig) -> None:
    """The call comes first, then the typing, then the pause."""
    await world.ready("ana")
    await world.arrive("a")
    await world.answer("a", "ana")
    assert await world.router.pause("ana", "almuerzo") == "talking"
    await world.end("a", "answered")
    assert (await world.states())["ana"] == "wrap_up"
    await world.at(WRAP_UP_MS)
    await world.router.tick()
    assert (await world.facts())[-1] == AdvisorStateChanged(
        advisor="ana", state="paused", previous="wrap_up", reason="almuerzo"
    )


async def test_leave_while_talking_takes_effect_after_the_call(world: CampaignRig) -> None:
    """Without wrap-up time, going off duty takes effect in the act that ends the call."""
    await world.ready("ana")
    await world.arrive("a", wrap_up_ms=0)
    await world.answer("a", "ana")
    assert await world.router.leave("ana") == "talking"
    await world.end("a", "answered")
    assert (await world.states())["ana"] == "offline"


async def test_ready_takes_a_wish_back(world: CampaignRig) -> None:
    """Who asked for a pause during the call and is ready again gets the next call."""
    await world.ready("ana")
    await world.arrive("a", wrap_up_ms=0)
    await world.answer("a", "ana")
    await world.router.pause("ana", "almuerzo")
    assert await world.ready("ana") == "talking"
    await world.end("a", "answered")
    assert (await world.states())["ana"] == "available"


async def test_pause_while_offered_waits_for_the_offer(world: CampaignRig) -> None:
    """The phone rings on; when the caller leaves, the pause takes effect instead of the next call."""
    await world.ready("ana")
    await world.arrive("a")
    assert await world.router.pause("ana", "almuerzo") == "offered"
    await world.arrive("b")
    await world.end("a")
    assert (await world.states())["ana"] == "paused"
    assert (await world.router.snapshot()).queues[0].waiting == 1


async def test_leave_while_offered_and_not_answering_is_off_duty(world: CampaignRig) -> None:
    """Who asked to leave and does not pick up is off duty, not paused."""
    await world.ready("ana")
    await world.arrive("a")
    await world.router.leave("ana")
    await world.decline("a", reason="no_answer")
    assert (await world.states())["ana"] == "offline"


async def test_wrap_up_is_ended_early_by_ready_pause_or_leave(world: CampaignRig) -> None:
    """Who is done typing says so; the timer is gone with it."""
    for number, (ask, state) in enumerate(
        [
            (lambda: world.ready("ana"), "available"),
            (lambda: world.router.pause("ana", "almuerzo"), "paused"),
            (lambda: world.router.leave("ana"), "offline"),
        ]
    ):
        call = f"call-{number}"
        await world.ready("ana")
        await world.arrive(call)
        await world.answer(call, "ana")
        await world.end(call, "answered")
        assert await ask() == state
        assert await world.redis.zcard(world.key("timers")) == 0


async def test_leave_is_idempotent_and_unknown_advisors_are_offline(world: CampaignRig) -> None:
    """Leaving twice, or without ever having come, writes nothing."""
    assert await world.router.leave("nobody") == "offline"
    await world.ready("ana")
    await world.router.leave("ana")
    await world.router.leave("ana")
    assert fact_kinds(await world.facts()) == ["AdvisorStateChanged"] * 2
    assert (await world.router.snapshot()).advisors == {(QUEUE, "offline"): 1}


async def test_back_from_a_pause_one_is_the_last_in_line(world: CampaignRig) -> None:
    """Idle time begins anew after a pause: the others have waited longer."""
    await world.ready("ana")
    await world.at(5)
    await world.ready("luz")
    await world.router.pause("ana", "almuerzo")
    await world.at(10)
    await world.ready("ana")
    await world.arrive("a")
    assert await world.states() == {"ana": "available", "luz": "offered"}


async def test_a_supervisor_can_do_all_of_it_and_the_log_says_who_did(world: CampaignRig) -> None:
    """Ready, pause, the end of a wrap-up and leave, in the name of whoever wanted it."""
    phone = AdvisorPhone(id="ana", address="sip:ana@x", queues={QUEUE: 5})
    assert await world.router.ready(phone, "supervisor:eva") == "available"
    await world.arrive("a")
    await world.answer("a", "ana")
    await world.end("a", "answered")
    assert await world.router.complete("ana", "a", "supervisor:eva") == "available"
    assert await world.router.pause("ana", "almuerzo", "supervisor:eva") == "paused"
    assert await world.router.leave("ana", "supervisor:eva") == "offline"
    states = [(entry.fact.state, entry.actor) for entry in await world.log() if hasattr(entry.fact, "state")]
    assert [state for state, actor in states if actor == "supervisor:eva"] == [
        "available",
        "available",
        "paused",
        "offline",
    ]


async def test_what_a_supervisor_wants_during_a_call_follows_it(world: CampaignRig) -> None:
    """The wish bears the supervisor's name, and takes effect as the advisor's own would."""
    await world.ready("ana")
    await world.arrive("a", wrap_up_ms=0)
    await world.answer("a", "ana")
    assert await world.router.leave("ana", "supervisor:eva") == "talking"
    entry = (await world.log())[-1]
    assert (entry.fact, entry.actor) == (AdvisorWished(advisor="ana", wish="offline", reason=""), "supervisor:eva")
    assert (await world.router.floor()).advisors["ana"].pending == "offline"
    await world.end("a", "answered")
    assert await world.states() == {"ana": "offline"}
