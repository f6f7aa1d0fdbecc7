"""Toll fraud: whoever forges a number, or keys one in, makes the system dial nobody that the site's plan does not have.

The operator is a phone that takes whatever number is dialled; an advisor accepts everything. The system is real, and so
are the packets: only the time that callers wait before they are offered a call-back is short.
"""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.accepting import accept_call_back
from tests.e2e.system import System
from tests.sip_phone import SipPhone

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(240)]

FORGED = ("+882161234567", "0019005551212", "900123456789012", "123", "+3001112203")
"""A satellite, a premium number abroad, no number at all, emergencies, and one of another country."""
OWN = "3001234567"
SITE = Path(__file__).parent.parent / "e2e" / "waiting"
TONES = {
    **dict.fromkeys(("saludo", "aviso", "menu", "espera", "nadie", "promete", "despedida"), (440, 0.3)),
    "ofrece": (440, 1.0),
    "devolucion": (690, 0.5),
}
CALL_BACKS = """
calendar: siempre
address: sip:{{number}}@127.0.0.1:{port}
offer_prompt: ofrece
promise_prompt: promete
advisor_prompt: devolucion
retry_minutes: 1
"""
OFFERED_AFTER_S = 11.0
PATIENCE_S = 60.0


class Operator:
    """A phone that takes whatever number is dialled; remembers each."""

    def __init__(self, phone: SipPhone) -> None:
        self.phone = phone

    def dialled(self) -> str:
        """Return the number that was dialled; empty before any was."""
        invite = self.phone.invite
        found = re.match(r"INVITE sip:([^@]*)@", invite.first) if invite else None
        return found[1] if found else ""


@pytest_asyncio.fixture
async def operator() -> AsyncIterator[Operator]:
    phone = await SipPhone(1020).open()
    yield Operator(phone)
    phone.close()


@pytest_asyncio.fixture
async def system(tmp_path: Path, pytestconfig: pytest.Config, operator: Operator) -> AsyncIterator[System]:
    site = tmp_path / "attacked"
    shutil.copytree(SITE, site)
    (site / "call_backs.yaml").write_text(CALL_BACKS.format(port=operator.phone.port), encoding="utf-8")
    system = System(tmp_path, pytestconfig.cache.mkdir("sounds"), site, TONES)
    try:
        yield await system.start()
    finally:
        await system.stop()


@pytest_asyncio.fixture
async def accepting(system: System) -> AsyncIterator[None]:
    """An advisor who accepts every call, one after another."""

    async def accept() -> None:
        for _ in range(20):
            phone = await SipPhone(1370).open()
            try:
                await system.advisor("asesor_devuelve", phone.address, "devuelve")
                await asyncio.wait_for(phone.called.wait(), PATIENCE_S)
                await phone.answer()
                await asyncio.wait_for(phone.over.wait(), PATIENCE_S)
            finally:
                phone.close()

    accepts = asyncio.create_task(accept())
    yield
    accepts.cancel()
    with suppress(asyncio.CancelledError, TimeoutError):
        await accepts


async def offered(system: System, number: str) -> SipPhone:
    """Call with a number in From, and wait until a call-back is offered."""
    phone = SipPhone(500)
    phone.user = number
    await phone.open()
    phone.dial(system.sip_port, "bogota")
    await phone.answered()
    await asyncio.sleep(1.5)
    await phone.press("1")
    await asyncio.sleep(OFFERED_AFTER_S)
    return phone


async def attack(system: System, number: str) -> None:
    """Ask to be called back at a number: by From, then, if keys are asked for, by keys as well."""
    phone = await offered(system, number)
    try:
        await phone.press("1")
        await asyncio.sleep(2.0)
        if not phone.over.is_set():
            await phone.press(number.replace("+", "00") + "#")
            await asyncio.sleep(2.0)
        if not phone.over.is_set():
            await phone.hang_up()
    finally:
        phone.close()


async def ask_by_keys(system: System, number: str) -> None:
    """Ask to be called back at a number that is keyed in and confirmed, from a source that no site lists."""
    phone = await offered(system, "+882161234567")
    try:
        await accept_call_back(phone, number)
    finally:
        phone.close()


async def test_a_forged_number_is_never_dialled(system: System, operator: Operator, accepting: None) -> None:
    """Five callers forge From and key the same number in; then one keys in an honest number, and is called there."""
    async with asyncio.TaskGroup() as attackers:
        for number in FORGED:
            attackers.create_task(attack(system, number))
    await asyncio.sleep(5.0)
    assert operator.dialled() == "", "a forged number was dialled"
    await ask_by_keys(system, OWN)
    await asyncio.wait_for(operator.phone.called.wait(), PATIENCE_S)
    assert operator.dialled() == OWN
    refused = await system.metric("acd_call_backs_refused_total")
    assert refused >= len(FORGED)
    assert not [number for number in (*FORGED[:2], OWN) if number in system.logged()]
