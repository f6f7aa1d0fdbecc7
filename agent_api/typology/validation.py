"""Validation of a chosen topic: it must exist in a site's typology and be available today.

A call uses the typology of its own site version or of the site in force.
"""

from collections.abc import Awaitable, Callable
from datetime import date

from agent_api.kit.errors import ApiError
from config.site.model import Site
from config.site.tickets.typology import Leaf, Topic, find_topic


class TypologyUnknown(ApiError):
    """The kind, theme or sub-theme does not exist."""

    status = 400
    code = "typology_unknown"

    def __init__(self, topic: Topic) -> None:
        within = f"el subtema «{topic.subtheme}» del tema" if topic.subtheme else "el tema"
        super().__init__(f"No existe {within} «{topic.theme}» del tipo «{topic.kind}»; elija uno de la tipología.")


class TypologyIncomplete(ApiError):
    """The theme has sub-themes, and none was chosen (M5-1-05, A5)."""

    status = 400
    code = "typology_incomplete"

    def __init__(self, leaf: Leaf) -> None:
        super().__init__(f"Falta el subtema: «{leaf.name}» tiene varios. Elija el que corresponde.")


class TypologyRetired(ApiError):
    """It exists, but may not be chosen on this day."""

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
    """Return the site whose typology has the topic.

    ``version`` is the call's site version; empty for the site in force, ``site``.

    Raises:
        TypologyUnknown: neither site has it.
        TypologyIncomplete: the theme has sub-themes on this day, and none was chosen.
        TypologyRetired: a site has it, but not for this day.
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
