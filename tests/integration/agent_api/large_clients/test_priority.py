"""Priority in the queue: the numbers of active clients, published by the worker and known to each gateway."""

import time
import uuid

import msgspec
import pytest
import redis.asyncio as redis

from agent_api.kit.job_context import JobContext
from agent_api.large_clients.register.phone_prints import phone_print
from agent_api.large_clients.register.priority import publish_priority_numbers
from call_router.service import CallRouter
from calls.call import decode
from calls.driver.driver import CallDriver
from calls.driver.priority_numbers import PriorityNumbers
from calls.driver.sites import Sites
from config.site.customers.large_clients import LargeClientRules
from eventlog.person import make_person
from storage.valkey import connect
from telephony.fake.gateway import FakeGateway
from tests.integration.calls.test_hours import SITE, no_other_site
from tests.support.desks.large_client_desk import LEAD, PHONE, LargeClientDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN
from tests.support.servers.faulty_tcp import HOST, FaultyServer, faulty_server

pytestmark = pytest.mark.integration


def numbers_of(client: redis.Redis, campaign: str = CAMPAIGN) -> PriorityNumbers:
    """Return the numbers as a new gateway reads them."""
    return PriorityNumbers(client, campaign, lambda number: phone_print(SEALER, campaign, number))


async def test_numbers_of_active_clients_have_priority(desk: LargeClientDesk) -> None:
    """Each notation of a contact's number counts, until the client is ended; Valkey has no number."""
    context, valkey = desk.rig.app.state.context, desk.campaign_rig.redis
    job = JobContext(desk.rig.engine, SEALER, context.site)
    client = await desk.registered()
    assert await publish_priority_numbers(job, valkey) == 1
    stored = await valkey.get(f"{{{CAMPAIGN}}}:priority_numbers")
    assert isinstance(stored, bytes)
    assert PHONE.encode() not in stored
    numbers = numbers_of(valkey)
    for caller in (PHONE, f"sip:+57{PHONE}@10.0.0.1", f"0057{PHONE}"):
        assert await numbers.contains(caller), caller
    assert not await numbers.contains("3104445567")
    assert not await numbers.contains("anonymous")
    ended = await desk.change(LEAD, client, state="ended", until=desk.rig.now.date().isoformat())
    assert ended.status_code == 200
    assert await publish_priority_numbers(job, valkey) == 0
    assert not await numbers_of(valkey).contains(PHONE)


async def test_a_gateway_asks_valkey_now_and_then(desk: LargeClientDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A gateway keeps what it read; after a while it reads again."""
    valkey, numbers = desk.campaign_rig.redis, numbers_of(desk.campaign_rig.redis)
    assert not await numbers.contains(PHONE)
    prints = [phone_print(SEALER, CAMPAIGN, f"+57{PHONE}")]
    await valkey.set(f"{{{CAMPAIGN}}}:priority_numbers", msgspec.json.encode(prints))
    assert not await numbers.contains(PHONE)
    later = time.monotonic() + 16
    monkeypatch.setattr("calls.driver.published_values.time.monotonic", lambda: later)
    assert await numbers.contains(PHONE)
    await valkey.set(f"{{{CAMPAIGN}}}:priority_numbers", b"no es una lista")
    monkeypatch.setattr("calls.driver.published_values.time.monotonic", lambda: later + 16)
    assert await numbers.contains(PHONE)


async def test_a_valkey_that_hangs_does_not_hold_a_call() -> None:
    """One call waits a quarter of a second; those that follow do not wait."""
    async with faulty_server(FaultyServer("hangs")) as server:
        client = connect(f"redis://{HOST}:{server.port}")
        numbers, began = numbers_of(client), time.monotonic()
        assert [await numbers.contains(PHONE) for _ in range(20)] == [False] * 20
        assert time.monotonic() - began < 4
        await client.aclose()


async def test_a_call_of_a_large_client_counts_as_earlier(valkey: redis.Redis) -> None:
    """The head start of the site is added for these callers alone, and not without a rule."""
    router = CallRouter(valkey, SITE.campaign)
    await router.install()
    prints = [phone_print(SEALER, SITE.campaign, f"+57{PHONE}")]
    await valkey.set(f"{{{SITE.campaign}}}:priority_numbers", msgspec.json.encode(prints))
    found = {}
    for head_start_s in (120, 0):
        rules = LargeClientRules(queue_head_start_s=head_start_s)
        gateway = FakeGateway(f"g{head_start_s}")
        await router.acquire_lease(gateway.name, 3_600_000)
        driver = CallDriver(
            router=router,
            gateway=gateway,
            sites=Sites(msgspec.structs.replace(SITE, large_clients=rules), no_other_site),
            make_person=lambda number: make_person(number, bytes(range(32))),
            has_priority=numbers_of(valkey, SITE.campaign).contains,
            new_id=lambda: uuid.uuid4().hex,
        )
        await gateway.start(driver.on_signal)
        for caller in (f"+57{PHONE}", "+573104445567"):
            call_id = await gateway.dial_in("bogota", caller=caller)
            call = decode((await router.load(call_id)).state)
            assert call is not None
            found[head_start_s, caller] = call.head_start_s
    own = SITE.lines["bogota"].head_start_s
    assert list(found.values()) == [own + 120, own, own, own]
