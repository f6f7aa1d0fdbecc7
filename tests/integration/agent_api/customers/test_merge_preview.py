"""The preview of a merge: both records as they are, and the one that the merge then makes."""

import pytest

from tests.integration.agent_api.customers.test_unmerge import JEFA, OTHER, file, join
from tests.support.desks.customer_desk import ANA, LUIS, CustomerDesk

pytestmark = pytest.mark.integration


async def test_preview_and_result_are_equal_but_for_version(customers: CustomerDesk) -> None:
    """Preview and result are equal but for the version; the preview changes nothing, and counts as a read."""
    await customers.import_rows(ANA, OTHER, {**LUIS, "deudor_solidario_de": "52900110", "credito": "CR-2"})
    survivor, other = await customers.id_of("52900101"), await customers.id_of("52900110")
    await file(customers, "uno", other)
    path = f"/customers/{survivor}/merge"
    answer = (await customers.ask(JEFA, "GET", path, params={"other": other})).json()
    assert [answer[side]["tickets"] for side in ("kept", "other")] == [0, 1]
    assert answer["kept"]["customer"] == await customers.read(survivor)
    assert answer["other"]["customer"] == await customers.read(other)
    read = [each.fact.customer_ref for each in await customers.journaled_facts("CustomerRead") if each.call_id == ""]
    assert read[:2] == [survivor, other]
    assert await customers.rows("customer_merge") == 0
    await join(customers, survivor, other)
    after = await customers.read(survivor)
    apart = {"version", "updated_at"}
    assert {name: answer["joined"][name] for name in after if name not in apart} == {
        name: after[name] for name in after if name not in apart
    }
    assert [each["credit"] for each in after["ties"]] == ["CR-2"]


async def test_preview_of_tied_records_leaves_out_their_tie(customers: CustomerDesk) -> None:
    """The preview of two tied records leaves out the tie that would lead back to the same record."""
    await customers.import_rows(ANA, {**LUIS, "deudor_solidario_de": "52900101", "credito": "CR-1"})
    survivor, other = await customers.id_of("52900101"), await customers.id_of("390114")
    answer = (await customers.ask(JEFA, "GET", f"/customers/{survivor}/merge", params={"other": other})).json()
    await join(customers, survivor, other)
    assert answer["joined"]["ties"] == (await customers.read(survivor))["ties"]


async def test_only_coordinator_may_preview_merge_of_two_records(customers: CustomerDesk) -> None:
    """Only the coordinator may; a record with itself, an unknown one and a merged one are refused."""
    await customers.import_rows(ANA, OTHER, LUIS)
    survivor, absorbed, luis = [await customers.id_of(each) for each in ("52900101", "52900110", "390114")]
    path = f"/customers/{survivor}/merge"
    for user in ("asesor1", "asesor_escrita:eva", "funcionario:fun", "supervisor:sup1"):
        assert await customers.code(user, "GET", path, params={"other": absorbed}) == (403, "forbidden")
    assert await customers.code(JEFA, "GET", path, params={"other": survivor}) == (409, "merge_of_one")
    assert await customers.code(JEFA, "GET", path, params={"other": "x"}) == (404, "customer_unknown")
    await join(customers, survivor, absorbed)
    assert await customers.code(JEFA, "GET", path, params={"other": absorbed}) == (409, "customer_merged")
    assert await customers.code(JEFA, "GET", f"/customers/{absorbed}/merge", params={"other": luis}) == (
        409,
        "customer_merged",
    )
