"""A person of whom everything is held that the system can hold, and a search that opens all of it."""

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from sqlalchemy import LargeBinary, text

from agent_api.erasure.service import ErasureContext
from config.site.retention import RetentionDuty, RetentionRules
from eventlog.journal.verify import VerificationReport, verify
from storage.postgres.engine import read_connection, unit_of_work
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from storage.tables.columns import metadata
from tests.support.api.api_rig import ApiRig
from tests.support.desks.customer_desk import CustomerDesk
from tests.support.desks.recording_rig import MASTER_KEY, RecordingRig
from tests.support.desks.stored_traces import (
    COLUMNS,
    NOT_SEALED,
    OLD_PHONE,
    PERSONAL_TRACES,
    PHONE,
    SECRETS,
    stored_texts,
)
from tests.support.facts.call_logs import SEALER
from tests.support.memory_folder import MEMORY
from tests.support.router.campaign_rig import CAMPAIGN

COORDINATOR = "coordinador:jefa"
ANA = {
    "tipo_documento": "CC",
    "numero_documento": "52.900.101",
    "nombre": "Ana Sofía Gutiérrez Peña",
    "direccion": "Carrera 7 # 45-12",
    "municipio": "11001",
    "telefono": PHONE,
    "correo": "ana.gutierrez@ejemplo.com",
}
TWIN = {**ANA, "tipo_documento": "TI", "numero_documento": "1000900101", "telefono": OLD_PHONE}
LUIS = {
    "tipo_documento": "CE",
    "numero_documento": "390114",
    "nombre": "Luis Eduardo Velásquez",
    "telefono": "3207776655",
    "correo": "luis@ejemplo.com",
}
ERASURE = {"kind": "solicitud", "theme": "datos_personales", "subtheme": "suprimir_datos"}


