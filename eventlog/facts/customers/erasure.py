"""Facts of erasures that a holder asked for (Ley 1581 de 2012, art. 8 e). Pure.

Owns these kinds of facts; `eventlog.facts` joins them to the vocabulary. They bear opaque ids, the filing number of the
request, the act that decided it, and counts.
"""

from eventlog.facts.base import Fact


class CustomerErased(Fact, frozen=True, kw_only=True):
    """Personal data of a customer were erased; the envelope says who decided it.

    Attributes:
        customer_ref: opaque id of the customer.
        request: filing number of the holder's request.
        act: the administrative act, «Resolución 123 de 2026».
        erased: kinds and how many, «attachment=1,petition=2»; empty for nothing.
        kept: kinds, reasons and how many, «petition/open_petition=1»; empty for nothing.
    """

    customer_ref: str
    request: str
    act: str
    erased: str
    kept: str


class CallerErased(Fact, frozen=True, kw_only=True):
    """Personal data of a caller without a customer record were erased.

    Attributes:
        request: as of `CustomerErased`, like what follows.
    """

    request: str
    act: str
    erased: str
    kept: str


class RecordingErased(Fact, frozen=True, kw_only=True):
    """A recording was erased because its holder asked for it; its key is gone.

    Attributes:
        recording: its id.
        request: filing number of the holder's request.
        act: the administrative act.
    """

    recording: str
    request: str
    act: str


ErasureFact = CustomerErased | CallerErased | RecordingErased
