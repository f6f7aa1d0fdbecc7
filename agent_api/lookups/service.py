"""Making lookups about the customer of a call or of a ticket, and telling the log of each.

Owns who may make which, that on a call nothing is asked before the identity was verified, and that nothing is shown
that the log was not told of. What was answered is kept nowhere.
"""

from datetime import datetime
from typing import Any

import msgspec

from agent_api.access.guard import Asking
from agent_api.identity.problems import IdentityRequired
from agent_api.kit.context import Deps
from agent_api.kit.errors import BadQuery
from agent_api.lookups import store
from agent_api.lookups.client import Consult
from agent_api.lookups.customer_keys import Document, data_of, document_of
from agent_api.lookups.domain.failure_reasons import told
from agent_api.lookups.domain.value_format import Value
from agent_api.lookups.problems import LookupUnknown, TicketWithoutCustomer
from agent_api.lookups.schemas import (
    LookupAnswer,
    LookupColumn,
    LookupForm,
    LookupOffered,
    LookupValue,
)
from agent_api.own_calls.ownership import own_call
from agent_api.tickets.queries.visibility import find_ticket
from config.site.customers.lookups import Connector, Lookup, Shown
from eventlog import outbox
from eventlog.facts.customers.lookup import LookupMade, LookupResult
from storage.postgres.engine import unit_of_work


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a lookup is about, and what for.

    Attributes:
        customer_ref: opaque id.
        document: the customer's.
        call_id: in which call, or of the ticket; empty for none.
        site_version: of the call or the ticket.
        ticket: for which, or empty.
    """

    customer_ref: str
    document: Document
    call_id: str
    site_version: str
    ticket: str = ""


def offered(deps: Deps, who: Asking) -> list[LookupOffered]:
    """The lookups that somebody may make, as the site in force orders them by name."""
    site = deps.site.lookups
    if site is None:
        return []
    allowed = sorted((each for each in site.lookups.values() if who.roles.intersection(each.roles)), key=_by_name)
    return [
        LookupOffered(
            id=each.id, name=each.name, about=each.about, system=site.connectors[each.connector].name, key=each.key
        )
        for each in allowed
    ]


def _by_name(lookup: Lookup) -> str:
    return lookup.name.casefold()


async def look_up(
    deps: Deps, who: Asking, call_id: str, lookup_id: str, form: LookupForm, *, now: datetime
) -> LookupAnswer:
    """Make a lookup about the customer whose identity was verified on a call.

    Args:
        deps: of the API.
        who: makes it.
        call_id: a call of theirs.
        lookup_id: which.
        form: what it asks for beside the customer.
        now: aware.

    Raises:
        LookupUnknown: there is no such lookup for them.
        NotYourCall: the call is not at hand, nor one that they had today.
        IdentityRequired: nobody's identity was verified on it.
        BadQuery: the number of the credit is missing.
    """
    allowed = _allowed(deps, who, lookup_id)
    call = await own_call(deps, who.user, call_id, now)
    customer_ref = await deps.verified_customer(call_id, who.user)
    document = await document_of(deps.engine, deps.sealer, deps.campaign, customer_ref) if customer_ref else None
    if customer_ref is None or document is None:
        raise IdentityRequired
    about = About(customer_ref=customer_ref, document=document, call_id=call.call_id, site_version=call.site_version)
    return await _made(deps, who, allowed, about, form=form, now=now)


async def look_up_for_ticket(
    deps: Deps, who: Asking, number: str, lookup_id: str, form: LookupForm, *, now: datetime
) -> LookupAnswer:
    """Make a lookup about the customer of a ticket, without a call (M5-1-05, A11).

    Args:
        deps: of the API.
        who: makes it.
        number: the ticket's, as it was dictated.
        lookup_id: which.
        form: what it asks for beside the customer.
        now: aware.

    Raises:
        LookupUnknown: there is no such lookup for them.
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
        TicketWithoutCustomer: of whom it is, is not known.
        BadQuery: the number of the credit is missing.
    """
    allowed = _allowed(deps, who, lookup_id)
    filed = await find_ticket(deps, who, number)
    ref = filed.customer_ref
    document = await document_of(deps.engine, deps.sealer, deps.campaign, ref) if ref else None
    if document is None:
        raise TicketWithoutCustomer(filed.number)
    about = About(
        customer_ref=ref,
        document=document,
        call_id=filed.call_id,
        site_version=filed.site_version,
        ticket=filed.number,
    )
    return await _made(deps, who, allowed, about, form=form, now=now)


async def _made(
    deps: Deps, who: Asking, allowed: tuple[Lookup, Connector], about: About, *, form: LookupForm, now: datetime
) -> LookupAnswer:
    """Consult, tell the log, and only then answer."""
    lookup, connector = allowed
    if lookup.key == "credit" and not form.credit:
        raise BadQuery("credit", "Pida el número del crédito: esta consulta lo necesita.")
    data = data_of(lookup.key, about.document.number, form.credit, about.document.kind)
    consult = await deps.consults.make(lookup, connector, data)
    await _note(deps, who, about, _fact(lookup, about, consult), now)
    return _answer(lookup, connector, who, consult)


def _allowed(deps: Deps, who: Asking, lookup_id: str) -> tuple[Lookup, Connector]:
    site = deps.site.lookups
    lookup = site.lookups.get(lookup_id) if site else None
    if site is None or lookup is None or not who.roles.intersection(lookup.roles):
        raise LookupUnknown(lookup_id)
    return lookup, site.connectors[lookup.connector]


def _fact(lookup: Lookup, about: About, consult: Consult) -> LookupMade:
    return LookupMade(
        lookup=lookup.id,
        customer_ref=about.customer_ref,
        result=_result(consult),
        reason=consult.reason or "",
        duration_ms=consult.duration_ms,
        ticket=about.ticket,
    )


async def _note(deps: Deps, who: Asking, about: About, fact: LookupMade, now: datetime) -> None:
    """Before anything is shown."""
    async with unit_of_work(deps.engine) as connection:
        told = {"actor": who.actor, "site_version": about.site_version, "call_id": about.call_id}
        await outbox.put(connection, deps.campaign, [fact], **told)
        by: dict[str, Any] = {"call_id": about.call_id, "who": who.user, "who_name": who.name, "at": now}
        await store.add(connection, deps.campaign, fact, **by)


def _result(consult: Consult) -> LookupResult:
    if consult.reason is not None:
        return "not_available"
    return "found" if consult.rows else "none"


def _answer(lookup: Lookup, connector: Connector, who: Asking, consult: Consult) -> LookupAnswer:
    seen = [index for index, each in enumerate(lookup.shown) if _sees(who, each)]
    return LookupAnswer(
        lookup=lookup.id,
        name=lookup.name,
        system=connector.name,
        result=_result(consult),
        reason=consult.reason or "",
        told=_sentence(connector, consult),
        columns=[_column(lookup.shown[index]) for index in seen],
        rows=[[_value(row[index]) for index in seen] for row in consult.rows],
        more=consult.more,
        duration_ms=consult.duration_ms,
    )


def _sees(who: Asking, value: Shown) -> bool:
    return not value.roles or bool(who.roles.intersection(value.roles))


def _column(each: Shown) -> LookupColumn:
    return LookupColumn(label=each.label, kind=each.kind, sensitive=each.sensitive)


def _value(each: Value) -> LookupValue:
    return LookupValue(value=each.plain, told=each.told)


def _sentence(connector: Connector, consult: Consult) -> str:
    if consult.reason is not None:
        return told(consult.reason, connector.name)
    if not consult.rows:
        return f"{connector.name} no tiene nada de este cliente."
    return f"{connector.name} tiene más de lo que se muestra." if consult.more else ""
