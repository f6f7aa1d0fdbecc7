"""A practice on the whole system, by real SIP: it is worked like a call, and no figure of the campaign changes."""

import asyncio
import json
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Route, expect

from call_router.service import CallRouter
from config.settings import SAMPLE_SITE
from config.site.practice_campaign import practice_campaign
from eventlog.facts import PracticeEnded, PracticeStarted
from eventlog.journal.reader import Journal
from storage.postgres.engine import make_engine
from storage.valkey import connect
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe, chromium, overflows_horizontally
from tests.support.servers.asterisk import require_asterisk
from tests.support.sip.sip_phone import SipPhone
from tests.support.whole_system.system import CAMPAIGN, System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

ADVISOR, ADVISOR_HZ = "asesor1", 1370
PRACTICE = """
most: 2
customers:
  laura:
    name: Laura Práctica
    document: 52990001
    phones: ["+573005550901"]
scenarios:
  otra:
    name: Otra solicitud
    summary: Pide algo. Radíquelo.
    customer: laura
    topic: solicitud/otra
    filed: true
    turns: [Buenos días. Quiero pedir algo., Muchas gracias.]
"""
PETITION = {"kind": "solicitud", "theme": "otra", "text": "Lo que pide quien llama."}
FIGURES = ("/api/v1/calls", "/api/v1/indicators?from=2026-01-01&to=2026-12-31", "/api/v1/tickets", "/api/v1/incidents")
PREFIX = "/en-practica"


