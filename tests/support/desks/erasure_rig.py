"""A desk that erases the data of customers, and a search for remaining traces."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import text

from agent_api.erasure.service import ErasureContext
from config.site.retention import RetentionDuty, RetentionRules
from eventlog.journal.verify import VerificationReport, verify
from storage.postgres.engine import read_connection, unit_of_work
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from tests.support.api.api_rig import ApiRig
from tests.support.desks.customer_desk import CustomerDesk
from tests.support.desks.recording_rig import RecordingRig
from tests.support.desks.stored_traces import PERSONAL_TRACES, stored_texts
from tests.support.facts.call_logs import MASTER_KEY, SEALER
from tests.support.router.campaign_rig import CAMPAIGN

COORDINATOR = "coordinador:jefa"
ERASURE = {"kind": "solicitud", "theme": "datos_personales", "subtheme": "suprimir_datos"}


class ErasureRig(CustomerDesk):
    """A desk with storage for recordings and files.

    Attributes:
        tapes: recordings.
        files: attachments of tickets.
    """

    def __init__(self, rig: ApiRig, folder: Path, plain: Path) -> None:
        super().__init__(rig)
        self.tapes = RecordingRig(self, folder / "recordings", plain)
        self.files = Vault(folder / "files", lambda: MasterKeys([MASTER_KEY]))
        rig.app.state.context = dataclasses.replace(rig.app.state.context, attachment_vault=self.files)
        self._keys = 0

    habeas_data = ERASURE

    @staticmethod
    def rules_of(*, years: int) -> RetentionRules:
        """Return rules that keep petitions for a number of years."""
        return RetentionRules(petitions=RetentionDuty(years=years, basis="TRD, serie peticiones"))

    def set_retention_rules(self, retention: RetentionRules) -> None:
        """Set the site's retention rules."""
        self.rig.site = msgspec.structs.replace(self.rig.site, retention=retention)
        self.rig.app.state.context = dataclasses.replace(self.rig.app.state.context, site=self.rig.site)

    def context(self) -> ErasureContext:
        """Build the context with which the command line erases."""
        return ErasureContext(
            engine=self.rig.engine,
            cipher=SEALER,
            site=self.rig.site,
            attachment_vault=self.files,
            recording_vault=self.tapes.vault,
            redis=self.campaign_rig.redis,
        )

    async def file_ticket(self, user: str, **form: Any) -> str:
        """File a petition and return its number."""
        self._keys += 1
        answer = await self.file(user, f"clave-{self._keys:06}", **form)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["number"])

    async def file_closed_ticket(self, user: str, **form: Any) -> str:
        """File a petition that is answered at once and return its number."""
        return await self.file_ticket(user, **{"outcome": "answered", "answer": "Señora Gutiérrez, ya quedó.", **form})

    async def attach_file(self, number: str, user: str, name: str) -> None:
        """Attach a file to a ticket."""
        content = ("files", (name, b"%PDF-1.7\n" + b"Certificado de Ana Sof\xc3\xada Guti\xc3\xa9rrez " * 300))
        answer = await self.ask(user, "POST", f"/tickets/{number}/attachments", files=[content])
        assert answer.status_code in (200, 201), answer.text

    async def erase(self, customer: str, request: str, user: str = COORDINATOR, **form: Any) -> dict[str, Any]:
        """Erase a customer's data and return the API's answer."""
        body = {"request": request, "act": "Resolución 123 de 2028", "reason": "Procede", **form}
        answer = await self.ask(user, "POST", f"/customers/{customer}/erasure", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def plan(self, customer: str, request: str, **query: str) -> dict[str, Any]:
        """Return the plan of an erasure."""
        answer = await self.ask(
            COORDINATOR, "GET", f"/customers/{customer}/erasure", params={"request": request, **query}
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def settle_mail(self) -> None:
        """Mark every message as sent."""
        await self.run("UPDATE mail SET state = 'sent', settled_at = posted_at WHERE state = 'waiting'")

    async def run(self, statement: str) -> None:
        """Run a statement on the database."""
        async with unit_of_work(self.rig.engine) as connection:
            await connection.execute(text(statement))

    async def verify_log(self) -> VerificationReport:
        """Return the report of `atencion verify`."""
        await self.journaled_facts("CustomerErased")
        return await verify(self.rig.engine, CAMPAIGN, SEALER)

    async def journal_rows(self) -> list[tuple[object, ...]]:
        """Return every row of the journal, in order."""
        async with read_connection(self.rig.engine) as connection:
            rows = await connection.execute(text("SELECT seq, bytes, hash FROM journal ORDER BY seq"))
            return [tuple(each) for each in rows]

    async def find_traces(self, traces: tuple[str, ...] = PERSONAL_TRACES) -> list[tuple[str, str]]:
        """Return the place (table, column and row, or file) and the text of each remaining trace."""
        matches = []
        async with read_connection(self.rig.engine) as connection:
            async for location, content in stored_texts(connection):
                matches += [(location, each) for each in traces if each in content]
        for location, content in self._on_disk():
            matches += [(location, each) for each in traces if each in content]
        matches += [("valkey", each) for each in traces for value in await self._in_valkey() if each in value]
        return matches

    def _on_disk(self) -> Iterator[tuple[str, str]]:
        folders = self.files.folder, self.tapes.vault.folder, self.tapes.folder
        for file in (each for folder in folders for each in folder.rglob("*") if each.is_file()):
            yield file.name, file.read_bytes().decode("latin-1") + file.name

    async def _in_valkey(self) -> list[str]:
        keys = await self.campaign_rig.redis.keys("*")
        return [(await self.campaign_rig.redis.dump(each) or b"").decode("latin-1") for each in keys]

    def stored_files(self) -> int:
        """Count the files on the disk."""
        return len(list(self._on_disk()))
