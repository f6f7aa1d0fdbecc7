"""A leg of a call by its name, for the gateways that keep them by name. Pure.

Owns what is said when there is none. How a leg stands is each gateway's own.
"""

from collections.abc import Mapping
from typing import TypeVar

from telephony.port.errors import UnknownLeg

Leg = TypeVar("Leg")


def find_leg(legs: Mapping[str, Leg], call_id: str, name: str) -> Leg:
    """The leg of that name.

    Args:
        legs: of the call, by name.
        call_id: the call's.
        name: of the leg.

    Raises:
        UnknownLeg: it is gone, or never was.
    """
    try:
        return legs[name]
    except KeyError:
        raise UnknownLeg(f"the call {call_id!r} has no leg {name!r}") from None


def unanswered_leg_error(call_id: str, name: str) -> UnknownLeg:
    """What is raised over a leg that must have been answered, and was not."""
    return UnknownLeg(f"the leg {name!r} of the call {call_id!r} has not been answered yet")
