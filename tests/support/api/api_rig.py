"""The API over a campaign with a stopped clock, and six calls that end in different ways."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import httpx2
import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access import sessions, users
from agent_api.access.credentials import second_factor_enrolment
from agent_api.access.credentials.passwords import HASHER
from agent_api.app.app import create_app, create_unbound_app
from agent_api.app.wiring import HANDLERS, build_services
from agent_api.identity.validity import CallVerification
from agent_api.kit.context import ApiContext
from agent_api.recordings.store import RecordingProjection
from agent_api.voice_messages.store import VoiceMessageProjection
from config.lookup_environment import LookupEnvironment
from config.site.campaigns import OtherCampaign
from config.site.model import Site
from eventlog.facts import Envelope, StreamId
from eventlog.journal.reader import Journal
from eventlog.journal.writer import Projection
from eventlog.recorder import record
from storage.postgres.engine import unit_of_work
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN, CampaignRig
from tests.support.site_folders import sample_site

CALI = OtherCampaign(id="cali", name="Regional Cali", line="nacional", queues={"pagos": "Pagos", "vida": "Vida"})
NORTE = OtherCampaign(id="norte", name="Regional Norte")  # north only receives calls from this campaign
DEADLINE_S = 30
REQUESTS_PER_S = 10_000.0
"""One session may send as many requests as a fast machine can: `tests/security` tests the limit."""
PASSWORD = "caballo-de-prueba"
PASSWORD_HASH = HASHER.hash(PASSWORD)


@cache
def _sample_site() -> Site:
    return sample_site()


@cache
def api_document() -> dict[str, Any]:
    """Build the API's document once for all tests of a process: it takes seconds, and depends on the code alone."""
    return create_unbound_app().openapi()


class ApiRig:
    """A campaign's router, the journal behind it, and a client of the API in front of them.

    Attributes:
        now: the API's wall clock.
    """

    def __init__(self, rig: CampaignRig, engine: AsyncEngine) -> None:
        self.campaign_rig = rig
        self.engine = engine
        self.journal = Journal(engine, CAMPAIGN)
        self.now = rig.moment(0)
        self.site = msgspec.structs.replace(
            _sample_site(), campaign=CAMPAIGN, campaigns={CALI.id: CALI, NORTE.id: NORTE}
        )
        self.app = create_app(self.context())
        self.client = httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app), base_url="http://api")

    def context(self) -> ApiContext:
        """Build the context that the API is created with."""
        verification = CallVerification(self.engine, self.campaign_rig.router, lambda: self.site, lambda: self.now)
        return ApiContext(
            engine=self.engine,
            redis=self.campaign_rig.redis,
            router=self.campaign_rig.router,
            site=self.site,
            load_site_version=self._site_of,
            sip_address="127.0.0.1:5060",
            cipher=SEALER,
            handlers=HANDLERS,
            services=build_services(LookupEnvironment()),
            verified_customer=verification,
            verified_identity=verification.identity,
            now=lambda: self.now,
            requests_per_s=REQUESTS_PER_S,
        )

    async def hire(self, user: str, *roles: str) -> str:
        """Add a user with roles and return the token of a session."""
        async with unit_of_work(self.engine) as connection:
            await users.add(connection, SEALER, user, full_name=user.title(), password_hash=PASSWORD_HASH, now=self.now)
            for role in roles:
                day = self.now.date() - timedelta(days=1)
                await users.grant_role(connection, user, role, CAMPAIGN, begins=day)
            return (await sessions.begin(connection, user, self.now))[0]

    async def enrol(self, user: str) -> str:
        """Issue a code with which a user sets up a second factor."""
        async with unit_of_work(self.engine) as connection:
            return (await second_factor_enrolment.issue_code(connection, user, self.now))[0]

    async def sign_in(self, *roles: str) -> None:
        """Send the requests that follow as a user with these roles."""
        token = await self.hire("quien", *roles)
        self.client.headers["Authorization"] = f"Bearer {token}"

    async def get(self, path: str, **params: str | int) -> httpx2.Response:
        """Send a GET request to the API."""
        return await self.client.get(path, params=params)

    async def record(self) -> None:
        """Journal every entry that the log holds now; entries written meanwhile may be journaled too."""
        newest = await self.campaign_rig.newest_entry()
        if newest is None:
            return
        async with asyncio.timeout(DEADLINE_S):
            await self._record_until(newest)
            while (await self.journal.head()).stream < newest:
                await self._record_until(newest)

    async def _record_until(self, newest: StreamId) -> None:
        """Run a recorder that stops with the batch that holds an entry, as it would wait for another one."""
        stop = asyncio.Event()
        if (await self.journal.head()).stream >= newest:
            stop.set()
        projections: list[Projection] = [RecordingProjection(), VoiceMessageProjection(), _StopAt(newest, stop)]
        await record(CAMPAIGN, self.campaign_rig.redis, self.engine, stop, cipher=SEALER, projections=projections)

    async def read_recorder_heartbeat(self) -> datetime:
        """Return the time of the recorder's last heartbeat."""
        heartbeat_ms = await self.campaign_rig.redis.hget(self.campaign_rig.key("recorder"), "told_at")
        return datetime.fromtimestamp(int(heartbeat_ms or 0) / 1000).astimezone()

    async def _site_of(self, version: str) -> Site:
        return self.site


@dataclass(frozen=True)
class _StopAt:
    """Stops a recorder after the batch with an entry; see `eventlog.journal.writer.Projection`."""

    newest: StreamId
    stop: asyncio.Event

    async def apply(self, connection: AsyncConnection, envelopes: Sequence[Envelope]) -> None:
        """Stop the recorder if this batch holds the entry."""
        if StreamId.parse(envelopes[-1].id) >= self.newest:
            self.stop.set()


class MixedCalls:
    """Six calls: answered at once, on the bound and late; abandoned in queue and in the menu; in progress."""

    def __init__(self, rig: ApiRig) -> None:
        self._rig = rig

    async def make_calls(self) -> None:
        """Make the six calls and journal them."""
        rig = self._rig.campaign_rig
        await rig.ready("asesor1")
        for call, wait_ms in (("at-once", 0), ("on-the-bound", 20_000), ("late", 20_001)):
            await self._answer_after(call, wait_ms)
        await rig.router.pause("asesor1", "almuerzo")
        await rig.arrive("left-waiting")
        await rig.end("left-waiting")
        await rig.open("left-in-menu")
        await rig.end("left-in-menu", "abandoned_ivr")
        await rig.arrive("waiting")
        await self._rig.record()

    async def _answer_after(self, call: str, wait_ms: int) -> None:
        rig = self._rig.campaign_rig
        await rig.arrive(call, wrap_up_ms=0)
        await rig.set_time(rig.now_ms + wait_ms)
        await rig.answer(call, "asesor1")
        await rig.set_time(rig.now_ms + 60_000)
        await rig.end(call, "answered")
