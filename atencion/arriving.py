"""A call that a gateway offers, as the call flow meets it: without the caller's number. Pure.

Owns what is taken along of the offer, and what of the gateway's abilities a call must know.
"""

from collections.abc import Collection

from atencion.call import Arrived
from atencion.numbers import is_dialable
from eventlog.person import Person
from telephony.port import CallOffered, Command, Record


def arrived(offered: CallOffered, caller: Person, mark: str, able: Collection[type[Command]]) -> Arrived:
    """The offer with a reference in the place of the caller's number.

    Args:
        offered: as the gateway says it.
        caller: who calls, as the log names them.
        mark: of the caller's number in this month, or empty.
        able: what the gateway can do.
    """
    return Arrived(
        call_id=offered.call_id,
        line=offered.line,
        gateway=offered.gateway,
        refused=offered.refused,
        caller_ref=caller.ref,
        caller_commitment=caller.commitment,
        caller_mark=mark,
        dialable=is_dialable(offered.caller),
        recordable=Record in able,
        source_listed=offered.source_listed,
    )
