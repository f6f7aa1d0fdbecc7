"""The sides of ``bench_asterisk``: an Asterisk with our gateway, one with its own Queue(), and others between the two.

Owns what runs on each side, and what it takes of the machine. All have the same modules, endpoints, sounds and SIP;
Queue() has its own application, the members, and the messages within Asterisk without which it does not work.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from telephony.asterisk.configuration import APPLICATION, LineRoute
from telephony.asterisk.node.media_files import write_media
from telephony.asterisk.recording.timeline import HEADER_BYTES
from tests.support.gateways.gateway_rig import SOUNDS
from tests.support.gateways.sip_party import Tones
from tests.support.memory_folder import MEMORY
from tests.support.programs import free_ports
from tests.support.servers.asterisk import PASSWORD, AsteriskNode

FOLDER = Path(__file__).parent
LINE = "bogota"
MEMBERS = 400
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
# At once (i), as a caller is answered who speaks: ours are silent until they press, and without it Answer() would wait
# half a second for them, in which no menu is played, and nothing is paid for it.
_MENU = f"[nobody]\n\n[lines]\nexten => {LINE},1,Answer(,i)\n same => n,Read(KEY,atencion/greeting/greeting,1,,1,30)\n"
_PORTS = 2500
_SIPP_PORTS = 3000


class Contender:
    """One Asterisk with what serves its calls, and the phone of its advisors.

    Args:
        name: of the node.
        folder: to be made.
        place: 0 or 1: sides of different places can have calls at the same time.
        records: whether each talk is recorded, both sides apart.

    Attributes:
        ours: our process, where there is one.
        tapes: on a memory file system, where recordings are left; None where nothing is recorded.
    """

    sound = ""
    """What a recording's file ends with."""

    def __init__(self, name: str, folder: Path, slot: int = 0, *, records: bool = False) -> None:
        self.folder = folder
        folder.mkdir()
        self.phone_port = next(free_ports(1))
        self.caller_rtp, self.phone_rtp = ((first + slot * _SIPP_PORTS, _SIPP_PORTS) for first in (20000, 26000))
        first = 10000 + slot * _PORTS
        lines = [LineRoute(line=LINE, numbers=(LINE,), apology="apology")]
        rtp_ports = (first, first + _PORTS - 1)
        self.node = AsteriskNode(name, lines, folder / "n", rtp_ports=rtp_ports, records=records)
        self.tapes = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=MEMORY)) if records else None
        write_media(self.node.media_folder, SOUNDS, Tones())
        self.ours: subprocess.Popen[str] | None = None

    def phone(self, advisor: object) -> str:
        """Where an advisor is rung, who is one of ``MEMBERS`` on every side."""
        return f"sip:advisor-{advisor}@127.0.0.1:{self.phone_port}"

    def start(self) -> None:
        """Run it."""
        self.node.start()

    def serve_with(self, program: str, *words: str) -> None:
        """Run a program of ours beside it, which says when it is ready, until this side ends."""
        self.ours = subprocess.Popen(
            [sys.executable, str(FOLDER / program), *words],
            stdout=subprocess.PIPE,
            stderr=(self.folder / "ours.log").open("w"),
            text=True,
            env={**os.environ, "PYTHONPATH": str(FOLDER.parents[1])},
        )
        assert self.ours.stdout is not None
        assert self.ours.stdout.readline() == "ready\n"

    def stop(self) -> None:
        """End it, and forget what was recorded."""
        if self.ours is not None:
            self.ours.send_signal(signal.SIGTERM)
            self.ours.wait(20)
        self.node.stop()
        if self.tapes is not None:
            shutil.rmtree(self.tapes)

    def count_recordings(self) -> int:
        """How many recordings are complete, with sound in them."""
        assert self.tapes is not None, "this side does not record"
        return sum(file.stat().st_size > HEADER_BYTES for file in self.tapes.glob(f"*{self.sound}"))

    def cpu_s(self) -> tuple[float, float]:
        """Processor time so far: Asterisk's, and ours."""
        return cpu_of(self.node.pid), 0.0 if self.ours is None else cpu_of(self.ours.pid)

    def memory_mib(self) -> tuple[float, float]:
        """Memory in use: Asterisk's, and ours."""
        return memory_of(self.node.pid), 0.0 if self.ours is None else memory_of(self.ours.pid)


