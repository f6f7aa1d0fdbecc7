"""Facts of erasures that a holder requested (Ley 1581 de 2012, art. 8 e). Pure.

They contain opaque ids, the filing number of the holder's ``request``, the administrative ``act`` that decided it,
«Resolución 123 de 2026», and counts: ``erased`` by kind, «attachment=1,petition=2», and ``kept`` by kind and reason,
«petition/open_petition=1»; empty for nothing.
"""

from eventlog.facts.base import Fact


class CustomerErased(Fact, frozen=True, kw_only=True):
    """Personal data of a customer, with this opaque id, were erased; the envelope says who decided it."""

    customer_ref: str
    request: str
    act: str
    erased: str
    kept: str


class CallerErased(Fact, frozen=True, kw_only=True):
    """Personal data of a caller without a customer record were erased."""

    request: str
    act: str
    erased: str
    kept: str


class RecordingErased(Fact, frozen=True, kw_only=True):
    """A recording was erased because its holder requested it; its key is deleted."""

    recording: str
    request: str
    act: str


ErasureFact = CustomerErased | CallerErased | RecordingErased
