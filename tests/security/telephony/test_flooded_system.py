"""A flood of real packets against the whole system: callers are served, and the contractual figures do not change."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.support.sip.sip_phone import SipPhone
from tests.support.sip.sip_stranger import Stranger, StrangerCall
from tests.support.whole_system.system import System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(180)]

FLOOD, A_SECOND = 600, 100
SERVED_S = 15.0
"""During other tests; `test_sip_floods` measures the callers' wait during a flood."""
SETTLED_S = 60.0
"""Timer H of RFC 3261 is 32 s; gateways report their refusals every 10 s."""
UNACKNOWLEDGED = 20


@pytest_asyncio.fixture
async def system(tmp_path: Path, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run a site without a list of trunks, as the sample."""
    (site := tmp_path / "open").mkdir()
    (site / "sources.yaml").write_text("unlisted: allowed\n", encoding="utf-8")
    system = System(tmp_path, pytestconfig.cache.mkdir("sounds"), site)
    try:
        yield await system.start()
    finally:
        await system.stop()


@pytest_asyncio.fixture
async def attacker() -> AsyncIterator[Stranger]:
    """Open a source with another address than the callers'."""
    stranger = await Stranger().open("127.0.0.5")
    yield stranger
    stranger.close()


async def _flood(attacker: Stranger, to: int) -> None:
    """Send INVITEs that are never acknowledged."""
    began = time.monotonic()
    for number in range(FLOOD):
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
        attacker.send(StrangerCall(attacker).invite, to)


async def _talk(system: System) -> tuple[SipPhone, SipPhone]:
    """Begin a talk and return the phones of caller and advisor."""
    advisor, caller = await SipPhone(1370).open(), await SipPhone(1020).open()
    await system.make_advisor_ready("asesor1", advisor.address, "contesta")
    caller.dial(system.sip_port, "bogota")
    await system.wait_for_menu()
    await caller.press("1")
    await advisor.ring()
    await advisor.answer()
    return caller, advisor


async def _balance(system: System) -> dict[str, Any]:
    return dict((await system.get("/api/v1/service-level"))["balance"])


async def test_a_flood_reaches_neither_callers_nor_figures(system: System, attacker: Stranger) -> None:
    """During 100 INVITEs a second a caller is answered and a talk ends; the balance lists 600 calls separately."""
    caller, advisor = await _talk(system)
    flood = asyncio.create_task(_flood(attacker, system.sip_port))
    await asyncio.sleep(1.0)
    other = await SipPhone(600).open()
    other.dial(system.sip_port, "nacional")
    await asyncio.wait_for(other.answered(), SERVED_S)
    await asyncio.wait_for(caller.hang_up(), SERVED_S)
    await asyncio.wait_for(advisor.over.wait(), SERVED_S)
    await other.hang_up()
    await flood

    async def is_settled() -> bool:
        balance, ended = await _balance(system), await system.metric("acd_calls_ended_total")
        return bool(balance["anomalous"] >= FLOOD and ended >= 2 + UNACKNOWLEDGED)

    await wait_until(is_settled, SETTLED_S)
    balance = await _balance(system)
    assert (balance["anomalous"], balance["set_aside"]) == (FLOOD, UNACKNOWLEDGED)
    assert (balance["ingressed"], balance["difference"]) == (2, 0)
    assert {name for name, calls in balance["outcomes"].items() if calls} == {"answered", "abandoned_ivr"}
    assert await system.metric("acd_calls_ended_total") == 2 + UNACKNOWLEDGED
    for phone in (caller, advisor, other):
        phone.close()
