"""Whose identity a call has verified, which every noun that opens a customer's data must ask.

Owns the question and the refusal. `agent_api.identity.validity` answers; the context holds it.
"""

from typing import Final, Protocol

from agent_api.kit.errors import ApiError

WITHOUT_IDENTITY: Final = "Puede dar información general y radicar la petición, sin ver datos."
"""What an advisor may do without a verified identity."""


class IdentityRequired(ApiError):
    """Data of a customer are asked for whose identity this call has not verified."""

    status = 403
    code = "identity_required"

    def __init__(self) -> None:
        super().__init__(f"Verifique primero en esta llamada la titularidad de ese cliente. {WITHOUT_IDENTITY}")


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
