"""The port that returns whose identity a call has verified; every noun that opens customer data must ask it.

Owns the port and the refusal. `agent_api.identity.validity` implements it; the context holds it.
"""

from typing import Final, Protocol

from agent_api.kit.errors import ApiError

WITHOUT_IDENTITY: Final = "Puede dar información general y radicar la petición, sin ver datos."
"""Note to an advisor about a caller without a verified identity."""


class IdentityRequired(ApiError):
    """The request needs data of a customer whose identity this call has not verified."""

    status = 403
    code = "identity_required"

    def __init__(self) -> None:
        super().__init__(f"Verifique primero en esta llamada la identidad de ese cliente. {WITHOUT_IDENTITY}")


class VerifiedCustomer(Protocol):
    """Returns whose identity is verified."""

    async def __call__(self, call_id: str, advisor: str) -> str | None:
        """Return the opaque id of the customer whom this advisor has verified on the call; None if there is none."""
        ...


async def no_verified_customer(call_id: str, advisor: str) -> str | None:
    """Return None: no call has verified a customer."""
    return None
