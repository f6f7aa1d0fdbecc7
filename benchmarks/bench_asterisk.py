"""Our gateway on Asterisk beside Asterisk's own Queue(): CPU for each call, in alternated pairs of the same flow.

The flow: answer, menu, one digit by telephone event, music, ring, bridge, two seconds of talk with G.711 both ways, the
caller hangs up. On one side the dialplan does it with Read() and Queue() of 400 members; on the other our gateway by
ARI, without the router, which is weighed by ``bench_routing``. sipp calls and is called; it shares the machine, so only
processor time of Asterisk and of our process is counted, and what sipp took to be answered.

    ATENCION_BENCH_RATES=20,40,60,80,100 python benchmarks/run.py asterisk     # calls/s; by default 20,40,60
"""

import csv
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from telephony.asterisk.installation import NoAsterisk, find
from telephony.asterisk.media_files import write_media
from telephony.asterisk.node import LineRoute
from tests.asterisk import PASSWORD, AsteriskNode
from tests.contract.telephony.gateway_rig import SOUNDS
from tests.contract.telephony.sip_party import Tones
from tests.e2e.sipp.runner import press, scenario, speak, stay
from tests.e2e.tools import free_ports
from tests.phone_sound import tone

FOLDER = Path(__file__).parent
RATES = tuple(int(rate) for rate in os.environ.get("ATENCION_BENCH_RATES", "20,40,60").split(","))
PAIRS = int(os.environ.get("ATENCION_BENCH_PAIRS", "5"))
CALLING_S = 8
MEMBERS = 400
TALK_S = 2.0
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
BARS = {60: 0.90, 80: 1.0}


class Run(NamedTuple):
    """One run of one side.

    Attributes:
        cpu_ms: of Asterisk and ours together, for each call, in milliseconds.
        ours_ms: our part of it.
        bridged: the share of calls that an advisor answered and the caller ended.
        setup_ms: from INVITE to its 200: the median and the 99th percentile.
    """

    cpu_ms: float
    ours_ms: float
    bridged: float
    setup_ms: tuple[float, float]


class Side:
    """One Asterisk with what serves its calls, and the phone of its advisors."""

    def __init__(self, name: str, folder: Path, first_rtp: int) -> None:
        self.name, self.folder = name, folder
        folder.mkdir()
        self.phone_port = next(free_ports(1))
        lines = [LineRoute(line="bogota", numbers=("bogota",), apology="apology")]
        self.node = AsteriskNode(name, lines, folder / "n", rtp_ports=(first_rtp, first_rtp + 4999))
        write_media(self.node.media_folder, SOUNDS, Tones())
        self.ours: subprocess.Popen[str] | None = None

    @property
    def phone(self) -> str:
        """Where advisors are rung."""
        return f"sip:advisor@127.0.0.1:{self.phone_port}"

    def start(self) -> None:
        """Run it."""
        self.node.start()

    def stop(self) -> None:
        """End it."""
        self.node.stop()

    def cpu_s(self) -> tuple[float, float]:
        """Processor time so far: Asterisk's, and ours."""
        return cpu_of(self.node.pid), 0.0 if self.ours is None else cpu_of(self.ours.pid)


class Ours(Side):
    """Our gateway by ARI."""

    def start(self) -> None:
        """Run it."""
        super().start()
        words = [str(self.node.ari_port), PASSWORD, str(self.node.media_folder), self.phone]
        self.ours = subprocess.Popen(
            [sys.executable, str(FOLDER / "asterisk_reception.py"), *words],
            stdout=subprocess.PIPE,
            stderr=(self.folder / "ours.log").open("w"),
            text=True,
            env={**os.environ, "PYTHONPATH": str(FOLDER.parent)},
        )
        assert self.ours.stdout is not None
        assert self.ours.stdout.readline() == "ready\n"

    def stop(self) -> None:
        """End it."""
        if self.ours is not None:
            self.ours.send_signal(signal.SIGTERM)
            self.ours.wait(20)
        super().stop()


class Queue(Side):
    """Asterisk's own queue of static members, each an endpoint of its own."""

    def start(self) -> None:
        """Write what the queue needs, and run it."""
        etc = self.node.folder / "etc"
        (etc / "stasis.conf").write_text("[threadpool]\n")  # a queue lives by messages that ours does without
        members = [f"member-{number}" for number in range(MEMBERS)]
        with (etc / "modules.conf").open("a") as modules:
            modules.write("load = app_queue.so\nload = app_read.so\n")
        with (etc / "pjsip.conf").open("a") as pjsip:
            for member in members:
                pjsip.write(f"\n[{member}](leg)\ncontext = nobody\naors = {member}\n")
                pjsip.write(f"\n[{member}]\ntype = aor\ncontact = {self.phone}\n")
        interfaces = "".join(f"member => PJSIP/{member}\n" for member in members)
        (etc / "queues.conf").write_text(
            f"[general]\npersistentmembers = no\nautofill = yes\n\n[q]\nstrategy = leastrecent\nmusicclass = music\n"
            f"ringinuse = no\ntimeout = 30\nretry = 1\n{interfaces}"
        )
        (etc / "extensions.conf").write_text(
            "[nobody]\n\n[lines]\nexten => bogota,1,Ringing()\n same => n,Answer()\n"
            " same => n,Read(KEY,atencion/greeting/greeting,1,,1,30)\n same => n,Queue(q)\n same => n,Hangup()\n"
        )
        super().start()


