"""The whole system with its lines at Twilio: two nodes, real processes, signed webhooks; one dies, all do, forgers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.twilio_site import PHONES, Site, two_nodes
from tests.twilio import Caller, Phone

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(180)]
TO_VOICE, TO_NOBODY = "8", "6"


@pytest_asyncio.fixture
async def site(tmp_path: Path, pytestconfig: pytest.Config) -> AsyncIterator[Site]:
    """Two nodes."""
    async with two_nodes(tmp_path, pytestconfig.cache.mkdir("sounds")) as site:
        yield site


@pytest_asyncio.fixture
async def advisor(site: Site) -> Phone:
    """An advisor's phone, and they are available."""
    phone = site.twilio.phone(PHONES.format(user="asesor_voz"), "advisor")
    await site.is_available("asesor_voz", "voz")
    return phone


async def talking(site: Site, advisor: Phone) -> Caller:
    """A caller chooses, the advisor answers, and they hear each other."""
    caller = await site.calls()
    await caller.is_asked()
    await caller.press(TO_VOICE)
    await advisor.rings()
    await advisor.answers()
    await caller.hears("advisor")
    await advisor.hears("caller")
    return caller


async def ended_well(site: Site, *expected: tuple[str, str | None, str]) -> None:
    """The calls ended so: outcome, queue and by whom; and nothing was found wrong at Twilio."""
    calls = await site.system.when_over(len(expected))
    assert sorted((call["outcome"], call["queue"], call["ended_by"]) for call in calls) == sorted(expected)
    assert site.twilio.faults == []


async def test_a_call_from_its_menu_to_its_end_on_two_nodes(site: Site, advisor: Phone) -> None:
    """Menu, queue, advisor rung by Dial, talk, hold and retrieve; any node has any webhook, and one log tells it."""
    caller = await talking(site, advisor)
    async with site.system.router() as router:
        await router.ask(caller.call_sid, "asesor_voz", "hold", "wish-1")
        await caller.hears("musica.espera")
        await router.ask(caller.call_sid, "asesor_voz", "retrieve", "wish-2")
    await caller.hears("advisor")
    await caller.hang_up()
    await ended_well(site, ("answered", "voz", "caller"))
