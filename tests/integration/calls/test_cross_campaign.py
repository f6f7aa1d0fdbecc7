"""Calls that move to another campaign on a real Valkey, also if a process dies or a caller hangs up on the way."""

from collections import Counter

import pytest
import redis.asyncio as redis

from atencion.processes.router import end_lost_call
from call_router.acts import AdvisorPhone
from calls.driver.sites import Sites
from eventlog.facts import (
    AnyFact,
    CallAnswered,
    CallEnded,
    CallIngressed,
    CallQueued,
    CallReceived,
    CallSentOn,
    CallTransferred,
    CallTurnedBack,
)
from telephony.port import CALLER, Rescue
from tests.integration.calls.test_driver_deaths import Fate
from tests.support.calls.two_campaigns import (
    CALL,
    HOME_CAMPAIGN,
    HOME_SITE,
    LATER_SITE,
    OTHER_CAMPAIGN,
    OTHER_SITE,
    TwoCampaigns,
)

pytestmark = pytest.mark.integration


async def test_the_advisor_of_another_campaign_answers_the_call(valkey: redis.Redis) -> None:
    """The call is ingressed here and received there, keeps its first arrival, and its legs stay as they are."""
    crossing = await _talked_there(valkey, Fate())
    home_facts, other_facts = await crossing.facts(HOME_CAMPAIGN), await crossing.facts(OTHER_CAMPAIGN)
    assert _of(home_facts, CallIngressed, CallTransferred, CallSentOn, CallEnded) == [
        "CallIngressed",
        "CallTransferred",
        "CallSentOn",
        "CallEnded",
    ]
    assert _of(other_facts, CallIngressed, CallReceived, CallQueued, CallAnswered, CallEnded) == [
        "CallReceived",
        "CallQueued",
        "CallAnswered",
        "CallEnded",
    ]
    received = next(fact for fact in other_facts if isinstance(fact, CallReceived))
    queued = next(each for each in await crossing.log(HOME_CAMPAIGN) if isinstance(each.fact, CallQueued))
    assert received.first_arrival_ms == int(queued.at.timestamp() * 1000)
    assert (received.campaign_from, received.line, received.caller_ref != "") == (HOME_CAMPAIGN, "nacional", True)
    assert await crossing.states() == ("wrap_up", "wrap_up")


async def test_a_process_that_dies_at_any_moment_changes_nothing(valkey: redis.Redis) -> None:
    """A death before and after each commit in either campaign and each command gives the same two logs and commands."""
    unharmed = await _talked_there(valkey, Fate())
    expected = [_plain(await unharmed.facts(each)) for each in (HOME_CAMPAIGN, OTHER_CAMPAIGN)]
    moments = unharmed.fate.moments
    assert moments > 20
    for dies_at in range(1, moments + 1):
        crossing = await _talked_there(valkey, Fate(dies_at))
        assert crossing.deaths == 1, dies_at
        assert [_plain(await crossing.facts(each)) for each in (HOME_CAMPAIGN, OTHER_CAMPAIGN)] == expected, dies_at
        assert await crossing.states() == ("wrap_up", "wrap_up"), dies_at
        ids = [command.id for command in crossing.gateway.executed_commands]
        assert len(ids) == len(set(ids)), dies_at


async def _talked_there(valkey: redis.Redis, fate: Fate) -> TwoCampaigns:
    """Let Ana transfer the call, Beto answer it there, and the caller hang up."""
    crossing = await TwoCampaigns(valkey, fate).begin()
    gateway = crossing.gateway
    await crossing.run_each(
        *crossing.in_talk(),
        crossing.transfer(),
        lambda: gateway.phone_answers(CALL, "advisor-1"),
        lambda: gateway.hang_up(CALL),
    )
    assert gateway.calls() == ()
    assert await crossing.balances_close()
    return crossing


async def test_the_caller_is_never_in_silence_and_talks_with_the_other_advisor(valkey: redis.Redis) -> None:
    """The caller hears words and music of the other campaign, then its advisor; the first one's leg is gone."""
    crossing = await TwoCampaigns(valkey).begin()
    await crossing.routers[OTHER_CAMPAIGN].pause("beto", "almuerzo")
    await crossing.run_each(*crossing.in_talk(), crossing.transfer())
    assert crossing.gateway.legs(CALL) == {CALLER: "up"}
    assert crossing.gateway.audible_to(CALL).sounds == (f"{OTHER_CAMPAIGN}:espera",)
    await crossing.run_each(lambda: crossing.gateway.finish_playing(CALL))
    assert crossing.gateway.audible_to(CALL).music == f"{OTHER_CAMPAIGN}:musica.espera"
    await crossing.run_each(
        lambda: crossing.routers[OTHER_CAMPAIGN].ready(_phone("beto")),
        lambda: crossing.gateway.phone_answers(CALL, "advisor-1"),
    )
    assert crossing.gateway.audible_to(CALL).voices == {"advisor-1"}
    assert crossing.gateway.audible_to(CALL, "advisor-1").voices == {CALLER}


