"""Unmerging: each record gets its own data back, later data stay, and ambiguous cases are refused."""

from typing import Any

import pytest
from sqlalchemy import text

from agent_api.customers import queries, store
from eventlog.facts import CustomersSeparated
from storage.postgres.engine import unit_of_work
from tests.support.desks.customer_desk import ANA, LUIS, CustomerDesk
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration

JEFA = "coordinador:jefa"
OTHER = {**ANA, "numero_documento": "52900110", "telefono": "3205556677", "correo": "", "credito": "CR-2"}
WHY = "Misma fecha de nacimiento; ella lo confirmó"
PETITION = {"kind": "solicitud", "theme": "renovacion", "subtheme": "pasos", "text": "Pide algo"}


async def merged(desk: CustomerDesk) -> tuple[str, str]:
    """Merge two customers, the second with a co-debtor and a ticket; return both ids."""
    await desk.import_rows(ANA, OTHER, {**LUIS, "deudor_solidario_de": "52900110", "credito": "CR-2"})
    survivor, absorbed = await desk.id_of("52900101"), await desk.id_of("52900110")
    await file(desk, "antes", absorbed)
    await join(desk, survivor, absorbed)
    return survivor, absorbed


async def join(desk: CustomerDesk, survivor: str, absorbed: str) -> None:
    """Merge two records as they are now."""
    versions = {
        "version": (await desk.read(survivor))["version"],
        "other_version": (await desk.read(absorbed))["version"],
    }
    answer = await desk.ask(
        JEFA, "POST", f"/customers/{survivor}/merge", json={"other": absorbed, "reason": WHY, **versions}
    )
    assert answer.status_code == 200, answer.text


