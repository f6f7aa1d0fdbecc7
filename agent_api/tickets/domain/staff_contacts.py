"""Who of the entity is told of a ticket: its owner, or the mailbox of the area in whose inbox it lies. Pure.

Owns that choice. Who is in charge of what is the matrix's (`config.site.tickets.escalation`); a ticket that a phone
advisor still has is told to nobody, for they have it before them.
"""

import msgspec

from agent_api.tickets.store import FiledTicket
from config.site.model import Site
from config.site.tickets.escalation import Area


class StaffContact(msgspec.Struct, frozen=True):
    """Somebody of the entity: an e-mail address, and a name for the greeting."""

    address: str
    name: str


def area_of_ticket(site: Site, filed: FiledTicket) -> Area | None:
    """The area that has a ticket: a business area, or the written channel's group; None with a phone advisor."""
    if filed.tier == 3:
        return site.areas.get(filed.area)
    return site.areas.get(site.matrix.written) if filed.tier == 2 and site.matrix else None


def responsible_contact(site: Site, filed: FiledTicket) -> StaffContact | None:
    """Who is told of a ticket; None where nobody is.

    Args:
        site: the one in force.
        filed: the ticket.
    """
    area = area_of_ticket(site, filed)
    return None if area is None else member_contact(area, filed.owner)


def leader_contact(area: Area) -> StaffContact:
    """Who leads an area."""
    return member_contact(area, area.leader)


def member_contact(area: Area, user: str) -> StaffContact:
    """Somebody of an area, or the area where they are not of it."""
    official = area.officials.get(user)
    return StaffContact(area.email_of(user), official.name if official else area.name)
