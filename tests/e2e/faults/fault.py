"""The faults of the suite: parts of the system that are killed, frozen or without disk space, and for how long.

Owns the list. It must not know a fault's effects.
"""

from dataclasses import dataclass
from typing import Final

from tests.e2e.faults.system_processes import ZYGOTE


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        victims: the parts that fail at the same moment.
        frozen_s: time for which they are stopped; 0 kills them.
        full_s: time without disk space, for a fault of the disk.
    """

    victims: tuple[str, ...]
    frozen_s: float = 0.0
    full_s: float = 0.0

    @property
    def title(self) -> str:
        """The fault's name in the table."""
        if self.full_s:
            return f"Disk full, {self.full_s:.0f} s"
        victims = " + ".join(self.victims)
        return f"SIGSTOP {victims}, {self.frozen_s:.0f} s" if self.frozen_s else f"kill -9 {victims}"


FAULTS: Final = (
    Fault(("gateway",)),
    Fault(("router",)),
    Fault(("recorder",)),
    Fault(("worker",)),
    Fault(("api",)),
    Fault((ZYGOTE,)),
    Fault(("PostgreSQL",)),
    Fault(("Valkey",)),
    Fault(("gateway", "Valkey")),
    Fault(("PostgreSQL", "recorder")),
    Fault(("Valkey", "router")),
    Fault(("PostgreSQL", "Valkey")),
    Fault(("api", "gateway")),
    Fault(("Valkey",), frozen_s=10.0),
    Fault(("PostgreSQL",), frozen_s=10.0),
    Fault(("gateway",), frozen_s=12.0),
    Fault(("gateway",), frozen_s=45.0),
    Fault(("api",), frozen_s=45.0),
    Fault(("router",), frozen_s=45.0),
    Fault(("recorder",), frozen_s=45.0),
    Fault(("worker",), frozen_s=45.0),
    Fault((), full_s=20.0),
)
