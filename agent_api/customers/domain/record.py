"""A customer as a value: what is known of them, and what one record says that another does not. Pure.

Owns the fields, their bounds and which of them changed. It must not seal, store or show anything.
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
    """Where letters reach somebody.

    Attributes:
        line: street and number, as people write it.
        municipality: DIVIPOLA code.
    """

    line: str
    municipality: str


class Credit(msgspec.Struct, frozen=True):
    """A credit of which the customer is the beneficiary.

    Attributes:
        number: as the entity numbers it.
        programme: under which it was granted, or empty.
    """

    number: str
    programme: str = ""


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What is sealed as one: everything but name and document.

    Attributes:
        birth_date: ISO 8601, or empty.
        addresses: the first is the one that letters go to.
        phones: E.164, the first is the one to call.
        emails: the first is the one that answers go to.
        preferred_contact: what the customer asked for, or None.
        credits: of which they are the beneficiary.
    """

    birth_date: str = ""
    addresses: tuple[Address, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    preferred_contact: ContactChannel | None = None
    credits: tuple[Credit, ...] = ()


class CustomerRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is known of a customer."""

    name: str
    document: Document
    details: Details = Details()

    def fields(self) -> dict[str, object]:
        """Each field by its name, in the order in which they are told."""
        return {"name": self.name, "document": self.document, **msgspec.structs.asdict(self.details)}

    def with_fields(self, **changed: object) -> "CustomerRecord":
        """The record with some fields changed, by the names of `fields`."""
        own = {name: changed.pop(name) for name in ("name", "document") if name in changed}
        return msgspec.structs.replace(self, **own, details=msgspec.structs.replace(self.details, **changed))


class FieldChange(msgspec.Struct, frozen=True):
    """A field that changed: its name, and its values as JSON."""

    field: str
    old: str
    new: str


def diff_records(old: CustomerRecord, new: CustomerRecord) -> tuple[FieldChange, ...]:
    """What one record says otherwise than another, field by field."""
    before, after = old.fields(), new.fields()
    return tuple(
        FieldChange(name, to_json(before[name]), to_json(after[name])) for name in before if before[name] != after[name]
    )


def to_json(value: object) -> str:
    """A field's value as text, the same for equal values."""
    return msgspec.json.encode(value).decode()


def combine_records(survivor: CustomerRecord, other: CustomerRecord) -> CustomerRecord:
    """What two records of one customer know together: the first wins where there can be one only.

    Args:
        survivor: of the customer that stays; its order, name and document stay.
        other: of the one that is merged into it; whatever exceeds a bound stays there, and is found in its history.
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
    """What a field of a record gained by a merge: its name, its value before and after, as JSON reads them."""

    field: str
    old: Any
    new: Any


def subtract_gains(survivor: CustomerRecord, gained: Sequence[FieldGain]) -> CustomerRecord:
    """What a record knows without what a merge brought it; whatever it learned since then stays.

    Args:
        survivor: as it stands.
        gained: field by field. Of a list its new items go; another value goes if it is still the one that came.
    """
    details = msgspec.to_builtins(survivor.details)
    for each in gained:
        if isinstance(each.new, list):
            details[each.field] = [item for item in details[each.field] if item not in gained_items(each)]
        elif details[each.field] == each.new:
            details[each.field] = each.old
    return msgspec.structs.replace(survivor, details=msgspec.convert(details, Details))


def gained_items(gained: FieldGain) -> list[Any]:
    """The items that a merge brought to a list."""
    return [item for item in gained.new if item not in gained.old]


def ambiguous_fields(gained: Sequence[FieldGain], since: Sequence[FieldGain]) -> tuple[str, ...]:
    """Fields of which nobody can tell what came by a merge: what it brought was taken out or put in again since."""
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
