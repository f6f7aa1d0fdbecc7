"""Who may read or change whose data: on a call, those whose identity this very call has verified.

Owns that rule (reserva bancaria; M5-1-05, A3). The API refuses, not just the screen, and says nothing of whether there
is such a customer.
"""

from datetime import datetime

from agent_api.access.principal import Principal
from agent_api.customers.merges.survivors import surviving_customer_id
from agent_api.dispositions.ownership import find_own_call
from agent_api.kit.context import ApiContext
from agent_api.kit.ports.verified_customer import IdentityRequired
from call_router.service import CallRouter
from eventlog.journal.reader import Journal

WITHOUT_CALL = "customer.without_call"


async def resolve_call(
    router: CallRouter, journal: Journal, principal: Principal, call_id: str | None, now: datetime
) -> str:
    """The call in which somebody asks: the one named, if it is theirs, else the one at hand; empty for none.

    Raises:
        NotYourCall: the call that they name is not theirs.
    """
    if call_id:
        return (await find_own_call(router, journal, principal.user, call_id, now)).call_id
    return await router.current_call(principal.user) or ""


async def authorize(
    context: ApiContext, principal: Principal, customer_id: str, call_id: str | None, now: datetime
) -> str:
    """Let somebody at a customer's data; in which call they are, or empty.

    Args:
        context: of the API.
        principal: asks.
        customer_id: opaque; of a merged one, the one that remains counts.
        call_id: the call that they say it is for, or None.
        now: aware.

    Raises:
        IdentityRequired: neither does their role let them, nor has the call verified that customer.
        NotYourCall: the call that they name is not theirs.
    """
    call = await resolve_call(context.router, context.journal, principal, call_id, now)
    await check_customer(context, principal, customer_id, call)
    return call


async def check_customer(context: ApiContext, principal: Principal, customer_id: str, call_id: str) -> None:
    """Check that a user may read a customer's data, by a role or by the call in progress.

    Args:
        context: of the API.
        principal: asks.
        customer_id: opaque; of a merged one, the one that remains counts.
        call_id: a call that is theirs, or empty.

    Raises:
        IdentityRequired: neither does their role let them, nor has the call verified that customer.
    """
    if principal.has_permission(WITHOUT_CALL):
        return
    verified = await context.verified_customer(call_id, principal.user) if call_id else None
    if verified is None:
        raise IdentityRequired
    if verified not in (customer_id, await surviving_customer_id(context.engine, context.campaign, customer_id)):
        raise IdentityRequired
