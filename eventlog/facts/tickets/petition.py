"""Facts of petitions and of whom they are about: filed, typified, shown. Pure.

Owns these kinds of facts; `eventlog.facts` joins them to the vocabulary.
"""

from eventlog.facts.base import Fact


class TicketFiled(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A petition was filed and has its number; the envelope says by whom, and on which call if there was one.

    Attributes:
        ticket: the filing number, which names no person.
        kind: of petition, an id of the site's typology.
        theme: within the kind.
        subtheme: within the theme, or empty; then it is not written: such a fact has the bytes that it always had.
    """

    ticket: str
    kind: str
    theme: str
    subtheme: str = ""


class CallTypified(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """An advisor said what a call was about; of several, the last counts.

    Attributes:
        kind: of petition, an id of the site's typology.
        theme: within the kind.
        subtheme: within the theme, or empty; then it is not written: such a fact has the bytes that it always had.
    """

    kind: str
    theme: str
    subtheme: str = ""
    advisor: str


class CustomerViewed(Fact, frozen=True, kw_only=True):
    """Somebody was shown a customer, masked or not; the envelope says who, and on which call.

    Attributes:
        customer_ref: opaque id of the customer.
    """

    customer_ref: str


PetitionFact = TicketFiled | CallTypified | CustomerViewed
