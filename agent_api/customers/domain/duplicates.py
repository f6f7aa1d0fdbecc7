"""Comparison of a new customer with existing ones: in what they are the same. Pure.

Owns which resemblance is worth a warning. A name alone counts if every word sounds the same: people share names, so the
person who registers decides, and nothing is merged here.
"""

from typing import Final, Literal, get_args

from agent_api.customers.domain.phonetics import name_words, sound_key
from agent_api.customers.domain.record import CustomerRecord

Resemblance = Literal["document", "name", "phone"]
RESEMBLANCES: Final[tuple[Resemblance, ...]] = get_args(Resemblance)


def resemblances(new: CustomerRecord, other: CustomerRecord) -> tuple[Resemblance, ...]:
    """Return in what two records are the same, the strongest first; empty if in nothing."""
    shares: dict[Resemblance, bool] = {
        "document": new.document.number == other.document.number,
        "name": _sounds(new.name) == _sounds(other.name),
        "phone": not set(new.details.phones).isdisjoint(other.details.phones),
    }
    return tuple(each for each in RESEMBLANCES if shares[each])


def _sounds(name: str) -> frozenset[str]:
    return frozenset(sound_key(word) for word in name_words(name))
