"""`/api/v1/calls` over a journal."""

import pytest

from eventlog.facts import CustomerRead
from tests.support.api.api_rig import ApiRig, MixedCalls
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.desks.identity_desk import ANA, IdentityDesk

pytestmark = pytest.mark.integration


async def test_timeline_lists_each_fact(rig: ApiRig, mixed_calls: MixedCalls) -> None:
    """The timeline has the call's facts in the order of the log, each in Spanish beside the raw fact."""
    await mixed_calls.make_calls()
    story = (await rig.get("/api/v1/calls/on-the-bound")).json()
    assert [happening["sentence"] for happening in story["timeline"]] == [
        "Entró una llamada a «Línea Nacional», en horario de atención.",
        "Entró en la cola «Información general», por elección en el menú.",
        "Se ofreció a Ana Lucía Rojas, cuyo teléfono empezó a timbrar.",
        "Ana Lucía Rojas pasó de disponible a timbrando.",
        "Ana Lucía Rojas contestó y quedó en conversación con quien llama.",
        "Ana Lucía Rojas pasó de timbrando a en llamada.",
        "Ana Lucía Rojas pasó de en llamada a disponible.",
        "La llamada terminó como contestada: colgó quien llamaba.",
    ]
    assert [happening["after_ms"] for happening in story["timeline"]][-2:] == [80_000, 80_000]
    assert story["timeline"][0]["fact"]["type"] == "CallIngressed"
    assert (story["outcome"], story["wait_ms"], story["within_threshold"]) == ("answered", 20_000, True)


async def test_a_call_that_does_not_exist_is_a_problem(rig: ApiRig) -> None:
    """An unknown id is 404 with a stable code, as problem details."""
    answer = await rig.get("/api/v1/calls/nobody")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"
    assert answer.json()["instance"] == "/api/v1/calls/nobody"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"outcome": "abandoned_ivr"}, {"left-in-menu"}),
        ({"outcome": "in_progress"}, {"waiting"}),
        ({"line": "bogota"}, set()),
        ({"line": "nacional", "outcome": "answered"}, {"at-once", "on-the-bound", "late"}),
        ({"to": "2027-01-15T08:00:01Z"}, {"at-once"}),
        ({"from": "2027-01-16"}, set()),
    ],
)
async def test_calls_are_filtered(
    rig: ApiRig, mixed_calls: MixedCalls, query: dict[str, str], expected: set[str]
) -> None:
    """The filters are line, outcome, in progress, and arrival."""
    await mixed_calls.make_calls()
    answer = await rig.get("/api/v1/calls", **query)
    assert {call["id"] for call in answer.json()["calls"]} == expected


async def test_answers_without_conversation_are_found(rig: ApiRig) -> None:
    """The filter finds calls that ended within a second of the answer; a second or more is a conversation."""
    campaign_rig = rig.campaign_rig
    await campaign_rig.ready("asesor1")
    for call, lasted_ms in (("at-once", 0), ("nearly", 999), ("a-second", 1_000)):
        await campaign_rig.arrive(call, wrap_up_ms=0)
        await campaign_rig.answer(call, "asesor1")
        await campaign_rig.set_time(campaign_rig.now_ms + lasted_ms)
        await campaign_rig.end(call, "answered")
    await campaign_rig.arrive("left")
    await campaign_rig.end("left")
    await rig.record()
    calls = (await rig.get("/api/v1/calls", without_talk=True)).json()["calls"]
    assert {call["id"] for call in calls} == {"at-once", "nearly"}
    assert len((await rig.get("/api/v1/calls", without_talk=False)).json()["calls"]) == 4


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"outcome": "happy"}, "outcome"),
        ({"limit": 0}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"from": "2027-01-15T08:00:00"}, "from"),
        ({"to": "yesterday"}, "to"),
        ({"line": "x' OR 1=1"}, "line"),
        ({"cursor": "Zm9v"}, "cursor"),
        ({"cursor": "ñ"}, "cursor"),
        ({"colour": "blue"}, "colour"),
    ],
)
async def test_a_bad_query_is_named(rig: ApiRig, query: dict[str, str], field: str) -> None:
    """A bad parameter gets 400, never 422, and is never ignored; the answer says which and why, in Spanish."""
    answer = await rig.get("/api/v1/calls", **query)
    assert answer.status_code == 400
    problem = answer.json()
    assert problem["code"] == "bad_query"
    assert [error["field"] for error in problem["errors"]] == [field]
    assert problem["errors"][0]["detail"].endswith(".")


async def test_summary_tells_a_call_in_names(rig: ApiRig) -> None:
    """The summary has the choice, the wait, the advisor, the topic and the ticket by name, beside the timeline."""
    desk = AdvisorDesk(rig)
    await desk.talk("a")
    typified = {"kind": "queja", "theme": "trato", "subtheme": "asesor_telefonico"}
    answer = await desk.ask("asesor1", "PUT", "/calls/a/disposition", json=typified)
    assert answer.status_code in (200, 201, 204), answer.text
    number = (await desk.file("asesor1", call_id="a")).json()["number"]
    await desk.hang_up("a")
    await desk.journaled_facts("TicketFiled")
    summary = (await desk.ask("supervisor:sup1", "GET", "/calls/a")).json()["summary"]
    assert (summary["line_name"], summary["caller"]) == ("Línea Nacional", "300 111 2201")
    assert len(summary["choices"]) == 1
    assert [(each["queue_name"], each["result"]) for each in summary["waits"]] == [("Información general", "answered")]
    assert [each["advisor_name"] for each in summary["talks"]] == ["Asesor1"]
    assert summary["topic"]["kind_name"] == "Queja"
    assert [each["number"] for each in summary["tickets"]] == [number]
    assert (summary["survey"], summary["customer"]) == (None, None)


async def test_summary_masks_who_called(rig: ApiRig) -> None:
    """Without number.read the number shows its last digits; without customer.without_call a name shows initials.

    The whole name is a read of the customer, which the log keeps; initials are not.
    """
    desk = IdentityDesk(rig)
    customer = await desk.import_customer(ANA)
    await desk.talk("a")
    await desk.verify("a", customer)
    await desk.journaled_facts("IdentityVerified")
    seen = (await desk.ask("calidad:cata", "GET", "/calls/a")).json()["summary"]
    assert seen["caller"] == "*** *** 2201"
    assert (seen["customer"]["name"], seen["customer"]["masked"]) == ("A*** S*** B***", True)
    assert await desk.journaled_facts("CustomerRead") == []
    seen = (await desk.ask("coordinador:jefa", "GET", "/calls/a")).json()["summary"]
    assert (seen["customer"]["name"], seen["customer"]["masked"]) == ("Ana Sofía Beltrán", False)
    (read,) = await desk.journaled_facts("CustomerRead")
    assert (read.fact, read.actor, read.call_id) == (CustomerRead(customer_ref=customer, what="data"), "user:jefa", "")
