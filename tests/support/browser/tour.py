"""The tour of a role on its first screen.

Owns how it is begun and walked. The tests own the assertions about its steps.
"""

from playwright.async_api import Page, expect

STEPS = 5
TOUR = "Recorrido de la pantalla"


async def repeat_tour(page: Page) -> None:
    """Begin the tour from the help."""
    await page.get_by_role("button", name="Ayuda").click()
    await page.get_by_role("button", name="Repetir el recorrido").click()
    await expect(page.get_by_role("dialog", name=TOUR)).to_be_visible()


async def walk_tour(page: Page) -> list[str]:
    """Walk the tour by keyboard to its end and return the element that each step points to."""
    targets = []
    dialog = page.get_by_role("dialog", name=TOUR)
    for step in range(1, STEPS + 1):
        await expect(dialog).to_contain_text(f"Paso {step} de {STEPS}")
        ring = page.locator("[data-tour-ring]")
        await expect(ring).to_be_visible()
        targets.append(str(await ring.get_attribute("data-tour-ring")))
        await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    return targets
