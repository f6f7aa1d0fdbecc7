"""Serves every call of one Asterisk node in the same way with our gateway alone, in a process that can be measured.

Owns the flow: answer, menu, one digit, music, ring, bridge, and a recording if TAPES is given; when one party hangs up,
the other is hung up too. Advisors are rung in rotation, each at PHONE with their number in the place of ``{}``. The
last line printed is the number of bridged calls. Started by ``bench_asterisk``:

    python -m benchmarks.asterisk.reception ARI_PORT PASSWORD MEDIA_FOLDER PHONE ADVISORS [AMI_PORT TAPES]
"""

import asyncio
import itertools
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
import uvloop

from telephony import port
from telephony.asterisk.ari.transport import AriSettings
from telephony.asterisk.gateway import AsteriskGateway
from telephony.asterisk.recording.controller import RecordingFolders
from telephony.port.recordings import recording_id
from tests.support.gateways.gateway_rig import SOUNDS
from tests.support.gateways.sip_party import Tones


class Reception:
    """The flow, and the number of calls that it bridged."""

    def __init__(self, gateway: AsteriskGateway, phones: Iterable[str], records: bool) -> None:
        self.gateway, self.records = gateway, records
        self.bridged = 0
        self._phones = itertools.cycle(phones)
        self._count = itertools.count(1)

    async def __call__(self, signal: port.AnySignal) -> None:
        """React to a signal."""
        match signal:
            case port.CallOffered(refused=None):
                await self._ask(port.Answer, signal)
                await self._ask(port.Play, signal, sounds=("greeting",), interruptible=True)
                await self._ask(port.Collect, signal, first_digit_s=30.0)
            case port.DigitsCollected(digits="1"):
                await self.connect(signal)
            case port.LegAnswered():
                self.bridged += 1
                await self._ask(port.Bridge, signal, other="advisor-1")
                if self.records:
                    await self._ask(port.Record, signal, recording_id=recording_id(signal.call_id, 0, 1))
            case port.LegHungUp(leg="caller"):
                await self._ask(port.Hangup, signal, leg="advisor-1")
            case port.LegHungUp() | port.LegFailed():
                await self._ask(port.Hangup, signal)

    async def connect(self, signal: port.AnySignal) -> None:
        """Play music, and ring the next advisor."""
        await self._ask(port.Music, signal, sound="music")
        await self._ask(port.Ring, signal, leg="advisor-1", address=next(self._phones), timeout_s=30.0)

    async def _ask(self, kind: type[port.Command], signal: port.AnySignal, **fields: Any) -> str:
        """Send a command and return its id."""
        command: Any = kind(id=f"{signal.call_id}/{next(self._count)}", call_id=signal.call_id, **fields)
        with suppress(port.UnknownLeg):  # the leg hung up before the command
            await self.gateway.send(command)
        return str(command.id)


def make_gateway(
    ari_port: str, password: str, media_folder: str, ami_port: str = "0", tapes: str = ""
) -> AsteriskGateway:
    """Return a gateway that records if ``tapes`` is a folder."""
    return AsteriskGateway(
        node="bench",
        ari=AriSettings(port=int(ari_port), ami_port=int(ami_port), password=password),
        lines={"bogota": "bogota"}.get,
        sounds=Tones(),
        sound_keys=SOUNDS,
        media_folder=Path(media_folder),
        max_calls=5000,
        auto_answers=True,
        recording_folders=RecordingFolders(Path(tapes), Path(tapes, "own")) if tapes else None,
    )


async def serve(ari_port: str, password: str, media_folder: str, phone: str, advisors: str, *records: str) -> None:
    """Serve until SIGTERM; ``records`` holds the AMI port and the folder of recordings, or nothing."""
    phones = [phone.format(number) for number in range(int(advisors))]
    gateway = make_gateway(ari_port, password, media_folder, *records)
    await serve_with(Reception(gateway, phones, bool(records)))


async def serve_with(reception: Reception) -> None:
    """Serve every call until SIGTERM."""
    gateway, stopped = reception.gateway, asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await gateway.start(reception)
    print("ready", flush=True)
    await stopped.wait()
    await gateway.stop()
    print(reception.bridged, flush=True)


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    uvloop.run(serve(*sys.argv[1:]))
