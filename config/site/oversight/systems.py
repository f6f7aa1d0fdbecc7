"""The systems whose availability is monitored, as the site says; the worker owns the probes. Pure."""

import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from config.errors import SectionReference
from config.schema.fields import TARGET_PATTERN, WEB_PATTERN, Id, Name
from config.schema.reader import Reader, suggest_name
from config.site.customers.lookups import Lookups

ALWAYS: Final = "always"
"""Value of ``hours`` instead of a calendar: the system is committed at all hours."""
_PROBE_DURATION = timedelta(seconds=10)
"""Maximum duration of a probe, including the report of its result."""

Probe = Literal["postgresql", "valkey", "recorder", "gateway", "ari", "api", "smtp", "lookup", "twilio", "people"]
"""Method to detect whether a system works; for ``people`` there is no probe, and people open and close its
incidents."""
_PROBES_WITH_TARGET: Final[tuple[Probe, ...]] = ("gateway", "ari", "lookup", "api")


class System(msgspec.Struct, frozen=True, kw_only=True):
    """A system whose availability is measured (M5-1-05, C3 and C12).

    Attributes:
        probe: how to detect whether it works.
        of: the target, where the probe alone does not determine it: for ``gateway`` a prefix of its name, empty for
            any; for ``ari`` the node, empty if there is one; for ``lookup`` the connector; for ``api`` its address,
            empty for the one of the same machine.
        hours: committed hours: the id of a calendar, or ``always``.
        misses: failed probes in a row that make an incident.
        target: percent of the committed time that the contract wants, with at most two decimals.
    """

    id: Id
    name: Name
    probe: Probe
    of: Annotated[str, Meta(max_length=200)] = ""
    hours: Id = ALWAYS
    every_s: Annotated[int, Meta(ge=5, le=600)] = 10
    misses: Annotated[int, Meta(ge=1, le=60)] = 3
    target: Annotated[str, Meta(pattern=TARGET_PATTERN)] = "99.5"

    @property
    def is_watched(self) -> bool:
        """Whether a program probes it."""
        return self.probe != "people"

    @property
    def silence_limit(self) -> timedelta:
        """Time without a probe result after which its state is unknown."""
        return timedelta(seconds=3 * self.every_s) + _PROBE_DURATION

    @property
    def target_hundredths(self) -> int:
        """The target in hundredths of a percent."""
        integer_part, _, decimals = self.target.partition(".")
        return int(integer_part) * 100 + int(decimals.ljust(2, "0"))


def check_systems(
    systems: Mapping[str, System], calendars: Collection[str], lookups: Lookups | None, reader: Reader
) -> None:
    """Check that hours name a calendar, that a lookup's system is a connector, and that each probe has its target."""
    for system in systems.values():
        if system.hours != ALWAYS and system.hours not in calendars:
            reader.complain_unknown(("systems", system.id, "hours"), system.hours, "calendars", [*calendars, ALWAYS])
        if problem := _check_target(system, lookups):
            reader.complain(("systems", system.id, "of"), problem)


def _check_target(system: System, lookups: Lookups | None) -> str | SectionReference:
    if system.probe == "lookup" and lookups is not None and system.of not in lookups.connectors:
        suggestion = suggest_name(system.of, lookups.connectors)
        return SectionReference(f"«{system.of}» no es un sistema de ", "lookups", f"; {suggestion}")
    if system.probe == "api" and system.of and not re.match(WEB_PATTERN, system.of):
        return "escriba una dirección como https://atencion.entidad.gov.co, o quite «of» para la de esta máquina"
    if system.of and system.probe not in _PROBES_WITH_TARGET:
        return f"«{system.probe}» no necesita «of»; quítelo"
    return ""
