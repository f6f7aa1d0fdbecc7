"""Facts of tickets on their way from filing to answer: escalated, given back, extended, closed, and the like. Pure.

Owns these kinds of facts; `eventlog.facts` joins them to the vocabulary, and `TicketFiled` stands with the other facts
of petitions. Who did it is in the envelope, and so is the call on which the ticket was filed: from that call to its
escalation is a matter of two facts (C9). A ticket is named by its filing number, people by their login; what was asked
and answered stands in no fact. Whatever follows from a law bears its basis.
"""

from typing import Literal

from eventlog.facts.base import Fact

Outcome = Literal["first_contact", "answered", "transferred", "withdrawn"]
"""How a ticket ended: answered on the call (A8), by the mail or letter that took its answer (A20), handed to the
authority that is competent (Ley 1437 de 2011, art. 21), or withdrawn (arts. 17 and 18)."""
Channel = Literal["phone", "message", "written", "in_person", "web"]
"""How a petition came in; ``message`` is one that was left on a closed line."""


class TicketTermBegan(Fact, frozen=True, kw_only=True):
    """The term to answer a ticket is known; its law is that of the day of receipt.

    Attributes:
        ticket: the filing number.
        channel: how it came in.
        legal_kind: what it is to the law.
        received_on: the local date of receipt, ISO 8601.
        due_on: the last day to answer, ISO 8601.
        basis: regime and articles.
    """

    ticket: str
    channel: Channel
    legal_kind: str
    received_on: str
    due_on: str
    basis: str


class TicketTaken(Fact, frozen=True, kw_only=True):
    """Somebody took a ticket out of an inbox; whose it is now is in ``owner``."""

    ticket: str
    tier: int
    owner: str


class TicketAssigned(Fact, frozen=True, kw_only=True):
    """Who leads gave a ticket to somebody of its tier, or back to the inbox where ``owner`` is empty."""

    ticket: str
    tier: int
    owner: str


class TicketEscalated(Fact, frozen=True, kw_only=True):
    """A ticket went up a tier (A10, A13), or to another area (A18).

    Attributes:
        ticket: the filing number.
        tier: the one that has it now: 2 the written channel, 3 a business area.
        area: the business area, or empty.
        owner: who is to attend it, or empty for the inbox.
        deputy_for: the official in whose absence ``owner`` attends, or empty.
        round: how many times an area has had it by now.
    """

    ticket: str
    tier: int
    area: str
    owner: str
    deputy_for: str
    round: int


class TicketGivenBack(Fact, frozen=True, kw_only=True):
    """An area gave its answer to whom escalated (A16), ``owner``, who reviews it; empty for the inbox."""

    ticket: str
    area: str
    owner: str
    round: int


class TicketAnswerWritten(Fact, frozen=True, kw_only=True):
    """The written channel wrote the answer itself (A12), or put another wording in its place."""

    ticket: str


class TicketAnswerAccepted(Fact, frozen=True, kw_only=True):
    """The answer of an area fits what was asked (A17)."""

    ticket: str
    area: str
    round: int


class TicketSentBack(Fact, frozen=True, kw_only=True):
    """The answer of an area does not fit (A18): the area has the ticket again, for the round in ``round``."""

    ticket: str
    area: str
    owner: str
    round: int


class TicketAnswerTypified(Fact, frozen=True, kw_only=True):
    """What the answer is was said (A19), by an id of the site's answer types; of several, the last counts."""

    ticket: str
    response: str


class TicketAnswerReleased(Fact, frozen=True, kw_only=True):
    """The answer was let out (A20): the ticket closes when mail or carrier has taken it."""

    ticket: str


class TicketAnswerReturned(Fact, frozen=True, kw_only=True):
    """The answer did not go out: whoever let it out has the ticket again."""

    ticket: str


class TicketNoted(Fact, frozen=True, kw_only=True):
    """Somebody wrote a note to a ticket (A15)."""

    ticket: str


class TicketTermExtended(Fact, frozen=True, kw_only=True):
    """The petitioner was told, in time and with reasons, that the answer takes longer.

    Attributes:
        ticket: the filing number.
        due_on: the new last day, ISO 8601.
        latest: the last day that the law would have allowed, ISO 8601.
        basis: the articles.
    """

    ticket: str
    due_on: str
    latest: str
    basis: str


