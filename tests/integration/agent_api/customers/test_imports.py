"""A file of customers sent by a person: checked first, imported if they say so, by the rules of the command line."""

from typing import Any

import pytest

from agent_api.customers.bulk_import.csv_file import CustomerFile
from agent_api.customers.bulk_import.importer import check_rows
from eventlog.facts import CustomersImported
from tests.support.desks.customer_desk import CustomerDesk

pytestmark = pytest.mark.integration
ADMIN = "admin:administra"
GOOD = "tipo_documento,numero_documento,nombre\nCC,52900101,Ana Sofía Gutiérrez\nCC,79100200,Luis Peña\n"
MIXED = f"{GOOD}XX,1,Otro\nCC,52900103,\n"


async def send(customers: CustomerDesk, content: str, *, apply: bool) -> dict[str, Any]:
    """Send a file as the administrator, and return the answer."""
    form = {"content": content, "apply": apply}
    answer = await customers.ask(ADMIN, "POST", "/customer-imports", json=form)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def test_a_checked_file_changes_nothing(customers: CustomerDesk) -> None:
    """The check says how many rows are good and why others are not; it stores no customer and no fact."""
    result = await send(customers, MIXED, apply=False)
    assert (result["applied"], result["valid"], result["refused"], result["created"]) == (False, 2, 2, 0)
    assert [(each["row"], each["column"]) for each in result["faults"]] == [(4, "numero_documento"), (5, "nombre")]
    assert await customers.find(document="52900101") == []
    assert await customers.journaled_facts("CustomersImported") == []


async def test_good_rows_are_imported_by_their_author(customers: CustomerDesk) -> None:
    """Good rows become customers; the fact names the administrator and has counts only. Again it changes nothing."""
    result = await send(customers, MIXED, apply=True)
    assert (result["applied"], result["created"], result["refused"]) == (True, 2, 2)
    assert [each["row"] for each in result["faults"]] == [4, 5]
    assert len(await customers.find(document="52900101")) == 1
    (envelope,) = await customers.journaled_facts("CustomersImported")
    assert envelope.actor == "user:administra"
    assert isinstance(envelope.fact, CustomersImported)
    assert (envelope.fact.created, envelope.fact.refused, len(envelope.fact.source)) == (2, 2, 64)
    assert b"52900101" not in await customers.bytes_of("outbox")
    again = await send(customers, GOOD, apply=True)
    assert (again["created"], again["unchanged"]) == (0, 2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nombre\nAna", "Al encabezado le falta «tipo_documento»"),
        ("tipo_documento,numero_documento,nombre,edad\nCC,1,Ana,30", "No se conoce la columna «edad»"),
    ],
)
async def test_a_file_of_something_else_is_refused_whole(customers: CustomerDesk, content: str, said: str) -> None:
    """A wrong heading is one error about the file, whether it is checked or imported."""
    for apply in (False, True):
        answer = await customers.ask(ADMIN, "POST", "/customer-imports", json={"content": content, "apply": apply})
        assert answer.status_code == 400
        assert said in answer.json()["detail"]


async def test_a_row_that_the_browser_could_not_decode_is_refused(customers: CustomerDesk) -> None:
    """A browser replaces letters of another encoding; such a name is not stored."""
    result = await send(customers, GOOD.replace("í", "\N{REPLACEMENT CHARACTER}"), apply=False)
    assert (result["valid"], result["refused"]) == (1, 1)
    assert "UTF-8" in result["faults"][0]["reason"]


async def test_an_import_needs_its_own_permission(customers: CustomerDesk) -> None:
    """A coordinator may import; the written channel, which registers customers one by one, may not."""
    form = {"content": GOOD, "apply": False}
    assert (await customers.ask("coordinador:jefa", "POST", "/customer-imports", json=form)).status_code == 200
    for user in ("asesor_escrita:elsa", "supervisor:sara", "asesor:asesor1"):
        assert await customers.code(user, "POST", "/customer-imports", json=form) == (403, "forbidden")


async def test_command_and_api_give_the_same_reasons(customers: CustomerDesk) -> None:
    """The command line checks by the same function."""
    refused: list[Any] = []
    file = CustomerFile(MIXED.encode(), customers.rig.now.date())
    counts = check_rows(file.rows(), refused.append)
    result = await send(customers, MIXED, apply=False)
    assert (counts.unchanged, counts.refused) == (result["valid"], result["refused"])
    assert [(each.row, each.column, each.reason) for each in refused] == [
        (each["row"], each["column"], each["reason"]) for each in result["faults"]
    ]
