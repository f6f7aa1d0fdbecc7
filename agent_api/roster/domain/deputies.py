"""Deputies: who is fit to be one, those that the site's folder names, and who stands in on a day. Pure."""

from collections.abc import Collection
from datetime import date

from agent_api.roster.domain.merge import People
from config.site.model import Site
from config.site.tickets.escalation import Area, areas_of, substitute_of


def is_fit_deputy(site: Site, user: str, roles: Collection[str], deputy: str, deputy_roles: Collection[str]) -> bool:
    """Return whether a user can stand in for another: they share a role and, of officials, an area."""
    if user == deputy or not set(roles) & set(deputy_roles):
        return False
    areas = areas_of(site, user)
    return not areas or bool(set(areas) & set(areas_of(site, deputy)))


def stand_in(
    people: People, user: str, day: date, area: Area | None = None, *, unavailable: Collection[str] = ()
) -> str | None:
    """Return who does the work of an absent user on a local day; None if the user is there, or all are away.

    Of an official it is the choice of ``area``, which has the absences of the day. Of others it is the first who is
    there of their deputy, the deputy of that one, and so on; each comes once, so a cycle of deputies ends.
    """
    if area is not None and user in area.officials:
        return substitute_of(area, user, day)
    if not people.is_away(user, day):
        return None
    chain = [user]
    while (deputy := people.deputy_on(chain[-1], day)) and deputy not in chain:
        if deputy not in unavailable and not people.is_away(deputy, day):
            return deputy
        chain.append(deputy)
    return None


def seeded_deputy(site: Site, user: str) -> str:
    """Return the standing deputy of a user in the site's folder; empty if it names none."""
    for area in site.areas.values():
        official = area.officials.get(user)
        if official is not None and official.deputy:
            return official.deputy
        if official is not None and area.responsible == user:
            return area.deputy
    return ""
