"""An offered call, converted for the call flow without the caller's number. Pure.

Owns the fields taken from the offer and the gateway's abilities, and what is kept of a number.
"""

from collections.abc import Callable, Collection

import msgspec

from calls.call import CallArrived, Destination
from config.site.calls.dialling import DiallingPlan, judge_number
from config.site.calls.number_kinds import NumberSource
from config.site.model import Site
from eventlog.person import Person
from telephony.port import CallOffered, Command, Record, Signal


def arrival_of(
    signal: CallOffered,
    caller: Person,
    mark: str,
    supported: Collection[type[Command]],
    destination: Destination | None = None,
) -> CallArrived:
    """Replace the caller's number in an offer with a reference.

    Args:
        signal: from the gateway.
        caller: reference to the caller.
        mark: of the caller's number in this month, or empty.
        supported: commands of the gateway.
        destination: of the caller's number.
    """
    return CallArrived(
        call_id=signal.call_id,
        line=signal.line,
        gateway=signal.gateway,
        refused=signal.refused,
        caller_ref=caller.ref,
        caller_commitment=caller.commitment,
        caller_mark=mark,
        destination=destination,
        recordable=Record in supported,
        source_listed=signal.source_listed,
    )


def refuse_for_memory(signal: Signal) -> Signal:
    """Mark an arrival as refused because Valkey is nearly full; return other signals unchanged."""
    return msgspec.structs.replace(signal, refusal="memory") if isinstance(signal, CallArrived) else signal


def number_source(*, is_listed: bool) -> NumberSource:
    """Return the source of a caller's number, which depends on whether the site lists the call's trunk."""
    return "network" if is_listed else "unverified"


def plan_of(site: Site) -> DiallingPlan:
    """Return the dialling plan of a site, or the default plan if it has no call-backs."""
    return site.call_backs.plan if site.call_backs else DiallingPlan()


def destination_of(
    number: str, source: NumberSource, site: Site, blind_index_of: Callable[[str], str], ref: str = ""
) -> Destination:
    """Return the properties of a number, checked by the site's plan.

    Args:
        number: as the network or the caller wrote it.
        source: where it comes from.
        site: with the plan.
        blind_index_of: returns the blind index of an E.164 number.
        ref: reference to the number, if it is not the caller's own.
    """
    judged = judge_number(plan_of(site), number)
    return Destination(
        kind=judged.kind,
        source=source,
        refused=judged.refused,
        blind_index=blind_index_of(judged.e164) if judged.e164 else "",
        prefix=judged.prefix,
        ref=ref,
    )
