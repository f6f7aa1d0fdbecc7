"""A desk with a quality professional, a coordinator, owners of findings, and the worker's jobs."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx2
import msgspec

from agent_api.kit.job_context import JobContext
from agent_api.quality.findings.reminders import send_finding_reminders
from agent_api.reports.findings.produce import produce_finding_reports
from config.site.model import Site
from tests.support.desks.evaluation_desk import EvaluationDesk
from tests.support.facts.call_logs import SEALER

OWNER, OTHER_OWNER = "supervisor:sara", "funcionario:funcionario2"
FINDINGS, VISITS, REPORTS = "/quality/findings", "/quality/visits", "/quality/finding-reports"
DESCRIPTION = "El asesor dio una fecha de pago que no es, a Marta Peña."
NEW_FINDING: dict[str, Any] = {
    "source": "manual",
    "kind": "informacion",
    "severity": "grave",
    "area": "operacion",
    "owner": "sara",
    "description": DESCRIPTION,
}


class FindingDesk(EvaluationDesk):
    """Findings, visits and their reports over HTTP, and the jobs of a worker."""

    async def register(self, user: str, **form: Any) -> httpx2.Response:
        """Register a finding with a new key."""
        headers = {"Idempotency-Key": uuid4().hex}
        return await self.ask(user, "POST", FINDINGS, json={**NEW_FINDING, **form}, headers=headers)

    async def registered(self, user: str, **form: Any) -> dict[str, Any]:
        """Register a finding that must be possible, and return it."""
        answer = await self.register(user, **form)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def act(self, user: str, finding: dict[str, Any], act: str, text: str = "Texto.") -> httpx2.Response:
        """Take an act on the revision that was read: the owner's, or another person's."""
        way = "action" if act in ("propose", "finish", "reject") else "review"
        body = {"act": act, "revision": finding["revision"], "text": text}
        return await self.ask(user, "POST", f"{FINDINGS}/{finding['id']}/{way}", json=body)

    async def acted(self, user: str, finding: dict[str, Any], *acts: str) -> dict[str, Any]:
        """Take acts that must be possible, and return the finding."""
        for act in acts:
            answer = await self.act(user, finding, act)
            assert answer.status_code == 200, (act, answer.text)
            finding = dict(answer.json())
        return finding

    async def begun_visit(self, user: str, **form: Any) -> dict[str, Any]:
        """Begin a visit of today, and return it."""
        today = self.rig.now.date().isoformat()
        answer = await self.ask(user, "POST", VISITS, json={"mode": "in_person", "visited_on": today, **form})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def save_visit(self, user: str, visit: dict[str, Any], **content: Any) -> httpx2.Response:
        """Save a visit on the revision that was read; without content, complete."""
        body = {"revision": visit["revision"], **complete_visit(visit), **content}
        return await self.ask(user, "PUT", f"{VISITS}/{visit['id']}", json=body)

    async def signed_visit(self, user: str, **content: Any) -> dict[str, Any]:
        """Begin, save and sign a visit, and return it."""
        visit = await self.begun_visit(user)
        saved = await self.save_visit(user, visit, **content)
        assert saved.status_code == 200, saved.text
        body = {"revision": saved.json()["revision"]}
        answer = await self.ask(user, "POST", f"{VISITS}/{visit['id']}/signature", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def asked_report(self, user: str, scope: str, subject: str) -> dict[str, Any]:
        """Ask for a report that must be possible, let the worker make it, and return it."""
        answer = await self.ask(user, "POST", REPORTS, json={"scope": scope, "subject": subject})
        assert answer.status_code == 201, answer.text
        assert answer.json()["state"] == "queued"
        assert await self.make_reports() >= 1
        return await self.read_report(user, answer.json()["id"])

    async def read_report(self, user: str, id_: str) -> dict[str, Any]:
        """Return a report."""
        answer = await self.ask(user, "GET", f"{REPORTS}/{id_}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def make_reports(self, workers: int = 1) -> int:
        """Let some workers make the reports that wait at the same time; return how many they made."""
        made = (produce_finding_reports(self.job, self._load, self.rig.now) for _ in range(workers))
        return sum(await asyncio.gather(*made))

    async def remind(self, workers: int = 1) -> int:
        """Let some workers send the reminders at the same time; return how many they sent."""
        return sum(await asyncio.gather(*(send_finding_reminders(self.job, self.rig.now) for _ in range(workers))))

    async def bell(self, user: str, about: str = "finding") -> list[str]:
        """Return the sentences under a user's bell, the newest first."""
        page = (await self.ask(user, "GET", "/notifications")).json()
        return [each["text"] for each in page["notifications"] if each["about"] == about]

    def change_findings(self, **changes: Any) -> Site:
        """Change the site's rules of findings; see `change_site`."""
        rules = self.rig.app.state.context.site.quality.findings
        return self.change_site(findings=msgspec.structs.replace(rules, **changes))

    @property
    def job(self) -> JobContext:
        """The context of a worker's job."""
        return JobContext(self.rig.engine, SEALER, self.rig.app.state.context.site)

    async def _load(self, version: str) -> Site:
        return self.sites.get(version, self.rig.site)


def questions_of(visit: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the questions of a visit's form."""
    return [each for section in visit["form"]["sections"] for each in section["questions"]]


def complete_visit(visit: dict[str, Any]) -> dict[str, Any]:
    """Return a content that can be signed; the last question is answered no, with a note."""
    questions = [each["id"] for each in questions_of(visit)]
    return {
        "mode": visit["mode"],
        "visited_on": visit["visited_on"],
        "place": "Sede de Bogotá, piso 3",
        "line": "bogota",
        "channel": "phone",
        "attendees": [{"name": "Sara Linares", "position": "supervisora"}],
        "answers": {**dict.fromkeys(questions, "yes"), questions[-1]: "no"},
        "notes": {questions[-1]: "Dos puestos con celular."},
        "observations": "La sala está ordenada.",
    }
