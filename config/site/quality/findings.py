"""Findings (M5-1-05, A22) as the site says: kinds, severities, terms, areas and owners. Pure."""

from collections.abc import Collection
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import Id, Name
from config.schema.reader import Reader

OPERATION: Final = "operacion"
"""Area of a finding about the contact centre's own operation, which is no area of the entity."""
OwnerRole = Literal["asesor_escrita", "funcionario", "supervisor", "coordinador", "calidad", "admin"]
"""Roles that may own the action of a finding, by the names of `agent_api`."""
ReminderDays = Annotated[int, Meta(ge=0, le=30)]


class FindingSeverity(msgspec.Struct, frozen=True, kw_only=True):
    """A severity, the slightest first in its list; ``days_to_act`` are business days, without the first day."""

    severity: Id
    name: Name
    days_to_act: Annotated[int, Meta(ge=1, le=120)]


class FindingRules(msgspec.Struct, frozen=True, kw_only=True):
    """How findings are classified, and by whom and when they are corrected.

    Attributes:
        reminders: business days before the last day on which the owner is reminded; 0 is the last day.
    """

    kinds: dict[Id, Name]
    severities: tuple[FindingSeverity, ...]
    reminders: tuple[ReminderDays, ...] = ()
    areas: tuple[Id, ...]
    owner_roles: tuple[OwnerRole, ...]

    def find_severity(self, severity: str) -> FindingSeverity | None:
        """Return the severity with this id, or None."""
        return next((each for each in self.severities if each.severity == severity), None)


def check_findings(rules: FindingRules, areas: Collection[str], reader: Reader) -> None:
    """Check that no list is empty or repeats itself, that areas exist, and that each reminder can be sent."""
    path = ("quality", "findings")
    for name in ("kinds", "severities", "areas", "owner_roles"):
        if not getattr(rules, name):
            reader.complain((*path, name), "la lista está vacía; agregue al menos uno")
    for name in ("reminders", "areas", "owner_roles"):
        reader.complain_repeated(((*path, name, str(n)), str(each)) for n, each in enumerate(getattr(rules, name)))
    severities = enumerate(rules.severities)
    reader.complain_repeated(((*path, "severities", str(n), "severity"), each.severity) for n, each in severities)
    for index, area in enumerate(rules.areas):
        if area != OPERATION and area not in areas:
            reader.complain_unknown((*path, "areas", str(index)), area, "areas", [*areas, OPERATION])
    longest = max((each.days_to_act for each in rules.severities), default=0)
    for index, days in enumerate(rules.reminders):
        if longest and days >= longest:
            text = f"ninguna gravedad da más de {longest} días hábiles: el recordatorio no saldría nunca; use menos"
            reader.complain((*path, "reminders", str(index)), text)
