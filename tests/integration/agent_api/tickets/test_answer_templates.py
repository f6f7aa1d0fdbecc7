"""Templates with the data of a ticket, for its answer (M5-1-05, A7)."""

import pytest

from agent_api.kit.dates import local_date
from config.spanish_dates import spoken_date
from tests.support.desks.ticket_desk import ANA, ELSA, TicketDesk

pytestmark = pytest.mark.integration
STATE = "estado_tramite"


async def test_a_template_is_filled_with_what_the_ticket_knows(desk: TicketDesk) -> None:
    """Dates are in words and the theme is the narrowest; data that only a person knows stay as named blanks."""
    ticket = await desk.file_ticket(outcome="escalated", petitioner={"name": "Rosa Elena Díaz"})
    path = f"/tickets/{ticket['number']}/answer-templates"
    answer = (await desk.ask(ELSA, "GET", f"{path}/{STATE}")).json()
    today = spoken_date(local_date(desk.rig.now))
    assert f"Al {today}, su trámite está así: {{{{ estado }}}}" in answer["text"]
    assert [each["id"] for each in answer["missing"]] == ["estado", "siguiente_paso"]
    themed = (await desk.ask(ELSA, "GET", f"{path}/orientacion_credito")).json()
    assert "«Reconsideración de un crédito negado»" in themed["text"]


async def test_another_advisor_ticket_is_not_found_and_neither_is_unknown_template(desk: TicketDesk) -> None:
    """Another advisor's ticket is not found, and neither is an unknown template."""
    ticket = await desk.file_ticket()
    path = f"/tickets/{ticket['number']}/answer-templates"
    refused = await desk.ask("asesor:asesor2", "GET", f"{path}/{STATE}")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    missing = await desk.ask(ANA, "GET", f"{path}/otra")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    admin = await desk.ask("admin:root", "GET", f"{path}/{STATE}")
    assert admin.status_code == 403


async def test_an_answer_with_holes_is_refused(desk: TicketDesk) -> None:
    """An unfilled blank is named, on the phone and later, and the ticket stays unchanged."""
    ticket = await desk.file_ticket(outcome="escalated")
    refused = await desk.try_step(ELSA, ticket, "answer", text="Su trámite está así: {{ estado }}")
    assert (refused.status_code, refused.json()["code"]) == (400, "answer_unfinished")
    assert "estado" in refused.json()["detail"]
    assert (await desk.read_ticket(ELSA, ticket["number"]))["version"] == ticket["version"]
    fields = {
        "outcome": "answered",
        "answer": "El saldo es {{saldo}}.",
        "kind": "queja",
        "theme": "otra",
        "subtheme": None,
    }
    at_once = await desk.file(ANA, "clave-000099", **fields)
    assert (at_once.status_code, at_once.json()["code"]) == (400, "answer_unfinished")
