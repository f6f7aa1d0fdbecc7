"""A site with four lines of other names uses them on every screen, in every export and on the public page."""

import asyncio
import io
import re
import zipfile

import pypdf
import pytest
from playwright.async_api import APIRequestContext, Page, expect

from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import request_as_user
from tests.support.browser.call_rig import KEY_OF, CallRig
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe
from tests.support.whole_system.system import System, wait_until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]

NAMES = {
    "condor": "Línea Cóndor",
    "frailejon": "Línea Frailejón",
    "orquidea": "Línea Orquídea",
    "guayacan": "Línea Guayacán",
}
FOREIGN = re.compile(r"bogot[aá]|\bnacional\b|quejas y reclamos", re.IGNORECASE)
"""Names and ids of the sample site's lines, which this site has nowhere."""
WITH_LINES = ("/tablero", "/llamadas", "/indicadores", "/indicadores?vista=balance")
SCREENS = {
    "supervisor": (*WITH_LINES, "/bandeja", "/mensajes", "/informes", "/incidentes"),
    "interventoria": ("/indicadores?por=dia", "/indicadores?vista=sensibilidad", "/sellos", "/observaciones"),
    "admin": ("/usuarios", "/cuenta"),
}


async def everything_on(page: Page) -> str:
    """Return the text of a loaded screen, with the options of closed lists."""
    await expect(page.locator("main h1").first).to_be_attached()
    await expect(page.locator("main").get_by_text("Leyendo")).to_have_count(0)
    return str(await page.locator("body").text_content())


async def count_calls(rig: CallRig, system: System) -> None:
    """Call each line, and wait until its calls are in today's balance."""
    await asyncio.gather(*(rig.caller("4", line=line) for line in NAMES))

    async def so() -> bool:
        answer = await system.get("/api/v1/indicators?by=period")
        return {each["line"] for each in answer["balances"]} >= NAMES.keys()

    await wait_until(so, 40.0)


async def test_every_screen_names_the_lines_of_the_site(probe: PageProbe, rig: CallRig, system: System) -> None:
    """Screens that list lines show all four names, and no screen of any role shows a name of the sample site."""
    await count_calls(rig, system)
    for user, paths in SCREENS.items():
        page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), user, paths[0])).page
        for path in paths:
            await page.goto(path)
            if path in WITH_LINES:
                for name in NAMES.values():
                    await expect(page.locator("main").get_by_text(name).first).to_be_attached()
            assert not FOREIGN.findall(await everything_on(page)), path


async def test_the_board_has_room_for_four_lines(probe: PageProbe, rig: CallRig) -> None:
    """On a screen of 1366 by 768 the levels of all lines are in one row, so that the calls in progress are visible."""
    await rig.caller("4", line="orquidea")
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/tablero")).page
    tiles = page.get_by_role("region", name="Nivel de servicio").get_by_role("article")
    await expect(tiles).to_have_count(1 + len(NAMES))
    assert len(set(await tiles.evaluate_all("(all) => all.map((each) => each.offsetTop)"))) == 1
    calls = page.get_by_role("list", name="Llamadas en curso")
    await expect(calls.get_by_text(NAMES["orquidea"]).first).to_be_visible()
    assert await calls.evaluate("(list) => list.clientHeight") >= 100


async def test_the_desk_and_a_story_name_the_line(probe: PageProbe, rig: CallRig, system: System) -> None:
    """The line's name appears while a call rings and in its story; an outcome has one label in list and story."""
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "asesor2")
    await system.make_advisor_ready("asesor2", await rig.slow_phone(4.0), "pagos")
    await desk.expect_state("Disponible")
    await rig.caller(KEY_OF["asesor2"], line="guayacan")
    await desk.expect_ringing()
    await expect(desk.page.locator("main").get_by_text(NAMES["guayacan"]).first).to_be_visible()
    assert not FOREIGN.findall(await everything_on(desk.page))
    await desk.expect_talking()
    await desk.hang_up()
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/llamadas")).page
    row = page.get_by_role("row").filter(has_text=NAMES["guayacan"]).filter(has_text="Contestada").first
    await row.get_by_role("link").click()
    story = page.get_by_role("complementary")
    await expect(story).to_contain_text(f"Entró una llamada a «{NAMES['guayacan']}»")
    await expect(story).to_contain_text("La llamada terminó como contestada")
    assert not FOREIGN.findall(await everything_on(page))


async def test_reports_name_the_lines_on_paper_and_in_files(probe: PageProbe, rig: CallRig, system: System) -> None:
    """PDF, workbook, CSV and preview of a day have the four names and the one label of the outcome."""
    await count_calls(rig, system)
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "coordinador", "/informes")).page
    today = await page.evaluate("new Date().toLocaleDateString('en-CA')")
    made = await request_as_user(page.request, "POST", "/reports", {"kind": "presidency", "day": today})
    texts = {part: await export(page.request, made["id"], part) for part in ("csv", "xlsx", "pdf")}
    await page.goto(f"/informes/{made['id']}")
    await expect(page.get_by_role("article")).to_contain_text("Balance de cierre")
    texts["screen"] = await everything_on(page)
    for part, text in texts.items():
        assert [name for name in NAMES.values() if name not in text] == [], part
        assert not FOREIGN.findall(text), part


async def export(request: APIRequestContext, report: str, part: str) -> str:
    """Return the text of one file of a report."""
    answer = await request.get(f"/api/v1/reports/{report}/{part}")
    assert answer.ok, await answer.text()
    content = await answer.body()
    if part == "pdf":
        return " ".join(" ".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(content)).pages).split())
    if part == "xlsx":
        book = zipfile.ZipFile(io.BytesIO(content))
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return content.decode("utf-8-sig")


async def test_the_public_page_names_the_lines(probe: PageProbe, system: System) -> None:
    """The page shows each line with its number without a login."""
    page = await (await probe.open_context(java_script_enabled=False)).new_page()
    await page.goto("/estado")
    await expect(page.get_by_role("heading", level=2)).to_have_text(sorted(NAMES.values()))
    assert not FOREIGN.findall(str(await page.locator("body").text_content()))


async def test_labels_are_sent_again_only_when_they_change(probe: PageProbe, system: System) -> None:
    """A request with the current entity tag gets 304; the document has the site's lines with their public numbers."""
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/tablero")).page
    first = await page.request.get("/api/v1/labels")
    answer = await first.json()
    assert {each["id"]: each["name"] for each in answer["lines"]} == NAMES
    assert next(each["numbers"] for each in answer["lines"] if each["id"] == "condor") == ["6015550100"]
    again = await page.request.get("/api/v1/labels", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, await again.text()) == (304, "")
