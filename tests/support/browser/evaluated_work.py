"""A call with a stored recording and a ticket with a sent answer, in a running system, for evaluators.

Owns how they come to be: the call's facts through the outbox, the sound through the vault, the ticket through the API.
"""

import asyncio
import io
import math
import struct
import wave

from playwright.async_api import APIRequestContext
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.recordings import queries, store
from config.settings import load_settings
from eventlog import outbox
from eventlog.facts import AnyFact, CallAnswered, CallEnded, CallIngressed, CallQueued, RecordingBegan
from storage.postgres.engine import read_connection, unit_of_work
from storage.recordings.vault import open_recording_vault
from storage.tables import site_version
from telephony.port.recordings import recording_id
from tests.support.browser.api_request import request_as_user
from tests.support.whole_system.system import CAMPAIGN, DEMO_PASSWORD, System, wait_until

SECONDS = 60
LINE, QUEUE, ADVISOR = "bogota", "quejas", "asesor3"


async def leave_call(system: System, engine: AsyncEngine, call_id: str, advisor: str = ADVISOR) -> str:
    """Journal a call that an advisor attended, with a stored recording, and return the recording's id."""
    id_ = recording_id(call_id, 0, 9)
    facts: list[AnyFact] = [
        CallIngressed(line=LINE, gateway="g", caller_ref="", caller_commitment="", in_hours=True),
        CallQueued(line=LINE, queue=QUEUE, reason="menu", threshold_ms=20_000),
        CallAnswered(line=LINE, queue=QUEUE, advisor=advisor, offer=1),
        RecordingBegan(line=LINE, queue=QUEUE, advisor=advisor, recording=id_),
        CallEnded(line=LINE, queue=QUEUE, outcome="answered", stage="talk", ended_by="caller"),
    ]
    async with unit_of_work(engine) as connection:
        newest = select(site_version.c.version).order_by(site_version.c.imported_at.desc()).limit(1)
        version = str(await connection.scalar(newest))
        await outbox.put(connection, CAMPAIGN, facts, actor="router", site_version=version, call_id=call_id)

    async def is_known() -> bool:
        async with read_connection(engine) as connection:
            return await queries.find(connection, id_) is not None

    await wait_until(is_known, 30.0)
    vault = open_recording_vault(load_settings({"data_dir": system.data}))
    file = await asyncio.to_thread(vault.store, id_, f"{CAMPAIGN}/{id_}.rec", io.BytesIO(two_voices()))
    async with unit_of_work(engine) as connection:
        row = await queries.find(connection, id_, lock=True)
        assert row is not None
        await store.mark_stored(connection, row, file, SECONDS * 1000, 2)
    return id_


async def erase_recording(engine: AsyncEngine, recording: str) -> None:
    """Delete a recording as retention does."""
    async with unit_of_work(engine) as connection:
        row = await queries.find(connection, recording, lock=True)
        assert row is not None
        await store.mark_deleted(connection, row)


async def send_answer(request: APIRequestContext, text: str) -> str:
    """File a ticket as a person of the written channel, send its answer, and return its number."""
    await request_as_user(request, "POST", "/session", {"username": "escrita1", "password": DEMO_PASSWORD})
    petition = {
        "kind": "solicitud",
        "theme": "renovacion",
        "subtheme": "pasos",
        "text": "Pide los pasos para renovar su crédito de este semestre.",
        "email": "carlos@ejemplo.com",
    }
    ticket = await request_as_user(request, "POST", "/tickets", petition)
    number = str(ticket["number"])
    for step in ({"step": "take"}, {"step": "answer", "text": text, "response": "accede"}, {"step": "send"}):
        now = await request_as_user(request, "GET", f"/tickets/{number}")
        if step["step"] in now["steps"]:
            await request_as_user(request, "POST", f"/tickets/{number}/steps", {**step, "version": now["version"]})
    return number


def two_voices() -> bytes:
    """Return a WAV file in which the caller and the advisor speak alternately."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        frames = []
        for frame in range(SECONDS * 8000):
            second = frame / 8000
            loud = int(9000 * abs(math.sin(second * 2.1)) * math.sin(frame * 0.35))
            caller_speaks = int(second) % 12 < 5
            frames.append(struct.pack("<hh", loud if caller_speaks else 0, 0 if caller_speaks else loud))
        file.writeframes(b"".join(frames))
    return target.getvalue()
