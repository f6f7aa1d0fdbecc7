"""Making lookups about the customer of a call, and telling the log of each.

Owns who may make which, that nothing is asked before the identity was verified, and that nothing is shown that the log
was not told of. What was answered is kept nowhere.
"""

from datetime import datetime

from agent_api.access.guard import Asking
from agent_api.deps import Deps
from agent_api.identity.problems import IdentityRequired
from agent_api.lookups.consults import Consult
from agent_api.lookups.reasons import told
from agent_api.lookups.schemas import (
    LookupAnswer,
    LookupColumn,
    LookupForm,
    LookupOffered,
    LookupValue,
)
from agent_api.lookups.showing import Value
from agent_api.lookups.subject import data_of, document_of
from agent_api.own_calls.at_hand import OwnCall, own_call
from agent_api.problems import ApiError, BadQuery
from config.lookups import Connector, Lookup, Shown
from eventlog import outbox
from eventlog.lookup_facts import LookupMade, LookupResult
from storage.engine import unit_of_work


class LookupUnknown(ApiError):
    """There is no such lookup, or not for who asks."""

    status = 404
    code = "lookup_unknown"

    def __init__(self, lookup_id: str) -> None:
        super().__init__(f"No hay ninguna consulta «{lookup_id}» que usted pueda hacer.")


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
    lookup, connector = _allowed(deps, who, lookup_id)
    call = await own_call(deps, who.user, call_id, now)
    customer_ref = await deps.verified_customer(call_id, who.user)
    document = await document_of(deps.engine, deps.sealer, deps.campaign, customer_ref) if customer_ref else None
    if customer_ref is None or document is None:
        raise IdentityRequired
    if lookup.key == "credit" and not form.credit:
        raise BadQuery("credit", "Pida el número del crédito: esta consulta lo necesita.")
    consult = await deps.consults.make(
        lookup, connector, data_of(lookup.key, document.number, form.credit, document.kind)
    )
    await _note(deps, who, call, _fact(lookup, customer_ref, consult))
    return _answer(lookup, connector, who, consult)


def _allowed(deps: Deps, who: Asking, lookup_id: str) -> tuple[Lookup, Connector]:
    site = deps.site.lookups
    lookup = site.lookups.get(lookup_id) if site else None
    if site is None or lookup is None or not who.roles.intersection(lookup.roles):
        raise LookupUnknown(lookup_id)
    return lookup, site.connectors[lookup.connector]


def _fact(lookup: Lookup, customer_ref: str, consult: Consult) -> LookupMade:
    return LookupMade(
        lookup=lookup.id,
        customer_ref=customer_ref,
        result=_result(consult),
        reason=consult.reason or "",
        duration_ms=consult.duration_ms,
    )


async def _note(deps: Deps, who: Asking, call: OwnCall, fact: LookupMade) -> None:
    """Before anything is shown."""
    async with unit_of_work(deps.engine) as connection:
        about = {"actor": who.actor, "site_version": call.site_version, "call_id": call.call_id}
        await outbox.put(connection, deps.campaign, [fact], **about)


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
