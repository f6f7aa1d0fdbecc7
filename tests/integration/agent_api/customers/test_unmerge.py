"""Merged records told apart again: each has its own, what came since stays, and what would be guessing is refused."""

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
    """Two customers, the second with a co-debtor and a ticket, joined; the ids of both."""
    await desk.import_rows(ANA, OTHER, {**LUIS, "deudor_solidario_de": "52900110", "credito": "CR-2"})
    kept, gone = await desk.id_of("52900101"), await desk.id_of("52900110")
    await file(desk, "antes", gone)
    await join(desk, kept, gone)
    return kept, gone


async def join(desk: CustomerDesk, kept: str, gone: str) -> None:
    """Merge two records as they are now."""
    versions = {"version": (await desk.read(kept))["version"], "other_version": (await desk.read(gone))["version"]}
    answer = await desk.ask(JEFA, "POST", f"/customers/{kept}/merge", json={"other": gone, "reason": WHY, **versions})
    assert answer.status_code == 200, answer.text


async def file(desk: CustomerDesk, key: str, customer: str) -> str:
    """A ticket of a customer's; its number."""
    headers = {"Idempotency-Key": f"clave-{key}"}
    form = {**PETITION, "customer_id": customer}
    answer = await desk.ask("asesor_escrita:elsa", "POST", "/tickets", json=form, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


async def tickets_of(desk: CustomerDesk, customer: str) -> list[str]:
    """The numbers of a customer's tickets."""
    page = (await desk.ask(JEFA, "GET", "/tickets", params={"customer_id": customer})).json()
    return sorted(each["number"] for each in page["tickets"])


async def part(desk: CustomerDesk, kept: str, gone: str) -> tuple[int, dict[str, Any]]:
    """Tell two records apart."""
    version = (await desk.read(kept))["version"]
    body = {"other": gone, "version": version, "reason": "Son madre e hija"}
    answer = await desk.ask(JEFA, "POST", f"/customers/{kept}/separate", json=body)
    return answer.status_code, answer.json()


async def give(desk: CustomerDesk, customer: str, *phones: str) -> None:
    """Let a customer have other numbers."""
    body = {"version": (await desk.read(customer))["version"], "phones": phones}
    answer = await desk.ask(JEFA, "PATCH", f"/customers/{customer}", json=body)
    assert answer.status_code == 200, answer.text


async def obstacle_of(desk: CustomerDesk, kept: str, gone: str) -> str | None:
    """What the list of merges says against telling one apart."""
    answer = (await desk.ask(JEFA, "GET", f"/customers/{kept}/merges")).json()
    (found,) = (each for each in answer["merges"] if each["other"] == gone)
    assert found["reason"] in (WHY, None)
    return None if found["obstacle"] is None else str(found["obstacle"])


async def test_each_has_its_own_again(customers: CustomerDesk) -> None:
    """Data, numbers, ties and tickets are whose they were; the history and a fact tell it, the reason is sealed."""
    kept, gone = await merged(customers)
    (before,) = await tickets_of(customers, kept)
    since = await file(customers, "despues", gone)
    assert await obstacle_of(customers, kept, gone) is None
    status, told = await part(customers, kept, gone)
    assert status == 200, told
    assert (told["phones"], [each["number"] for each in told["credits"]]) == (["+573001112201"], ["CR-1"])
    assert told["ties"] == []
    again = await customers.read(gone)
    assert (again["phones"], [each["number"] for each in again["credits"]]) == (["+573205556677"], ["CR-2"])
    assert [each["credit"] for each in again["ties"]] == ["CR-2"]
    assert [each["id"] for each in await customers.find(phone="3205556677")] == [gone]
    assert (await tickets_of(customers, gone), await tickets_of(customers, kept)) == ([before], [since])
    (fact,) = await customers.journaled_facts("CustomersSeparated")
    assert (fact.fact, fact.actor) == (CustomersSeparated(customer_ref=kept, separated_ref=gone), "user:jefa")
    changes = (await customers.ask(JEFA, "GET", f"/customers/{gone}/changes")).json()["changes"]
    pointed = [(each["old"], each["new"]) for each in changes if each["field"] == "merged_into"]
    assert pointed == [(kept, None), (None, kept)]
    kept_down = await customers.bytes_of("customer_merge")
    assert [word for word in (b"madre", b"nacimiento") if word in kept_down] == []
    assert (await part(customers, kept, gone))[1]["code"] == "not_separable"


async def test_what_was_learned_since_stays(customers: CustomerDesk) -> None:
    """A number added after the merge is the survivor's; the one that came goes with the other."""
    kept, gone = await merged(customers)
    await give(customers, kept, "+573009998877", *(await customers.read(kept))["phones"])
    status, after = await part(customers, kept, gone)
    assert (status, after["phones"]) == (200, ["+573009998877", "+573001112201"])


async def test_merged_and_parted_again_it_is_the_same(customers: CustomerDesk) -> None:
    """Told apart, they may be merged and told apart again."""
    kept, gone = await merged(customers)
    first = (await part(customers, kept, gone))[1]
    await join(customers, kept, gone)
    status, second = await part(customers, kept, gone)
    assert (status, second["phones"], second["credits"]) == (200, first["phones"], first["credits"])


async def test_what_brought_nothing_takes_nothing(customers: CustomerDesk) -> None:
    """A record that knew nothing more leaves the other as it was, whatever that had learned just before."""
    await customers.import_rows(
        ANA, {"tipo_documento": "CC", "numero_documento": "52900120", "nombre": "Ana Gutiérrez"}
    )
    kept, bare = await customers.id_of("52900101"), await customers.id_of("52900120")
    await give(customers, kept, "+573001112201", "+573001112299")
    await join(customers, kept, bare)
    status, after = await part(customers, kept, bare)
    assert (status, after["phones"]) == (200, ["+573001112201", "+573001112299"])


async def test_the_latest_first(customers: CustomerDesk) -> None:
    """A merge under another one is not taken out from below it."""
    kept, gone = await merged(customers)
    third = await customers.id_of("390114")
    await join(customers, kept, third)
    assert "más reciente" in (await obstacle_of(customers, kept, gone) or "")
    status, told = await part(customers, kept, gone)
    assert (status, told["code"]) == (409, "not_separable")
    assert (await part(customers, kept, third))[0] == 200
    assert (await part(customers, kept, gone))[0] == 200


async def test_what_was_taken_out_and_put_in_again_is_nobodys_for_sure(customers: CustomerDesk) -> None:
    """Who removed a number that came by the merge, and wrote it again, made it impossible to tell whose it is."""
    kept, gone = await merged(customers)
    await give(customers, kept, "+573001112201")
    await give(customers, kept, "+573001112201", "+573205556677")
    status, told = await part(customers, kept, gone)
    assert (status, told["code"]) == (409, "not_separable")
    assert "teléfonos" in told["detail"]
    assert await customers.code(JEFA, "GET", f"/customers/{gone}") == (409, "customer_merged")


async def test_what_nobody_wrote_down_is_not_guessed(customers: CustomerDesk) -> None:
    """A merge whose document somebody else has today, and one that was not written down, are refused by name."""
    kept, gone = await merged(customers)
    luis = await customers.id_of("390114")
    async with unit_of_work(customers.rig.engine) as connection:
        found = await queries.lock_customers(connection, customers.cipher, [gone, luis])
        taken = found[luis].record.with_fields(document=found[gone].record.document)
        await store.replace_record(connection, customers.cipher, found[luis], taken, customers.rig.now)
    assert "documento" in (await obstacle_of(customers, kept, gone) or "")
    assert (await part(customers, kept, gone))[1]["code"] == "not_separable"
    async with unit_of_work(customers.rig.engine) as connection:
        await connection.execute(text("DELETE FROM customer_merge WHERE campaign = :c"), {"c": CAMPAIGN})
    assert "sin adivinar" in (await obstacle_of(customers, kept, gone) or "")
    assert (await part(customers, kept, gone))[1]["code"] == "not_separable"


async def test_who_may_and_what_is_no_merge(customers: CustomerDesk) -> None:
    """Only the coordinator; not what is not merged, nor what somebody has changed meanwhile."""
    kept, gone = await merged(customers)
    path, body = f"/customers/{kept}/separate", {"other": gone, "version": 2, "reason": "Son dos"}
    for who in ("asesor1", "asesor_escrita:eva", "funcionario:fun", "supervisor:sup1"):
        assert await customers.code(who, "POST", path, json=body) == (403, "forbidden")
        assert await customers.code(who, "GET", f"/customers/{kept}/merges") == (403, "forbidden")
    assert await customers.code(JEFA, "POST", path, json={**body, "version": 1}) == (409, "customer_changed")
    assert await customers.code(JEFA, "POST", path, json={**body, "other": "x"}) == (404, "customer_unknown")
    assert await customers.code(JEFA, "POST", path, json={**body, "other": kept}) == (409, "not_separable")
    assert await customers.code(JEFA, "POST", f"/customers/{gone}/separate", json=body) == (409, "customer_merged")
