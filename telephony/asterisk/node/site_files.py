"""The files of a node that follow the version of the site in force: its lines with their numbers, and who may call.

Owns their replacement and the reload of the modules that read them, by the link to the node. A node that was restarted
with other files gets ours again within seconds. It must not know what the files say (`telephony.asterisk.configuration`
renders them).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

import structlog

from storage.periodic import run_periodically
from telephony.asterisk.ari import rest
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.ari.transport import AsteriskAway
from telephony.asterisk.configuration import LINES_FILE, SOURCES_FILE
from telephony.asterisk.node.media_files import replace_file
from telephony.port import TelephonyError

log = structlog.get_logger(__name__)

CHECK_INTERVAL_S: Final = 5.0
_READERS: Final[Mapping[str, tuple[str, ...]]] = {
    LINES_FILE: ("pbx_config.so",),
    SOURCES_FILE: ("res_pjsip.so", "res_pjsip_endpoint_identifier_ip.so"),
}
"""The modules that read each file, in the order of their reload."""


class ReloadRefused(TelephonyError):
    """Asterisk did not reload a module, so it still works with the earlier files."""

    code = "reload_refused"


class SiteFiles:
    """The files of one node that follow the site.

    Args:
        link: to the node.
        folder: of its configuration, as seen from here.
        files: those of the version in force; they are read again at the start, in case an earlier process died before.
        on_reload: acts after each reload of the lines, which sets the variables of the file again.
    """

    def __init__(
        self, link: AriLink, folder: Path, files: Mapping[str, str], on_reload: Callable[[], Awaitable[None]]
    ) -> None:
        self._link, self._folder, self._on_reload = link, folder, on_reload
        self._files, self._unread = dict(files), set(files)
        self._lock = asyncio.Lock()

    async def install(self, files: Mapping[str, str]) -> None:
        """Write files that changed and let Asterisk read them. An absent file stays as it is.

        While Asterisk is away it is enough that they are written; it reads them later.

        Raises:
            OSError: a file cannot be written.
            ReloadRefused: Asterisk did not reload a module.
        """
        self._files.update(files)
        try:
            await self.refresh()
        except AsteriskAway:
            log.info("node_files_unread", files=sorted(self._unread))

    async def run(self) -> None:
        """Keep the files as they were installed, and repeat a reload that failed, until cancelled."""
        await run_periodically(
            self.refresh,
            interval_s=CHECK_INTERVAL_S,
            retryable_errors=(TelephonyError, OSError),
            failure_event="node_files_wait",
        )

    async def refresh(self) -> None:
        """Write the files that differ from those on the disk, and reload their modules.

        Raises:
            OSError: a file cannot be written.
            AsteriskAway: it does not answer; the next round reloads.
            ReloadRefused: it did not reload a module; the next round tries again.
        """
        async with self._lock:
            await asyncio.to_thread(self._write)
            if self._link.is_up:
                for name in sorted(self._unread):
                    await self._reload(name)

    def _write(self) -> None:
        for name, text in self._files.items():
            if replace_file(self._folder / name, text.encode(), mode=0o600):
                self._unread.add(name)  # also if the next file cannot be written

    async def _reload(self, name: str) -> None:
        for module in _READERS[name]:
            answer = await self._link.request(rest.reload_module(module))
            if not answer.is_success:
                raise ReloadRefused(f"Asterisk answered {answer.status_code} to the reload of {module}")
        if name == LINES_FILE:
            await self._on_reload()
        self._unread.discard(name)
        log.info("node_file_installed", file=name)
