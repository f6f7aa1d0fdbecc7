"""The sides of ``bench_asterisk``: Asterisk with our gateway, Asterisk with its own Queue(), and others in between.

Owns the processes of each side, and the measurement of their CPU and memory. All have the same modules, endpoints,
sounds and SIP configuration; Queue() also has its application, the members, and the internal messages that it needs.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from benchmarks.asterisk.lookup_reception import Outcomes
from telephony.asterisk.configuration import APPLICATION, LineRoute
from telephony.asterisk.node.media_files import MediaFolder
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
# Answer() with i does not wait for audio. Our callers are silent until they press, so it would otherwise wait half a
# second at no cost, in which no menu is played.
_MENU = f"[nobody]\n\n[lines]\nexten => {LINE},1,Answer(,i)\n same => n,Read(KEY,atencion/greeting/greeting,1,,1,30)\n"
_PORTS = 2500
_OUTCOMES_S = 20.0
_SIPP_PORTS = 3000


class Contender:
    """One Asterisk with the program that serves its calls, and the phone of its advisors.

    ``slot`` is 0 or 1: sides with different slots use different ports, so they can serve calls at the same time. With
    ``records``, each conversation is recorded, caller and advisor apart.

    Attributes:
        ours: our process; None without one.
        tapes: the folder of recordings, on a memory file system; None if nothing is recorded.
    """

    sound = ""
    """Suffix of a recording's file."""
    keys = "1"
    """The keys of each caller."""
    patience_s = 0.0
    """Seconds that a caller stays longer, because prompts or a look-up come before the advisor."""
    callers_file: Path | None = None
    """The fields of ``keys``, a caller a line; None without fields."""

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
        MediaFolder(self.node.media_folder).write_sounds(SOUNDS, Tones())
        self.ours: subprocess.Popen[str] | None = None

    def phone(self, advisor: object) -> str:
        """Return the SIP address of an advisor, one of ``MEMBERS`` on every side."""
        return f"sip:advisor-{advisor}@127.0.0.1:{self.phone_port}"

    def start(self) -> None:
        """Start Asterisk."""
        self.node.start()

    def serve_with(self, program: str, *words: str) -> None:
        """Start one of the programs of this folder and wait until it prints that it is ready; `stop` ends it."""
        self.ours = subprocess.Popen(
            [sys.executable, "-m", f"benchmarks.asterisk.{program}", *words],
            stdout=subprocess.PIPE,
            stderr=(self.folder / "ours.log").open("w"),
            text=True,
            env={**os.environ, "PYTHONPATH": str(FOLDER.parents[1])},
        )
        assert self.ours.stdout is not None
        assert self.ours.stdout.readline() == "ready\n"

    def stop(self) -> None:
        """Stop the processes and delete the recordings."""
        if self.ours is not None:
            self.ours.send_signal(signal.SIGTERM)
            self.ours.wait(20)
        self.node.stop()
        if self.tapes is not None:
            shutil.rmtree(self.tapes)

    def count_recordings(self) -> int:
        """Count the recordings that contain sound."""
        assert self.tapes is not None, "this side does not record"
        return sum(file.stat().st_size > HEADER_BYTES for file in self.tapes.glob(f"*{self.sound}"))

    def cpu_s(self) -> tuple[float, float]:
        """Return the CPU seconds so far of Asterisk and of our process."""
        return cpu_of(self.node.pid), 0.0 if self.ours is None else cpu_of(self.ours.pid)

    def memory_mib(self) -> tuple[float, float]:
        """Return the resident memory of Asterisk and of our process."""
        return memory_of(self.node.pid), 0.0 if self.ours is None else memory_of(self.ours.pid)


class AtencionGateway(Contender):
    """Our gateway by ARI."""

    sound = ".wav"

    def start(self) -> None:
        """Start Asterisk and the gateway."""
        super().start()
        words = [str(self.node.ari_port), PASSWORD, str(self.node.media_folder), self.phone("{}"), str(MEMBERS)]
        if self.tapes is not None:
            words += [str(self.node.ami_port), str(self.tapes)]
        self.serve_with("reception", *words)


