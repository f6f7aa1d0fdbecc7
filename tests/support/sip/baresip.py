"""Baresip, a third-party SIP phone: it dials, registers, answers, plays a tone, and records what it hears.

Owns one headless baresip: its folder, its control socket, and the measuring of its recording. It must not assert.
"""

import asyncio
import audioop
import json
import wave
from pathlib import Path
from typing import Any

from tests.support.programs import Program, free_ports, require_program
from tests.support.sip.call_audio import loudness, tone

DEADLINE_S = 45.0
_LOUD = 900.0  # of 32,768
_WINDOW = 1600  # samples, 200 ms
_WAV_HEADER = 44  # bytes
_MODULES = "/usr/lib/baresip/modules"  # Debian's folder

_STRANGER = "<sip:3009876543@127.0.0.1>;regint=0"

# The kernel chooses the ports for SIP: beside a chosen port, baresip would listen for TLS on the next one, which may be
# the control port of another phone.
_CONFIG = """\
module_path {modules}
sip_listen 127.0.0.1:0
net_interface 127.0.0.1
rtp_ports {rtp}-{rtp_end}
audio_source aufile,{folder}/said.wav
audio_player aufile,{folder}/heard.wav
audio_alert aufile,{folder}/said.wav
audio_srate 8000
audio_channels 1
ringback_disabled yes
ring_aufile none
module g711.so
module aufile.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
"""


class Baresip:
    """A baresip that can dial, and be called when it registers.

    Args:
        folder: its configuration and its recording; for it alone.
        hertz: its tone during a call.
        codecs: its offer, in baresip's notation.
        account: its account, in baresip's notation; by default one that does not register.
    """

    def __init__(
        self, folder: Path, hertz: int = 1020, codecs: str = "PCMU/8000/1,PCMA/8000/1", account: str = _STRANGER
    ) -> None:
        self._folder = folder
        self._hertz = hertz
        self._account = f"{account};audio_codecs={codecs}\n"
        self._events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._listening: asyncio.Task[None] | None = None
        self._tool: Program | None = None
        self._control: asyncio.StreamWriter | None = None

    async def start(self) -> "Baresip":
        """Start the program and connect to its control socket."""
        program = require_program("baresip")
        rtp, control = free_ports(2)
        self._write_settings(rtp, control)
        self._tool = await Program.start([program, "-f", str(self._folder), "-t", "120"], self._folder, "baresip")
        try:
            reader, self._control = await _connect(control)
        except TimeoutError:
            raise TimeoutError(f"baresip took no connection at port {control}: {self._tool.log_tail()}") from None
        self._listening = asyncio.create_task(self._listen(reader))
        return self

    async def dial(self, address: str) -> None:
        """Call a SIP URI, and wait for the answer."""
        await self._say("dial", address)
        await self.event("CALL_ESTABLISHED")

    async def answer(self) -> None:
        """Wait for a call, answer it, and wait until it is connected."""
        await self.event("CALL_INCOMING")
        await self._say("accept")
        await self.event("CALL_ESTABLISHED")

    async def press(self, keys: str) -> None:
        """Press keys, by telephone events (RFC 4733)."""
        for key in keys:
            await self._say("sndcode", key)
            await asyncio.sleep(0.3)

    async def hang_up(self) -> None:
        """End the call."""
        await self._say("hangup")
        await self.event("CALL_CLOSED")

    async def event(self, kind: str) -> dict[str, Any]:
        """Return the next event of a kind; fail at the deadline."""
        async with asyncio.timeout(DEADLINE_S):
            while (event := await self._events.get()).get("type") != kind:
                pass
        return event

    async def quit(self) -> None:
        """Quit the program, so that its recording is complete."""
        if self._tool is None or self._control is None:
            return
        await self._say("quit")
        await self._tool.wait(DEADLINE_S)
        self._control.close()
        if self._listening is not None:
            self._listening.cancel()

    async def kill(self) -> None:
        """Kill the program, if it has not ended."""
        if self._tool is not None:
            await self._tool.kill()

    async def wait_to_hear(self, hertz: int, seconds: float) -> None:
        """Wait until it has heard a tone for some seconds; fail at the deadline."""
        async with asyncio.timeout(DEADLINE_S + seconds):
            while self.seconds_of(hertz) < seconds:  # noqa: ASYNC110 - another process writes the file
                await asyncio.sleep(0.2)

    def seconds_of(self, hertz: int) -> float:
        """Return how long it heard a tone, in steps of 0.2 s; complete after `quit`."""
        heard = self._folder / "heard.wav"
        samples = heard.read_bytes()[_WAV_HEADER:] if heard.exists() else b""
        sound = audioop.lin2ulaw(samples[: len(samples) // 2 * 2], 2)
        pieces = [sound[at : at + _WINDOW] for at in range(0, len(sound) - _WINDOW + 1, _WINDOW)]
        return sum(loudness(piece, hertz) > _LOUD for piece in pieces) * _WINDOW / 8000

    def _write_settings(self, rtp: int, control: int) -> None:
        rtp += rtp % 2
        settings = _CONFIG.format(modules=_MODULES, rtp=rtp, rtp_end=rtp + 10, folder=self._folder, control=control)
        (self._folder / "config").write_text(settings)
        (self._folder / "accounts").write_text(self._account)
        (self._folder / "contacts").touch()
        with wave.open(str(self._folder / "said.wav"), "wb") as wav:
            wav.setnchannels(1)
            wav.setsampwidth(2)
            wav.setframerate(8000)
            wav.writeframes(audioop.ulaw2lin(tone(self._hertz, 60.0), 2))

    async def _say(self, command: str, parameters: str = "") -> None:
        assert self._control is not None
        message = json.dumps({"command": command, "params": parameters}).encode()
        self._control.write(b"%d:%s," % (len(message), message))
        await self._control.drain()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Read netstrings until the connection ends."""
        while True:
            try:
                length = int((await reader.readuntil(b":"))[:-1])
                message = json.loads((await reader.readexactly(length + 1))[:-1])
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            if message.get("event"):
                self._events.put_nowait(message)


async def _connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with asyncio.timeout(DEADLINE_S):
        while True:
            try:
                return await asyncio.open_connection("127.0.0.1", port)
            except ConnectionError:
                await asyncio.sleep(0.05)
