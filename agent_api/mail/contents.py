"""What messages and letters tell: one value for each template. Pure.

Owns the fields of each; the words are in `texts/`. Whoever decides that somebody is written to fills one of these.
"""

from datetime import date

import msgspec


class TicketFiledText(msgspec.Struct, frozen=True, kw_only=True, tag="ticket_filed"):
    """A petition was filed: the receipt for who asked.

    Attributes:
        name: of the person, or empty where it is not known.
        number: the filing number.
        kind: its kind for people, «petición».
        asked: what was asked, as it was written down.
        filed_on: local date of the filing.
        last_day: local date on which the term ends.
        verbal: whether it was said on a call.
    """

    name: str
    number: str
    kind: str
    asked: str
    filed_on: date
    last_day: date
    verbal: bool


class TicketAnsweredText(msgspec.Struct, frozen=True, kw_only=True, tag="ticket_answered"):
    """The answer to a petition.

    Attributes:
        name: of the person, or empty.
        number: the filing number.
        asked: what was asked.
        filed_on: local date of the filing.
        answer: the answer; a blank line parts paragraphs.
    """

    name: str
    number: str
    asked: str
    filed_on: date
    answer: str


class EscalatedText(msgspec.Struct, frozen=True, kw_only=True, tag="escalated_to_you"):
    """A petition came to an official; the message does not hold what was asked, nor of whom it is.

    Attributes:
        name: of the official.
        number: the filing number.
        theme: of the petition, for people.
        sent_by: who escalated it.
        note: what that person adds, or empty.
        last_day: local date on which the term ends.
    """

    name: str
    number: str
    theme: str
    sent_by: str
    note: str
    last_day: date


class TrialText(msgspec.Struct, frozen=True, kw_only=True, tag="trial"):
    """Somebody tries whether messages go out."""


Told = TicketFiledText | TicketAnsweredText | EscalatedText | TrialText


def template_of(told: Told) -> str:
    """The name of the template that words a content."""
    return str(told.__struct_config__.tag)
