"""Violations that axe-core, the accessibility checker, reports on a page.

Owns the choice of rules. It must not know any screen.
"""

from collections.abc import Sequence

from playwright.async_api import Page

from tests.support.browser.page_probe import NEXT_FRAME

STANDARD = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
"""WCAG 2.2, levels A and AA, as axe-core tags its rules."""
LANDMARKS = ("region", "landmark-unique")
"""Best practices of axe-core: everything lies in a landmark, and landmarks of a role have names of their own."""
_OF_COLOURS = ("color-contrast", "link-in-text-block")
"""Rules of the standard whose result depends on colours. The others read what both colour schemes have in common."""
_RUN = """
([runOnly, rules]) => axe.run(document, {
  runOnly, rules: Object.fromEntries(rules.map((id) => [id, {enabled: true}])), resultTypes: ["violations"]
}).then(({violations}) =>
  violations.flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) => `${id} ${target}: ${failureSummary}`)))
"""


class Checker:
    """Axe-core for many pages.

    Args:
        script: the source of axe-core.
        rules: those to check besides the standard.
    """

    def __init__(self, script: str, rules: Sequence[str] = ()) -> None:
        self._script, self._rules = script, rules

    async def violations(self, page: Page, schemes: Sequence[str] = ("light", "dark")) -> list[str]:
        """Return the violations on the page in each colour scheme; the last scheme stays set.

        All rules run in the first scheme, and the rules of colours in the others.
        """
        if not await page.evaluate("'axe' in window"):
            await page.evaluate(self._script)
        violations, options = [], [{"type": "tag", "values": STANDARD}, self._rules]
        for scheme in schemes:
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            await page.evaluate(NEXT_FRAME)
            violations += [f"{scheme}: {violation}" for violation in await page.evaluate(_RUN, options)]
            options = [{"type": "rule", "values": _OF_COLOURS}, []]
        return violations
