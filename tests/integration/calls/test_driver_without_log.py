"""With Valkey down the caller never stays in silence, and the log receives the facts afterwards."""

import asyncio
import uuid
from types import SimpleNamespace
from typing import Any, cast

import pytest
import redis.asyncio as redis

from atencion.processes import router as router_role
from atencion.runtime.context import Context
from call_router.errors import RouterAway
from call_router.service import CallRouter
from call_router.signals import AdvisorAsked, SupervisorAsked
from calls.driver.driver import CallDriver
from calls.driver.sites import Sites
from eventlog.facts import CallEnded, CallIngressed, CallRefused, RecordingLost, WishRefused
from eventlog.facts.calls.supervision import SupervisionFact
from eventlog.person import make_person
from storage.valkey import read_memory
from telephony.port import CALLER, Bridge, Hold, LegHungUp, NotRecorded, PlaybackEnded, Rescue
from tests.integration.calls.test_driver_deaths import CALL, SITE, DriverDeathRig, Fate, answered, supervised
from tests.support.servers.valkey_memory import changed_memory_limit

pytestmark = pytest.mark.integration
AWAY_TIMEOUT_S = 1.0


class Flaky:
    """A router whose Valkey can be down, hang, or come back for one late answer.

    Attributes:
        late_s: seconds after which it loads a call; then Valkey is down again.
        refused_commits: number of acts that it could not write.
    """

    def __init__(self, real: CallRouter) -> None:
        self._real = real
        self.away = self.asleep = False
        self.late_s, self.refused_commits = 0.0, 0

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._real, name)

        async def asked(*args: Any) -> Any:
            if self.asleep:
                await asyncio.Event().wait()
            if self.away:
                self.refused_commits += name == "commit"
                raise RouterAway("Valkey is away")
            if name == "load" and self.late_s:
                await asyncio.sleep(self.late_s)
                self.away = True
            return await method(*args)

        return asked


class Impatient(DriverDeathRig):
    """A rig whose driver has a short time-out and whose Valkey can be down."""

    async def _new_driver(self) -> None:
        self.flaky = Flaky(self.router)
        self.driver = CallDriver(
            router=self.flaky,  # type: ignore[arg-type]
            gateway=self.gateway,
            sites=Sites(self.site, self._no_other_site),
            make_person=lambda number: make_person(number, bytes(range(32))),
            new_id=lambda: uuid.uuid4().hex,
            away_timeout_s=AWAY_TIMEOUT_S,
        )
        await self.gateway.start(self.driver.on_signal)

    async def ends(self) -> list[CallEnded]:
        """Return the ends in the log, once the driver has written what was pending."""
        for _ in range(2_000):
            ends = [fact for fact in await self.facts() if isinstance(fact, CallEnded)]
            if ends:
                return ends
            await asyncio.sleep(0.02)
        return []


@pytest.fixture
async def stage(valkey: redis.Redis) -> Impatient:
    """Prepare a campaign with advisors who are ready."""
    stage = Impatient(valkey, SITE, Fate())
    await stage.begin()
    return stage


async def test_a_new_call_without_valkey_hears_the_apology(stage: Impatient) -> None:
    """The gateway plays the apology; once Valkey is back the call is ingressed, and ends as a technical failure."""
    stage.flaky.away = True
    await stage.gateway.dial_in("bogota")
    assert stage.gateway.audible_to(CALL).sounds == (SITE.lines["bogota"].apology_prompt,)
    stage.flaky.away = False
    assert [end.outcome for end in await stage.ends()] == ["technical_failure"]
    assert sum(isinstance(fact, CallIngressed) for fact in await stage.facts()) == 1
    person_data = await stage.redis.hlen(f"{{{SITE.campaign}}}:person")
    assert person_data == 1


async def test_a_valkey_that_does_not_answer_is_as_good_as_away(stage: Impatient) -> None:
    """With a Valkey that accepts connections and never answers, the caller hears the apology as early as without it."""
    stage.flaky.asleep = True
    await stage.gateway.dial_in("bogota")
    assert stage.gateway.audible_to(CALL).sounds == (SITE.lines["bogota"].apology_prompt,)
    stage.flaky.asleep = False
    assert [end.outcome for end in await stage.ends()] == ["technical_failure"]


async def test_a_valkey_that_comes_back_for_a_moment_gives_no_new_wait(stage: Impatient) -> None:
    """If Valkey is lost again after a late answer, the act is tried for a quarter of a second, not for the limit again.

    That is five times at most, at 0, 20, 70, 170 and 370 ms; a busy machine tries less often.
    """
    stage.flaky.late_s = 0.9 * AWAY_TIMEOUT_S
    await stage.gateway.dial_in("bogota")
    assert 1 <= stage.flaky.refused_commits <= 5
    assert stage.gateway.audible_to(CALL).sounds == (SITE.lines["bogota"].apology_prompt,)
    stage.flaky.late_s, stage.flaky.away = 0.0, False
    assert [end.outcome for end in await stage.ends()] == ["technical_failure"]


