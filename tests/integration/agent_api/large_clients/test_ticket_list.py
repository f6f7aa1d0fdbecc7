"""Large clients in the list of tickets: the filter, the mark, the export, and the print of the NIT behind them."""

from typing import Any

import pytest
from sqlalchemy import text

from agent_api.customers import store as customers
from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.record import CustomerRecord
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.tickets.queries import pages
from agent_api.tickets.search.nit_prints import BATCH, missing_query, print_missing_nits
from storage.postgres.engine import unit_of_work
from tests.support.desks.large_client_desk import (
    LEAD,
    NIT,
    OTHER_NIT,
    OVERSIGHT,
    SUPERVISOR,
    LargeClientDesk,
)
from tests.support.desks.ticket_desk import ANA, ELSA
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
ROWS = 20_000
"""Tickets of citizens beside those of a client; the plan is the same with a million."""


async def test_the_list_shows_and_filters_large_clients(desk: LargeClientDesk) -> None:
    """A filter by one client or any lists, counts and exports its tickets; a retired client has none."""
    first, second = await desk.registered(), await desk.registered(nit=OTHER_NIT, name="Fondo de Muestra")
    await desk.file_ticket(ELSA, petitioner={"name": "Ana Ruiz", "document": "CC 52.900.101"})
    numbers = [
        (await desk.file_ticket(ELSA, petitioner={"name": "Empresa", "document": each}))["number"]
        for each in (f"NIT {NIT}", "899999035", "NIT: 899999035", OTHER_NIT)
    ]
    of_first, of_any = {numbers[0], numbers[2]}, {numbers[0], numbers[2], numbers[3]}
    assert set(await desk.ticket_numbers(SUPERVISOR, large_client=first["id"])) == of_first
    assert set(await desk.ticket_numbers(ELSA, large_client="any")) == of_any
    assert await desk.ticket_numbers(ELSA, large_client="0" * 16) == []
    counts = (await desk.ask(LEAD, "GET", "/ticket-counts", params={"large_client": "any"})).json()
    assert counts["total"] == 3
    rows = (await desk.ask(ELSA, "GET", "/tickets")).json()["tickets"]
    marked = {each["number"]: each["large_client"] for each in rows if each["large_client"]}
    assert marked == {**dict.fromkeys(of_first, first["name"]), numbers[3]: second["name"]}
    form = {"format": "csv", "columns": ["number", "large_client"], "large_client": second["id"]}
    exported = await desk.ask(LEAD, "POST", "/tickets/exports", json=form)
    assert exported.text.splitlines()[-1] == f"{numbers[3]},Fondo de Muestra"
    names = (await desk.ask(ELSA, "GET", "/large-client-names")).json()["clients"]
    assert [each["name"] for each in names] == ["Fondo de Muestra", "Universidad de Muestra"]
    await desk.change(LEAD, second, state="ended", until=desk.rig.now.date().isoformat())
    assert set(await desk.ticket_numbers(ELSA, large_client="any")) == of_first


async def test_only_those_who_may_know_the_petitioner_learn_the_client(desk: LargeClientDesk) -> None:
    """Phone advisors and the interventoría get neither names nor the filter; the latter no mark either."""
    client = await desk.registered()
    number = (await desk.file_ticket(ANA, petitioner={"name": "Empresa", "document": NIT}))["number"]
    for user in (ANA, OVERSIGHT):
        assert (await desk.ask(user, "GET", "/large-client-names")).json() == {"clients": []}
        for path in ("/tickets", "/ticket-counts"):
            refused = await desk.ask(user, "GET", path, params={"large_client": client["id"]})
            assert refused.status_code == 403, (user, path)
    assert (await desk.ask(OVERSIGHT, "GET", f"/tickets/{number}")).json()["large_client"] is None
    assert (await desk.ask(ANA, "GET", f"/tickets/{number}")).json()["large_client"] == client["name"]