@pytest_asyncio.fixture(params=["pyvoip", "asterisk"])
async def system(request: pytest.FixtureRequest, tmp_path: Path, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run the whole system on each voice engine, with a practice."""
    if request.param == "asterisk":
        require_asterisk()
    own = tmp_path / "own"
    own.mkdir()
    (own / "practice.yaml").write_text(PRACTICE, encoding="utf-8")
    (own / "indicators.yaml").write_text(_first_indicators(), encoding="utf-8")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as memory:
        environment = {"ATENCION_GATEWAY": request.param, "ATENCION_RECORDINGS_INTAKE": str(memory)}
        system = System(tmp_path, pytestconfig.cache.mkdir("sounds"), own, environment=environment)
        try:
            yield await system.start()
        finally:
            await system.stop()


def _first_indicators() -> str:
    """Return the sample site's indicators of calls, which need nothing else of it."""
    text = (SAMPLE_SITE / "indicators.yaml").read_text(encoding="utf-8")
    return text.partition("\noportunidad_pqrs:")[0]


@pytest_asyncio.fixture
async def phone(system: System) -> AsyncIterator[SipPhone]:
    """Open the advisor's phone, in place of the sample one, once the sample advisors have written their own phones."""

    async def has_sample_phones() -> bool:
        return "sample_advisors_up" in system.log_text()

    await wait_until(has_sample_phones, 25.0)
    phone = await SipPhone(ADVISOR_HZ).open()
    redis = connect(system.addresses()["redis_url"])
    await redis.hset(f"{{{CAMPAIGN}}}:sample_phones", ADVISOR, phone.address)
    await redis.aclose()
    yield phone
    phone.close()


class Session:
    """Requests of one user."""

    def __init__(self, system: System, token: str) -> None:
        self._system, self._token = system, token

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Return the status and the JSON of an answer."""
        return await asyncio.to_thread(self._ask, method, path, body, headers)

    def _ask(self, method: str, path: str, body: object, headers: dict[str, str]) -> tuple[int, Any]:
        own = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", **headers}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._system.web}{path}", data, own, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")


async def test_a_practice_is_worked_like_a_call_and_changes_no_figure(system: System, phone: SipPhone) -> None:
    """It rings, is answered, typified and filed in its own campaign; afterwards the real one has the same figures."""
    advisor = Session(system, await asyncio.to_thread(system.token, ADVISOR))
    lead = Session(system, await asyncio.to_thread(system.token, "supervisor"))
    assert (await advisor.ask("PUT", "/api/v1/me/presence", {"state": "offline"}))[0] == 200
    before = await _figures(lead)
    counters = await _call_counters(system)
    status, practice = await advisor.ask("POST", "/api/v1/me/practices", {"scenario": "otra"})
    assert status == 201, practice
    assert (await advisor.ask("POST", "/api/v1/me/practices", {"scenario": "otra"}))[1]["code"] == "practice_open"
    await phone.ring()
    await phone.answer()
    call = await _call_in_practice(system)
    await _work(advisor, call)
    status, ended = await advisor.ask("POST", f"/api/v1/me/practices/{practice['id']}/end")
    assert status == 200, ended
    await phone.wait_for_end()
    assert {each["point"]: each["met"] for each in ended["points"]} == {
        "answered": True,
        "topic": True,
        "verified": True,
        "filed": True,
    }
    assert await _figures(lead) == before
    assert await _call_counters(system) == counters
    assert (await advisor.ask("GET", f"{PREFIX}/api/v1/tickets"))[0] == 403
    status, board = await advisor.ask("GET", "/api/v1/practice-board")
    assert (status, board["current"]) == (200, None)
    await _log_has_only_the_practice(system, call)


@pytest.mark.parametrize("system", ["pyvoip"], indirect=True)
async def test_every_screen_of_a_practice_is_marked(system: System, phone: SipPhone, tmp_path: Path) -> None:
    """An advisor starts it, works on the same desk under the mark, and reads the result afterwards."""
    token = await asyncio.to_thread(system.token, ADVISOR)
    await Session(system, token).ask("PUT", "/api/v1/me/presence", {"state": "offline"})
    async with chromium("--mute-audio") as browser:
        probe = PageProbe(browser, system.web, tmp_path)
        page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), ADVISOR, "/practica")).page
        begin = page.get_by_role("button", name="Comenzar la práctica «Otra solicitud»")
        await expect(begin).to_be_visible()
        await expect(page.get_by_text("Todavía no hay prácticas")).to_be_visible()
        await look(page, "practica-vacia")
        await begin.click()
        mark = page.get_by_role("region", name="Modo de práctica")
        await expect(mark).to_contain_text("El cliente es inventado")
        await phone.ring()
        await phone.answer()
        await _call_in_practice(system)
        await expect(page.get_by_role("form", name="Tipificación y ticket")).to_be_visible()
        await look(page, "escritorio-de-practica")
        await page.get_by_role("link", name="Bandeja").click()
        await expect(page).to_have_url(f"{system.web}{PREFIX}/bandeja")
        await expect(mark).to_be_visible()
        await page.route("**/end", _answer_after_the_page_shows_the_end)
        await mark.get_by_role("button", name="Terminar la práctica").click()
        await expect(page).to_have_url(f"{system.web}/practica")
        await expect(mark).not_to_be_visible()
        row = page.get_by_role("row", name="Contestó la llamada")
        await expect(row).to_contain_text("sí")
        await look(page, "practica-terminada")
        await _lead_a_practice(await probe.open_context(**REDUCED_MOTION))


async def _answer_after_the_page_shows_the_end(route: Route) -> None:
    """Let the page learn of the end before the answer to the request that caused it, as on a slow machine."""
    answer = await route.fetch()
    page = route.request.frame.page
    await expect(page.get_by_role("heading", name="La práctica terminó")).to_be_visible()
    await expect(page.get_by_role("link", name="Ver el resultado")).to_have_attribute("href", "/practica")
    await look(page, "practica-recien-terminada")
    await route.fulfill(response=answer)


async def _lead_a_practice(context: BrowserContext) -> None:
    """Start and end the practice of an advisor as the supervisor, who finds the advisor by name."""
    page = (await AdvisorPage.sign_in(context, "supervisor", "/practica")).page
    await page.get_by_role("combobox", name="Asesor").fill(ADVISOR)
    await look(page, "practica-de-un-asesor")
    await page.get_by_role("option").filter(has_text=f"· {ADVISOR}").first.click()
    await page.get_by_role("button", name="Comenzar la práctica").click()
    await page.get_by_role("button", name="Terminar la práctica de").click()
    await expect(page.get_by_text("La terminó otra persona")).to_be_visible()
    await look(page, "practica-dirigida")


async def look(page: Page, name: str) -> None:
    """Check the page at three widths; leave pictures of it where the variable says."""
    folder = os.environ.get("ATENCION_TEST_PICTURES")
    for width in (1366, 1024, 390):
        await page.set_viewport_size({"width": width, "height": 768})
        assert not await overflows_horizontally(page), (name, width)
        for scheme in ("light", "dark") if folder else ():
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            await page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png")
    await page.set_viewport_size({"width": 1366, "height": 768})


async def _work(advisor: Session, call: str) -> None:
    """Typify the call and file a petition, as on the desk of a practice."""
    status, page = await advisor.ask("GET", f"{PREFIX}/api/v1/tickets")
    assert (status, page["tickets"]) == (200, [])
    topic = {"kind": "solicitud", "theme": "otra"}
    status, done = await advisor.ask("PUT", f"{PREFIX}/api/v1/calls/{call}/disposition", topic)
    assert status == 200, done
    petition = {**PETITION, "call_id": call}
    status, ticket = await advisor.ask(
        "POST", f"{PREFIX}/api/v1/tickets", petition, **{"Idempotency-Key": "practica-0001-abcdef"}
    )
    assert status == 201, ticket
    assert ticket["number"].startswith("PRACTICA-")
    status, read = await advisor.ask("GET", f"{PREFIX}/api/v1/tickets/{ticket['number']}")
    assert (status, read["number"]) == (200, ticket["number"])
    for path in ("/api/v1/session", "/api/v1/me/password"):
        status, _ = await advisor.ask("POST", f"{PREFIX}{path}", {})
        assert status == 403, path


async def _call_in_practice(system: System) -> str:
    """Wait until the advisor talks in the practice campaign; return the call."""
    redis = connect(system.addresses()["redis_url"])
    found = ""
    try:
        router = CallRouter(redis, practice_campaign(CAMPAIGN))

        async def talks() -> bool:
            nonlocal found
            found = await router.current_call(ADVISOR)
            return await router.advisor_state(ADVISOR) == "talking"

        await wait_until(talks, 40.0)
    finally:
        await redis.aclose()
    return found


async def _figures(lead: Session) -> list[Any]:
    """Return every figure, without the moment until which it was computed."""
    answers = [await lead.ask("GET", path) for path in FIGURES]
    assert [status for status, _ in answers] == [200] * len(FIGURES)
    return [{key: value for key, value in content.items() if key != "until"} for _, content in answers]


async def _call_counters(system: System) -> dict[str, float]:
    names = ("acd_calls_ingressed_total", "acd_calls_ended_total", "acd_calls_answered_total", "acd_interval_calls")
    return {name: await system.metric(name) for name in names}


async def _has_ended(journal: Journal, call: str) -> bool:
    record = await journal.call(call)
    return record is not None and record.ended_at is not None


async def _is_recorded(journal: Journal, kind: type) -> bool:
    return any([isinstance(each.fact, kind) async for each in journal.envelopes()])


async def _log_has_only_the_practice(system: System, call: str) -> None:
    """The real journal has the beginning and the end of the practice, and nothing about its call."""
    engine = make_engine(system.addresses()["database_url"], name="test")
    try:
        journal, own = Journal(engine, CAMPAIGN), Journal(engine, practice_campaign(CAMPAIGN))
        await wait_until(lambda: _has_ended(own, call), 40.0)
        assert await journal.call(call) is None
        record = await own.call(call)
        assert record is not None
        assert record.answered_at is not None
        await wait_until(lambda: _is_recorded(journal, PracticeEnded), 40.0)
        facts = [each.fact async for each in journal.envelopes()]
        assert [type(each) for each in facts if isinstance(each, PracticeStarted | PracticeEnded)] == [
            PracticeStarted,
            PracticeEnded,
        ]
    finally:
        await engine.dispose()
