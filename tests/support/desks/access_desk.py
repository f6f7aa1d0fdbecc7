"""A desk with administrators, quality and advisors, the access log, and the worker's jobs for accounts."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx2
import msgspec
from sqlalchemy import update

from agent_api.access_log.dormant_accounts import keep_dormancy_rule
from agent_api.kit.job_context import JobContext
from agent_api.reports.log_reviews.produce import produce_review_files
from config.site.accounts import AccountRules, DormancyRules, LogReviewRules
from config.site.model import Site
from storage.postgres.engine import unit_of_work
from storage.tables import account
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER

ADMIN, REVIEWER = "admin:raiz", "calidad:clara"
LOG, REVIEWS, COMPARISONS = "/access-log", "/access-log-reviews", "/access-log-comparisons"
RULES = AccountRules(dormancy=DormancyRules(days=60, warning_days=7), log_review=LogReviewRules(every="month", days=10))


class AccessDesk(AdvisorDesk):
    """The access log over HTTP, and the jobs of a worker."""

    async def entries(self, user: str = REVIEWER, **query: Any) -> list[dict[str, Any]]:
        """Return a page of the log, with all facts that were written until now."""
        await self.journaled_facts("")
        answer = await self.ask(user, "GET", LOG, params=query)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["entries"])

    async def keep_rule(self, workers: int = 1) -> int:
        """Let some workers apply the rule of unused accounts at once; return how many accounts it concerned."""
        job = JobContext(self.rig.engine, SEALER, self.site)
        return sum(await asyncio.gather(*(keep_dormancy_rule(job, self.rig.now) for _ in range(workers))))

    async def set_used(self, at: datetime, *users: str) -> None:
        """Set when accounts were created and used for the last time."""
        async with unit_of_work(self.rig.engine) as connection:
            for user in users:
                statement = update(account).where(account.c.name == user)
                await connection.execute(statement.values(created_at=at, signed_in_at=at))

    async def bell(self, user: str) -> list[str]:
        """Return the sentences about accounts under a user's bell."""
        page = (await self.ask(user, "GET", "/notifications")).json()
        return [each["text"] for each in page["notifications"] if each["about"] == "account"]

    async def sign(self, users: str, note: str = "", key: str = "revision-1", user: str = REVIEWER) -> httpx2.Response:
        """Sign the review of the three days before today."""
        form = {**self.period(), "users": users, "note": note}
        return await self.ask(user, "POST", REVIEWS, json=form, headers={"Idempotency-Key": key})

    async def make_files(self, workers: int = 1) -> int:
        """Let some workers make the files of signed reviews at once; return of how many reviews they made them."""
        job = JobContext(self.rig.engine, SEALER, self.site)
        return sum(await asyncio.gather(*(produce_review_files(job) for _ in range(workers))))

    def period(self) -> dict[str, str]:
        """Return the three days before today."""
        today = self.rig.now.date()
        days = (today.fromordinal(today.toordinal() - each) for each in (3, 1))
        return dict(zip(("first_day", "last_day"), (each.isoformat() for each in days), strict=True))

    def apply_rules(self, rules: AccountRules = RULES) -> None:
        """Give the site rules of accounts."""
        state = self.rig.app.state
        state.context = replace(state.context, site=msgspec.structs.replace(self.site, accounts=rules))

    @property
    def site(self) -> Site:
        """The site in force."""
        site: Site = self.rig.app.state.context.site
        return site
