"""Whether calls can come in, as the API and the command line report it."""

import pytest
import redis.asyncio as redis

from agent_api.system.readiness import Draining, NotReady
from atencion.runtime.health import check_gateways
from call_router.service import CallRouter
from telephony.asterisk.node.predecessor import gateway_name_prefix, new_gateway_name

pytestmark = pytest.mark.integration
LONG_MS = 60_000


@pytest.fixture
async def router(valkey: redis.Redis) -> CallRouter:
    """Return a campaign without a gateway."""
    router = CallRouter(valkey, "bogota")
    await router.install()
    return router


async def test_without_a_gateway_nothing_comes_in(router: CallRouter) -> None:
    """Without a lease there are no calls."""
    with pytest.raises(NotReady) as caught:
        await check_gateways(router)
    assert caught.value.code == "not_ready"


async def test_draining_gateway_is_named(router: CallRouter) -> None:
    """The gateway is alive, takes no call, and is named."""
    await router.acquire_lease("one", LONG_MS)
    await check_gateways(router)
    await router.mark_draining("one", LONG_MS)
    assert await router.draining_gateways() == ["one"]
    with pytest.raises(Draining) as caught:
        await check_gateways(router)
    assert caught.value.code == "draining"


async def test_one_that_starts_is_in_service_once_it_says_so(router: CallRouter) -> None:
    """A gateway holds its lease before its telephony is up, so a balancer must not send callers earlier."""
    await router.mark_draining("one", LONG_MS)
    await router.acquire_lease("one", LONG_MS)
    with pytest.raises(Draining):
        await check_gateways(router)
    await router.mark_accepting("one")
    await check_gateways(router)
    assert await router.accepting_gateways() == ["one"]


async def test_beside_one_that_drains_another_is_enough(router: CallRouter) -> None:
    """A node can be restarted while the others serve."""
    await router.acquire_lease("one", LONG_MS)
    await router.acquire_lease("two", LONG_MS)
    await router.mark_draining("one", LONG_MS)
    assert await router.draining_gateways() == ["one"]
    await check_gateways(router)


async def test_a_node_is_not_well_by_another_one_s_gateway(router: CallRouter) -> None:
    """The health check of a node fails when its own gateway is down or drains, even if another serves."""
    await router.acquire_lease(new_gateway_name("nodo1"), LONG_MS)
    await check_gateways(router, gateway_name_prefix("nodo1"))
    with pytest.raises(NotReady):
        await check_gateways(router, gateway_name_prefix("nodo2"))
    await router.acquire_lease(drains := new_gateway_name("nodo2"), LONG_MS)
    await check_gateways(router, gateway_name_prefix("nodo2"))
    await router.mark_draining(drains, LONG_MS)
    with pytest.raises(Draining):
        await check_gateways(router, gateway_name_prefix("nodo2"))


async def test_draining_mark_of_gateway_ends_with_its_lease(router: CallRouter) -> None:
    """The draining mark of a gateway ends with its lease."""
    await router.acquire_lease("one", LONG_MS)
    await router.mark_draining("one", LONG_MS)
    await router.release_lease("one")
    assert await router.draining_gateways() == []
