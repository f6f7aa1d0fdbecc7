"""Our requests to Twilio change calls as they should, at the stand-in that holds them."""

import asyncio
import io
import struct
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis.asyncio as redis

from telephony.twilio.api.provider import Provider
from telephony.twilio.api.rate_limit import CallRateLimiter
from telephony.twilio.call.requests import (
    BeginCall,
    BeginRecording,
    EndCall,
    EndRecording,
    PauseRecordingOf,
    Redo,
    RequestOutcome,
)
from telephony.twilio.recording.pending_recording import PendingRecording
from tests.support.sip.call_audio import amplitude
from tests.support.twilio import ACCOUNT, TOKEN, TwilioEmulator
from tests.support.twilio.recording_store import CAMPAIGN, FetchingNode, FolderStore
from tests.support.twilio.recordings import OTHERS_HZ, OWN_HZ
from tests.support.twilio.twiml_app import LINE, PUBLIC, TwimlApp, emulator_with_app

pytestmark = pytest.mark.integration
MUSIC = '<Play loop="0">/sounds/music.wav</Play>'
ID = "CA1.0-3"


@asynccontextmanager
async def at_stand_in(
    valkey: redis.Redis, folder: Path
) -> AsyncIterator[tuple[TwilioEmulator, TwimlApp, FetchingNode, Provider]]:
    """Start a stand-in with a line, and a node of ours that sends requests to it."""
    async with emulator_with_app() as (twilio, app):
        app.pages |= {"incoming": MUSIC, "answered": MUSIC}
        node = FetchingNode(twilio.base, valkey, FolderStore(folder), way_in=(ACCOUNT, TOKEN))
        yield twilio, app, node, Provider(node.wire, CallRateLimiter(valkey, CAMPAIGN, 50), LINE, node.counted)
        node.wire.close()


async def test_a_phone_is_rung_answered_and_left(valkey: redis.Redis, tmp_path: Path) -> None:
    """A call that we begin fetches its document when picked up, goes on with another, and ends on our request."""
    async with at_stand_in(valkey, tmp_path) as (twilio, app, _, provider):
        phone = twilio.add_phone("sip:ana@voz.example", "ana")
        begin = BeginCall(
            call_id="CA1",
            leg="a1",
            to=phone.address,
            url=f"{PUBLIC}/answered",
            status_url=f"{PUBLIC}/leg",
            timeout_s=20,
        )
        begun = await provider.execute(begin)
        await phone.rings()
        assert begun == RequestOutcome(sid=phone.call_sid)
        await phone.answers()
        await phone.hears("music")
        twiml = f'<Response><Play loop="0">{PUBLIC}/sounds/other.wav</Play></Response>'
        redo = Redo(call_id="CA1", leg="a1", sid=begun.sid, twiml=twiml)
        assert (await provider.execute(redo)).is_done
        await phone.hears("other")
        end = EndCall(call_id="CA1", leg="a1", sid=begun.sid)
        assert (await provider.execute(end)).is_done
        assert await phone.ended() == "completed"
        assert await provider.execute(redo) == await provider.execute(end) == RequestOutcome(is_gone=True)
        await twilio.wait_for_callbacks()
        statuses = [form["CallStatus"] for form in app.requests_to("leg")]
        assert statuses == ["initiated", "ringing", "in-progress", "completed"]
        assert twilio.faults == []


async def test_phone_answered_during_cancel_is_hung_up(valkey: redis.Redis, tmp_path: Path) -> None:
    """A ringing phone stops; a phone that is picked up at that moment is hung up."""
    async with at_stand_in(valkey, tmp_path) as (twilio, _, _, provider):
        for picks_up in (False, True):
            phone = twilio.add_phone(f"client:{picks_up}", "ana")
            begin = BeginCall(
                call_id="CA1", leg="a1", to=phone.address, url=f"{PUBLIC}/answered", status_url="", timeout_s=20
            )
            begun = await provider.execute(begin)
            await phone.rings()
            if picks_up:
                await phone.answers()
            assert (await provider.execute(EndCall(call_id="CA1", leg="a1", sid=begun.sid))).is_done
            assert await phone.ended() == ("completed" if picks_up else "canceled")


async def test_a_caller_s_recording_comes_home_with_the_caller_left(valkey: redis.Redis, tmp_path: Path) -> None:
    """We begin, pause with silence, resume and complete a recording, and both channels arrive, each on its side."""
    async with at_stand_in(valkey, tmp_path) as (twilio, app, node, provider):
        caller = await twilio.dial(LINE)
        await caller.hears("music")
        sid = caller.call_sid
        begin = BeginRecording(call_id="CA1", leg="caller", sid=sid, recording_id=ID, status_url=f"{PUBLIC}/recorded")
        begun = await provider.execute(begin)
        for paused in (True, False):
            assert (
                await provider.execute(PauseRecordingOf(call_id="CA1", leg="caller", sid=sid, paused=paused))
            ).is_done
        stop = EndRecording(call_id="CA1", leg="caller", sid=sid)
        assert (await provider.execute(stop)).is_done
        assert await provider.execute(stop) == RequestOutcome(is_gone=True)
        await twilio.wait_for_callbacks()
        [form] = app.requests_to("recorded")
        assert (form["RecordingSid"], form["RecordingStatus"]) == (begun.sid, "completed")
        await node.due.add(
            ID, PendingRecording(sid=begun.sid, call_id="CA1", leg="caller", completed_at=datetime.now(UTC))
        )
        await node.fetch_recordings()
        await caller.hang_up()
        assert twilio.exchange.recorder.all == {}
        assert twilio.faults == []
        left, right = _channels(node.store.stored_recordings()[ID])
        assert amplitude(left, OWN_HZ) > 10 * amplitude(left, OTHERS_HZ)
        assert amplitude(right, OTHERS_HZ) > 10 * amplitude(right, OWN_HZ)


def _channels(file: bytes) -> tuple[list[int], list[int]]:
    with wave.open(io.BytesIO(file), "rb") as sound:
        frames = list(struct.iter_unpack("<hh", sound.readframes(4000)))
    return [left for left, _ in frames], [right for _, right in frames]


async def test_two_nodes_bring_home_many_recordings_once(valkey: redis.Redis, tmp_path: Path) -> None:
    """Of ten recordings that are complete at the same time each is fetched and deleted once, by either node."""
    async with at_stand_in(valkey, tmp_path) as (twilio, _, node, provider):
        other = FetchingNode(twilio.base, valkey, node.store, way_in=(ACCOUNT, TOKEN))
        caller = await twilio.dial(LINE)
        await caller.hears("music")
        for number in range(10):
            name = f"CA1.0-{number}"
            begin = BeginRecording(call_id="CA1", leg="caller", sid=caller.call_sid, recording_id=name, status_url="")
            begun = await provider.execute(begin)
            await provider.execute(EndRecording(call_id="CA1", leg="caller", sid=caller.call_sid))
            await node.due.add(
                name, PendingRecording(sid=begun.sid, call_id="CA1", leg="caller", completed_at=datetime.now(UTC))
            )
        for _ in range(4):
            await asyncio.gather(node.recordings.run_once(), other.recordings.run_once())
            node.store.take_in()
        other.wire.close()
        await caller.hang_up()
        assert len(node.store.stored_recordings()) == 10
        assert await node.due.read_all() == {}
        assert twilio.exchange.recorder.all == {}
        media = [each for each in twilio.api_requests if "/Recordings/RE" in each.path]
        assert len(media) == 20
