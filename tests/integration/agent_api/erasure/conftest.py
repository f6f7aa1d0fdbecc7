"""A person of whom everything is held that the system can hold, and a search that opens all of it."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from sqlalchemy import LargeBinary

from config.site.retention import RetentionDuty, RetentionRules
from storage.tables.columns import metadata
from tests.support.api.api_rig import ApiRig
from tests.support.desks.erasure_rig import COORDINATOR, ERASURE, ErasureRig
from tests.support.desks.stored_traces import (
    COLUMNS,
    NOT_SEALED,
    OLD_PHONE,
    PHONE,
    SECRETS,
)
from tests.support.memory_folder import MEMORY

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
