"""Asking again who it is, before an act by which rights are given: the second factor, or the password without one.

Owns which proof is asked for. Guesses count as attempts to enter.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from agent_api.access import door, users
from agent_api.access.asking import Asking, Forbidden
from agent_api.access.lockout import Attempts, of_session
from agent_api.deps import Deps
from agent_api.errors import ApiError
from storage.engine import unit_of_work

OTP, PASSWORD = "otp", "password"
_ASKED = {
    OTP: "Para hacer esto, escriba un código de su segundo factor.",
    PASSWORD: "Para hacer esto, escriba de nuevo su contraseña.",
}
_WRONG = {
    OTP: "El código no sirve, o ya se usó: espere el siguiente.",
    PASSWORD: "Esa no es su contraseña.",
}


class StepUpRequired(ApiError):
    """The act asks again who it is, and no proof was said."""

    status = 403
    code = "step_up_required"

    def __init__(self, wanted: str) -> None:
        super().__init__(_ASKED[wanted])
        self.extension: Mapping[str, Any] = MappingProxyType({"step_up": wanted})


class StepUpWrong(ApiError):
    """The proof does not hold."""

    status = 403
    code = "step_up_wrong"

    def __init__(self, wanted: str) -> None:
        super().__init__(_WRONG[wanted])
        self.extension: Mapping[str, Any] = MappingProxyType({"step_up": wanted})


async def step_up(deps: Deps, who: Asking, proof: str | None, client: str) -> None:
    """See that it is still the person of the session.

    Args:
        deps: what the API is made over.
        who: who asks.
        proof: a code of their second factor, or their password where they have none.
        client: the address of who asks.

    Raises:
        Forbidden: a service token asks.
        StepUpRequired: no proof was said.
        StepUpWrong: it does not hold.
        LockedOut: too many attempts failed.
    """
    if who.scopes is not None:
        raise Forbidden("Esto lo hace una persona con su sesión, no un token de servicio.")
    wanted = OTP if who.second_factor else PASSWORD
    if not proof:
        raise StepUpRequired(wanted)
    if wanted == PASSWORD:
        try:
            await door.confirm(deps, who.user, proof, client)
        except door.CredentialsWrong:
            raise StepUpWrong(wanted) from None
        return
    attempts = Attempts(deps.redis, deps.campaign, deps.sealer, of_session(who.user))
    await attempts.begin()
    async with unit_of_work(deps.engine) as connection:
        row = await users.find(connection, who.user)
        fits = row is not None and row.otp_since is not None
        fits = fits and await door.use_code(connection, deps, who.user, "".join(proof.split()))
    if not fits:
        raise StepUpWrong(wanted)
    await attempts.clear()
