"""`/api/v1/customers/{id}/timeline`: who may read it, what it has, its filters and pages, and the fact of each read."""

from typing import Any

import pytest

from eventlog.facts import CustomerTimelineRead
from tests.support.api.api_rig import ApiRig
from tests.support.desks.identity_desk import ANA, CARLOS, IdentityDesk

pytestmark = pytest.mark.integration
COORDINATOR, ADVISOR = "coordinador:jefa", "asesor1"


class TimelineDesk(IdentityDesk):
    """A desk whose users read the timelines of customers."""

    async def page(self, customer: str, user: str = COORDINATOR, **query: Any) -> dict[str, Any]:
        """Return a page of a customer's timeline."""
        answer = await self.ask(user, "GET", f"/customers/{customer}/timeline", params=query)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def refusal(self, customer: str, user: str, **query: Any) -> tuple[int, str]:
        """Return the status and the code of a refused request."""
        answer = await self.ask(user, "GET", f"/customers/{customer}/timeline", params=query)
        return answer.status_code, answer.json().get("code", "")

    async def attend(self, call: str, customer: str) -> str:
        """Handle a verified call in which a petition is filed and an e-mail changed; return the filing number."""
        await self.talk(call)
        await self.verify(call, customer)
        filed = await self.file(ADVISOR, f"key-0000000{call}", call_id=call, customer_id=customer)
        assert filed.status_code == 201, filed.text
        version = (await self.ask(COORDINATOR, "GET", f"/customers/{customer}")).json()["version"]
        form = {"version": version, "emails": [f"{call}@ejemplo.com", ANA["correo"]], "call_id": call}
        changed = await self.ask(ADVISOR, "PATCH", f"/customers/{customer}", json=form)
        assert changed.status_code == 200, changed.text
        return str(filed.json()["number"])


@pytest.fixture
def desk(rig: ApiRig) -> TimelineDesk:
    """Open a desk without customers."""
    return TimelineDesk(rig)


async def test_timeline_has_what_each_noun_knows(desk: TimelineDesk) -> None:
    """The call, the verification, the petition and the change are events, and nothing of another customer is."""
    ana, carlos = await desk.import_customer(ANA), await desk.import_customer(CARLOS)
    number = await desk.attend("a", ana)
    events = (await desk.page(ana))["events"]
    by_kind = {each["kind"]: each for each in events}
    assert {"ticket", "call", "verification", "change"} <= by_kind.keys()
    assert (by_kind["ticket"]["ticket"], by_kind["ticket"]["call_id"]) == (number, "a")
    assert (by_kind["call"]["call_id"], by_kind["call"]["by_name"]) == ("a", "Asesor1")
    assert by_kind["verification"]["outcome"] == "passed"
    assert by_kind["change"]["sentence"] == "Cambió en sus datos: correos."
    assert [each["at"] for each in events] == sorted((each["at"] for each in events), reverse=True)
    assert (await desk.page(carlos))["events"] == []


async def test_timeline_has_no_contents(desk: TimelineDesk) -> None:
    """It says that a petition was filed and an address changed, and neither the text nor the address."""
    ana = await desk.import_customer(ANA)
    await desk.attend("a", ana)
    text = (await desk.ask(COORDINATOR, "GET", f"/customers/{ana}/timeline")).text
    assert "Me colgaron" not in text
    assert "ejemplo.com" not in text


async def test_reading_needs_a_role_or_the_verified_call(desk: TimelineDesk) -> None:
    """An advisor reads the customer that the call verified, and no other; without a call only the back office reads."""
    ana, carlos = await desk.import_customer(ANA), await desk.import_customer(CARLOS)
    refused = (403, "identity_required")
    assert await desk.refusal(ana, ADVISOR) == refused
    await desk.talk("a")
    assert await desk.refusal(ana, ADVISOR, call_id="a") == refused
    await desk.verify("a", ana)
    assert (await desk.page(ana, ADVISOR, call_id="a", limit=5))["events"]
    assert await desk.refusal(carlos, ADVISOR, call_id="a") == refused
    assert await desk.refusal(ana, "asesor2", call_id="a") == (404, "call_not_yours")
    for user in ("asesor_escrita:eva", "funcionario:fun", COORDINATOR):
        assert (await desk.page(ana, user))["events"]
    assert await desk.refusal(ana, "supervisor:sup1") == (403, "forbidden")
    assert await desk.refusal("nobody", COORDINATOR) == (404, "customer_unknown")


async def test_tickets_that_one_may_not_see_are_left_out(desk: TimelineDesk) -> None:
    """An official of another area sees neither the petition nor what was sent about it."""
    ana = await desk.import_customer(ANA)
    await desk.attend("a", ana)
    kinds = {each["kind"] for each in (await desk.page(ana, "funcionario:fun"))["events"]}
    assert kinds >= {"call", "verification"}
    assert kinds.isdisjoint({"ticket", "message", "letter"})


async def test_kinds_and_moments_filter(desk: TimelineDesk) -> None:
    """Kinds add up; the first moment is inclusive, the last one exclusive."""
    ana = await desk.import_customer(ANA)
    await desk.attend("a", ana)
    both = (await desk.page(ana, kind=["ticket", "change"]))["events"]
    assert {each["kind"] for each in both} == {"ticket", "change"}
    moment = both[0]["at"]
    after = {each["id"] for each in (await desk.page(ana, **{"from": moment}))["events"]}
    before = {each["id"] for each in (await desk.page(ana, to=moment))["events"]}
    assert both[0]["id"] in after
    assert both[0]["id"] not in before
    assert after | before == {each["id"] for each in (await desk.page(ana))["events"]}
    assert await desk.refusal(ana, COORDINATOR, kind="gossip") == (400, "bad_query")
    assert await desk.refusal(ana, COORDINATOR, cursor="Zm9v") == (400, "bad_query")


async def test_merged_records_have_one_timeline(desk: TimelineDesk) -> None:
    """Events of the merged record belong to the one that stays; the merged one is refused with 409."""
    ana, double = await desk.import_customer(ANA), await desk.import_customer({**CARLOS, "nombre": ANA["nombre"]})
    await desk.talk("a")
    await desk.fail("a", double)
    await desk.merge(ana, double)
    events = (await desk.page(ana, kind="verification"))["events"]
    assert [each["outcome"] for each in events] == ["failed"]
    assert await desk.refusal(double, COORDINATOR) == (409, "customer_merged")


async def test_each_page_is_a_fact(desk: TimelineDesk) -> None:
    """The fact has the customer, the kinds and the reader; from a call, also the call."""
    ana = await desk.import_customer(ANA)
    await desk.talk("a")
    await desk.verify("a", ana)
    await desk.page(ana, ADVISOR, call_id="a")
    await desk.page(ana, kind=["ticket", "call"])
    own, leader = await desk.journaled_facts("CustomerTimelineRead")
    assert (own.fact, own.actor, own.call_id) == (
        CustomerTimelineRead(customer_ref=ana, kinds=""),
        "advisor:asesor1",
        "a",
    )
    assert (leader.fact, leader.actor) == (CustomerTimelineRead(customer_ref=ana, kinds="call,ticket"), "user:jefa")
