"""The register of large clients: its checks, its versions, its search, and the recognition of calls and tickets."""

import asyncio
from typing import Any

import pytest

from eventlog.facts import LargeClientChanged, LargeClientRegistered
from tests.support.desks.large_client_desk import (
    CLIENTS,
    CONTACT,
    LEAD,
    NIT,
    OTHER_NIT,
    OVERSIGHT,
    PHONE,
    QUALITY,
    SUPERVISOR,
    LargeClientDesk,
)

pytestmark = pytest.mark.integration


async def test_each_version_says_who_changed_what(desk: LargeClientDesk) -> None:
    """A client is registered, changed and ended; the versions and the facts tell it, the facts without any name."""
    client = await desk.registered()
    assert (client["nit"], client["state"], client["version"]) == ("899999035-7", "active", 1)
    assert (client["manager_name"], client["contacts"][0]["phone"]) == ("Coco", "+573104445566")
    changed = await desk.change(LEAD, client, response_hours=12, manager="sara")
    assert changed.status_code == 200, changed.text
    same = await desk.change(LEAD, changed.json())
    assert same.json()["version"] == 2
    today = desk.rig.now.date().isoformat()
    ended = (await desk.change(LEAD, changed.json(), state="ended", until=today)).json()
    assert [(each["version"], each["by_name"], each["changed"]) for each in ended["versions"]] == [
        (3, "Coco", ["state", "until"]),
        (2, "Coco", ["manager", "response_hours"]),
        (1, "Coco", []),
    ]
    [registered] = await desk.journaled_facts("LargeClientRegistered")
    assert registered.fact == LargeClientRegistered(client=client["id"], manager="coco")
    facts = [each.fact for each in await desk.journaled_facts("LargeClientChanged")]
    assert facts == [
        LargeClientChanged(client=client["id"], version=2, fields="manager,response_hours", state="active"),
        LargeClientChanged(client=client["id"], version=3, fields="state,until", state="ended"),
    ]


async def test_a_wrong_field_is_refused_where_it_stands(desk: LargeClientDesk) -> None:
    """The check digit, the manager, the dates and each contact are checked, each at its field."""
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"nit": "899999035-8"}, "nit"),
        ({"manager": "vera"}, "manager"),
        ({"contacts": [{**CONTACT, "phone": "1670"}]}, "contacts.0.phone"),
        ({"contacts": [CONTACT, {"name": "Luis", "email": "luis"}]}, "contacts.1.email"),
        ({"contacts": [{**CONTACT, "id": "0a0a0a0a"}]}, "contacts.0.id"),
    ]
    for form, field in wrong:
        answer = await desk.register(LEAD, **form)
        assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field]), answer.text
    client = await desk.registered()
    for form in ({"until": "2027-01-01"}, {"state": "ended"}, {"state": "ended", "until": "2025-12-31"}):
        answer = await desk.change(LEAD, client, **form)
        assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, ["until"])


async def test_a_nit_is_registered_once(desk: LargeClientDesk) -> None:
    """Of three that register the same NIT at once, one succeeds; nor can another client take it later."""
    answers = await asyncio.gather(*(desk.register(LEAD) for _ in range(3)))
    assert sorted(each.status_code for each in answers) == [201, 409, 409]
    other = await desk.registered(nit=OTHER_NIT, name="Fondo de Muestra")
    taken = await desk.change(LEAD, other, nit=NIT)
    assert (taken.status_code, taken.json()["code"]) == (409, "large_client_exists")


async def test_a_change_on_an_old_version_returns_the_newer(desk: LargeClientDesk) -> None:
    """Nothing is lost: the answer has the client as it is."""
    client = await desk.registered()
    await desk.change(LEAD, client, response_hours=12)
    stale = await desk.change(LEAD, client, response_hours=48)
    assert (stale.status_code, stale.json()["code"]) == (409, "large_client_changed")
    assert stale.json()["large_client"]["response_hours"] == 12


