"""Registering a customer on screen: similar customers are warned of, and a document is never registered twice."""

import pytest

from eventlog.facts import CustomerRegistered
from tests.support.desks.customer_desk import ANA, CustomerDesk

pytestmark = pytest.mark.integration
ELSA, ADVISOR = "asesor_escrita:elsa", "asesor:asesor1"
NEW = {"name": "Marta Ruiz Peña", "document": {"kind": "CC", "number": "41.555.666"}, "phones": ["3105550000"]}
HOMONYM = {**NEW, "name": "ana sofia gutierres peña"}


async def test_a_new_customer_is_found_at_once(customers: CustomerDesk) -> None:
    """The written channel registers a customer, who is found by document and phone; the fact has no data."""
    answer = await customers.ask(ELSA, "POST", "/customers", json=NEW)
    assert answer.status_code == 201, answer.text
    customer = answer.json()
    assert (customer["document"]["text"], customer["phones"], customer["version"]) == (
        "CC 41555666",
        ["+573105550000"],
        1,
    )
    for query in ({"document": "41555666"}, {"phone": "3105550000"}, {"name": "Martha Ruis"}):
        assert [each["id"] for each in await customers.find(**query)] == [customer["id"]]
    (envelope,) = await customers.journaled_facts("CustomerRegistered")
    assert envelope.fact == CustomerRegistered(customer_ref=customer["id"], similar=0)
    assert b"Ruiz" not in await customers.bytes_of("outbox")


async def test_a_similar_customer_must_be_declared_another(customers: CustomerDesk) -> None:
    """A homonym is warned of, and registered only once the user says that they are two people."""
    await customers.import_rows(ANA)
    ana = await customers.id_of("52900101")
    similar = (await customers.ask(ELSA, "POST", "/customers/similar", json=HOMONYM)).json()["customers"]
    assert [(each["id"], each["same"]) for each in similar] == [(ana, ["name"])]
    refused = await customers.ask(ELSA, "POST", "/customers", json=HOMONYM)
    assert (refused.status_code, refused.json()["code"], refused.json()["similar"]) == (409, "customer_similar", [ana])
    answer = await customers.ask(ELSA, "POST", "/customers", json={**HOMONYM, "distinct_from": [ana]})
    assert answer.status_code == 201, answer.text
    (envelope,) = await customers.journaled_facts("CustomerRegistered")
    assert envelope.fact.similar == 1  # type: ignore[union-attr]


async def test_a_document_is_registered_once(customers: CustomerDesk) -> None:
    """The same document is refused in any case; another kind with the same number is only similar."""
    await customers.import_rows(ANA)
    ana = await customers.id_of("52900101")
    same = {**NEW, "document": {"kind": "CC", "number": "52900101"}, "distinct_from": [ana]}
    assert await customers.code(ELSA, "POST", "/customers", json=same) == (409, "document_taken")
    other = {**same, "document": {"kind": "PPT", "number": "52900101"}, "distinct_from": []}
    assert await customers.code(ELSA, "POST", "/customers", json=other) == (409, "customer_similar")


async def test_an_advisor_on_the_phone_registers_no_customer(customers: CustomerDesk) -> None:
    """Registering shows similar customers unmasked, so it needs the permission customer.register."""
    for path in ("/customers", "/customers/similar"):
        assert await customers.code(ADVISOR, "POST", path, json=NEW) == (403, "forbidden")
