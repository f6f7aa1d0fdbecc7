"""Toll fraud by real packets on the whole system: only numbers of the site's plan are dialled.

The operator is a phone that stores each number at which it is called. Each sentence of the dialogue is a tone, so that
callers can react to it. The advisor comes when everything is promised or refused, and accepts the offers.
"""

import asyncio
import re
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.support.repository import ROOT
from tests.support.sip.sip_phone import Message, SipPhone
from tests.support.whole_system.system import System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(180)]

FORGED = {
    "123": "emergency",
    "*611": "short code",
    "85432": "short code",
    "+8821612345678": "satellite",
    "+15551234567": "international",
    "0019005551212": "premium abroad",
    "9015551234": "premium of Colombia",
    "900123456789012": "no number",
}
LISTED, STRANGER = "127.0.0.3", "127.0.0.1"
OWN, OTHER, THIRD = "3001234567", "3109876543", "3201112233"
"""The first is called back through its trunk, the second by its keys; the third comes after the hour's cap."""
SITE = ROOT / "tests" / "e2e" / "waiting"
SENTENCES = ("offer", "ask", "heard", "confirm", "again", "refused", "give_up", "open", "capped")
DIALOGUE = (*SENTENCES, "own_offer", "promise")
HEARD_AS = {name: 1500 + 110 * index for index, name in enumerate((*DIALOGUE, "menu"))}
TONES = {
    **dict.fromkeys(("saludo", "aviso", "espera", "nadie", "ofrece", "promete", "despedida"), (440, 0.3)),
    **{f"frase_{name}": (HEARD_AS[name], 0.7) for name in DIALOGUE},
    "menu": (HEARD_AS["menu"], 0.7),
    "devolucion": (690, 0.5),
}
SOURCES = """
unlisted: allowed
trunks:
  operador: {{name: Operador, address: {listed}}}
"""
CALL_BACKS = """
calendar: siempre
address: sip:{{number}}@127.0.0.1:{port}
offer_prompt: frase_own_offer
promise_prompt: frase_promise
advisor_prompt: devolucion
caps: {{per_hour: 2, per_day: 10, per_number: 3}}
sentences: {{{sentences}}}
"""
SOON_S = 40.0
READ_BACK_AT_LEAST_S = 2.0
"""Fewer than ten digits take this long to play."""


class Operator(SipPhone):
    """A phone that accepts any dialled number, and stores each."""

    def __init__(self) -> None:
        super().__init__(1020)
        self.dialled: set[str] = set()

    def receive(self, message: Message, source: tuple[str, int]) -> None:
        """Process a message."""
        if match := re.match(r"INVITE sip:([^@]*)@", message.first):
            self.dialled.add(match[1])
        super().receive(message, source)


class Caller(SipPhone):
    """A phone that writes any number in From, and reacts to the sentences that it hears."""

    def __init__(self, number: str) -> None:
        super().__init__(500)
        self.user = number

    async def hears(self, *sentences: str) -> str:
        """Return the first of these sentences that it hears for some time."""
        names = {HEARD_AS[each]: each for each in sentences}
        last, in_a_row = 0, 0
        async with asyncio.timeout(SOON_S):
            while in_a_row < 4:
                if (heard := self.media.read_tone(names)) is None:
                    await asyncio.sleep(0.06)
                    continue
                in_a_row = in_a_row + 1 if heard and heard == last else int(heard > 0)
                last = heard
        return names[last]

    async def key_in(self, number: str) -> None:
        """Key a number in when the prompt asks for it."""
        await self.hears("ask")
        await self.press(f"{number.replace('+', '00')}#")

    async def confirm(self) -> None:
        """Press 1 during the number's playback, which does not count, and again when the prompt asks for it."""
        await self.hears("heard")
        began = time.monotonic()
        await self.press("1")
        assert await self.hears("confirm", "promise") == "confirm"
        assert time.monotonic() - began > READ_BACK_AT_LEAST_S, "the number was not read back"
        await self.press("1")


@asynccontextmanager
async def offered(system: System, number: str, source: str) -> AsyncIterator[Caller]:
    """Call with a number in From, and wait for the offer of a call-back."""
    caller = Caller(number)
    await caller.open(source)
    try:
        caller.dial(system.sip_port, "bogota")
        await asyncio.wait_for(caller.up.wait(), SOON_S)
        await caller.hears("menu")
        await caller.press("1")
        own = source == LISTED and number in (OWN, OTHER, THIRD)
        assert await caller.hears("offer", "own_offer") == ("own_offer" if own else "offer")
        await caller.press("1")
        yield caller
        with suppress(TimeoutError):
            if not caller.over.is_set():
                await caller.hang_up()
    finally:
        caller.close()


