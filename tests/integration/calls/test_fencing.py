"""A driver that is stopped between its act and its commands, and wakes after its gateway was declared lost."""

import uuid
from typing import Any

import pytest
import redis.asyncio as redis

from call_router.acts import LEASE
from call_router.service import CallRouter
from calls import flow
from calls.call import GatewayGone, decode
from calls.driver.driver import CallDriver
from calls.driver.lease import Lease
from calls.driver.sites import Sites
from eventlog.facts import CallEnded, CallIngressed
from eventlog.person import make_person
from telephony.port import CallOffered, Ring
from tests.integration.calls.test_driver_deaths import CALL, SITE, DriverDeathRig, Fate, answered
from tests.support.twilio.node_pair import facts_of

pytestmark = pytest.mark.integration


class Stopping:
    """A router that stops its driver just after one of the commits."""

    def __init__(self, real: CallRouter, stage: "Frozen") -> None:
        self._real, self._stage = real, stage

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    async def commit(self, *args: Any) -> Any:
        """Commit; then a long time may pass before the driver reads the answer."""
        result = await self._real.commit(*args)
        if self._stage.stops:
            await self._stage.while_stopped()
        return result


class Frozen(DriverDeathRig):
    """A rig whose driver can be stopped while its clock goes on."""

    stops = given_up = False
    clock_s = 0.0

    async def _new_driver(self) -> None:
        self.driver = CallDriver(
            router=Stopping(self.router, self),  # type: ignore[arg-type]
            gateway=self.gateway,
            sites=Sites(self.site, self._no_other_site),
            make_person=lambda number: make_person(number, bytes(range(32))),
            new_id=lambda: uuid.uuid4().hex,
            lease=Lease(self.router, self.gateway.name, lambda: self.clock_s),
        )
        await self.gateway.start(self.driver.on_signal)

    async def while_stopped(self) -> None:
        """Let more than a lease pass; if the gateway counts as lost, end its calls in another's name."""
        self.stops = False
        self.clock_s += 2 * LEASE.total_seconds()
        if self.given_up:
            await self.router.release_lease(self.gateway.name)
            await self._end_by_another()

    async def _end_by_another(self) -> None:
        stored = await self.router.load(CALL)
        step = flow.step(decode(stored.state), GatewayGone(call_id=CALL), stored.now, self.site)
        assert step is not None
        await self.router.commit(step.to_act(by_gateway=False), uuid.uuid4().hex)


@pytest.fixture
async def stage(valkey: redis.Redis) -> Frozen:
    """Prepare a call that waits for the second in which its advisor is chosen."""
    stage = Frozen(valkey, SITE, Fate())
    await stage.begin()
    for happening in answered(stage)[:3]:
        await stage.play(happening)
    return stage


async def test_nothing_is_sent_after_the_lease_was_lost(stage: Frozen) -> None:
    """The act was committed in time, but its commands come too late: no phone rings for a call that is over."""
    stage.stops = stage.given_up = True
    executed = len(stage.gateway.executed_commands)
    await stage.play(answered(stage)[3])
    assert stage.driver.fenced.is_set()
    assert stage.gateway.executed_commands[executed:] == []


async def test_continued_process_with_valid_lease_continues(stage: Frozen) -> None:
    """The lease is renewed, and the call goes on where it stood."""
    stage.stops = True
    await stage.play(answered(stage)[3])
    assert not stage.driver.fenced.is_set()
    assert isinstance(stage.gateway.executed_commands[-1], Ring)


def offered(call_id: str) -> CallOffered:
    """Offer a call that waited in the socket of a stopped process."""
    return CallOffered(call_id=call_id, line="bogota", caller="3101234567", gateway="fake-1")


async def test_calls_that_met_a_stopped_gateway_are_counted_when_it_wakes(stage: Frozen) -> None:
    """The first call shows that the lease is lost, the others come later: each is presented and ends once."""
    await stage.router.release_lease(stage.gateway.name)
    for call_id in ("late-1", "late-2", "late-2"):
        await stage.driver.on_signal(offered(call_id))
    assert stage.driver.fenced.is_set()
    for call_id in ("late-1", "late-2"):
        ingressed, ended = await facts_of(stage.redis, SITE.campaign, call_id)
        assert isinstance(ingressed, CallIngressed)
        assert isinstance(ended, CallEnded)
        assert ended.outcome == "technical_failure"


async def test_a_call_that_the_log_already_has_is_not_counted_again(stage: Frozen) -> None:
    """A call written before the process stopped is ended by the router with the gateway's other calls."""
    await stage.router.release_lease(stage.gateway.name)
    await stage.driver.on_signal(offered(CALL))
    written = await facts_of(stage.redis, SITE.campaign, CALL)
    assert sum(isinstance(fact, CallIngressed) for fact in written) == 1
    assert not any(isinstance(fact, CallEnded) for fact in written)
