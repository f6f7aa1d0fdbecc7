"""A call that a gateway offers, as the call flow meets it: without the caller's number. Pure.

Owns what is taken along of the offer, what of the gateway's abilities a call must know, and what is kept of a number.
"""

from collections.abc import Callable, Collection

import msgspec

from calls.call import CallArrived, Destination
from config.site.calls.dialling import DiallingPlan, NumberSource, judge_number
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
    """Return the offer with a reference in the place of the caller's number.

    Args:
        signal: as the gateway says it.
        caller: who calls, as the log names them.
        mark: of the caller's number in this month, or empty.
        supported: what the gateway can do.
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
    """Return the arrival of a call that the router does not take, for Valkey is nearly full; others as they are."""
    return msgspec.structs.replace(signal, refusal="memory") if isinstance(signal, CallArrived) else signal


def number_source(*, is_listed: bool) -> NumberSource:
    """Say who vouches for the caller's number of a call from a source that the site lists, or does not."""
    return "network" if is_listed else "unverified"


def plan_of(site: Site) -> DiallingPlan:
    """Return the dialling plan of a site; one that calls nobody back has the plan that a site has by itself."""
    return site.call_backs.plan if site.call_backs else DiallingPlan()


def destination_of(
    number: str, source: NumberSource, site: Site, blind_index_of: Callable[[str], str], ref: str = ""
) -> Destination:
    """Return what is kept of a number.

    Args:
        number: as the network or the caller wrote it.
        source: who says that it is the caller's.
        site: whose plan judges it.
        blind_index_of: gives the keyed print of an E.164 number.
        ref: reference to the number, where it is not the caller's own.
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
