"""A published version brings a number, a line and a listed source to the nodes, without a command or a restart.

By the API and by real SIP, on the whole system.
"""

import asyncio
import time
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.sip.sip_phone import SipPhone
from tests.support.whole_system.site_editor import SiteEditor, publish
from tests.support.whole_system.system import GREETING_HZ, System

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

EFFECT_S = 5.0
NEW_NUMBER, NEW_LINE, NEW_SOURCE = "6015550144", "becas", "127.0.0.9"
EDITS, PUBLISHES = "supervisor", "coordinador"
"""Users of the demo: the first may change a draft, the second may also publish one."""
REASON = "La línea de becas tiene número propio"


@pytest_asyncio.fixture
async def system(shared_system: System) -> System:
    """Publish the site with one listed source."""
    await shared_system.publish_site(Path(__file__).parent / "published_lines")
    return shared_system


async def test_published_lines_and_sources_are_served_without_a_command(system: System) -> None:
    """A new number, a new line and a new source are served seconds after their publication; a call in progress stays.

    Before it the number is unknown, and the source is refused.
    """
    supervisor, coordinator = [await asyncio.to_thread(SiteEditor, system, user) for user in (EDITS, PUBLISHES)]
    assert await status_of_a_call(system, NEW_NUMBER) == 404
    assert await status_of_a_call(system, "bogota", NEW_SOURCE) in (401, 403)
    caller = await SipPhone().open()
    try:
        caller.dial(system.sip_port, "bogota")
        await caller.answered()
        await publish_lines(supervisor, coordinator)
        until = time.monotonic() + EFFECT_S
        for number, source in ((NEW_NUMBER, "127.0.0.1"), (NEW_LINE, "127.0.0.1"), ("bogota", NEW_SOURCE)):
            while (status := await status_of_a_call(system, number, source)) != 200:
                assert time.monotonic() < until, (number, source, status)
                await asyncio.sleep(0.2)
        assert not caller.over.is_set()
        await caller.hang_up()
    finally:
        caller.close()


async def publish_lines(supervisor: SiteEditor, coordinator: SiteEditor) -> None:
    """Publish a second number of a line, another line, and a listed source."""
    in_force = await supervisor.in_force()
    draft = await supervisor.send("POST", "/drafts", 201, title=REASON)
    lines = draft["document"]["lines"]
    numbers = lines["bogota"]["numbers"]
    line = {**lines["quejas"], "name": "Línea de becas", "numbers": [NEW_LINE]}
    source = {"name": "Otra sede", "address": NEW_SOURCE}
    saved = await supervisor.change(
        draft["id"],
        {"path": ["lines", "bogota", "numbers"], "before": numbers, "after": [*numbers, NEW_NUMBER]},
        {"path": ["lines", NEW_LINE], "after": line},
        {"path": ["sources", "trunks", "sede"], "after": source},
    )
    assert saved["complaints"] == []
    await publish(draft["id"], supervisor, coordinator, reason=REASON, expected=in_force["id"])


async def status_of_a_call(system: System, number: str, source: str = "127.0.0.1") -> int:
    """Call from an address until the call is answered and its greeting is heard, or until it is refused.

    Returns the final status.
    """
    phone = await SipPhone().open(source)
    try:
        phone.dial(system.sip_port, number)
        decided = [asyncio.create_task(event.wait()) for event in (phone.up, phone.over)]
        await asyncio.wait(decided, return_when=asyncio.FIRST_COMPLETED, timeout=EFFECT_S)
        for each in decided:
            each.cancel()
        if phone.up.is_set():
            await phone.wait_to_hear({GREETING_HZ}, {GREETING_HZ})
            await phone.hang_up()
        return phone.status
    finally:
        phone.close()
