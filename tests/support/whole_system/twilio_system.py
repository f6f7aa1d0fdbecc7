"""The whole system with its lines at Twilio: the emulator's account, two nodes behind one public address.

Owns the start and the end. The tests own the parties' actions.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.client import HTTPException
from pathlib import Path
from typing import NamedTuple

from tests.support.twilio import ACCOUNT, TOKEN, Caller, TwilioEmulator
from tests.support.whole_system.extra_process import ExtraProcess, start_extra_process
from tests.support.whole_system.process_killer import pid_of
from tests.support.whole_system.system import System, fetch_text, wait_until

PUBLIC = "https://voz.example"
NUMBER, DIALLED_NUMBER = "+576015550100", "6015550100"
PHONES = "sip:{user}@voz.example"
START_TIMEOUT_S = 150.0
CLOCK_SPEED = 20.0
"""Speed of sounds, as a factor to real time."""


class TwilioSystem(NamedTuple):
    """The parts of the system.

    Attributes:
        twilio: the emulator.
        system: the first node, with the servers.
        second: the api process of the second node.
    """

    twilio: TwilioEmulator
    system: System
    second: ExtraProcess

    async def calls(self, line: str = NUMBER, from_: str = "+573001234567", label: str = "caller") -> Caller:
        """Dial a number of the account."""
        return await self.twilio.dial(line, from_, label)

    async def is_available(self, name: str, queue: str, address: str = "") -> None:
        """Make an advisor available, with a phone at Twilio, or at a local address."""
        await self.system.make_advisor_ready(name, address or PHONES.format(user=name), queue)

    def one_node(self, first: bool) -> None:
        """Let Twilio reach only one of the nodes."""
        self.twilio.nodes[:] = [self.system.web if first else f"http://127.0.0.1:{self.second.http_port}"]

    def both_nodes(self) -> None:
        """Let Twilio reach both nodes."""
        self.twilio.nodes[:] = [self.system.web, f"http://127.0.0.1:{self.second.http_port}"]

    def kill_first(self) -> int:
        """Kill -9 the first node's api process; its supervisor restarts it."""
        os.kill(killed := pid_of(self.system, "api"), signal.SIGKILL)
        return killed

    async def settled(self) -> None:
        """Wait until the status callbacks are delivered."""
        await self.twilio.wait_for_callbacks()


def environment_of(twilio: TwilioEmulator, gateway: str) -> dict[str, str]:
    """Return the settings of an account at the emulator."""
    return {
        "ATENCION_GATEWAY": gateway,
        "ATENCION_TWILIO_ACCOUNT_SID": ACCOUNT,
        "ATENCION_TWILIO_AUTH_TOKEN": TOKEN,
        "ATENCION_TWILIO_API": twilio.base,
        "ATENCION_TWILIO_URL": PUBLIC,
        "ATENCION_TWILIO_NUMBER": NUMBER,
        "ATENCION_TWILIO_PHONES": PHONES,
        "ATENCION_TWILIO_CALLS_PER_S": "20",
    }


@asynccontextmanager
async def two_nodes(
    folder: Path, sounds: Path, *, gateway: str = "twilio", speed: float = CLOCK_SPEED
) -> AsyncIterator[TwilioSystem]:
    """Start both nodes; with a SIP gateway, if the settings name one.

    Args:
        folder: of all their files.
        sounds: cache of rendered sounds between runs.
        gateway: of the settings.
        speed: of the emulator's clock.
    """
    async with TwilioEmulator(PUBLIC, [], speed=speed) as twilio:
        system = System(folder, sounds, environment=environment_of(twilio, gateway))
        try:
            await system.start()
            async with start_extra_process(system, "api", folder) as second:
                await wait_until(lambda: _answers(second), START_TIMEOUT_S)
                site = TwilioSystem(twilio, system, second)
                site.both_nodes()
                twilio.add_wired_number(NUMBER)
                yield site
                await twilio.end_all()
        finally:
            await system.stop()


async def _answers(node: ExtraProcess) -> bool:
    """Return whether it serves webhooks under the common name."""
    try:
        await asyncio.to_thread(fetch_text, f"http://127.0.0.1:{node.http_port}/readyz")
    except (OSError, HTTPException):
        return False
    return "gateway_up" in node.log_text
