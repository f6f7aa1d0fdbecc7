"""Who may read or change whose data: on a call, those whose identity this very call has verified.

Owns that rule (reserva bancaria; M5-1-05, A3). The API refuses, not just the screen, and says nothing of whether there
is such a customer.
"""

from datetime import datetime

from agent_api.access.guard import Asking
from agent_api.deps import Deps
from agent_api.identity.problems import IdentityRequired
from agent_api.own_calls.at_hand import own_call

WITHOUT_CALL = "customer.without_call"


async def call_at(deps: Deps, who: Asking, call_id: str | None, now: datetime) -> str:
    """The call in which somebody asks: the one named, if it is theirs, else the one at hand; empty for none.

    Raises:
        NotYourCall: the call that they name is not theirs.
    """
    if call_id:
        return (await own_call(deps, who.user, call_id, now)).call_id
    return await deps.router.call_at_hand(who.user) or ""


async def allow(deps: Deps, who: Asking, customer_id: str, call_id: str | None, now: datetime) -> str:
    """Let somebody at a customer's data; in which call they are, or empty.

    Args:
        deps: of the API.
        who: asks.
        customer_id: opaque.
        call_id: the call that they say it is for, or None.
        now: aware.

    Raises:
        IdentityRequired: neither does their role let them, nor has the call verified that customer.
        NotYourCall: the call that they name is not theirs.
    """
    call = await call_at(deps, who, call_id, now)
    if who.may(WITHOUT_CALL):
        return call
    if not call or await deps.verified_customer(call, who.user) != customer_id:
        raise IdentityRequired
    return call
