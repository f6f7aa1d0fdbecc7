"""Changes of a customer: old value, user, time and call; concurrent changes; two records of one person."""

import asyncio
from datetime import timedelta

import pytest

from eventlog.facts import CustomersMerged, CustomerUpdated
from tests.support.desks.customer_desk import ANA, LUIS, CustomerDesk

pytestmark = pytest.mark.integration
JEFA = "coordinador:jefa"


async def test_change_keeps_old_value_author_time_and_call(customers: CustomerDesk) -> None:
    """An advisor in a verified call makes a change, and history and log record it."""
    await customers.import_rows(ANA)
    ana = await customers.id_of("52900101")
    await customers.talk("a")
    customers.verified["a"] = ana
    body = {"version": 1, "phones": ["310 222 3344", "3102223344"], "emails": ["ana@ejemplo.com"]}
    answer = (await customers.ask("asesor1", "PATCH", f"/customers/{ana}", json=body)).json()
    assert (answer["version"], answer["phones"]) == (2, ["+573102223344"])
    changes = (await customers.ask(JEFA, "GET", f"/customers/{ana}/changes")).json()["changes"]
    assert [(each["field"], each["old"], each["new"]) for each in changes] == [
        ("phones", ["+573001112201"], ["+573102223344"])
    ]
    assert (changes[0]["by"], changes[0]["call_id"], changes[0]["version"]) == ("advisor:asesor1", "a", 2)
    (fact,) = await customers.journaled_facts("CustomerUpdated")
    assert fact.fact == CustomerUpdated(customer_ref=ana, fields="phones", version=2)
    assert (fact.actor, fact.call_id) == ("advisor:asesor1", "a")
    assert await customers.find(phone="3001112201") == []
    assert len(await customers.find(phone="3102223344")) == 1


async def test_same_values_again_leave_version_history_and_log_unchanged(customers: CustomerDesk) -> None:
    """The same values again leave version, history and log unchanged."""
    await customers.import_rows(ANA)
    ana = await customers.id_of("52900101")
    answer = await customers.ask(JEFA, "PATCH", f"/customers/{ana}", json={"version": 1, "phones": ["3001112201"]})
    assert answer.json()["version"] == 1
    assert await customers.rows("customer_change") == 0


async def test_birth_date_in_future_is_refused_by_its_field(customers: CustomerDesk) -> None:
    """A birth date in the future is refused by its field."""
    await customers.import_rows(ANA)
    ana = await customers.id_of("52900101")
    tomorrow = (customers.rig.now + timedelta(days=1)).date().isoformat()
    answer = await customers.ask(JEFA, "PATCH", f"/customers/{ana}", json={"version": 1, "birth_date": tomorrow})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "birth_date")


async def test_change_based_on_older_version_is_refused_with_409_and_new_version(customers: CustomerDesk) -> None:
    """A change based on an older version is refused with 409 and the new version."""
    await customers.import_rows(ANA)
    ana = await customers.id_of("52900101")
    await customers.read(ana)
    bodies = [{"version": 1, "name": name} for name in ("Ana Primera", "Ana Segunda")]
    answers = await asyncio.gather(*(customers.ask(JEFA, "PATCH", f"/customers/{ana}", json=body) for body in bodies))
    assert sorted(each.status_code for each in answers) == [200, 409]
    (refused,) = [each.json() for each in answers if each.status_code == 409]
    assert (refused["code"], refused["version"]) == ("customer_changed", 2)


async def test_a_document_is_corrected_without_a_call_and_never_twice_the_same(customers: CustomerDesk) -> None:
    """An advisor cannot change it; the back office can, but not to another customer's document."""
    await customers.import_rows(ANA, LUIS)
    ana = await customers.id_of("52900101")
    await customers.talk("a")
    customers.verified["a"] = ana
    body = {"version": 1, "document": {"kind": "CE", "number": "390.114"}}
    assert await customers.code("asesor1", "PATCH", f"/customers/{ana}", json=body) == (403, "document_not_yours")
    assert await customers.code(JEFA, "PATCH", f"/customers/{ana}", json=body) == (409, "document_taken")
    body["document"] = {"kind": "NIT", "number": "899.999.035-7"}
    document = (await customers.ask(JEFA, "PATCH", f"/customers/{ana}", json=body)).json()
    assert document["document"]["text"] == "NIT 899999035-7"
    body = {"version": 2, "document": {"kind": "NIT", "number": "899999035-6"}}
    answer = await customers.ask(JEFA, "PATCH", f"/customers/{ana}", json=body)
    assert (answer.status_code, "verificación" in answer.text) == (422, True)


