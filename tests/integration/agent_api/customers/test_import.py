"""Imports on a real PostgreSQL: first, repeated, changed, refused, and cut into parts."""

import pytest

from agent_api.customers.bulk_import import importer
from agent_api.customers.bulk_import.importer import ImportCounts
from eventlog.facts import CustomersImported
from tests.support.desks.customer_desk import ANA, LUIS, CustomerDesk

pytestmark = pytest.mark.integration


async def test_an_import_done_again_changes_nothing(customers: CustomerDesk) -> None:
    """Documents identify customers, so the second time nothing is written, not even a fact."""
    rows = [ANA, {**LUIS, "deudor_solidario_de": "52900101", "credito": "CR-1"}]
    assert await customers.import_rows(*rows) == ImportCounts(created=2, ties=1)
    before = await customers.bytes_of("customer")
    assert await customers.import_rows(*rows) == ImportCounts(unchanged=2)
    assert await customers.bytes_of("customer") == before
    (fact,) = await customers.journaled_facts("CustomersImported")
    assert fact.fact == CustomersImported(source="", created=2, updated=0, unchanged=0, refused=0)


async def test_import_replaces_values_and_keeps_old_ones(customers: CustomerDesk) -> None:
    """A value replaces the old one, an empty one does not, a credit is added; old values are kept, with a fact."""
    await customers.import_rows(ANA)
    ana = await customers.id_of("52900101")
    again = {**ANA, "nombre": "Ana Sofía Gutiérrez Peñaranda", "telefono": "", "credito": "CR-9"}
    assert await customers.import_rows(again) == ImportCounts(updated=1)
    customer = await customers.read(ana)
    assert (customer["version"], customer["phones"]) == (2, ["+573001112201"])
    assert [each["number"] for each in customer["credits"]] == ["CR-1", "CR-9"]
    changes = (await customers.ask("coordinador:jefa", "GET", f"/customers/{ana}/changes")).json()["changes"]
    assert {each["field"] for each in changes} == {"name", "credits"}
    assert all(each["by"] == "system" for each in changes)
    assert len(await customers.journaled_facts("CustomerUpdated")) == 1
    assert [each["id"] for each in await customers.find(name="gutierrez penaranda")] == [ana]


async def test_a_customer_may_have_a_row_for_each_credit(customers: CustomerDesk) -> None:
    """Rows with the same document are one customer, in one part of the file or in two."""
    rows = [{**ANA, "credito": f"CR-{number}"} for number in range(1, 4)]
    assert await customers.import_rows(*rows) == ImportCounts(created=1)
    customer = await customers.read(await customers.id_of("52900101"))
    assert [each["number"] for each in customer["credits"]] == ["CR-1", "CR-2", "CR-3"]


async def test_file_longer_than_part_is_imported_in_several(
    customers: CustomerDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file longer than a part is imported in several, and a co-debtor may come before the beneficiary."""
    monkeypatch.setattr(importer, "BATCH_ROWS", 2)
    others = [{**LUIS, "numero_documento": str(number)} for number in range(1000, 1005)]
    count = await customers.import_rows({**LUIS, "deudor_solidario_de": "CC 52900101", "credito": "CR-1"}, *others, ANA)
    assert count == ImportCounts(created=7, ties=1)
    assert len(await customers.journaled_facts("CustomersImported")) == 4


async def test_bad_row_and_tie_to_unknown_customer_are_reported_by_row_column_and_reason(
    customers: CustomerDesk,
) -> None:
    """A bad row and a tie to an unknown customer are reported by row, column and reason."""
    bad = {**ANA, "numero_documento": "0", "municipio": "99"}
    count = await customers.import_rows(bad, {**LUIS, "deudor_solidario_de": "77777777", "credito": "CR-1"})
    assert count == ImportCounts(created=1, refused=2)
    assert [(each.row, each.column) for each in customers.refused] == [
        (2, "numero_documento"),
        (2, "municipio"),
        (3, "deudor_solidario_de"),
    ]


async def test_document_of_merged_record_is_refused_by_name(customers: CustomerDesk) -> None:
    """The document of a merged record is refused by name, because it would split one person in two."""
    await customers.import_rows(ANA, LUIS)
    ana, luis = await customers.id_of("52900101"), await customers.id_of("390114")
    body = {"other": luis, "version": 1, "other_version": 1, "reason": "Es el mismo"}
    assert (await customers.ask("coordinador:jefa", "POST", f"/customers/{ana}/merge", json=body)).status_code == 200
    assert await customers.import_rows(ANA, LUIS) == ImportCounts(unchanged=1, refused=1)
    assert "se unió con otro" in customers.refused[0].reason
