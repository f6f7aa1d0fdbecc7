"""A corrected topic of a ticket over HTTP: the preview, and the effect on term, area and history."""

import json
from datetime import timedelta

import pytest

from agent_api.tickets import store
from storage.postgres.engine import unit_of_work
from tests.support.desks.ticket_desk import ANA, DEPUTY, ELSA, ERIK, LEAD, TicketDesk, replay
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration

STEPS = {"kind": "solicitud", "theme": "renovacion", "subtheme": "pasos"}
"""By law a request for information: ten days in place of fifteen."""
LAWSUIT = {"kind": "solicitud", "theme": "juridica", "subtheme": "concepto"}


async def test_previewed_last_day_holds_after_correction(desk: TicketDesk) -> None:
    """The advisor sees the new last day in the preview, and the ticket then has it."""
    ticket = await desk.file_ticket()
    foretold = (await desk.ask(ANA, "GET", f"/tickets/{ticket['number']}/reclassification", params=STEPS)).json()
    assert (foretold["due_on"], foretold["due_before"], foretold["passed"]) == ("2027-01-29", "2027-02-05", False)
    assert (foretold["legal_kind"], foretold["version"]) == ("information", ticket["version"])
    assert (await desk.read_ticket(ANA, ticket["number"]))["version"] == ticket["version"]
    after = await desk.step(ANA, ticket, "reclassify", **STEPS, text="Pedía los pasos")
    assert (after["due_on"], after["subtheme"], after["term"]["legal_kind"]) == ("2027-01-29", "pasos", "information")
    assert after["term"]["basis"] == foretold["basis"]
    again = await desk.try_step(ANA, after, "reclassify", **STEPS, text="Otra vez")
    assert (again.status_code, again.json()["code"]) == (409, "step_not_possible")


async def test_correction_with_expired_last_day_says_so(desk: TicketDesk) -> None:
    """The term still counts from the receipt, so a late correction gains no days."""
    ticket = await desk.file_ticket()
    desk.rig.now += timedelta(days=18)
    foretold = (await desk.ask(ANA, "GET", f"/tickets/{ticket['number']}/reclassification", params=STEPS)).json()
    assert (foretold["due_on"], foretold["passed"], foretold["days_late"]) == ("2027-01-29", True, 2)
    after = await desk.step(ANA, ticket, "reclassify", **STEPS, text="Pedía los pasos")
    assert (after["light"], after["term"]["breached"]) == ("overdue", True)


async def test_the_first_typification_stays_in_the_history(desk: TicketDesk) -> None:
    """Each entry has the old and the new topic; the fact has ids alone, the reason is encrypted, and the steps fold."""
    ticket = await desk.step(ANA, await desk.file_ticket(), "reclassify", **STEPS, text="Pedía los pasos, dice Ñusta")
    (envelope,) = await desk.journaled_facts("TicketReclassified")
    fact = envelope.fact
    assert (fact.subtheme, fact.legal_kind, fact.due_on, fact.due_before) == (
        "pasos",
        "information",
        "2027-01-29",
        "2027-02-05",
    )
    history = (await desk.ask(LEAD, "GET", f"/tickets/{ticket['number']}/history")).json()["entries"]
    assert history[0]["told"] is None
    assert history[1]["told"].startswith("De «Solicitud: ")
    assert "vencía el viernes 5 de febrero de 2027" in history[1]["told"]
    assert "ahora vence el viernes 29 de enero de 2027" in history[1]["told"]
    assert (history[1]["decided"]["was_subtheme"], history[1]["note"]) == (
        "reconsideracion",
        "Pedía los pasos, dice Ñusta",
    )
    assert "Ñusta" not in json.dumps(history[1]["decided"])
    async with unit_of_work(desk.rig.engine) as connection:
        filed = await store.lock_ticket(connection, CAMPAIGN, ticket["number"])
    assert filed is not None
    assert replay(await desk.history(ticket["number"])) == filed.ticket


@pytest.mark.parametrize("change_area", [False, True])
async def test_later_escalation_without_named_area_goes_to_earlier_area(desk: TicketDesk, *, change_area: bool) -> None:
    """A later escalation without a named area goes to the earlier area, or to that of the new topic."""
    await desk.hire(DEPUTY)
    ticket = await desk.file_ticket(outcome="escalated")
    foretold = (await desk.ask(ELSA, "GET", f"/tickets/{ticket['number']}/reclassification", params=LAWSUIT)).json()
    assert (foretold["area"], foretold["new_area"]) == ("credito_cobranza", "juridica")
    ticket = await desk.step(ELSA, ticket, "reclassify", **LAWSUIT, change_area=change_area, text="Es un concepto")
    ticket = await desk.step(ELSA, ticket, "escalate")
    assert ticket["area"] == ("juridica" if change_area else "credito_cobranza")


@pytest.mark.parametrize(
    ("user", "topic", "expected"),
    [
        (ERIK, STEPS, (403, "not_yours")),
        (LEAD, STEPS, (200, None)),
        ("calidad:q", STEPS, (403, "forbidden")),
        (ELSA, {**STEPS, "subtheme": "nada"}, (400, "typology_unknown")),
        (ELSA, {"kind": "solicitud", "theme": "renovacion"}, (400, "typology_incomplete")),
    ],
)
async def test_only_owner_and_coordinator_may_correct(
    desk: TicketDesk, user: str, topic: dict[str, str], expected: tuple[int, str | None]
) -> None:
    """The owner and the coordinator may, and the preview refuses as the step does."""
    await desk.hire(ERIK)
    ticket = await desk.step(ELSA, await desk.file_ticket(outcome="escalated"), "take")
    foretold = await desk.ask(user, "GET", f"/tickets/{ticket['number']}/reclassification", params=topic)
    assert (foretold.status_code, foretold.json().get("code")) == expected
    answer = await desk.try_step(user, ticket, "reclassify", **topic, text="Por qué")
    assert (answer.status_code, answer.json().get("code")) == expected


async def test_answered_ticket_cannot_be_corrected(desk: TicketDesk) -> None:
    """The refusal says that the ticket is closed, and what can be done."""
    ticket = await desk.file_ticket(outcome="answered", answer="Ya va")
    refused = await desk.try_step(ANA, ticket, "reclassify", **STEPS, text="Era otra")
    assert (refused.status_code, refused.json()["code"]) == (409, "step_not_possible")
    assert "cerrado" in refused.json()["detail"]
