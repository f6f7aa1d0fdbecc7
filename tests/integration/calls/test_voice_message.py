"""A voice message, after hours or in place of waiting, through driver, router, gateway and journal."""

import asyncio
from functools import partial
from pathlib import Path

import msgspec
import pytest
import redis.asyncio as redis

from agent_api.recordings.intake import Intake
from agent_api.recordings.store import RecordingProjection
from agent_api.voice_messages import queries
from agent_api.voice_messages.store import VoiceMessageProjection
from config.site.calls.queues import Overflow, OverflowTarget, OverflowWhenLate
from config.site.calls.voice_messages import TONE
from config.site.model import Site
from eventlog.facts import (
    CallEnded,
    CallOverflowed,
    NoticePlayed,
    RecordingLost,
    RecordingStored,
    VoiceMessageBegan,
    VoiceMessageLeft,
)
from eventlog.recorder import record
from storage.postgres.engine import make_engine, read_connection
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from telephony import port
from tests.support.calls.driver_rig import DriverRig
from tests.support.desks.recording_rig import wav_bytes
from tests.support.facts.call_logs import SEALER
from tests.support.facts.totals import fold_totals
from tests.support.router.campaign_rig import envelope
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
SITE = sample_site()
LINE = SITE.lines["bogota"]
TO_NIGHT_S = 12 * 3600
assert SITE.voice_messages is not None
RULES = SITE.voice_messages


async def at_night(valkey: redis.Redis) -> DriverRig:
    """Return a site whose lines are closed."""
    driver_rig = await DriverRig(valkey, SITE).start()
    await driver_rig.advance(TO_NIGHT_S)
    return driver_rig


async def speaks(driver_rig: DriverRig, seconds: float) -> str:
    """Let a caller hear that the line is closed and the tone, and speak."""
    call = await driver_rig.gateway.dial_in("bogota")
    await driver_rig.finish_prompt(call)
    await driver_rig.advance(seconds)
    return call


async def test_a_message_comes_from_the_tone_to_the_list(
    valkey: redis.Redis, postgres_url: str, tmp_path: Path
) -> None:
    """A message is recorded from the tone on, ended by the key, stored encrypted, and waits for attention."""
    driver_rig = await at_night(valkey)
    call = await speaks(driver_rig, 31)
    recording = driver_rig.gateway.leg(call).recording_id
    assert recording is not None
    await driver_rig.run_each(partial(driver_rig.gateway.press, call, "#"))
    assert driver_rig.gateway.audible_to(call).sounds == (RULES.thanks_prompt, LINE.goodbye_prompt)
    assert [type(each) for each in driver_rig.gateway.executed_commands[-2:]] == [port.PauseRecording, port.Rescue]
    assert driver_rig.gateway.leg(call).recording_id is None  # the recording is complete
    facts = await driver_rig.facts(call)
    assert NoticePlayed(notice=RULES.notice_version) in facts
    assert facts[-2] == VoiceMessageLeft(line="bogota", recording=recording, lasted_ms=31_000)
    assert [fact.outcome for fact in facts if isinstance(fact, CallEnded)] == ["voice_message"]
    engine, stop = make_engine(postgres_url), asyncio.Event()
    projections = [RecordingProjection(), VoiceMessageProjection()]
    recorder = asyncio.create_task(record(SITE.campaign, valkey, engine, stop, cipher=SEALER, projections=projections))
    intake = Intake(engine, Vault(tmp_path / "kept", lambda: MasterKeys([b"k" * 32])), tmp_path / "p", on_disk=True)
    intake.open()
    (tmp_path / "p" / f"{recording}.wav").write_bytes(wav_bytes())
    async with asyncio.timeout(20):
        while list((tmp_path / "p").iterdir()):
            await intake.sweep()
    stop.set()
    await recorder
    async with read_connection(engine) as connection:
        [waiting] = await queries.page(connection, SITE.campaign, attended=False, limit=9)
    assert (waiting.call_id, waiting.recording, waiting.state, waiting.lasted_ms) == (call, recording, "stored", 31_000)
    await engine.dispose()