async def test_a_page_of_a_client_reads_its_tickets_alone(desk: LargeClientDesk) -> None:
    """Beside thousands of tickets of citizens, a page reads the client's by the index, without a sort."""
    await desk.registered()
    number = (await desk.file_ticket(ELSA, petitioner={"name": "Empresa", "document": NIT}))["number"]
    await desk.file_ticket(ELSA)
    async with unit_of_work(desk.rig.engine) as connection:
        nit_print = await connection.scalar(text("SELECT nit_print FROM ticket WHERE number = :n"), {"n": number})
        for statement in (
            "CREATE TEMP TABLE copies ON COMMIT DROP AS SELECT * FROM ticket WHERE nit_print = ''",
            f"INSERT INTO copies SELECT copies.* FROM copies, generate_series(2, {ROWS})",
            "ALTER TABLE copies ADD COLUMN copy integer GENERATED ALWAYS AS IDENTITY",
            "UPDATE copies SET number = number || '-' || copy, idempotency_key = idempotency_key || '-' || copy",
            "ALTER TABLE copies DROP COLUMN copy",
            "INSERT INTO ticket SELECT * FROM copies",
            "ANALYZE ticket",
        ):
            await connection.execute(text(statement))
        values = {"campaign": CAMPAIGN, "most": 51, "nit_prints": [nit_print]}
        plan = await _plan_of(connection, values)
        missing = missing_query(CAMPAIGN, "", BATCH).compile(compile_kwargs={"literal_binds": True})
        backfill = await connection.scalar(text(f"EXPLAIN (FORMAT JSON) {missing}"))
    assert "ticket_nit" in str(plan), plan
    assert "Seq Scan" not in str(plan)
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] <= 12, plan
    assert "ticket_without_nit_print" in str(backfill)
    assert await desk.ticket_numbers(ELSA, large_client="any") == [number]


async def _plan_of(connection: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Execute the query of the open tickets of a list and return its plan."""
    query = pages._OPEN_ONES._query(frozenset(values))
    arguments = [values[name] if name in values else query._fixed[name] for name in query._order]
    driver = (await connection.get_raw_connection()).driver_connection
    explained = await driver.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query._text}", *arguments)
    return dict(explained[0]["Plan"])


async def test_tickets_of_an_earlier_release_get_their_prints_later(desk: LargeClientDesk) -> None:
    """The worker computes what is missing, once."""
    client = await desk.registered()
    number = (await desk.file_ticket(ELSA, petitioner={"name": "Empresa", "document": NIT}))["number"]
    await desk.file_ticket(ELSA)
    async with unit_of_work(desk.rig.engine) as connection:
        await connection.execute(text("UPDATE ticket SET nit_print = NULL"))
    assert await desk.ticket_numbers(ELSA, large_client=client["id"]) == []
    assert await print_missing_nits(desk.rig.engine, SEALER, CAMPAIGN, batch=1) == 2
    assert await print_missing_nits(desk.rig.engine, SEALER, CAMPAIGN, batch=1) == 0
    assert await desk.ticket_numbers(ELSA, large_client=client["id"]) == [number]


async def test_a_link_to_a_company_marks_a_ticket(desk: LargeClientDesk) -> None:
    """A ticket that is linked to the customer with the NIT is the client's, until the link is removed."""
    client = await desk.registered()
    record = CustomerRecord(name="Universidad de Muestra", document=Document("NIT", "8999990357"))
    async with unit_of_work(desk.rig.engine) as connection:
        await customers.add_records(connection, CustomerCipher(SEALER, CAMPAIGN), {"u": record}, desk.rig.now)
    ticket = await desk.file_ticket(outcome="escalated")
    ticket = await desk.step(ELSA, ticket, "tie", customer_id="u", text="Lo dice la carta")
    assert (ticket["large_client"], await desk.ticket_numbers(ELSA, large_client="any")) == (
        client["name"],
        [ticket["number"]],
    )
    ticket = await desk.step(ELSA, ticket, "untie", text="Era de otra empresa")
    assert (ticket["large_client"], await desk.ticket_numbers(ELSA, large_client="any")) == (None, [])
