"""Facts of customers: imported, changed, merged, looked for, read. Pure.

Owns these kinds of facts; `eventlog.facts` joins them to the vocabulary. They bear opaque ids and names of fields, and
never what a field holds or held.
"""

from typing import Literal

from eventlog.facts.base import Fact

Sought = Literal["document", "number", "name", "phone"]


class CustomerUpdated(Fact, frozen=True, kw_only=True):
    """Somebody changed a customer's data; the envelope says who, and in which call if there was one.

    Attributes:
        customer_ref: opaque id of the customer.
        fields: the names of what changed, separated by commas.
        version: of the customer since then.
    """

    customer_ref: str
    fields: str
    version: int


class CustomersMerged(Fact, frozen=True, kw_only=True):
    """Two records were of one customer: the one stays, the other points to it.

    Attributes:
        customer_ref: opaque id of the one that stays.
        merged_ref: opaque id of the other.
    """

    customer_ref: str
    merged_ref: str


class CustomersSeparated(Fact, frozen=True, kw_only=True):
    """Two records that had been merged were of two customers after all: each has its own again.

    Attributes:
        customer_ref: opaque id of the one that had stayed.
        separated_ref: opaque id of the other, which stands again.
    """

    customer_ref: str
    separated_ref: str


class CustomersImported(Fact, frozen=True, kw_only=True):
    """A part of a file of customers was imported; that customers were added is told by this fact alone.

    Attributes:
        source: SHA-256 of the file, hexadecimal; empty for what came from no file.
        created: customers added.
        updated: customers changed; each has a CustomerUpdated, too.
        unchanged: customers that were so already.
        refused: rows that could not be.
    """

    source: str
    created: int
    updated: int
    unchanged: int
    refused: int


class CustomersSearched(Fact, frozen=True, kw_only=True):
    """Somebody looked for customers; the envelope says who, and on which call if one was at hand.

    Attributes:
        by: what they looked by, never its value.
        found: how many they were shown.
        masked: whether by initials alone.
    """

    by: Sought
    found: int
    masked: bool


class CustomerRead(Fact, frozen=True, kw_only=True):
    """Somebody read a customer's data unmasked; the envelope says who, and on which call if there was one.

    Attributes:
        customer_ref: opaque id of the customer.
        what: the data as they are, or what they were before.
    """

    customer_ref: str
    what: Literal["data", "changes"]


CustomerFact = (
    CustomerUpdated | CustomersMerged | CustomersSeparated | CustomersImported | CustomersSearched | CustomerRead
)
