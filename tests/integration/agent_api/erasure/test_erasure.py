"""The erasure of a person's data in all places, except data that the law requires, which the answer names."""

import io
import signal
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent_api.erasure.service import ErasureOrder, ErasureTarget, erase
from agent_api.recordings.retention import CombinedHolds
from agent_api.recordings.retention import Retention as Retaining
from agent_api.sealed_periods.service import SealContext as SealDesk
from agent_api.sealed_periods.service import seal_next
from agent_api.tickets.attachments.orphans import OrphanSweeper
from config.site.retention import RetentionRules
from metrics.sealed.figures import figures_of
from metrics.sealed.verifier import verify
from tests.support.crash_programs.erasure import CRASH_POINTS
from tests.support.crash_programs.launcher import run_program
from tests.support.desks.erased_person import ANA, ErasedPerson
from tests.support.desks.erasure_rig import COORDINATOR, ErasureRig
from tests.support.desks.stored_traces import json_text
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
SEAL_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEPT = {"ticket.petitioner", "ticket.email", "mail.recipient", "mail.content"}
NOTICE = "Datos suprimidos por solicitud del titular (Resolución 123 de 2028)"


async def test_everything_of_a_person_is_held_before(archive: ErasureRig, life: ErasedPerson) -> None:
    """The same search that finds nothing afterwards finds each kind of data before."""
    places = {location for location, _ in await archive.find_traces()}
    assert places >= {
        *("attachment.name", "customer.name", "customer.document", "customer.details", "customer_change.new"),
        *("customer_merge.merge_reason", "disposition.note", "draft.form", "letter.pdf", "letter.recipient"),
        *("mail.content", "mail.recipient", "person_data.sealed", "ticket.address", "ticket.answer", "ticket.email"),
        *("ticket.annexes", "ticket.petitioner", "ticket.text"),
        *("large_client.contacts", "large_client_version.contacts"),
    }


async def test_the_person_is_left_nowhere_but_where_the_plan_says(archive: ErasureRig, life: ErasedPerson) -> None:
    """All tables and files are searched, values decrypted: only the open petition and the request keep the name."""
    files = archive.stored_files()
    planned = await archive.plan(life.customer, life.request)
    assert planned["at"] is None
    outcome = await archive.erase(life.customer, life.request)
    assert (outcome["erased"], outcome["kept"]) == (planned["erased"], planned["kept"])
    erased = {each["kind"]: each["count"] for each in outcome["erased"]}
    assert erased | {"customer_history": 0} == {
        "customer": 2,
        "customer_history": 0,
        "caller_number": 2,
        "petition": 3,
        "attachment": 1,
        "mail": 2,
        "letter": 1,
        "recording": 1,
        "draft": 1,
        "note": 3,
    }
    kept_petitions = {(each["kind"], each["reason"]): each["petitions"] for each in outcome["kept"]}
    assert kept_petitions[("petition", "open_petition")] == [life.open]
    assert kept_petitions[("petition", "erasure_request")] == [life.request]
    assert {kind for kind, _ in kept_petitions} == {"petition", "mail"}
    traces = await archive.find_traces()
    assert {location for location, _ in traces} <= KEPT
    assert archive.stored_files() == files - 2
    await _only_kept_tickets_name_her(archive, life)


async def test_erased_petitions_are_not_found_by_their_words(archive: ErasureRig, life: ErasedPerson) -> None:
    """The prints go with the texts, and those of the numbers with the numbers; a petition that is kept is found."""
    assert {*life.closed, life.open} <= await _numbers_found(archive, "gutierrez")
    await archive.erase(life.customer, life.request)
    found = await _numbers_found(archive, "gutierrez")
    assert life.open in found
    assert found.isdisjoint(life.closed)
    assert await _numbers_found(archive, "datos suprimidos") == set()
    assert await archive.rows("person_data WHERE erased_at IS NOT NULL AND value_print IS NOT NULL") == 0


