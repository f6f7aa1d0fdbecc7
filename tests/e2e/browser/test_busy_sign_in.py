"""Signing in while the server is too busy: the screen says so and retries by itself."""

import pytest
from playwright.async_api import Route, expect

from tests.e2e.browser.administration.test_users import enter
from tests.support.browser.page_probe import PageProbe
from tests.support.whole_system.system import DEMO_PASSWORD, System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]
BUSY = "Hay muchos ingresos al mismo tiempo. Vuelva a intentarlo en unos segundos."


async def test_a_busy_server_is_asked_again_by_the_screen(probe: PageProbe, system: System) -> None:
    """After two answers of a busy server, the third attempt signs the user in without any key."""
    probe.expect_status(503, "/api/v1/session")
    context, requests = await probe.open_context(), 0

    async def be_busy(route: Route) -> None:
        nonlocal requests
        requests += route.request.method == "POST"
        if route.request.method != "POST" or requests > 2:
            await route.continue_()
            return
        problem = {"status": 503, "title": "No disponible por ahora", "code": "sign_in_busy", "detail": BUSY}
        await route.fulfill(status=503, json=problem, headers={"Retry-After": "1"})

    await context.route("**/api/v1/session", be_busy)
    page = await enter(context, "coordinador", DEMO_PASSWORD)
    alert = page.get_by_role("alert")
    await expect(alert).to_contain_text(BUSY)
    await expect(alert).to_contain_text("se intentará de nuevo por sí solo")
    await expect(page.get_by_role("heading", name="Ingresar")).to_be_hidden(timeout=15_000)
    assert requests == 3
