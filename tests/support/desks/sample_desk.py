"""A desk where weekly samples are planned and drawn over a journal that a test writes.

Owns the journal's order: facts of the API and of the worker's jobs wait in the outbox until the test journals them, at
a time of its choice.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import httpx2
import msgspec
from sqlalchemy import delete, select

from agent_api.kit.job_context import JobContext
from agent_api.quality.samples.draw_service import draw_samples
from agent_api.quality.samples.plan_service import plan_samples
from agent_api.quality.samples.week_facts import audit_sample
from config.site.model import Site
from eventlog.facts import AnyFact, Envelope
from eventlog.facts.quality.sample import SampleChannel
from eventlog.journal.codec import read_fact
from metrics.quality.samples.audit import SampleAudit
from storage.postgres.engine import snapshot, unit_of_work
from storage.tables import outbox
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER
from tests.support.facts.journal_writer import write_journal
from tests.support.facts.sample_weeks import WEEK, DatedFact, call

OVERSIGHT, QUALITY = "interventoria:vera", "calidad:cata"


class SampleDesk:
    """A campaign with a journal and the sample site.

    Attributes:
        site: the one in force for the jobs.
        sites: stored versions that the jobs may load.
    """

    def __init__(self, rig: ApiRig) -> None:
        self.rig, self.site = rig, rig.site
        self.sites: dict[str, Site] = {}
        self._desk = AdvisorDesk(rig)
        self._facts = 0

    async def ask(self, user: str, method: str, path: str, **more: Any) -> httpx2.Response:
        """Send a request about quality as a user."""
        return await self._desk.ask(user, method, f"/quality{path}", **more)

    async def hire(self) -> None:
        """Give the campaign a user of quality and one of the interventoría."""
        await self.ask(QUALITY, "GET", "/samples")
        await self.ask(OVERSIGHT, "GET", "/samples")

    async def journal(self, *facts: DatedFact) -> None:
        """Journal facts in the order of their times."""
        envelopes = [self._envelope(*each) for each in sorted(facts, key=lambda each: each[0])]
        await write_journal(self.rig.engine, envelopes)

    async def journal_outbox(self, at: datetime) -> list[AnyFact]:
        """Journal the facts that wait, at a time, and return them."""
        async with unit_of_work(self.rig.engine) as connection:
            rows = (await connection.execute(select(outbox).order_by(outbox.c.id))).all()
            await connection.execute(delete(outbox))
        facts = [read_fact(each.fact) for each in rows]
        await self.journal(*((at, each.call_id, each.actor, fact) for each, fact in zip(rows, facts, strict=True)))
        return facts

    async def journal_week(self, calls: int, *, end: bool = True) -> None:
        """Journal a week of answered calls of three advisors and, at its end, a fact of the next week."""
        facts: list[DatedFact] = []
        for number in range(calls):
            at = WEEK.begins + timedelta(hours=8, minutes=number)
            facts += call(f"c-{number:03}", at, advisor=("ana", "beto", "caro")[number % 3])
        await self.journal(*facts)
        if end:
            await self.journal(*call("c-after", WEEK.ends + timedelta(minutes=1), advisor=""))

    async def plan(self, now: datetime, workers: int = 1) -> int:
        """Let some workers plan at the same time; return how many samples they planned."""
        return sum(await asyncio.gather(*(plan_samples(self._context, self._load, now) for _ in range(workers))))

    async def draw(self, now: datetime, workers: int = 1) -> int:
        """Let some workers draw at the same time; return how many samples they drew."""
        return sum(await asyncio.gather(*(draw_samples(self._context, now) for _ in range(workers))))

    async def audit(self, channel: SampleChannel = "phone") -> SampleAudit | None:
        """Repeat the draw of the week from the journal."""
        async with snapshot(self.rig.engine) as connection:
            return await audit_sample(connection, self.site.campaign, WEEK, channel)

    def set_rules(self, **fields: Any) -> None:
        """Change the sampling rules of the site for the jobs."""
        assert self.site.quality is not None
        sampling = msgspec.structs.replace(self.site.quality.sampling, **fields)
        quality = msgspec.structs.replace(self.site.quality, sampling=sampling)
        self.site = msgspec.structs.replace(self.site, quality=quality)

    @property
    def _context(self) -> JobContext:
        return JobContext(self.rig.engine, SEALER, self.site)

    async def _load(self, version: str) -> Site:
        return self.sites[version]

    def _envelope(self, at: datetime, call_id: str, actor: str, fact: AnyFact) -> Envelope:
        self._facts += 1
        return Envelope(
            id=f"1-{self._facts}",
            at=at,
            campaign=self.site.campaign,
            call_id=call_id,
            actor=actor,
            site_version=self.site.version,
            fact=fact,
        )


def kinds(facts: Iterable[AnyFact]) -> list[str]:
    """Return the names of the kinds of some facts."""
    return [type(each).__name__ for each in facts]
