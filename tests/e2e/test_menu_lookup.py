"""Callers ask the menu for the state of a petition, by real SIP and on each voice engine, with keys of a telephone."""

import asyncio
import json
import urllib.request
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.sip.sip_phone import SipPhone
from tests.support.whole_system.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

MENU_HZ, NUMBER_HZ, DOCUMENT_HZ, FOUND_HZ, NO_MATCH_HZ = 560, 690, 830, 1020, 1370
HEARD = (MENU_HZ, NUMBER_HZ, DOCUMENT_HZ, FOUND_HZ, NO_MATCH_HZ)
TONES = {
    **dict.fromkeys(("saludo", "aviso", "espera", "despedida"), (440, 0.3)),
    "menu": (MENU_HZ, 2.0),
    "pida_numero": (NUMBER_HZ, 2.0),
    "pida_documento": (DOCUMENT_HZ, 2.0),
    "encontrado": (FOUND_HZ, 1.0),
    "no_coinciden": (NO_MATCH_HZ, 1.0),
}
DOCUMENT, OTHER_DOCUMENT = "52900101", "79100200"
PETITION = {
    "kind": "solicitud",
    "theme": "otra",
    "channel": "letter",
    "received_at": "2026-11-20T10:00:00-05:00",
    "text": "Pide una certificación.",
    "petitioner": {"name": "Ana Beltrán", "document": f"CC {DOCUMENT}"},
}


@pytest_asyncio.fixture
async def system(shared_system: System) -> System:
    """Publish the site with a menu that looks petitions up."""
    await shared_system.publish_site(Path(__file__).parent / "menu_lookup", TONES)
    return shared_system


async def test_a_caller_hears_the_state_after_one_wrong_document(system: System) -> None:
    """A wrong document opens nothing; the petitioner's does, and the call counts as served by the menu."""
    filed = await asyncio.to_thread(file_petition, system)
    phone = await SipPhone().open()
    try:
        phone.dial(system.sip_port, "bogota")
        await phone.answered()
        await phone.wait_for_tone(MENU_HZ, HEARD)
        await phone.press("1")
        await ask(phone, filed, OTHER_DOCUMENT)
        await phone.wait_for_tone(NO_MATCH_HZ, HEARD)
        await ask(phone, filed, DOCUMENT)
        await phone.wait_for_tone(FOUND_HZ, HEARD)
        await phone.wait_for_end()
    finally:
        phone.close()
    (call,) = await system.calls_when_ended(1)
    assert (call["outcome"], call["ended_by"]) == ("self_served", "system")


async def ask(phone: SipPhone, number: str, document: str) -> None:
    """Key in the number of a petition and a document, each after its question."""
    for hertz, digits in ((NUMBER_HZ, number), (DOCUMENT_HZ, document)):
        await phone.wait_for_tone(hertz, HEARD)
        await phone.press(f"{digits}#")


def file_petition(system: System) -> str:
    """File a petition that came by letter, and return the digits of its number."""
    headers = {
        "Authorization": f"Bearer {system.token('escrita1')}",
        "Content-Type": "application/json",
        "Idempotency-Key": "carta-000001",
    }
    body = json.dumps(PETITION).encode()
    request = urllib.request.Request(f"{system.web}/api/v1/tickets", body, headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return str(json.load(answer)["number"]).replace("-", "")
