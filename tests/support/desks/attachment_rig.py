"""A ticket and its attachments, over a vault."""

import dataclasses
from pathlib import Path
from typing import Any

import httpx2

from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import MASTER_KEY

PDF = b"%PDF-1.7\n" + b"Certificado de estudios de Ana " * 5000


class AttachmentRig:
    """A ticket and actions on its files.

    Attributes:
        number: of the ticket, filed by ``asesor1``.
        vault: stores the files.
    """

    def __init__(self, desk: AdvisorDesk, folder: Path) -> None:
        self.desk = desk
        self.vault = Vault(folder, lambda: MasterKeys([MASTER_KEY]))
        desk.rig.app.state.context = dataclasses.replace(desk.rig.app.state.context, attachment_vault=self.vault)
        self.number = ""

    async def attach(self, *files: tuple[str, bytes], user: str = "asesor1", **more: Any) -> httpx2.Response:
        """Attach files, each given by a name and its bytes."""
        sent = {"files": [("files", each) for each in files], **more}
        return await self.desk.ask(user, "POST", f"/tickets/{self.number}/attachments", **sent)

    async def list_attachments(self, user: str = "asesor1") -> list[dict[str, Any]]:
        """Return the attachments of the ticket."""
        answer = await self.desk.ask(user, "GET", f"/tickets/{self.number}/attachments")
        return list(answer.json()["attachments"])

    async def open(self, id_: str, user: str = "asesor1") -> httpx2.Response:
        """Request the content of a file."""
        return await self.desk.ask(user, "GET", f"/tickets/{self.number}/attachments/{id_}")

    def stored_paths(self) -> list[Path]:
        """Return the path of every stored file, complete or not."""
        return sorted(each for each in self.vault.folder.rglob("*") if each.is_file())