async def _numbers_found(archive: ErasureRig, text: str) -> set[str]:
    """Return the numbers of the petitions that a search finds."""
    answer = await archive.ask(COORDINATOR, "POST", "/search", json={"text": text, "limit": 20})
    return {each["number"] for each in answer.json()["tickets"]}


async def _only_kept_tickets_name_her(archive: ErasureRig, life: ErasedPerson) -> None:
    """Check through the API that only the open petition still has the petitioner and the address for the answer."""
    for number in life.closed:
        answer = (await archive.ask(COORDINATOR, "GET", f"/tickets/{number}")).json()
        assert (answer["text"], answer["answer"]) == (NOTICE, NOTICE)
        assert (answer["email"], answer["address"]) == (None, None)
        assert answer["caller"] in (None, NOTICE)
    for number in (life.open, life.request):
        answer = (await archive.ask(COORDINATOR, "GET", f"/tickets/{number}")).json()
        assert answer["petitioner"]["name"] == ANA["nombre"]
        assert answer["email"] == ANA["correo"]


async def test_records_work_without_erased_name(archive: ErasureRig, life: ErasedPerson) -> None:
    """Customer, changes, merges, ticket, history, recording, call and receipt work and do not have the name."""
    await archive.erase(life.customer, life.request)
    customer = await archive.read(life.customer)
    assert (customer["name"], customer["erased_by"], customer["phones"]) == (NOTICE, "Resolución 123 de 2028", [])
    for path in (
        *(f"/customers/{life.customer}/changes", f"/customers/{life.customer}/merges"),
        *(
            f"/tickets/{number}/{resource}"
            for number in life.closed
            for resource in ("history", "attachments", "letters")
        ),
        *("/tickets", "/calls/a", f"/recordings/{life.recording}"),
    ):
        answer = await archive.ask(COORDINATOR, "GET", path)
        assert answer.status_code == 200, (path, answer.text)
        assert "Guti" not in answer.text, path
    receipt = await archive.ask(COORDINATOR, "GET", f"/tickets/{life.closed[0]}/receipt")
    assert receipt.status_code == 200
    heard = await archive.ask(COORDINATOR, "GET", f"/recordings/{life.recording}/audio")
    assert (heard.status_code, heard.json()["detail"]) == (410, f"{NOTICE}.")
    await archive.journaled_facts("RecordingErased")
    story = await archive.ask(COORDINATOR, "GET", "/calls/a")
    assert "Se suprimió la grabación a solicitud del titular (Resolución 123 de 2028)" in story.text
    for query in ({"document": "52900101"}, {"phone": "3001112201"}, {"name": "Ana Gutiérrez"}):
        assert await archive.find(**query) == []
    assert "Luis" in json_text(await archive.find(document="390114"))


async def test_an_erased_record_can_be_neither_changed_joined_nor_verified(
    archive: ErasureRig, life: ErasedPerson
) -> None:
    """Each request is refused with a code of its own."""
    await archive.erase(life.customer, life.request)
    version = (await archive.read(life.customer))["version"]
    change = {"version": version, "name": "Otra persona"}
    path = f"/customers/{life.customer}"
    assert await archive.code(COORDINATOR, "PATCH", path, json=change) == (409, "customer_erased")
    separate = {"other": life.twin, "version": version, "reason": "Eran dos"}
    assert await archive.code(COORDINATOR, "POST", f"{path}/separate", json=separate) == (409, "customer_erased")
    merge = {"other": life.luis, "version": version, "other_version": 1, "reason": "Es el mismo"}
    assert await archive.code(COORDINATOR, "POST", f"{path}/merge", json=merge) == (409, "customer_erased")


