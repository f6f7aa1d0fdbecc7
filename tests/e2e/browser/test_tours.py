"""The tour of each role: it begins by itself at the first sign-in, once, and each step points to an element.

Each role signs in on the form here; most other tests sign in by the API.
"""

import pytest
from playwright.async_api import expect
from sqlalchemy import delete

from storage.postgres.engine import make_engine, unit_of_work
from storage.tables import help_tour
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.api_request import request_as_user
from tests.support.browser.page_probe import PHONE_SCREEN, REDUCED_MOTION, PageProbe
from tests.support.browser.quality_screens import open_screen
from tests.support.browser.tour import STEPS, TOUR, repeat_tour, walk_tour
from tests.support.whole_system.system import System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]
FIRST = "calidad"
OTHERS = ("asesor3", "escrita1", "funcionario1", "supervisor", "coordinador", "interventoria", "admin")


async def test_the_first_sign_in_begins_a_tour_once(probe: PageProbe, system: System, axe: str) -> None:
    """It begins by itself and meets WCAG on a telephone, too; skipped, it does not begin again, on no computer."""
    await forget_tours(system, FIRST)
    page = (await open_screen(probe, FIRST, "/", **PHONE_SCREEN)).page
    dialog = page.get_by_role("dialog", name=TOUR)
    await expect(dialog).to_be_visible()
    assert await Checker(axe).violations(page) == []
    await expect(dialog.get_by_role("button", name="Siguiente")).to_be_focused()
    async with page.expect_response("**/api/v1/me/help/tours/*"):
        await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    other = (await AdvisorPage.sign_in_by_keyboard(await probe.open_context(**REDUCED_MOTION), FIRST)).page
    assert (await request_as_user(other.context.request, "GET", "/me/help"))["tours"] == ["calidad"]
    await repeat_tour(other)
    assert len(set(await walk_tour(other))) == STEPS


@pytest.mark.parametrize("user", OTHERS)
async def test_each_step_of_a_tour_points_to_an_element(probe: PageProbe, user: str) -> None:
    """By keyboard, each of the five steps of the role has its own element on the role's first screen."""
    page = (await AdvisorPage.sign_in_by_keyboard(await probe.open_context(**REDUCED_MOTION), user)).page
    await repeat_tour(page)
    assert len(set(await walk_tour(page))) == STEPS


async def forget_tours(system: System, user: str) -> None:
    """Make the next sign-in of a user the first one for the tours."""
    engine = make_engine(system.addresses()["database_url"], connections=1)
    async with unit_of_work(engine) as connection:
        await connection.execute(delete(help_tour).where(help_tour.c.user == user))
    await engine.dispose()
