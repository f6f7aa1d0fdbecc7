"""The keyboard's way to an item of an open menu."""

import re

from playwright.async_api import Page, expect


async def choose_menu_item(page: Page, name: str) -> None:
    """Choose the item of the open menu that begins with a name, with the arrows.

    The menu takes the focus shortly after it opens. A press before that acts on the wrong element.
    """
    menu = page.get_by_role("menu")
    await expect(menu.and_(page.locator(":focus-within"))).to_be_attached()
    item = menu.get_by_role("menuitem", name=re.compile(f"^{re.escape(name)}"))
    for _ in range(await menu.get_by_role("menuitem").count() + 1):
        if await item.evaluate("(element) => element === document.activeElement"):
            break
        await page.keyboard.press("ArrowDown")
    await expect(item).to_be_focused()
    await page.keyboard.press("Enter")