async def test_caller_from_same_number_keeps_call_on_which_they_were_verified(
    archive: ErasureRig, life: ErasedPerson
) -> None:
    """A caller from the same number keeps the call on which they were verified."""
    await archive.erase(life.customer, life.request)
    answer = (await archive.ask(COORDINATOR, "GET", f"/tickets/{life.luis_ticket}")).json()
    assert (answer["email"], answer["text"].startswith("Me colgaron")) == ("luis@ejemplo.com", True)
    assert (await archive.ask(COORDINATOR, "GET", f"/tickets/{life.luis_ticket}/attachments")).json()["attachments"]
    assert (await archive.read(life.luis))["name"] == "Luis Eduardo Velásquez"
    assert (await archive.ask(COORDINATOR, "GET", f"/recordings/{life.luis_recording}/audio")).status_code == 200


async def test_chain_and_figures_are_as_they_were(archive: ErasureRig, life: ErasedPerson) -> None:
    """The log verifies before and after, its rows are the same bytes, and each indicator keeps its value."""
    assert (await archive.verify_log()).is_sound
    before, figures = await archive.journal_rows(), await _figures(archive)
    await archive.erase(life.customer, life.request)
    report = await archive.verify_log()
    assert report.is_sound, report.items
    assert (await archive.journal_rows())[: len(before)] == before
    assert await _figures(archive) == figures
    (customer_erased,) = await archive.journaled_facts("CustomerErased")
    assert customer_erased.actor == "user:jefa"
    assert (customer_erased.fact.customer_ref, customer_erased.fact.request) == (life.customer, life.request)
    assert "petition=3" in customer_erased.fact.erased
    assert "petition/open_petition=1" in customer_erased.fact.kept
    (recording_erased,) = await archive.journaled_facts("RecordingErased")
    assert (recording_erased.call_id, recording_erased.fact.recording) == ("a", life.recording)


async def _figures(archive: ErasureRig) -> str:
    """Return the indicators and the service level of the month of the calls."""
    day = archive.rig.campaign_rig.moment(0)
    query = {"from": f"{day:%Y-%m-01T05:00:00Z}", "to": f"{day + timedelta(days=1):%Y-%m-%dT05:00:00Z}"}
    figures = []
    for path in ("/indicators", "/service-level"):
        answer = await archive.ask(COORDINATOR, "GET", path, params=query)
        assert answer.status_code == 200, answer.text
        figures.append({name: value for name, value in answer.json().items() if name not in ("at", "as_of", "head")})
    return json_text(figures)


async def test_repeat_erases_nothing_twice_and_writes_no_second_fact(archive: ErasureRig, life: ErasedPerson) -> None:
    """A repeat erases nothing twice and writes no second fact; once a petition's term is over, it erases that."""
    first = await archive.erase(life.customer, life.request)
    again = await archive.erase(life.customer, life.request, act="Auto 9 de 2028")
    assert (again["repeated"], again["act"]) == (True, "Resolución 123 de 2028")
    assert (again["erased"], again["kept"]) == (first["erased"], first["kept"])
    assert len(await archive.journaled_facts("CustomerErased")) == 1
    await archive.run(f"UPDATE ticket SET status = 'closed', closed_at = '2020-01-01' WHERE number = '{life.open}'")
    await archive.settle_mail()
    third = await archive.erase(life.customer, life.request, act="Auto 9 de 2028")
    assert (third["repeated"], third["act"]) == (False, "Auto 9 de 2028")
    assert {each["kind"]: each["count"] for each in third["erased"]}["petition"] == 4
    assert {each["reason"] for each in third["kept"]} == {"erasure_request"}


async def test_a_credit_keeps_the_record_until_it_is_settled(archive: ErasureRig, life: ErasedPerson) -> None:
    """A record with a credit stays, with its reason, until the official confirms that the credit is paid."""
    version = (await archive.read(life.luis))["version"]
    await archive.import_rows({**ANA, "credito": "CR-77"})
    assert (await archive.read(life.customer))["version"] > version
    planned = await archive.plan(life.customer, life.request)
    assert planned["credit"] == "in_force"
    kept_by_kind = {each["kind"]: each for each in planned["kept"] if each["reason"] == "credit_in_force"}
    assert kept_by_kind.keys() == {"customer", "customer_history"}
    assert "2.2.2.25.2.6" in kept_by_kind["customer"]["why"]
    settled = await archive.plan(life.customer, life.request, credit="settled")
    assert "customer" in {each["kind"] for each in settled["erased"]}
    assert "crédito vigente" in planned["answer"]


