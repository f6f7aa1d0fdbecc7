"""What a system that is consulted must be able to do, whatever it is. Pure.

Owns the contract; `sql`, `fixed_width` and `http` keep it.
"""

from collections.abc import Mapping
from typing import Final, Protocol

from config.site.customers.lookups import Lookup

SourceRow = Mapping[str, object]
"""Plain values by the entries that the lookup names; what the row lacks is None or missing."""
MAX_UNFILTERED_ROWS: Final = 1000
"""How many rows are read where those of other people are to be left out."""


class SystemConnector(Protocol):
    """A system."""

    async def rows(self, lookup: Lookup, data: Mapping[str, str]) -> list[SourceRow]:
        """Ask; it reads and changes nothing. Whoever calls bounds the time and may cancel.

        Args:
            lookup: what.
            data: of the customer, by name; all that the key gives.

        Returns:
            At most `row_limit` of the lookup.

        Raises:
            NotAvailable: with the reason.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


def row_limit(lookup: Lookup) -> int:
    """How many rows are read: one more than is shown, to know whether there are more."""
    return lookup.rows + 1 if lookup.owner is None else MAX_UNFILTERED_ROWS


def required_entries(lookup: Lookup) -> tuple[str, ...]:
    """What is read of each row."""
    owner = () if lookup.owner is None else (lookup.owner,)
    return tuple(dict.fromkeys((*(each.entry for each in lookup.shown), *owner)))
