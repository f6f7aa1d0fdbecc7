"""Asking again who it is, before an act by which rights are given: the second factor, or the password without one.

Owns which proof is asked for. Guesses are facts and have a budget of their own, which nobody without a session uses up.
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
    """The act asks again who it is, and no proof was said."""

    status = 403
    code = "step_up_required"

    def __init__(self, factor: str) -> None:
        super().__init__(_REQUIRED_MESSAGES[factor])
        self.extension: Mapping[str, Any] = MappingProxyType({"step_up": factor})


class StepUpWrong(ApiError):
    """The proof does not hold."""

    status = 403
    code = "step_up_wrong"

    def __init__(self, factor: str) -> None:
        super().__init__(_WRONG_MESSAGES[factor])
        self.extension: Mapping[str, Any] = MappingProxyType({"step_up": factor})


async def step_up(sign_in: SignIn, principal: Principal, proof: str | None, client: str) -> None:
    """See that it is still the person of the session.

    Args:
        sign_in: judges the proof.
        principal: who asks.
        proof: a code of their second factor, or their password where they have none.
        client: the address of who asks.

    Raises:
        Forbidden: a service token asks.
        StepUpRequired: no proof was said.
        StepUpWrong: it does not hold.
        LockedOut: too many attempts failed.
        SignInBusy: too many passwords wait to be looked at.
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
