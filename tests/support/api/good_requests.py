"""One valid request for each operation of the API, with its preparation: used as examples and sent as proof.

Owns the table. A value in braces comes from the preparation.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import msgspec
import pyotp
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from agent_api.access import sessions, users
from agent_api.customers import queries as customers
from agent_api.customers.bulk_import.importer import CustomerImport
from agent_api.customers.domain.import_rows import read_row
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.displays.schemas import COOKIE as DISPLAY_COOKIE
from agent_api.kit.author import Author
from agent_api.kit.ports.verified_customer import CallIdentity
from agent_api.lookups.client import LookupClient
from agent_api.mail.letter_service import list_letters_about
from agent_api.reports.context import ReportContext as ReportDesk
from agent_api.reports.service import produce_report
from agent_api.rights import request_store
from agent_api.rights.approval_policy import REQUEST_LIFETIME, TERMINAL_USER
from agent_api.site_admin.publications import service as publications
from atencion.demo.external_systems import write_portfolio
from atencion.phones.browser import BrowserPhones
from config.lookup_environment import LookupEnvironment
from config.settings import SAMPLE_SITE
from config.site.loader import load_sample_customers, with_version
from metrics.quality.samples.week import parse_week
from metrics.quality.seed import commit
from storage.postgres.engine import read_connection, unit_of_work
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from storage.tables import (
    access_review,
    access_review_account,
    call,
    day_head,
    period,
    practice,
    quality_item,
    quality_sample,
    quality_seed,
    quality_stratum,
    sealed_period,
    sealed_piece,
    wall_display,
)
from tests.support.api.api_rig import PASSWORD
from tests.support.api.served_api import CALL, NOBODY, ServedApi
from tests.support.api.voice_recordings import recording
from tests.support.desks.access_desk import AccessDesk
from tests.support.desks.access_review_desk import CLARA as REVIEWER
from tests.support.desks.access_review_desk import AccessReviewDesk
from tests.support.desks.advisor_desk import PETITION_FORM, AdvisorDesk
from tests.support.desks.evaluation_desk import CLARA, LEAD, EvaluationDesk, form_of_calls
from tests.support.desks.finding_desk import NEW_FINDING, OWNER, REPORTS, FindingDesk
from tests.support.desks.knowledge_desk import KnowledgeDesk
from tests.support.desks.large_client_desk import NEW_CLIENT, NEW_NOVELTY, QUALITY, LargeClientDesk
from tests.support.desks.own_report_desk import CALLS_BY_DAY, EACH_MORNING, OwnReportDesk
from tests.support.desks.recording_rig import RecordingRig
from tests.support.desks.site_desk import SiteDesk, changed
from tests.support.desks.ticket_desk import DEPUTY, ELSA, TicketDesk
from tests.support.desks.training_desk import ATTENDED, TrainingDesk
from tests.support.facts.call_logs import MASTER_KEY, SEALER
from tests.support.memory_folder import memory_folder
from tests.support.router.campaign_rig import CAMPAIGN
from tests.support.site_folders import sample_site

PathValues = dict[str, str]
AN_INCIDENT = {
    "system": "operador",
    "kind": "outage",
    "title": "El operador no entrega llamadas",
    "began_at": "2026-11-26T14:00:00Z",
}
AN_ATTORNEY = {
    "speaker": "attorney",
    "representative": {"name": "Iván Duarte", "document": "CC 79100200"},
    "mandate": {"kind": "attorney", "document": "Poder, Notaría 4", "scope": "créditos", "expires_on": "2030-03-01"},
}
A_USER_LIST = "usuario,estado\nclara,activo\n"
A_REVIEWED_MONTH = {"first_day": "2026-11-01", "last_day": "2026-11-30", "users": A_USER_LIST}
A_VIEW = {"list": "tickets", "query": "light=red"}
AN_ABSENCE = {"first_day": "2027-03-01", "last_day": "2027-03-05", "reason": "Viaje de vacaciones"}
AN_ANNOUNCEMENT = {
    "audience": {"kind": "roles", "ids": ["asesor"]},
    "title": "Cambio del portal",
    "text": "Desde hoy el portal pide el documento.",
    "ends_at": "2027-01-20T10:00:00Z",
    "must_read": True,
}
A_NUMBER = "0123456789" * 4
DISPLAY, DISPLAY_SECRET, PAIRING_CODE = "d15b1a4d15b1a4d1", "secreto-de-prueba", "BCDFGHJK"
DISPLAY_FORM = {"name": "Sala", "place": "Piso 2", "panels": ["service", "queues"], "seconds": 12, "theme": "dark"}
SAID = {"kind": "solicitud", "theme": "renovacion", "subtheme": "pasos"}


async def _no_preparation(api: ServedApi) -> PathValues:
    return {}


async def _browser_phone(api: ServedApi) -> PathValues:
    phones = BrowserPhones(api.rig.campaign_rig.redis, CAMPAIGN, "AC" + "0" * 32, "SK" + "0" * 32, "s" * 32)
    api.rig.app.state.context = replace(api.rig.app.state.context, browser_phone=phones)
    return {}


async def _phones(api: ServedApi) -> PathValues:
    async def phone_of(user: str) -> str | None:
        return f"sip:{user}@127.0.0.1"

    api.rig.app.state.context = replace(api.rig.app.state.context, find_phone_address=phone_of)
    return {}


async def _no_practice(api: ServedApi) -> PathValues:
    """Let every advisor practise: their phones are registered, and no practice is open."""
    async with unit_of_work(api.rig.engine) as connection:
        await connection.execute(update(practice).values(ended_at=api.rig.now))
    return await _phones(api)


async def _a_practice(api: ServedApi) -> PathValues:
    await _no_practice(api)
    form = {"scenario": "giro"}
    made = await AdvisorDesk(api.rig).ask("libre", "POST", "/me/practices", json=form)
    return {"practice": made.json()["id"]}


async def _another_session(api: ServedApi) -> PathValues:
    async with unit_of_work(api.rig.engine) as connection:
        return {"session": (await sessions.begin(connection, "ana", api.rig.now))[1]}


async def _an_enrolment_code(api: ServedApi) -> PathValues:
    return {"code": await api.rig.enrol("jefa")}


async def _a_rights_request(api: ServedApi) -> PathValues:
    now = api.rig.now
    async with unit_of_work(api.rig.engine) as connection:
        content = {"roles": [{"role": "admin"}]}
        made = await request_store.add(
            connection,
            CAMPAIGN,
            "roles",
            "otra",
            content,
            asked_by=TERMINAL_USER,
            now=now,
            expires_at=now + REQUEST_LIFETIME,
        )
    return {"request": made.id}


async def _a_service(api: ServedApi) -> PathValues:
    return {"token": (await api.service_token())[1]}


async def _a_ticket(api: ServedApi) -> PathValues:
    return {"number": (await AdvisorDesk(api.rig).file("ana")).json()["number"]}


async def _a_view(api: ServedApi) -> PathValues:
    form = {**A_VIEW, "name": f"Vista {uuid4().hex}"}
    return {"view": (await AdvisorDesk(api.rig).ask("supervisor:jefa", "POST", "/saved-views", json=form)).json()["id"]}


async def _a_seat(api: ServedApi) -> PathValues:
    desk, form = AdvisorDesk(api.rig), {"extension": "2041", "location": "Piso 3"}
    for seat in ("B-04", "B-06"):
        await desk.ask("supervisor:jefa", "PUT", f"/roster/seats/{seat}", json=form)
    return {}


async def _a_bulletin(api: ServedApi) -> PathValues:
    made = await AdvisorDesk(api.rig).ask("supervisor:vocera", "POST", "/announcements", json=AN_ANNOUNCEMENT)
    assert made.status_code == 201, made.text
    return {"bulletin": made.json()["bulletin"]["id"]}


async def _an_absence(api: ServedApi) -> PathValues:
    desk = AdvisorDesk(api.rig)
    made = await desk.ask("supervisor:jefa", "POST", "/roster/absences", json={**AN_ABSENCE, "user": "ana"})
    if made.status_code == 201:
        return {"absence": made.json()["id"]}
    listed = (await desk.ask("supervisor:jefa", "GET", "/roster/absences", params={"q": "ana"})).json()["absences"]
    return {"absence": next(each["id"] for each in listed if each["user"] == "ana")}


async def _a_ticket_under_review(api: ServedApi) -> PathValues:
    desk = TicketDesk(api.rig)
    await desk.hire(DEPUTY)
    ticket = await desk.step(ELSA, await desk.file_ticket(outcome="escalated"), "escalate")
    await desk.step(DEPUTY, ticket, "give_back", text="Va en comité")
    return {"number": ticket["number"]}


async def _a_report(api: ServedApi) -> PathValues:
    desk = ReportDesk(api.rig.engine, SEALER, api.rig.site)
    day = api.rig.now.date()
    made = await produce_report(desk, "presidency", day, by="user:todera", now=api.rig.now)
    return {"report": made.id if made else ""}


async def _an_incident(api: ServedApi) -> PathValues:
    answer = await AdvisorDesk(api.rig).ask("supervisor:jefa2", "POST", "/incidents", json=AN_INCIDENT)
    return {"incident": answer.json()["id"]}


async def _a_place_for_files(api: ServedApi) -> PathValues:
    vault = Vault(Path(api.folders.enter_context(TemporaryDirectory())), lambda: MasterKeys([MASTER_KEY]))
    api.rig.app.state.context = replace(api.rig.app.state.context, attachment_vault=vault)
    return await _a_ticket(api)


async def _a_file(api: ServedApi) -> PathValues:
    number = (await _a_place_for_files(api))["number"]
    files = [("files", ("carta.txt", b"Hola otra vez"))]
    attached = await AdvisorDesk(api.rig).ask("ana", "POST", f"/tickets/{number}/attachments", files=files)
    return {"number": number, "file": attached.json()["attachments"][0]["id"]}


async def _a_prompt_sound(api: ServedApi) -> PathValues:
    folder = Path(api.folders.enter_context(TemporaryDirectory()))
    api.rig.app.state.context = replace(api.rig.app.state.context, sounds_folder=folder)
    files = [("files", ("voz.wav", recording(0.5)))]
    stored = await AdvisorDesk(api.rig).ask("supervisor:jefa", "POST", "/prompts/despedida/sounds", files=files)
    return {"prompt": "despedida", "sound": stored.json()["sound"]["sound"]}


async def _a_site(api: ServedApi) -> PathValues:
    engine = api.rig.engine
    if (found := (await publications.current(engine, CAMPAIGN)).in_force) is None:
        found = await SiteDesk(api.rig).publish_version(with_version(api.rig.site))
    return {"publication": str(found.id)}


async def _a_mail_server(api: ServedApi) -> PathValues:
    state = api.rig.app.state
    state.context = replace(state.context, has_mail_server=True)
    return await _a_site(api)


async def _a_scheduled_site(api: ServedApi) -> PathValues:
    await _a_site(api)
    site = with_version(msgspec.structs.replace(api.rig.site, entity="Entidad de mañana"))
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    return {"scheduled": str((await SiteDesk(api.rig).publish_version(site, tomorrow)).id)}


async def _an_earlier_site(api: ServedApi) -> PathValues:
    before = await _a_site(api)
    site = with_version(msgspec.structs.replace(api.rig.site, entity=f"Entidad {uuid4().hex[:6]}"))
    now = await SiteDesk(api.rig).publish_version(site)
    return {"earlier": before["publication"], "publication": str(now.id)}


async def _a_site_draft(api: ServedApi) -> PathValues:
    site, desk = await _a_site(api), SiteDesk(api.rig)
    draft = await desk.open("supervisor:jefa")
    name = draft["document"]["queues"]["pagos"]["name"]
    change = changed(("queues", "pagos", "name"), name, f"Pagos {uuid4().hex[:6]}")
    await desk.saved("supervisor:jefa", draft["id"], change)
    return {**site, "draft": draft["id"]}


async def _a_draft_to_call(api: ServedApi) -> PathValues:
    draft = await _a_site_draft(api)
    await api.rig.app.state.context.redis.delete(f"{{{CAMPAIGN}}}:draft_call")
    return draft


async def _a_waiting_draft(api: ServedApi) -> PathValues:
    draft = await _a_site_draft(api)
    path, expected = f"/drafts/{draft['draft']}/publication", draft["publication"]
    await SiteDesk(api.rig).send("supervisor:jefa", "POST", path, reason="Nombre más corto", expected=expected)
    return draft


async def _a_letter(api: ServedApi) -> PathValues:
    filed = (await AdvisorDesk(api.rig).file("ana", "clave-carta", address="Calle 1 # 2-3")).json()
    async with read_connection(api.rig.engine) as connection:
        (letter,) = await list_letters_about(connection, CAMPAIGN, filed["number"], cipher=SEALER)
    return {"number": filed["number"], "letter": letter.id}


async def _a_sample_mailbox(api: ServedApi) -> PathValues:
    folder = Path(api.folders.enter_context(TemporaryDirectory()))
    api.rig.app.state.context = replace(api.rig.app.state.context, sample_mailbox=folder)
    return {}


async def _a_recording(api: ServedApi) -> PathValues:
    disk, memory = Path(api.folders.enter_context(TemporaryDirectory())), api.folders.enter_context(memory_folder())
    return {"recording": await RecordingRig(AdvisorDesk(api.rig), disk, memory).store_recording("grabada")}


async def _a_message(api: ServedApi) -> PathValues:
    disk, memory = Path(api.folders.enter_context(TemporaryDirectory())), api.folders.enter_context(memory_folder())
    desk = AdvisorDesk(api.rig)
    message = await RecordingRig(desk, disk, memory).leave_message("mensaje")
    return {"message": message, "number": (await desk.file("ana")).json()["number"]}


async def _another_message(api: ServedApi) -> PathValues:
    disk, memory = Path(api.folders.enter_context(TemporaryDirectory())), api.folders.enter_context(memory_folder())
    return {"message": await RecordingRig(AdvisorDesk(api.rig), disk, memory).leave_message("otro-mensaje")}


async def _a_lookup(api: ServedApi) -> PathValues:
    folder = Path(api.folders.enter_context(TemporaryDirectory()))
    desk = AdvisorDesk(api.rig)
    await desk.add_customer("cliente", "Ana Beltrán", "+573001112201", document="52900101")
    write_portfolio(folder, api.rig.site, load_sample_customers(SAMPLE_SITE))

    async def is_verified(call_id: str, advisor: str) -> str | None:
        return "cliente"

    consults = LookupClient(LookupEnvironment(folder, {}))
    context = api.rig.app.state.context
    services = {**context.services, LookupClient: consults}
    api.rig.app.state.context = replace(context, verified_customer=is_verified, services=services)
    return {}


async def _a_verified_identity(api: ServedApi) -> PathValues:
    await AdvisorDesk(api.rig).add_customer("titular", "Luz Marina Peña", "+573001112209", document="52900109")

    async def verified_identity(call_id: str, advisor: str) -> CallIdentity | None:
        return CallIdentity(customer_id="titular")

    api.rig.app.state.context = replace(api.rig.app.state.context, verified_identity=verified_identity)
    return {}


async def _an_attorney_speaks(api: ServedApi) -> PathValues:
    await _a_verified_identity(api)
    await AdvisorDesk(api.rig).ask("ana", "PUT", f"/calls/{CALL}/speaker", json=AN_ATTORNEY)
    return {}


async def _a_ticket_of_a_customer(api: ServedApi) -> PathValues:
    await _a_lookup(api)
    return {
        "number": (await AdvisorDesk(api.rig).file("ana", "clave-consulta", customer_id="cliente")).json()["number"]
    }


async def _a_sealed_month(api: ServedApi) -> PathValues:
    when, month = api.rig.now, {"campaign": CAMPAIGN, "month": "2026-11"}
    sealed = {"state": "sealed", "asked_at": when, "asked_by": "todera", "sealed_at": when, "size": 3, "digest": "ab"}
    head = {"campaign": CAMPAIGN, "day": when.date(), "seq": 7, "hash": bytes(32), "told_at": when, "recipients": 1}
    async with unit_of_work(api.rig.engine) as connection:
        await connection.execute(insert(sealed_period).values(**month, **sealed).on_conflict_do_nothing())
        await connection.execute(insert(sealed_piece).values(**month, place=0, bytes=b"tar").on_conflict_do_nothing())
        await connection.execute(insert(day_head).values(**head).on_conflict_do_nothing())
    return {"month": month["month"]}


async def _a_month_with_calls(api: ServedApi) -> PathValues:
    ids = {"campaign": CAMPAIGN, "call_id": "de-diciembre", "line": "bogota", "gateway": "g", "stage": "choosing"}
    empty = dict.fromkeys(
        ("site_version", "caller_ref", "queue", "advisor", "ended_by", "received_from", "of_call", "set_aside"), ""
    )
    counts = dict.fromkeys(("threshold_ms", "held_ms", "offers", "attempts"), 0)
    arrived = {"arrived_at": datetime(2026, 12, 10, 15, tzinfo=UTC), "in_hours": True, "visits": []}
    async with unit_of_work(api.rig.engine) as connection:
        await connection.execute(insert(call).values(**ids, **empty, **counts, **arrived).on_conflict_do_nothing())
    return {}


async def _a_closed_month(api: ServedApi) -> PathValues:
    closing = {"closed_at": api.rig.now, "closed_by": "todera", "closed_by_name": "Todera", "site_version": "s"}
    async with unit_of_work(api.rig.engine) as connection:
        row = insert(period).values(campaign=CAMPAIGN, month="2026-10", **closing, definitions=b"[]")
        await connection.execute(row.on_conflict_do_nothing())
    return {}


async def _customers(api: ServedApi) -> PathValues:
    desk = AdvisorDesk(api.rig)
    await desk.add_customer("c1", "Ana Sofía Beltrán", "+573001112201")
    await desk.add_customer("c2", "Ana Beltrán", "+573001112202")
    return {}


async def _a_known_customer(api: ServedApi) -> PathValues:
    """Add a customer with more data than the identity check asks for."""
    row = {
        "tipo_documento": "CC",
        "numero_documento": "52900777",
        "nombre": "Elena Beltrán",
        "fecha_nacimiento": "1980-01-02",
        "direccion": "Calle 1 # 2-3",
        "municipio": "11001",
        "correo": "elena@ejemplo.com",
        "credito": "CR-7",
    }
    customer_cipher = CustomerCipher(SEALER, CAMPAIGN)
    by = Author(actor="system", at=api.rig.now, site_version="")
    await CustomerImport(api.rig.engine, customer_cipher, by, refuse=lambda refusal: None).run(
        [read_row(2, row, api.rig.now.date())]
    )
    document = customer_cipher.document_print("52900777")
    (customer,) = await customers.find_by(api.rig.engine, customer_cipher, "document", document)
    return {"customer": customer.id}


async def _a_request_to_erase(api: ServedApi) -> PathValues:
    """File a request to erase by a known customer."""
    desk = AdvisorDesk(api.rig)
    await desk.add_customer("c9", "Olga Beltrán", "+573001112209")
    topic = {"kind": "solicitud", "theme": "datos_personales", "subtheme": "suprimir_datos"}
    filed = await desk.file("asesor_escrita:olga", "clave-suprimir", customer_id="c9", **topic)
    return {"customer": "c9", "request": filed.json()["number"]}


async def _questions(api: ServedApi) -> PathValues:
    """Draw questions that are still open."""
    path_values = await _a_known_customer(api)
    form = {"customer_id": path_values["customer"]}
    drawn = (await AdvisorDesk(api.rig).ask("ana", "POST", f"/calls/{CALL}/identity", json=form)).json()
    return {**path_values, "check": drawn["check_id"]}


async def _a_failure(api: ServedApi) -> PathValues:
    """Fail the identity check of a customer, so that it can be released."""
    path_values = await _questions(api)
    path = f"/calls/{CALL}/identity/{path_values['check']}/answers"
    await AdvisorDesk(api.rig).ask("ana", "POST", path, json={"answers": []})
    return path_values


async def _an_observation(api: ServedApi) -> PathValues:
    headers = {"Idempotency-Key": "clave-0003"}
    form = {"about": {"kind": "general"}, "text": "Falta el informe de ayer."}
    made = await AdvisorDesk(api.rig).ask("interventoria:vera", "POST", "/observations", json=form, headers=headers)
    return {"observation": made.json()["id"]}


async def _an_attended_call(api: ServedApi) -> PathValues:
    desk = EvaluationDesk(api.rig)
    await desk.hire(CLARA)
    return {"call": await desk.attended_call(f"evaluada-{uuid4().hex[:8]}", "luisa")}


async def _an_evaluation(api: ServedApi) -> PathValues:
    call_id = (await _an_attended_call(api))["call"]
    return {"evaluation": (await EvaluationDesk(api.rig).begun(CLARA, call_id))["id"]}


async def _a_complete_evaluation(api: ServedApi) -> PathValues:
    path_values, desk = await _an_evaluation(api), EvaluationDesk(api.rig)
    await desk.save(CLARA, await desk.read(CLARA, path_values["evaluation"]))
    return path_values


async def _a_signed_evaluation(api: ServedApi) -> PathValues:
    path_values, desk = await _an_evaluation(api), EvaluationDesk(api.rig)
    await desk.sign(CLARA, await desk.read(CLARA, path_values["evaluation"]))
    await desk.hire("asesor:luisa")
    return path_values


async def _an_evaluated_recording(api: ServedApi) -> PathValues:
    disk, memory = Path(api.folders.enter_context(TemporaryDirectory())), api.folders.enter_context(memory_folder())
    desk, call_id = EvaluationDesk(api.rig), f"oida-{uuid4().hex[:8]}"
    await desk.hire(CLARA, "asesor:luisa")
    id_ = await RecordingRig(desk, disk, memory).store_recording(call_id, advisor="luisa")
    await desk.hang_up(call_id)
    return {"evaluation": (await desk.signed(CLARA, call_id))["id"], "recording": id_}


async def _a_refutation_file(api: ServedApi) -> PathValues:
    path_values, desk = await _a_signed_evaluation(api), EvaluationDesk(api.rig)
    path = f"/me/evaluations/{path_values['evaluation']}/rounds/1/file"
    await desk.ask("asesor:luisa", "POST", path, files=[("files", ("carta.txt", b"Hola"))])
    return path_values


async def _people_of_a_calibration(api: ServedApi) -> PathValues:
    path_values, desk = await _an_attended_call(api), EvaluationDesk(api.rig)
    await desk.hire("calidad:mario", "calidad:nora")
    return path_values


async def _a_calibration(api: ServedApi) -> PathValues:
    call_id, desk = (await _people_of_a_calibration(api))["call"], EvaluationDesk(api.rig)
    body = {**_CALIBRATION, "items": [call_id]}
    answer = await desk.ask("coordinador:coco", "POST", "/quality/calibrations", json=body)
    await desk.signed("calidad:mario", call_id, "calibration")
    return {"calibration": answer.json()["id"]}


async def _an_opened_calibration(api: ServedApi) -> PathValues:
    path_values, desk = await _a_calibration(api), EvaluationDesk(api.rig)
    path = f"/quality/calibrations/{path_values['calibration']}"
    await desk.ask("coordinador:coco", "POST", f"{path}/opening", json={"reason": "Hoy es la reunión."})
    return path_values


async def _written_minutes(api: ServedApi) -> PathValues:
    path_values, desk = await _an_opened_calibration(api), EvaluationDesk(api.rig)
    path = f"/quality/calibrations/{path_values['calibration']}/minutes"
    await desk.ask("coordinador:coco", "PUT", path, json={**_MINUTES, "revision": 1})
    return path_values


async def _signed_minutes(api: ServedApi) -> PathValues:
    path_values, desk = await _written_minutes(api), EvaluationDesk(api.rig)
    path = f"/quality/calibrations/{path_values['calibration']}/signature"
    await desk.ask("coordinador:coco", "POST", path, json={"revision": 2})
    return path_values


async def _a_staff_person(api: ServedApi) -> PathValues:
    user, today = f"eva-{uuid4().hex[:8]}", api.rig.now.date()
    form = {"user": user, "name": "Eva Díaz", "begins_on": str(today - timedelta(days=5)), "reason": "Contrato 4."}
    await AdvisorDesk(api.rig).ask("admin:administra", "POST", "/staff", json=form)
    return {"staff": user, "day": str(today + timedelta(days=5))}


async def _a_planned_exit(api: ServedApi) -> PathValues:
    path_values = await _a_staff_person(api)
    form = {"last_day": path_values["day"], "reason": "Renunció."}
    await AdvisorDesk(api.rig).ask("admin:administra", "POST", f"/staff/{path_values['staff']}/exit", json=form)
    return path_values


async def _a_planned_move(api: ServedApi) -> PathValues:
    path_values = await _a_staff_person(api)
    form = {"begins_on": path_values["day"], "roles": [], "reason": "Ascenso."}
    await AdvisorDesk(api.rig).ask("admin:administra", "POST", f"/staff/{path_values['staff']}/move", json=form)
    return path_values


async def _a_former_person(api: ServedApi) -> PathValues:
    path_values = await _a_staff_person(api)
    path = f"/staff/{path_values['staff']}/exit"
    await AdvisorDesk(api.rig).ask("admin:administra", "POST", path, json={"reason": "Renunció."})
    return path_values


async def _a_finding(api: ServedApi) -> PathValues:
    desk = FindingDesk(api.rig)
    await desk.hire(CLARA, OWNER)
    return {"finding": (await desk.registered(CLARA))["id"]}


async def _a_large_client(api: ServedApi) -> PathValues:
    desk = LargeClientDesk(api.rig)
    await desk.hire(LEAD)
    answer = (await desk.register(LEAD)).json()
    return {"client": answer.get("client") or answer["id"]}


async def _a_novelty(api: ServedApi) -> PathValues:
    path_values, desk = await _a_large_client(api), LargeClientDesk(api.rig)
    novelty = await desk.reported(QUALITY, {"id": path_values["client"]})
    sent = await desk.taken(QUALITY, novelty, "send", "interventoria")
    return {**path_values, "novelty": sent["id"]}


async def _a_finding_file(api: ServedApi) -> PathValues:
    path_values, desk = await _a_finding(api), FindingDesk(api.rig)
    path = f"/quality/findings/{path_values['finding']}/files"
    stored = await desk.ask(CLARA, "POST", path, files=[("files", ("acta.txt", b"Acta"))])
    return {**path_values, "file": stored.json()["files"][0]["id"]}


async def _a_visit(api: ServedApi) -> PathValues:
    desk = FindingDesk(api.rig)
    await desk.hire(CLARA)
    return {"visit": (await desk.begun_visit(CLARA, visited_on="2026-11-23"))["id"]}


async def _a_complete_visit(api: ServedApi) -> PathValues:
    path_values, desk = await _a_visit(api), FindingDesk(api.rig)
    visit = (await desk.ask(CLARA, "GET", f"/quality/visits/{path_values['visit']}")).json()
    await desk.save_visit(CLARA, visit)
    return path_values


async def _a_finding_report(api: ServedApi) -> PathValues:
    desk = FindingDesk(api.rig)
    await desk.hire(CLARA)
    return {"report": (await desk.asked_report(CLARA, "month", "2026-11"))["id"]}


async def _an_own_report(api: ServedApi) -> PathValues:
    """Save a report of `jefa` with a schedule."""
    return {"own_report": (await OwnReportDesk(api.rig).saved("supervisor:jefa", schedule=EACH_MORNING))["id"]}


async def _an_own_report_run(api: ServedApi) -> PathValues:
    """Store a run of a report of `jefa`, whose files are not rendered."""
    path_values = await _an_own_report(api)
    return {**path_values, "run": await OwnReportDesk(api.rig).store_run(path_values["own_report"])}


async def _a_paused_own_report(api: ServedApi) -> PathValues:
    path_values, desk = await _an_own_report(api), OwnReportDesk(api.rig)
    await desk.ask("supervisor:jefa", "POST", f"/own-reports/{path_values['own_report']}/pause")
    return path_values


async def _a_log_review(api: ServedApi) -> PathValues:
    desk = AccessDesk(api.rig)
    signed = await desk.sign(A_USER_LIST, "Se corrige.")
    await desk.make_files()
    return {"log_review": signed.json()["id"]}


async def _a_presented_report(api: ServedApi) -> PathValues:
    path_values = await _a_finding_report(api)
    await FindingDesk(api.rig).ask(CLARA, "POST", f"{REPORTS}/{path_values['report']}/presentation")
    return path_values


async def _a_received_report(api: ServedApi) -> PathValues:
    path_values = await _a_presented_report(api)
    await FindingDesk(api.rig).ask(LEAD, "POST", f"{REPORTS}/{path_values['report']}/reception")
    return path_values


async def _an_article(api: ServedApi) -> PathValues:
    desk = KnowledgeDesk(api.rig)
    article = await desk.publish()
    await desk.act(article, "", title="Otro título")
    return {"article": article, "reading": (await desk.open(article)).json()["reading"]}


async def _a_training_session(api: ServedApi) -> PathValues:
    desk = TrainingDesk(api.rig)
    await desk.hire(CLARA)
    course = await desk.course()
    session = await desk.session(course, "ana")
    return {"course": course["id"], "training": session["id"]}


async def _a_training_file(api: ServedApi) -> PathValues:
    desk = TrainingDesk(api.rig)
    await desk.hire(CLARA)
    course = await desk.uploaded_course()
    await desk.session(course, "ana")
    return {"course": course["id"]}


async def _a_training_record(api: ServedApi) -> PathValues:
    path_values, desk = await _a_training_session(api), TrainingDesk(api.rig)
    await desk.taken({"id": path_values["training"]}, ana={**ATTENDED, "mark": "90"})
    return path_values


async def _a_training_proposal(api: ServedApi) -> PathValues:
    path_values, desk = await _a_training_session(api), TrainingDesk(api.rig)
    form = {"course": path_values["course"], "advisor": "ana"}
    return {**path_values, "proposal": (await desk.ok(201, CLARA, "POST", "/training/proposals", json=form))["id"]}


async def _a_refuted_evaluation(api: ServedApi) -> PathValues:
    path_values, desk = await _a_signed_evaluation(api), EvaluationDesk(api.rig)
    signed = {"id": path_values["evaluation"], "round": 1}
    await desk.post_own("asesor:luisa", signed, "refutation", text="Sí verifiqué.")
    return path_values


async def _no_access_review(api: ServedApi) -> PathValues:
    async with unit_of_work(api.rig.engine) as connection:
        await connection.execute(access_review_account.delete())
        await connection.execute(access_review.delete())
    return {}


async def _an_access_review(api: ServedApi) -> PathValues:
    await _no_access_review(api)
    desk = AccessReviewDesk(api.rig)
    await desk.hire("asesor:sobrante")
    return {"review": (await desk.begun_review())["id"]}


async def _a_decided_access_review(api: ServedApi) -> PathValues:
    path_values, desk = await _an_access_review(api), AccessReviewDesk(api.rig)
    await desk.decided(REVIEWER, path_values["review"], "sobrante", decision="remove", reason="Ya no trabaja aquí.")
    await desk.decide_all(path_values["review"])
    return path_values


async def _a_signed_access_review(api: ServedApi) -> PathValues:
    path_values = await _a_decided_access_review(api)
    await AccessReviewDesk(api.rig).sign_review(path_values["review"])
    return path_values


async def _a_coaching(api: ServedApi) -> PathValues:
    path_values, desk = await _a_signed_evaluation(api), EvaluationDesk(api.rig)
    opened = await desk.ask(LEAD, "POST", "/quality/coaching", json={"evaluation": path_values["evaluation"]})
    return {**path_values, "coaching": opened.json()["id"]}


async def _a_scheduled_coaching(api: ServedApi) -> PathValues:
    path_values, desk = await _a_coaching(api), EvaluationDesk(api.rig)
    body = {"revision": 1, "starts_at": "2099-01-14T10:00:00-05:00", "agenda": "Oír la llamada."}
    await desk.ask(LEAD, "POST", f"/quality/coaching/{path_values['coaching']}/schedule", json=body)
    return path_values


async def _a_held_coaching(api: ServedApi) -> PathValues:
    path_values, desk = await _a_scheduled_coaching(api), EvaluationDesk(api.rig)
    body = {"revision": 2, "commitment": "Verificar antes.", "due_on": "2099-01-20"}
    await desk.ask(LEAD, "POST", f"/quality/coaching/{path_values['coaching']}/session", json=body)
    return path_values


async def _a_followed_coaching(api: ServedApi) -> PathValues:
    path_values, desk = await _a_held_coaching(api), EvaluationDesk(api.rig)
    path = f"/me/coaching/{path_values['coaching']}/confirmation"
    await desk.ask("asesor:luisa", "POST", path, json={"revision": 3, "comment": ""})
    followed = await desk.read(CLARA, path_values["evaluation"])
    begun = await desk.begun(CLARA, followed["item"], "follow_up", follows=followed["id"])
    await desk.sign(CLARA, begun)
    return {**path_values, "follow_up": begun["id"]}


async def _a_second_factor(api: ServedApi) -> PathValues:
    secret = pyotp.random_base32()
    async with unit_of_work(api.rig.engine) as connection:
        sealed = users.encrypt_otp_secret("ana", secret, SEALER)
        await users.update_columns(connection, "ana", otp_secret=sealed, otp_step=0, otp_since=api.rig.now)
    return {"code": pyotp.TOTP(secret).at(api.rig.now)}


async def _a_disabled_user(api: ServedApi) -> PathValues:
    async with unit_of_work(api.rig.engine) as connection:
        await users.update_columns(connection, "otra", disabled_at=api.rig.now)
    return {}


async def _a_users_factor(api: ServedApi) -> PathValues:
    async with unit_of_work(api.rig.engine) as connection:
        await users.update_columns(connection, "otra", otp_since=api.rig.now)
    return {}


async def _a_sample(api: ServedApi) -> PathValues:
    """Store a drawn sample of one call that has a replacement."""
    key = {"campaign": CAMPAIGN, "week": "2026-W47", "channel": "phone"}
    week = parse_week("2026-W47")
    plan = {"confidence": 95, "margin": "0.05", "expected": "0.5", "each_advisor": False, "site_version": "v"}
    times = {"planned_at": week.begins, "draws_at": week.ends, "reveal_by": week.ends, "drawn_at": week.ends}
    drawn = {"population": 2, "size": 1, "strata": 1, "frame": "ab", "head_seq": 1, "head": "cd", "seed": "cd"}
    stratum = {"line": "nacional", "advisor": "ana"}
    async with unit_of_work(api.rig.engine) as connection:
        sample = insert(quality_sample).values(**key, **plan, **times, **drawn, seed_case="head")
        if (await connection.execute(sample.on_conflict_do_nothing().returning(quality_sample.c.week))).first() is None:
            return {}
        await connection.execute(
            insert(quality_stratum).values(**key, **stratum, population=2, size=1, reserve=("c-2",))
        )
        await connection.execute(insert(quality_item).values(**key, **stratum, item="c-1", position=1))
    return {}


async def _a_commitment(api: ServedApi) -> PathValues:
    """Store the commitment of a week that is over."""
    row = {"campaign": CAMPAIGN, "week": "2026-W46", "commitment": commit(A_NUMBER)}
    by = {"committed_at": api.rig.now, "committed_by": "vera", "committed_by_name": "Vera"}
    async with unit_of_work(api.rig.engine) as connection:
        await connection.execute(insert(quality_seed).values(**row, **by).on_conflict_do_nothing())
    return {}


async def _a_display(api: ServedApi) -> PathValues:
    """Store a wall display with a known token, which also waits for a known pairing code."""
    code = api.rig.app.state.context.cipher.blind_index(PAIRING_CODE, field="wall_display.code")
    now = api.rig.now
    row = {"campaign": CAMPAIGN, "id": DISPLAY, "name": "Sala", "place": "Piso 2", "panels": ("service",), "seconds": 9}
    row |= {"theme": "dark", "created_at": now, "created_by": "jefa", "expires_at": now + timedelta(days=9)}
    row |= {"code": code, "code_expires_at": now + timedelta(minutes=9), "revoked_at": None}
    row |= {"digest": hashlib.sha256(DISPLAY_SECRET.encode()).digest()}
    async with unit_of_work(api.rig.engine) as connection:
        statement = insert(wall_display).values(row)
        await connection.execute(statement.on_conflict_do_update(index_elements=["campaign", "id"], set_=row))
    return {"display": DISPLAY}


@dataclass(frozen=True)
class GoodRequest:
    """A request that is granted.

    Attributes:
        user: the user who sends it.
        status: the expected status of the answer.
        path: the parameters in the path.
        query: the query parameters.
        headers: sent beside the authorization.
        body: None for a request without one.
        media_type: the media type of the body.
        prepare: creates the data that the request needs.
    """

    user: str
    status: int = 200
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    media_type: str = "application/json"
    prepare: Callable[[ServedApi], Awaitable[PathValues]] = _no_preparation


CALL_PATH = {"call_id": CALL}
LETTER_PATH = {"number": "{number}", "letter_id": "{letter}"}
RECORDING_PATH = {"recording_id": "{recording}"}
_NEW_CUSTOMER: dict[str, Any] = {
    "name": "Marta Ruiz Peña",
    "document": {"kind": "CC", "number": "41.555.666"},
    "phones": ["3105550000"],
}
EVALUATION_PATH = {"evaluation_id": "{evaluation}"}
EVALUATED_PATH = {**EVALUATION_PATH, "recording_id": "{recording}"}
CALIBRATION_PATH = {"calibration_id": "{calibration}"}
_CALIBRATION: dict[str, Any] = {
    "title": "Criterios de enero",
    "held_on": "2027-01-20",
    "channel": "phone",
    "evaluators": ["clara"],
    "master": "mario",
}
_MINUTES: dict[str, Any] = {
    "agreements": "Se oye la llamada entera.",
    "decisions": [{"criterion": form_of_calls(sample_site()).criteria[0].criterion, "text": "Sí.", "changes": True}],
    "attendees": ["clara"],
}
COACHING_PATH = {"coaching_id": "{coaching}"}
STAFF_PATH = {"user": "{staff}"}
CLIENT_PATH, NOVELTY_PATH = {"client_id": "{client}"}, {"novelty_id": "{novelty}"}
REVIEW_PATH = {"review_id": "{review}"}
FINDING_PATH = {"finding_id": "{finding}"}
TRAINING_PATH = {"session_id": "{training}"}
ARTICLE_PATH = {"article_id": "{article}"}
COURSE_PATH = {"course_id": "{course}"}
MATERIAL_PATH = {**COURSE_PATH, "version": "1"}
A_PLACE = {"trainer": "Marta Peña", "place": "Sala 2", "starts_at": "2026-11-30T14:00:00Z", "minutes": 60}
VISIT_PATH = {"visit_id": "{visit}"}
LOG_REVIEW_PATH = {"review_id": "{log_review}"}
REPORT_PATH = {"report_id": "{report}"}
OWN_REPORT_PATH = {"own_report_id": "{own_report}"}
OWN_REPORT_RUN_PATH = {"run_id": "{run}"}
AN_OWN_REPORT = {"title": "Llamadas de la semana", "definition": CALLS_BY_DAY, "formats": ["pdf"]}
ROUND_PATH = {**EVALUATION_PATH, "round_number": "1"}
_ANSWERS = {each.criterion: "fails" for each in form_of_calls(sample_site()).criteria}
GOOD_REQUESTS: dict[str, GoodRequest] = {
    "healthz": GoodRequest(NOBODY),
    "readyz": GoodRequest(NOBODY),
    "metrics": GoodRequest(NOBODY),
    "begin_session": GoodRequest(NOBODY, 201, body={"username": "ana", "password": PASSWORD}),
    "tell_session": GoodRequest("ana"),
    "end_session": GoodRequest("ana", 204),
    "tell_me": GoodRequest("ana"),
    "set_presence": GoodRequest("ana", body={"state": "paused", "reason": "almuerzo"}),
    "change_password": GoodRequest("ana", 204, body={"current": PASSWORD, "new": "otra-clave-de-prueba"}),
    "set_up_factor": GoodRequest("jefa", body={"enrolment_code": "{code}"}, prepare=_an_enrolment_code),
    "take_factor_away": GoodRequest("ana", 204, body={"code": "{code}"}, prepare=_a_second_factor),
    "change_phone_password": GoodRequest("ana"),
    "begin_browser_phone": GoodRequest("ana", prepare=_browser_phone),
    "end_browser_phone": GoodRequest("ana", 204, prepare=_browser_phone),
    "list_sessions": GoodRequest("ana"),
    "revoke_session": GoodRequest("ana", 204, path={"session_id": "{session}"}, prepare=_another_session),
    "list_own_calls": GoodRequest("ana"),
    "tell_own_day": GoodRequest("ana"),
    "list_users": GoodRequest("admin"),
    "create_user": GoodRequest(
        "admin",
        201,
        body={
            "user": "luz",
            "name": "Luz Beltrán",
            "password": "una-clave-larga",
            "roles": [{"role": "asesor", "begins_on": "2027-01-01", "ends_on": None}],
            "proof": PASSWORD,
        },
    ),
    "change_roles": GoodRequest(
        "admin", 204, path={"name": "otra"}, body={"roles": [{"role": "calidad"}], "proof": PASSWORD}
    ),
    "disable_user": GoodRequest("admin", 204, path={"name": "otra"}),
    "enable_user": GoodRequest("admin", 204, path={"name": "otra"}, prepare=_a_disabled_user),
    "reset_password": GoodRequest("admin", path={"name": "otra"}, body={"password": "otra-clave-larga"}),
    "reset_second_factor": GoodRequest("admin", 204, path={"name": "otra"}, prepare=_a_users_factor),
    "issue_enrolment_code": GoodRequest("admin", path={"name": "otra"}, body={"proof": PASSWORD}),
    "list_rights_requests": GoodRequest("admin"),
    "approve_rights_request": GoodRequest(
        "admin", 204, path={"request_id": "{request}"}, body={"proof": PASSWORD}, prepare=_a_rights_request
    ),
    "refuse_rights_request": GoodRequest(
        "admin", 204, path={"request_id": "{request}"}, body={"proof": PASSWORD}, prepare=_a_rights_request
    ),
    "reset_phone_password": GoodRequest("admin", path={"name": "otra"}),
    "list_tokens": GoodRequest("admin"),
    "issue_token": GoodRequest(
        "admin", 201, body={"name": "tablero", "permissions": ["board.read"], "days": 30, "proof": PASSWORD}
    ),
    "revoke_token": GoodRequest("admin", 204, path={"token_id": "{token}"}, prepare=_a_service),
    "list_calls": GoodRequest("jefa", query={"line": "nacional", "outcome": "in_progress", "limit": "10"}),
    "search_calls": GoodRequest("jefa", body={"number": "3001112201", "limit": 3}),
    "count_calls": GoodRequest("jefa", query={"from": "2027-01-15", "to": "2027-01-16"}),
    "export_call_list": GoodRequest("jefa", body={"format": "xlsx", "line": "nacional"}),
    "tell_call": GoodRequest("jefa", path=CALL_PATH),
    "search_everything": GoodRequest("jefa", body={"text": "ana gutierrez", "limit": 3}),
    "get_service_level": GoodRequest("jefa", query={"from": "2027-01-15", "to": "2027-01-16", "line": "nacional"}),
    "force_presence": GoodRequest("jefa", path={"advisor": "ana"}, body={"state": "paused", "reason": "reunion"}),
    "list_own_queues": GoodRequest("ana"),
    "list_roster": GoodRequest("jefa", query={"q": "ana", "queue": "credito", "limit": "10"}),
    "change_advisor_queues": GoodRequest("jefa", path={"advisor": "ana"}, body={"levels": {"credito": 8, "pagos": 5}}),
    "change_advisor_seat": GoodRequest("jefa", path={"advisor": "ana"}, body={"seat": "B-04"}, prepare=_a_seat),
    "list_roster_seats": GoodRequest("jefa", prepare=_a_seat),
    "save_roster_seat": GoodRequest(
        "jefa", path={"seat": "B-05"}, body={"extension": "2042", "location": "Piso 3, isla B"}
    ),
    "delete_roster_seat": GoodRequest("jefa", 204, path={"seat": "B-06"}, prepare=_a_seat),
    "list_roster_absences": GoodRequest("jefa", query={"first_day": "2027-01-01", "limit": "10"}, prepare=_an_absence),
    "create_absence": GoodRequest("jefa", 201, body={**AN_ABSENCE, "user": "otra"}),
    "cancel_roster_absence": GoodRequest("jefa", path={"user": "ana", "absence_id": "{absence}"}, prepare=_an_absence),
    "export_roster": GoodRequest("jefa", body={"list": "advisors", "format": "csv"}),
    "list_queue_overrides": GoodRequest("jefa"),
    "start_queue_override": GoodRequest(
        "jefa", path={"advisor": "ana"}, body={"levels": {"general": 9}, "until": None, "reason": "Pico de llamadas"}
    ),
    "end_queue_override": GoodRequest("jefa", path={"advisor": "ana"}),
    "list_roster_people": GoodRequest("jefa"),
    "name_roster_deputy": GoodRequest("jefa", 204, path={"user": "ana"}, body={"deputy": "todera"}),
    "control_call": GoodRequest("ana", 202, path=CALL_PATH, body={"action": "hold"}),
    "supervise_call": GoodRequest("jefa", 202, path=CALL_PATH, body={"mode": "listen"}, prepare=_phones),
    "stop_supervision": GoodRequest("jefa", 202, path=CALL_PATH),
    "list_transfer_targets": GoodRequest("ana"),
    "end_wrap_up": GoodRequest("ana", 204),
    "tell_pop": GoodRequest("ana", path=CALL_PATH),
    "find_possible_customers": GoodRequest("ana", path=CALL_PATH),
    "put_disposition": GoodRequest("ana", path=CALL_PATH, body={**SAID, "note": "Vuelve a llamar.", "finish": False}),
    "read_draft": GoodRequest("ana", path=CALL_PATH),
    "write_draft": GoodRequest("ana", path=CALL_PATH, body={"revision": 0, "form": {"text": "a medias"}}),
    "delete_draft": GoodRequest("ana", 204, path=CALL_PATH),
    "file_ticket": GoodRequest(
        "ana", 201, headers={"Idempotency-Key": "clave-0001"}, body={**PETITION_FORM, "call_id": CALL}
    ),
    "preview_filing": GoodRequest(
        "ana",
        query={**{name: PETITION_FORM[name] for name in ("kind", "theme", "subtheme")}, "channel": "letter"},
    ),
    "list_tickets": GoodRequest("ana", query={"mine": "true", "limit": "10"}),
    "count_tickets": GoodRequest("ana", query={"state": "filed"}),
    "export_ticket_list": GoodRequest(
        "jefa", body={"format": "csv", "state": "filed", "columns": ["number", "due_on"]}
    ),
    "take_bulk_steps": GoodRequest(
        "ana",
        headers={"Idempotency-Key": "clave-varios"},
        body={"step": "note", "text": "Se llamó.", "tickets": [{"number": "{number}", "version": 1}]},
        prepare=_a_ticket,
    ),
    "list_saved_views": GoodRequest("jefa", query={"list": "tickets"}),
    "create_saved_view": GoodRequest("jefa", 201, body={**A_VIEW, "name": "En rojo"}),
    "change_saved_view": GoodRequest(
        "jefa", path={"view_id": "{view}"}, body={**A_VIEW, "name": "Otra", "shared": True}, prepare=_a_view
    ),
    "delete_saved_view": GoodRequest("jefa", 204, path={"view_id": "{view}"}, prepare=_a_view),
    "get_ticket": GoodRequest("ana", path={"number": "{number}"}, prepare=_a_ticket),
    "get_status": GoodRequest("ana", path={"number": "{number}"}, prepare=_a_ticket),
    "get_status_terms": GoodRequest("ana", path=CALL_PATH),
    "ask_status": GoodRequest(
        "ana", path=CALL_PATH, body={"number": "{number}", "document": "CC 52.900.101"}, prepare=_a_ticket
    ),
    "get_receipt": GoodRequest("ana", path={"number": "{number}"}, prepare=_a_ticket),
    "attach_files": GoodRequest(
        "ana",
        201,
        path={"number": "{number}"},
        body={"files": [b"Hola", b"%PDF-1.7"]},
        media_type="multipart/form-data",
        prepare=_a_place_for_files,
    ),
    "list_attachments": GoodRequest("ana", path={"number": "{number}"}, prepare=_a_ticket),
    "open_attachment": GoodRequest("ana", path={"number": "{number}", "attachment_id": "{file}"}, prepare=_a_file),
    "list_letters": GoodRequest("todera", path={"number": "{number}"}, prepare=_a_letter),
    "get_letter": GoodRequest("todera", path=LETTER_PATH, prepare=_a_letter),
    "get_letter_bundle": GoodRequest("todera", path=LETTER_PATH, prepare=_a_letter),
    "dispatch_letter": GoodRequest(
        "todera", path=LETTER_PATH, body={"carrier": "4-72", "guide": "RA1CO"}, prepare=_a_letter
    ),
    "record_letter_delivery": GoodRequest(
        "todera", path=LETTER_PATH, body={"delivered": True, "receipt": "Ana"}, prepare=_a_letter
    ),
    "get_ticket_history": GoodRequest("ana", path={"number": "{number}"}, prepare=_a_ticket),
    "take_ticket_step": GoodRequest(
        "ana", path={"number": "{number}"}, body={"step": "note", "version": 2, "text": "Vuelve."}, prepare=_a_ticket
    ),
    "list_mention_candidates": GoodRequest("ana", path={"number": "{number}"}, prepare=_a_ticket),
    "get_help_marks": GoodRequest("ana"),
    "mark_tour_seen": GoodRequest("ana", path={"role": "asesor"}),
    "mark_news_seen": GoodRequest("ana", body={"version": "0.9.0"}),
    "list_notifications": GoodRequest("ana", query={"unread": "true", "limit": "5"}),
    "mark_notifications": GoodRequest("ana", body={"read": True, "about": "ticket", "number": "2027-000001-5"}),
    "list_unresolved_escalations": GoodRequest("jefa", query={"overdue": "true", "answered": "false", "limit": "5"}),
    "preview_reclassification": GoodRequest("ana", path={"number": "{number}"}, query=SAID, prepare=_a_ticket),
    "get_recording": GoodRequest("jefa", path=RECORDING_PATH, prepare=_a_recording),
    "get_waveform": GoodRequest("jefa", path={"recording_id": "grabada.0-9"}),
    "list_lookups": GoodRequest("ana"),
    "look_up": GoodRequest("ana", path={**CALL_PATH, "lookup": "cartera"}, body={}, prepare=_a_lookup),
    "look_up_for_ticket": GoodRequest(
        "todera", path={"number": "{number}", "lookup": "cartera"}, body={}, prepare=_a_ticket_of_a_customer
    ),
    "play_recording": GoodRequest("jefa", 206, path={"recording_id": "grabada.0-9"}, headers={"Range": "bytes=9-99"}),
    "list_incidents": GoodRequest("jefa", query={"open": "true", "limit": "10"}),
    "open_incident": GoodRequest("jefa", 201, body=AN_INCIDENT),
    "get_incident": GoodRequest("jefa", path={"incident_id": "{incident}"}, prepare=_an_incident),
    "add_incident_note": GoodRequest(
        "jefa", 201, path={"incident_id": "{incident}"}, body={"text": "Se llamó al operador."}, prepare=_an_incident
    ),
    "close_incident": GoodRequest("jefa", path={"incident_id": "{incident}"}, body={}, prepare=_an_incident),
    "get_availability": GoodRequest("jefa", query={"month": "2026-11"}),
    "list_gaps": GoodRequest("jefa", query={"from": "2026-11-01", "to": "2026-12-01"}),
    "get_gap_certificate": GoodRequest("jefa", query={"from": "2026-11-01", "to": "2026-12-01"}),
    "list_sealed_periods": GoodRequest("todera", prepare=_a_sealed_month),
    "request_seal": GoodRequest("todera", 202, body={"month": "2026-10"}, prepare=_a_closed_month),
    "get_sealed_period": GoodRequest("todera", path={"id": "{month}"}, prepare=_a_sealed_month),
    "download_sealed_period": GoodRequest("todera", path={"id": "{month}"}, prepare=_a_sealed_month),
    "list_day_heads": GoodRequest("todera", query={"limit": "10", "before": "2099-01-01"}, prepare=_a_sealed_month),
    "list_voice_messages": GoodRequest("jefa", query={"attended": "false", "line": "nacional", "limit": "10"}),
    "get_voice_message": GoodRequest("jefa", path={"recording_id": "{message}"}, prepare=_a_message),
    "attend_voice_message": GoodRequest(
        "jefa", path={"recording_id": "mensaje.0-2"}, body={"ticket": "{number}"}, prepare=_a_ticket
    ),
    "file_voice_message": GoodRequest(
        "jefa",
        201,
        path={"recording_id": "{message}"},
        headers={"Idempotency-Key": "clave-0002"},
        body=PETITION_FORM,
        prepare=_another_message,
    ),
    "play_voice_message": GoodRequest(
        "jefa", 206, path={"recording_id": "otro-mensaje.0-2"}, headers={"Range": "bytes=9-99"}
    ),
    "list_samples": GoodRequest("todera", query={"channel": "phone", "limit": "10", "before": "2027-W01"}),
    "get_sample": GoodRequest("todera", path={"sample_id": "2026-W47-phone"}, prepare=_a_sample),
    "replace_item": GoodRequest(
        "todera",
        201,
        path={"sample_id": "2026-W47-phone"},
        body={"item": "c-1", "reason": "sin_audio"},
        prepare=_a_sample,
    ),
    "list_seeds": GoodRequest("todera", prepare=_a_commitment),
    "commit_seed": GoodRequest("todera", 201, body={"week": "2027-W04", "commitment": commit(A_NUMBER)}),
    "reveal_seed": GoodRequest("todera", path={"week": "2026-W46"}, body={"number": A_NUMBER}, prepare=_a_commitment),
    "check_month_to_close": GoodRequest("todera", path={"month": "2026-10"}),
    "list_displays": GoodRequest("jefa", prepare=_a_display),
    "create_display": GoodRequest("jefa", 201, body={**DISPLAY_FORM, "days": 30}),
    "change_display": GoodRequest("jefa", path={"display_id": "{display}"}, body=DISPLAY_FORM, prepare=_a_display),
    "issue_display_code": GoodRequest("jefa", path={"display_id": "{display}"}, prepare=_a_display),
    "pair_display": GoodRequest(NOBODY, 204, body={"code": PAIRING_CODE}, prepare=_a_display),
    "get_wall": GoodRequest(
        NOBODY, headers={"Cookie": f"{DISPLAY_COOKIE}={DISPLAY}.{DISPLAY_SECRET}"}, prepare=_a_display
    ),
    "revoke_display": GoodRequest("jefa", 204, path={"display_id": "{display}"}, prepare=_a_display),
    "list_bulletin_audiences": GoodRequest("jefa"),
    "send_staff_message": GoodRequest(
        "jefa", 201, body={"audience": {"kind": "users", "ids": ["ana"]}, "text": "Pase por mi puesto, por favor."}
    ),
    "publish_announcement": GoodRequest("jefa", 201, body=AN_ANNOUNCEMENT),
    "list_bulletins": GoodRequest("jefa", query={"kind": "announcement", "limit": "10"}, prepare=_a_bulletin),
    "read_bulletin": GoodRequest("jefa", path={"bulletin_id": "{bulletin}"}, prepare=_a_bulletin),
    "withdraw_bulletin": GoodRequest("jefa", path={"bulletin_id": "{bulletin}"}, prepare=_a_bulletin),
    "export_bulletin_receipts": GoodRequest(
        "jefa", body={"bulletin": "{bulletin}", "format": "csv"}, prepare=_a_bulletin
    ),
    "list_own_bulletins": GoodRequest("ana", query={"standing": "true", "limit": "10"}, prepare=_a_bulletin),
    "mark_own_bulletins": GoodRequest("ana", 204, body={"ids": ["2026-0001"], "read": True}, prepare=_a_bulletin),
    "list_holidays": GoodRequest("ana", query={"year": "2026"}),
    "list_legal_terms": GoodRequest("ana"),
    "read_simulator_site": GoodRequest("jefa"),
    "run_simulation": GoodRequest(
        "jefa",
        body={
            "line": "bogota",
            "day": "2026-12-05",
            "at": "18:59",
            "floor": {"shifts": [{"queues": {"credito": 8}, "advisors": 2, "busy": 1}]},
            "inputs": [{"do": "listen"}, {"press": "1"}],
        },
    ),
    "run_simulator_tries": GoodRequest("jefa"),
    "list_contingency_messages": GoodRequest("jefa"),
    "play_contingency_message": GoodRequest("jefa", path={"message": "fallas_plataforma"}),
    "start_contingency_message": GoodRequest(
        "jefa",
        path={"line": "bogota"},
        body={
            "message": "fallas_plataforma",
            "mode": "before",
            "until": "2027-01-15T10:00:00Z",
            "reason": "El CRM no abre.",
        },
    ),
    "remove_contingency_message": GoodRequest("jefa", path={"line": "bogota"}),
    "list_prompts": GoodRequest("jefa"),
    "get_prompt": GoodRequest("jefa", path={"prompt": "{prompt}"}, prepare=_a_prompt_sound),
    "play_prompt": GoodRequest(
        "jefa", path={"prompt": "{prompt}"}, query={"sound": "{sound}"}, prepare=_a_prompt_sound
    ),
    "store_prompt_sound": GoodRequest(
        "jefa",
        201,
        path={"prompt": "despedida"},
        query={"source": "recorded"},
        body={"files": [recording()]},
        media_type="multipart/form-data",
    ),
    "choose_prompt_voice": GoodRequest(
        "jefa", path={"prompt": "{prompt}"}, body={"sound": "{sound}"}, prepare=_a_prompt_sound
    ),
    "preview_prompt": GoodRequest("jefa", body={"text": "Buen día."}),
    "get_first_steps": GoodRequest("todera", prepare=_a_site),
    "send_test_mail": GoodRequest("todera", 202, body={"to": "ana@entidad.gov.co"}, prepare=_a_mail_server),
    "get_site": GoodRequest("jefa", prepare=_a_site),
    "get_site_schema": GoodRequest("jefa"),
    "list_publications": GoodRequest("jefa", query={"on": "2026-12-01"}, prepare=_a_site),
    "get_publication": GoodRequest("jefa", path={"publication_id": "{publication}"}, prepare=_a_site),
    "export_publication": GoodRequest("jefa", path={"publication_id": "{publication}"}, prepare=_a_site),
    "cancel_publication": GoodRequest(
        "todera", path={"publication_id": "{scheduled}"}, body={"reason": "Se aplaza"}, prepare=_a_scheduled_site
    ),
    "return_to_publication": GoodRequest(
        "todera",
        path={"publication_id": "{earlier}"},
        body={"reason": "No debía", "expected": "{publication}"},
        prepare=_an_earlier_site,
    ),
    "open_site_draft": GoodRequest("jefa", 201, body={"title": "Horario de diciembre"}, prepare=_a_site),
    "get_site_draft": GoodRequest("jefa", path={"draft_id": "{draft}"}, prepare=_a_site_draft),
    "get_site_draft_revision": GoodRequest("jefa", path={"draft_id": "{draft}"}, prepare=_a_site_draft),
    "preview_site_text": GoodRequest(
        "jefa",
        path={"draft_id": "{draft}"},
        query={"text": "answer", "template": "orientacion_credito"},
        prepare=_a_site_draft,
    ),
    "change_site_draft": GoodRequest(
        "jefa",
        path={"draft_id": "{draft}"},
        body={
            "changes": [
                {"path": ["pauses", "descanso"], "before": "Descanso", "after": "Descanso corto"},
                {"path": ["pauses", "receso"], "after": "Receso"},
            ]
        },
        prepare=_a_site_draft,
    ),
    "update_site_draft": GoodRequest(
        "jefa",
        path={"draft_id": "{draft}"},
        body={"choices": [{"path": ["pauses", "descanso"], "take": "mine"}]},
        prepare=_a_site_draft,
    ),
    "check_site_draft": GoodRequest("jefa", path={"draft_id": "{draft}"}, prepare=_a_site_draft),
    "publish_site_draft": GoodRequest(
        "todera",
        path={"draft_id": "{draft}"},
        body={"reason": "Nombre más corto", "tries_reason": "Cambió el nombre", "expected": "{publication}"},
        prepare=_a_site_draft,
    ),
    "approve_site_publication": GoodRequest("todera", path={"draft_id": "{draft}"}, prepare=_a_waiting_draft),
    "refuse_site_publication": GoodRequest(
        "jefa", path={"draft_id": "{draft}"}, body={"reason": "Me equivoqué"}, prepare=_a_waiting_draft
    ),
    "store_site_draft_file": GoodRequest(
        "jefa",
        path={"draft_id": "{draft}", "name": "saludo.wav"},
        body={"files": [recording()]},
        media_type="multipart/form-data",
        prepare=_a_site_draft,
    ),
    "get_draft_test_call": GoodRequest("jefa", path={"draft_id": "{draft}"}, prepare=_a_site_draft),
    "open_draft_test_call": GoodRequest(
        "jefa", path={"draft_id": "{draft}"}, body={"line": "bogota"}, prepare=_a_draft_to_call
    ),
    "end_draft_test_call": GoodRequest("jefa", path={"draft_id": "{draft}"}, prepare=_a_site_draft),
    "get_draft_simulator_site": GoodRequest("jefa", path={"draft_id": "{draft}"}, prepare=_a_site_draft),
    "discard_site_draft": GoodRequest("jefa", 204, path={"draft_id": "{draft}"}, prepare=_a_site_draft),
    "get_board_curves": GoodRequest("jefa", query={"line": "nacional"}),
    "export_board_curves": GoodRequest("jefa", body={"queue": "general", "format": "csv"}),
    "get_board_advisor": GoodRequest("jefa", path={"advisor": "ana"}),
    "list_own_states": GoodRequest("ana"),
    "list_board_teams": GoodRequest("jefa"),
    "list_board_thresholds": GoodRequest("jefa"),
    "set_board_thresholds": GoodRequest(
        "jefa",
        path={"queue": "general"},
        body={"waiting": 5, "longest_wait_s": 60, "service_level": 80, "abandon_rate": None},
    ),
    "clear_board_thresholds": GoodRequest("jefa", path={"queue": "general"}),
    "read_practice_board": GoodRequest("libre", prepare=_a_practice),
    "list_own_practices": GoodRequest("libre", query={"limit": "10"}, prepare=_a_practice),
    "start_own_practice": GoodRequest("libre", 201, body={"scenario": "renovar"}, prepare=_no_practice),
    "end_own_practice": GoodRequest("libre", path={"practice_id": "{practice}"}, prepare=_a_practice),
    "list_practices": GoodRequest("jefa", query={"advisor": "libre", "limit": "10"}, prepare=_a_practice),
    "start_practice": GoodRequest("jefa", 201, body={"scenario": "renovar", "advisor": "libre"}, prepare=_no_practice),
    "end_practice": GoodRequest("jefa", path={"practice_id": "{practice}"}, prepare=_a_practice),
    "list_observations": GoodRequest("todera", query={"answered": "false", "about": "call", "limit": "10"}),
    "create_observation": GoodRequest(
        "todera",
        201,
        headers={"Idempotency-Key": "clave-0004"},
        body={"about": {"kind": "call", "id": CALL}, "text": "Esperó demasiado."},
    ),
    "get_observation": GoodRequest("todera", path={"observation_id": "{observation}"}, prepare=_an_observation),
    "answer_observation": GoodRequest(
        "todera", path={"observation_id": "{observation}"}, body={"text": "Ya se envió."}, prepare=_an_observation
    ),
    "list_evaluations": GoodRequest(
        "jefa", query={"channel": "phone", "kind": "focused", "sort": "worked_at", "limit": "10"}
    ),
    "list_evaluation_choices": GoodRequest("jefa"),
    "list_sample_evaluations": GoodRequest("todera", path={"sample_id": "2026-W47-phone"}, prepare=_a_sample),
    "score_answers": GoodRequest("clara", path=EVALUATION_PATH, body={"answers": _ANSWERS}, prepare=_an_evaluation),
    "list_staff": GoodRequest(
        "admin", query={"standing": "present", "user": "e", "limit": "10"}, prepare=_a_staff_person
    ),
    "register_staff": GoodRequest(
        "admin",
        201,
        body={
            "user": "eva",
            "name": "Eva Díaz",
            "document": "52111222",
            "begins_on": "2026-01-05",
            "line": "bogota",
            "reason": "Contrato 4.",
        },
    ),
    "get_staff_options": GoodRequest("admin", prepare=_a_staff_person),
    "export_staff": GoodRequest("admin", body={"columns": ["user", "standing"], "format": "csv"}),
    "import_staff": GoodRequest(
        "admin", body={"content": "usuario,nombre,ingreso\neva,Eva Díaz,2026-01-05", "apply": False}
    ),
    "get_staff": GoodRequest("admin", path=STAFF_PATH, prepare=_a_staff_person),
    "correct_staff": GoodRequest(
        "admin", path=STAFF_PATH, body={"revision": 1, "name": "Eva María Díaz"}, prepare=_a_staff_person
    ),
    "return_staff": GoodRequest(
        "admin", path=STAFF_PATH, body={"begins_on": "{day}", "reason": "Vuelve."}, prepare=_a_former_person
    ),
    "move_staff": GoodRequest(
        "admin", path=STAFF_PATH, body={"roles": [], "position": "Líder", "reason": "Ascenso."}, prepare=_a_staff_person
    ),
    "cancel_staff_move": GoodRequest("admin", path=STAFF_PATH, prepare=_a_planned_move),
    "end_staff": GoodRequest("admin", path=STAFF_PATH, body={"reason": "Renunció."}, prepare=_a_staff_person),
    "cancel_staff_exit": GoodRequest("admin", path=STAFF_PATH, prepare=_a_planned_exit),
    "list_large_clients": GoodRequest("jefa", query={"state": "active", "text": "mues"}, prepare=_a_large_client),
    "register_large_client": GoodRequest(
        "todera", 201, body={**NEW_CLIENT, "nit": "800197268-4"}, prepare=_a_large_client
    ),
    "get_large_client_names": GoodRequest("jefa"),
    "get_large_client_options": GoodRequest("jefa"),
    "get_large_client": GoodRequest("jefa", path=CLIENT_PATH, prepare=_a_large_client),
    "change_large_client": GoodRequest(
        "todera",
        path=CLIENT_PATH,
        body={**NEW_CLIENT, "state": "active", "until": None, "version": 1, "contacts": []},
        prepare=_a_large_client,
    ),
    "get_large_client_activity": GoodRequest("jefa", path=CLIENT_PATH, prepare=_a_large_client),
    "recognise_large_client_of_call": GoodRequest("jefa", path=CALL_PATH),
    "recognise_large_client_of_ticket": GoodRequest("jefa", path={"number": "{number}"}, prepare=_a_ticket),
    "list_client_novelties": GoodRequest("vera", query={"pending": "true", "limit": "10"}, prepare=_a_novelty),
    "register_client_novelty": GoodRequest(
        "clara",
        201,
        headers={"Idempotency-Key": "clave-novedad"},
        body={**NEW_NOVELTY, "client": "{client}"},
        prepare=_a_large_client,
    ),
    "get_client_novelty_options": GoodRequest("vera"),
    "export_client_novelties": GoodRequest(
        "vera", body={"columns": ["number", "owed"], "format": "csv"}, prepare=_a_novelty
    ),
    "get_client_novelty": GoodRequest("vera", path=NOVELTY_PATH, prepare=_a_novelty),
    "act_on_client_novelty": GoodRequest(
        "clara", path=NOVELTY_PATH, body={"act": "note", "revision": 2, "text": "Se llamó."}, prepare=_a_novelty
    ),
    "confirm_client_novelty": GoodRequest(
        "vera", path=NOVELTY_PATH, body={"act": "receive", "revision": 2}, prepare=_a_novelty
    ),
    "list_findings": GoodRequest(
        "jefa", query={"pending": "true", "severity": "grave", "sort": "due_on", "limit": "10"}, prepare=_a_finding
    ),
    "register_finding": GoodRequest(
        "clara", 201, headers={"Idempotency-Key": "clave-hallazgo"}, body=NEW_FINDING, prepare=_a_finding
    ),
    "get_finding_options": GoodRequest("clara", prepare=_a_finding),
    "export_findings": GoodRequest("jefa", body={"columns": ["number", "term"], "format": "csv"}, prepare=_a_finding),
    "get_finding": GoodRequest("jefa", path=FINDING_PATH, prepare=_a_finding),
    "act_on_finding": GoodRequest(
        "sara",
        path=FINDING_PATH,
        body={"act": "propose", "revision": 1, "text": "Se capacita esta semana."},
        prepare=_a_finding,
    ),
    "review_finding": GoodRequest(
        "clara", path=FINDING_PATH, body={"act": "annul", "revision": 1, "text": "Repetido."}, prepare=_a_finding
    ),
    "assign_finding": GoodRequest(
        "clara",
        path=FINDING_PATH,
        body={"area": "operacion", "owner": "clara", "revision": 1, "text": ""},
        prepare=_a_finding,
    ),
    "attach_finding_file": GoodRequest(
        "clara", path=FINDING_PATH, body={"files": [b"Acta"]}, media_type="multipart/form-data", prepare=_a_finding
    ),
    "open_finding_file": GoodRequest("jefa", path={**FINDING_PATH, "file_id": "{file}"}, prepare=_a_finding_file),
    "list_visits": GoodRequest("jefa", query={"state": "draft", "mode": "in_person", "limit": "10"}, prepare=_a_visit),
    "begin_visit": GoodRequest("clara", 201, body={"mode": "monitoring", "visited_on": "2026-11-23"}, prepare=_a_visit),
    "get_visit": GoodRequest("jefa", path=VISIT_PATH, prepare=_a_visit),
    "save_visit": GoodRequest(
        "clara",
        path=VISIT_PATH,
        body={"revision": 1, "mode": "in_person", "visited_on": "2026-11-23", "place": "Sede"},
        prepare=_a_visit,
    ),
    "sign_visit": GoodRequest("clara", path=VISIT_PATH, body={"revision": 2}, prepare=_a_complete_visit),
    "discard_visit": GoodRequest("clara", path=VISIT_PATH, body={"reason": "Se aplazó."}, prepare=_a_visit),
    "list_access_log": GoodRequest("todera", query={"kind": "sign_in", "channel": "screen", "limit": "10"}),
    "export_access_log": GoodRequest("todera", body={"columns": ["at", "account", "movement"], "format": "csv"}),
    "compare_access_log": GoodRequest("todera", body=A_REVIEWED_MONTH),
    "list_log_reviews": GoodRequest("todera", query={"limit": "10"}, prepare=_a_log_review),
    "sign_log_review": GoodRequest(
        "todera",
        201,
        headers={"Idempotency-Key": "clave-revision"},
        body={**A_REVIEWED_MONTH, "note": "Se retiran las cuentas que sobran."},
    ),
    "get_log_review": GoodRequest("todera", path=LOG_REVIEW_PATH, prepare=_a_log_review),
    "get_log_review_content": GoodRequest("todera", path=LOG_REVIEW_PATH, prepare=_a_log_review),
    "get_log_review_pdf": GoodRequest("todera", path=LOG_REVIEW_PATH, prepare=_a_log_review),
    "get_log_review_xlsx": GoodRequest("todera", path=LOG_REVIEW_PATH, prepare=_a_log_review),
    "get_log_review_csv": GoodRequest("todera", path=LOG_REVIEW_PATH, prepare=_a_log_review),
    "list_identity_checks": GoodRequest("todera", query={"result": "passed", "limit": "10"}),
    "export_identity_checks": GoodRequest("todera", body={"columns": ["asked_at", "advisor"], "format": "xlsx"}),
    "list_finding_reports": GoodRequest("jefa", query={"state": "ready", "limit": "10"}, prepare=_a_finding_report),
    "ask_finding_report": GoodRequest(
        "clara", 201, body={"scope": "week", "subject": "2026-W48"}, prepare=_a_finding_report
    ),
    "get_finding_report": GoodRequest("jefa", path=REPORT_PATH, prepare=_a_finding_report),
    "get_finding_report_content": GoodRequest("jefa", path=REPORT_PATH, prepare=_a_finding_report),
    "get_finding_report_pdf": GoodRequest("jefa", path=REPORT_PATH, prepare=_a_finding_report),
    "get_finding_report_xlsx": GoodRequest("jefa", path=REPORT_PATH, prepare=_a_finding_report),
    "get_finding_report_csv": GoodRequest("jefa", path=REPORT_PATH, prepare=_a_finding_report),
    "present_finding_report": GoodRequest("clara", path=REPORT_PATH, prepare=_a_finding_report),
    "receive_finding_report": GoodRequest("todera", path=REPORT_PATH, prepare=_a_presented_report),
    "answer_finding_report": GoodRequest(
        "todera", path=REPORT_PATH, body={"text": "Se corrigen esta semana."}, prepare=_a_received_report
    ),
    "get_training_options": GoodRequest("clara", prepare=_a_training_session),
    "list_courses": GoodRequest("jefa", prepare=_a_training_session),
    "search_articles": GoodRequest(
        "ana",
        query={"words": "queja", "topic": "queja/trato", "line": "nacional", "limit": "10"},
        prepare=_an_article,
    ),
    "get_shown_article": GoodRequest("ana", path=ARTICLE_PATH, prepare=_an_article),
    "open_article": GoodRequest("ana", path=ARTICLE_PATH, body={}, prepare=_an_article),
    "list_readings": GoodRequest("jefa", query={"call_id": CALL}, prepare=_an_article),
    "rate_article": GoodRequest(
        "asesor1", path={"reading_id": "{reading}"}, body={"useful": True}, prepare=_an_article
    ),
    "list_library": GoodRequest("clara", query={"state": "published", "limit": "10"}, prepare=_an_article),
    "create_article": GoodRequest(
        "clara",
        201,
        body={
            "title": "Certificado de renta",
            "body": "Se descarga del portal.",
            "topics": ["queja/trato"],
            "owner": "clara",
            "valid_from": "2027-01-01",
            "review_on": "2027-06-01",
        },
        prepare=_an_article,
    ),
    "get_library_options": GoodRequest("clara", prepare=_an_article),
    "get_library_article": GoodRequest("clara", path=ARTICLE_PATH, prepare=_an_article),
    "edit_article": GoodRequest(
        "clara",
        path=ARTICLE_PATH,
        body={
            "title": "Atender una queja",
            "body": "Escuche.",
            "owner": "clara",
            "valid_from": "2027-01-01",
            "review_on": "2027-06-01",
            "revision": 3,
        },
        prepare=_an_article,
    ),
    "publish_article": GoodRequest("clara", path=ARTICLE_PATH, body={"version": 2, "revision": 3}, prepare=_an_article),
    "withdraw_article": GoodRequest("clara", path=ARTICLE_PATH, body={"revision": 3}, prepare=_an_article),
    "get_article_version": GoodRequest("clara", path={**ARTICLE_PATH, "version": "2"}, prepare=_an_article),
    "create_course": GoodRequest("clara", 201, body={"title": "Ley 1755 de 2015"}, prepare=_a_training_session),
    "get_course": GoodRequest("jefa", path=COURSE_PATH, prepare=_a_training_session),
    "change_course": GoodRequest(
        "clara", path=COURSE_PATH, body={"title": "Ley 1755", "revision": 1}, prepare=_a_training_session
    ),
    "add_material": GoodRequest(
        "clara",
        path=COURSE_PATH,
        body={"title": "Términos", "dated_on": "2026-11-20", "minutes": 45},
        prepare=_a_training_session,
    ),
    "upload_material": GoodRequest(
        "clara",
        path=COURSE_PATH,
        query={"title": "Cartilla", "dated_on": "2026-11-20", "minutes": "45"},
        body={"files": [b"Cartilla"]},
        media_type="multipart/form-data",
        prepare=_a_training_session,
    ),
    "open_material": GoodRequest("jefa", path=MATERIAL_PATH, prepare=_a_training_file),
    "list_training_sessions": GoodRequest(
        "jefa", query={"state": "planned", "sort": "starts_at", "limit": "10"}, prepare=_a_training_session
    ),
    "plan_session": GoodRequest("clara", 201, body={"course": "{course}", **A_PLACE}, prepare=_a_training_session),
    "get_training_session": GoodRequest("jefa", path=TRAINING_PATH, prepare=_a_training_session),
    "move_session": GoodRequest(
        "clara", path=TRAINING_PATH, body={"revision": 1, **A_PLACE}, prepare=_a_training_session
    ),
    "cancel_session": GoodRequest("clara", path=TRAINING_PATH, body={"revision": 1}, prepare=_a_training_session),
    "set_participants": GoodRequest("clara", path=TRAINING_PATH, body={"advisors": []}, prepare=_a_training_session),
    "take_register": GoodRequest(
        "clara",
        path=TRAINING_PATH,
        body={"revision": 1, "rows": [{"advisor": "ana", "attendance": "attended", "mark": "87.5"}]},
        prepare=_a_training_session,
    ),
    "list_trained_advisors": GoodRequest("jefa", prepare=_a_training_record),
    "list_training_proposals": GoodRequest(
        "jefa", query={"state": "open", "limit": "10"}, prepare=_a_training_proposal
    ),
    "propose_training": GoodRequest(
        "clara", 201, body={"course": "{course}", "queue": "quejas"}, prepare=_a_training_session
    ),
    "decide_training_proposal": GoodRequest(
        "clara",
        path={"proposal_id": "{proposal}"},
        body={"accepted": True, "session": "{training}"},
        prepare=_a_training_proposal,
    ),
    "get_own_training": GoodRequest("ana", prepare=_a_training_record),
    "open_own_material": GoodRequest("ana", path=MATERIAL_PATH, prepare=_a_training_file),
    "acknowledge_training": GoodRequest("ana", path=TRAINING_PATH, prepare=_a_training_record),
    "begin_evaluation": GoodRequest(
        "clara", 201, body={"kind": "new", "channel": "phone", "item": "{call}"}, prepare=_an_attended_call
    ),
    "get_evaluation": GoodRequest("jefa", path=EVALUATION_PATH, prepare=_a_signed_evaluation),
    "save_evaluation": GoodRequest(
        "clara", path=EVALUATION_PATH, body={"revision": 1, "answers": {}, "comment": "Va."}, prepare=_an_evaluation
    ),
    "sign_evaluation": GoodRequest("clara", path=EVALUATION_PATH, body={"revision": 2}, prepare=_a_complete_evaluation),
    "correct_evaluation": GoodRequest(
        "clara",
        path=EVALUATION_PATH,
        body={"revision": 3, "answers": _ANSWERS, "reason": "Se oyó otra vez."},
        prepare=_a_signed_evaluation,
    ),
    "discard_evaluation": GoodRequest(
        "clara", path=EVALUATION_PATH, body={"reason": "Se cortó."}, prepare=_an_evaluation
    ),
    "list_refutations": GoodRequest("todera", prepare=_a_refuted_evaluation),
    "list_refutation_files": GoodRequest("clara", path=EVALUATION_PATH, prepare=_a_refutation_file),
    "list_access_reviews": GoodRequest("clara", query={"limit": "10"}, prepare=_an_access_review),
    "begin_access_review": GoodRequest("clara", 201, prepare=_no_access_review),
    "get_access_review": GoodRequest("clara", path=REVIEW_PATH, prepare=_an_access_review),
    "list_reviewed_accounts": GoodRequest(
        "clara", path=REVIEW_PATH, query={"finding": "none", "limit": "10"}, prepare=_an_access_review
    ),
    "get_access_review_snapshot": GoodRequest("clara", path=REVIEW_PATH, prepare=_an_access_review),
    "get_access_review_decisions": GoodRequest("clara", path=REVIEW_PATH, prepare=_a_signed_access_review),
    "decide_reviewed_accounts": GoodRequest(
        "clara",
        path=REVIEW_PATH,
        body={"users": ["sobrante"], "decision": "remove", "reason": "Ya no trabaja aquí."},
        prepare=_an_access_review,
    ),
    "sign_access_review": GoodRequest("clara", path=REVIEW_PATH, prepare=_a_decided_access_review),
    "execute_review_decisions": GoodRequest(
        "admin", path=REVIEW_PATH, body={"users": ["sobrante"], "proof": PASSWORD}, prepare=_a_signed_access_review
    ),
    "list_coaching": GoodRequest("jefa", query={"state": "proposed", "limit": "10"}, prepare=_a_coaching),
    "open_coaching": GoodRequest("todera", 201, body={"evaluation": "{evaluation}"}, prepare=_a_signed_evaluation),
    "get_coaching": GoodRequest("jefa", path=COACHING_PATH, prepare=_a_coaching),
    "schedule_coaching": GoodRequest(
        "todera",
        path=COACHING_PATH,
        body={"revision": 1, "starts_at": "2099-01-14T10:00:00-05:00", "agenda": "Oír la llamada."},
        prepare=_a_coaching,
    ),
    "register_coaching_session": GoodRequest(
        "todera",
        path=COACHING_PATH,
        body={"revision": 2, "commitment": "Verificar antes.", "due_on": "2099-01-20"},
        prepare=_a_scheduled_coaching,
    ),
    "follow_up_coaching": GoodRequest(
        "todera",
        path=COACHING_PATH,
        body={"revision": 4, "evaluation": "{follow_up}", "fulfilled": True},
        prepare=_a_followed_coaching,
    ),
    "dismiss_coaching": GoodRequest(
        "todera", path=COACHING_PATH, body={"revision": 1, "reason": "No hace falta."}, prepare=_a_coaching
    ),
    "list_own_coaching": GoodRequest("luisa", query={"limit": "10"}, prepare=_a_scheduled_coaching),
    "get_own_coaching": GoodRequest("luisa", path=COACHING_PATH, prepare=_a_scheduled_coaching),
    "confirm_coaching": GoodRequest(
        "luisa", path=COACHING_PATH, body={"revision": 3, "comment": "De acuerdo."}, prepare=_a_held_coaching
    ),
    "comment_coaching": GoodRequest(
        "luisa", path=COACHING_PATH, body={"text": "¿En la tarde?"}, prepare=_a_scheduled_coaching
    ),
    "get_own_quality": GoodRequest("luisa", prepare=_a_signed_evaluation),
    "list_own_refutation_files": GoodRequest("luisa", path=EVALUATION_PATH, prepare=_a_refutation_file),
    "list_own_evaluations": GoodRequest("luisa", query={"limit": "10"}, prepare=_a_signed_evaluation),
    "get_own_evaluation": GoodRequest("luisa", path=EVALUATION_PATH, prepare=_a_signed_evaluation),
    "play_own_evaluated_call": GoodRequest(
        "luisa", 206, path=EVALUATED_PATH, headers={"Range": "bytes=9-99"}, prepare=_an_evaluated_recording
    ),
    "get_own_evaluated_waveform": GoodRequest("luisa", path=EVALUATED_PATH, prepare=_an_evaluated_recording),
    "accept_evaluation": GoodRequest(
        "luisa", path=EVALUATION_PATH, body={"round": 1, "commitment": "Lo haré."}, prepare=_a_signed_evaluation
    ),
    "refute_evaluation": GoodRequest(
        "luisa", path=EVALUATION_PATH, body={"round": 1, "text": "Sí verifiqué."}, prepare=_a_signed_evaluation
    ),
    "attach_refutation_file": GoodRequest(
        "luisa",
        path=ROUND_PATH,
        body={"files": [b"Hola"]},
        media_type="multipart/form-data",
        prepare=_a_signed_evaluation,
    ),
    "open_own_refutation_file": GoodRequest("luisa", path=ROUND_PATH, prepare=_a_refutation_file),
    "open_refutation_file": GoodRequest("clara", path=ROUND_PATH, prepare=_a_refutation_file),
    "begin_conciliation": GoodRequest(
        "todera", path=EVALUATION_PATH, body={"text": "Mañana a las diez."}, prepare=_a_refuted_evaluation
    ),
    "decide_refutation": GoodRequest(
        "todera",
        path=EVALUATION_PATH,
        body={"outcome": "rejected", "text": "Se oye.", "revision": 4},
        prepare=_a_refuted_evaluation,
    ),
    "list_calibrations": GoodRequest("todera", query={"state": "evaluating", "limit": "10"}),
    "plan_calibration": GoodRequest(
        "todera", 201, body={**_CALIBRATION, "items": ["{call}"]}, prepare=_people_of_a_calibration
    ),
    "list_calibration_candidates": GoodRequest("todera"),
    "get_calibration": GoodRequest("jefa", path=CALIBRATION_PATH, prepare=_an_opened_calibration),
    "change_calibration_master": GoodRequest(
        "todera", path=CALIBRATION_PATH, body={"master": "nora", "reason": "Viaja."}, prepare=_a_calibration
    ),
    "cancel_calibration": GoodRequest(
        "todera", path=CALIBRATION_PATH, body={"reason": "Se aplaza."}, prepare=_a_calibration
    ),
    "open_calibration_results": GoodRequest(
        "todera", path=CALIBRATION_PATH, body={"reason": "Hoy es la reunión."}, prepare=_a_calibration
    ),
    "save_calibration_minutes": GoodRequest(
        "todera", path=CALIBRATION_PATH, body={**_MINUTES, "revision": 1}, prepare=_an_opened_calibration
    ),
    "sign_calibration_minutes": GoodRequest(
        "todera", path=CALIBRATION_PATH, body={"revision": 2}, prepare=_written_minutes
    ),
    "correct_calibration_minutes": GoodRequest(
        "todera",
        path=CALIBRATION_PATH,
        body={**_MINUTES, "agreements": "Se oye dos veces.", "revision": 2, "reason": "Faltó."},
        prepare=_signed_minutes,
    ),
    "get_calibration_minutes": GoodRequest("jefa", path={**CALIBRATION_PATH, "version": "1"}, prepare=_signed_minutes),
    "get_agreement": GoodRequest("jefa", query={"begins": "2027-01-01", "ends": "2027-01-31", "channel": "phone"}),
    "find_customer_by_number": GoodRequest("ana", query={"number": "1"}, prepare=_customers),
    "find_customers": GoodRequest("ana", body={"name": "ana veltran", "limit": 10}, prepare=_customers),
    "get_customer_import_columns": GoodRequest("admin"),
    "import_customers": GoodRequest(
        "admin",
        body={"content": "tipo_documento,numero_documento,nombre\nCC,52900101,Ana Sofía Gutiérrez", "apply": False},
    ),
    "find_similar_customers": GoodRequest("todera", body=_NEW_CUSTOMER),
    "register_customer": GoodRequest("todera", 201, body=_NEW_CUSTOMER),
    "ask_identity": GoodRequest(
        "ana", 201, path=CALL_PATH, body={"customer_id": "{customer}"}, prepare=_a_known_customer
    ),
    "tell_identity": GoodRequest("ana", path=CALL_PATH),
    "answer_identity": GoodRequest(
        "ana",
        path={**CALL_PATH, "check_id": "{check}"},
        body={"answers": [{"question": "documento", "answer": "52.900.777"}]},
        prepare=_questions,
    ),
    "tell_speaker": GoodRequest("ana", path=CALL_PATH, body=AN_ATTORNEY),
    "check_speaker_mandate": GoodRequest(
        "ana", path=CALL_PATH, body={"coverage": "record_and_lookups"}, prepare=_an_attorney_speaks
    ),
    "list_checked_mandates": GoodRequest("ana", path=CALL_PATH, prepare=_a_verified_identity),
    "release_identity": GoodRequest(
        "jefa",
        204,
        path={"customer_id": "{customer}"},
        body={"reason": "Se confirmó en la oficina."},
        prepare=_a_failure,
    ),
    "tell_customer": GoodRequest("todera", path={"customer_id": "c1"}),
    "change_customer": GoodRequest(
        "todera",
        path={"customer_id": "c1"},
        body={
            "version": 1,
            "phones": ["3001112209"],
            "emails": ["ana@ejemplo.com"],
            "addresses": [{"line": "Calle 1 # 2-3", "municipality": "11001"}],
            "birth_date": "1994-03-12",
            "preferred_contact": "email",
        },
    ),
    "list_customer_timeline": GoodRequest(
        "todera", path={"customer_id": "c1"}, query={"kind": "ticket", "from": "2027-01-01", "limit": "10"}
    ),
    "list_customer_changes": GoodRequest("todera", path={"customer_id": "c1"}),
    "foretell_customer_merge": GoodRequest("todera", path={"customer_id": "c1"}, query={"other": "c2"}),
    "merge_customers": GoodRequest(
        "todera",
        path={"customer_id": "c1"},
        body={"other": "c2", "version": 2, "other_version": 1, "reason": "Es la misma."},
    ),
    "list_customer_merges": GoodRequest("todera", path={"customer_id": "c1"}),
    "separate_customers": GoodRequest(
        "todera", path={"customer_id": "c1"}, body={"other": "c2", "version": 3, "reason": "Son madre e hija."}
    ),
    "preview_customer_erasure": GoodRequest(
        "todera", path={"customer_id": "{customer}"}, query={"request": "{request}"}, prepare=_a_request_to_erase
    ),
    "erase_customer": GoodRequest(
        "todera",
        path={"customer_id": "{customer}"},
        body={"request": "{request}", "act": "Resolución 123 de 2026", "reason": "Procede."},
        prepare=_a_request_to_erase,
    ),
    "get_typology": GoodRequest("ana"),
    "tell_municipalities": GoodRequest("ana"),
    "fill_answer_template": GoodRequest(
        "ana", path={"number": "{number}", "template_id": "estado_tramite"}, prepare=_a_ticket
    ),
    "preview_ticket_answer": GoodRequest(
        "todera", path={"number": "{number}"}, body={"text": "Sí.\n\nQuedó aplicado."}, prepare=_a_ticket
    ),
    "open_ticket_answer": GoodRequest("todera", path={"number": "{number}"}, prepare=_a_ticket_under_review),
    "list_areas": GoodRequest("ana"),
    "get_answer_template": GoodRequest("ana", path={"template_id": "saldo_credito"}),
    "list_sample_mail": GoodRequest("ana", prepare=_a_sample_mailbox),
    "show_sample_mail": GoodRequest("ana", prepare=_a_sample_mailbox),
    "list_reports": GoodRequest("jefa", query={"kind": "presidency", "limit": "10"}),
    "create_report": GoodRequest("todera", 201, body={"kind": "presidency", "day": "2027-01-15"}),
    "get_report": GoodRequest("todera", path={"report_id": "{report}"}, prepare=_a_report),
    "get_report_pdf": GoodRequest("todera", path={"report_id": "{report}"}, prepare=_a_report),
    "get_report_xlsx": GoodRequest("todera", path={"report_id": "{report}"}, prepare=_a_report),
    "get_report_csv": GoodRequest("todera", path={"report_id": "{report}"}, prepare=_a_report),
    "get_own_report_catalogue": GoodRequest("jefa"),
    "preview_own_report": GoodRequest("jefa", body={"definition": CALLS_BY_DAY}),
    "list_own_reports": GoodRequest("jefa", query={"limit": "10"}, prepare=_an_own_report),
    "create_own_report": GoodRequest("jefa", 201, body=AN_OWN_REPORT),
    "get_own_report": GoodRequest("jefa", path=OWN_REPORT_PATH, prepare=_an_own_report),
    "change_own_report": GoodRequest(
        "jefa", path=OWN_REPORT_PATH, body={**AN_OWN_REPORT, "version": 1}, prepare=_an_own_report
    ),
    "delete_own_report": GoodRequest("jefa", 204, path=OWN_REPORT_PATH, prepare=_an_own_report),
    "pause_own_report": GoodRequest("jefa", path=OWN_REPORT_PATH, prepare=_an_own_report),
    "resume_own_report": GoodRequest("jefa", path=OWN_REPORT_PATH, prepare=_a_paused_own_report),
    "transfer_own_report": GoodRequest(
        "jefa", 204, path=OWN_REPORT_PATH, body={"owner": "todera"}, prepare=_an_own_report
    ),
    "list_own_report_runs": GoodRequest("jefa", path=OWN_REPORT_PATH, query={"limit": "10"}, prepare=_an_own_report),
    "run_own_report": GoodRequest("jefa", 201, path=OWN_REPORT_PATH, body={"send": False}, prepare=_an_own_report),
    "get_own_report_run": GoodRequest("jefa", path=OWN_REPORT_RUN_PATH, prepare=_an_own_report_run),
    "get_own_report_run_pdf": GoodRequest("jefa", path=OWN_REPORT_RUN_PATH, prepare=_an_own_report_run),
    "get_own_report_run_xlsx": GoodRequest("jefa", path=OWN_REPORT_RUN_PATH, prepare=_an_own_report_run),
    "get_own_report_run_csv": GoodRequest("jefa", path=OWN_REPORT_RUN_PATH, prepare=_an_own_report_run),
    "get_pause_reasons": GoodRequest("ana"),
    "list_lines": GoodRequest("ana"),
    "get_labels": GoodRequest("ana"),
    "get_terms": GoodRequest("ana", query={"received": "2026-07-10", "kind": "general"}),
    "get_indicators": GoodRequest(
        "jefa", query={"from": "2027-01-01", "to": "2027-02-01", "by": "day", "line": "nacional"}
    ),
    "get_sensitivity": GoodRequest("jefa", query={"from": "2027-01-01", "to": "2027-02-01"}),
    "list_calls_behind": GoodRequest("jefa", path={"indicator": "nivel_servicio"}, query={"part": "denominator"}),
    "get_quality_results": GoodRequest("jefa", query={"from": "2027-01-01", "to": "2027-02-01"}),
    "list_evaluations_behind": GoodRequest(
        "jefa", path={"indicator": "nota_telefono"}, query={"part": "all", "limit": "10"}
    ),
    "get_timeliness": GoodRequest("ana", query={"from": "2027-01-01", "to": "2027-02-01"}),
    "list_due_tickets_of_table": GoodRequest("ana", query={"tier": "2", "limit": "10"}),
    "get_contact_reasons": GoodRequest("jefa", query={"from": "2027-01-01", "to": "2027-02-01", "line": "nacional"}),
    "get_advisor_figures": GoodRequest("jefa", query={"from": "2027-01-01", "to": "2027-02-01", "queue": "general"}),
    "export_figures": GoodRequest("jefa", body={"table": "reasons", "format": "csv"}),
    "get_indicator_series": GoodRequest(
        "jefa", path={"indicator": "nivel_servicio"}, query={"from": "2027-01-01", "to": "2027-02-01", "by": "interval"}
    ),
    "get_indicator_hours": GoodRequest(
        "jefa", path={"indicator": "abandono"}, query={"from": "2027-01-01", "to": "2027-02-01", "line": "nacional"}
    ),
    "list_tickets_of_figure": GoodRequest(
        "jefa", path={"indicator": "oportunidad_pqrs"}, query={"part": "numerator", "limit": "10"}
    ),
    "list_periods": GoodRequest("jefa"),
    "close_month": GoodRequest("todera", 201, body={"month": "2026-12"}, prepare=_a_month_with_calls),
}
