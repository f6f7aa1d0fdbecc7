"""Procedure M5-1-05 from the greeting to the lookups: the caller is verified, states a case, and it is typified.

Each test is a row of the procedure. The advisor sends requests over HTTP, and the test reads the results from the
journal.
"""

from typing import Any

import pytest

from eventlog.facts import Envelope, LookupMade
from eventlog.facts.customers.customer import CustomerUpdated
from eventlog.facts.customers.identity import IdentityAsked, IdentityClosed, IdentityFailed, IdentityVerified
from eventlog.facts.tickets.petition import CallTypified, CustomerViewed, TicketFiled
from tests.support.desks.identity_desk import ANA, SECRET_PARTS, IdentityDesk

pytestmark = pytest.mark.integration
OF_THE_ROOM = ("Customer", "Identity", "Lookup", "Ticket", "CallTypified")
TOPIC = {"kind": "solicitud", "theme": "estado_cuenta", "subtheme": "paz_y_salvo"}


async def read_facts(phone: IdentityDesk, call: str = "a") -> list[Envelope]:
    """Return the facts of what advisors did in a call, in order."""
    await phone.journaled_facts("TicketFiled")
    envelopes = [each async for each in phone.rig.journal.envelopes()]
    return [each for each in envelopes if each.call_id == call and type(each.fact).__name__.startswith(OF_THE_ROOM)]


def names(envelopes: list[Envelope]) -> list[str]:
    """Return the names of the kinds of facts."""
    return [type(each.fact).__name__ for each in envelopes]


async def answered(phone: IdentityDesk) -> str:
    """Answer a call of Ana, who is a customer, and return her id."""
    ana = await phone.import_customer(ANA)
    await phone.talk("a")
    return ana


async def verified(phone: IdentityDesk) -> str:
    """Answer Ana's call, verify her identity (A2), and return her id."""
    ana = await answered(phone)
    assert (await phone.verify("a", ana))["result"] == "passed"
    return ana


async def do(phone: IdentityDesk, method: str, path: str, **more: Any) -> dict[str, Any]:
    """Send a request of the advisor that must succeed, and return the answer."""
    answer = await phone.ask("asesor1", method, path, **more)
    assert answer.status_code < 300, answer.text
    return dict(answer.json())


async def code(phone: IdentityDesk, method: str, path: str, **more: Any) -> tuple[int, str]:
    """Send a request of the advisor, and return the status and the code of the refusal."""
    answer = await phone.ask("asesor1", method, path, **more)
    return answer.status_code, answer.json()["code"]


async def test_a2_protocol_and_possible_customer_are_shown(phone: IdentityDesk) -> None:
    """A ringing call shows the line's protocol and the customer's initials; the log holds the customer's reference."""
    ana = await phone.import_customer(ANA)
    await phone.ring("a")
    pop = await do(phone, "GET", "/calls/a/pop")
    assert pop["script"] == list(phone.rig.site.lines["nacional"].script)
    assert pop["possible_customer"] == "A*** S*** B***"
    (viewed,) = await read_facts(phone)
    assert (viewed.fact, viewed.actor) == (CustomerViewed(customer_ref=ana), "advisor:asesor1")


async def test_a2_the_identity_is_verified(phone: IdentityDesk) -> None:
    """The server judges the answers; the log says who asked which questions, when, and the result, but no answers."""
    ana = await verified(phone)
    identity_asked, passed = await read_facts(phone)
    assert isinstance(identity_asked.fact, IdentityAsked)
    assert isinstance(passed.fact, IdentityVerified)
    assert (identity_asked.fact.customer_ref, identity_asked.fact.attempt, identity_asked.actor) == (
        ana,
        1,
        "advisor:asesor1",
    )
    assert (passed.fact.check, passed.fact.questions) == (identity_asked.fact.check, identity_asked.fact.questions)
    assert identity_asked.fact.questions.split(",")[0] == "documento"
    stored = await phone.stored_bytes()
    assert [secret for secret in SECRET_PARTS if secret.encode() in stored or secret in "".join(phone.answered)] == []


async def test_a3_identity_right_and_the_record_brought_up_to_date(phone: IdentityDesk) -> None:
    """A verified customer's record can be changed; the change keeps the old values, its author and the call."""
    ana = await answered(phone)
    change = {"version": 1, "phones": ["3102223344"], "emails": ["ana@ejemplo.com"]}
    assert await code(phone, "PATCH", f"/customers/{ana}", json=change) == (403, "identity_required")
    await phone.verify("a", ana)
    assert (await do(phone, "PATCH", f"/customers/{ana}", json=change))["phones"] == ["+573102223344"]
    changes = (await phone.ask("coordinador:jefa", "GET", f"/customers/{ana}/changes")).json()["changes"]
    assert {each["field"]: each["old"] for each in changes if each["call_id"] == "a"} == {
        "phones": ["+573001112201", "+576015550142"],
        "emails": ["ana.beltran@ejemplo.com"],
    }
    updated, read = (await read_facts(phone))[-2:]
    assert names([read]) == ["CustomerRead"]  # the answer to the update shows the record
    assert isinstance(updated.fact, CustomerUpdated)
    assert (updated.fact.customer_ref, set(updated.fact.fields.split(","))) == (ana, {"phones", "emails"})
    assert updated.actor == "advisor:asesor1"


