"""Whether what somebody typifies by is of the typology and may be chosen today, and of which site's.

Owns that rule: a call is typified under the site that it began with, or the one in force.
"""

from collections.abc import Awaitable, Callable
from datetime import date

from agent_api.kit.errors import ApiError
from config.site.model import Site
from config.site.tickets.typology import Leaf, Topic, find_topic


class TypologyUnknown(ApiError):
    """There is no such sub-theme, theme or kind."""

    status = 400
    code = "typology_unknown"

    def __init__(self, topic: Topic) -> None:
        within = f"el subtema «{topic.subtheme}» del tema" if topic.subtheme else "el tema"
        super().__init__(f"No existe {within} «{topic.theme}» del tipo «{topic.kind}»; elija uno de la tipología.")


class TypologyIncomplete(ApiError):
    """Only the theme was said, and it has sub-themes (M5-1-05, A5)."""

    status = 400
    code = "typology_incomplete"

    def __init__(self, leaf: Leaf) -> None:
        super().__init__(f"Falta el subtema: «{leaf.name}» tiene varios. Elija el que corresponde.")


class TypologyRetired(ApiError):
    """It is of the typology, and may not be chosen on this day."""

    status = 400
    code = "typology_retired"

    def __init__(self, leaf: Leaf) -> None:
        super().__init__(f"«{leaf.name}» no se puede elegir hoy: ya no se usa, o todavía no. Elija otro.")


async def site_for_topic(
    site: Site,
    version: str,
    topic: Topic,
    *,
    load_site_version: Callable[[str], Awaitable[Site]],
    today: date,
) -> Site:
    """The site by whose typology something is typified.

    Args:
        site: the one in force.
        version: of the call, or empty for the one in force.
        topic: what was chosen.
        load_site_version: gives an earlier version of the site.
        today: the local day.

    Raises:
        TypologyUnknown: neither site has it.
        TypologyIncomplete: the theme has sub-themes for this day, and none was chosen.
        TypologyRetired: one has it, but not for this day.
    """
    sites = [site]
    if version and version != site.version:
        sites.append(await load_site_version(version))
    matches = [(each, leaf) for each in sites if (leaf := find_topic(each.typology, topic))]
    if not matches:
        raise TypologyUnknown(topic)
    valid = [(each, leaf) for each, leaf in matches if leaf.is_valid(today)]
    if not valid:
        raise TypologyRetired(matches[0][1])
    for each, leaf in valid:
        if not leaf.awaits_subtheme(today):
            return each
    raise TypologyIncomplete(valid[0][1])
