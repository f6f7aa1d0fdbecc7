"""Calls in progress when another version of the site takes effect: each keeps its own, new ones use the new one."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
import redis.asyncio as redis

from call_router.service import CallRouter
from calls.call import decode
from calls.driver.driver import CallDriver
from calls.driver.sites import Sites
from calls.peers.sounds import SharedSounds
from config.site.calls.prompts import Prompt
from config.site.loader import with_version
from config.site.model import Site
from eventlog.person import make_person
from ivr.sounds import RenderedSounds
from telephony.fake.gateway import FakeGateway
from telephony.port import AnyCommand
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
OPEN = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("America/Bogota"))
CALLS = 200
OLD = sample_site()
LINE = OLD.lines["bogota"]
MENU = OLD.menus[LINE.menu]


def _new_site() -> Site:
    """Return the site with another text of the menu, under the same id, and another greeting."""
    prompts = OLD.prompts | {
        MENU.prompt: Prompt(id=MENU.prompt, text="Otro menú."),
        "otro_saludo": Prompt(id="otro_saludo", text="Otro saludo."),
    }
    lines = OLD.lines | {"bogota": msgspec.structs.replace(LINE, greeting="otro_saludo")}
    return with_version(msgspec.structs.replace(OLD, prompts=prompts, lines=lines))


def _sounds(site: Site) -> RenderedSounds:
    """Return a sound for each prompt, which follows from its text."""
    return RenderedSounds({key: each.text.encode().ljust(80, b"\0")[:80] for key, each in site.prompts.items()})


async def test_no_call_in_progress_changes_and_each_new_one_does(valkey: redis.Redis) -> None:
    """200 calls hear the greeting while the version changes: the menu that follows is the one of their version."""
    new, none = _new_site(), RenderedSounds({})
    sites, shared = Sites(OLD, _never), SharedSounds(_sounds(OLD))
    router, gateway = CallRouter(valkey, OLD.campaign), FakeGateway(max_calls=CALLS + 1)
    await router.install()
    await router.set_clock(OPEN)
    await router.acquire_lease(gateway.name, 3_600_000)

    async def with_sounds(site: Site, command: AnyCommand) -> AnyCommand:
        return shared.with_kept_sounds(command, site.version)

    driver = CallDriver(
        router=router,
        gateway=gateway,
        sites=sites,
        make_person=lambda number: make_person(number, bytes(range(32))),
        new_id=lambda: uuid.uuid4().hex,
        with_sounds=with_sounds,
    )
    await gateway.start(driver.on_signal)
    before = [await gateway.dial_in("bogota") for _ in range(CALLS)]
    assert {gateway.audible_to(each).sounds[0] for each in before} == {LINE.greeting}
    shared.keep(OLD.version, _sounds(new), none)
    shared.put_home(new.version, _sounds(new), none)
    sites.switch(new)
    after = await gateway.dial_in("bogota")
    assert gateway.audible_to(after).sounds[0] == "otro_saludo"
    for call_id in (*before, after):
        await gateway.finish_playing(call_id)  # the greeting
        await gateway.finish_playing(call_id)  # the notice
    old_text, new_text = (_sounds(each).ulaw(MENU.prompt) for each in (OLD, new))
    heard = [[shared.ulaw(key) for key in gateway.audible_to(each).sounds] for each in before]
    assert all(old_text in each and new_text not in each for each in heard)
    assert new_text in [shared.ulaw(key) for key in gateway.audible_to(after).sounds]
    states = [decode((await router.load(each)).state) for each in (*before, after)]
    assert [state.site_version for state in states if state] == [*[OLD.version] * CALLS, new.version]


async def _never(version: str) -> Site:
    raise AssertionError(f"{version} is in use and need not be read")