async def test_a3_identity_wrong_closes_the_data_and_refuses_no_petition(phone: IdentityDesk) -> None:
    """After two wrong tries the call gets no data, lookup or third try; the petition is filed without a customer."""
    ana = await answered(phone)
    await phone.fail("a", ana)
    assert (await phone.fail("a", ana))["closed"]
    assert await phone.read_customer(ana, "a") == (403, "identity_required")
    assert await code(phone, "POST", "/calls/a/lookups/creditos", json={}) == (403, "identity_required")
    assert await code(phone, "POST", "/calls/a/identity", json={"customer_id": ana}) == (409, "identity_closed")
    ticket = (await phone.file("asesor1", call_id="a", **TOPIC)).json()
    assert (ticket["state"], ticket["customer_id"]) == ("filed", None)
    facts = await read_facts(phone)
    kinds = names(facts)
    assert kinds[:5] == ["IdentityAsked", "IdentityFailed", "IdentityAsked", "IdentityFailed", "IdentityClosed"]
    assert [each.fact.attempts_left for each in facts if isinstance(each.fact, IdentityFailed)] == [1, 0]
    assert facts[4].fact == IdentityClosed(customer_ref=ana, outcome="identity_failed")
    assert kinds[5:] == ["IdentityRefused", "TicketFiled", "TicketTermBegan"]


async def test_a4_petition_of_a_person_without_record_is_filed(phone: IdentityDesk) -> None:
    """A caller who is no customer gets general information and files under the name they say; no question is asked."""
    await phone.import_customer(ANA)
    await phone.talk("a", caller="3009999999")
    assert (await do(phone, "GET", "/calls/a/pop"))["possible_customer"] is None
    assert "{{" not in (await do(phone, "GET", "/answer-templates/orientacion_credito"))["name"]
    topic = {"kind": "solicitud", "theme": "credito_nuevo", "subtheme": "lineas"}
    petition: dict[str, Any] = {"petitioner": {"name": "Luz Rojas"}, **topic}
    ticket = (await phone.file("asesor1", call_id="a", **petition)).json()
    assert (ticket["petitioner"]["name"], ticket["customer_id"]) == ("Luz Rojas", None)
    assert names(await read_facts(phone)) == ["TicketFiled", "TicketTermBegan"]
    assert b"Luz" not in await phone.stored_bytes()


async def test_a5_typified_down_to_the_leaf(phone: IdentityDesk) -> None:
    """Tickets and calls need the whole typology; what is stored names the typology's version."""
    await answered(phone)
    half: dict[str, Any] = {**TOPIC, "subtheme": None}
    assert (await phone.file("asesor1", call_id="a", **half)).json()["code"] == "typology_incomplete"
    assert await code(phone, "PUT", "/calls/a/disposition", json=half) == (400, "typology_incomplete")
    assert await read_facts(phone) == []
    ticket = (await phone.file("asesor1", call_id="a", **TOPIC)).json()
    await do(phone, "PUT", "/calls/a/disposition", json=TOPIC)
    assert ticket["typology_version"] == (await do(phone, "GET", "/typology"))["site_version"]
    filed, _, typified = await read_facts(phone)
    assert filed.fact == TicketFiled(ticket=ticket["number"], **TOPIC)
    assert typified.fact == CallTypified(advisor="asesor1", **TOPIC)
    assert {filed.site_version, typified.site_version} == {ticket["typology_version"]}


async def test_a6_three_systems_of_which_one_is_away(phone: IdentityDesk) -> None:
    """Each lookup records its result; an unavailable system is a result too, and the ticket can be filed."""
    ana = await verified(phone)
    results = [
        (await do(phone, "POST", f"/calls/a/lookups/{lookup}", json={}))["result"]
        for lookup in ("creditos", "cartera", "giros")
    ]
    assert results == ["found", "found", "not_available"]
    assert await code(phone, "POST", "/calls/a/lookups/movimientos", json={}) == (404, "lookup_unknown")
    ticket = (await phone.file("asesor1", call_id="a", customer_id=ana, **TOPIC)).json()
    assert [(each["lookup"], each["result"]) for each in ticket["lookups"]] == [
        ("creditos", "found"),
        ("cartera", "found"),
        ("giros", "not_available"),
    ]
    made = [each for each in await read_facts(phone) if isinstance(each.fact, LookupMade)]
    assert [(each.fact.lookup, each.fact.reason) for each in made if isinstance(each.fact, LookupMade)] == [
        ("creditos", ""),
        ("cartera", ""),
        ("giros", "not_configured"),
    ]
    assert {(each.fact.customer_ref, each.actor) for each in made if isinstance(each.fact, LookupMade)} == {
        (ana, "advisor:asesor1")
    }


async def test_a11_the_written_channel_consults_without_a_call(phone: IdentityDesk) -> None:
    """The written channel makes a lookup for a ticket without a call; the fact names the ticket and its customer."""
    ana = await verified(phone)
    ticket = (await phone.file("asesor1", call_id="a", customer_id=ana, outcome="escalated", **TOPIC)).json()
    path = f"/tickets/{ticket['number']}/lookups/movimientos"
    assert (await phone.ask("asesor_escrita:elsa", "POST", path, json={})).json()["result"] == "found"
    made = (await read_facts(phone))[-1]
    assert isinstance(made.fact, LookupMade)
    assert (made.fact.ticket, made.fact.customer_ref, made.fact.lookup) == (ticket["number"], ana, "movimientos")
    assert made.actor == "user:elsa"
