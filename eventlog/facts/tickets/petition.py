"""Facts of petitions and of their customers: filed, typified, shown. Pure.

``kind``, ``theme`` and ``subtheme`` are ids of the site's typology. An empty ``subtheme`` is not written: such a fact
has the bytes that it always had.
"""

from eventlog.facts.base import Fact


class TicketFiled(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A petition was filed and has its number; the envelope says by whom, and on which call if there was one.

    ``ticket`` is the filing number, which names no person.
    """

    ticket: str
    kind: str
    theme: str
    subtheme: str = ""


class CallTypified(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """An advisor chose the subject of a call; of several, the last counts."""

    kind: str
    theme: str
    subtheme: str = ""
    advisor: str


class CustomerViewed(Fact, frozen=True, kw_only=True):
    """A customer was shown, masked or not; the envelope names the user and the call.

    ``customer_ref`` is the opaque id of the customer.
    """

    customer_ref: str


PetitionFact = TicketFiled | CallTypified | CustomerViewed
