"""A caller whom the advisor sends to the survey: stays connected, answers, and is thanked, on each voice engine."""

import asyncio
import json
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.sip.sip_phone import SipPhone
from tests.support.whole_system.system import SITE, System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

CALLER_HZ, ADVISOR_HZ, QUESTION_HZ, THANKS_HZ = 690, 1020, 1370, 1710
HEARD = {CALLER_HZ, ADVISOR_HZ, QUESTION_HZ, THANKS_HZ}
TONES = {"pregunta": (QUESTION_HZ, 3.0), "gracias": (THANKS_HZ, 1.5)}
ADVISOR = "asesor1"
SURVEY = """
lines: [nacional]
begins: transfer
attempts: 1
first_digit_s: 20
invite_prompt: invita
again_prompt: otra_vez
thanks_prompt: gracias
questions:
  - {question: trato, name: Trato, prompt: pregunta_trato, answers: {1: Malo, 5: Bueno}}
"""
SPOKEN = {"gracias": "gracias.wav", "pregunta_trato": "pregunta.wav"}


def own_site(folder: Path) -> Path:
    """Create the site with the survey, and tones as the prompts that the test must recognise."""
    (site := folder / "asks").mkdir()
    (site / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    text = (SITE / "prompts.yaml").read_text(encoding="utf-8").replace("  file: saludo.wav\n", "")
    for prompt, file in SPOKEN.items():
        text = text.replace(f"{prompt}:\n", f"{prompt}:\n  file: {file}\n")
    (site / "prompts.yaml").write_text(text, encoding="utf-8")
    return site


@pytest_asyncio.fixture
async def system(shared_system: System, tmp_path: Path) -> System:
    """Publish the site, where the national line's survey is only for callers sent by an advisor."""
    await shared_system.publish_site(own_site(tmp_path), TONES)
    return shared_system


@pytest_asyncio.fixture
async def phones() -> AsyncIterator[tuple[SipPhone, SipPhone]]:
    """Open the phones of caller and advisor; each plays one tone without end."""
    caller, advisor = await SipPhone(CALLER_HZ).open(), await SipPhone(ADVISOR_HZ).open()
    yield caller, advisor
    caller.close()
    advisor.close()


async def facts(system: System) -> list[str]:
    """Return the kinds of facts of the only call."""
    calls = await system.calls()
    story = await system.get(f"/api/v1/calls/{calls[0]['id']}") if calls else {"timeline": []}
    return [each["fact"]["type"] for each in story["timeline"]]


async def has(system: System, kind: str) -> bool:
    """Return whether the only call has a kind of fact."""
    return kind in await facts(system)


def wish(system: System, call: str, action: str) -> None:
    """Request an action as the advisor."""
    headers = {"Authorization": f"Bearer {system.token(ADVISOR)}", "Content-Type": "application/json"}
    url, body = f"{system.web}/api/v1/calls/{call}/control", json.dumps({"action": action}).encode()
    urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=20).close()


async def test_a_caller_is_handed_to_the_survey(system: System, phones: tuple[SipPhone, SipPhone]) -> None:
    """After the request the advisor's phone is silent, and the caller hears the question, answers, and is thanked."""
    caller, advisor = phones
    await system.make_advisor_ready(ADVISOR, advisor.address, "voz")
    caller.dial(system.sip_port, "nacional")
    await wait_until(lambda: has(system, "MenuEntered"), 40.0)
    await caller.press("8")
    await advisor.ring()
    await advisor.answer()
    await advisor.wait_to_hear({CALLER_HZ}, HEARD)
    (call,) = await system.calls()
    await asyncio.to_thread(wish, system, call["id"], "survey")
    await advisor.wait_for_end()
    await caller.wait_to_hear({QUESTION_HZ}, HEARD)
    await caller.press("5")
    await caller.wait_to_hear({THANKS_HZ}, HEARD)
    await caller.wait_for_end()
    (call,) = await system.calls_when_ended(1)
    assert (call["outcome"], call["ended_by"], call["advisor"]) == ("answered", "advisor", ADVISOR)
    await wait_until(lambda: has(system, "SurveyEnded"), 40.0)
    kinds = await facts(system)
    assert kinds[kinds.index("CallEnded") :] == ["CallEnded", "SurveyBegan", "SurveyAnswered", "SurveyEnded"]
    verification = await system.verify()
    assert await verification.wait(60.0) == 0, verification.log_tail()
