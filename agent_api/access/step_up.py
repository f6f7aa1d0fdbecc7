"""Step-up authentication before acts that grant rights: the second factor, or else the password.

Owns the choice of the factor. Failures are facts and use a budget of their own, which only a session can use.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from agent_api.access.principal import Forbidden, Principal
from agent_api.access.sign_in import CredentialsWrong, OtpWrong, SignIn
from agent_api.kit.errors import ApiError

OTP, PASSWORD = "otp", "password"
_REQUIRED_MESSAGES = {
    OTP: "Para hacer esto, escriba un código de su segundo factor.",
    PASSWORD: "Para hacer esto, escriba de nuevo su contraseña.",
}
_WRONG_MESSAGES = {
    OTP: "El código no sirve, o ya se usó: espere el siguiente.",
    PASSWORD: "Esa no es su contraseña.",
}


class StepUpRequired(ApiError):
    """The act needs a proof of identity, and the request has none."""

    status = 403
    code = "step_up_required"

    def __init__(self, factor: str) -> None:
        super().__init__(_REQUIRED_MESSAGES[factor])
        self.extension: Mapping[str, Any] = MappingProxyType({"step_up": factor})


class StepUpWrong(ApiError):
    """The proof is invalid."""

    status = 403
    code = "step_up_wrong"

    def __init__(self, factor: str) -> None:
        super().__init__(_WRONG_MESSAGES[factor])
        self.extension: Mapping[str, Any] = MappingProxyType({"step_up": factor})


async def step_up(sign_in: SignIn, principal: Principal, proof: str | None, client: str) -> None:
    """Verify that the caller is still the person of the session.

    `proof` is a code of their second factor, or their password if they have none.

    Raises:
        Forbidden: the caller is a service token.
        StepUpRequired: no proof.
        StepUpWrong: an invalid proof.
        LockedOut: too many attempts failed.
        SignInBusy: too many concurrent passwords.
    """
    if principal.scopes is not None:
        raise Forbidden("Esto lo hace una persona con su sesión, no un token de servicio.")
    factor = OTP if principal.second_factor else PASSWORD
    if not proof:
        raise StepUpRequired(factor)
    try:
        if factor == PASSWORD:
            await sign_in.confirm_password(principal.user, proof, client)
        else:
            await sign_in.confirm_code(principal.user, "".join(proof.split()))
    except (CredentialsWrong, OtpWrong):
        raise StepUpWrong(factor) from None
