"""Business hours as a caller meets them: the clock of the campaign decides, not that of the machine."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
import redis.asyncio as redis

from call_router.service import CallRouter
from calls.driver.driver import CallDriver
from calls.driver.sites import Sites
from config.site.model import Site
from eventlog.facts import AnyFact, CallEnded, CallIngressed
from eventlog.person import make_person
from telephony.fake.gateway import FakeGateway
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
SAMPLE = sample_site()
SITE = msgspec.structs.replace(SAMPLE, voice_messages=None)  # with voice messages a closed line says more
BOGOTA = ZoneInfo("America/Bogota")


async def no_other_site(version: str) -> Site:
    raise AssertionError(f"no call has the site {version}")


async def called_at(client: redis.Redis, moment: datetime) -> tuple[tuple[str, ...], list[AnyFact]]:
    """Dial at that moment and hear all that the line says; return the sounds and the facts."""
    router, gateway = CallRouter(client, SITE.campaign), FakeGateway()
    await router.install()
    await router.set_clock(moment)
    await router.acquire_lease(gateway.name, 3_600_000)
    driver = CallDriver(
        router=router,
        gateway=gateway,
        sites=Sites(SITE, no_other_site),
        make_person=lambda number: make_person(number, bytes(range(32))),
        new_id=lambda: uuid.uuid4().hex,
    )
    await gateway.start(driver.on_signal)
    call_id = await gateway.dial_in("bogota")
    sounds = gateway.audible_to(call_id).sounds
    await gateway.finish_playing(call_id)
    entries = await client.xrange(f"{{{SITE.campaign}}}:log")
    return sounds, [msgspec.json.decode(fields[b"fact"], type=AnyFact) for _, fields in entries]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 24, 6, 59, tzinfo=BOGOTA), ("abrimos.hoy", "hora.0700")),
        (datetime(2026, 11, 24, 19, 0, tzinfo=BOGOTA), ("abrimos.manana", "hora.0700")),
        (datetime(2026, 12, 8, 10, 0, tzinfo=BOGOTA), ("abrimos.manana", "hora.0700")),  # a holiday
    ],
)
async def test_a_closed_line_says_when_it_opens(
    valkey: redis.Redis, moment: datetime, expected: tuple[str, ...]
) -> None:
    """Early, late or on a holiday the line says that it is closed, when it opens next, and goodbye: after_hours."""
    sounds, facts = await called_at(valkey, moment)
    line = SITE.lines["bogota"]
    assert sounds == (line.closed_prompt, *expected, line.goodbye_prompt)
    assert [fact.outcome for fact in facts if isinstance(fact, CallEnded)] == ["after_hours"]
    assert not any(fact.in_hours for fact in facts if isinstance(fact, CallIngressed))


async def test_the_first_second_of_the_day_is_open(valkey: redis.Redis) -> None:
    """At 7:00:00 the line plays its greeting."""
    sounds, _ = await called_at(valkey, datetime(2026, 11, 24, 7, 0, tzinfo=BOGOTA))
    assert sounds[0] == SITE.lines["bogota"].greeting
