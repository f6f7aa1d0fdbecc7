"""The fact of the search of everything: made. Pure.

It names what the text was compared with, and never the text, which may name a person.
"""

from eventlog.facts.base import Fact


class SearchMade(Fact, frozen=True, kw_only=True):
    """A user searched by a person's datum; the envelope names the user, and the call if there was one.

    Attributes:
        by: what the text was compared with, separated by commas: document, number, phone, name, words.
        customers: customers that were shown.
        tickets: petitions that were shown because of their texts or the caller's number.
        calls: calls that were shown because of the caller's number.
        masked: whether the customers were shown as initials.
    """

    by: str
    customers: int
    tickets: int
    calls: int
    masked: bool
