"""Customers about whom the system holds all kinds of data that it can hold."""

from datetime import timedelta
from typing import Any

import msgspec

from tests.support.desks.erasure_rig import COORDINATOR, ERASURE, ErasureRig
from tests.support.desks.large_client_desk import CLIENTS, NEW_CLIENT
from tests.support.desks.stored_traces import OLD_PHONE, PHONE

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


class ErasedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """The data filed about Ana, two years ago and recently."""

    customer: str
    twin: str
    luis: str
    closed: tuple[str, ...]
    open: str
    request: str
    recording: str
    luis_recording: str
    luis_ticket: str


async def file_everything(archive: ErasureRig) -> ErasedPerson:
    """File every kind of data about Ana and, two years later, her request to erase it."""
    await archive.import_rows(ANA, TWIN, LUIS)
    customer, twin, luis = [await archive.id_of(each["numero_documento"]) for each in (ANA, TWIN, LUIS)]
    recording, luis_recording = await _recorded_call(archive, "a", customer), await _recorded_call(archive, "l", luis)
    closed = [
        await _file_on_call(archive, "a", customer),
        await _file_letter_petition(archive),
        await _file_email_petition(archive),
    ]
    await _make_contact(archive)
    his = {"email": "luis@ejemplo.com", "answer": "Señor Velásquez, ya quedó."}
    luis_ticket = await archive.file_closed_ticket("asesor:de-l", call_id="l", customer_id=luis, **his)
    await archive.attach_file(luis_ticket, COORDINATOR, "luis.pdf")
    await _hang_up(archive, "a")
    await _hang_up(archive, "l")
    await _merge(archive, customer, twin)
    await archive.settle_mail()
    await archive.rig.campaign_rig.set_time(731 * 86_400_000)
    archive.rig.now += timedelta(days=731)
    open_ = await archive.file_ticket(
        "asesor_escrita:elsa", customer_id=customer, email=ANA["correo"], text="Sigo sin cupo"
    )
    request = await archive.file_ticket(
        "asesor_escrita:elsa", customer_id=customer, text="Supriman mis datos", **ERASURE
    )
    return ErasedPerson(
        customer=customer,
        twin=twin,
        luis=luis,
        closed=tuple(closed),
        open=open_,
        request=request,
        recording=recording,
        luis_recording=luis_recording,
        luis_ticket=luis_ticket,
    )


async def _make_contact(archive: ErasureRig) -> None:
    """Register a large client whose contact is Ana, in two versions."""
    contact = {"name": ANA["nombre"], "phone": PHONE, "email": ANA["correo"]}
    form = {**NEW_CLIENT, "manager": COORDINATOR.partition(":")[2], "contacts": [contact]}
    made = await archive.ask(COORDINATOR, "POST", CLIENTS, json=form)
    assert made.status_code == 201, made.text
    body = {**form, "contacts": made.json()["contacts"], "state": "active", "version": 1, "response_hours": 12}
    changed = await archive.ask(COORDINATOR, "PUT", f"{CLIENTS}/{made.json()['id']}", json=body)
    assert changed.status_code == 200, changed.text


async def _recorded_call(archive: ErasureRig, call: str, customer: str) -> str:
    """Store the recording of a call from PHONE."""
    archive.verified[call] = customer
    return await archive.tapes.store_recording(call)


async def _file_on_call(archive: ErasureRig, call: str, customer: str) -> str:
    advisor, petitioner = f"asesor:de-{call}", {"name": ANA["nombre"], "document": "CC 52.900.101"}
    number = await archive.file_closed_ticket(
        advisor,
        call_id=call,
        customer_id=customer,
        petitioner=petitioner,
        email=ANA["correo"],
        text="Soy Ana Gutiérrez",
    )
    await archive.attach_file(number, COORDINATOR, "cédula de Ana Gutiérrez.pdf")
    note = {"kind": "queja", "theme": "trato", "subtheme": "asesor_telefonico", "note": "La señora Gutiérrez llora"}
    typified = await archive.ask(advisor, "PUT", f"/calls/{call}/disposition", json=note)
    assert typified.status_code == 200, typified.text
    return number


async def _file_letter_petition(archive: ErasureRig) -> str:
    """File a petition without a customer that names her, answered by letter."""
    petitioner = {"name": "Ana Gutierrez", "document": "cc 52900101"}
    return await archive.file_closed_ticket(
        "asesor_escrita:elsa", petitioner=petitioner, address="Carrera 7 # 45-12\nBogotá", text="Pido paz y salvo"
    )


async def _file_email_petition(archive: ErasureRig) -> str:
    """File an answered petition in which she gave no document, and a draft of another one."""
    fields: dict[str, Any] = {"petitioner": {"name": "Ana Gutiérrez"}, "email": "ANA.gutierrez@ejemplo.com"}
    fields |= {"annexes": ["Cédula de Ana Gutiérrez"]}
    number = await archive.file_closed_ticket("asesor_escrita:elsa", text="Otra de Guti", **fields)
    draft = {"revision": 0, "form": {"text": "Ana Gutiérrez dice que vive en la Carrera 7 # 45-12"}}
    response = await archive.ask("asesor:de-a", "PUT", "/calls/a/draft", json=draft)
    assert response.status_code == 200, response.text
    return number


async def _hang_up(archive: ErasureRig, call: str) -> None:
    await archive.hang_up(call)
    await archive.ask(f"asesor:de-{call}", "POST", "/me/wrap-up/end")


async def _merge(archive: ErasureRig, survivor: str, merged: str) -> None:
    versions = [(await archive.read(each))["version"] for each in (survivor, merged)]
    form = {
        "other": merged,
        "version": versions[0],
        "other_version": versions[1],
        "reason": "Es Ana Gutiérrez, la misma",
    }
    answer = await archive.ask(COORDINATOR, "POST", f"/customers/{survivor}/merge", json=form)
    assert answer.status_code == 200, answer.text
