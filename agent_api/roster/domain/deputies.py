"""Deputies: the rule of a fit deputy, and the deputies that the site's folder names. Pure."""

from collections.abc import Collection

from config.site.model import Site
from config.site.tickets.escalation import areas_of


def is_fit_deputy(site: Site, user: str, roles: Collection[str], deputy: str, deputy_roles: Collection[str]) -> bool:
    """Return whether a user can stand in for another: they share a role and, of officials, an area."""
    if user == deputy or not set(roles) & set(deputy_roles):
        return False
    areas = areas_of(site, user)
    return not areas or bool(set(areas) & set(areas_of(site, deputy)))


def seeded_deputy(site: Site, user: str) -> str:
    """Return the standing deputy of a user in the site's folder; empty if it names none."""
    for area in site.areas.values():
        official = area.officials.get(user)
        if official is not None and official.deputy:
            return official.deputy
        if official is not None and area.responsible == user:
            return area.deputy
    return ""
