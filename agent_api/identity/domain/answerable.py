"""Select the values of a record that a caller can be asked for, without those that their number reveals. Pure.

Owns which values answer for each datum. A caller's number is easy to forge, and anyone who holds a person's telephone
has the number: what follows from it proves nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from agent_api.customers.domain import divipola
from agent_api.customers.domain.phonetics import name_words
from agent_api.customers.domain.record import CustomerRecord
from agent_api.kit.text import digits
from config.site.customers.identity import IDENTITY_DATA, IdentityDatum

_COUNTRY, _FIXED = "+57", "60"  # 601 is Bogotá, 604 Antioquia: a landline reveals the place
_FEWEST_FIGURES: Final = 4


class RelatedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person whom a credit ties to the customer; the datum says how."""

    datum: IdentityDatum
    record: CustomerRecord


def answerable_values(
    record: CustomerRecord, related: Sequence[RelatedPerson], caller: str | None
) -> Mapping[IdentityDatum, tuple[str, ...]]:
    """Return the values that answer for each datum, without the data that have none.

    ``caller`` is the calling number in E.164, or None if it is hidden.
    """
    values_by_datum = {datum: _unrevealed_values(datum, record, related, caller) for datum in IDENTITY_DATA}
    return {datum: values for datum, values in values_by_datum.items() if values}


def _unrevealed_values(
    datum: IdentityDatum, record: CustomerRecord, related: Sequence[RelatedPerson], caller: str | None
) -> tuple[str, ...]:
    values = tuple(each for each in _values(datum, record, related, caller) if each)
    return tuple(each for each in values if not _reveals(caller, each)) if caller else values


def _values(
    datum: IdentityDatum, record: CustomerRecord, related: Sequence[RelatedPerson], caller: str | None
) -> Sequence[str]:
    details = record.details
    match datum:
        case "document":
            number = record.document.number
            return (number, number[:-1]) if record.document.kind == "NIT" else (number,)
        case "name":
            return () if caller in details.phones else _name_values(record)
        case "birth_date":
            return (details.birth_date,)
        case "address":
            return [each.line for each in details.addresses]
        case "municipality":
            return () if _is_landline(caller) else _municipality_values(record)
        case "phone":
            return [each for each in details.phones if each != caller]
        case "email":
            return details.emails
        case "credit":
            return [each.number for each in details.credits]
        case "programme":
            return [each.programme for each in details.credits]
        case "co_debtor" | "beneficiary":
            others = [
                each.record for each in related if each.datum == datum and caller not in each.record.details.phones
            ]
            return [name for other in others for name in _name_values(other)]


def _name_values(record: CustomerRecord) -> Sequence[str]:
    return (record.name,) if name_words(record.name) else ()


def _municipality_values(record: CustomerRecord) -> Sequence[str]:
    places = (divipola.municipality_name(each.municipality) for each in record.details.addresses)
    return [each for each in places if each is not None]


def _is_landline(caller: str | None) -> bool:
    return caller is not None and caller.startswith(f"{_COUNTRY}{_FIXED}")


def _reveals(caller: str, value: str) -> bool:
    """Return whether the digits of one contain the digits of the other."""
    number, figures = digits(caller.removeprefix(_COUNTRY)), digits(value)
    return number in figures or (len(figures) >= _FEWEST_FIGURES and figures in number)
