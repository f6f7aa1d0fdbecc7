"""The rights to find and read customers, and the fact that each access writes."""

import pytest

from eventlog.facts import CustomerRead, CustomersSearched
from tests.support.desks.customer_desk import ANA, LUIS, CustomerDesk

pytestmark = pytest.mark.integration


async def test_a_customer_is_found_by_each_of_four_things(customers: CustomerDesk) -> None:
    """The four are: document with or without dots, number, phone in any format, and name in any spelling."""
    await customers.import_rows(ANA, LUIS)
    (ana,) = await customers.find(document="52900101")
    for query in (
        {"document": "52.900.101"},
        {"document": "CC 52900101"},
        {"number": ana["number"]},
        {"phone": "+57 300 1112201"},
    ):
        assert await customers.find(**query) == [ana]
    for name in ("ana gutierrez", "GUTIERRES ana", "Ana Sofia Gutirrez", "Gutiérrez Pena", "gutieres penia"):
        assert await customers.find(name=name) == [ana], name
    assert (ana["name"], ana["document"], ana["masked"]) == ("Ana Sofía Gutiérrez Peña", "52900101", False)
    for query in (
        {"document": "1" * 8},
        {"document": "CE 52900101"},
        {"number": 99},
        {"phone": "3009999999"},
        {"name": "Ximena Zúñiga"},
    ):
        assert await customers.find(**query) == []


async def test_before_the_identity_a_search_shows_initials(customers: CustomerDesk) -> None:
    """Advisors and supervisors see only initials; a customer verified in the call is shown in full."""
    await customers.import_rows(ANA)
    await customers.talk("a")
    for user in ("asesor1", "supervisor:sup1"):
        (row,) = await customers.find(user, name="ana gutierrez")
        assert (row["name"], row["document"], row["masked"]) == ("A*** S*** G*** P***", "***0101", True)
    customers.verified["a"] = row["id"]
    (row,) = await customers.find("asesor1", name="ana gutierrez")
    assert (row["name"], row["masked"]) == ("Ana Sofía Gutiérrez Peña", False)


async def test_data_need_the_identity_verified_in_this_very_call(customers: CustomerDesk) -> None:
    """Without it, with another customer's or in another call, the refusal is the same if there is no such customer."""
    await customers.import_rows(ANA, LUIS)
    ana, luis = await customers.id_of("52900101"), await customers.id_of("390114")
    refused = (403, "identity_required")
    for path in (f"/customers/{ana}", f"/customers/{ana}/changes", "/customers/nobody"):
        assert await customers.code("asesor1", "GET", path) == refused
    await customers.talk("a")
    customers.verified["a"] = luis
    assert await customers.code("asesor1", "GET", f"/customers/{ana}") == refused
    assert await customers.code("asesor1", "PATCH", f"/customers/{ana}", json={"version": 1}) == refused
    assert await customers.code("asesor2", "GET", f"/customers/{luis}?call_id=a") == (404, "call_not_yours")
    customers.verified["a"] = ana
    assert (await customers.read(ana, "asesor1"))["name"] == ANA["nombre"]
    assert (await customers.read(ana, "asesor1", call_id="a"))["phones"] == ["+573001112201"]
    assert (await customers.ask("supervisor:sup1", "GET", f"/customers/{ana}")).status_code == 403


async def test_the_back_office_reads_without_a_call(customers: CustomerDesk) -> None:
    """Written-channel advisors, officials and the coordinator see all data, ties included."""
    await customers.import_rows(ANA, {**LUIS, "deudor_solidario_de": "CC 52900101", "credito": "CR-1"})
    ana = await customers.id_of("52900101")
    for user in ("asesor_escrita:eva", "funcionario:fun", "coordinador:jefa"):
        customer = await customers.read(ana, user)
    assert customer["document"] == {"kind": "CC", "number": "52900101", "text": "CC 52900101"}
    assert customer["addresses"] == [{"line": "Carrera 7 # 45-12", "municipality": "11001", "place": "Bogotá, D. C."}]
    assert customer["credits"] == [{"number": "CR-1", "programme": ""}]
    luis = await customers.id_of("390114")
    assert customer["ties"] == [{"relation": "co_debtor", "customer": luis, "credit": "CR-1"}]
    (tie,) = (await customers.read(luis))["ties"]
    assert tie == {"relation": "beneficiary", "customer": ana, "credit": "CR-1"}
    assert await customers.code("coordinador:jefa", "GET", "/customers/nobody") == (404, "customer_unknown")


async def test_each_search_and_each_reading_is_a_fact(customers: CustomerDesk) -> None:
    """The facts have the user, the search key or the customer, and the call, and never a value."""
    await customers.import_rows(ANA)
    ana = await customers.id_of("52900101")
    await customers.talk("a")
    customers.verified["a"] = ana
    await customers.find("asesor1", name="ana gutierrez")
    await customers.read(ana, "asesor1")
    searched = await customers.journaled_facts("CustomersSearched")
    assert searched[-1].fact == CustomersSearched(by="name", found=1, masked=True)
    (read,) = await customers.journaled_facts("CustomerRead")
    assert (read.fact, read.actor, read.call_id) == (
        CustomerRead(customer_ref=ana, what="data"),
        "advisor:asesor1",
        "a",
    )


async def test_a_search_is_by_one_thing_that_can_be_one(customers: CustomerDesk) -> None:
    """No key, two keys, three letters and an impossible number are refused by name."""
    forms: tuple[dict[str, object], ...] = (
        {},
        {"name": "ana maria", "phone": "3001112201"},
        {"name": "de la paz"},
        {"phone": "12345678"},
    )
    for form in forms:
        assert await customers.code("asesor1", "POST", "/customers/search", json=form) == (400, "bad_query"), form
    assert await customers.code("asesor1", "GET", "/customers?number=0") == (400, "bad_query")


async def test_database_without_key_identifies_no_person(customers: CustomerDesk) -> None:
    """No table has a name, a document, a number, an address or a credit in the clear."""
    await customers.import_rows(ANA, {**LUIS, "deudor_solidario_de": "52900101", "credito": "CR-1"})
    ana = await customers.id_of("52900101")
    body = {"version": 1, "emails": ["otra@ejemplo.com"]}
    assert (await customers.ask("coordinador:jefa", "PATCH", f"/customers/{ana}", json=body)).status_code == 200
    secrets = (b"Guti", b"gutier", b"52900101", b"3001112201", b"Carrera", b"ejemplo.com", b"CR-1", b"390114")
    for table in ("customer", "customer_phone", "customer_tie", "customer_change", "outbox"):
        stored = await customers.bytes_of(table)
        assert stored
        assert not [each for each in secrets if each in stored], table
