"""A desk at which callers ask for the status of petitions."""

from dataclasses import replace
from typing import Any

import msgspec

from agent_api.tickets.status.schemas import StatusForm
from config.site.tickets.ticket_status import TicketStatusRules
from tests.support.desks.ticket_desk import TicketDesk

CALL = "a"
PETITIONER = {"petitioner": {"name": "Ana Beltrán", "document": "CC 52.900.101"}, "email": "ana.beltran@ejemplo.com"}
"""What a petitioner says of herself."""


class StatusDesk(TicketDesk):
    """A desk where the state of petitions is asked for."""

    async def status(self, number: str, document: str = "", *, call: str = CALL, user: str = "asesor1") -> Any:
        """Ask for the state of a petition on a call; the answer, which must be one."""
        form = StatusForm(number=number, document=document).model_dump()
        answer = await self.ask(user, "POST", f"/calls/{call}/ticket-status", json=form)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def status_refusal(self, number: str, document: str = "", *, call: str = CALL, user: str = "asesor1") -> Any:
        """Ask for the state of a petition on a call; the status and the code of the problem that comes back."""
        answer = await self.ask(
            user, "POST", f"/calls/{call}/ticket-status", json={"number": number, "document": document}
        )
        return answer.status_code, answer.json().get("code")

    def set_status_rules(self, **rules: Any) -> None:
        """Let the site ask for something else."""
        context = self.rig.app.state.context
        site = msgspec.structs.replace(context.site, ticket_status=TicketStatusRules(**rules))
        self.rig.app.state.context = replace(context, site=site)
