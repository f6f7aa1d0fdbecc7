"""Whether a kind and a theme are of the typology, and of which site's.

Owns that rule: a call is typified under the site that it began with, or the one in force.
"""

from agent_api.deps import Deps
from agent_api.problems import ApiError
from config.site import Site


class TypologyUnknown(ApiError):
    """There is no such theme under such a kind."""

    status = 400
    code = "typology_unknown"

    def __init__(self, kind: str, theme: str) -> None:
        super().__init__(f"No existe el tema «{theme}» del tipo «{kind}»; elija uno de la tipología.")


async def site_with(deps: Deps, version: str, kind: str, theme: str, subtheme: str = "") -> Site:
    """The site whose typology has a kind and theme.

    Args:
        deps: of the API.
        version: of the call, or empty for the one in force.
        kind: an id.
        theme: an id.
        subtheme: an id, or empty where only the theme is said.

    Raises:
        TypologyUnknown: neither has them.
    """
    if deps.site.has_theme(kind, theme, subtheme):
        return deps.site
    if version and version != deps.site.version:
        site = await deps.site_of(version)
        if site.has_theme(kind, theme, subtheme):
            return site
    raise TypologyUnknown(kind, theme)
