"""Schemas of areas and their officials."""

from datetime import date

from pydantic import BaseModel, Field

from config.site.model import Site
from config.site.tickets.escalation import Area, AssignmentReason, area_assignee


class AreaOfficial(BaseModel):
    """An official of an area. The reason of an absence is not shown."""

    user: str
    name: str
    away: bool = Field(description="Si hoy está ausente.")


class OfficialInCharge(BaseModel):
    """The official in charge of the petitions of an area today, unless the matrix names another one."""

    user: str
    name: str
    why: AssignmentReason = Field(
        description="«own»: le corresponde; «deputy»: suple; «leader»: no está ninguno de los dos."
    )
    deputy_for: str | None = Field(description="A quién suple, si no le corresponde a ella o a él.")


class AreaToday(BaseModel):
    """A mission area, or the written channel's group."""

    id: str
    name: str
    email: str
    written_channel: bool = Field(description="Si es el grupo del canal escrito, el segundo nivel.")
    in_charge: OfficialInCharge
    officials: list[AreaOfficial]


class Areas(BaseModel):
    """The areas of the site in force, in the order in which they are written."""

    areas: list[AreaToday]


def present_areas(site: Site, today: date) -> Areas:
    """Return the areas of a site on a local day."""
    return Areas(areas=[_present_area(site, each, today) for each in site.areas.values()])


def _present_area(site: Site, area: Area, today: date) -> AreaToday:
    now = area_assignee(site, area.id, today)
    return AreaToday(
        id=area.id,
        name=area.name,
        email=area.email,
        written_channel=site.matrix is not None and site.matrix.written == area.id,
        in_charge=OfficialInCharge(
            user=now.user, name=area.officials[now.user].name, why=now.reason, deputy_for=now.deputy_for
        ),
        officials=[
            AreaOfficial(user=user, name=each.name, away=each.is_away(today)) for user, each in area.officials.items()
        ],
    )
