"""Lookups for a ticket without a call (M5-1-05, A11): who may make them, for whom, and their record in the ticket."""

import pytest

from eventlog.facts import LookupMade
from tests.support.desks.lookup_desk import LookupDesk

pytestmark = pytest.mark.integration
ELSA, OFFICIAL = "asesor_escrita:elsa", "funcionario:funcionario2"


async def of_customer(lookup_desk: LookupDesk, **form: str) -> str:
    """File a ticket of the written channel, by default of Ana; return its number."""
    answer = await lookup_desk.file(ELSA, **{"customer_id": "c1", **form})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


async def test_the_written_channel_consults_for_a_ticket(lookup_desk: LookupDesk) -> None:
    """The columns are those of the role; log and ticket have the user, the customer and the lookup."""
    number = await of_customer(lookup_desk)
    path = f"/tickets/{number}/lookups/detalle_credito"
    assert (await lookup_desk.ask(ELSA, "POST", path, json={})).json()["code"] == "bad_query"
    answer = (await lookup_desk.ask(ELSA, "POST", path, json={"credit": "CR-2019-000101"})).json()
    assert (answer["result"], answer["columns"][-1]["label"]) == ("found", "Desembolsado")
    (envelope,) = await lookup_desk.journaled_facts("LookupMade")
    assert isinstance(envelope.fact, LookupMade)
    assert (envelope.fact.ticket, envelope.fact.customer_ref, envelope.actor, envelope.call_id) == (
        number,
        "c1",
        "user:elsa",
        "",
    )
    (made,) = (await lookup_desk.ask(ELSA, "GET", f"/tickets/{number}")).json()["lookups"]
    assert (made["lookup"], made["name"], made["who"], made["result"]) == (
        "detalle_credito",
        "Un crédito",
        "elsa",
        "found",
    )
    assert b"52900101" not in await lookup_desk.bytes_of("lookup_made")


async def test_lookup_for_ticket_without_customer_is_refused(lookup_desk: LookupDesk) -> None:
    """No lookup is made or logged, even on a call that has verified a customer."""
    nobody = (await lookup_desk.file(ELSA)).json()["number"]
    on_call = (await lookup_desk.file("asesor1", "key-00000002", call_id="a", outcome="escalated")).json()["number"]
    for number in (nobody, on_call):
        refused = await lookup_desk.ask(ELSA, "POST", f"/tickets/{number}/lookups/cartera", json={})
        assert (refused.status_code, refused.json()["code"]) == (409, "ticket_without_customer")
        assert f"{number} no tiene un cliente" in refused.json()["detail"]
    assert await lookup_desk.rows("lookup_made") == 0


async def test_only_tickets_that_one_sees_and_lookups_of_ones_role(lookup_desk: LookupDesk) -> None:
    """A ticket of another tier and a lookup of another role are not found, and a coordinator makes none."""
    number = await of_customer(lookup_desk)
    hidden = await lookup_desk.ask(OFFICIAL, "POST", f"/tickets/{number}/lookups/cartera", json={})
    assert (hidden.status_code, hidden.json()["code"]) == (404, "not_found")
    unknown = await lookup_desk.ask(ELSA, "POST", f"/tickets/{number}/lookups/gone", json={})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "lookup_unknown")
    misread = await lookup_desk.ask(ELSA, "POST", "/tickets/2027-000001-0/lookups/cartera", json={})
    assert misread.json()["code"] == "number_misread"
    assert (
        await lookup_desk.ask("supervisor:sup", "POST", f"/tickets/{number}/lookups/cartera", json={})
    ).status_code == 403


async def test_on_the_phone_the_call_must_have_verified_its_customer(lookup_desk: LookupDesk) -> None:
    """An own ticket does not replace the verification."""
    number = (await lookup_desk.file("asesor1", call_id="a", customer_id="c1")).json()["number"]
    path = f"/tickets/{number}/lookups/cartera"
    assert (await lookup_desk.ask("asesor1", "POST", path, json={})).status_code == 200
    lookup_desk.verified.clear()
    refused = await lookup_desk.ask("asesor1", "POST", path, json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "identity_required")


async def test_an_attorney_on_the_phone_waits_for_the_check(lookup_desk: LookupDesk) -> None:
    """A petition that a customer's attorney makes in a call is not answered there; lookups wait for the check."""
    acting = {"representative": {"name": "Iván Duarte"}, "mandate": {"kind": "attorney", "document": "Poder"}}
    form = {"call_id": "a", "customer_id": "c1", **acting}
    at_once = await lookup_desk.file("asesor1", **form, outcome="answered", answer="Debe un millón.")
    assert (at_once.status_code, at_once.json()["code"]) == (409, "mandate_not_checked")
    ticket = (await lookup_desk.file("asesor1", **form, outcome="escalated")).json()
    path = f"/tickets/{ticket['number']}/lookups/cartera"
    refused = await lookup_desk.ask(ELSA, "POST", path, json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "mandate_not_checked")
    step = {"step": "check_mandate", "version": ticket["version"], "result": "sufficient", "text": "Poder auténtico."}
    checked = await lookup_desk.ask(ELSA, "POST", f"/tickets/{ticket['number']}/steps", json=step)
    assert checked.status_code == 200, checked.text
    assert (await lookup_desk.ask(ELSA, "POST", path, json={})).status_code == 200


async def test_ticket_lists_lookups_before_and_after_filing_of_its_customer_only_in_order(
    lookup_desk: LookupDesk,
) -> None:
    """The ticket lists lookups before and after the filing, of its customer only, in order, and also after a merge."""
    await lookup_desk.add_customer("c2", "Luz Marina Rojas", document="41900105")
    await lookup_desk.ask("asesor1", "POST", "/calls/a/lookups/creditos", json={})
    lookup_desk.verified["a"] = "c2"
    await lookup_desk.ask("asesor1", "POST", "/calls/a/lookups/giros", json={})
    lookup_desk.verified["a"] = "c1"
    number = (await lookup_desk.file("asesor1", call_id="a", customer_id="c1")).json()["number"]
    await lookup_desk.ask("asesor1", "POST", "/calls/a/lookups/cartera", json={})
    read = (await lookup_desk.ask("asesor1", "GET", f"/tickets/{number}")).json()
    assert [each["lookup"] for each in read["lookups"]] == ["creditos", "cartera"]
    assert read["typology_version"] == lookup_desk.rig.site.version
    joined = {"other": "c1", "version": 1, "other_version": 1, "reason": "Es la misma"}
    assert (await lookup_desk.ask("coordinador:jefa", "POST", "/customers/c2/merge", json=joined)).status_code == 200
    read = (await lookup_desk.ask("coordinador:jefa", "GET", f"/tickets/{number}")).json()
    assert (read["customer_id"], [each["lookup"] for each in read["lookups"]]) == (
        "c2",
        ["creditos", "giros", "cartera"],
    )
