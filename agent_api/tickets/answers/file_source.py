"""Files of tickets for the mail sender, to be sent with an answer.

Owns the checks right before a message is sent: each file must still be accepted by the antivirus and readable.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.mail.domain.enclosures import FileLost, FilesNotReady
from agent_api.tickets.attachments import store
from agent_api.tickets.attachments.domain.scan_verdict import attachment_state
from agent_api.tickets.attachments.store import AttachmentRow
from config.errors import SettingsInvalid
from storage.errors import MasterKeyUnknown, RecordingBroken
from storage.postgres.engine import read_connection
from storage.recordings.vault import Vault

_UNAVAILABLE_ERRORS: Final = (MasterKeyUnknown, SettingsInvalid, OSError)
log = structlog.get_logger(__name__)


class TicketFiles:
    """Reads files of tickets; see `agent_api.mail.domain.enclosures.FileSource`.

    Args:
        engine: the database.
        vault: the vault of attachments.
        scans: whether the site has an antivirus.
    """

    def __init__(self, engine: AsyncEngine, vault: Vault, *, scans: bool) -> None:
        self._engine = engine
        self._vault = vault
        self._scans = scans

    async def read(self, campaign: str, ticket: str, ids: Sequence[str]) -> dict[str, bytes]:
        """Read files; see `agent_api.mail.domain.enclosures.FileSource`."""
        async with read_connection(self._engine) as connection:
            rows_by_id = {row.id: row for row in await store.list_by_ticket(connection, campaign, ticket)}
        files: dict[str, bytes] = {}
        for id_ in ids:
            row = rows_by_id.get(id_)
            if row is None:
                raise FileLost(id_, "damaged")
            self._check(row)
            files[id_] = await asyncio.to_thread(self._content, row)
        return files

    def _check(self, row: AttachmentRow) -> None:
        match attachment_state(row.examined_at, row.finding, scans=self._scans):
            case "withheld":
                raise FileLost(row.id, "withheld")
            case "waiting":
                raise FilesNotReady("files_not_examined")

    def _content(self, row: AttachmentRow) -> bytes:
        try:
            return b"".join(self._vault.read(row.vault_file))
        except RecordingBroken as error:
            log.error("attachment_damaged", attachment=row.id, reason=str(error))
            raise FileLost(row.id, "damaged") from error
        except _UNAVAILABLE_ERRORS as error:
            log.warning("attachment_not_read", attachment=row.id, error=repr(error))
            raise FilesNotReady("files_unavailable") from error
