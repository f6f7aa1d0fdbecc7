"""Facts of customers: imported, changed, merged, searched, read. Pure.

They contain opaque ids, such as ``customer_ref``, and names of fields, and never present or past values.
"""

from typing import Literal

from eventlog.facts.base import Fact

Sought = Literal["document", "number", "name", "phone"]


class CustomerUpdated(Fact, frozen=True, kw_only=True):
    """A customer's data was changed; the envelope names the user, and the call if there was one.

    ``fields`` are the names of the changed fields, separated by commas; ``version`` is the customer's from then on.
    """

    customer_ref: str
    fields: str
    version: int


class CustomerRegistered(Fact, frozen=True, kw_only=True):
    """A user registered a customer; the envelope names the user.

    ``similar`` is the number of similar customers that the user was warned of and declared to be other people.
    """

    customer_ref: str
    similar: int


class CustomersMerged(Fact, frozen=True, kw_only=True):
    """Two records belonged to one customer: ``customer_ref`` stays, ``merged_ref`` points to it."""

    customer_ref: str
    merged_ref: str


class CustomersSeparated(Fact, frozen=True, kw_only=True):
    """Two merged records belonged to two customers after all: each customer has their own again.

    ``customer_ref`` is the record that had stayed, ``separated_ref`` the restored one.
    """

    customer_ref: str
    separated_ref: str


class CustomersImported(Fact, frozen=True, kw_only=True):
    """A part of a file of customers was imported; it also records that customers were added.

    Attributes:
        source: SHA-256 of the file, hexadecimal; empty if there was no file.
        created: customers added.
        updated: customers changed; each has a CustomerUpdated, too.
        unchanged: customers that already had these data.
        refused: rows that could not be imported.
    """

    source: str
    created: int
    updated: int
    unchanged: int
    refused: int


class CustomersSearched(Fact, frozen=True, kw_only=True):
    """A search for customers was made; the envelope names the user, and the call if there was one.

    ``by`` is the searched field, never its value; ``masked`` results show initials only.
    """

    by: Sought
    found: int
    masked: bool


class CustomerRead(Fact, frozen=True, kw_only=True):
    """A customer's data was shown unmasked; the envelope names the user, and the call if there was one.

    ``what`` says whether the present data or their earlier values were read.
    """

    customer_ref: str
    what: Literal["data", "changes"]


class CustomerTimelineRead(Fact, frozen=True, kw_only=True):
    """A page of a customer's timeline was shown; the envelope names the user, and the call if there was one.

    ``kinds`` are the kinds of events that were asked for, separated by commas; empty for all of them.
    """

    customer_ref: str
    kinds: str


CustomerFact = (
    CustomerUpdated
    | CustomerRegistered
    | CustomersMerged
    | CustomersSeparated
    | CustomersImported
    | CustomersSearched
    | CustomerRead
    | CustomerTimelineRead
)