async def test_a_campaign_that_does_not_take_the_call_turns_it_back(valkey: redis.Redis) -> None:
    """The queue does not exist there: the caller waits again in the first campaign, and is answered there."""
    crossing = await TwoCampaigns(valkey).begin()
    await crossing.routers[HOME_CAMPAIGN].ready(_phone("alba", "credito"))
    await crossing.run_each(*crossing.in_talk(), crossing.transfer("cerrada"))
    facts = await crossing.facts(HOME_CAMPAIGN)
    assert [fact.reason for fact in facts if isinstance(fact, CallTurnedBack)] == ["unknown"]
    assert await crossing.facts(OTHER_CAMPAIGN) == []
    await crossing.run_each(
        lambda: crossing.gateway.phone_answers(CALL, "advisor-2"), lambda: crossing.gateway.hang_up(CALL)
    )
    assert _outcomes(await crossing.facts(HOME_CAMPAIGN)) == ["answered"]
    assert await crossing.balances_close()


async def test_a_campaign_that_never_began_is_not_ready_until_it_does(valkey: redis.Redis) -> None:
    """With no site in force there the gateway has no lease, and the caller waits here; later the latest site holds."""
    crossing = await TwoCampaigns(valkey).begin(in_force=(HOME_SITE,))
    await crossing.run_each(*crossing.in_talk(), crossing.transfer())
    assert [fact.reason for fact in await crossing.facts(HOME_CAMPAIGN) if isinstance(fact, CallTurnedBack)] == [
        "not_ready"
    ]
    guest = crossing.guests.members[0]
    assert (guest.is_open, await crossing.routers[OTHER_CAMPAIGN].gateways()) == (False, [])
    for site in (OTHER_SITE, LATER_SITE):
        await crossing.import_site(site)
        await guest.renew()
        await guest.refresh_site()
        assert (guest.is_open, guest.site) == (True, site)
    assert (
        await crossing.routers[OTHER_CAMPAIGN].gateways()
        == await crossing.routers[OTHER_CAMPAIGN].draining_gateways()
        == [guest.name]
    )


async def test_a_gateway_whose_lease_there_is_lost_brings_no_call(valkey: redis.Redis) -> None:
    """The other campaign refuses it with a reason, and the caller waits here."""
    crossing = await TwoCampaigns(valkey).begin()
    await crossing.run_each(*crossing.in_talk())
    await crossing.routers[OTHER_CAMPAIGN].release_lease(crossing.gateway.name)
    await crossing.run_each(crossing.transfer())
    assert [fact.reason for fact in await crossing.facts(HOME_CAMPAIGN) if isinstance(fact, CallTurnedBack)] == [
        "refused"
    ]
    assert await crossing.facts(OTHER_CAMPAIGN) == []
    assert crossing.gateway.legs(CALL) == {CALLER: "up"}


async def test_a_gateway_that_lost_its_lease_there_gets_another(valkey: redis.Redis) -> None:
    """The caller on the line hears the apology, because the call was given up; the next call can move again."""
    crossing = await TwoCampaigns(valkey).begin()
    await crossing.run_each(*crossing.in_talk(), crossing.transfer())
    guest = crossing.guests.members[0]
    await crossing.routers[OTHER_CAMPAIGN].release_lease(guest.name)
    await guest.renew()
    assert [each.sounds for each in crossing.gateway.executed_commands if isinstance(each, Rescue)] == [
        (f"{OTHER_CAMPAIGN}:disculpa",)
    ]
    assert not guest.is_open
    await guest.renew()
    assert guest.is_open
    assert guest.name == f"{crossing.gateway.name}.1"
    assert guest.name in await crossing.routers[OTHER_CAMPAIGN].draining_gateways()