class AtencionMenu(Contender):
    """Our gateway by ARI with a menu that says the state of a petition; see ``lookup_reception``.

    Without ``looks_up`` the callers key in and hear the same, and no petition is found. ``petitions`` is the file of
    what they key in. The prompts take 1.1 s. The rest of ``patience_s`` is for late look-ups: a caller who leaves
    before an advisor answers says nothing about the gateway.
    """

    keys = "1[field0]#[field1]#"
    patience_s = 6.0

    def __init__(self, name: str, folder: Path, petitions: Path, *, looks_up: bool) -> None:
        super().__init__(name, folder)
        self.callers_file = petitions
        self._outcomes = folder / "outcomes.json"
        self._looks_up = "yes" if looks_up else "no"

    def start(self) -> None:
        """Start Asterisk, the gateway, and its servers."""
        super().start()
        words = (str(self.node.ari_port), PASSWORD, str(self.node.media_folder), self.phone("{}"), str(MEMBERS))
        self.serve_with("lookup_reception", *words, self._looks_up, str(self.callers_file), str(self._outcomes))

    def outcomes(self) -> Outcomes:
        """Return the outcomes of the calls so far."""
        assert self.ours is not None
        self._outcomes.unlink(missing_ok=True)
        self.ours.send_signal(signal.SIGUSR1)
        until = time.monotonic() + _OUTCOMES_S
        while time.monotonic() < until:
            with suppress(FileNotFoundError, msgspec.DecodeError):
                return msgspec.json.decode(self._outcomes.read_bytes(), type=Outcomes)
            time.sleep(0.1)
        raise TimeoutError("the outcomes of the calls were not written")

    def servers_cpu_s(self) -> float:
        """Return the CPU seconds so far of PostgreSQL and Valkey."""
        assert self.ours is not None
        return sum(map(cpu_of, _descendants_of(self.ours.pid)))


class AsteriskQueue(Contender):
    """Asterisk's own queue with static members, each with its own endpoint; MixMonitor writes only during a bridge."""

    sound = ".raw"

    def start(self) -> None:
        """Write the configuration of the queue, and start Asterisk."""
        etc = self.node.folder / "etc"
        (etc / "stasis.conf").write_text("[taskpool]\n")  # Queue() needs the messages that ours disables
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
    """Queue() with Asterisk's call detail records, which are on by default; they are not stored."""

    def start(self) -> None:
        """Start Asterisk with call detail records."""
        (self.node.folder / "etc" / "cdr.conf").write_text("[general]\nenable = yes\n")
        super().start()


class AsteriskQueueWithAmi(AsteriskQueue):
    """Queue() with an AMI client that receives rings, answers and hang-ups, and ignores them.

    Without AMI, no screen could show an advisor who calls, or a supervisor who waits.
    """

    def start(self) -> None:
        """Start Asterisk and the AMI client."""
        (self.node.folder / "etc" / "manager.conf").write_text(
            f"[general]\nenabled = yes\nwebenabled = no\nbindaddr = 127.0.0.1\nport = {self.node.ami_port}\n\n"
            f"[atencion]\nsecret = {PASSWORD}\nread = agent\nwrite =\n"
        )
        super().start()
        self.serve_with("ami_listener", str(self.node.ami_port), PASSWORD)


class AsteriskDial(Contender):
    """Read() and Dial() alone: no queue, no routing decision, and no program that knows of the call."""

    before_ringing = ""

    def start(self) -> None:
        """Write the dialplan, and start Asterisk."""
        etc = self.node.folder / "etc"
        with (etc / "modules.conf").open("a") as modules:
            modules.write("load = app_read.so\n")
        digit = "${UNIQUEID:-1}"  # rotates over ten phones at no cost for the dialplan
        ring = f"PJSIP/phones-{digit}/{self.phone(digit)}"
        ring = f"\n[ring]\nexten => s,1,Dial({ring},30,m(music))\n same => n,Hangup()\n"
        (etc / "extensions.conf").write_text(f"{_MENU}{self.before_ringing} same => n,Goto(ring,s,1)\n{ring}")
        super().start()


class AsteriskDialWithAri(AsteriskDial):
    """Read() and Dial() with a process that receives the events by ARI, and asks for the ring."""

    before_ringing = f" same => n,Stasis({APPLICATION},{LINE})\n same => n,Hangup()\n"

    def start(self) -> None:
        """Start Asterisk and the ARI listener."""
        super().start()
        self.serve_with("ari_listener", str(self.node.ari_port), PASSWORD)


def cpu_of(pid: int) -> float:
    """Return the CPU seconds of a process so far (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_S


def _descendants_of(pid: int) -> set[int]:
    """Return the processes below a process (proc(5))."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # a process that has ended meanwhile
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    below = {pid}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    return below - {pid}


def memory_of(pid: int) -> float:
    """Return the resident memory of a process, MiB (proc(5))."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) / 1024
