"""The customer as a value, and the differences between two records. Pure.

Owns the fields, their limits and the comparison. It must not encrypt, store or present anything.
"""

from collections.abc import Sequence
from typing import Any, Literal, TypeVar

import msgspec

from agent_api.customers.domain.documents import Document

_T = TypeVar("_T")
ContactChannel = Literal["phone", "email", "letter"]
LONGEST_NAME, LONGEST_LINE, LONGEST_CREDIT = 120, 160, 40
MOST_PHONES, MOST_EMAILS, MOST_ADDRESSES, MOST_CREDITS = 8, 5, 5, 20


class Address(msgspec.Struct, frozen=True):
    """A postal address.

    Attributes:
        line: street and number, as people write it.
        municipality: DIVIPOLA code.
    """

    line: str
    municipality: str


class Credit(msgspec.Struct, frozen=True):
    """A credit of which the customer is the beneficiary.

    Attributes:
        number: of the entity.
        programme: or empty.
    """

    number: str
    programme: str = ""


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """All fields except name and document, encrypted as one value.

    Attributes:
        birth_date: ISO 8601, or empty.
        addresses: letters go to the first.
        phones: E.164; calls go to the first.
        emails: answers go to the first.
        preferred_contact: as the customer asked, or None.
        credits: of which they are the beneficiary.
    """

    birth_date: str = ""
    addresses: tuple[Address, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    preferred_contact: ContactChannel | None = None
    credits: tuple[Credit, ...] = ()


class CustomerRecord(msgspec.Struct, frozen=True, kw_only=True):
    """All data of a customer."""

    name: str
    document: Document
    details: Details = Details()

    def fields(self) -> dict[str, object]:
        """Return the fields by name, in display order."""
        return {"name": self.name, "document": self.document, **msgspec.structs.asdict(self.details)}

    def with_fields(self, **changed: object) -> "CustomerRecord":
        """Return the record with some fields replaced, by the names of `fields`."""
        own = {name: changed.pop(name) for name in ("name", "document") if name in changed}
        return msgspec.structs.replace(self, **own, details=msgspec.structs.replace(self.details, **changed))


class FieldChange(msgspec.Struct, frozen=True):
    """A changed field: its name, and its values as JSON."""

    field: str
    old: str
    new: str


def diff_records(old: CustomerRecord, new: CustomerRecord) -> tuple[FieldChange, ...]:
    """Return the fields in which two records differ."""
    before, after = old.fields(), new.fields()
    return tuple(
        FieldChange(name, to_json(before[name]), to_json(after[name])) for name in before if before[name] != after[name]
    )


def to_json(value: object) -> str:
    """Return a field's value as JSON; equal values give equal text."""
    return msgspec.json.encode(value).decode()


def combine_records(survivor: CustomerRecord, other: CustomerRecord) -> CustomerRecord:
    """Merge two records of one customer; for a single value, the survivor's wins.

    The survivor keeps its order, name and document. Items of `other` beyond a limit remain only in its own record.
    """
    details, other_details = survivor.details, other.details
    return survivor.with_fields(
        birth_date=details.birth_date or other_details.birth_date,
        addresses=_union(details.addresses, other_details.addresses, MOST_ADDRESSES),
        phones=_union(details.phones, other_details.phones, MOST_PHONES),
        emails=_union(details.emails, other_details.emails, MOST_EMAILS),
        preferred_contact=details.preferred_contact or other_details.preferred_contact,
        credits=_union(details.credits, other_details.credits, MOST_CREDITS),
    )


class FieldGain(msgspec.Struct, frozen=True):
    """A field that a merge changed: its name, its values before and after, parsed from JSON."""

    field: str
    old: Any
    new: Any


def subtract_gains(survivor: CustomerRecord, gained: Sequence[FieldGain]) -> CustomerRecord:
    """Return a record without the gains of a merge; later changes stay.

    From a list, the gained items are removed; another value is restored only if it did not change since.
    """
    details = msgspec.to_builtins(survivor.details)
    for each in gained:
        if isinstance(each.new, list):
            details[each.field] = [item for item in details[each.field] if item not in gained_items(each)]
        elif details[each.field] == each.new:
            details[each.field] = each.old
    return msgspec.structs.replace(survivor, details=msgspec.convert(details, Details))


def gained_items(gained: FieldGain) -> list[Any]:
    """Return the items that a merge added to a list."""
    return [item for item in gained.new if item not in gained.old]


def ambiguous_fields(gained: Sequence[FieldGain], since: Sequence[FieldGain]) -> tuple[str, ...]:
    """Return the fields with a gained item that was removed or added again since: its origin is unknown."""
    return tuple(
        each.field
        for each in gained
        if isinstance(each.new, list)
        and any(
            (item in later.old) != (item in later.new)
            for later in since
            if later.field == each.field
            for item in gained_items(each)
        )
    )


def _union(first: tuple[_T, ...], then: tuple[_T, ...], most: int) -> tuple[_T, ...]:
    return tuple(dict.fromkeys([*first, *then]))[:most]
