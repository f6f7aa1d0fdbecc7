"""Lookup of a leg by name, for gateways that store legs by name. Pure.

Owns the errors for a missing or unanswered leg. The state of a leg is each gateway's own.
"""

from collections.abc import Mapping
from typing import TypeVar

from telephony.port.errors import UnknownLeg

Leg = TypeVar("Leg")


def find_leg(legs: Mapping[str, Leg], call_id: str, name: str) -> Leg:
    """Return the leg of that name.

    Raises:
        UnknownLeg: it is gone, or never existed.
    """
    try:
        return legs[name]
    except KeyError:
        raise UnknownLeg(f"the call {call_id!r} has no leg {name!r}") from None


def unanswered_leg_error(call_id: str, name: str) -> UnknownLeg:
    """Return the error for a leg that has not been answered yet."""
    return UnknownLeg(f"the leg {name!r} of the call {call_id!r} has not been answered yet")