async def test_a_call_in_the_menu_without_valkey_hears_the_apology(stage: Impatient) -> None:
    """A digit that cannot be written leads to the apology, and the log ends the call as a technical failure."""
    await stage.play(*answered(stage)[:3])
    stage.flaky.away = True
    await stage.gateway.press(CALL, "1")
    assert stage.gateway.audible_to(CALL).sounds == (SITE.lines["bogota"].apology_prompt,)
    stage.flaky.away = False
    assert [end.outcome for end in await stage.ends()] == ["technical_failure"]


async def _memory_is_scarce(stage: Impatient) -> None:
    for _ in range(2_000):
        if await stage.redis.exists(f"{{{SITE.campaign}}}:full"):
            return
        await asyncio.sleep(0.02)


async def test_a_new_call_finds_no_memory_and_a_talk_goes_on(stage: Impatient) -> None:
    """At 80 % of a real limit a new call gets apology, fallback and one refusal in the log; the talk goes on."""
    await stage.play(*answered(stage)[:7])
    stop = asyncio.Event()
    async with changed_memory_limit(stage.redis) as set_limit:
        used, _ = await read_memory(stage.redis, "x")
        await set_limit(used * 100 // 85)
        context = SimpleNamespace(router=stage.router, redis=stage.redis, sites=Sites(stage.site, stage._no_other_site))
        role = asyncio.create_task(router_role.run(cast(Context, context), stop))
        try:
            await _memory_is_scarce(stage)
            refused = await stage.gateway.dial_in("bogota")
            line = SITE.lines["bogota"]
            (rescue,) = [each for each in stage.gateway.executed_commands if isinstance(each, Rescue)]
            assert (rescue.call_id, rescue.sounds, rescue.fallback) == (refused, (line.apology_prompt,), line.fallback)
            assert set(stage.gateway.legs(CALL)) == {"caller", "advisor-1"}
            await stage.gateway.hang_up(CALL)
            await stage.driver.wait_until_idle()
        finally:
            stop.set()
            await role
    assert CallRefused(line="bogota", reason="memory") in await stage.facts()
    assert [end.outcome for end in await stage.ends()] == ["capacity_rejected", "answered"]
    assert (await stage.router.totals())["call_refused|bogota|memory"] == 1


async def test_a_wish_that_cannot_be_written_ends_no_talk(stage: Impatient) -> None:
    """A hold that Valkey cannot store is refused once that can be written; the next one is granted."""
    await stage.play(*answered(stage)[:7])
    wish = AdvisorAsked(call_id=CALL, advisor="asesor1", action="hold")
    stage.flaky.away = True
    await stage.driver.post(wish)
    assert set(stage.gateway.legs(CALL)) == {"caller", "advisor-1"}
    assert not any(isinstance(command, Hold | Rescue) for command in stage.gateway.executed_commands)
    stage.flaky.away = False
    for _ in range(2_000):
        refusals = [(fact.action, fact.reason) for fact in await stage.facts() if isinstance(fact, WishRefused)]
        if refusals:
            break
        await asyncio.sleep(0.02)
    assert refusals == [("hold", "late")]
    await stage.driver.post(wish)
    assert any(isinstance(command, Hold) for command in stage.gateway.executed_commands)


async def comes_to_be(stage: Impatient, *kinds: str) -> list[str]:
    """Return the facts of supervisions in the log once they are these, without SupervisionBegan."""
    for _ in range(2_000):
        kinds_now = [type(fact).__name__ for fact in await stage.facts() if isinstance(fact, SupervisionFact)]
        kinds_now = [kind for kind in kinds_now if kind != "SupervisionBegan"]  # it ended before it began
        if kinds_now == list(kinds):
            break
        await asyncio.sleep(0.02)
    return kinds_now


async def test_nothing_of_a_supervision_ends_a_talk_that_cannot_be_written(stage: Impatient) -> None:
    """A supervisor answers, hangs up or asks while Valkey is down: the talk goes on, and the log gets it later."""
    await stage.play(*supervised(stage)[:8])
    [leg] = (leg for leg in stage.gateway.legs(CALL) if leg.startswith("supervisor-"))
    stage.flaky.away = True
    await stage.gateway.phone_answers(CALL, leg)
    await stage.gateway.hang_up(CALL, leg)
    stage.flaky.away = False
    ended = ["SupervisionAsked", "SupervisionEnded"]
    assert await comes_to_be(stage, *ended) == ended
    stage.flaky.away = True
    await stage.driver.post(SupervisorAsked(call_id=CALL, supervisor="otra", action="listen", address="sip:o@h"))
    stage.flaky.away = False
    expected = [*ended, "SupervisionAsked"]
    assert await comes_to_be(stage, *expected) == expected
    assert not any(isinstance(command, Rescue) for command in stage.gateway.executed_commands)
    assert stage.gateway.audible_to(CALL).voices == {"advisor-1"}


async def test_a_loss_that_cannot_be_written_ends_no_talk(stage: Impatient) -> None:
    """The loss of the recording is reported once Valkey is back; meanwhile the two talk on."""
    await stage.play(*answered(stage)[:7])
    recording = stage.gateway.leg(CALL).recording_id
    assert recording
    stage.flaky.away = True
    await stage.driver.post(NotRecorded(call_id=CALL, recording_id=recording, leg=CALLER))
    await asyncio.sleep(3 * AWAY_TIMEOUT_S)
    assert stage.gateway.audible_to(CALL).voices == {"advisor-1"}
    stage.flaky.away = False
    for _ in range(2_000):
        losses = [fact for fact in await stage.facts() if isinstance(fact, RecordingLost)]
        if losses:
            break
        await asyncio.sleep(0.02)
    assert losses == [RecordingLost(recording=recording, reason="not_recorded")]
    assert not any(isinstance(command, Rescue) for command in stage.gateway.executed_commands)


async def test_a_talk_goes_on_without_valkey_and_its_end_is_written_later(stage: Impatient) -> None:
    """With Valkey down in mid-talk the talk goes on; the hang-up ends both legs, and reaches the log later."""
    await stage.play(*answered(stage)[:7])
    stage.flaky.away = True
    assert stage.gateway.audible_to(CALL).voices == {"advisor-1"}
    await stage.gateway.hang_up(CALL)
    assert stage.gateway.calls() == ()
    stage.flaky.away = False
    assert [(end.outcome, end.ended_by) for end in await stage.ends()] == [("answered", "caller")]
    assert await stage.states() == ["wrap_up", "available"]


async def test_a_command_that_cannot_be_done_leads_to_an_apology(stage: Impatient) -> None:
    """A gateway that fails at a command is our failure: apology, technical failure, advisor free again."""
    await stage.play(*answered(stage)[:6])
    real = stage.gateway.send

    async def breaks_on_bridge(command: Any) -> None:
        if isinstance(command, Bridge):
            raise RuntimeError("the bridge broke")
        await real(command)

    stage.gateway.send = breaks_on_bridge  # type: ignore[method-assign]
    await stage.gateway.phone_answers(CALL, "advisor-1")
    assert any(isinstance(command, Rescue) for command in stage.gateway.executed_commands)
    assert [end.ended_by for end in await stage.ends()] == ["failure"]


async def test_a_call_that_valkey_does_not_know_is_seen_out(stage: Impatient) -> None:
    """Legs without a call have no other owner who would end them, so the caller hears the apology."""
    await stage.play(*answered(stage)[:3])
    await stage.redis.delete(f"{{{SITE.campaign}}}:call:{CALL}")
    await stage.driver.on_signal(PlaybackEnded(call_id=CALL, command_id="any"))
    assert stage.gateway.audible_to(CALL).sounds == (SITE.lines["bogota"].apology_prompt,)
    await stage.driver.on_signal(LegHungUp(call_id="never-was", leg="caller"))


async def test_after_its_lease_ran_out_driver_is_fenced(stage: Impatient) -> None:
    """After its lease ran out the driver is fenced: it commits nothing and sends nothing."""
    await stage.play(*answered(stage)[:3])
    await stage.router.release_lease(stage.gateway.name)
    sent = len(stage.gateway.executed_commands)
    await stage.gateway.press(CALL, "1")
    assert stage.driver.fenced.is_set()
    assert len(stage.gateway.executed_commands) == sent


async def test_a_lease_that_ran_out_unseen_is_taken_up_again(stage: Impatient) -> None:
    """Valkey was down for longer than a lease, but no router declared the gateway lost: it and its calls go on."""
    await stage.play(*answered(stage)[:3])
    await stage.router.renew_lease(stage.gateway.name, 0)
    await stage.gateway.press(CALL, "1")
    assert not stage.driver.fenced.is_set()
    stored = await stage.router.load(CALL)
    assert not stored.ended
    assert await stage.router.gateways() == [stage.gateway.name]
