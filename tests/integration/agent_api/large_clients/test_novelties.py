"""Novelties of large clients: registered, sent, confirmed, answered and closed; and who sees which."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from agent_api.large_clients.novelties.metrics import read_novelty_metrics
from eventlog.facts import ClientNoveltyRegistered, ClientNoveltyStepTaken
from tests.support.api.sent_mail import plain_text, sent_messages
from tests.support.desks.large_client_desk import (
    LEAD,
    NEW_NOVELTY,
    NOVELTIES,
    OTHER_NIT,
    OVERSIGHT,
    QUALITY,
    SUPERVISOR,
    LargeClientDesk,
)

pytestmark = pytest.mark.integration


async def test_a_novelty_goes_from_its_registration_to_its_closing(desk: LargeClientDesk) -> None:
    """Sent to both, confirmed and answered by each, closed; history, bell, mails and facts tell it."""
    client = await desk.registered()
    novelty = await desk.reported(QUALITY, client)
    assert (novelty["id"], novelty["state"], novelty["client_name"]) == (
        "2027-0001",
        "registered",
        "Universidad de Muestra",
    )
    sent = await desk.taken(QUALITY, novelty, "send", "technology")
    sent = await desk.taken(QUALITY, sent, "send", "interventoria")
    assert [each["recipient"] for each in sent["deliveries"]] == ["technology", "interventoria"]
    assert (await desk.bell(OVERSIGHT))[0].startswith("La interventoría tiene la novedad 2027-0001")
    received = (await desk.confirm(OVERSIGHT, sent, "receive")).json()
    answered = (await desk.confirm(OVERSIGHT, received, "answer", "Se revisa con el operador.")).json()
    assert len(await desk.bell(QUALITY)) == 2
    answered = await desk.taken(LEAD, answered, "answer", "technology", text="Se corrigió el menú.")
    assert answered["state"] == "answered"
    closed = await desk.taken(LEAD, answered, "close", text="Se probó el menú.")
    assert [(each["act"], each["by_name"]) for each in closed["history"]] == [
        ("record", "Clara"),
        ("send", "Clara"),
        ("send", "Clara"),
        ("receive", "Vera"),
        ("answer", "Vera"),
        ("answer", "Coco"),
        ("close", "Coco"),
    ]
    [registered] = await desk.journaled_facts("ClientNoveltyRegistered")
    assert registered.fact == ClientNoveltyRegistered(
        novelty="2027-0001", client=client["id"], channel="telefono", source="monitoring", kind="failure"
    )
    steps = [each.fact for each in await desk.journaled_facts("ClientNoveltyStepTaken")]
    assert [each.state for each in steps if isinstance(each, ClientNoveltyStepTaken)] == [
        "sent",
        "sent",
        "sent",
        "sent",
        "answered",
        "closed",
    ]
    mails = {to: plain_text(message) for to, message in await sent_messages(desk, "novelty_sent")}
    assert set(mails) == {"tecnologia@icetex.example", "interventoria@icetex.example"}
    assert all(NEW_NOVELTY["description"] in each and "/novedades/2027-0001" in each for each in mails.values())


async def test_the_interventoria_sees_and_confirms_what_was_sent_to_it(desk: LargeClientDesk) -> None:
    """Others it does not see; it answers for itself alone, and writes nothing else."""
    client = await desk.registered()
    technical = await desk.taken(QUALITY, await desk.reported(QUALITY, client), "send", "technology")
    sent = await desk.taken(QUALITY, await desk.reported(QUALITY, client), "send", "interventoria")
    page = (await desk.ask(OVERSIGHT, "GET", NOVELTIES)).json()
    assert ([each["id"] for each in page["novelties"]], page["total"]) == ([sent["id"]], 1)
    assert (await desk.ask(OVERSIGHT, "GET", f"{NOVELTIES}/{technical['id']}")).status_code == 404
    assert (await desk.confirm(OVERSIGHT, technical, "receive")).status_code == 404
    mine = (await desk.ask(OVERSIGHT, "GET", f"{NOVELTIES}/{sent['id']}")).json()
    assert [(each["act"], each["recipient"]) for each in mine["steps"]] == [
        ("receive", "interventoria"),
        ("answer", "interventoria"),
    ]
    assert (await desk.take(OVERSIGHT, sent, "annul")).status_code == 403
    assert (await desk.report(OVERSIGHT, client)).status_code == 403
    assert (await desk.take(SUPERVISOR, sent, "annul")).status_code == 403
    assert (await desk.confirm(OVERSIGHT, sent, "answer")).json()["code"] == "novelty_invalid"
    options = (await desk.ask(OVERSIGHT, "GET", "/client-novelty-options")).json()
    assert options["clients"] == []
    assert [each["has_mail"] for each in options["recipients"]] == [True, True]


async def test_a_novelty_names_what_exists(desk: LargeClientDesk) -> None:
    """A call proves it and joins the call's timeline; what does not exist is refused at its field."""
    client = await desk.registered()
    await desk.talk("c1")
    await desk.hang_up("c1")
    novelty = await desk.reported(QUALITY, client, call="c1")
    await desk.journaled_facts("ClientNoveltyRegistered")
    story = (await desk.ask(QUALITY, "GET", "/calls/c1")).json()
    assert story["timeline"][-1]["sentence"] == f"Se registró la novedad {novelty['id']} de grandes clientes: falla."
    tomorrow = (desk.rig.now + timedelta(days=2)).date().isoformat()
    ended = await desk.registered(nit=OTHER_NIT, name="Fondo de Muestra")
    await desk.change(LEAD, ended, state="ended", until=desk.rig.now.date().isoformat())
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"channel": "otro"}, "channel"),
        ({"of": ended["id"]}, "client"),
        ({"found_on": tomorrow}, "found_on"),
        ({"call": "nadie"}, "call"),
        ({"ticket": "2027-000001-1"}, "ticket"),
    ]
    for form, field in wrong:
        about = {"id": form.pop("of", client["id"])}
        answer = await desk.report(QUALITY, about, **form)
        assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field]), answer.text