class ErasureRig(CustomerDesk):
    """A desk with places for recordings and files.

    Attributes:
        tapes: recordings.
        files: of tickets.
    """

    def __init__(self, office: ApiRig, folder: Path, plain: Path) -> None:
        super().__init__(office)
        self.tapes = RecordingRig(self, folder / "recordings", plain)
        self.files = Vault(folder / "files", lambda: MasterKeys([MASTER_KEY]))
        office.app.state.deps = dataclasses.replace(office.app.state.deps, attachments=self.files)
        self._keys = 0

    habeas_data = ERASURE

    @staticmethod
    def rules_of(*, years: int) -> RetentionRules:
        """Rules that keep petitions for some years."""
        return RetentionRules(petitions=RetentionDuty(years=years, basis="TRD, serie peticiones"))

    def rule(self, retention: RetentionRules) -> None:
        """Let the site say what must be kept."""
        self.office.site = msgspec.structs.replace(self.office.site, retention=retention)
        self.office.app.state.deps = dataclasses.replace(self.office.app.state.deps, site=self.office.site)

    def context(self) -> ErasureContext:
        """What the command line erases with."""
        return ErasureContext(
            engine=self.office.engine,
            sealer=SEALER,
            site=self.office.site,
            attachments=self.files,
            recordings=self.tapes.vault,
            redis=self.world.redis,
        )

    async def filed(self, who: str, **form: Any) -> str:
        """A petition; its number."""
        self._keys += 1
        answer = await self.file(who, f"clave-{self._keys:06}", **form)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["number"])

    async def closed(self, who: str, **form: Any) -> str:
        """A petition that was answered at once; its number."""
        return await self.filed(who, **{"outcome": "answered", "answer": "Señora Gutiérrez, ya quedó.", **form})

    async def attached(self, number: str, who: str, name: str) -> None:
        """A file of a ticket."""
        content = ("files", (name, b"%PDF-1.7\n" + b"Certificado de Ana Sof\xc3\xada Guti\xc3\xa9rrez " * 300))
        answer = await self.ask(who, "POST", f"/tickets/{number}/attachments", files=[content])
        assert answer.status_code in (200, 201), answer.text

    async def erase(self, customer: str, request: str, who: str = COORDINATOR, **form: Any) -> dict[str, Any]:
        """Erase a customer's data; what the API tells of it."""
        body = {"request": request, "act": "Resolución 123 de 2028", "reason": "Procede", **form}
        answer = await self.ask(who, "POST", f"/customers/{customer}/erasure", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def plan(self, customer: str, request: str, **query: str) -> dict[str, Any]:
        """What would be erased."""
        answer = await self.ask(
            COORDINATOR, "GET", f"/customers/{customer}/erasure", params={"request": request, **query}
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def settle_mail(self) -> None:
        """Let every message be sent."""
        await self.run("UPDATE mail SET state = 'sent', settled_at = posted_at WHERE state = 'waiting'")

    async def run(self, statement: str) -> None:
        """Change the database by hand."""
        async with unit_of_work(self.office.engine) as connection:
            await connection.execute(text(statement))

    async def verified_log(self) -> VerificationReport:
        """What `atencion verify` finds."""
        await self.told("CustomerErased")
        return await verify(self.office.engine, CAMPAIGN, SEALER)

    async def journaled(self) -> list[tuple[object, ...]]:
        """Every row of the journal, in order."""
        async with read_connection(self.office.engine) as connection:
            rows = await connection.execute(text("SELECT seq, bytes, hash FROM journal ORDER BY seq"))
            return [tuple(each) for each in rows]

    async def left(self, traces: tuple[str, ...] = PERSONAL_TRACES) -> list[tuple[str, str]]:
        """Where a trace is left: table, column and row, or file, and which one."""
        found = []
        async with read_connection(self.office.engine) as connection:
            async for place, said in stored_texts(connection):
                found += [(place, each) for each in traces if each in said]
        for place, said in self._on_disk():
            found += [(place, each) for each in traces if each in said]
        found += [("valkey", each) for each in traces for value in await self._in_valkey() if each in value]
        return found

    def _on_disk(self) -> Iterator[tuple[str, str]]:
        folders = self.files.folder, self.tapes.vault.folder, self.tapes.folder
        for file in (each for folder in folders for each in folder.rglob("*") if each.is_file()):
            yield file.name, file.read_bytes().decode("latin-1") + file.name

    async def _in_valkey(self) -> list[str]:
        keys = await self.world.redis.keys("*")
        return [(await self.world.redis.dump(each) or b"").decode("latin-1") for each in keys]

    def stored_files(self) -> int:
        """How many files lie on the disk."""
        return len(list(self._on_disk()))


@pytest.fixture(autouse=True, scope="session")
def _every_sealed_column_is_known() -> None:
    """A new sealed column must be searched, too."""
    binary = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert binary == COLUMNS.keys() | SECRETS | NOT_SEALED


class ErasedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """What was filed of Ana, two years ago and lately."""

    customer: str
    twin: str
    luis: str
    closed: tuple[str, ...]
    open: str
    request: str
    recording: str
    luis_recording: str
    luis_ticket: str


@pytest_asyncio.fixture
async def archive(office: ApiRig, tmp_path: Path, request: pytest.FixtureRequest) -> ErasureRig:
    """A desk whose site keeps petitions for a year."""
    plain = MEMORY / f"erasure-{tmp_path.name}" if MEMORY.is_dir() else tmp_path / "plain"
    plain.mkdir(parents=True, exist_ok=True)
    desk = ErasureRig(office, tmp_path, plain)
    desk.rule(RetentionRules(petitions=RetentionDuty(years=1, basis="TRD, serie peticiones")))
    return desk


@pytest_asyncio.fixture
async def life(archive: ErasureRig) -> ErasedPerson:
    """Everything that can be held of a person; two years later they ask for its erasure."""
    return await file_everything(archive)


async def file_everything(archive: ErasureRig) -> ErasedPerson:
    """File everything that can be held of Ana and, two years later, her request to erase it."""
    await archive.bring(ANA, TWIN, LUIS)
    customer, twin, luis = [await archive.id_of(each["numero_documento"]) for each in (ANA, TWIN, LUIS)]
    recording, luis_recording = await _recorded_call(archive, "a", customer), await _recorded_call(archive, "l", luis)
    closed = [
        await _file_on_call(archive, "a", customer),
        await _file_letter_petition(archive),
        await _file_email_petition(archive),
    ]
    his = {"email": "luis@ejemplo.com", "answer": "Señor Velásquez, ya quedó."}
    luis_ticket = await archive.closed("asesor:de-l", call_id="l", customer_id=luis, **his)
    await archive.attached(luis_ticket, COORDINATOR, "luis.pdf")
    await _hang_up(archive, "a")
    await _hang_up(archive, "l")
    await _merge(archive, customer, twin)
    await archive.settle_mail()
    await archive.office.world.at(731 * 86_400_000)
    archive.office.now += timedelta(days=731)
    open_ = await archive.filed("asesor_escrita:elsa", customer_id=customer, email=ANA["correo"], text="Sigo sin cupo")
    asked = await archive.filed("asesor_escrita:elsa", customer_id=customer, text="Supriman mis datos", **ERASURE)
    return ErasedPerson(
        customer=customer,
        twin=twin,
        luis=luis,
        closed=tuple(closed),
        open=open_,
        request=asked,
        recording=recording,
        luis_recording=luis_recording,
        luis_ticket=luis_ticket,
    )


async def _recorded_call(archive: ErasureRig, call: str, customer: str) -> str:
    """A recorded call; the tapes' talks come from PHONE."""
    archive.verified[call] = customer
    return await archive.tapes.stored(call)


async def _file_on_call(archive: ErasureRig, call: str, customer: str) -> str:
    advisor, said = f"asesor:de-{call}", {"name": ANA["nombre"], "document": "CC 52.900.101"}
    number = await archive.closed(
        advisor, call_id=call, customer_id=customer, petitioner=said, email=ANA["correo"], text="Soy Ana Gutiérrez"
    )
    await archive.attached(number, COORDINATOR, "cédula de Ana Gutiérrez.pdf")
    note = {"kind": "queja", "theme": "trato", "subtheme": "asesor_telefonico", "note": "La señora Gutiérrez llora"}
    typified = await archive.ask(advisor, "PUT", f"/calls/{call}/disposition", json=note)
    assert typified.status_code == 200, typified.text
    return number


async def _file_letter_petition(archive: ErasureRig) -> str:
    """A petition without a customer that names her, answered by letter."""
    said = {"name": "Ana Gutierrez", "document": "cc 52900101"}
    return await archive.closed(
        "asesor_escrita:elsa", petitioner=said, address="Carrera 7 # 45-12\nBogotá", text="Pido paz y salvo"
    )


async def _file_email_petition(archive: ErasureRig) -> str:
    """An answered petition of hers in which she gave no document, and another one that was only begun."""
    said = {"petitioner": {"name": "Ana Gutiérrez"}, "email": "ANA.gutierrez@ejemplo.com"}
    number = await archive.closed("asesor_escrita:elsa", text="Otra de Guti", **said)
    draft = {"revision": 0, "form": {"text": "Ana Gutiérrez dice que vive en la Carrera 7 # 45-12"}}
    kept = await archive.ask("asesor:de-a", "PUT", "/calls/a/draft", json=draft)
    assert kept.status_code == 200, kept.text
    return number


async def _hang_up(archive: ErasureRig, call: str) -> None:
    await archive.hang_up(call)
    await archive.ask(f"asesor:de-{call}", "POST", "/me/wrap-up/end")


async def _merge(archive: ErasureRig, kept: str, merged: str) -> None:
    versions = [(await archive.read(each))["version"] for each in (kept, merged)]
    form = {
        "other": merged,
        "version": versions[0],
        "other_version": versions[1],
        "reason": "Es Ana Gutiérrez, la misma",
    }
    answer = await archive.ask(COORDINATOR, "POST", f"/customers/{kept}/merge", json=form)
    assert answer.status_code == 200, answer.text
