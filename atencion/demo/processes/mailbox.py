"""The demo's own mail server: it accepts every message and delivers none.

Owns the server, on the loopback address of ATENCION_SMTP_URL. It stores messages in a folder, from which the API reads
them (`agent_api.mail.demo_mailbox.reader`); nothing leaves the machine.
"""

import asyncio
import secrets
import time
from pathlib import Path
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from agent_api.mail.demo_mailbox.reader import EML_SUFFIX
from atencion.runtime.context import Context
from atencion.worker.mail import smtp_server

KEPT_MESSAGES: Final = 200
MAX_BYTES: Final = 10_000_000


class Mailbox:
    """Stores messages in a folder, which is created if missing, and keeps the last `KEPT_MESSAGES`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Store a message; aiosmtpd requires this name."""
        assert isinstance(envelope.content, bytes)
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}{EML_SUFFIX}"
        await asyncio.to_thread(self._put, name, envelope.content)
        return f"250 2.0.0 guardado como {name}"

    def _put(self, name: str, content: bytes) -> None:
        begun = self._folder / f"{name}.part"
        begun.touch(mode=0o600)
        begun.write_bytes(content)
        begun.rename(self._folder / name)
        for file in sorted(self._folder.glob(f"*{EML_SUFFIX}"))[:-KEPT_MESSAGES]:
            file.unlink(missing_ok=True)


async def run(context: Context, stop: asyncio.Event) -> None:
    """Accept messages until `stop` is set."""
    server, folder = smtp_server(context.settings), context.settings.sample_mailbox
    assert server is not None
    assert folder is not None
    mailbox = Mailbox(folder)
    listening = await asyncio.get_running_loop().create_server(
        lambda: SMTP(mailbox, hostname="demo.example", data_size_limit=MAX_BYTES), server.host, server.port
    )
    async with listening:
        await stop.wait()