async def file(desk: CustomerDesk, key: str, customer: str) -> str:
    """File a ticket of a customer; return its number."""
    headers = {"Idempotency-Key": f"clave-{key}"}
    form = {**PETITION, "customer_id": customer}
    answer = await desk.ask("asesor_escrita:elsa", "POST", "/tickets", json=form, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


async def tickets_of(desk: CustomerDesk, customer: str) -> list[str]:
    """Return the numbers of a customer's tickets."""
    page = (await desk.ask(JEFA, "GET", "/tickets", params={"customer_id": customer})).json()
    return sorted(each["number"] for each in page["tickets"])


async def part(desk: CustomerDesk, survivor: str, absorbed: str) -> tuple[int, dict[str, Any]]:
    """Unmerge two records."""
    version = (await desk.read(survivor))["version"]
    body = {"other": absorbed, "version": version, "reason": "Son madre e hija"}
    answer = await desk.ask(JEFA, "POST", f"/customers/{survivor}/separate", json=body)
    return answer.status_code, answer.json()


async def give(desk: CustomerDesk, customer: str, *phones: str) -> None:
    """Replace a customer's phone numbers."""
    body = {"version": (await desk.read(customer))["version"], "phones": phones}
    answer = await desk.ask(JEFA, "PATCH", f"/customers/{customer}", json=body)
    assert answer.status_code == 200, answer.text


async def obstacle_of(desk: CustomerDesk, survivor: str, absorbed: str) -> str | None:
    """Return the obstacle to an unmerge that the list of merges names."""
    answer = (await desk.ask(JEFA, "GET", f"/customers/{survivor}/merges")).json()
    (merge,) = (each for each in answer["merges"] if each["other"] == absorbed)
    assert merge["reason"] in (WHY, None)
    return None if merge["obstacle"] is None else str(merge["obstacle"])


async def test_each_has_its_own_again(customers: CustomerDesk) -> None:
    """Data, numbers, ties and tickets return to their owners, with a fact and an encrypted reason in the history."""
    survivor, absorbed = await merged(customers)
    (before,) = await tickets_of(customers, survivor)
    since = await file(customers, "despues", absorbed)
    assert await obstacle_of(customers, survivor, absorbed) is None
    status, customer = await part(customers, survivor, absorbed)
    assert status == 200, customer
    assert (customer["phones"], [each["number"] for each in customer["credits"]]) == (["+573001112201"], ["CR-1"])
    assert customer["ties"] == []
    again = await customers.read(absorbed)
    assert (again["phones"], [each["number"] for each in again["credits"]]) == (["+573205556677"], ["CR-2"])
    assert [each["credit"] for each in again["ties"]] == ["CR-2"]
    assert [each["id"] for each in await customers.find(phone="3205556677")] == [absorbed]
    assert (await tickets_of(customers, absorbed), await tickets_of(customers, survivor)) == ([before], [since])
    (fact,) = await customers.journaled_facts("CustomersSeparated")
    assert (fact.fact, fact.actor) == (CustomersSeparated(customer_ref=survivor, separated_ref=absorbed), "user:jefa")
    changes = (await customers.ask(JEFA, "GET", f"/customers/{absorbed}/changes")).json()["changes"]
    pointed = [(each["old"], each["new"]) for each in changes if each["field"] == "merged_into"]
    assert pointed == [(survivor, None), (None, survivor)]
    kept_down = await customers.bytes_of("customer_merge")
    assert [word for word in (b"madre", b"nacimiento") if word in kept_down] == []
    assert (await part(customers, survivor, absorbed))[1]["code"] == "not_separable"


async def test_number_added_after_merge_stays_with_survivor(customers: CustomerDesk) -> None:
    """A number added after the merge stays with the survivor; the absorbed record takes its own number back."""
    survivor, absorbed = await merged(customers)
    await give(customers, survivor, "+573009998877", *(await customers.read(survivor))["phones"])
    status, after = await part(customers, survivor, absorbed)
    assert (status, after["phones"]) == (200, ["+573009998877", "+573001112201"])


async def test_merged_and_parted_again_it_is_the_same(customers: CustomerDesk) -> None:
    """After an unmerge the records may be merged and unmerged again."""
    survivor, absorbed = await merged(customers)
    first = (await part(customers, survivor, absorbed))[1]
    await join(customers, survivor, absorbed)
    status, second = await part(customers, survivor, absorbed)
    assert (status, second["phones"], second["credits"]) == (200, first["phones"], first["credits"])


async def test_absorbed_record_without_new_data_leaves_survivor_unchanged(customers: CustomerDesk) -> None:
    """An absorbed record without new data leaves the survivor unchanged, even if that has just changed."""
    await customers.import_rows(
        ANA, {"tipo_documento": "CC", "numero_documento": "52900120", "nombre": "Ana Gutiérrez"}
    )
    survivor, bare = await customers.id_of("52900101"), await customers.id_of("52900120")
    await give(customers, survivor, "+573001112201", "+573001112299")
    await join(customers, survivor, bare)
    status, after = await part(customers, survivor, bare)
    assert (status, after["phones"]) == (200, ["+573001112201", "+573001112299"])


async def test_the_latest_first(customers: CustomerDesk) -> None:
    """A merge below a later one cannot be undone first."""
    survivor, absorbed = await merged(customers)
    third = await customers.id_of("390114")
    await join(customers, survivor, third)
    assert "más reciente" in (await obstacle_of(customers, survivor, absorbed) or "")
    status, problem = await part(customers, survivor, absorbed)
    assert (status, problem["code"]) == (409, "not_separable")
    assert (await part(customers, survivor, third))[0] == 200
    assert (await part(customers, survivor, absorbed))[0] == 200


async def test_number_removed_and_added_again_has_no_certain_owner(customers: CustomerDesk) -> None:
    """A number of the merge was removed and written again, so its owner cannot be known."""
    survivor, absorbed = await merged(customers)
    await give(customers, survivor, "+573001112201")
    await give(customers, survivor, "+573001112201", "+573205556677")
    status, problem = await part(customers, survivor, absorbed)
    assert (status, problem["code"]) == (409, "not_separable")
    assert "teléfonos" in problem["detail"]
    assert await customers.code(JEFA, "GET", f"/customers/{absorbed}") == (409, "customer_merged")


async def test_merge_with_reused_document_or_without_record_is_refused(customers: CustomerDesk) -> None:
    """A merge whose document another customer has today, and one without a record of it, are refused by name."""
    survivor, absorbed = await merged(customers)
    luis = await customers.id_of("390114")
    async with unit_of_work(customers.rig.engine) as connection:
        locked = await queries.lock_customers(connection, customers.cipher, [absorbed, luis])
        record = locked[luis].record.with_fields(document=locked[absorbed].record.document)
        await store.replace_record(connection, customers.cipher, locked[luis], record, customers.rig.now)
    assert "documento" in (await obstacle_of(customers, survivor, absorbed) or "")
    assert (await part(customers, survivor, absorbed))[1]["code"] == "not_separable"
    async with unit_of_work(customers.rig.engine) as connection:
        await connection.execute(text("DELETE FROM customer_merge WHERE campaign = :c"), {"c": CAMPAIGN})
    assert "sin adivinar" in (await obstacle_of(customers, survivor, absorbed) or "")
    assert (await part(customers, survivor, absorbed))[1]["code"] == "not_separable"


async def test_only_coordinator_may_separate_merged_record(customers: CustomerDesk) -> None:
    """Only the coordinator may; a record that is not merged or has changed meanwhile is refused."""
    survivor, absorbed = await merged(customers)
    path, body = f"/customers/{survivor}/separate", {"other": absorbed, "version": 2, "reason": "Son dos"}
    for user in ("asesor1", "asesor_escrita:eva", "funcionario:fun", "supervisor:sup1"):
        assert await customers.code(user, "POST", path, json=body) == (403, "forbidden")
        assert await customers.code(user, "GET", f"/customers/{survivor}/merges") == (403, "forbidden")
    assert await customers.code(JEFA, "POST", path, json={**body, "version": 1}) == (409, "customer_changed")
    assert await customers.code(JEFA, "POST", path, json={**body, "other": "x"}) == (404, "customer_unknown")
    assert await customers.code(JEFA, "POST", path, json={**body, "other": survivor}) == (409, "not_separable")
    assert await customers.code(JEFA, "POST", f"/customers/{absorbed}/separate", json=body) == (409, "customer_merged")
