"""Who of the entity is told of a ticket: its owner, or the mailbox of the area in whose inbox it lies. Pure.

Owns that choice. Who is in charge of what is the matrix's (`config.site.tickets.escalation`); a ticket that a phone
advisor still has is told to nobody, for they have it before them.
"""

import msgspec

from agent_api.tickets.store import Filed
from config.site.model import Site
from config.site.tickets.escalation import Area


class InCharge(msgspec.Struct, frozen=True):
    """Somebody of the entity: an e-mail address, and a name for the greeting."""

    address: str
    name: str


def area_of(site: Site, filed: Filed) -> Area | None:
    """The area that has a ticket: a business area, or the written channel's group; None with a phone advisor."""
    if filed.tier == 3:
        return site.areas.get(filed.area)
    return site.areas.get(site.matrix.written) if filed.tier == 2 and site.matrix else None


def in_charge_of(site: Site, filed: Filed) -> InCharge | None:
    """Who is told of a ticket; None where nobody is.

    Args:
        site: the one in force.
        filed: the ticket.
    """
    area = area_of(site, filed)
    return None if area is None else told_in(area, filed.owner)


def leader_of(area: Area) -> InCharge:
    """Who leads an area."""
    return told_in(area, area.leader)


def told_in(area: Area, user: str) -> InCharge:
    """Somebody of an area, or the area where they are not of it."""
    official = area.officials.get(user)
    return InCharge(area.email_of(user), official.name if official else area.name)