async def test_call_whose_caller_left_before_reception_ends_as_answered(valkey: redis.Redis) -> None:
    """The next process finds the intent and no caller: the call ends here, as answered."""
    crossing = await TwoCampaigns(valkey).begin()
    crossing.away.add(OTHER_CAMPAIGN)
    await crossing.run_each(*crossing.in_talk())
    crossing.kill_process()
    await crossing.transfer()()
    await crossing.gateway.hang_up(CALL)
    crossing.away.clear()
    await crossing.new_drivers()
    await crossing.run_each(crossing.settle)
    assert _outcomes(await crossing.facts(HOME_CAMPAIGN)) == ["answered"]
    assert await crossing.facts(OTHER_CAMPAIGN) == []


@pytest.mark.parametrize("received", [False, True])
async def test_call_without_caller_ends_in_each_campaign_that_has_it(valkey: redis.Redis, received: bool) -> None:
    """Found between the steps, a call without its caller ends where it stands: here only, or here and there."""
    crossing = await _between(valkey, received=received)
    for leg in tuple(crossing.gateway.legs(CALL)):
        await crossing.gateway.hang_up(CALL, leg)
    await crossing.new_drivers()
    await crossing.run_each(crossing.settle)
    assert _outcomes(await crossing.facts(HOME_CAMPAIGN)) == ["answered"]
    assert _outcomes(await crossing.facts(OTHER_CAMPAIGN)) == (["abandoned_queue"] if received else [])
    assert await crossing.balances_close()


@pytest.mark.parametrize("received", [False, True])
async def test_a_gateway_that_is_lost_in_between_closes_both_logs(valkey: redis.Redis, received: bool) -> None:
    """Each campaign's router ends the call of its own log once: answered here, a technical failure there."""
    crossing = await _between(valkey, received=received)
    for site in (HOME_SITE, OTHER_SITE):
        router, sites = crossing.routers[site.campaign], Sites(site, crossing.fetch)
        for _ in range(2):
            await end_lost_call(router, sites, CALL)
    assert _outcomes(await crossing.facts(HOME_CAMPAIGN)) == ["answered"]
    assert _outcomes(await crossing.facts(OTHER_CAMPAIGN)) == (["technical_failure"] if received else [])
    assert await crossing.balances_close()


async def _between(valkey: redis.Redis, *, received: bool) -> TwoCampaigns:
    """Let the gateway's process die after the intent, or after the other campaign received the call."""
    fate = Fate()
    crossing = await TwoCampaigns(valkey, fate).begin()
    await crossing.run_each(*crossing.in_talk())
    kinds: Counter[str] = Counter()

    def watch(campaign: str) -> None:
        kinds[campaign] += 1
        if kinds[OTHER_CAMPAIGN if received else HOME_CAMPAIGN] == 1 and campaign == (
            OTHER_CAMPAIGN if received else HOME_CAMPAIGN
        ):
            fate.dies_at = fate.moments + 2  # after this commit

    crossing.watch = watch
    await crossing.transfer()()
    await crossing.run_until_dead()
    return crossing


async def test_another_campaign_that_is_away_costs_the_caller_an_apology_and_no_log_its_end(
    valkey: redis.Redis,
) -> None:
    """The result of the request is unknown: the gateway plays the apology, and later each log ends its call."""
    crossing = await TwoCampaigns(valkey).begin()
    await crossing.run_each(*crossing.in_talk())
    crossing.away.add(OTHER_CAMPAIGN)
    await crossing.transfer()()
    await crossing.settle()
    assert any(isinstance(each, Rescue) for each in crossing.gateway.executed_commands)
    assert _outcomes(await crossing.facts(HOME_CAMPAIGN)) == []
    crossing.away.clear()
    await crossing.home.wait_until_idle(5.0)
    await crossing.settle()
    assert _outcomes(await crossing.facts(HOME_CAMPAIGN)) == ["answered"]
    assert await crossing.facts(OTHER_CAMPAIGN) == []  # the caller has heard the apology and is not moved
    assert await crossing.balances_close()


def _phone(advisor: str, queue: str = "pagos") -> AdvisorPhone:
    return AdvisorPhone(id=advisor, address=f"sip:{advisor}@127.0.0.1", queues={queue: 5})


def _outcomes(facts: list[AnyFact]) -> list[str]:
    return [fact.outcome for fact in facts if isinstance(fact, CallEnded)]


def _of(facts: list[AnyFact], *kinds: type[AnyFact]) -> list[str]:
    return [type(fact).__name__ for fact in facts if isinstance(fact, kinds)]


def _plain(facts: list[AnyFact]) -> list[str]:
    """Return the names of the facts, which do not depend on time and chance."""
    return [type(fact).__name__ for fact in facts]
