"""An Asterisk for one machine, which starts and stops with the system like the embedded servers.

A site with its own nodes names them with ``ATENCION_ARI``, or lets them connect, and does not need this module.
"""

import asyncio
import secrets
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from socket import AF_INET, SOCK_STREAM, socket

from pydantic import SecretStr

from atencion.asterisk.config_files import ari_of, node_folder, node_of, write_files
from config.settings import Settings
from config.site.model import Site
from storage.embedded.child_process import ChildProcess, OnUnwatched, Program
from storage.embedded.workdir import lock_folder, socket_folder
from telephony.asterisk.ari.transport import AriSettings
from telephony.asterisk.node.installation import find_installation
from telephony.asterisk.node.predecessor import is_reachable

_SOCKET = "asterisk.ctl"
_LOOPBACK = "127.0.0.1"


@asynccontextmanager
async def run_asterisk(settings: Settings, site: Site, unwatched: OnUnwatched) -> AsyncIterator[Settings]:
    """Run an Asterisk while the block lasts and yield the settings with its address, unless they name one.

    `unwatched` is called when it died and is not restarted any more.

    Raises:
        AsteriskNotInstalled: there is no Asterisk on this machine.
        ServerFailed: it did not start.
        FolderInUse: another one runs in the folder.
    """
    if not settings.runs_asterisk:
        yield settings
        return
    settings = settings.model_copy(
        update={
            "ari": f"{_LOOPBACK}:{_free_port()}",
            "ami_port": _free_port(),
            "ari_password": SecretStr(secrets.token_urlsafe(24)),
        }
    )
    installation, folder = find_installation(), node_folder(settings)
    async with AsyncExitStack() as stack:
        lock = await stack.enter_async_context(lock_folder(folder))
        (folder / "run").mkdir(exist_ok=True)
        run = stack.enter_context(socket_folder(folder / "run", _SOCKET, None))
        await asyncio.to_thread(write_files, node_of(settings, site, folder, installation, run), site, installation)
        child = _child(installation.command(folder), folder, ari_of(settings), lock, unwatched)
        await child.start()
        stack.push_async_callback(child.stop)
        yield settings


def _child(command: list[str], folder: Path, ari: AriSettings, lock: int, unwatched: OnUnwatched) -> ChildProcess:
    return ChildProcess(
        "Asterisk",
        Program(command, None, lock),
        log=folder / "log" / "console.log",
        stop_signal=signal.SIGTERM,
        is_ready=lambda: is_reachable(ari),
        on_unwatched=unwatched,
    )


def _free_port() -> int:
    with socket(AF_INET, SOCK_STREAM) as probe:
        probe.bind((_LOOPBACK, 0))
        return int(probe.getsockname()[1])
