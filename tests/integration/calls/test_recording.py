"""A recorded call through driver, router, gateway and journal, up to an authorized listener."""

import asyncio
import base64
from functools import partial
from pathlib import Path

import msgspec
import pytest
import redis.asyncio as redis
from sqlalchemy import select

from agent_api.recordings.intake import Intake
from agent_api.recordings.store import RecordingProjection
from atencion.cli.recordings import run_rotate
from atencion.processes.gateway import _intake
from atencion.runtime.health import MIN_FREE_SHARE, check_space
from calls.keys_cipher import encrypt_keys
from config.settings import Settings
from config.site.loader import with_open_hours
from eventlog.facts import (
    AnyFact,
    CallEnded,
    KeysSent,
    RecordingBegan,
    RecordingPaused,
    RecordingResumed,
    RecordingStored,
    WishRefused,
)
from eventlog.recorder import record
from storage.errors import NotInMemory
from storage.postgres.engine import make_engine, read_connection
from storage.recordings.vault import Vault, open_recording_vault
from storage.tables import outbox, recording
from telephony import port
from telephony.fake import FakeGateway
from telephony.pyvoip.gateway import PyVoipGateway
from tests.integration.calls.test_privacy import everything_but_people
from tests.support.calls.driver_rig import DriverRig
from tests.support.desks.recording_rig import wav_bytes
from tests.support.facts.call_logs import SEALER
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
SITE = with_open_hours(sample_site())
OLD, NEW = b"o" * 32, b"n" * 32


def of_recordings(facts: list[AnyFact]) -> list[AnyFact]:
    return [fact for fact in facts if type(fact).__name__.startswith("Recording")]


async def talk(driver_rig: DriverRig) -> str:
    """Let an advisor answer a call."""
    await driver_rig.ready("asesor1", "credito")
    call = await driver_rig.dial_and_choose()
    await driver_rig.run_each(partial(driver_rig.gateway.phone_answers, call, "advisor-1"))
    return call


async def test_a_talk_is_recorded_and_paused_by_its_advisor(valkey: redis.Redis) -> None:
    """The gateway receives record, pause and resume, the floor shows the state, and the end is no failure."""
    driver_rig = await DriverRig(valkey, SITE).start()
    call = await talk(driver_rig)
    recording_id = driver_rig.gateway.leg(call).recording_id
    assert recording_id is not None
    for action, state in (("pause_recording", "paused"), ("resume_recording", "on")):
        await driver_rig.ask(call, "asesor1", action)  # type: ignore[arg-type]
        assert driver_rig.gateway.leg(call).recording_paused is (state == "paused")
        assert (await driver_rig.router.floor()).calls[call].recording == state
    await driver_rig.run_each(partial(driver_rig.gateway.hang_up, call))
    fields = {"advisor": "asesor1", "recording": recording_id}
    facts = await driver_rig.facts(call)
    assert of_recordings(facts) == [
        RecordingBegan(line="bogota", queue="credito", **fields),
        RecordingPaused(reason="asked", **fields),
        RecordingResumed(**fields),
    ]
    assert isinstance(facts[-1], CallEnded)
    assert (
        port.RecordingStored(call_id=call, recording_id=recording_id, leg=port.CALLER)
        in driver_rig.gateway.delivered_signals
    )
    assert not [each for each in driver_rig.gateway.executed_commands if isinstance(each, port.Rescue)]
    assert driver_rig.gateway.failures == []


async def test_keys_reach_the_other_side_and_are_kept_nowhere(valkey: redis.Redis) -> None:
    """Keys are events, so the recording goes on; Valkey has their number only, and keys of another call are refused."""
    driver_rig = await DriverRig(valkey, SITE).start()
    call = await talk(driver_rig)
    keys = "4970110012345678"
    await driver_rig.ask(call, "asesor1", "send_keys", encrypt_keys(keys, call, SEALER))
    assert driver_rig.gateway.leg(call).digits_sent == keys
    assert not driver_rig.gateway.leg(call).recording_paused
    assert keys not in await everything_but_people(valkey, SITE.campaign)
    await driver_rig.ask(call, "asesor1", "send_keys", encrypt_keys(keys, "another call", SEALER))
    assert driver_rig.gateway.leg(call).digits_sent == keys
    facts = [fact for fact in await driver_rig.facts(call) if isinstance(fact, KeysSent | WishRefused)]
    talk_of = {"line": "bogota", "queue": "credito", "advisor": "asesor1"}
    assert facts == [
        KeysSent(keys=16, **talk_of),
        KeysSent(keys=16, **talk_of),
        WishRefused(action="send_keys", reason="failed", **talk_of),
    ]
    assert driver_rig.gateway.failures == []


