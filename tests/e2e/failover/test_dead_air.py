"""Callers and phones of a killed gateway: the next one releases them, and the log has the end of their calls."""

import asyncio
import os
import signal
import time
from contextlib import AsyncExitStack

import pytest

from atencion.gateways.parts import dialogs_path
from config.settings import load_settings
from tests.support.repository import ROOT
from tests.support.sip.callers import ScriptedCaller, hold_call
from tests.support.sip.phone_exchange import ExchangePhone, PhoneExchange
from tests.support.whole_system.process_killer import pid_of
from tests.support.whole_system.system import System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

SITE = ROOT / "tests" / "e2e" / "crowd"
TALKS = 4
LET_GO_S = 5.0


async def talk(
    system: System, exchange: PhoneExchange, stack: AsyncExitStack, number: int
) -> tuple[ScriptedCaller, ScriptedCaller]:
    """Connect a caller and an advisor who hear each other."""
    phone = ExchangePhone(exchange, f"contesta_{number}")
    await phone.start()
    stack.push_async_callback(phone.stop)
    await system.make_advisor_ready(f"contesta_{number}", phone.uri, "atencion")
    caller = await stack.enter_async_context(hold_call(exchange, system.sip_port, f"310{number}"))
    await caller.choose("1")
    async with asyncio.timeout(30.0):
        call = await phone.incoming.get()
    call.answer()
    assert call.stream is not None
    call.stream.music("advisor")
    await caller.ear.hears("advisor")
    return caller, ScriptedCaller(call, caller.ear)


async def test_callers_and_phones_of_a_killed_gateway_are_let_go(system: System, exchange: PhoneExchange) -> None:
    """Each caller and each phone gets BYE within five seconds of the death, and no number stays stored."""
    async with AsyncExitStack() as stack:
        people = [each for number in range(TALKS) for each in await talk(system, exchange, stack, number)]
        died = time.monotonic()
        os.kill(pid_of(system, "gateway"), signal.SIGKILL)
        async with asyncio.timeout(30.0):
            for person in people:
                ended = await person.call.wait_for("far_end_hung_up", "hung_up", "failed")
                assert (ended.kind, ended.detail) == ("far_end_hung_up", "normal")
        took = time.monotonic() - died
        print(f"{len(people)} legs let go {took:.2f} s after the death")
        assert took < LET_GO_S

        path = dialogs_path(load_settings({"data_dir": system.data, "sip_port": system.sip_port}))

        async def is_wiped() -> bool:
            return not path.read_bytes().strip(b"\0")

        await wait_until(is_wiped, 30.0)
        assert {call["ended_by"] for call in await system.calls_when_ended(TALKS)} == {"failure"}