async def test_the_totals_of_messages_are_those_of_the_log(valkey: redis.Redis) -> None:
    """Messages left and not left are counted, each under its outcome, and the fold of the log agrees."""
    driver_rig = await at_night(valkey)
    for seconds in (9, 1):
        call = await speaks(driver_rig, seconds)
        await driver_rig.run_each(partial(driver_rig.gateway.hang_up, call))
    totals = {name.decode(): int(value) for name, value in (await valkey.hgetall(driver_rig.key("totals"))).items()}
    entries = await valkey.xrange(driver_rig.key("log"))
    assert totals == fold_totals(
        msgspec.structs.replace(envelope(id_, fields), campaign=SITE.campaign) for id_, fields in entries
    )
    assert totals["ingressed|bogota"] == 2
    assert totals["outcome|bogota|voice_message"] == totals["outcome|bogota|after_hours"] == 1
    assert totals["voice_message|bogota"] == 1


async def test_a_recorder_that_fails_is_no_silence(valkey: redis.Redis) -> None:
    """The caller hears that the message could not be recorded, and an alternative; the log has no message."""
    driver_rig = await at_night(valkey)
    driver_rig.gateway.records = False
    call = await speaks(driver_rig, 1)
    assert driver_rig.gateway.audible_to(call).sounds == (RULES.failed_prompt,)
    facts = await driver_rig.facts(call)
    assert [fact.outcome for fact in facts if isinstance(fact, CallEnded)] == ["technical_failure"]
    assert [fact.reason for fact in facts if isinstance(fact, RecordingLost)] == ["not_recorded"]
    assert not [fact for fact in facts if isinstance(fact, VoiceMessageLeft)]


async def test_a_talk_goes_on_where_it_cannot_be_recorded(valkey: redis.Redis) -> None:
    """A recorder's failure costs the recording and not the talk; the log has it, and the floor shows no recording."""
    driver_rig = await DriverRig(valkey, SITE).start()
    driver_rig.gateway.records = False
    await driver_rig.ready("asesor1", "credito")
    call = await driver_rig.dial_and_choose()
    await driver_rig.run_each(partial(driver_rig.gateway.phone_answers, call, "advisor-1"))
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-1"}
    assert [fact.reason for fact in await driver_rig.facts(call) if isinstance(fact, RecordingLost)] == ["not_recorded"]
    assert (await driver_rig.router.floor()).calls[call].recording == ""
    assert not [each for each in driver_rig.gateway.executed_commands if isinstance(each, port.Rescue)]


async def test_a_message_outlives_its_gateway(valkey: redis.Redis) -> None:
    """The recording from before the gateway's death may be whole: the call failed, and the message stays."""
    driver_rig = await at_night(valkey)
    call = await speaks(driver_rig, 12)
    await driver_rig.lose_gateway()
    facts = await driver_rig.facts(call)
    assert [fact.outcome for fact in facts if isinstance(fact, CallEnded)] == ["technical_failure"]
    assert len([fact for fact in facts if isinstance(fact, VoiceMessageBegan | VoiceMessageLeft)]) == 2
    assert not [fact for fact in facts if isinstance(fact, RecordingStored)]


WAY = "lineas_ocupadas"


def busy(**overflow: object) -> Site:
    """Return the sample site whose queue of credits leads to a message and announces no waits."""
    ways = Overflow(**overflow)  # type: ignore[arg-type]
    queue = msgspec.structs.replace(SITE.queues["credito"], overflow=ways, announce_every_s=0)
    return msgspec.structs.replace(SITE, queues={**SITE.queues, "credito": queue})


async def totals_of(driver_rig: DriverRig) -> dict[str, int]:
    """Return the totals, and check that they are those of the log."""
    totals = {
        name.decode(): int(value) for name, value in (await driver_rig.redis.hgetall(driver_rig.key("totals"))).items()
    }
    entries = await driver_rig.redis.xrange(driver_rig.key("log"))
    assert totals == fold_totals(
        msgspec.structs.replace(envelope(id_, fields), campaign=SITE.campaign) for id_, fields in entries
    )
    return totals


