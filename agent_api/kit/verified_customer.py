"""Whose identity a call has verified: what whoever opens a customer's data must ask.

Owns the question alone; it is answered by `agent_api.identity.validity`, which is given in `Deps`. Where nobody
answers, no call has verified anybody.
"""

from typing import Protocol


class VerifiedCustomer(Protocol):
    """Tells whose identity has been verified."""

    async def __call__(self, call_id: str, advisor: str) -> str | None:
        """The opaque id of the customer whom an advisor has verified on a call; None for nobody, or no longer.

        Args:
            call_id: the call.
            advisor: who wants at the customer's data; what another advisor verified is not theirs.
        """
        ...


async def no_verified_customer(call_id: str, advisor: str) -> str | None:
    """No call has verified anybody."""
    return None
