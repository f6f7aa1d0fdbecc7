"""Antivirus servers: Debian's clamd with signatures of our own, and some that fail."""

import asyncio
import hashlib
import os
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from tests.support.programs import die_with_parent, free_ports, require_program
from tests.support.repository import ROOT

CONFIG = ROOT / "deploy" / "clamav" / "clamd.conf"
TEST_SIGNATURE = b"DANINO-DE-PRUEBA-7f3a"
EICAR = b"".join((rb"X5O!P%@AP[4\PZX54(P^)", b"7CC)7}$EICAR-STANDARD", b"-ANTIVIRUS-TEST-FILE!$H+H*"))
"""The text that every antivirus reports; assembled here, so that none reports this file."""
DEADLINE_S = 60
Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextmanager
def clamd(folder: Path, **options: str) -> Iterator[str]:
    """Run Debian's clamd with the configuration of Compose, adapted to this machine.

    Args:
        folder: short enough for a path of a Unix socket.
        options: replace those of the file.

    Yields:
        Its port, on 127.0.0.1; its socket is ``clamd.sock`` in the folder.
    """
    program, (port,) = require_program("clamd"), free_ports(1)
    write_signatures(folder / "signatures")
    own = {"TCPSocket": str(port), "DatabaseDirectory": str(folder / "signatures"), **options}
    own["LocalSocket"] = str(folder / "clamd.sock")
    lines = [each for each in CONFIG.read_text().splitlines() if each.partition(" ")[0] not in own]
    (folder / "clamd.conf").write_text("\n".join([*lines, *(f"{name} {value}" for name, value in own.items())]) + "\n")
    with (folder / "clamd.log").open("wb") as log:
        command = [program, "--config-file", str(folder / "clamd.conf")]
        running = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=die_with_parent(os.getpid()))  # noqa: PLW1509 - a system call without locks
    try:
        _until_it_listens(running, folder)
        yield str(port)
    finally:
        running.kill()
        running.wait()


def write_signatures(folder: Path) -> None:
    """Write two signatures: our mark anywhere in a file, and the whole of EICAR's text by its digest."""
    folder.mkdir(exist_ok=True)
    (folder / "atencion.ndb").write_text(f"Atencion.Prueba:0:*:{TEST_SIGNATURE.hex()}\n")
    digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    (folder / "eicar.hdb").write_text(f"{digest}:{len(EICAR)}:Eicar-Test-Signature\n")


def _until_it_listens(running: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not (folder / "clamd.sock").exists():
        if running.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"clamd did not begin: {(folder / 'clamd.log').read_text()[-2000:]}")
        time.sleep(0.05)


@asynccontextmanager
async def fake_clamd(talk: Conversation) -> AsyncIterator[str]:
    """Serve a conversation that is not clamd's; yield the address."""
    listening = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    finally:
        listening.close()


def answer_with(to_version: bytes, to_stream: bytes | None) -> Conversation:
    """Build a conversation that answers and disconnects; with None it stays silent and connected."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        command = await reader.readuntil(b"\0")
        answer = to_version if command == b"zVERSION\0" else to_stream
        if answer is None:
            await reader.read()  # until the client disconnects
        else:
            writer.write(answer)
        writer.close()

    return talk


async def stay_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read the request and stay silent and connected."""
    await reader.read()  # until the client disconnects
    writer.close()
