"""Editors who write articles of the knowledge base, readers who open them, and the worker's notices."""

from datetime import date, timedelta
from typing import Any

import httpx2

from agent_api.kit.dates import local_date
from agent_api.kit.job_context import JobContext
from agent_api.knowledge.reminders import send_knowledge_notices
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER

EDITOR, OWNER, READER = "calidad:clara", "coordinador:coco", "asesor1"
TOPIC = "queja/trato/asesor_telefonico"


class KnowledgeDesk(AdvisorDesk):
    """Editors who write articles, and readers who open them."""

    @property
    def today(self) -> date:
        """The local day of the API's clock."""
        return local_date(self.rig.now)

    def form(self, **changes: Any) -> dict[str, Any]:
        """Return a form with days around today."""
        return {
            "title": "Cómo atender una queja",
            "body": "## Pasos\n1. Escuche.\n2. Radique.",
            "topics": [TOPIC],
            "owner": "coco",
            "valid_from": self.today.isoformat(),
            "valid_until": None,
            "review_on": (self.today + timedelta(days=90)).isoformat(),
            **changes,
        }

    async def write(self, user: str = EDITOR, **changes: Any) -> httpx2.Response:
        """Write a draft, after its owner got an account."""
        await self.ask(OWNER, "GET", "/notifications")
        return await self.ask(user, "POST", "/knowledge/library", json=self.form(**changes))

    async def act(self, id_: str, act: str, **form: Any) -> httpx2.Response:
        """Edit (``""``), publish or withdraw the article as it is now."""
        path = f"/knowledge/library/{id_}"
        article = (await self.ask(EDITOR, "GET", path)).json()
        if not act:
            form = {**self.form(), **form}
        elif act == "publication":
            form = {"version": article["version"], **form}
        method, path = ("POST", f"{path}/{act}") if act else ("PUT", path)
        return await self.ask(EDITOR, method, path, json={"revision": article["revision"], **form})

    async def publish(self, **changes: Any) -> str:
        """Write an article and publish it; return its id."""
        written = await self.write(**changes)
        assert written.status_code == 201, written.text
        id_ = str(written.json()["id"])
        answer = await self.act(id_, "publication")
        assert answer.status_code == 200, answer.text
        return id_

    async def found(self, user: str = READER, **query: str) -> list[str]:
        """Return the ids that a reader finds."""
        answer = await self.ask(user, "GET", "/knowledge/articles", params=query)
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()["articles"]]

    async def open(self, id_: str, user: str = READER, **form: str) -> httpx2.Response:
        """Open an article."""
        return await self.ask(user, "POST", f"/knowledge/articles/{id_}/readings", json=form)

    async def remind(self, days: int = 0) -> int:
        """Let days pass and run the worker's job."""
        self.rig.now += timedelta(days=days)
        return await send_knowledge_notices(JobContext(self.rig.engine, SEALER, self.rig.site), self.rig.now)
