"""Whose identity was verified on a call: what lookups need of it, and no more.

Owns the contract. The verification itself is another folder's; until one is given, nobody is verified and nothing of a
customer is shown.
"""

from typing import Protocol


class IsVerified(Protocol):
    """Gives the customer of a call."""

    async def __call__(self, call_id: str) -> str | None:
        """The opaque id of the customer whose identity was verified on this very call; None while nobody's was."""
        ...


async def nobody_is_verified(call_id: str) -> str | None:
    """Of a system without verification."""
    return None
