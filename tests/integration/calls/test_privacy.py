"""Callers' personal data stay in person_data: neither number nor name reaches the log, the state or log lines."""

import io
import uuid
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import redis.asyncio as redis
import structlog

from atencion.runtime.logging.configuration import configure_logging
from call_router.service import CallRouter
from calls.driver.driver import CallDriver
from calls.driver.sites import Sites
from eventlog.person import make_person
from tests.integration.calls.test_hours import SITE, no_other_site
from tests.support.sip.raw_sip import SDP_OFFER, SipRig, start_real_time_sip_rig

pytestmark = pytest.mark.integration
NUMBER, NAME = "3001234567", "Marcela"


async def everything_but_people(client: redis.Redis, campaign: str) -> str:
    """Return all that Valkey holds of a campaign, as text, without the hash that waits for person_data."""
    stored = []
    async for key in client.scan_iter(match=f"{{{campaign}}}:*"):
        if key != f"{{{campaign}}}:person".encode():
            stored.append(repr((key, await client.dump(key))))
            if await client.type(key) == b"stream":
                stored.append(repr(await client.xrange(key)))
            if await client.type(key) == b"hash":
                stored.append(repr(await client.hgetall(key)))
    return "\n".join(stored)


@pytest_asyncio.fixture
async def rig() -> AsyncIterator[SipRig]:
    """Start a gateway on the bare wire."""
    async with start_real_time_sip_rig() as sip:
        yield sip


async def test_neither_number_nor_name_of_a_caller_is_kept_outside_person_data(
    rig: SipRig, valkey: redis.Redis
) -> None:
    """A caller with number and name is offered, answered and hangs up: only the number is kept, in one place."""
    lines, before = io.StringIO(), structlog.get_config()
    configure_logging(lines)
    router = CallRouter(valkey, SITE.campaign)
    await router.install()
    await router.acquire_lease(rig.gateway.name, 3_600_000)
    driver = CallDriver(
        router=router,
        gateway=rig.gateway,
        sites=Sites(SITE, no_other_site),
        make_person=lambda number: make_person(number, bytes(range(32))),
        new_id=lambda: uuid.uuid4().hex,
    )
    try:
        uac = rig.uac()
        uac.send("INVITE", SDP_OFFER, from_=f'"{NAME} Torres" <sip:{NUMBER}@127.0.0.1>;tag={uac.tag}')
        await driver.on_signal(await rig.signal())
        stored = await everything_but_people(valkey, SITE.campaign)
        assert "CallIngressed" in stored
        people = repr(await valkey.hgetall(f"{{{SITE.campaign}}}:person"))
        assert NUMBER in people
        assert NAME not in people
        for text in (stored, lines.getvalue()):
            assert NUMBER not in text
            assert NAME not in text
    finally:
        structlog.configure(**before)
