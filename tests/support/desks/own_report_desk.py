"""A campaign whose users compose own reports, and workers that make them."""

import asyncio
from datetime import datetime
from typing import Any

import httpx2
import msgspec
from sqlalchemy import select

from agent_api.kit.author import Author
from agent_api.kit.job_context import JobContext
from agent_api.reports.own_reports import store
from agent_api.reports.own_reports.domain.report_days import days_of
from agent_api.reports.own_reports.produce import MadeRun, draw_report, produce_due_own_reports, store_run
from agent_api.reports.store import ReportFiles
from config.timezone import COLOMBIA
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import mail
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

OWNER, LEAD, OTHER = "supervisor:sup1", "coordinador:coordinador", "supervisor:sup2"
"""The lead is the one user to whose address the sample site writes."""
CALLS_BY_DAY: dict[str, Any] = {
    "tables": [{"figures": ["calls.entered", "calls.answered"], "groups": ["day"]}],
    "period": {"kind": "last_7_days"},
}
EACH_MORNING = {"every": "day", "hour": 6}


class OwnReportDesk(AdvisorDesk):
    """A campaign with own reports."""

    async def preview(self, definition: dict[str, Any], user: str = OWNER) -> httpx2.Response:
        """Compute a definition without saving it."""
        return await self.ask(user, "POST", "/own-report-previews", json={"definition": definition})

    async def save(self, user: str = OWNER, **form: Any) -> httpx2.Response:
        """Save a report."""
        whole = {"title": "Llamadas de la semana", "definition": CALLS_BY_DAY, "formats": ["pdf", "csv"], **form}
        return await self.ask(user, "POST", "/own-reports", json=whole)

    async def saved(self, user: str = OWNER, **form: Any) -> dict[str, Any]:
        """Save a report that is accepted, and return it."""
        answer = await self.save(user, **form)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def read(self, id_: str, user: str = OWNER) -> dict[str, Any]:
        """Return a report that a user sees."""
        answer = await self.ask(user, "GET", f"/own-reports/{id_}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def runs(self, id_: str, user: str = OWNER) -> list[dict[str, Any]]:
        """Return the runs of a report, the latest first."""
        answer = await self.ask(user, "GET", f"/own-reports/{id_}/runs")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["runs"])

    async def work(self, at: datetime, workers: int = 1) -> int:
        """Let some workers look at the same time at a moment; return how many runs they made."""
        self.rig.now = at
        context = JobContext(self.rig.engine, SEALER, self.rig.site)
        made = await asyncio.gather(*(produce_due_own_reports(context, at) for _ in range(workers)))
        return sum(made)

    async def store_run(self, id_: str) -> str:
        """Store a run of a report with files that are not rendered; return its id."""
        rig = self.rig
        context = JobContext(rig.engine, SEALER, rig.site)
        async with unit_of_work(rig.engine) as connection:
            row = await store.find(connection, SEALER, CAMPAIGN, id_)
        assert row is not None
        period = days_of(row.definition.period, rig.now)
        report = await draw_report(context, row.definition, row.title, period, rig.now)
        made = MadeRun(report, ReportFiles(content=msgspec.json.encode(report), pdf=b"%PDF", xlsx=b"PK", csv=b"a"))
        author = Author(actor="system:reports", at=rig.now, site_version=rig.site.version)
        async with unit_of_work(rig.engine) as connection:
            return (await store_run(connection, context, row, made, author, due=None, recipients=())).id

    async def mails(self) -> list[str]:
        """Return the ids of the messages with own reports."""
        async with read_connection(self.rig.engine) as connection:
            return list((await connection.execute(select(mail.c.id).where(mail.c.template == "own_report"))).scalars())


def morning(day: str, hour: int = 6) -> datetime:
    """Return a Colombian hour of a day."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=COLOMBIA)
