"""The whole past of administration: its acts in their order, carried out once, before the journal begins."""

from datetime import date

from msgspec import structs
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.app.wiring import HANDLERS
from agent_api.kit.context import ApiContext
from atencion.demo.administration.access_reviews import PastAccessReviews
from atencion.demo.administration.accounts import PastAccounts
from atencion.demo.administration.announcements import PastAnnouncements
from atencion.demo.administration.displays import PastDisplays
from atencion.demo.administration.knowledge import PastKnowledge
from atencion.demo.administration.large_clients import PastLargeClients
from atencion.demo.administration.moments import accounts_begin_at
from atencion.demo.administration.office import PastOffice
from atencion.demo.administration.people import PastPeople
from atencion.demo.administration.practices import PastPractices
from atencion.demo.administration.training import PastTraining
from call_router.service import CallRouter
from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher
from storage.valkey import connect


async def carry_out_past(
    engine: AsyncEngine, redis_url: str, site: Site, cipher: FieldCipher, *, today: date, password_hash: str
) -> PastOffice:
    """Carry out the acts of the past, and return their facts as a part of the history.

    It sends no mail: the site of the acts has none. ``password_hash`` is that of the demo's logins.

    Raises:
        StorageError: a server is away.
    """
    redis = connect(redis_url)
    began_at = accounts_begin_at(site, today)
    office = PastOffice(_context(engine, redis, structs.replace(site, mail=None), cipher), began_at, today)
    parts = (
        *(PastAccounts(office, began_at, password_hash), PastPeople(office, began_at), PastTraining(office)),
        *(PastPractices(office), PastLargeClients(office), PastAccessReviews(office), PastKnowledge(office)),
        *(PastAnnouncements(office), PastDisplays(office)),
    )
    try:
        await office.carry_out([act for each in parts for act in each.acts()])
    finally:
        await redis.aclose()
    return office


def _context(engine: AsyncEngine, redis: Redis, site: Site, cipher: FieldCipher) -> ApiContext:
    async def same_site(version: str) -> Site:
        return site

    return ApiContext(
        engine=engine,
        redis=redis,
        router=CallRouter(redis, site.campaign),
        site=site,
        load_site_version=same_site,
        sip_address="",
        cipher=cipher,
        handlers=HANDLERS,
        services={},
    )
