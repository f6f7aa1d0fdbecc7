"""Procedure M5-1-05, C5: the novelties of the large clients' channel, reported to technology and the interventoría.

The people named in the row send requests over HTTP, and the test reads the results from the journal.
"""

import pytest

from tests.support.api.api_rig import ApiRig
from tests.support.api.sent_mail import sent_messages
from tests.support.desks.large_client_desk import LEAD, OVERSIGHT, PHONE, QUALITY, LargeClientDesk

pytestmark = pytest.mark.integration
OF_CLIENTS = ("LargeClient", "ClientNovelty", "ReportMade")


async def test_c5_failures_are_reported_to_technology_and_the_interventoria(rig: ApiRig) -> None:
    """A client's call shows a failure; both recipients get it and reply; the month's report has it."""
    desk = LargeClientDesk(rig)
    await desk.hire(LEAD, QUALITY, OVERSIGHT)
    client = await desk.registered()
    await desk.talk("c1", caller=PHONE)
    pop = (await desk.ask("asesor:asesor1", "GET", "/calls/c1/pop")).json()
    assert pop["large_client"]["name"] == "Universidad de Muestra"
    await desk.hang_up("c1")
    novelty = await desk.reported(QUALITY, client, call="c1")
    for recipient in ("technology", "interventoria"):
        novelty = await desk.taken(QUALITY, novelty, "send", recipient)
    assert {to for to, _ in await sent_messages(desk, "novelty_sent")} == {
        "tecnologia@icetex.example",
        "interventoria@icetex.example",
    }
    novelty = (await desk.confirm(OVERSIGHT, novelty, "receive")).json()
    novelty = (await desk.confirm(OVERSIGHT, novelty, "answer", "Se verificará en la visita.")).json()
    novelty = await desk.taken(LEAD, novelty, "answer", "technology", text="Se corrigió el menú.")
    closed = await desk.taken(LEAD, novelty, "close", text="Se probó con una llamada.")
    assert closed["state"] == "closed"
    made = await desk.ask(LEAD, "POST", "/reports", json={"kind": "large_clients", "month": "2027-01"})
    report = (await desk.ask(OVERSIGHT, "GET", f"/reports/{made.json()['id']}")).json()
    assert [(each["name"], each["value"]["text"]) for each in report["highlights"]][:4] == [
        ("Fallas", "1"),
        ("Hallazgos", "0"),
        ("Abiertas", "0"),
        ("Cerradas", "1"),
    ]
    await desk.journaled_facts("ReportMade")
    names = [type(each.fact).__name__ async for each in rig.journal.envelopes()]
    assert [each for each in names if each.startswith(OF_CLIENTS)] == [
        "LargeClientRegistered",
        "ClientNoveltyRegistered",
        *["ClientNoveltyStepTaken"] * 6,
        "ReportMade",
    ]