async def test_clients_are_found_by_name_and_nit(desk: LargeClientDesk) -> None:
    """Part of a name in any case, or the first digits of a NIT; pages follow each other without a gap."""
    first = await desk.registered()
    second = await desk.registered(nit=OTHER_NIT, name="Fondo de Muestra", manager="sara")
    for query, names in (
        ({"text": "MUESTRA"}, ["Fondo de Muestra", "Universidad de Muestra"]),
        ({"text": "899.999"}, ["Universidad de Muestra"]),
        ({"manager": "sara"}, ["Fondo de Muestra"]),
        ({"state": "ended"}, []),
        ({"sort": "-name"}, ["Universidad de Muestra", "Fondo de Muestra"]),
    ):
        page = (await desk.ask(SUPERVISOR, "GET", CLIENTS, params=query)).json()
        assert [each["name"] for each in page["clients"]] == names, query
    page = (await desk.ask(QUALITY, "GET", CLIENTS, params={"limit": 1})).json()
    assert ([each["id"] for each in page["clients"]], page["total"]) == ([second["id"]], 2)
    rest = (await desk.ask(QUALITY, "GET", CLIENTS, params={"limit": 1, "cursor": page["next"]})).json()
    assert ([each["id"] for each in rest["clients"]], rest["next"]) == ([first["id"]], None)
    bad = await desk.ask(QUALITY, "GET", CLIENTS, params={"cursor": "nada"})
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_query")


async def test_only_the_coordination_writes_and_the_interventoria_does_not_read(desk: LargeClientDesk) -> None:
    """Supervisors and quality read; contacts are not for the interventoría nor for advisors."""
    client = await desk.registered()
    for user in (SUPERVISOR, QUALITY):
        assert (await desk.ask(user, "GET", f"{CLIENTS}/{client['id']}")).status_code == 200
        assert (await desk.change(user, client)).status_code == 403
    for user in (OVERSIGHT, "asesor:asesor1"):
        assert (await desk.ask(user, "GET", f"{CLIENTS}/{client['id']}")).status_code == 403


async def test_calls_and_tickets_of_a_client_are_recognised(desk: LargeClientDesk) -> None:
    """A contact's number on the pop and on the call's page; the NIT of the petitioner in the ticket's header."""
    client = await desk.registered()
    seen = {key: client[key] for key in ("id", "name", "service", "hours", "response_hours")}
    await desk.talk("c1", caller=PHONE)
    assert (await desk.ask("asesor:asesor1", "GET", "/calls/c1/pop")).json()["large_client"] == seen
    ticket = await desk.file_ticket("asesor:asesor1", call_id="c1")
    await desk.hang_up("c1")
    assert (await desk.ask(SUPERVISOR, "GET", "/calls/c1/large-client")).json() == {"client": seen}
    assert (await desk.ask(SUPERVISOR, "GET", f"/tickets/{ticket['number']}/large-client")).json() == {"client": None}
    petitioner = {"name": "Universidad de Muestra", "document": f"NIT {NIT}"}
    named = await desk.file_ticket("asesor:asesor1", petitioner=petitioner)
    path = f"/tickets/{named['number']}/large-client"
    assert (await desk.ask(SUPERVISOR, "GET", path)).json() == {"client": seen}
    assert (await desk.ask(OVERSIGHT, "GET", path)).json() == {"client": None}
    activity = (await desk.ask(LEAD, "GET", f"{CLIENTS}/{client['id']}/activity")).json()
    assert [each["id"] for each in activity["calls"]] == ["c1"]
    assert ticket["number"] in [each["number"] for each in activity["tickets"]]


async def test_an_ended_client_and_a_shared_number_are_not_recognised(desk: LargeClientDesk) -> None:
    """A number of two clients names neither; an ended client is none."""
    first = await desk.registered()
    await desk.talk("c1", caller=PHONE)
    await desk.hang_up("c1")
    second = await desk.registered(nit=OTHER_NIT, name="Fondo de Muestra")
    path = "/calls/c1/large-client"
    assert (await desk.ask(SUPERVISOR, "GET", path)).json()["client"] is None
    ended = await desk.change(LEAD, second, state="ended", until=desk.rig.now.date().isoformat())
    assert ended.status_code == 200, ended.text
    assert (await desk.ask(SUPERVISOR, "GET", path)).json()["client"]["id"] == first["id"]
    assert (await desk.ask(SUPERVISOR, "GET", "/calls/nadie/large-client")).status_code == 404
