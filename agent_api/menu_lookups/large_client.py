"""Whether a caller's number belongs to a large client, as an outcome of the menu."""

from calls.driver.menu_lookups.port import LookupParts, MenuAnswer, MenuQuery
from config.site.model import Site


class LargeClientLookup:
    """Answers from what the gateway knows of the number; it says nothing, so it needs no limit of guesses."""

    guarded = False

    async def look_up(self, query: MenuQuery, site: Site) -> MenuAnswer:
        """Return ``yes`` or ``no``."""
        return MenuAnswer(outcome="yes" if query.large_client else "no")


def build(parts: LookupParts) -> LargeClientLookup:
    """Build the look-up."""
    return LargeClientLookup()
