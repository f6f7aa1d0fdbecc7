"""A desk that answers callers about the status of petitions."""

from dataclasses import replace
from typing import Any

import msgspec

from agent_api.tickets.status.schemas import StatusForm
from config.site.tickets.ticket_status import TicketStatusRules
from tests.support.desks.ticket_desk import TicketDesk

CALL = "a"
PETITIONER = {"petitioner": {"name": "Ana Beltrán", "document": "CC 52.900.101"}, "email": "ana.beltran@ejemplo.com"}
"""A petitioner's data as she gives them."""


class StatusDesk(TicketDesk):
    """A desk that answers requests for the status of petitions."""

    async def status(self, number: str, document: str = "", *, call: str = CALL, user: str = "asesor1") -> Any:
        """Request the status of a petition on a call; return the answer, which must be 200."""
        form = StatusForm(number=number, document=document).model_dump()
        answer = await self.ask(user, "POST", f"/calls/{call}/ticket-status", json=form)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def status_refusal(self, number: str, document: str = "", *, call: str = CALL, user: str = "asesor1") -> Any:
        """Request the status of a petition on a call; return the status and code of the refusal."""
        answer = await self.ask(
            user, "POST", f"/calls/{call}/ticket-status", json={"number": number, "document": document}
        )
        return answer.status_code, answer.json().get("code")

    def set_status_rules(self, **rules: Any) -> None:
        """Set the site's rules for ticket status."""
        context = self.rig.app.state.context
        site = msgspec.structs.replace(context.site, ticket_status=TicketStatusRules(**rules))
        self.rig.app.state.context = replace(context, site=site)