async def test_another_process_goes_on_with_a_recording(valkey: redis.Redis) -> None:
    """After a driver's death the next one pauses the recording that the first began, and does not restart it."""
    driver_rig = await DriverRig(valkey, SITE).start()
    call = await talk(driver_rig)
    driver_rig.gateway.disconnect_handler()
    driver_rig.driver = driver_rig._driver(driver_rig.gateway)
    await driver_rig.gateway.start(driver_rig.driver.on_signal)
    await driver_rig.driver.resume()
    await driver_rig.ask(call, "asesor1", "pause_recording")
    assert driver_rig.gateway.leg(call).recording_paused
    assert len([each for each in driver_rig.gateway.executed_commands if isinstance(each, port.Record)]) == 1


async def test_recording_is_stored_encrypted(
    valkey: redis.Redis, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal's projection makes the row, the intake fills it, and the master key is changed."""
    driver_rig = await DriverRig(valkey, SITE).start()
    call = await talk(driver_rig)
    await driver_rig.run_each(partial(driver_rig.gateway.hang_up, call))
    engine = make_engine(postgres_url)
    stop = asyncio.Event()
    recording_it = asyncio.create_task(
        record(SITE.campaign, valkey, engine, stop, cipher=SEALER, projections=[RecordingProjection()])
    )
    settings = settings_in(tmp_path, postgres_url, OLD)
    vault = open_recording_vault(settings)
    intake = Intake(engine, vault, tmp_path / "plain", on_disk=True)
    intake.open()
    [began, *_] = of_recordings(await driver_rig.facts(call))
    assert isinstance(began, RecordingBegan)
    (tmp_path / "plain" / f"{began.recording}.wav").write_bytes(wav_bytes())
    async with asyncio.timeout(20):
        while list((tmp_path / "plain").iterdir()):
            await intake.sweep()
    stop.set()
    await recording_it
    async with read_connection(engine) as connection:
        row = (await connection.execute(select(recording))).mappings().one()
        facts = (await connection.execute(select(outbox.c.fact))).scalars().all()
    assert (row["state"], row["call_id"], row["line"]) == ("stored", call, "bogota")
    assert [type(msgspec.json.decode(each, type=AnyFact)) for each in facts] == [RecordingStored]
    monkeypatch.setenv("ATENCION_DATA_KEY", base64.b64encode(OLD).decode())
    output = await run_rotate(settings_in(tmp_path, postgres_url, NEW, OLD))
    assert "Llaves envueltas de nuevo: 1." in output
    assert "Grabaciones que dependen de ella: 1; archivos de tickets: 0." in output
    await engine.dispose()


def settings_in(folder: Path, database_url: str, *keys: bytes) -> Settings:
    """Return settings with these master keys."""
    lines = "".join(base64.b64encode(key).decode() + "\n" for key in keys)
    (folder / "keys").write_text(lines)
    return Settings(
        data_dir=folder,
        database_url=database_url,
        redis_url="unix:///nowhere",
        data_key=base64.b64encode(OLD).decode(),  # type: ignore[arg-type]
        recording_keys_file=folder / "keys",
    )


class House:
    """The parts that the gateway's process opens for recordings."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = self
        self.engine = make_engine("postgresql://nowhere/x")
        self.vault: Vault = open_recording_vault(settings)


def test_only_a_gateway_that_records_takes_recordings_in(tmp_path: Path) -> None:
    """The embedded one opens nothing; with another the folder must lie in memory."""
    rig = House(Settings(data_dir=tmp_path, recordings_intake=Path(__file__).parent / "plain"))
    assert _intake(rig, PyVoipGateway(sip_port=0, lines={}.get, sounds=None)) is None  # type: ignore[arg-type]
    with pytest.raises(NotInMemory):
        _intake(rig, FakeGateway())  # type: ignore[arg-type]
    (Path(__file__).parent / "plain").rmdir()


def test_nearly_full_disk_is_error_where_site_records_talks_and_enough_room_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A nearly full disk is an error where the site records talks, and enough room is none."""
    check_space(Settings(data_dir=tmp_path))
    monkeypatch.setattr(Vault, "free_disk_share", lambda _: MIN_FREE_SHARE - 0.01)
    with pytest.raises(Exception, match=r"4\.0% del disco de las grabaciones"):
        check_space(Settings(data_dir=tmp_path))
