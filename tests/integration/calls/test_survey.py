"""The survey through driver, router and gateway: the advisor is free at once, and no figure changes."""

from functools import partial

import msgspec
import pytest
import redis.asyncio as redis

from config.site.loader import with_open_hours
from config.site.model import Site
from eventlog.facts import AdvisorStateChanged, CallEnded, Envelope, SurveyAnswered, SurveyEnded
from eventlog.folds.call_record import CallRecord, apply
from eventlog.folds.counts import contributions
from telephony import port
from tests.support.calls.driver_rig import DriverRig
from tests.support.facts.totals import fold_totals
from tests.support.router.campaign_rig import envelope
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
SAMPLE = with_open_hours(sample_site())
assert SAMPLE.survey is not None
SITE = msgspec.structs.replace(SAMPLE, survey=msgspec.structs.replace(SAMPLE.survey, lines=("bogota",)))


async def talk(driver_rig: DriverRig) -> str:
    """Let an advisor talk for half a minute."""
    await driver_rig.ready("asesor1", "credito")
    call = await driver_rig.dial_and_choose()
    await driver_rig.run_each(partial(driver_rig.gateway.phone_answers, call, "advisor-1"))
    await driver_rig.advance(30)
    return call


async def envelopes(driver_rig: DriverRig) -> list[Envelope]:
    entries = await driver_rig.redis.xrange(driver_rig.key("log"))
    return [msgspec.structs.replace(envelope(id_, fields), campaign=SITE.campaign) for id_, fields in entries]


async def record_of(driver_rig: DriverRig, call: str) -> CallRecord:
    """Return the record of the call that each report uses."""
    record = None
    for each in await envelopes(driver_rig):
        record = apply(record, each) if each.call_id == call else record
    assert record is not None
    return record


async def answered(driver_rig: DriverRig, call: str) -> list[str]:
    return [fact.answer for fact in await driver_rig.facts(call) if isinstance(fact, SurveyAnswered)]


async def test_a_caller_answers_and_the_advisor_takes_the_next_call(valkey: redis.Redis) -> None:
    """The wrap-up begins with the talk's end and ends while the caller answers; then the next call rings."""
    driver_rig = await DriverRig(valkey, SITE).start()
    call = await talk(driver_rig)
    await driver_rig.ask(call, "asesor1", "hang_up")
    assert (await driver_rig.router.floor()).advisors["asesor1"].state == "wrap_up"
    assert (await driver_rig.router.floor()).calls[call].stage == "wrap_up"
    assert (await driver_rig.router.snapshot()).open_calls == 0
    assert driver_rig.gateway.legs(call) == {"caller": "up"}
    await driver_rig.router.complete("asesor1", call)
    next_call = await driver_rig.dial_and_choose(caller="3009999999")
    assert driver_rig.gateway.legs(next_call)["advisor-1"] == "calling"
    assert call not in (await driver_rig.router.floor()).calls
    await driver_rig.run_each(
        partial(driver_rig.gateway.press, call, "4"), partial(driver_rig.gateway.press, call, "1")
    )
    assert driver_rig.gateway.audible_to(call).sounds[0] == SITE.survey.thanks_prompt  # type: ignore[union-attr]
    await driver_rig.run_each(partial(driver_rig.gateway.finish_playing, call))
    assert not driver_rig.gateway.holds(call)
    assert await answered(driver_rig, call) == ["4", "1"]
    assert call not in await driver_rig.router.calls_of(driver_rig.gateway.name)


async def test_no_figure_is_another_for_a_survey(valkey: redis.Redis) -> None:
    """With and without a survey the talk has the same record, the same contribution and the same advisor states."""
    figures = []
    for site in (SITE, msgspec.structs.replace(SITE, survey=None)):
        await valkey.flushall()
        driver_rig = await DriverRig(valkey, site).start()
        call = await talk(driver_rig)
        await driver_rig.run_each(partial(driver_rig.gateway.hang_up, call, "advisor-1"))
        if site is SITE:
            await driver_rig.advance(9)
            await driver_rig.run_each(
                partial(driver_rig.gateway.press, call, "5"), partial(driver_rig.gateway.hang_up, call)
            )
            assert await answered(driver_rig, call) == ["5"]
        await driver_rig.advance(60)
        record = await record_of(driver_rig, call)
        states = [fact for fact in await driver_rig.facts() if isinstance(fact, AdvisorStateChanged)]
        totals = {name.decode(): int(value) for name, value in (await valkey.hgetall(driver_rig.key("totals"))).items()}
        assert totals == fold_totals(await envelopes(driver_rig))
        of_service = {name: value for name, value in totals.items() if not name.startswith("survey")}
        figures.append((record, contributions(record), states, of_service))
    assert figures[0] == figures[1]


