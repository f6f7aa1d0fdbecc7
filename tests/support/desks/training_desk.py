"""A desk with a coordinator, a quality professional and three advisors who are trained."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import msgspec

from agent_api.staff.upkeep import register_advisors
from agent_api.training.reminders import send_training_reminders
from config.site.model import Site
from tests.support.desks.evaluation_desk import CLARA, LEAD
from tests.support.desks.finding_desk import FindingDesk

ANA, CAMILO, DIANA = "asesor:asesor1", "asesor:asesor2", "asesor:asesor3"
COURSES, SESSIONS, PROPOSALS = "/training/courses", "/training/sessions", "/training/proposals"
ATTENDED, ABSENT = {"attendance": "attended"}, {"attendance": "absent", "reason": "incapacidad"}


class TrainingDesk(FindingDesk):
    """Courses, sessions, registers and proposals over HTTP, and the reminders of a worker."""

    async def open(self) -> None:
        """Hire everybody who works with training, and register their days of entry."""
        await self.hire(CLARA, LEAD, ANA, CAMILO, DIANA)
        await register_advisors(self.job, self.rig.now)

    async def course(self, **rules: Any) -> dict[str, Any]:
        """Create a course with one version of its material, and return it."""
        form = {"title": "Ley 1755 de 2015", **rules}
        created = await self.ok(201, LEAD, "POST", COURSES, json=form)
        return await self.material(created, "Términos de respuesta")

    async def material(self, course: dict[str, Any], title: str) -> dict[str, Any]:
        """Add a version of the material, and return the course."""
        form = {"title": title, "address": "https://intranet.example/ley", "dated_on": "2026-12-01", "minutes": 60}
        return await self.ok(200, LEAD, "POST", f"{COURSES}/{course['id']}/materials", json=form)

    async def uploaded_course(self, content: bytes = b"Cartilla", **rules: Any) -> dict[str, Any]:
        """Create a course whose first material is a file, and return it."""
        created = await self.ok(201, LEAD, "POST", COURSES, json={"title": "Ley 1755 de 2015", **rules})
        answer = await self.upload(created, content)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def upload(self, course: dict[str, Any], content: bytes, name: str = "cartilla.txt") -> httpx2.Response:
        """Upload a file as a version of the material."""
        params = {"title": "Cartilla", "dated_on": "2026-12-01", "minutes": 60}
        path = f"{COURSES}/{course['id']}/uploads"
        return await self.ask(LEAD, "POST", path, params=params, files=[("files", (name, content))])

    async def session(self, course: dict[str, Any], *advisors: str, days: int = 0, **more: Any) -> dict[str, Any]:
        """Plan a session of a course some days from now, and return it."""
        form = {
            "course": course["id"],
            "line": "nacional",
            "trainer": "Marta Peña",
            "place": "Sala 2",
            "starts_at": (self.rig.now + timedelta(days=days)).isoformat(),
            "minutes": 60,
            "advisors": list(advisors),
            **more,
        }
        return await self.ok(201, LEAD, "POST", SESSIONS, json=form)

    async def take(self, session: dict[str, Any], user: str = LEAD, **rows: dict[str, Any]) -> httpx2.Response:
        """Take the register of a session as it is now; ``rows`` are by advisor."""
        read = await self.ok(200, LEAD, "GET", f"{SESSIONS}/{session['id']}")
        body = {
            "revision": read["revision"],
            "rows": [{"advisor": advisor, **row} for advisor, row in rows.items()],
        }
        return await self.ask(user, "POST", f"{SESSIONS}/{session['id']}/register", json=body)

    async def taken(self, session: dict[str, Any], **rows: dict[str, Any]) -> dict[str, Any]:
        """Take a register that must be accepted, and return the participants by advisor."""
        answer = await self.take(session, **rows)
        assert answer.status_code == 200, answer.text
        return {each["advisor"]: each for each in answer.json()["participants"]}

    async def ok(self, status: int, user: str, method: str, path: str, **more: Any) -> dict[str, Any]:
        """Send a request that must have a status, and return its content."""
        answer = await self.ask(user, method, path, **more)
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    async def gates(self, user: str) -> dict[str, str]:
        """Return the queues that an advisor is kept from, with the reason, as they see it."""
        own = await self.ok(200, user, "GET", "/me/training")
        return {each["queue"]: each["reason"] for each in own["gates"]}

    async def send_reminders(self, workers: int = 1) -> int:
        """Let some workers send the reminders at the same time; return how many they sent."""
        sent = (send_training_reminders(self.job, self.rig.now) for _ in range(workers))
        return sum(await asyncio.gather(*sent))

    def change_training(self, **changes: Any) -> Site:
        """Change the site's rules of training."""
        site = self.rig.app.state.context.site
        training = msgspec.structs.replace(site.training, **changes)
        changed = msgspec.structs.replace(site, training=training, version=f"t{len(self.sites) + 1}")
        self.put_in_force(changed)
        return changed