async def test_a_list_is_filtered_counted_and_exported(desk: LargeClientDesk) -> None:
    """The file has the rows and columns of the list, and its fact names the filters without their values."""
    client = await desk.registered()
    late = await desk.taken(QUALITY, await desk.reported(QUALITY, client), "send", "technology")
    await desk.taken(LEAD, await desk.reported(QUALITY, client, kind="finding"), "annul")
    desk.rig.now += timedelta(days=4)
    for query, numbers in (
        ({"owed": "true"}, [late["id"]]),
        ({"pending": "true"}, [late["id"]]),
        ({"kind": "finding"}, ["2027-0002"]),
        ({"recipient": "interventoria"}, []),
        ({"client": client["id"], "sort": "registered_at"}, ["2027-0001", "2027-0002"]),
        ({"state": "sent", "channel": "telefono", "source": "monitoring"}, [late["id"]]),
    ):
        page = (await desk.ask(SUPERVISOR, "GET", NOVELTIES, params=query)).json()
        assert [each["id"] for each in page["novelties"]] == numbers, query
    page = (await desk.ask(SUPERVISOR, "GET", NOVELTIES, params={"limit": 1})).json()
    assert ([each["id"] for each in page["novelties"]], page["total"], page["open"]) == (["2027-0002"], 2, 1)
    rest = (await desk.ask(SUPERVISOR, "GET", NOVELTIES, params={"limit": 1, "cursor": page["next"]})).json()
    assert ([each["id"] for each in rest["novelties"]], rest["next"]) == ([late["id"]], None)
    assert rest["novelties"][0]["owed"] == 1
    form = {"owed": True, "columns": ["number", "client", "sent_to", "owed"], "format": "csv"}
    file = await desk.ask(SUPERVISOR, "POST", "/client-novelty-exports", json=form)
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows == [
        ["Número", "Cliente", "Enviada a", "Vencidos"],
        ["2027-0001", "Universidad de Muestra", "Oficina de tecnología", "1"],
    ]
    [exported] = await desk.journaled_facts("ListExported")
    assert (exported.fact.list, exported.fact.filters, exported.fact.rows) == ("novelties", "owed", 1)  # type: ignore[union-attr]


async def test_each_reminder_is_sent_once_by_any_number_of_workers(desk: LargeClientDesk) -> None:
    """One for the receipt and one for the answer; none before their day, and none of a closed novelty."""
    client = await desk.registered()
    novelty = await desk.taken(QUALITY, await desk.reported(QUALITY, client), "send", "technology")
    annulled = await desk.taken(QUALITY, await desk.reported(QUALITY, client), "send", "interventoria")
    await desk.taken(LEAD, annulled, "annul")
    sent = []
    for _ in range(14):
        sent.append(await desk.remind(3))
        desk.rig.now += timedelta(days=1)
    assert sum(sent) == 2
    assert sent[0] == 0
    mails = await sent_messages(desk, "novelty_reminder")
    assert [to for to, _ in mails] == ["tecnologia@icetex.example"] * 2
    assert [message["Subject"] for _, message in mails] == [
        f"Novedad {novelty['id']} de grandes clientes: sin acuse de recibo",
        f"Novedad {novelty['id']} de grandes clientes: sin respuesta",
    ]
    assert "Quiroga" not in plain_text(mails[0][1])
    assert len([each for each in await desk.bell(QUALITY) if "espera un acuse o una respuesta" in each]) == 2
    assert [each for each in await desk.bell(OVERSIGHT) if "espera" in each] == []
    assert len(await desk.journaled_facts("ClientNoveltyReminded")) == 2
    shown = (await desk.ask(LEAD, "GET", f"{NOVELTIES}/{novelty['id']}")).json()["reminders"]
    assert [(each["recipient"], each["missing"]) for each in shown] == [
        ("technology", "receipt"),
        ("technology", "answer"),
    ]
    metrics = await read_novelty_metrics(desk.rig.app.state.context)
    assert metrics.open_by_recipient == {"unsent": 0, "technology": 1, "interventoria": 0}
    assert metrics.overdue_by_recipient == {"technology": 1, "interventoria": 0}


async def test_a_recipient_without_address_is_not_mailed(desk: LargeClientDesk) -> None:
    """The novelty is sent and stays on screen."""
    rules = desk.rig.app.state.context.site.large_clients
    desk.change_rules(technology=type(rules.technology)(name="Tecnología"))
    client = await desk.registered()
    sent = await desk.taken(QUALITY, await desk.reported(QUALITY, client), "send", "technology")
    assert sent["state"] == "sent"
    assert await sent_messages(desk, "novelty_sent") == []