async def test_closed_petitions_are_kept_where_the_site_does_not_say_how_long(
    archive: ErasureRig, life: ErasedPerson
) -> None:
    """By default no record of the State is erased; within its term the answer names the table and the last day."""
    archive.set_retention_rules(RetentionRules())
    planned = await archive.plan(life.customer, life.request)
    assert ("petition", "no_retention_rule") in {(each["kind"], each["reason"]) for each in planned["kept"]}
    archive.set_retention_rules(archive.rules_of(years=10))
    kept_rows = [
        each for each in (await archive.plan(life.customer, life.request))["kept"] if each["reason"] == "legal_duty"
    ]
    assert {each["kind"] for each in kept_rows} == {"petition", "attachment", "mail", "letter"}
    assert "TRD, serie peticiones, hasta el" in kept_rows[0]["why"]


async def test_invalid_erasure_request_is_refused(archive: ErasureRig, life: ErasedPerson) -> None:
    """An unknown number, an unrelated petition, another person's, and an act without a legal basis are refused."""
    path, form = f"/customers/{life.customer}/erasure", {"act": "Resolución 1 de 2028", "reason": "Procede"}
    for request, code in (
        ("2028-999999-0", (404, "erasure_request_unknown")),
        (life.open, (409, "erasure_request_kind")),
    ):
        assert await archive.code(COORDINATOR, "POST", path, json={**form, "request": request}) == code
    other = await archive.file_ticket("asesor_escrita:elsa", customer_id=life.luis, **archive.habeas_data)
    refused = await archive.code(COORDINATOR, "POST", path, json={**form, "request": other})
    assert refused == (409, "erasure_request_of_another")
    order = {**form, "request": life.request, "act": "porque sí, dice Ana"}
    assert await archive.code(COORDINATOR, "POST", path, json=order) == (400, "bad_query")
    assert await archive.rows("erasure") == 0


async def test_users_other_than_coordinator_cannot_erase_and_do_not_see_plan_either(
    archive: ErasureRig, life: ErasedPerson
) -> None:
    """Users other than the coordinator cannot erase, and do not see the plan either."""
    path = f"/customers/{life.customer}/erasure"
    form = {"request": life.request, "act": "Auto 1 de 2028", "reason": "x"}
    clerks, readers = ("asesor:a1", "asesor_escrita:e1", "funcionario:f1"), ("calidad:c1", "interventoria:i1")
    for user in (*clerks, *readers, "supervisor:s1", "admin:x1"):
        assert (await archive.ask(user, "POST", path, json=form)).status_code == 403, user
        assert (await archive.ask(user, "GET", path, params={"request": life.request})).status_code == 403, user


async def test_a_caller_without_a_record_is_erased_by_number(archive: ErasureRig) -> None:
    """Number, recording, petition and mail of the caller's calls are erased."""
    recording = await archive.tapes.store_recording("a")
    fields = {"petitioner": {"name": "Ana Guti"}, "email": "otra.ana.guti@ejemplo.com"}
    number = await archive.file_closed_ticket("asesor:de-a", call_id="a", text="Soy la Guti", **fields)
    await archive.settle_mail()
    await archive.hang_up("a")
    archive.set_retention_rules(archive.rules_of(years=1))
    archive.rig.now = archive.rig.now.replace(year=archive.rig.now.year + 2)
    request = await archive.file_ticket("asesor_escrita:elsa", text="Borren mi número", **archive.habeas_data)
    order = ErasureOrder(
        request=request, act="Auto 7 de 2028", reason="Procede", credit=None, actor="system", decided_by="system"
    )
    erasure = await erase(archive.context(), ErasureTarget(phone="+573001112201"), order, archive.rig.now)
    erased = {each.kind: each.count for each in erasure.outcome.erased}
    assert erased == {"caller_number": 1, "petition": 1, "recording": 1, "mail": 1}
    assert await archive.find_traces() == []
    assert (await archive.ask(COORDINATOR, "GET", f"/recordings/{recording}")).json()["state"] == "deleted"
    assert "Datos suprimidos" in (await archive.ask(COORDINATOR, "GET", f"/tickets/{number}")).text
    (envelope,) = await archive.journaled_facts("CallerErased")
    assert (envelope.actor, envelope.fact.request) == ("system", request)
    again = await erase(archive.context(), ErasureTarget(phone="+573001112201"), order, archive.rig.now)
    assert again.repeated


