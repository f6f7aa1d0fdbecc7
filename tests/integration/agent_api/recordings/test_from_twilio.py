"""A recording of the cloud goes through the real intake, and is removed there only when our store has it."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import redis.asyncio as redis

from agent_api.recordings.stored_recordings import Kept
from telephony.port.signals import NotRecorded, RecordingStored
from telephony.twilio.api.client import client_of
from telephony.twilio.api.executor import Wire
from telephony.twilio.api.metrics import Counted
from telephony.twilio.recording.collector import Recordings
from telephony.twilio.recording.download import Media
from telephony.twilio.recording.pending_recording import Due
from telephony.twilio.recording.pending_store import DueRecordings
from tests.support.desks.recording_rig import Tapes, sound
from tests.support.twilio.scripted_account import ACCOUNT, RECORDING, TOKEN, Account, account

pytestmark = pytest.mark.integration


@pytest.fixture
def twilio_account() -> Iterator[Account]:
    """An account that answers."""
    with account() as made:
        yield made


async def test_a_cloud_recording_is_stored_encrypted_and_removed_there(
    tapes: Tapes, twilio_account: Account, valkey: redis.Redis
) -> None:
    """Before its row says stored nothing is removed; after that both the plain file and Twilio's copy are gone."""
    id_ = await tapes.begin("c1")
    twilio_account.sounds[RECORDING] = sound()
    told: list[object] = []

    async def tell(signal: RecordingStored | NotRecorded) -> None:
        told.append(signal)

    kept, wire = Kept(tapes.desk.office.engine), Wire(lambda: client_of(ACCOUNT, TOKEN, twilio_account.url))
    due = DueRecordings(valkey, "icetex")
    tending = Recordings(
        due=due,
        media=Media(ACCOUNT, TOKEN, twilio_account.url),
        wire=wire,
        keeping=kept,
        intake=tapes.folder,
        tell=tell,
        now=lambda: datetime.now(UTC),
        counted=Counted(),
    )
    await due.add(id_, Due(sid=RECORDING, call_id="c1", leg="caller", since=datetime.now(UTC)))
    await tending.sweep()
    assert not await kept.is_kept(id_)
    assert RECORDING in twilio_account.sounds
    await tapes.intake.sweep()
    assert await kept.is_kept(id_)
    await tending.sweep()
    assert twilio_account.sounds == {}
    assert await due.all() == {}
    assert list(tapes.folder.iterdir()) == []
    assert tapes.files() == [f"{id_}.rec"]
    assert (await tapes.row(id_))["state"] == "stored"
    assert told == [RecordingStored(call_id="c1", recording_id=id_, leg="caller")]
    await asyncio.to_thread(wire.close)


async def test_what_is_lost_is_not_kept(tapes: Tapes) -> None:
    """A recording that began, was given up, or is unknown is none that may be removed elsewhere."""
    kept = Kept(tapes.desk.office.engine)
    id_ = await tapes.begin("c1")
    assert not await kept.is_kept(id_)
    await tapes.give_up("c1", id_)
    assert not await kept.is_kept(id_)
    assert not await kept.is_kept("c9.0-1")
