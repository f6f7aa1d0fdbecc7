"""Marks of callers' numbers with a real Valkey: equal in all processes of a month, and useless after it."""

import asyncio
import time
import uuid
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
import redis.asyncio as redis

from call_router.service import CallRouter
from calls.driver.caller_marks import CallerMarks
from calls.driver.driver import CallDriver
from calls.driver.sites import Sites
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact, CallIngressed
from eventlog.person import make_person, number_mark
from metrics.indicators.periods import bounds_of, month_of
from storage.valkey import connect
from telephony.fake.gateway import FakeGateway
from tests.integration.calls.test_hours import SITE, no_other_site
from tests.support.servers.faulty_tcp import HOST, FaultyServer, faulty_server

pytestmark = pytest.mark.integration
NUMBER, OTHER = "+573001234567", "+573001234568"


class Clock:
    """A process's clock."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        """Return its time."""
        return self.now

    @property
    def month(self) -> str:
        """Return its local month."""
        return month_of(self.now.astimezone(COLOMBIA).date())


def key_name(month: str) -> str:
    """Return the name of the key of a month."""
    return f"{{icetex}}:caller_marks:{month}"


async def test_every_process_makes_the_same_mark(valkey_url: str) -> None:
    """Two concurrent processes get the same mark for each notation of a number; another number has another mark."""
    clients = [connect(valkey_url) for _ in range(2)]
    one, other = (CallerMarks(client, "icetex") for client in clients)
    pending = [marks.mark(NUMBER) for marks in (one, other) for _ in range(5)]
    marks = set(await asyncio.gather(*pending))
    assert len(marks) == 1
    written = ("3001234567", "sip:+573001234567@10.0.0.1", "033001234567")
    assert {await other.mark(number) for number in written} == marks
    assert await one.mark(OTHER) not in marks
    assert len(marks.pop()) == 32
    for client in clients:
        await client.aclose()


async def test_hidden_numbers_and_extensions_have_none(valkey: redis.Redis) -> None:
    """A caller without a telephone number has no mark."""
    marks = CallerMarks(valkey, "icetex")
    assert [await marks.mark(caller) for caller in ("", "anonymous", "sip:anonymous@anonymous.invalid", "101")] == [
        ""
    ] * 4


async def test_campaigns_do_not_share_marks(valkey: redis.Redis) -> None:
    """Marks do not link a number across campaigns."""
    assert await CallerMarks(valkey, "icetex").mark(NUMBER) != await CallerMarks(valkey, "cartera").mark(NUMBER)


async def test_the_key_goes_an_hour_after_the_month(valkey: redis.Redis) -> None:
    """Valkey itself expires the key, and the next month has another."""
    clock = Clock()
    marks = CallerMarks(valkey, "icetex", now=clock)
    mark, month = await marks.mark(NUMBER), clock.month
    ends = bounds_of(month)[1] + timedelta(hours=1)
    assert datetime.fromtimestamp(await valkey.pexpiretime(key_name(month)) / 1000, UTC) == ends
    clock.now = ends
    assert await marks.mark(NUMBER) not in ("", mark)
    assert await valkey.get(key_name(clock.month)) != await valkey.get(key_name(month))


async def test_a_month_that_is_over_gets_no_key_again(valkey: redis.Redis) -> None:
    """A process whose clock is late gets no key either, so its calls have no mark."""
    clock = Clock()
    clock.now -= timedelta(days=40)
    assert await CallerMarks(valkey, "icetex", now=clock).mark(NUMBER) == ""
    assert await valkey.get(key_name(clock.month)) is None


async def test_a_call_asks_nothing_of_valkey_once_the_key_is_known(valkey: redis.Redis) -> None:
    """A process reads the key once."""
    marks = CallerMarks(valkey, "icetex")
    await marks.mark(NUMBER)
    before = (await valkey.info("commandstats"))["cmdstat_get"]["calls"]
    assert {await marks.mark(f"+5730012345{number:02d}") for number in range(50)} != {""}
    assert (await valkey.info("commandstats"))["cmdstat_get"]["calls"] == before


async def test_a_lost_key_is_put_back(valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that knows the key goes on with it, and stores it again after an hour: then all have it."""
    clock = Clock()
    marks = CallerMarks(valkey, "icetex", now=clock)
    mark, seconds = await marks.mark(NUMBER), time.monotonic()
    await valkey.flushall()
    assert await marks.mark(NUMBER) == mark
    assert await valkey.get(key_name(clock.month)) is None
    monkeypatch.setattr("calls.driver.caller_marks.time.monotonic", lambda: seconds + 3601)
    assert await marks.mark(NUMBER) == mark
    assert await CallerMarks(valkey, "icetex").mark(NUMBER) == mark


async def test_processes_that_came_to_have_two_keys_agree_again(
    valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key in Valkey prevails."""
    early, seconds = CallerMarks(valkey, "icetex"), time.monotonic()
    mark = await early.mark(NUMBER)
    await valkey.flushall()
    fresh = await CallerMarks(valkey, "icetex").mark(NUMBER)
    assert fresh != mark
    monkeypatch.setattr("calls.driver.caller_marks.time.monotonic", lambda: seconds + 3601)
    assert await early.mark(NUMBER) == fresh


async def test_a_valkey_that_hangs_costs_a_call_its_mark_alone() -> None:
    """All calls of that moment wait half a second once; for some seconds later calls do not wait."""
    async with faulty_server(FaultyServer("hangs")) as server:
        client = connect(f"redis://{HOST}:{server.port}")
        marks = CallerMarks(client, "icetex")
        began = time.monotonic()
        assert await asyncio.gather(*(marks.mark(NUMBER) for _ in range(20))) == [""] * 20
        assert await marks.mark(NUMBER) == ""
        assert time.monotonic() - began < 4
        await client.aclose()


async def test_a_key_that_is_no_string_costs_a_call_its_mark_alone(valkey: redis.Redis) -> None:
    """A value of another type in the key's place leaves the calls without a mark."""
    await valkey.hset(key_name(Clock().month), "a", "b")
    assert await CallerMarks(valkey, "icetex").mark(NUMBER) == ""


async def test_a_call_bears_its_mark_and_the_log_no_number(valkey: redis.Redis) -> None:
    """Two calls of one number through two gateways have the same mark in their facts, and the log has no number."""
    router = CallRouter(valkey, SITE.campaign)
    await router.install()
    for name in ("g1", "g2"):
        gateway = FakeGateway(name)
        await router.acquire_lease(name, 3_600_000)
        driver = CallDriver(
            router=router,
            gateway=gateway,
            sites=Sites(SITE, no_other_site),
            make_person=lambda number: make_person(number, bytes(range(32))),
            mark_of=CallerMarks(valkey, SITE.campaign).mark,
            new_id=lambda: uuid.uuid4().hex,
        )
        await gateway.start(driver.on_signal)
        await gateway.dial_in("bogota", caller=NUMBER)
        await gateway.dial_in("bogota", caller="anonymous")
    entries = await valkey.xrange(f"{{{SITE.campaign}}}:log")
    facts = [msgspec.json.decode(fields[b"fact"], type=AnyFact) for _, fields in entries]
    marks = [fact.caller_mark for fact in facts if isinstance(fact, CallIngressed)]
    key = await valkey.get(f"{{{SITE.campaign}}}:caller_marks:{Clock().month}")
    assert isinstance(key, bytes)
    assert marks == [number_mark(NUMBER, key), ""] * 2
    assert NUMBER.removeprefix("+57") not in repr(entries)
