"""Recordings for tests: calls with a started recording, and files as a gateway leaves them."""

import dataclasses
import io
import struct
import wave
from pathlib import Path

from sqlalchemy import select

from agent_api.recordings.intake import Intake
from call_router.routing import ReleaseCall
from eventlog.facts import (
    CallEnded,
    CallIngressed,
    Outcome,
    RecordingBegan,
    RecordingLost,
    RecordingPaused,
    RecordingResumed,
    VoiceMessageBegan,
    VoiceMessageLeft,
)
from eventlog.person import make_person
from eventlog.person_cipher import encrypt_person
from storage.postgres.engine import unit_of_work
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from storage.tables import recording
from telephony.port.recordings import recording_id
from tests.support.desks.advisor_desk import NUMBER, AdvisorDesk
from tests.support.facts.call_logs import MASTER_KEY, SEALER
from tests.support.memory_folder import MEMORY
from tests.support.router.campaign_rig import GATEWAY


def wav_bytes(seconds: float = 3.0, rate: int = 8000) -> bytes:
    """Return a WAV file of two channels: the caller's samples are 1,000, the advisor's -1,000."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack("<hh", 1000, -1000) * int(seconds * rate))
    return target.getvalue()


class RecordingRig:
    """Calls that are recorded.

    Attributes:
        desk: makes the calls.
        vault: stores recordings.
        folder: where the gateway leaves finished files.
        intake: moves them into the vault.
    """

    def __init__(self, desk: AdvisorDesk, disk: Path, folder: Path) -> None:
        self.desk = desk
        self.folder = folder
        self.vault = Vault(disk, lambda: MasterKeys([MASTER_KEY]))
        self.intake = Intake(desk.rig.engine, self.vault, folder, on_disk=not MEMORY.is_dir())
        self.intake.open()
        desk.rig.app.state.context = dataclasses.replace(desk.rig.app.state.context, recording_vault=self.vault)

    async def begin_recording(self, call: str, line: str = "nacional", advisor: str = "") -> str:
        """Start the recording of a call of ``de-<call>``, or of another advisor, and return the recording's id."""
        await self.desk.talk(call, advisor or f"de-{call}")
        id_ = recording_id(call, 0, 9)
        began = RecordingBegan(line=line, queue="credito", advisor="asesor1", recording=id_)
        await self.desk.campaign_rig.commit(self.desk.campaign_rig.act(call, began))
        await self.desk.rig.record()
        return id_

    async def pause(self, call: str, recording: str, *, paused: bool) -> None:
        """Pause or resume a recording as the advisor."""
        fact = (
            RecordingPaused(advisor="asesor1", recording=recording, reason="asked")
            if paused
            else RecordingResumed(advisor="asesor1", recording=recording)
        )
        await self.desk.campaign_rig.commit(self.desk.campaign_rig.act(call, fact))
        await self.desk.rig.record()

    async def lose_recording(self, call: str, recording: str) -> None:
        """Report as the gateway that it cannot record."""
        fact = RecordingLost(recording=recording, reason="not_recorded")
        await self.desk.campaign_rig.commit(self.desk.campaign_rig.act(call, fact))
        await self.desk.rig.record()

    def deliver(self, recording: str, content: bytes | None = None) -> Path:
        """Leave the finished file as the gateway does."""
        file = self.folder / f"{recording}.wav"
        file.write_bytes(wav_bytes() if content is None else content)
        return file

    async def store_recording(
        self, call: str, content: bytes | None = None, line: str = "nacional", advisor: str = ""
    ) -> str:
        """Make a call with a stored recording and return the recording's id."""
        id_ = await self.begin_recording(call, line, advisor)
        self.deliver(id_, content)
        await self.intake.sweep()
        return id_

    async def leave_message(self, call: str, *, lasted_ms: int | None = 9_000) -> str:
        """Leave a message, or only begin one, on a closed line and return its recording's id."""
        rig = self.desk.campaign_rig
        person = encrypt_person(make_person(NUMBER, call.encode().ljust(32, b".")), SEALER)
        id_ = recording_id(call, 0, 2)
        entered = CallIngressed(
            line="nacional",
            gateway=GATEWAY,
            caller_ref=person.ref,
            caller_commitment=person.commitment,
            in_hours=False,
        )
        await rig.commit(rig.act(call, entered, person={person.ref: person.encoded}))
        await rig.commit(rig.act(call, VoiceMessageBegan(line="nacional", recording=id_)))
        facts = [VoiceMessageLeft(line="nacional", recording=id_, lasted_ms=lasted_ms)] if lasted_ms else []
        outcome: Outcome = "voice_message" if facts else "after_hours"
        end = CallEnded(line="nacional", queue="", outcome=outcome, stage="leaving_message", ended_by="caller")
        await rig.commit(rig.act(call, *facts, end, routing=ReleaseCall()))
        await self.desk.rig.record()
        self.deliver(id_)
        await self.intake.sweep()
        return id_

    async def recording_row(self, recording_id_: str) -> dict[str, object]:
        """Return the row of a recording."""
        async with unit_of_work(self.desk.rig.engine) as connection:
            result = await connection.execute(select(recording).where(recording.c.id == recording_id_))
            return dict(result.mappings().one())

    def vault_files(self) -> list[str]:
        """Return the names of all files in the vault."""
        return sorted(file.name for file in self.vault.folder.rglob("*") if file.is_file())