class AtencionGateway(Contender):
    """Our gateway by ARI."""

    sound = ".wav"

    def start(self) -> None:
        """Run it."""
        super().start()
        words = [str(self.node.ari_port), PASSWORD, str(self.node.media_folder), self.phone("{}"), str(MEMBERS)]
        if self.tapes is not None:
            words += [str(self.node.ami_port), str(self.tapes)]
        self.serve_with("reception.py", *words)


class AsteriskQueue(Contender):
    """Asterisk's own queue of static members, each an endpoint of its own; MixMonitor writes only while they talk."""

    sound = ".raw"

    def start(self) -> None:
        """Write what the queue needs, and run it."""
        etc = self.node.folder / "etc"
        (etc / "stasis.conf").write_text("[taskpool]\n")  # a queue lives by messages that ours does without
        with (etc / "modules.conf").open("a") as modules:
            modules.write("load = app_queue.so\nload = app_read.so\n")
        with (etc / "pjsip.conf").open("a") as pjsip:
            for member in range(MEMBERS):
                pjsip.write(f"\n[member-{member}](leg)\ncontext = nobody\naors = member-{member}\n")
                pjsip.write(f"\n[member-{member}]\ntype = aor\ncontact = {self.phone(member)}\n")
        interfaces = "".join(f"member => PJSIP/member-{member}\n" for member in range(MEMBERS))
        (etc / "queues.conf").write_text(
            f"[general]\npersistentmembers = no\nautofill = yes\n\n[q]\nstrategy = leastrecent\nmusicclass = music\n"
            f"ringinuse = no\ntimeout = 30\nretry = 1\n{interfaces}"
        )
        tape = f" same => n,MixMonitor({self.tapes}/${{UNIQUEID}}.raw,bD)\n" if self.tapes else ""
        (etc / "extensions.conf").write_text(f"{_MENU}{tape} same => n,Queue(q)\n same => n,Hangup()\n")
        super().start()


class AsteriskQueueWithCdr(AsteriskQueue):
    """The same with the call detail records that Asterisk makes unless it is told not to; nobody stores them."""

    def start(self) -> None:
        """Run it."""
        (self.node.folder / "etc" / "cdr.conf").write_text("[general]\nenable = yes\n")
        super().start()


class AsteriskQueueWithAmi(AsteriskQueue):
    """The same, with somebody who is told by AMI whom it rings, who answered and who hung up, and makes nothing of it.

    Without that nobody could show an advisor who calls, nor a supervisor who waits.
    """

    def start(self) -> None:
        """Run it."""
        (self.node.folder / "etc" / "manager.conf").write_text(
            f"[general]\nenabled = yes\nwebenabled = no\nbindaddr = 127.0.0.1\nport = {self.node.ami_port}\n\n"
            f"[atencion]\nsecret = {PASSWORD}\nread = agent\nwrite =\n"
        )
        super().start()
        self.serve_with("ami_listener.py", str(self.node.ami_port), PASSWORD)


class AsteriskDial(Contender):
    """Read() and Dial() alone: nobody waits in a queue, nobody decides, and nobody ever knows of a call."""

    before_ringing = ""

    def start(self) -> None:
        """Write the dialplan, and run it."""
        etc = self.node.folder / "etc"
        with (etc / "modules.conf").open("a") as modules:
            modules.write("load = app_read.so\n")
        digit = "${UNIQUEID:-1}"  # ten of them by turns, without work for the dialplan
        ring = f"PJSIP/phones-{digit}/{self.phone(digit)}"
        ring = f"\n[ring]\nexten => s,1,Dial({ring},30,m(music))\n same => n,Hangup()\n"
        (etc / "extensions.conf").write_text(f"{_MENU}{self.before_ringing} same => n,Goto(ring,s,1)\n{ring}")
        super().start()


class AsteriskDialWithAri(AsteriskDial):
    """The same, overheard by ARI: a process learns who came, rang, answered and left, and asks for a ring."""

    before_ringing = f" same => n,Stasis({APPLICATION},{LINE})\n same => n,Hangup()\n"

    def start(self) -> None:
        """Run it."""
        super().start()
        self.serve_with("ari_listener.py", str(self.node.ari_port), PASSWORD)


def cpu_of(pid: int) -> float:
    """Processor time of a process so far, seconds (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_S


def memory_of(pid: int) -> float:
    """Resident memory of a process, MiB (proc(5))."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) / 1024
