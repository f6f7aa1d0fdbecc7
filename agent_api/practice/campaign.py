"""The practice campaign from the API: its router, its caller's requests, its customers and the advisor's work in it.

Owns every access of this noun to that campaign; `config.site.practice_campaign` defines the campaign.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access import users
from agent_api.calls.queries import find_latest_in_queue
from agent_api.customers.bulk_import.importer import CustomerImport
from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.import_rows import ImportRow
from agent_api.customers.domain.sample_rows import read_sample
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.dispositions.queries import topics_by_call
from agent_api.identity.queries import verified_among
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.practice.domain.practice import Done, PracticeRow
from agent_api.practice.problems import NoPractice
from agent_api.tickets.queries.calls import numbers_by_call
from call_router.acts import AdvisorPhone
from call_router.service import CallRouter
from calls.practice_requests import PracticeCall, PracticeRequests
from config.site.calls.practice import Practice, PracticeScenario
from config.site.model import Site
from config.site.practice_campaign import practice_site, slot_id, slot_number, turn_id
from storage.encryption.field_cipher import FieldCipher

ROLE: Final = "asesor"
"""The role that an advisor has in the practice campaign while a practice lasts."""
_LEVEL: Final = 5


@dataclass(frozen=True)
class PracticeCampaign:
    """The practice campaign of a site.

    Attributes:
        home: the real site.
        site: of the practice campaign.
    """

    engine: AsyncEngine
    redis: Redis
    cipher: FieldCipher
    home: Site
    practice: Practice
    site: Site

    @property
    def router(self) -> CallRouter:
        """Its router."""
        return CallRouter(self.redis, self.site.campaign)

    @property
    def _requests(self) -> PracticeRequests:
        return PracticeRequests(self.redis, self.site.campaign)

    async def open_to(self, connection: AsyncConnection, advisor: str, today: date) -> None:
        """Let an advisor work there today."""
        await users.grant_role(connection, advisor, ROLE, self.site.campaign, begins=today, ends=today)

    async def close_to(self, connection: AsyncConnection, advisor: str) -> None:
        """End that right."""
        await users.withdraw_role(connection, advisor, ROLE, self.site.campaign)

    async def add_customers(self, now: datetime) -> None:
        """Add the invented customers; existing ones stay as practices have left them."""
        samples = self.practice.customers
        rows = [read_sample(number, each, samples, now.date()) for number, each in enumerate(samples.values(), 1)]
        valid = [row for row in rows if isinstance(row, ImportRow)]
        author = Author(actor="system", at=now, site_version=self.site.version)
        cipher = CustomerCipher(self.cipher, self.site.campaign)
        await CustomerImport(self.engine, cipher, author, refuse=lambda _: None, ids=self._customer_id).run(valid)

    def _customer_id(self, document: Document) -> str:
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{self.site.campaign}/{document}").hex

    async def ring(self, row: PracticeRow, scenario: PracticeScenario, address: str) -> None:
        """Make the advisor available at their slot alone, and ask for the call."""
        router, slot = self.router, slot_id(row.slot)
        await router.complete(row.advisor)
        await router.ready(AdvisorPhone(id=row.advisor, address=address, queues={slot: _LEVEL}))
        await self._requests.post(
            PracticeCall(
                practice=row.id,
                advisor=row.advisor,
                dials=slot_number(row.slot),
                number=self.practice.customers[scenario.customer].phones[0],
                sentences=tuple(turn_id(scenario.id, turn, self.practice) for turn in range(len(scenario.turns))),
                most_s=(row.expires_at - row.started_at).total_seconds(),
            )
        )

    async def hang_up(self, row: PracticeRow) -> None:
        """Let the caller hang up and the advisor go off duty there; the real campaign is not touched."""
        await self._requests.mark_ended(row.id)
        await self.router.go_offline(row.advisor)
        await self.router.complete(row.advisor)

    async def read_done(self, connection: AsyncConnection, row: PracticeRow) -> Done:
        """Return the advisor's work there, as far as it is recorded."""
        campaign = self.site.campaign
        call = await find_latest_in_queue(connection, campaign, slot_id(row.slot), row.started_at)
        if call is None:
            return Done()
        calls = [call.call_id]
        topics = await topics_by_call(connection, campaign, calls)
        return Done(
            call_id=call.call_id,
            talk_s=_seconds(call.answered_at, call.ended_at or row.ended_at),
            topic="/".join(filter(None, topics[call.call_id][:3])) if call.call_id in topics else "",
            verified=bool(await verified_among(connection, campaign, calls)),
            filed=bool(await numbers_by_call(connection, campaign, calls)),
        )


def practice_campaign_of(context: ApiContext) -> PracticeCampaign:
    """Return the practice campaign of the site.

    Raises:
        NoPractice: the site has none.
    """
    campaign = find_practice_campaign(context.engine, context.redis, context.cipher, context.site)
    if campaign is None:
        raise NoPractice
    return campaign


def find_practice_campaign(
    engine: AsyncEngine, redis: Redis, cipher: FieldCipher, home: Site
) -> PracticeCampaign | None:
    """Return the practice campaign of a site; None if it has none."""
    site = practice_site(home)
    if site is None or home.practice is None:
        return None
    return PracticeCampaign(engine, redis, cipher, home, home.practice, site)


def _seconds(begins: datetime | None, ends: datetime | None) -> int | None:
    return int((ends - begins).total_seconds()) if begins and ends else None
