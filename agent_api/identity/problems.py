"""Errors of requests about identities. Pure.

Owns the codes and the sentences, which tell the advisor what they may do: a petition can always be filed, verified or
not (Ley 1437 de 2011, art. 15).
"""

from agent_api.kit.errors import ApiError, NotFound
from agent_api.kit.ports.verified_customer import WITHOUT_IDENTITY


class IdentityNotOffered(ApiError):
    """The site does not configure the verification of identities."""

    status = 409
    code = "identity_not_offered"

    def __init__(self) -> None:
        super().__init__(f"Esta entidad todavía no tiene configurada la verificación de identidad. {WITHOUT_IDENTITY}")


class CallNotAtHand(ApiError):
    """An identity can be verified only while the caller is on the line."""

    status = 409
    code = "call_not_at_hand"

    def __init__(self) -> None:
        super().__init__("Usted ya no tiene la llamada: la identidad se verifica durante la llamada.")


class AttemptsUsedUp(ApiError):
    """The attempts of this call are used up."""

    status = 409
    code = "identity_closed"

    def __init__(self) -> None:
        super().__init__(f"En esta llamada ya se agotaron los intentos de verificar la identidad. {WITHOUT_IDENTITY}")


class IdentityBlocked(ApiError):
    """The customer's attempts are used up for today."""

    status = 409
    code = "identity_blocked"

    def __init__(self) -> None:
        super().__init__(
            f"Hoy ya se agotaron los intentos de verificar a este cliente: mañana se puede otra vez, o antes si un "
            f"supervisor lo libera. {WITHOUT_IDENTITY}"
        )


class TooFewData(ApiError):
    """The record cannot answer enough questions."""

    status = 409
    code = "identity_too_few_data"

    def __init__(self) -> None:
        super().__init__(
            f"El registro de este cliente no tiene datos suficientes para verificar la identidad por teléfono. "
            f"{WITHOUT_IDENTITY} Para completar sus datos, que los actualice por un canal escrito."
        )


class AlreadyVerified(ApiError):
    """This call has already verified that customer."""

    status = 409
    code = "identity_already_verified"

    def __init__(self) -> None:
        super().__init__("La identidad de este cliente ya está verificada en esta llamada: puede continuar.")


class CheckUnknown(NotFound):
    """The call has no such check by this advisor."""

    code = "identity_check_unknown"

    def __init__(self) -> None:
        super().__init__("En esta llamada no hay esa verificación suya: pida otra vez las preguntas.")


class NothingToRelease(ApiError):
    """The customer has no failure that counts today."""

    status = 409
    code = "identity_nothing_to_release"

    def __init__(self) -> None:
        super().__init__("Este cliente no tiene hoy intentos fallidos: se le puede verificar sin liberarlo.")
