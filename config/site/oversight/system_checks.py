"""What the systems of a site must fulfil, beyond the type of each field. Pure.

Owns that rule alone; what it complains about is placed by the Reader.
"""

import re
from collections.abc import Collection, Mapping
from typing import Final

from config.schema.fields import WEB_PATTERN
from config.schema.reader import Reader, suggest_name
from config.site.customers.lookups import Lookups
from config.site.oversight.systems import ALWAYS, Probe, System

_PROBES_WITH_TARGET: Final[tuple[Probe, ...]] = ("gateway", "ari", "lookup", "api")


def check_systems(
    systems: Mapping[str, System], calendars: Collection[str], lookups: Lookups | None, reader: Reader
) -> None:
    """Hours are those of a calendar, a lookup's system is a connector, and no probe is told what it does not need.

    Args:
        systems: as the site says them.
        calendars: ids that calendars.yaml names.
        lookups: the systems that are consulted, and how; None where there are none, or they cannot be read.
        reader: is told what does not hold.
    """
    for system in systems.values():
        if system.hours != ALWAYS and system.hours not in calendars:
            reader.complain_unknown(("systems", system.id, "hours"), system.hours, "calendars", [*calendars, ALWAYS])
        if problem := _check_target(system, lookups):
            reader.complain(("systems", system.id, "of"), problem)


def _check_target(system: System, lookups: Lookups | None) -> str:
    if system.probe == "lookup" and lookups is not None and system.of not in lookups.connectors:
        return f"«{system.of}» no es un sistema de lookups.yaml; {suggest_name(system.of, lookups.connectors)}"
    if system.probe == "api" and system.of and not re.match(WEB_PATTERN, system.of):
        return "escriba una dirección como https://atencion.entidad.gov.co, o quite «of» para la de esta máquina"
    if system.of and system.probe not in _PROBES_WITH_TARGET:
        return f"«{system.probe}» no necesita «of»; quítelo"
    return ""
