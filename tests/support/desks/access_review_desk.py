"""A desk with accounts to review, those who review them, and administrators."""

import asyncio
from datetime import date, timedelta
from typing import Any

import httpx2
import msgspec

from agent_api.access import sessions, users
from agent_api.access_reviews.begin import begin_due_review
from agent_api.access_reviews.executions import settle_requested
from agent_api.access_reviews.reminders import send_review_reminders
from agent_api.kit.job_context import JobContext
from config.site.rights import RightsRules
from storage.postgres.engine import unit_of_work
from tests.support.api.api_rig import PASSWORD, PASSWORD_HASH, ApiRig
from tests.support.desks.evaluation_desk import EvaluationDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

CLARA, CARLOS, LEAD, BOSS, OTHER_BOSS = (
    "calidad:clara",
    "calidad:carlos",
    "coordinador:coco",
    "admin:jefe",
    "admin:otra",
)
ADVISOR, IDLE = "asesor:ana.rojas", "asesor:turno2"
REVIEWS = "/access-reviews"
REASON = "Lo pidió su jefe inmediato, Marta Peña."


class AccessReviewDesk(EvaluationDesk):
    """Reviews of accounts over HTTP, and the jobs of a worker; ``calidad+admin:eva`` has two roles."""

    def __init__(self, rig: ApiRig) -> None:
        super().__init__(rig)
        self._hiring = asyncio.Lock()

    async def _token(self, name: str, role: str) -> str:
        """Return the token of a new session; a user is hired once, and keeps the roles that the API gave them since."""
        now = self.rig.now
        async with self._hiring, unit_of_work(self.rig.engine) as connection:
            if await users.find(connection, name) is None:
                hired = {"full_name": f"{name.title()} Gil", "password_hash": PASSWORD_HASH, "now": now}
                await users.add(connection, SEALER, name, **hired)  # type: ignore[arg-type]
                for each in role.split("+"):
                    await users.grant_role(connection, name, each, CAMPAIGN, begins=date(2020, 1, 1))
            return (await sessions.begin(connection, name, now))[0]

    async def staff(self) -> None:
        """Give the campaign its reviewers, administrators and advisors."""
        await self.hire(CLARA, CARLOS, LEAD, BOSS, OTHER_BOSS, ADVISOR, IDLE)

    async def begun_review(self) -> dict[str, Any]:
        """Staff the campaign, begin its review, and return it."""
        await self.staff()
        answer = await self.ask(CLARA, "POST", REVIEWS)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def review(self, id_: str, user: str = CLARA) -> dict[str, Any]:
        """Return a review as a user sees it."""
        answer = await self.ask(user, "GET", f"{REVIEWS}/{id_}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def accounts(self, id_: str, user: str = CLARA, **query: Any) -> dict[str, dict[str, Any]]:
        """Return the accounts of a review, by login."""
        answer = await self.ask(user, "GET", f"{REVIEWS}/{id_}/accounts", params=query)
        assert answer.status_code == 200, answer.text
        return {each["user"]: each for each in answer.json()["accounts"]}

    async def decide(self, user: str, id_: str, *accounts: str, **form: Any) -> httpx2.Response:
        """Decide on accounts; without more, keep them."""
        body = {"users": list(accounts), "decision": "keep", **form}
        return await self.ask(user, "POST", f"{REVIEWS}/{id_}/decisions", json=body)

    async def decided(self, user: str, id_: str, *accounts: str, **form: Any) -> None:
        """Decide on accounts, which must be possible."""
        answer = await self.decide(user, id_, *accounts, **form)
        assert answer.status_code == 200, answer.text

    async def decide_all(self, id_: str) -> None:
        """Keep each undecided account, as an exception where it has findings; two reviewers share the work."""
        until = (self.rig.now.date() + timedelta(days=100)).isoformat()
        for account in (await self.accounts(id_, decision="undecided")).values():
            reviewer = CARLOS if account["user"] == "clara" else CLARA
            exception = {"reason": REASON, "exception_until": until} if account["findings"] else {}
            await self.decided(reviewer, id_, account["user"], **exception)

    async def sign_review(self, id_: str, user: str = CLARA) -> httpx2.Response:
        """Sign a review."""
        return await self.ask(user, "POST", f"{REVIEWS}/{id_}/signature")

    async def signed_review(self, id_: str) -> dict[str, Any]:
        """Keep what is undecided, sign the review, and return it."""
        await self.decide_all(id_)
        answer = await self.sign_review(id_)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def execute(self, user: str, id_: str, *accounts: str) -> httpx2.Response:
        """Carry out the decisions on accounts."""
        body = {"users": list(accounts), "proof": PASSWORD}
        return await self.ask(user, "POST", f"{REVIEWS}/{id_}/executions", json=body)

    async def begin_by_workers(self, number: int = 1) -> int:
        """Let workers look for a review to begin at the same time; return how many they began."""
        return sum(await asyncio.gather(*(begin_due_review(self.job, self.rig.now) for _ in range(number))))

    async def remind(self, number: int = 1) -> int:
        """Let workers send what is due at the same time; return how many they sent."""
        return sum(await asyncio.gather(*(send_review_reminders(self.job, self.rig.now) for _ in range(number))))

    async def settle(self) -> int:
        """Let a worker mark what was approved."""
        return await settle_requested(self.job, self.rig.now)

    async def bell(self, user: str) -> list[str]:
        """Return the sentences about reviews under a user's bell, the newest first."""
        page = (await self.ask(user, "GET", "/notifications")).json()
        return [each["text"] for each in page["notifications"] if each["about"] == "access_review"]

    def ask_for_approval(self, *roles: Any) -> None:
        """Let the site ask for a second person for more roles."""
        site = self.rig.app.state.context.site
        rights = RightsRules(approved_roles=roles)
        self.put_in_force(msgspec.structs.replace(site, rights=rights, version="v-rights"))

    @property
    def job(self) -> JobContext:
        """The context of a worker's job."""
        return JobContext(self.rig.engine, SEALER, self.rig.app.state.context.site)