async def test_invalid_phone_e_mail_municipality_or_name_gets_422_with_sentence_of_ours(
    customers: CustomerDesk,
) -> None:
    """An invalid phone, e-mail, municipality or name gets 422 with a sentence of ours."""
    await customers.import_rows(ANA)
    ana = await customers.id_of("52900101")
    for field, value, sentence in (
        ("phones", ["123"], "10 cifras"),
        ("emails", ["ana@"], "nombre@ejemplo.com"),
        ("addresses", [{"line": "Calle 1", "municipality": "99999x"[:5]}], ""),
        ("addresses", [{"line": "Calle 1", "municipality": "04001"}], "DIVIPOLA"),
        ("name", "…", "con letras"),
    ):
        body = {"version": 1, field: value}
        answer = await customers.ask(JEFA, "PATCH", f"/customers/{ana}", json=body)
        if sentence:
            assert (answer.status_code, answer.json()["code"]) == (422, "malformed_body")
            assert sentence in answer.text


async def test_two_records_of_one_person_are_joined_and_nothing_is_lost(customers: CustomerDesk) -> None:
    """The survivor has the data of both, ties too; the other is not found, points to it, and is kept whole."""
    other = {**ANA, "numero_documento": "52900110", "telefono": "3205556677", "correo": "", "credito": "CR-2"}
    await customers.import_rows(ANA, other, {**LUIS, "deudor_solidario_de": "52900110", "credito": "CR-2"})
    survivor, absorbed = await customers.id_of("52900101"), await customers.id_of("52900110")
    body = {"other": absorbed, "version": 1, "other_version": 1, "reason": "Es la misma"}
    answer = (await customers.ask(JEFA, "POST", f"/customers/{survivor}/merge", json=body)).json()
    assert answer["phones"] == ["+573001112201", "+573205556677"]
    assert [each["number"] for each in answer["credits"]] == ["CR-1", "CR-2"]
    assert [each["credit"] for each in answer["ties"]] == ["CR-2"]
    assert await customers.find(document="52900110") == []
    assert [each["id"] for each in await customers.find(phone="3205556677")] == [survivor]
    assert [each["id"] for each in await customers.find(name="ana gutierrez")] == [survivor]
    assert await customers.code(JEFA, "GET", f"/customers/{absorbed}") == (409, "customer_merged")
    changes = (await customers.ask(JEFA, "GET", f"/customers/{survivor}/changes")).json()["changes"]
    assert {each["field"] for each in changes if each["customer"] == survivor} == {"phones", "credits"}
    assert [(each["field"], each["new"]) for each in changes if each["customer"] == absorbed] == [
        ("merged_into", survivor)
    ]
    (fact,) = await customers.journaled_facts("CustomersMerged")
    assert (fact.fact, fact.actor) == (CustomersMerged(customer_ref=survivor, merged_ref=absorbed), "user:jefa")
    assert await customers.rows("customer") == 3


async def test_only_coordinator_may_merge_two_records(customers: CustomerDesk) -> None:
    """Only the coordinator may; a record with itself, an unknown one and a changed one are refused."""
    await customers.import_rows(ANA, LUIS)
    ana, luis = await customers.id_of("52900101"), await customers.id_of("390114")
    path, body = f"/customers/{ana}/merge", {"other": luis, "version": 1, "other_version": 1, "reason": "x"}
    for user in ("asesor1", "asesor_escrita:eva", "funcionario:fun", "supervisor:sup1"):
        assert await customers.code(user, "POST", path, json=body) == (403, "forbidden")
    assert await customers.code(JEFA, "POST", path, json={**body, "other": ana}) == (409, "merge_of_one")
    assert await customers.code(JEFA, "POST", path, json={**body, "other": "x"}) == (404, "customer_unknown")
    assert await customers.code(JEFA, "POST", path, json={**body, "other_version": 2}) == (409, "customer_changed")
    assert await customers.code(JEFA, "POST", path, json={**body, "reason": "  "}) == (422, "malformed_body")
    assert await customers.rows("customer_change") == 0