@pytest.mark.parametrize(
    ("overflow", "waited_s"),
    [
        ({"nobody": OverflowTarget(voice_message=WAY)}, 0),
        ({"max_wait": OverflowWhenLate(after_s=60, voice_message=WAY)}, 61),
    ],
    ids=["nobody on duty", "too long"],
)
async def test_a_caller_speaks_instead_of_waiting(
    valkey: redis.Redis, overflow: dict[str, object], waited_s: int
) -> None:
    """The caller hears reason, invitation and tone; the log ends the wait before that, and has the message after."""
    driver_rig = await DriverRig(valkey, busy(**overflow)).start()
    call = await driver_rig.dial_and_choose()
    await driver_rig.finish_prompt(call)
    await driver_rig.advance(waited_s)
    assert driver_rig.gateway.audible_to(call).sounds == (WAY, RULES.prompt, TONE)
    snapshot = await driver_rig.router.snapshot()
    assert (snapshot.open_calls, {each.waiting for each in snapshot.queues}) == (0, {0})
    await driver_rig.finish_prompt(call)
    await driver_rig.advance(17)
    await driver_rig.run_each(partial(driver_rig.gateway.press, call, "#"))
    assert driver_rig.gateway.audible_to(call).sounds == (RULES.thanks_prompt, LINE.goodbye_prompt)
    facts = await driver_rig.facts(call)
    kinds = [type(fact) for fact in facts]
    assert kinds[-5:] == [CallOverflowed, CallEnded, NoticePlayed, VoiceMessageBegan, VoiceMessageLeft]
    assert [fact.lasted_ms for fact in facts if isinstance(fact, VoiceMessageLeft)] == [17_000]
    await driver_rig.finish_prompt(call)
    assert (driver_rig.gateway.calls(), list(await driver_rig.router.calls_of(driver_rig.gateway.name))) == ((), [])
    totals = await totals_of(driver_rig)
    assert totals["left|bogota|credito|message"] == totals["outcome|bogota|message"] == 1
    assert totals["voice_message|bogota"] == 1


@pytest.mark.parametrize("way", ["the caller", "the gateway", "another driver"])
async def test_call_ends_once_and_leaves_one_message(valkey: redis.Redis, way: str) -> None:
    """The call ends once and leaves one message; another process goes on where the first one stopped."""
    driver_rig = await DriverRig(valkey, busy(nobody=OverflowTarget(voice_message=WAY))).start()
    call = await driver_rig.dial_and_choose()
    await driver_rig.finish_prompt(call)
    await driver_rig.finish_prompt(call)
    await driver_rig.advance(8)
    if way == "the gateway":
        await driver_rig.lose_gateway()
    elif way == "another driver":
        driver_rig.gateway.disconnect_handler()
        driver_rig.driver = driver_rig._driver(driver_rig.gateway)
        await driver_rig.gateway.start(driver_rig.driver.on_signal)
        await driver_rig.driver.resume()
        await driver_rig.run_each(partial(driver_rig.gateway.press, call, "#"))
    else:
        await driver_rig.run_each(partial(driver_rig.gateway.hang_up, call))
    facts = await driver_rig.facts(call)
    assert [fact.outcome for fact in facts if isinstance(fact, CallEnded)] == ["message"]
    assert len([fact for fact in facts if isinstance(fact, VoiceMessageLeft)]) == 1
    assert list(await driver_rig.router.calls_of("fake-1")) == []
    await totals_of(driver_rig)


async def test_a_recorder_that_fails_instead_of_waiting_is_no_silence_either(valkey: redis.Redis) -> None:
    """The caller hears the apology after the call's end in the log, the loss is reported, and the call is released."""
    driver_rig = await DriverRig(valkey, busy(nobody=OverflowTarget(voice_message=WAY))).start()
    driver_rig.gateway.records = False
    call = await driver_rig.dial_and_choose()
    await driver_rig.finish_prompt(call)
    await driver_rig.finish_prompt(call)
    assert driver_rig.gateway.audible_to(call).sounds == (RULES.failed_prompt,)
    kinds = [type(fact) for fact in await driver_rig.facts(call)]
    assert kinds[-4:] == [CallEnded, NoticePlayed, VoiceMessageBegan, RecordingLost]
    assert list(await driver_rig.router.calls_of("fake-1")) == []
    await totals_of(driver_rig)


async def test_a_gateway_without_a_recorder_lets_wait_on(valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller gets no such offer: the music plays, and the next free advisor takes the call."""
    monkeypatch.setitem(port.ABILITIES, "fake", port.ALL_COMMANDS - {port.Record, port.PauseRecording})
    driver_rig = await DriverRig(valkey, busy(nobody=OverflowTarget(voice_message=WAY))).start()
    call = await driver_rig.dial_and_choose()
    await driver_rig.finish_prompt(call)
    assert driver_rig.gateway.audible_to(call).music
    await driver_rig.ready("asesor1", "credito")
    await driver_rig.run_each(partial(driver_rig.gateway.phone_answers, call, "advisor-1"))
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-1"}
