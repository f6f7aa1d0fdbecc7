"""A version of the site published under a whole system: no restart, no changed call, on every node."""

import asyncio
import hashlib
import time
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from agent_api.kit.author import Author
from agent_api.site_admin.publications import service, store
from agent_api.site_admin.publications.domain.publication import PublicationOrder
from config.site.loader import with_version
from config.site.model import Site
from storage.postgres.engine import make_engine, read_connection
from tests.support.sip.phone_exchange import CallListener, ExchangePhone, PhoneExchange
from tests.support.whole_system.extra_process import start_extra_process
from tests.support.whole_system.system import CAMPAIGN, System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]
CALLERS = 20
TARGET_S = 5.0
"""More than the two seconds that are promised, because tests share their machine; the benchmark measures."""


async def publish_greeting(system: System) -> Site:
    """Publish the site with another sound for the greeting and for the music, under the same ids."""
    engine = make_engine(system.addresses()["database_url"], connections=1)
    try:
        in_force = await service.in_force(engine, CAMPAIGN)
        assert in_force is not None
        async with read_connection(engine) as connection:
            before = await store.read_version(connection, in_force.version)
        assert before is not None
        folder = Path(system.environment["ATENCION_SITE"])
        files = {name: (folder / name).read_bytes() for name in ("segundo.wav", "horarios.wav")}
        changed = {"saludo": "segundo.wav", "musica": "horarios.wav"}
        prompts = {
            key: msgspec.structs.replace(
                prompt, file=changed[key], digest=hashlib.sha256(files[changed[key]]).hexdigest()
            )
            if key in changed
            else prompt
            for key, prompt in before.prompts.items()
        }
        site = with_version(msgspec.structs.replace(before, prompts=prompts))
        author = Author(actor="user:sara", at=datetime.now(UTC), site_version=before.version, user="sara")
        order = PublicationOrder(origin="draft", reason="Otro saludo.", expected=in_force.id)
        await service.publish(engine, site, service.digests_of(files), order, author, campaign=CAMPAIGN)
    finally:
        await engine.dispose()
    return site


class Caller:
    """A person on the line."""

    def __init__(self, exchange: PhoneExchange, number: int) -> None:
        self.phone = ExchangePhone(exchange, f"persona_{number}")

    async def dial(self, port: int) -> CallListener:
        """Call the line and return what is heard, from the first sound."""
        await self.phone.start()
        self.call = await self.phone.call(f"sip:6015550100@127.0.0.1:{port}", 120)
        await self.call.wait_for("answered")
        self.listener = CallListener(self.call)
        return self.listener

    async def wait_in_queue(self, port: int) -> None:
        """Choose the queue that has no advisors, and hear its music."""
        listener = await self.dial(port)
        await listener.hears("menu")
        self.call.press("3")
        await listener.hears("musica")


async def test_calls_in_progress_keep_their_version_on_two_nodes(
    system: System, exchange: PhoneExchange, tmp_path: Path
) -> None:
    """Callers who wait hear their music on, and a new caller on each node hears the new greeting."""
    async with start_extra_process(system, "gateway", tmp_path) as second, AsyncExitStack() as stack:
        ports = (system.sip_port, second.sip_port)
        callers = [Caller(exchange, number) for number in range(CALLERS)]
        for each in callers:
            stack.push_async_callback(each.phone.stop)
        await asyncio.gather(*(each.wait_in_queue(ports[at % 2]) for at, each in enumerate(callers)))
        site = await publish_greeting(system)
        began = time.monotonic()

        async def is_in_force() -> bool:
            logs = system.log_text() + second.log_text
            in_force = [line for line in logs.splitlines() if "site_version_in_force" in line and site.version in line]
            return len(in_force) >= 6  # recorder, worker, router, api and two gateways

        await wait_until(is_in_force, 30.0)
        took_s = time.monotonic() - began
        for at, port in enumerate(ports):
            new = Caller(exchange, CALLERS + at)
            stack.push_async_callback(new.phone.stop)
            listener = await new.dial(port)
            assert await listener.hears("saludo", "segundo") == "segundo"
            new.call.hang_up()
        for each in callers:
            each.listener.heard.clear()
            assert await each.listener.hears("musica", "horarios") == "musica"
            each.call.hang_up()
        assert took_s < TARGET_S
        ended = await system.calls_when_ended(CALLERS + len(ports))
    outcomes = Counter((call["outcome"], call["site_version"] == site.version) for call in ended)
    assert outcomes == {("abandoned_queue", False): CALLERS, ("abandoned_ivr", True): len(ports)}
