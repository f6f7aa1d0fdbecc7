"""The staff member or mailbox notified of a ticket: its owner, or the area whose inbox holds it. Pure.

Owns that choice. The escalation matrix (`config.site.tickets.escalation`) says who is responsible for what. A ticket
that a phone advisor still owns causes no notice, because it is on the advisor's screen.
"""

import msgspec

from agent_api.tickets.store import FiledTicket
from config.site.model import Site
from config.site.tickets.escalation import Area


class StaffContact(msgspec.Struct, frozen=True):
    """An e-mail address within the entity, and a name for the greeting."""

    address: str
    name: str


def area_of_ticket(site: Site, filed: FiledTicket) -> Area | None:
    """Return the area that has a ticket: a business area or the written channel's group; None at the phone tier."""
    if filed.tier == 3:
        return site.areas.get(filed.area)
    return site.areas.get(site.matrix.written) if filed.tier == 2 and site.matrix else None


def responsible_contact(site: Site, filed: FiledTicket) -> StaffContact | None:
    """Return the contact to notify of a ticket; None at the phone tier."""
    area = area_of_ticket(site, filed)
    return None if area is None else member_contact(area, filed.owner)


def leader_contact(area: Area) -> StaffContact:
    """Return the contact of an area's leader."""
    return member_contact(area, area.leader)


def member_contact(area: Area, user: str) -> StaffContact:
    """Return the contact of an official of an area; the area's own if the user is not one of its officials."""
    official = area.officials.get(user)
    return StaffContact(area.email_of(user), official.name if official else area.name)
