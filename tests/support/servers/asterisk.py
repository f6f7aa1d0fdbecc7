"""A real Asterisk for tests, installed by ``scripts/unpack-asterisk``, on free ports, in its own folder.

Owns one node from its start to its end. It must not know its use. Without Asterisk a test is skipped on a laptop, and
fails where CI is set.
"""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from config.site.calls.sources import Sources, Trunk
from telephony.asterisk.ari.transport import AriSettings
from telephony.asterisk.configuration import LineRoute, Node, render_files
from telephony.asterisk.node.installation import (
    AsteriskNotInstalled,
    Installation,
    create_node_folder,
    find_installation,
)
from tests.support.programs import die_with_parent, free_ports, skip_or_fail
from tests.support.repository import ROOT
from tests.support.run.boots import count_boot

TEMPLATES = ROOT / "telephony" / "asterisk" / "templates"
PASSWORD = "quimbaya-7"
START_TIMEOUT_S = 30.0
LOOPBACK_SOURCES = Sources(trunks={"pruebas": Trunk(id="pruebas", name="Pruebas", address="127.0.0.0/8")})
"""All callers of this machine."""
_RTP_PORTS = 400


def require_asterisk() -> Installation:
    """Return this machine's Asterisk; without it, skip the test on a laptop, and fail it where CI is set."""
    try:
        return find_installation()
    except AsteriskNotInstalled as error:
        skip_or_fail(str(error))


class AsteriskNode:
    """One node.

    Args:
        name: unique among the nodes of a test.
        lines: the lines that it serves.
        folder: its files; None makes one, removed at the end.
        trunk: ``host:port`` of the operator, or empty.
        rtp_ports: of voice, the first and the last; None takes free ones, enough for a hundred calls.
        records: whether talks can be recorded.
        ari_dials: the address that it dials for ARI; empty where it is dialled.
        sources: who may call; by default, addresses of this machine.
        passwords: of trunks, by their user.
    """

    def __init__(
        self,
        name: str,
        lines: Iterable[LineRoute],
        folder: Path | None = None,
        trunk: str = "",
        *,
        rtp_ports: tuple[int, int] | None = None,
        records: bool = False,
        ari_dials: str = "",
        sources: Sources = LOOPBACK_SOURCES,
        passwords: Mapping[str, str] | None = None,
    ) -> None:
        self._installation = require_asterisk()
        # A short path: the kernel limits a socket's path to 107 characters.
        self.folder = folder or Path(tempfile.mkdtemp(prefix="ast-"))
        self.sip_port, self.ari_port, self.ami_port, rtp = free_ports(4)
        first_rtp = min(rtp, 65000 - _RTP_PORTS) // 2 * 2
        self.node = Node(
            name=name,
            folder=str(self.folder),
            modules_folder=str(self._installation.modules_folder),
            sip_port=self.sip_port,
            rtp_ports=rtp_ports or (first_rtp, first_rtp + _RTP_PORTS),
            ari_port=self.ari_port,
            ami_port=self.ami_port,
            records=records,
            ari_password=PASSWORD,
            trunk=trunk,
            ari_dials=ari_dials,
            sources=sources,
            passwords=passwords or {},
        )
        templates = {path.name: path.read_text() for path in TEMPLATES.glob("*.conf")}
        create_node_folder(self.folder, render_files(self.node, lines, templates), self._installation)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def ari(self) -> AriSettings:
        """The settings of its ARI."""
        return AriSettings(port=self.ari_port, ami_port=self.ami_port, password=PASSWORD)

    @property
    def media_folder(self) -> Path:
        """The folder of its sounds."""
        return self.folder / "data" / "sounds" / "atencion"

    @property
    def pid(self) -> int:
        """The process id."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> "AsteriskNode":
        """Start the process and wait until it serves ARI."""
        count_boot("asterisk")
        with (self.folder / "log" / "console.log").open("ab") as out:
            self._process = subprocess.Popen(
                self._installation.command(self.folder),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                preexec_fn=die_with_parent(os.getpid()),  # noqa: PLW1509 - a system call without locks
            )
        until = time.monotonic() + START_TIMEOUT_S
        while not self.serves():
            assert self._process.poll() is None, self.log_tail()
            assert time.monotonic() < until, self.log_tail()
            time.sleep(0.05)
        return self

    def serves(self) -> bool:
        """Return whether its ARI answers."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.ari_port}/ari/asterisk/ping", headers={"Authorization": self.ari.authorization}
        )
        with suppress(OSError), urllib.request.urlopen(request, timeout=2) as answer:
            return bool(answer.status == 200)
        return False

    def log_tail(self) -> str:
        """Return its log and its console output."""
        logs = (self.folder / "log" / "messages.log", self.folder / "log" / "console.log")
        return "".join(path.read_text(errors="replace") for path in logs if path.exists())

    def stop(self, request: signal.Signals = signal.SIGTERM) -> None:
        """Stop the process, cleanly by default."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(request)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def remove(self) -> None:
        """Stop the process and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@cache
def shared_node(apology: str) -> AsteriskNode:
    """Return a node for all tests of this process that need only its lines; it ends with the process."""
    lines = [
        LineRoute(line=line, numbers=(*numbers, line), apology=apology)
        for line, numbers in (("bogota", ("6015550100",)), ("nacional", ()), ("quejas", ()))
    ]
    node = AsteriskNode("nodo-1", lines, records=True).start()
    atexit.register(node.remove)
    return node
