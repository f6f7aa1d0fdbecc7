"""Authorization to read or change a customer: during a call, only after this call verified the identity.

Owns that rule (reserva bancaria; M5-1-05, A3); whether the person who speaks may have the data is the call's. The API
enforces it, not only the screen, and its refusal does not reveal whether the customer exists.
"""

from datetime import datetime

from agent_api.access.principal import Principal
from agent_api.customers.merges.survivors import surviving_customer_id
from agent_api.dispositions.ownership import find_own_call
from agent_api.kit.context import ApiContext
from agent_api.kit.disclosure import refuse_disclosure
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
        SpeakerNotAllowed: the identity is verified, but the person who speaks may not have the data.
    """
    if principal.has_permission(WITHOUT_CALL):
        return
    open_customer = await context.verified_customer(call_id, principal.user) if call_id else None
    if open_customer is not None and await _is_same(context, open_customer, customer_id):
        return
    identity = await context.verified_identity(call_id, principal.user) if call_id else None
    if (
        identity is None
        or "record" not in identity.refusals
        or not await _is_same(context, identity.customer_id, customer_id)
    ):
        raise IdentityRequired
    author = principal.author(at=context.now(), site_version=context.site.version, call_id=call_id)
    await refuse_disclosure(context.engine, context.campaign, identity, "record", author)


async def check_verified(context: ApiContext, principal: Principal, customer_id: str, call_id: str) -> None:
    """Check that a user may file for a customer: by a role, or because the call verified the identity.

    It does not matter who speaks: a petition may be made by anyone for another (Ley 1437 de 2011, art. 15).

    Raises:
        IdentityRequired: neither the role nor a verified call permits it.
    """
    if principal.has_permission(WITHOUT_CALL):
        return
    verified = await verified_id(context, principal, call_id)
    if verified is None or not await _is_same(context, verified, customer_id):
        raise IdentityRequired


async def verified_id(context: ApiContext, principal: Principal, call_id: str) -> str | None:
    """Return the customer whose identity the user verified on a call, for any speaker; None if there is none."""
    if not call_id:
        return None
    if open_customer := await context.verified_customer(call_id, principal.user):
        return open_customer
    identity = await context.verified_identity(call_id, principal.user)
    return identity.customer_id if identity else None


async def _is_same(context: ApiContext, verified: str, customer_id: str) -> bool:
    return verified in (customer_id, await surviving_customer_id(context.engine, context.campaign, customer_id))