def cpu_of(pid: int) -> float:
    """Processor time of a process so far, seconds (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_S


def sipp(
    folder: Path, name: str, steps: Sequence[object], options: Sequence[str], port: int
) -> "subprocess.Popen[bytes]":
    """One sipp, in the foreground."""
    file = folder / f"{name}.xml"
    text = scenario(name, tuple(steps), "0 96" if name == "callers" else "0 101")  # type: ignore[arg-type]
    if name == "callers":
        text = text.replace('<send retrans="500">', '<send retrans="500" start_rtd="1">', 1)
        text = text.replace('<recv response="200"', '<recv response="200" rtd="1"', 1)
    file.write_text(text)
    first = 20000 if name == "callers" else 26000
    media = ["-mi", "127.0.0.1", "-min_rtp_port", str(first), "-max_rtp_port", str(first + 5999)]
    where = ["-i", "127.0.0.1", "-p", str(port), *media]
    command = [
        "sipp",
        "-sf",
        str(file),
        *where,
        "-nostdin",
        "-trace_rtt",
        "-rtt_freq",
        "1",
        "-trace_err",
        "-trace_stat",
        "-fd",
        "1",
        *options,
    ]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measured(side: Side, rate: int) -> Run:
    """Let so many callers a second call a side."""
    folder = Path(tempfile.mkdtemp(dir=side.folder))
    calls = rate * CALLING_S
    voice = folder / "voice.ulaw"
    voice.write_bytes(tone(1020, 1.0))
    phone = sipp(folder, "phone", ("called", "answer", speak(voice), "hung_up"), ["-m", str(calls)], side.phone_port)
    before = side.cpu_s()
    steps = ("invite", "answered", stay(0.5), press("1", by="event"), speak(voice), stay(TALK_S), "hang_up")
    options = ["-s", "bogota", "-m", str(calls), "-r", str(rate), f"127.0.0.1:{side.node.sip_port}"]
    callers = sipp(folder, "callers", steps, options, next(free_ports(1)))
    failed = callers.wait(CALLING_S + 60)
    done = _finished(phone, folder, calls) if failed in (0, 1) else 0.0  # 1: some calls failed, which are missing below
    after = side.cpu_s()
    total, ours = (after[0] + after[1] - before[0] - before[1]), after[1] - before[1]
    return Run(1000 * total / calls, 1000 * ours / calls, done, _setup(folder))


def _finished(phone: "subprocess.Popen[bytes]", folder: Path, calls: int) -> float:
    """The share of calls that the advisors' phones have had from ringing to the caller's end, in sipp's statistics."""
    try:
        phone.wait(5)
    except subprocess.TimeoutExpired:
        phone.send_signal(signal.SIGUSR1)  # it ends the calls that it has, and then itself
        phone.wait(20)
    with next(folder.glob("phone_*_.csv")).open() as file:
        *_, last = csv.DictReader(file, delimiter=";")
    return int(last["SuccessfulCall(C)"]) / calls


def _setup(folder: Path) -> tuple[float, float]:
    with next(folder.glob("callers_*_rtt.csv")).open() as file:
        times = sorted(float(row["response_time_ms"]) for row in csv.DictReader(file, delimiter=";"))
    return statistics.median(times), times[int(len(times) * 0.99)]


def run() -> list[dict[str, object]]:
    """Alternate both sides at each rate, and compare; nothing where there is no Asterisk."""
    rows: list[dict[str, object]] = []
    try:
        find()
    except NoAsterisk as error:
        print(error, file=sys.stderr)
        return rows
    with tempfile.TemporaryDirectory(prefix="ast-bench-") as place:
        sides = (Queue("cola", Path(place, "q"), 10000), Ours("nuestro", Path(place, "o"), 15000))
        for side in sides:
            side.start()
        try:
            for rate in RATES:
                rows += _rows(
                    rate, *(list(each) for each in zip(*[_pair(sides, rate) for _ in range(PAIRS)], strict=True))
                )
        finally:
            for side in sides:
                side.stop()
    return rows


def _pair(sides: Sequence[Side], rate: int) -> tuple[Run, Run]:
    theirs, ours = (measured(side, rate) for side in sides)
    time.sleep(1.0)
    print(f"{rate}/s  Queue {theirs}\n       ours  {ours}", file=sys.stderr, flush=True)
    return theirs, ours


def _rows(rate: int, theirs: list[Run], ours: list[Run]) -> list[dict[str, object]]:
    ratio = statistics.median(mine.cpu_ms / other.cpu_ms for mine, other in zip(ours, theirs, strict=True))
    bar = BARS.get(rate, 1.0)
    bridged = min(run.bridged for run in ours)
    p99 = statistics.median(run.setup_ms[1] for run in ours)
    their_p99 = statistics.median(run.setup_ms[1] for run in theirs)
    return [
        _row(f"CPU a call beside Queue(), {rate} calls/s", ratio, "x", f"≤ {bar:.2f}", holds=ratio <= bar),
        _row(f"CPU a call, {rate} calls/s", statistics.median(run.cpu_ms for run in ours), "ms"),
        _row(f"of it ours, {rate} calls/s", statistics.median(run.ours_ms for run in ours), "ms"),
        _row(f"Queue()'s CPU a call, {rate} calls/s", statistics.median(run.cpu_ms for run in theirs), "ms"),
        _row(f"set-up p99, {rate} calls/s", p99, "ms", f"≤ {their_p99:.0f}", holds=p99 <= max(their_p99, 4.0)),
        _row(f"calls bridged, {rate} calls/s", bridged, "", "= 1", holds=bridged == 1.0),
    ]


def _row(name: str, value: float, unit: str, bar: str = "", *, holds: bool = True) -> dict[str, object]:
    goal = {"x": "≤ 0.80", "": "= 1"}.get(unit, "")
    return {"name": name, "value": round(value, 3), "unit": unit, "bar": bar, "goal": goal, "holds": holds}
