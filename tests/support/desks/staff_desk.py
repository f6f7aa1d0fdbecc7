"""A desk with an administrator of the staff, the people whom they register, and the worker's job."""

from datetime import timedelta
from typing import Any

import httpx2

from agent_api.kit.job_context import JobContext
from agent_api.staff.upkeep import keep_staff
from eventlog.facts import AnyFact
from eventlog.outbox import read_waiting
from storage.postgres.engine import unit_of_work
from tests.support.api.api_rig import PASSWORD, ApiRig
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

ADMIN, QUALITY, LEAD, ADVISOR = "jefa", "clara", "coco", "ana"
PLACE: dict[str, Any] = {"employer": "Contacto S. A.", "position": "Asesora", "line": "bogota", "channel": "phone"}


class StaffDesk:
    """The staff over HTTP, as people with a session each."""

    def __init__(self, rig: ApiRig) -> None:
        self.rig = rig
        self._tokens: dict[str, str] = {}

    async def hire(self, user: str, *roles: str) -> None:
        """Add an account with roles and a session."""
        self._tokens[user] = await self.rig.hire(user, *roles)

    async def ask(self, user: str, method: str, path: str, **more: Any) -> httpx2.Response:
        """Send a request as a user."""
        headers = {"Authorization": f"Bearer {self._tokens[user]}"}
        return await self.rig.client.request(method, f"/api/v1{path}", headers=headers, **more)

    async def act(self, path: str, method: str = "POST", **form: Any) -> dict[str, Any]:
        """Take an act of the administrator that must be possible, and return the person."""
        answer = await self.ask(ADMIN, method, f"/staff{path}", json=form)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    async def enter(self, user: str = ADVISOR, **form: Any) -> dict[str, Any]:
        """Register an entry of ten days ago that must be possible."""
        form = {"name": f"{user.title()} Rojas", "begins_on": self.day(-10), "reason": "Contrato 12.", **PLACE, **form}
        return await self.act("", user=user, proof=PASSWORD, **form)

    async def leave(self, user: str = ADVISOR, **form: Any) -> dict[str, Any]:
        """Register an exit that must be possible, at once unless a day is given."""
        return await self.act(f"/{user}/exit", reason="Terminó su contrato.", **form)

    async def read(self, user: str = ADVISOR) -> dict[str, Any]:
        """Return a person as quality reads them."""
        answer = await self.ask(QUALITY, "GET", f"/staff/{user}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def import_file(self, text: str, *, apply: bool = True, user: str = ADMIN) -> dict[str, Any]:
        """Import a file, and return what it did."""
        answer = await self.ask(user, "POST", "/staff-imports", json={"content": text, "apply": apply})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def work(self) -> int:
        """Run the worker's job once; return how many people left."""
        job = JobContext(self.rig.engine, SEALER, self.rig.site)
        return await keep_staff(job, self.rig.campaign_rig.router, None, self.rig.now)

    async def status(self, user: str = ADVISOR, path: str = "/me") -> int:
        """Return the status with which the API answers a user's open session."""
        return (await self.ask(user, "GET", path)).status_code

    async def roles(self, user: str = ADVISOR) -> list[str]:
        """Return the roles that a user has today."""
        people = (await self.ask(ADMIN, "GET", "/users")).json()
        return next(list(each["roles"]) for each in people if each["user"] == user)

    async def facts(self) -> list[AnyFact]:
        """Return the facts that wait in the outbox, in order."""
        async with unit_of_work(self.rig.engine) as connection:
            await connection.exec_driver_sql("UPDATE outbox SET turn = nextval('outbox_turn') WHERE turn IS NULL")
            return [each.fact for each in await read_waiting(connection, CAMPAIGN, 0, 10_000)]

    def day(self, offset: int) -> str:
        """Return a day counted from today, ISO 8601."""
        return (self.rig.now.date() + timedelta(days=offset)).isoformat()

    def wait(self, days: int) -> None:
        """Move the clock of the API."""
        self.rig.now += timedelta(days=days)