async def test_a_sealed_month_verifies_before_and_after(archive: ErasureRig, life: ErasedPerson) -> None:
    """The file stays the same byte by byte, and a verifier computes the same figures."""
    month = f"{archive.campaign_rig.moment(0):%Y-%m}"
    for path in ("/periods", "/sealed-periods"):
        response = await archive.ask(COORDINATOR, "POST", path, json={"month": month})
        assert response.status_code in (201, 202), response.text
        await archive.journaled_facts("PeriodClosed")
    await seal_next(SealDesk(archive.rig.engine, archive.rig.site, lambda: SEAL_KEY), archive.rig.now)
    before = await _sealed(archive, month)
    await archive.erase(life.customer, life.request)
    assert await _sealed(archive, month) == before


async def _sealed(archive: ErasureRig, month: str) -> bytes:
    answer = await archive.ask(COORDINATOR, "GET", f"/sealed-periods/{month}/file")
    assert answer.status_code == 200, answer.text
    report = verify(io.BytesIO(answer.content), recount=figures_of)
    assert report.sound, report.findings
    return answer.content


@pytest.mark.parametrize("where", CRASH_POINTS)
async def test_a_killed_erasure_is_done_again(
    archive: ErasureRig, life: ErasedPerson, postgres_url: str, where: str
) -> None:
    """A kill before the commit changes nothing; after it the files are unreadable, and sweeps remove them."""
    await archive.journaled_facts("TicketFiled")
    words = [postgres_url, str(archive.files.folder), str(archive.tapes.vault.folder), life.customer, life.request]
    assert await run_program("erasure", *words, where) == -signal.SIGKILL
    committed = where == "before_files"
    assert await archive.rows("erasure") == committed
    assert (len(await archive.journaled_facts("CustomerErased")) == 1) is committed
    again = await archive.erase(life.customer, life.request)
    assert again["repeated"] is committed
    assert {location for location, _ in await archive.find_traces()} <= KEPT
    sweep = OrphanSweeper(
        archive.rig.engine, archive.files, CAMPAIGN, now=lambda: datetime.now(UTC) + timedelta(hours=2)
    )
    await sweep.sweep()
    holds = CombinedHolds()
    retention = Retaining(
        archive.rig.engine,
        archive.tapes.vault,
        CAMPAIGN,
        rules=lambda: None,
        holds=holds,
        now=lambda: archive.rig.now,
    )
    await retention.run_once()
    assert archive.stored_files() == 2
    assert (await archive.verify_log()).is_sound


async def test_representative_name_is_part_of_another_person_petition_and_answer_says_so(
    archive: ErasureRig, life: ErasedPerson
) -> None:
    """The representative's name is part of another person's petition, and the answer says so."""
    acting = {"petitioner": {"name": "Rosa Peña"}, "representative": {"name": "Ana", "document": "52.900.101"}}
    mandate = {"kind": "legal_representative", "document": "Registro civil"}
    number = await archive.file_ticket("asesor_escrita:elsa", text="Por mi mamá", mandate=mandate, **acting)
    kept_petitions = {
        each["reason"]: each["petitions"] for each in (await archive.plan(life.customer, life.request))["kept"]
    }
    assert kept_petitions["petition_of_another"] == [number]