@pytest_asyncio.fixture
async def operator() -> AsyncIterator[Operator]:
    operator = Operator()
    await operator.open()
    yield operator
    operator.close()


def lay_out(site: Path, port: int) -> None:
    """Write a site with the operator at a port, one listed trunk and a small cap."""
    shutil.copytree(SITE, site)
    sentences = ", ".join(f"{name}: frase_{name}" for name in SENTENCES)
    (site / "call_backs.yaml").write_text(CALL_BACKS.format(port=port, sentences=sentences), encoding="utf-8")
    (site / "sources.yaml").write_text(SOURCES.format(listed=LISTED), encoding="utf-8")
    with (site / "prompts.yaml").open("a", encoding="utf-8") as prompts:
        prompts.writelines(f"frase_{name}: {{text: {name}, file: frase_{name}.wav}}\n" for name in DIALOGUE)


@pytest_asyncio.fixture
async def system(tmp_path: Path, pytestconfig: pytest.Config, operator: Operator) -> AsyncIterator[System]:
    lay_out(tmp_path / "attacked", operator.port)
    system = System(tmp_path, pytestconfig.cache.mkdir("sounds"), tmp_path / "attacked", TONES)
    try:
        yield await system.start()
    finally:
        await system.stop()


async def attack(system: System, number: str, source: str) -> None:
    """Request a call-back to a number: by From, and then by keys."""
    async with offered(system, number, source) as attacker:
        keyed = re.sub(r"[^0-9+]", "", number)
        await attacker.key_in(keyed)
        assert await attacker.hears("refused", "heard", "promise") == "refused", number


async def ask(system: System, number: str, source: str, ends_with: str, from_number: str = "+8821612345678") -> None:
    """Request a call-back to an honest number: from a listed trunk by one key, from a stranger by keys.

    Args:
        system: the called system.
        number: the number to call back.
        source: address of the caller.
        ends_with: the last sentence of the dialogue.
        from_number: a stranger's number in From.
    """
    async with offered(system, number if source == LISTED else from_number, source) as caller:
        if source != LISTED:
            await caller.key_in(number)
            await caller.confirm()
        assert await caller.hears("promise", "open", "capped") == ends_with


async def timeline(system: System) -> list[dict[str, Any]]:
    """Return every fact of every call."""
    stories = [await system.get(f"/api/v1/calls/{call['id']}") for call in await system.calls()]
    return [happening["fact"] for story in stories for happening in story["timeline"]]


async def advisor_accepts(system: System, operator: Operator, numbers: set[str]) -> None:
    """Accept all offers to three advisors, until the operator was called at these numbers."""
    async with AsyncExitStack() as stack:
        for name in ("asesor_uno", "asesor_dos", "asesor_tres"):
            phone = await SipPhone(1370).open()
            stack.callback(phone.close)
            await system.make_advisor_ready(name, phone.address, "devuelve")
            with suppress(TimeoutError):
                await asyncio.wait_for(phone.called.wait(), 5.0)
                await phone.answer()

        async def dialled() -> bool:
            return operator.dialled >= numbers

        await wait_until(dialled, SOON_S)


async def test_only_numbers_of_the_plan_are_dialled(system: System, operator: Operator) -> None:
    """Forged numbers are refused, honest ones promised once each up to the cap, and only these are dialled."""
    async with asyncio.TaskGroup() as callers:
        for index, number in enumerate(FORGED):
            callers.create_task(attack(system, number, (LISTED, STRANGER)[index % 2]))
        callers.create_task(ask(system, OWN, LISTED, "promise"))
        callers.create_task(ask(system, OTHER, STRANGER, "promise"))
    async with asyncio.TaskGroup() as callers:
        callers.create_task(ask(system, OWN, LISTED, "open"))
        callers.create_task(ask(system, OTHER, STRANGER, "open", from_number=OTHER))
        callers.create_task(ask(system, THIRD, LISTED, "capped"))
    await advisor_accepts(system, operator, {OWN, OTHER})
    assert operator.dialled == {OWN, OTHER}

    facts = await timeline(system)
    kinds = Counter(fact["type"] for fact in facts)
    refused = Counter(fact["reason"] for fact in facts if fact["type"] == "CallBackRefused")
    assert (kinds["CallBackPromised"], kinds["CallBackCapReached"], refused["open"]) == (2, 1, 2)
    assert sum(refused.values()) - refused["open"] >= len(FORGED)
    assert await system.metric("acd_call_backs_refused_total") == sum(refused.values())
    assert not [number for number in (*FORGED, OWN, OTHER) if len(number) > 5 and number in system.log_text()]
