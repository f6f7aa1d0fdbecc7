"""A desk with tickets, staff of every tier, and customers verified on calls."""

from dataclasses import replace
from typing import Any

import httpx2

from agent_api.tickets import history_store
from agent_api.tickets.domain.state_machine import fold
from agent_api.tickets.domain.ticket import Ticket
from agent_api.tickets.history_store import StepEntry
from storage.postgres.engine import read_connection
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

CREDIT = {"kind": "solicitud", "theme": "credito_nuevo", "subtheme": "reconsideracion"}
"""A general petition of the area credito_cobranza; its responsible official has no login here, the deputy has."""
ANA, ELSA, ERIK = "asesor:asesor1", "asesor_escrita:elsa", "asesor_escrita:erik"
DEPUTY, LAWYER = "funcionario:funcionario2", "funcionario:juridica1"
LEAD = "supervisor:sara"


class TicketDesk(AdvisorDesk):
    """Advisors, officials and supervisors."""

    def __init__(self, rig: ApiRig) -> None:
        super().__init__(rig)
        self.verified: dict[str, str] = {}
        rig.app.state.context = replace(rig.app.state.context, verified_customer=self._verified)
        self._keys = 0

    async def _verified(self, call_id: str, advisor: str) -> str | None:
        return self.verified.get(call_id)

    async def hire(self, *people: str) -> None:
        """Sign users in once, so that the matrix finds them."""
        for each in people:
            await self.ask(each, "GET", "/me")

    async def file_ticket(self, user: str = ANA, **form: Any) -> dict[str, Any]:
        """File a ticket as a user."""
        self._keys += 1
        answer = await self.file(user, f"clave-{self._keys:06}", **{**CREDIT, **form})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def read_ticket(self, user: str, number: str) -> dict[str, Any]:
        """Read a ticket as a user sees it."""
        answer = await self.ask(user, "GET", f"/tickets/{number}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def try_step(self, user: str, ticket: dict[str, Any], step: str, **more: Any) -> httpx2.Response:
        """Try a step on the version of a ticket that was read last."""
        body = {"step": step, "version": ticket["version"], **more}
        return await self.ask(user, "POST", f"/tickets/{ticket['number']}/steps", json=body)

    async def step(self, user: str, ticket: dict[str, Any], step: str, **more: Any) -> dict[str, Any]:
        """Return the ticket after a step that must succeed."""
        answer = await self.try_step(user, ticket, step, **more)
        assert answer.status_code == 200, (step, answer.text)
        return dict(answer.json())

    async def open_answer(self, user: str, number: str) -> dict[str, Any]:
        """Open the area's answer of a ticket as its reviewer, and return what they read."""
        answer = await self.ask(user, "POST", f"/tickets/{number}/answer-openings")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def ticket_numbers(self, user: str, **query: Any) -> list[str]:
        """Return the numbers of the tickets in a user's list."""
        answer = await self.ask(user, "GET", "/tickets", params=query)
        assert answer.status_code == 200, answer.text
        return [each["number"] for each in answer.json()["tickets"]]

    async def history(self, number: str) -> list[StepEntry]:
        """Return the stored steps of a ticket."""
        async with read_connection(self.rig.engine) as connection:
            return await history_store.list_history(connection, SEALER, CAMPAIGN, number)


def replay(history: list[StepEntry]) -> Ticket:
    """Return the ticket that results from a history."""
    return fold((each.step, each.who, each.at) for each in history)
