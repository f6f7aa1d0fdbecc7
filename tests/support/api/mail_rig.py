"""A campaign's messages in a database, and postmen that hand them to a test's server.

Owns plain material for the tests of mail.
"""

import hashlib
import io
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.mail.delivery.postman import Postman
from agent_api.mail.delivery.smtp import MailTransport, SmtpTransport
from agent_api.mail.domain.contents import TicketAnsweredText
from agent_api.mail.domain.enclosures import Enclosure
from agent_api.mail.domain.messages import Recipient
from agent_api.mail.service import OutgoingMessage, post
from agent_api.tickets.answers.file_source import TicketFiles
from agent_api.tickets.attachments import store as attachments
from config.site.model import Site
from config.smtp_url import SmtpServer
from eventlog.facts import AnyFact
from eventlog.journal.codec import read_fact
from storage.postgres.engine import read_connection, unit_of_work
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from storage.tables import mail, outbox
from tests.support.facts.call_logs import MASTER_KEY, SEALER
from tests.support.site_folders import sample_site

SITE = sample_site()
START = datetime(2026, 11, 25, 15, tzinfo=UTC)
ADDRESS = "maria.pena@correo.example"
TICKET = "2026-000001-9"


class MailRig:
    """A campaign's mail, and its clock.

    Attributes:
        now: the clock's time; tests set it.
        site: the site in force.
        vault: stores the attachments of tickets; None without a folder.
    """

    def __init__(self, engine: AsyncEngine, folder: Path | None = None) -> None:
        self.engine = engine
        self.vault = Vault(folder, lambda: MasterKeys([MASTER_KEY])) if folder else None
        self.now = START
        self.site: Site = SITE

    async def post(
        self,
        address: str = ADDRESS,
        answer: str = "Señora: sí, aquí está el paz y salvo.",
        enclosures: Sequence[Enclosure] = (),
    ) -> str:
        """Write a message and commit it."""
        async with unit_of_work(self.engine) as connection:
            content = TicketAnsweredText(
                name="María Peña", number=TICKET, asked="El paz y salvo", filed_on=START.date(), answer=answer
            )
            to = Recipient(address=address, name="María Peña")
            outgoing = OutgoingMessage(to=to, content=content, about=TICKET, enclosures=enclosures)
            return await post(connection, outgoing, site=self.site, cipher=SEALER, actor="user:escrita1", now=self.now)

    async def store_file(self, name: str, content: bytes) -> Enclosure:
        """Store an attachment of the ticket and return it as a message encloses it."""
        assert self.vault is not None
        id_ = secrets.token_hex(16)
        stored_file = self.vault.store(attachments.vault_name(id_), id_, io.BytesIO(content))
        row = attachments.AttachmentRow(
            id=id_,
            campaign=self.site.campaign,
            ticket=TICKET,
            place=int(id_[:6], 16),
            name=SEALER.encrypt(name, field=attachments.NAME, row=id_),
            kind="pdf",
            content_print=hashlib.sha256(content).hexdigest(),
            path=id_,
            size=stored_file.size,
            plain_size=stored_file.plain_size,
            digest=stored_file.digest,
            key_id=stored_file.key.key_id,
            wrapped_key=stored_file.key.data,
            stored_at=self.now,
            stored_by="escrita1",
            stored_by_name="Escrita",
        )
        async with unit_of_work(self.engine) as connection:
            await attachments.add(connection, row)
        return Enclosure(id=id_, name=name, media_type="application/pdf", content=content)

    def postman(self, port: int = 0, *, carrier: MailTransport | None = None, answer_s: float = 5.0) -> Postman:
        """Create a postman; without a carrier it sends plain text to a local port."""
        server = SmtpServer(host="127.0.0.1", port=port, security="none")
        return Postman(
            self.engine,
            SEALER,
            self.site.campaign,
            transport=carrier or SmtpTransport(server, answer_timeout_s=answer_s),
            rules=lambda: self.site.mail,
            now=lambda: self.now,
            chance=lambda: 0.5,
            files=TicketFiles(self.engine, self.vault, scans=False) if self.vault else None,
        )

    def hold_uncertain(self) -> None:
        """Change the site so that uncertain messages wait for a person."""
        assert self.site.mail is not None
        self.site = msgspec.structs.replace(self.site, mail=msgspec.structs.replace(self.site.mail, uncertain="hold"))

    def advance(self, **much: float) -> None:
        """Move the clock forward."""
        self.now += timedelta(**much)

    async def state(self, id_: str) -> str:
        """Return a message's state."""
        async with read_connection(self.engine) as connection:
            return str((await connection.execute(select(mail.c.state).where(mail.c.id == id_))).scalar_one())

    async def facts(self) -> list[AnyFact]:
        """Return the facts of the outbox, in order."""
        async with read_connection(self.engine) as connection:
            return [
                read_fact(each) for (each,) in await connection.execute(select(outbox.c.fact).order_by(outbox.c.id))
            ]

    async def fact_kinds(self) -> list[str]:
        """Return the kinds of the facts of the outbox, in order."""
        return [type(each).__name__ for each in await self.facts()]

    async def count_in_state(self, state: str) -> int:
        """Count the messages in a state."""
        async with read_connection(self.engine) as connection:
            query = select(func.count()).where(mail.c.state == state)
            return int((await connection.execute(query)).scalar_one())
