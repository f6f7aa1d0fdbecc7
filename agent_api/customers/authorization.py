"""Authorization to read or change a customer: during a call, only after this call verified the identity.

Owns that rule (reserva bancaria; M5-1-05, A3). The API enforces it, not only the screen, and its refusal does not
reveal whether the customer exists.
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
    """Return the caller's call: `call_id` if it is theirs, else the one in progress; empty if none.

    Raises:
        NotYourCall: the call of `call_id` is not theirs.
    """
    if call_id:
        return (await find_own_call(router, journal, principal.user, call_id, now)).call_id
    return await router.current_call(principal.user) or ""


async def authorize(
    context: ApiContext, principal: Principal, customer_id: str, call_id: str | None, now: datetime
) -> str:
    """Check that a user may read a customer's data; return the id of their call, or empty.

    `call_id` is the call that the request names; of a merged customer, the surviving one counts.

    Raises:
        IdentityRequired: neither the role nor a verified call permits it.
        NotYourCall: the call of `call_id` is not theirs.
    """
    call = await resolve_call(context.router, context.journal, principal, call_id, now)
    await check_customer(context, principal, customer_id, call)
    return call


async def check_customer(context: ApiContext, principal: Principal, customer_id: str, call_id: str) -> None:
    """Check that a user may read a customer's data, by a role or by the call in progress.

    `call_id` is a call of theirs, or empty; of a merged customer, the surviving one counts.

    Raises:
        IdentityRequired: neither the role nor a verified call permits it.
    """
    if principal.has_permission(WITHOUT_CALL):
        return
    verified = await context.verified_customer(call_id, principal.user) if call_id else None
    if verified is None:
        raise IdentityRequired
    if verified not in (customer_id, await surviving_customer_id(context.engine, context.campaign, customer_id)):
        raise IdentityRequired
