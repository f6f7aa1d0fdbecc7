"""Lookups over HTTP: who may make them, for whom, and what the log records."""

import pytest

from eventlog.facts import LookupMade
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.desks.lookup_desk import LookupDesk

pytestmark = pytest.mark.integration


async def test_each_role_is_offered_its_own(lookup_desk: LookupDesk) -> None:
    """A phone advisor has four of the sample's lookups, a written-channel advisor all five, other roles none."""
    items = (await lookup_desk.ask("asesor1", "GET", "/lookups")).json()["items"]
    assert [each["id"] for each in items] == ["cartera", "creditos", "giros", "detalle_credito"]
    assert items[0] | {"about": ""} == {
        "id": "cartera",
        "name": "Cartera",
        "about": "",
        "system": "COBOL",
        "key": "document",
    }
    written = (await lookup_desk.ask("asesor_escrita:eva", "GET", "/lookups")).json()["items"]
    assert len(written) == 5
    assert (await lookup_desk.ask("supervisor:sup", "GET", "/lookups")).status_code == 403


async def test_lookup_shows_customer_and_is_fact(lookup_desk: LookupDesk) -> None:
    """The fact has user, lookup, customer, call and result, and none of the data shown."""
    answer = (await lookup_desk.ask("asesor1", "POST", "/calls/a/lookups/creditos", json={})).json()
    assert (answer["result"], answer["reason"], answer["system"]) == ("found", "", "C&CTEX")
    assert answer["columns"][3] == {"label": "Saldo", "kind": "money", "sensitive": True}
    assert answer["rows"][0][3] == {"value": "4437431.25", "told": "$ 4.437.431,25"}
    (envelope,) = await lookup_desk.journaled_facts("LookupMade")
    assert isinstance(envelope.fact, LookupMade)
    assert (envelope.fact.lookup, envelope.fact.customer_ref, envelope.fact.result) == ("creditos", "c1", "found")
    assert (envelope.actor, envelope.call_id) == ("advisor:asesor1", "a")
    assert b"52900101" not in await lookup_desk.bytes_of("journal")


async def test_nothing_is_asked_before_the_identity_is_verified(lookup_desk: LookupDesk) -> None:
    """An erased customer is not looked up either, and a refusal is no lookup in the log."""
    lookup_desk.verified.clear()
    refused = await lookup_desk.ask("asesor1", "POST", "/calls/a/lookups/creditos", json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "identity_required")
    lookup_desk.verified["a"] = "gone"
    assert (await lookup_desk.ask("asesor1", "POST", "/calls/a/lookups/creditos", json={})).status_code == 403
    assert await lookup_desk.rows("outbox") == 0


async def test_each_lookup_is_refused_until_api_has_identity_check(rig: ApiRig) -> None:
    """Until the API has an identity check, each lookup is refused."""
    desk = AdvisorDesk(rig)
    await desk.talk("a")
    refused = await desk.ask("asesor1", "POST", "/calls/a/lookups/cartera", json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "identity_required")


async def test_another_advisor_call_lookup_of_another_role_and_unknown_one_are_not_found(
    lookup_desk: LookupDesk,
) -> None:
    """Another advisor's call, a lookup of another role and an unknown one are not found."""
    other = await lookup_desk.ask("asesor2", "POST", "/calls/a/lookups/creditos", json={})
    assert (other.status_code, other.json()["code"]) == (404, "call_not_yours")
    for lookup in ("movimientos", "gone"):
        unknown = await lookup_desk.ask("asesor1", "POST", f"/calls/a/lookups/{lookup}", json={})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "lookup_unknown")


async def test_a_system_that_is_away_is_an_answer(lookup_desk: LookupDesk) -> None:
    """The answer is 200 with the reason and advice, and a fact: the call goes on."""
    answer = await lookup_desk.ask("asesor1", "POST", "/calls/a/lookups/giros", json={})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["result"], body["reason"], body["rows"]) == ("not_available", "not_configured", [])
    assert body["told"].startswith("APOTEOSYS todavía no está conectado.")
    (noted,) = await lookup_desk.journaled_facts("LookupMade")
    assert isinstance(noted.fact, LookupMade)
    assert (noted.fact.result, noted.fact.reason) == ("not_available", "not_configured")


async def test_a_credit_is_asked_by_its_number_and_belongs_to_the_customer(lookup_desk: LookupDesk) -> None:
    """A missing number gets 400, another customer's number finds nothing, and columns of other roles are left out."""
    path = "/calls/a/lookups/detalle_credito"
    assert (await lookup_desk.ask("asesor1", "POST", path, json={})).json()["code"] == "bad_query"
    own = (await lookup_desk.ask("asesor1", "POST", path, json={"credit": "CR-2019-000101"})).json()
    assert [each["label"] for each in own["columns"]] == ["Crédito", "Programa", "Estado", "Cuota", "Tasa anual (%)"]
    assert own["rows"][0][3]["told"] == "$ 197.350"
    others = (await lookup_desk.ask("asesor1", "POST", path, json={"credit": "CR-2020-000110"})).json()
    assert (others["result"], others["told"]) == ("none", "C&CTEX no tiene nada de este cliente.")
