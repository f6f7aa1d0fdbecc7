"""A program for tests: a postman that is killed in the middle of a message.

Arguments: the database's address, the server's port, the point of death (``before_handing`` or ``before_writing``), and
the folder of the tickets' files.
"""

import os
import signal
from pathlib import Path

from agent_api.mail.delivery.smtp import HandoverCallback, MailEnvelope, SmtpTransport
from agent_api.mail.domain.send_result import SendResult
from config.smtp_url import SmtpServer
from storage.postgres.engine import make_engine
from tests.support.api.mail_rig import MailRig


def kill_self() -> None:
    """End as by kill -9: without closing, flushing or rolling back."""
    os.kill(os.getpid(), signal.SIGKILL)


class DyingCarrier(SmtpTransport):
    """A mail transport that sends at most one message."""

    def __init__(self, server: SmtpServer, where: str) -> None:
        super().__init__(server)
        self._where = where

    async def send(self, parcel: MailEnvelope, handing: HandoverCallback) -> SendResult:
        """Send if death comes after it, and die."""

        async def handing_it() -> None:
            if self._where == "before_handing":
                kill_self()
            await handing()

        outcome = await super().send(parcel, handing_it)
        kill_self()
        return outcome


async def main(database: str, port: str, where: str, folder: str) -> None:
    """Send one message and die."""
    carrier = DyingCarrier(SmtpServer(host="127.0.0.1", port=int(port), security="none"), where)
    await MailRig(make_engine(database), Path(folder)).postman(carrier=carrier).run_once()