class TicketCompletionAsked(Fact, frozen=True, kw_only=True):
    """The petitioner was asked for what is missing, and the term stands still.

    Attributes:
        ticket: the filing number.
        complete_by: until when they may complete it, ISO 8601.
        basis: the articles.
    """

    ticket: str
    complete_by: str
    basis: str


class TicketCompleted(Fact, frozen=True, kw_only=True):
    """What was missing came, and the term goes on to ``due_on``, ISO 8601."""

    ticket: str
    due_on: str
    basis: str


class TicketTransferred(Fact, frozen=True, kw_only=True):
    """A petition was forwarded to the authority that is competent.

    Attributes:
        ticket: the filing number.
        forward_by: until when that had to be, ISO 8601.
        late: whether it was later.
        basis: the articles.
    """

    ticket: str
    forward_by: str
    late: bool
    basis: str


class TicketClosed(Fact, frozen=True, kw_only=True):
    """A ticket is at its end.

    Attributes:
        ticket: the filing number.
        outcome: how.
        tier: who ended it.
        area: the business area that had it last, or empty (C10: compliance by area).
        round: how many times an area had it.
        due_on: the last day to answer, ISO 8601.
        late: whether that was over.
    """

    ticket: str
    outcome: Outcome
    tier: int
    area: str
    round: int
    due_on: str
    late: bool


class TicketReopened(Fact, frozen=True, kw_only=True):
    """A closed ticket lies in the written channel's inbox again; its term is the one that it had."""

    ticket: str


class TicketReclassified(Fact, frozen=True, kw_only=True):
    """A petition is about something else than was said when it was filed, or last; the term is counted again.

    Attributes:
        ticket: the filing number.
        kind: of petition, an id of the site's typology, as theme and subtheme.
        theme: within the kind.
        subtheme: within the theme, or empty.
        legal_kind: what it is to the law now.
        due_on: the last day to answer, now, ISO 8601.
        due_before: the last day until then, ISO 8601.
        basis: regime and articles of the term.
    """

    ticket: str
    kind: str
    theme: str
    subtheme: str
    legal_kind: str
    due_on: str
    due_before: str
    basis: str


class TicketTied(Fact, frozen=True, kw_only=True):
    """A ticket of nobody in particular turned out to be of a customer, by the opaque id in ``customer_ref``."""

    ticket: str
    customer_ref: str


class TicketUntied(Fact, frozen=True, kw_only=True):
    """A ticket turned out not to be of the customer whom it was said to be of."""

    ticket: str
    customer_ref: str


class TicketAlarmRaised(Fact, frozen=True, kw_only=True):
    """Whoever has a ticket was warned before its last day.

    Attributes:
        ticket: the filing number.
        due_on: the last day, ISO 8601.
        days_left: business days, the last one included.
    """

    ticket: str
    due_on: str
    days_left: int


class TicketTermBreached(Fact, frozen=True, kw_only=True):
    """The last day passed, and a ticket was not answered (G2); tier and area tell who had it."""

    ticket: str
    due_on: str
    tier: int
    area: str


class TicketSilenceTookEffect(Fact, frozen=True, kw_only=True):
    """Documents or information were not answered for in time: they are taken as granted.

    Attributes:
        ticket: the filing number.
        granted_on: since when they can no longer be denied, ISO 8601.
        copies_by: until when they are to be handed over, ISO 8601.
        basis: the articles.
    """

    ticket: str
    granted_on: str
    copies_by: str
    basis: str


TicketFact = (
    TicketTermBegan
    | TicketTaken
    | TicketAssigned
    | TicketEscalated
    | TicketGivenBack
    | TicketAnswerWritten
    | TicketAnswerAccepted
    | TicketSentBack
    | TicketAnswerTypified
    | TicketAnswerReleased
    | TicketAnswerReturned
    | TicketNoted
    | TicketTermExtended
    | TicketCompletionAsked
    | TicketCompleted
    | TicketTransferred
    | TicketClosed
    | TicketReopened
    | TicketReclassified
    | TicketTied
    | TicketUntied
    | TicketAlarmRaised
    | TicketTermBreached
    | TicketSilenceTookEffect
)