async def test_an_advisor_hands_the_caller_to_the_survey(valkey: redis.Redis) -> None:
    """The request alone starts the survey, and a hang-up does not; the caller hears the first question at once."""
    assert SITE.survey is not None
    asks = msgspec.structs.replace(SITE, survey=msgspec.structs.replace(SITE.survey, begins="transfer"))
    driver_rig = await DriverRig(valkey, asks).start()
    call = await talk(driver_rig)
    await driver_rig.ask(call, "asesor1", "survey")
    assert driver_rig.gateway.legs(call) == {"caller": "up"}
    assert driver_rig.gateway.audible_to(call).sounds == (SITE.survey.invite_prompt, SITE.survey.questions[0].prompt)
    assert (await driver_rig.router.floor()).advisors["asesor1"].state == "wrap_up"
    await driver_rig.run_each(
        partial(driver_rig.gateway.press, call, "4"), partial(driver_rig.gateway.press, call, "1")
    )
    assert await answered(driver_rig, call) == ["4", "1"]
    await driver_rig.advance(60)
    call = await talk(driver_rig)
    await driver_rig.ask(call, "asesor1", "hang_up")
    assert not driver_rig.gateway.holds(call)


@pytest.mark.parametrize("way", ["the caller", "the gateway", "another driver"])
async def test_call_and_survey_end_once_each(valkey: redis.Redis, way: str) -> None:
    """The call and the survey end once each; another process goes on where the first one stopped."""
    driver_rig = await DriverRig(valkey, SITE).start()
    call = await talk(driver_rig)
    await driver_rig.run_each(partial(driver_rig.gateway.hang_up, call, "advisor-1"))
    if way == "the gateway":
        await driver_rig.lose_gateway()
    elif way == "another driver":
        driver_rig.gateway.disconnect_handler()
        driver_rig.driver = driver_rig._driver(driver_rig.gateway)
        await driver_rig.gateway.start(driver_rig.driver.on_signal)
        await driver_rig.driver.resume()
        await driver_rig.run_each(
            partial(driver_rig.gateway.press, call, "5"), partial(driver_rig.gateway.press, call, "2")
        )
    else:
        await driver_rig.run_each(partial(driver_rig.gateway.hang_up, call))
    facts = await driver_rig.facts(call)
    result = {"the caller": "left", "the gateway": "failed", "another driver": "complete"}[way]
    assert [fact.result for fact in facts if isinstance(fact, SurveyEnded)] == [result]
    assert len([fact for fact in facts if isinstance(fact, CallEnded)]) == 1
    assert list(await driver_rig.router.calls_of("fake-1")) == []


async def test_silence_lets_the_caller_go(valkey: redis.Redis) -> None:
    """The question is asked again, then the goodbye is played, so no caller waits on a dead line."""
    driver_rig = await DriverRig(valkey, SITE).start()
    call = await talk(driver_rig)
    await driver_rig.run_each(partial(driver_rig.gateway.hang_up, call, "advisor-1"))
    for _ in range(2):
        await driver_rig.run_each(
            partial(driver_rig.gateway.finish_playing, call), partial(driver_rig.gateway.time_out_collect, call)
        )
    assert driver_rig.gateway.audible_to(call).sounds == (SITE.lines["bogota"].goodbye_prompt,)
    assert [each for each in driver_rig.gateway.executed_commands if isinstance(each, port.Rescue)]


def test_the_sample_site_asks_on_one_line() -> None:
    """The national line has two questions, and the other lines end without a survey."""
    survey = site_survey(SAMPLE)
    assert (survey.lines, len(survey.questions)) == (("nacional",), 2)


def site_survey(site: Site):  # type: ignore[no-untyped-def]
    assert site.survey is not None
    return site.survey
