"""One whole call with a third-party SIP phone: what each side hears, by frequency."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from telephony import port
from telephony.pyvoip.gateway import PyVoipGateway
from tests.support.sip.baresip import Baresip
from tests.support.sip.listed_sources import loopback_callers
from tests.support.sip.reception import GREETING_HZ, LINES, GreetingSounds, Reception
from tests.support.sip.sip_phone import SipPhone

pytestmark = pytest.mark.e2e

CALLER_HZ, ADVISOR_HZ = 1020, 1370
ALL_HZ = (GREETING_HZ, CALLER_HZ, ADVISOR_HZ)


@pytest_asyncio.fixture
async def phone() -> AsyncIterator[SipPhone]:
    """Open the advisor's phone."""
    phone = await SipPhone(ADVISOR_HZ).open()
    yield phone
    phone.close()


@pytest_asyncio.fixture
async def gateway() -> AsyncIterator[PyVoipGateway]:
    """Create a gateway to be started, and stop it at the end."""
    gateway = PyVoipGateway(sip_port=0, lines=LINES.get, sounds=GreetingSounds(), trusted_sources=loopback_callers)
    yield gateway
    await gateway.stop()


@pytest.mark.parametrize("codecs", ["PCMU/8000/1", "PCMA/8000/1"], ids=["PCMU", "PCMA"])
async def test_a_stranger_is_served_and_talks(
    gateway: PyVoipGateway, phone: SipPhone, tmp_path: Path, codecs: str
) -> None:
    """In either law, baresip hears the greeting, presses 1, talks with the advisor both ways, and hangs up."""
    reception = Reception(gateway, phone.address)
    await gateway.start(reception)
    caller = await Baresip(tmp_path, CALLER_HZ, codecs).start()
    try:
        await caller.dial(f"sip:nacional@127.0.0.1:{gateway.sip_port}")
        await caller.wait_to_hear(GREETING_HZ, 0.8)
        await caller.press("1")
        await phone.ring()
        await phone.answer()
        await phone.wait_to_hear({CALLER_HZ}, ALL_HZ)
        await caller.wait_to_hear(ADVISOR_HZ, 1.0)
        await caller.hang_up()
        await phone.wait_for_end()
        await caller.quit()
    finally:
        await caller.kill()
    assert caller.seconds_of(CALLER_HZ) == 0
    assert [signal.digits for signal in reception.all(port.DigitsCollected)] == ["1"]
    assert gateway.calls == 0
