"""A desk with the register of large clients, their novelties, and the worker's jobs."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx2
import msgspec

from agent_api.kit.job_context import JobContext
from agent_api.large_clients.novelties.reminders import send_novelty_reminders
from config.site.customers.large_clients import LargeClientRules
from tests.support.desks.ticket_desk import TicketDesk
from tests.support.facts.call_logs import SEALER

LEAD, QUALITY, SUPERVISOR, OVERSIGHT = "coordinador:coco", "calidad:clara", "supervisor:sara", "interventoria:vera"
CLIENTS, NOVELTIES = "/large-clients", "/client-novelties"
NIT, OTHER_NIT = "899.999.035-7", "860.002.964-4"
PHONE = "3104445566"
CONTACT = {
    "name": "Marta Peña",
    "position": "Directora de bienestar",
    "phone": PHONE,
    "email": "marta@universidad.example",
}
NEW_CLIENT: dict[str, Any] = {
    "nit": NIT,
    "name": "Universidad de Muestra",
    "manager": "coco",
    "service": "Atención preferente de giros y renovaciones.",
    "hours": "Lunes a viernes, 7:00 a 19:00",
    "response_hours": 24,
    "since": "2026-01-01",
    "contacts": [CONTACT],
}
NEW_NOVELTY: dict[str, Any] = {
    "channel": "telefono",
    "source": "monitoring",
    "kind": "failure",
    "description": "La llamada de la señora Quiroga se cortó en el menú.",
}


class LargeClientDesk(TicketDesk):
    """Large clients and their novelties over HTTP, and the jobs of a worker."""

    async def register(self, user: str, **form: Any) -> httpx2.Response:
        """Register a client."""
        return await self.ask(user, "POST", CLIENTS, json={**NEW_CLIENT, **form})

    async def registered(self, user: str = LEAD, **form: Any) -> dict[str, Any]:
        """Register a client that must be possible, and return it."""
        await self.hire(LEAD)
        answer = await self.register(user, **form)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def change(self, user: str, client: dict[str, Any], **form: Any) -> httpx2.Response:
        """Change a client on the version that was read."""
        names = ("nit", "name", "manager", "service", "hours", "response_hours", "since", "contacts", "state", "until")
        body = {**{name: client[name] for name in names}, "version": client["version"], **form}
        return await self.ask(user, "PUT", f"{CLIENTS}/{client['id']}", json=body)

    async def report(self, user: str, client: dict[str, Any], **form: Any) -> httpx2.Response:
        """Register a novelty of a client with a new key."""
        headers = {"Idempotency-Key": uuid4().hex}
        body = {**NEW_NOVELTY, "client": client["id"], **form}
        return await self.ask(user, "POST", NOVELTIES, json=body, headers=headers)

    async def reported(self, user: str, client: dict[str, Any], **form: Any) -> dict[str, Any]:
        """Register a novelty that must be possible, and return it."""
        answer = await self.report(user, client, **form)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def take(
        self, user: str, novelty: dict[str, Any], act: str, recipient: str | None = None, **form: Any
    ) -> httpx2.Response:
        """Take an act on the revision that was read."""
        body = {"act": act, "recipient": recipient, "revision": novelty["revision"], "text": "Texto.", **form}
        return await self.ask(user, "POST", f"{NOVELTIES}/{novelty['id']}/steps", json=body)

    async def taken(
        self, user: str, novelty: dict[str, Any], act: str, recipient: str | None = None, **form: Any
    ) -> dict[str, Any]:
        """Take an act that must be possible, and return the novelty."""
        answer = await self.take(user, novelty, act, recipient, **form)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def confirm(self, user: str, novelty: dict[str, Any], act: str, text: str = "") -> httpx2.Response:
        """Confirm a receipt, or answer, as the interventoría."""
        body = {"act": act, "text": text, "revision": novelty["revision"]}
        return await self.ask(user, "POST", f"{NOVELTIES}/{novelty['id']}/confirmation", json=body)

    async def remind(self, workers: int = 1) -> int:
        """Let some workers send the reminders at the same time; return how many they sent."""
        return sum(await asyncio.gather(*(send_novelty_reminders(self.job, self.rig.now) for _ in range(workers))))

    async def bell(self, user: str) -> list[str]:
        """Return the sentences about novelties under a user's bell, the newest first."""
        page = (await self.ask(user, "GET", "/notifications")).json()
        return [each["text"] for each in page["notifications"] if each["about"] == "client_novelty"]

    def change_rules(self, **changes: Any) -> None:
        """Put another version of the site's rules in force."""
        context = self.rig.app.state.context
        rules: LargeClientRules = msgspec.structs.replace(context.site.large_clients, **changes)
        site = msgspec.structs.replace(context.site, large_clients=rules, version="v2")
        self.rig.app.state.context = replace(context, site=site)

    @property
    def job(self) -> JobContext:
        """The context of a worker's job."""
        return JobContext(self.rig.engine, SEALER, self.rig.app.state.context.site)
