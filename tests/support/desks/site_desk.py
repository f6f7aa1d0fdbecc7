"""People who edit a site that is published, and what they send."""

import dataclasses
from datetime import UTC, datetime
from typing import Any

import httpx2
import msgspec

from agent_api.kit.author import Author
from agent_api.site_admin.publications.domain.publication import Publication, PublicationOrder
from agent_api.site_admin.publications.service import publish
from config.site.loader import with_version
from config.site.model import Site
from config.site.oversight.publication_rules import Publishing
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.router.campaign_rig import CAMPAIGN

SARA, OMAR = "supervisor:sara", "coordinador:omar"
CLARA, VERA, ADMIN = "coordinador:clara", "interventoria:vera", "admin:abel"
SATURDAY = ("calendars", "atencion", "week", "saturday")
OPEN_SATURDAY, LATE_SATURDAY, EARLY_SATURDAY = (["8:00-13:00"], ["8:00-14:00"], ["8:00-12:00"])
"""Saturday as the sample has it, later, and earlier: a saved try of the sample fails with the last one."""


class SiteDesk(AdvisorDesk):
    """A campaign whose site was published from its folder."""

    async def begin(self, *, two_persons: bool = False) -> Publication:
        """Publish the sample site, today: publications have the time of PostgreSQL."""
        self.rig.now = datetime.now(UTC)
        site = msgspec.structs.replace(self.rig.site, campaigns={}, publishing=Publishing(two_persons=two_persons))
        return await self.publish_site(with_version(site))

    async def publish_site(self, site: Site) -> Publication:
        """Publish a site as the start of the system does, and let the API follow it."""
        self.use(site)
        return await self.publish_version(site)

    async def publish_version(self, site: Site, effective_at: datetime | None = None) -> Publication:
        """Publish a site without letting the API follow it."""
        author = Author(actor="system", at=self.rig.now, site_version=site.version)
        order = PublicationOrder(origin="folder", reason="Arranque", effective_at=effective_at)
        return await publish(self.rig.engine, site, {}, order, author, campaign=CAMPAIGN)

    def use(self, site: Site) -> None:
        """Make a site the one in force for the API, as a process that follows the publications does."""
        self.rig.site = site
        self.rig.app.state.context = dataclasses.replace(self.rig.app.state.context, site=site)

    async def send(self, user: str, method: str, path: str, status: int = 200, **body: Any) -> Any:
        """Send a request below ``/site``, and return the answer to the expected status."""
        response = await self.ask(user, method, f"/site{path}", **({"json": body} if body else {}))
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    async def refused(self, user: str, method: str, path: str, code: str, **body: Any) -> dict[str, Any]:
        """Send a request that is refused; return the problem."""
        response = await self.ask(user, method, f"/site{path}", **({"json": body} if body else {}))
        assert (response.status_code >= 400, response.json()["code"]) == (True, code), response.text
        problem: dict[str, Any] = response.json()
        return problem

    async def open(self, user: str = SARA, title: str = "Horario de diciembre") -> dict[str, Any]:
        """Open a draft."""
        draft: dict[str, Any] = await self.send(user, "POST", "/drafts", 201, title=title)
        return draft

    async def change(self, user: str, draft: str, *changes: dict[str, Any]) -> httpx2.Response:
        """Save changes."""
        return await self.ask(user, "POST", f"/site/drafts/{draft}/changes", json={"changes": list(changes)})

    async def saved(self, user: str, draft: str, *changes: dict[str, Any]) -> dict[str, Any]:
        """Save changes without a conflict; return the draft."""
        response = await self.change(user, draft, *changes)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def in_force(self) -> dict[str, Any]:
        """Return the publication in force."""
        found: dict[str, Any] = (await self.send(VERA, "GET", ""))["in_force"]
        return found


def changed(path: tuple[str, ...], before: Any = None, after: Any = None) -> dict[str, Any]:
    """Return a change of a field; None stands for an absent value."""
    values = {"before": before, "after": after}
    return {"path": list(path), **{name: value for name, value in values.items() if value is not None}}


def saturday(after: list[str], before: list[str] | None = None) -> dict[str, Any]:
    """Return a change of the opening hours on Saturdays."""
    return changed(SATURDAY, before or OPEN_SATURDAY, after)
