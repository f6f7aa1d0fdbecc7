"""A recording from Twilio goes through the real intake, and is deleted there only once our store has it."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import redis.asyncio as redis

from agent_api.recordings.stored_recordings import StoredRecordings
from telephony.port.signals import NotRecorded, RecordingStored
from telephony.twilio.api.client import create_client
from telephony.twilio.api.executor import TwilioExecutor
from telephony.twilio.api.metrics import ApiMetrics
from telephony.twilio.recording.collector import RecordingCollector
from telephony.twilio.recording.download import RecordingDownloader
from telephony.twilio.recording.pending_recording import PendingRecording
from telephony.twilio.recording.pending_store import PendingRecordings
from tests.support.desks.recording_rig import RecordingRig, wav_bytes
from tests.support.twilio.scripted_account import ACCOUNT, RECORDING, TOKEN, ScriptedAccount, scripted_account

pytestmark = pytest.mark.integration


@pytest.fixture
def twilio_account() -> Iterator[ScriptedAccount]:
    """Create an account that answers."""
    with scripted_account() as made:
        yield made


async def test_a_cloud_recording_is_stored_encrypted_and_removed_there(
    tapes: RecordingRig, twilio_account: ScriptedAccount, valkey: redis.Redis
) -> None:
    """Nothing is deleted before its row says stored; then the plain file and Twilio's copy are both gone."""
    id_ = await tapes.begin_recording("c1")
    twilio_account.sounds[RECORDING] = wav_bytes()
    signals: list[object] = []

    async def add_signal(signal: RecordingStored | NotRecorded) -> None:
        signals.append(signal)

    archive = StoredRecordings(tapes.desk.rig.engine)
    wire = TwilioExecutor(lambda: create_client(ACCOUNT, TOKEN, twilio_account.url))
    due = PendingRecordings(valkey, "icetex")
    tending = RecordingCollector(
        pending=due,
        downloader=RecordingDownloader(ACCOUNT, TOKEN, twilio_account.url),
        executor=wire,
        archive=archive,
        intake=tapes.folder,
        emit=add_signal,
        now=lambda: datetime.now(UTC),
        metrics=ApiMetrics(),
    )
    await due.add(id_, PendingRecording(sid=RECORDING, call_id="c1", leg="caller", completed_at=datetime.now(UTC)))
    await tending.run_once()
    assert not await archive.has_recording(id_)
    assert RECORDING in twilio_account.sounds
    await tapes.intake.sweep()
    assert await archive.has_recording(id_)
    await tending.run_once()
    assert twilio_account.sounds == {}
    assert await due.read_all() == {}
    assert list(tapes.folder.iterdir()) == []
    assert tapes.vault_files() == [f"{id_}.rec"]
    assert (await tapes.recording_row(id_))["state"] == "stored"
    assert signals == [RecordingStored(call_id="c1", recording_id=id_, leg="caller")]
    await asyncio.to_thread(wire.close)


async def test_recording_that_is_begun_lost_or_unknown_must_not_be_deleted_at_twilio(tapes: RecordingRig) -> None:
    """A recording that is begun, lost or unknown must not be deleted at Twilio."""
    archive = StoredRecordings(tapes.desk.rig.engine)
    id_ = await tapes.begin_recording("c1")
    assert not await archive.has_recording(id_)
    await tapes.lose_recording("c1", id_)
    assert not await archive.has_recording(id_)
    assert not await archive.has_recording("c9.0-1")
