"""A third-party softphone of an advisor: it registers, rings where it registered, and talks."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from hashlib import md5, sha256
from pathlib import Path

import pytest
import pytest_asyncio
import redis.asyncio as redis

from atencion.phones.bindings import PhoneBindings
from telephony import port
from telephony.pyvoip.gateway import PyVoipGateway
from telephony.pyvoip.sip.registration.registrar import Registrar
from tests.support.sip.baresip import Baresip
from tests.support.sip.listed_sources import loopback_callers
from tests.support.sip.reception import GREETING_HZ, LINES, GreetingSounds, Reception
from tests.support.sip.sip_phone import SipPhone

pytestmark = pytest.mark.e2e

CALLER_HZ, ADVISOR_HZ = 1020, 1370
ALL_HZ = (GREETING_HZ, CALLER_HZ, ADVISOR_HZ)


async def _secrets_of(user: str) -> Mapping[str, str] | None:
    secret = f"{user}:atencion:clave-de-prueba".encode()
    return {"SHA-256": sha256(secret).hexdigest(), "MD5": md5(secret).hexdigest()} if user == "asesor1" else None


@pytest.fixture
def bindings(valkey: redis.Redis) -> PhoneBindings:
    """Return the bindings of phones in a real Valkey."""
    return PhoneBindings(valkey, "icetex")


@pytest.fixture
def registrar(bindings: PhoneBindings) -> Registrar:
    """Return the registrar of phones."""
    return Registrar(_secrets_of, bindings)


@pytest_asyncio.fixture
async def gateway(registrar: Registrar) -> AsyncIterator[PyVoipGateway]:
    """Create a gateway at which phones register, and stop it at the end."""
    gateway = PyVoipGateway(
        sip_port=0, lines=LINES.get, sounds=GreetingSounds(), registrar=registrar, trusted_sources=loopback_callers
    )
    yield gateway
    await gateway.stop()


@pytest_asyncio.fixture
async def caller() -> AsyncIterator[SipPhone]:
    """Open the caller's phone."""
    caller = await SipPhone(CALLER_HZ).open()
    yield caller
    caller.close()


async def _until(registrar: Registrar, count: str) -> None:
    """Wait for baresip, which registers at its start, before its events can be received."""
    async with asyncio.timeout(30):
        while not registrar.counts[count]:  # noqa: ASYNC110 - a counter has no event
            await asyncio.sleep(0.05)


def _account(port: int, password: str) -> str:
    return f"<sip:asesor1@127.0.0.1:{port}>;auth_user=asesor1;auth_pass={password};regint=60"


async def test_baresip_registers_is_rung_and_talks(
    gateway: PyVoipGateway, registrar: Registrar, bindings: PhoneBindings, caller: SipPhone, tmp_path: Path
) -> None:
    """Baresip registers, rings when the caller presses 1, and answers; both hear each other, and it unregisters."""
    reception = Reception(gateway, "sip:asesor1@registered")
    await gateway.start(reception)
    advisor = await Baresip(tmp_path, ADVISOR_HZ, account=_account(gateway.sip_port, "clave-de-prueba")).start()
    try:
        await _until(registrar, "registered")
        assert await bindings.phone_of("asesor1") == "sip:asesor1@registered"
        caller.dial(gateway.sip_port, "nacional")
        await caller.wait_to_hear({GREETING_HZ}, ALL_HZ)
        await caller.press("1")
        await advisor.answer()
        await caller.wait_to_hear({ADVISOR_HZ}, ALL_HZ)
        await advisor.wait_to_hear(CALLER_HZ, 1.0)
        await advisor.hang_up()
        await caller.wait_for_end()
        await advisor.quit()
    finally:
        await advisor.kill()
    assert [signal.leg for signal in reception.all(port.LegAnswered)] == ["advisor-1"]
    assert await bindings.phone_of("asesor1") is None  # it unregistered when it quit


async def test_baresip_with_a_wrong_password_is_not_registered(
    gateway: PyVoipGateway, registrar: Registrar, bindings: PhoneBindings, tmp_path: Path
) -> None:
    """A wrong password is refused, and the phone gets no calls."""
    await gateway.start(Reception(gateway))
    advisor = await Baresip(tmp_path, account=_account(gateway.sip_port, "otra")).start()
    try:
        await _until(registrar, "wrong")
        assert registrar.counts["registered"] == 0
        assert await bindings.phone_of("asesor1") is None
    finally:
        await advisor.kill()
