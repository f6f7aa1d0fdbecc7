"""Merge the roster that people keep on the screens with the seeds in the site's folder. Pure.

A change on a screen holds from then on, for that advisor or user; the site's folder says the rest. Queues that
the site no longer has are left out, and so are deputies who are no officials of the area.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from config.schema.short_forms import Levels
from config.site.model import Site
from config.site.tickets.escalation import Absence, Area, Official

KEPT_REASON = "Ausencia"
"""Stands for the reason of an absence, which is encrypted and which no assignment needs."""


class AbsenceDays(msgspec.Struct, frozen=True, kw_only=True):
    """The local days of an absence, both included; ``deputy`` is empty for the standing one."""

    user: str
    first_day: date
    last_day: date
    deputy: str = ""

    def includes(self, day: date) -> bool:
        """Return whether a local day belongs to the absence."""
        return self.first_day <= day <= self.last_day


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Absences and deputies that the roster keeps.

    Attributes:
        absences: of each user whose absences are kept here, perhaps none.
        deputies: the standing deputy of each user for whom one was named here; empty for none.
    """

    absences: Mapping[str, Sequence[AbsenceDays]] = {}
    deputies: Mapping[str, str] = {}

    def is_away(self, user: str, day: date) -> bool:
        """Return whether an absence of a user includes a local day."""
        return any(each.includes(day) for each in self.absences.get(user, ()))

    def deputy_on(self, user: str, day: date) -> str:
        """Return the deputy of a user on a local day: that of the absence, else the standing one; empty for none."""
        named = (each.deputy for each in self.absences.get(user, ()) if each.includes(day) and each.deputy)
        return next(named, self.deputies.get(user, ""))


def seeded_queues(site: Site, advisor: str) -> Levels:
    """Return an advisor's queues with their levels in the site's folder; empty if it does not name them."""
    return next((each.queues for each in site.sample_advisors if each.id == advisor), {})


def assigned_queues(site: Site, advisor: str, stored: Mapping[str, int] | None) -> Levels:
    """Return an advisor's queues with their levels; ``stored`` are those kept here, None if there are none."""
    if stored is None:
        return dict(seeded_queues(site, advisor))
    return {queue: stored[queue] for queue in site.queues if queue in stored}


def open_queues(assigned: Levels, restrictions: Mapping[str, str]) -> Levels:
    """Return the assigned queues that the advisor may serve now."""
    return {queue: level for queue, level in assigned.items() if queue not in restrictions}


def site_with_people(site: Site, people: People) -> Site:
    """Return the site with the absences and deputies of the roster in its areas."""
    areas = {id_: _area_with_people(area, people) for id_, area in site.areas.items()}
    return msgspec.structs.replace(site, areas=areas) if areas != site.areas else site


def _area_with_people(area: Area, people: People) -> Area:
    officials = {user: _official_with_people(area, user, each, people) for user, each in area.officials.items()}
    return msgspec.structs.replace(area, officials=officials)


def _official_with_people(area: Area, user: str, official: Official, people: People) -> Official:
    absences, deputy = official.absences, official.deputy
    if user in people.absences:
        absences = tuple(
            Absence(
                first_day=each.first_day,
                last_day=each.last_day,
                reason=KEPT_REASON,
                deputy=each.deputy if each.deputy in area.officials else None,
            )
            for each in people.absences[user]
        )
    if user in people.deputies:
        named = people.deputies[user]
        deputy = named if named in area.officials else None
    return msgspec.structs.replace(official, absences=absences, deputy=deputy)
