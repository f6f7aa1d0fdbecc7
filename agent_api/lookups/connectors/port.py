"""The port that every connector implements. Pure.

Owns the contract; `sql`, `fixed_width` and `http` implement it.
"""

from collections.abc import Mapping
from typing import Final, Protocol

from config.site.customers.lookups import Lookup

SourceRow = Mapping[str, object]
"""Plain values by the entry names of the lookup; an entry without a value is None or missing."""
MAX_UNFILTERED_ROWS: Final = 1000
"""Rows to read if the rows of other people must be removed afterwards."""


class SystemConnector(Protocol):
    """A connector to one system."""

    async def rows(self, lookup: Lookup, data: Mapping[str, str]) -> list[SourceRow]:
        """Query the system without changing anything; the caller limits the time and may cancel.

        ``data`` holds the customer's data by name, everything that the lookup's key needs. Return at most `row_limit`
        rows.

        Raises:
            NotAvailable: with the reason.
        """
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


def row_limit(lookup: Lookup) -> int:
    """Return how many rows to read: one more than shown, to detect further rows."""
    return lookup.rows + 1 if lookup.owner is None else MAX_UNFILTERED_ROWS


def required_entries(lookup: Lookup) -> tuple[str, ...]:
    """Return the entries to read from each row."""
    owner = () if lookup.owner is None else (lookup.owner,)
    return tuple(dict.fromkeys((*(each.entry for each in lookup.shown), *owner)))
