"""Whose identity a call has verified: what the customers' room must be told by the identity's.

Owns the question alone. Who answers it is given in `Deps`; until somebody is, no call has verified anybody.
"""

from typing import Protocol


class VerifiedCustomer(Protocol):
    """Tells whose identity has been verified."""

    async def __call__(self, call_id: str) -> str | None:
        """The opaque id of the customer whose identity this call has verified; None for nobody, or no longer.

        Args:
            call_id: the call.
        """
        ...


async def nobody(call_id: str) -> str | None:
    """No call has verified anybody."""
    return None
