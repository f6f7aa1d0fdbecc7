"""The ports that return whose identity a call has verified; every noun that opens customer data must ask them.

Owns the ports and the refusals. `agent_api.identity.validity` implements them; the context holds them.
"""

from collections.abc import Mapping
from typing import Final, Protocol

import msgspec

from agent_api.kit.errors import ApiError
from eventlog.facts.customers.speaker import DisclosureReason, DisclosureSubject, SpeakerKind

WITHOUT_IDENTITY: Final = "Puede dar información general y radicar la petición, sin ver datos."
"""Note to an advisor about a caller without a verified identity, or who may not have the holder's data."""
DISCLOSURE_OBSTACLES: Final[Mapping[DisclosureReason, str]] = {
    "third_person": "Quien habla no es el titular ni actúa por él: no le dé datos del titular.",
    "mandate_missing": "Escriba en la pestaña Cliente con qué documento actúa quien habla por el titular.",
    "mandate_unchecked": "Revise en la pestaña Cliente la acreditación de quien habla por el titular.",
    "mandate_insufficient": "La acreditación de quien habla no alcanza para darle datos del titular.",
    "mandate_expired": "La acreditación de quien habla ya venció: pida una vigente y revísela en la pestaña Cliente.",
    "out_of_scope": "La acreditación de quien habla no alcanza para consultar otros sistemas: dele solo datos de la "
    "ficha.",
}
"""The sentence with the next act of an advisor if the person who speaks may not have data of the holder."""


class IdentityRequired(ApiError):
    """The request needs data of a customer whose identity this call has not verified."""

    status = 403
    code = "identity_required"

    def __init__(self) -> None:
        super().__init__(f"Verifique primero en esta llamada la identidad de ese cliente. {WITHOUT_IDENTITY}")


class SpeakerNotAllowed(ApiError):
    """The identity is verified, but the person who speaks may not have those data of the holder (reserva bancaria)."""

    status = 403
    code = "speaker_not_allowed"

    def __init__(self, reason: DisclosureReason) -> None:
        super().__init__(f"{DISCLOSURE_OBSTACLES[reason]} {WITHOUT_IDENTITY}")
        self.extension = {"reason": reason}


class CallIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """The identity that a call has verified, and what may not be said to the person who speaks.

    Attributes:
        customer_id: opaque id.
        refusals: why data may not be said, by subject; without an entry, they may.
    """

    customer_id: str
    speaker: SpeakerKind = "holder"
    refusals: Mapping[DisclosureSubject, DisclosureReason] = msgspec.field(default_factory=dict)


class VerifiedCustomer(Protocol):
    """Returns whose data are open."""

    async def __call__(self, call_id: str, advisor: str) -> str | None:
        """Return the opaque id of the customer whose data this advisor may say to the person on the call.

        None if the advisor has verified no customer, or if the person may not have the data.
        """
        ...


class VerifiedIdentity(Protocol):
    """Returns whose identity is verified, for any speaker."""

    async def __call__(self, call_id: str, advisor: str) -> CallIdentity | None:
        """Return the identity that this advisor has verified on the call; None if there is none."""
        ...


async def no_verified_customer(call_id: str, advisor: str) -> str | None:
    """Return None: no call has verified a customer."""
    return None


async def no_verified_identity(call_id: str, advisor: str) -> CallIdentity | None:
    """Return None: no call has verified an identity."""
    return None
