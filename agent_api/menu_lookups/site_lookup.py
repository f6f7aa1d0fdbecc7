"""A look-up of lookups.yaml for a caller: the rule for machines first, then the system that the desk asks, too.

Owns that rule. A document that no customer has and data that do not match are one outcome. Only amounts and dates of
the first row can be said.
"""

from decimal import ROUND_HALF_UP, Decimal

from agent_api.customers import queries as customers
from agent_api.customers.domain.record import CustomerRecord
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.lookups.client import LookupClient, LookupOutcome
from agent_api.lookups.customer_keys import query_data
from calls.driver.menu_lookups.port import NO_MATCH, LookupParts, LookupUnavailable, MenuAnswer, MenuQuery
from config.site.calls.menu_steps.lookup_shapes import value_name
from config.site.customers.identity import MachineDatum, MachineRules
from config.site.customers.lookups import Lookup
from config.site.model import Site
from eventlog.facts.calls.menu import MenuLookupReason
from eventlog.facts.customers.lookup import LookupReason
from ivr.menu_steps import SpokenValue, read_date
from telephony.phone_numbers import to_e164

_REASONS: dict[LookupReason, MenuLookupReason] = {
    "timeout": "timeout",
    "unreachable": "unreachable",
    "resting": "unreachable",
    "not_configured": "not_configured",
}


class SiteLookup:
    """Asks a system of the site about a customer who passes the rule for machines."""

    guarded = True

    def __init__(self, parts: LookupParts) -> None:
        self._parts = parts
        self._client = LookupClient(parts.environment)

    async def look_up(self, query: MenuQuery, site: Site) -> MenuAnswer:
        """Return the values of the first row; see `MenuLookupSource.look_up`."""
        machine = site.identity.machine if site.identity else None
        lookup = site.lookups.lookups.get(query.name) if site.lookups else None
        if site.lookups is None or lookup is None or machine is None:
            raise LookupUnavailable("not_configured")
        record = await self._find_record(query, machine)
        if record is None:
            return MenuAnswer(outcome=NO_MATCH)
        data = query_data(lookup.key, record.document.number, query.inputs.get("credit"), record.document.kind)
        outcome = await self._client.run(lookup, site.lookups.connectors[lookup.connector], data)
        if outcome.reason is not None:
            raise LookupUnavailable(_REASONS.get(outcome.reason, "failed"))
        return (
            MenuAnswer(outcome="found", values=values_of(lookup, outcome))
            if outcome.rows
            else (MenuAnswer(outcome="none"))
        )

    async def _find_record(self, query: MenuQuery, machine: MachineRules) -> CustomerRecord | None:
        """Return the only customer whose data match; None without one."""
        cipher = CustomerCipher(self._parts.cipher, self._parts.campaign)
        document = query.inputs.get("document", "").lstrip("0")
        found = await customers.find_by(self._parts.engine(), cipher, "document", cipher.document_print(document))
        matching = [each.record for each in found if matches(machine, each.record, query)]
        return matching[0] if len(matching) == 1 else None


def matches(machine: MachineRules, record: CustomerRecord, query: MenuQuery) -> bool:
    """Return whether every datum that the rule asks for is the customer's."""
    return all(_matches_datum(datum, record, query) for datum in machine.match)


def _matches_datum(datum: MachineDatum, record: CustomerRecord, query: MenuQuery) -> bool:
    match datum:
        case "document":
            return record.document.number.lstrip("0") == query.inputs.get("document", "").lstrip("0")
        case "birth_date":
            born = read_date(query.inputs.get("birth_date", ""))
            return born is not None and born.isoformat() == record.details.birth_date
        case "caller_number":
            return bool(query.caller) and to_e164(query.caller) in record.details.phones


def values_of(lookup: Lookup, outcome: LookupOutcome) -> dict[str, SpokenValue]:
    """Return the amounts and dates of the first row; an amount below zero is left out."""
    values: dict[str, SpokenValue] = {}
    for shown, value in zip(lookup.shown, outcome.rows[0], strict=True):
        if value.plain is None:
            continue
        if shown.kind == "date":
            values[value_name(shown.entry)] = SpokenValue("date", value.plain)
        elif shown.kind == "money" and Decimal(value.plain) >= 0:
            pesos = Decimal(value.plain).quantize(Decimal(1), rounding=ROUND_HALF_UP)
            values[value_name(shown.entry)] = SpokenValue("money", str(pesos))
    return values


def build(parts: LookupParts) -> SiteLookup:
    """Build the look-up."""
    return SiteLookup(parts)
