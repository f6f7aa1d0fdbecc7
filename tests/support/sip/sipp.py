"""Runs of sipp, a third-party SIP tool, through scenarios composed of steps.

Owns the composition of a scenario from the files in `steps/`, and one run of sipp: in the foreground, on its own ports,
with a time limit, ended by its own id, and killed when the test process ends.

    caller = await sipp.caller(port, "nacional", "invite", "answered", press("1"), stay(2.0), "hang_up")
    assert await caller.succeeded()
"""

import itertools
import socket
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from tests.support.programs import Program, free_ports, require_program

STEPS = Path(__file__).parent / "steps"
DEADLINE_S = 30.0
_RTPMAP = {
    "101": "telephone-event/8000",
    "0": "PCMU/8000",
    "8": "PCMA/8000",
    "18": "G729/8000",
    "96": "telephone-event/8000",
}
# A step that stands for several others.
_PHRASES = {"answered": ("picked_up", "acknowledge")}


@dataclass(frozen=True)
class SippStep:
    """One step of a scenario, with the values of its marks.

    Attributes:
        name: of its file in `steps/`.
        marks: the text for each ``@MARK@`` in the file.
    """

    name: str
    marks: dict[str, str] = field(default_factory=dict)

    def xml(self, codecs: str) -> str:
        """Return the step in sipp's XML."""
        lines = "\n".join(f"a=rtpmap:{number} {_RTPMAP[number]}" for number in codecs.split())
        text = (STEPS / f"{self.name}.xml").read_text()
        for mark, value in {**self.marks, "CODECS": codecs, "CODEC_LINES": lines}.items():
            text = text.replace(f"@{mark}@", value)
        return text


def press(digits: str, by: Literal["event", "info", "either"] = "either") -> SippStep:
    """Return a step that presses a key.

    Args:
        digits: the key.
        by: telephone event, for which sipp needs a raw socket; INFO; or an event where sipp may send one, else INFO.
    """
    by_event = by == "event" or (by == "either" and can_send_telephone_events())
    return SippStep("press" if by_event else "press_info", {"DIGITS": digits})


@cache
def can_send_telephone_events() -> bool:
    """Return whether sipp may open the raw socket of its telephone events (root, or CAP_NET_RAW)."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP).close()
    except PermissionError:
        return False
    return True


def stay(seconds: float) -> SippStep:
    """Return a step that waits."""
    return SippStep("stay", {"MS": str(int(seconds * 1000))})


def speak(file: Path) -> SippStep:
    """Return a step that plays a file of raw G.711 u-law repeatedly."""
    return SippStep("speak", {"FILE": str(file)})


def refused(status: int) -> SippStep:
    """Return a step that expects a refusal."""
    return SippStep("refused", {"STATUS": str(status)})


def refuse(status: int) -> SippStep:
    """Return a step that refuses the call."""
    return SippStep("refuse", {"STATUS": str(status)})


def _expand(step: SippStep | str) -> list[SippStep]:
    if isinstance(step, SippStep):
        return [step]
    return [SippStep(name) for name in _PHRASES.get(step, (step,))]


def scenario(name: str, steps: tuple[SippStep | str, ...], codecs: str) -> str:
    """Return a scenario of steps, in sipp's XML."""
    parts = [part.xml(codecs) for step in steps for part in _expand(step)]
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="{name}">\n'
    return head + "\n".join(parts) + "</scenario>\n"


class SippRun:
    """One run of sipp: callers, or an advisor's phone.

    Attributes:
        port: its SIP port.
    """

    def __init__(self, tool: Program, port: int, errors: Path, messages: Path, deadline_s: float) -> None:
        self._tool = tool
        self._deadline_s = deadline_s
        self._errors = errors
        self._messages = messages
        self.port = port

    @property
    def address(self) -> str:
        """The SIP URI at which it can be called."""
        return f"sip:advisor@127.0.0.1:{self.port}"

    async def succeeded(self) -> bool:
        """Wait for the end of all calls; return whether each followed its scenario."""
        return await self._tool.wait(self._deadline_s) == 0

    async def end(self) -> None:
        """End the run at once."""
        await self._tool.kill()

    def received(self, status: int, method: str) -> int:
        """Count the answers of a status to requests of a method, repetitions included."""
        blocks = self._messages.read_text(errors="replace").split("message received")[1:]
        answers = [block.split("message sent")[0] for block in blocks]
        return sum(f"SIP/2.0 {status} " in answer and f" {method}\n" in answer for answer in answers)

    def complaint(self) -> str:
        """Return sipp's own description of the failure."""
        return self._errors.read_text(errors="replace") if self._errors.exists() else self._tool.log_tail()


class Sipp:
    """The runs of sipp in a folder; `end` ends those that are left.

    Args:
        folder: receives scenarios and logs.
        deadline_s: seconds after which a scenario has failed; half of them may pass between two messages.
    """

    def __init__(self, folder: Path, deadline_s: float = DEADLINE_S) -> None:
        self._folder, self._deadline_s = folder, deadline_s
        self._program = require_program("sipp")
        self._parties: list[SippRun] = []
        self._count = itertools.count(1)

    async def caller(
        self, target: int, number: str, *steps: SippStep | str, codecs: str = "0 8 96", calls: int = 1, rate: int = 1,
        echoes: bool = False,
    ) -> SippRun:  # fmt: skip
        """Run callers who dial a number.

        Args:
            target: SIP port of the gateway on 127.0.0.1.
            number: the dialled user part.
            steps: of each caller.
            codecs: payload types on offer.
            calls: number of callers.
            rate: calls per second.
            echoes: whether they send back what they hear; else they are silent, and the gateway hangs up in the end.
        """
        sound = ["-rtp_echo"] if echoes else []
        options = [*sound, "-s", number, "-m", str(calls), "-r", str(rate), f"127.0.0.1:{target}"]
        return await self._run("caller", steps, codecs, options)

    async def phone(self, *steps: SippStep | str, calls: int = 1) -> SippRun:
        """Run an advisor's phone that takes a number of calls and sends back what it hears."""
        return await self._run("phone", steps, "0 101", ["-rtp_echo", "-m", str(calls)])

    async def end(self) -> None:
        """End the runs that are left."""
        for party in self._parties:
            await party.end()

    async def _run(self, kind: str, steps: tuple[SippStep | str, ...], codecs: str, options: list[str]) -> SippRun:
        name = f"{kind}-{next(self._count)}"
        file = self._folder / f"{name}.xml"
        file.write_text(scenario(name, steps, codecs))
        port, media = free_ports(2)
        errors, messages = self._folder / f"{name}.errors", self._folder / f"{name}.messages"
        addresses = ["-i", "127.0.0.1", "-p", str(port), "-mi", "127.0.0.1", "-min_rtp_port", str(media)]
        silence_ms = str(int(self._deadline_s * 500))
        bounds = ["-timeout", f"{self._deadline_s:.0f}s", "-timeout_error", "-recv_timeout", silence_ms]
        watch = ["-nostdin", "-trace_err", "-error_file", str(errors), "-trace_msg", "-message_file", str(messages)]
        command = [self._program, "-sf", str(file), *addresses, *bounds, *watch, *options]
        party = SippRun(await Program.start(command, self._folder, name), port, errors, messages, self._deadline_s)
        self._parties.append(party)
        return party
