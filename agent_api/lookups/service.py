"""Make lookups about a customer and record each in the journal.

Owns who may make which lookup, that a call needs a verified identity first, and that a lookup is journaled before its
result is shown. Results are never stored.
"""

from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access.principal import Principal
from agent_api.dispositions.ownership import find_own_call
from agent_api.kit.context import ApiContext
from agent_api.kit.disclosure import refuse_disclosure
from agent_api.kit.errors import BadQuery
from agent_api.kit.facts import append_facts
from agent_api.kit.ports.verified_customer import IdentityRequired
from agent_api.lookups import store
from agent_api.lookups.client import LookupClient, LookupOutcome
from agent_api.lookups.customer_keys import CustomerDocument, find_document, query_data
from agent_api.lookups.domain.failure_reasons import reason_sentence
from agent_api.lookups.domain.value_format import FormattedValue
from agent_api.lookups.problems import LookupUnknown
from agent_api.lookups.schemas import (
    AvailableLookup,
    LookupAnswer,
    LookupColumn,
    LookupForm,
    LookupValue,
)
from config.site.customers.lookups import Connector, DisplayedValue, Lookup, Lookups
from eventlog.facts.customers.lookup import LookupMade, LookupResult
from storage.postgres.engine import unit_of_work


class LookupSubject(msgspec.Struct, frozen=True, kw_only=True):
    """The customer that a lookup is about, and its call or ticket.

    Attributes:
        customer_ref: opaque id.
        call_id: the current call, or the ticket's; empty if there is none.
        site_version: of the call or the ticket.
        ticket: its number, or empty.
    """

    customer_ref: str
    document: CustomerDocument
    call_id: str
    site_version: str
    ticket: str = ""


def list_offered(lookups: Lookups | None, principal: Principal) -> list[AvailableLookup]:
    """Return the lookups that the user may make, sorted by name."""
    if lookups is None:
        return []
    allowed = sorted(
        (each for each in lookups.lookups.values() if principal.roles.intersection(each.roles)), key=_by_name
    )
    return [
        AvailableLookup(
            id=each.id, name=each.name, about=each.about, system=lookups.connectors[each.connector].name, key=each.key
        )
        for each in allowed
    ]


def _by_name(lookup: Lookup) -> str:
    return lookup.name.casefold()


async def look_up(
    context: ApiContext, principal: Principal, call_id: str, lookup_id: str, form: LookupForm, *, now: datetime
) -> LookupAnswer:
    """Make a lookup about the customer whose identity was verified on a call.

    Raises:
        LookupUnknown: there is no such lookup for this user.
        NotYourCall: it is neither the advisor's current call nor one of today.
        IdentityRequired: no identity was verified on it.
        SpeakerNotAllowed: the person who speaks may not have these data of the customer.
        BadQuery: the number of the credit is missing.
    """
    allowed = require_lookup(context.site.lookups, principal, lookup_id)
    call = await find_own_call(context.router, context.journal, principal.user, call_id, now)
    identity = await context.verified_identity(call_id, principal.user)
    if identity is not None and "lookup" in identity.refusals:
        author = principal.author(at=now, site_version=call.site_version, call_id=call.call_id)
        await refuse_disclosure(context.engine, context.campaign, identity, "lookup", author, lookup=lookup_id)
    customer_ref = await context.verified_customer(call_id, principal.user)
    document = (
        await find_document(context.engine, context.cipher, context.campaign, customer_ref) if customer_ref else None
    )
    if customer_ref is None or document is None:
        raise IdentityRequired
    about = LookupSubject(
        customer_ref=customer_ref, document=document, call_id=call.call_id, site_version=call.site_version
    )
    return await run_lookup(
        context.engine,
        context.campaign,
        principal,
        allowed,
        about,
        client=context.service(LookupClient),
        form=form,
        now=now,
    )


async def run_lookup(
    engine: AsyncEngine,
    campaign: str,
    principal: Principal,
    allowed: tuple[Lookup, Connector],
    about: LookupSubject,
    *,
    client: LookupClient,
    form: LookupForm,
    now: datetime,
) -> LookupAnswer:
    """Query another system, record it in the journal, and only then return the answer.

    Raises:
        BadQuery: the number of the credit is missing.
    """
    lookup, connector = allowed
    if lookup.key == "credit" and not form.credit:
        raise BadQuery("credit", "Pida el número del crédito: esta consulta lo necesita.")
    data = query_data(lookup.key, about.document.number, form.credit, about.document.kind)
    consult = await client.run(lookup, connector, data)
    await _record(engine, campaign, principal, about, _fact(lookup, about, consult), now=now)
    return _answer(lookup, connector, principal, consult)


def require_lookup(lookups: Lookups | None, principal: Principal, lookup_id: str) -> tuple[Lookup, Connector]:
    """Return a lookup and its system.

    Raises:
        LookupUnknown: there is no such lookup for this user.
    """
    lookup = lookups.lookups.get(lookup_id) if lookups else None
    if lookups is None or lookup is None or not principal.roles.intersection(lookup.roles):
        raise LookupUnknown(lookup_id)
    return lookup, lookups.connectors[lookup.connector]


def _fact(lookup: Lookup, about: LookupSubject, consult: LookupOutcome) -> LookupMade:
    return LookupMade(
        lookup=lookup.id,
        customer_ref=about.customer_ref,
        result=_result(consult),
        reason=consult.reason or "",
        duration_ms=consult.duration_ms,
        ticket=about.ticket,
    )


async def _record(
    engine: AsyncEngine, campaign: str, principal: Principal, about: LookupSubject, fact: LookupMade, *, now: datetime
) -> None:
    async with unit_of_work(engine) as connection:
        author = principal.author(at=now, site_version=about.site_version, call_id=about.call_id)
        await append_facts(connection, campaign, [fact], author)
        await store.add(connection, campaign, fact, author)


def _result(consult: LookupOutcome) -> LookupResult:
    if consult.reason is not None:
        return "not_available"
    return "found" if consult.rows else "none"


def _answer(lookup: Lookup, connector: Connector, principal: Principal, consult: LookupOutcome) -> LookupAnswer:
    visible = [index for index, each in enumerate(lookup.shown) if _may_see(principal, each)]
    return LookupAnswer(
        lookup=lookup.id,
        name=lookup.name,
        system=connector.name,
        result=_result(consult),
        reason=consult.reason or "",
        told=_sentence(connector, consult),
        columns=[_column(lookup.shown[index]) for index in visible],
        rows=[[_value(row[index]) for index in visible] for row in consult.rows],
        more=consult.more,
        duration_ms=consult.duration_ms,
    )


def _may_see(principal: Principal, value: DisplayedValue) -> bool:
    return not value.roles or bool(principal.roles.intersection(value.roles))


def _column(each: DisplayedValue) -> LookupColumn:
    return LookupColumn(label=each.label, kind=each.kind, sensitive=each.sensitive)


def _value(each: FormattedValue) -> LookupValue:
    return LookupValue(value=each.plain, told=each.text)


def _sentence(connector: Connector, consult: LookupOutcome) -> str:
    if consult.reason is not None:
        return reason_sentence(consult.reason, connector.name)
    if not consult.rows:
        return f"{connector.name} no tiene nada de este cliente."
    return f"{connector.name} tiene más de lo que se muestra." if consult.more else ""
