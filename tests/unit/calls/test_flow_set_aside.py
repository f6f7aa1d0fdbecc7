"""A call whose answer was never acknowledged is set aside before it ends, unless it came by a listed trunk."""

import msgspec

from calls.flow import step
from eventlog.facts import CallEnded, CallSetAside
from telephony import port
from telephony.port import CALLER
from tests.unit.calls.test_flow import ID, OPEN, SITE, begin, go

SILENT = port.NotAcknowledged(call_id=ID, source="192.0.2.7")


def test_a_call_of_no_listed_trunk_is_set_aside_and_then_ends() -> None:
    """The call is set aside and then ends, each once."""
    aside = go(begin().call, SILENT)
    assert aside.facts == (CallSetAside(line="bogota", source="192.0.2.7", reason="not_acknowledged"),)
    ended = go(aside.call, port.LegHungUp(call_id=ID, leg=CALLER, cause="failed"))
    assert [isinstance(fact, CallEnded) and fact.set_aside for fact in ended.facts] == [True]
    assert step(ended.call, SILENT, OPEN, SITE) is None


def test_a_call_of_a_listed_trunk_is_never_set_aside() -> None:
    """Calls of a listed trunk count for the contract, so they are never set aside."""
    call = msgspec.structs.replace(begin().call, source_listed=True)
    assert step(call, SILENT, OPEN, SITE) is None
