"""Facts of tickets on their way from filing to answer: escalated, returned, extended, closed, and the like. Pure.

`TicketFiled` stands with the other facts of petitions. The envelope says who acted, and the call on which the ticket
was filed: the time from that call to its escalation follows from two facts (C9). ``ticket`` is the filing number;
people are named by their login; no fact contains questions or answers. Each effect of a law has its ``basis``: regime
and articles. Dates are ISO 8601; ``due_on`` is the last day to answer.
"""

from typing import Literal

from eventlog.facts.base import Fact

Outcome = Literal["first_contact", "answered", "transferred", "withdrawn"]
"""How a ticket ended: answered on the call (A8); answered by mail or letter (A20); transferred to the competent
authority (Ley 1437 de 2011, art. 21); or withdrawn (arts. 17 and 18)."""
Channel = Literal["phone", "message", "written", "in_person", "web", "letter", "email"]
"""Channel of a petition; ``message`` is a voice message left on a closed line, ``written`` any writing whose medium is
not known, ``letter`` one on paper, ``email`` one that another mailbox of the entity received."""
MandateKind = Literal["legal_representative", "attorney"]
"""Capacity of a person who acts for the petitioner: by law (a parent, a company's legal representative) or by a power
of attorney."""
PriorityReason = Literal["fundamental_right", "irreparable_harm", "minor", "journalist"]
"""Why a petition has priority (Ley 1437 de 2011, art. 20; Ley 1098 de 2006): it asks to recognise a fundamental right;
it must avoid an irreparable harm; a child or adolescent asks; a journalist asks in their work."""
Authority = Literal["tutela", "judge", "congress", "procuraduria", "defensoria", "consumer_ombudsman"]
"""Authority that sets the term of a request: a judge of tutela, another judge, Congress, the Procuraduría, the
Defensoría del Pueblo, or the Defensor del Consumidor Financiero."""
MandateResult = Literal["sufficient", "insufficient"]
"""Result of a check of the document by which a representative acts."""

LinkKind = Literal["duplicate", "follow_up"]
"""The relation of a ticket to another one: a repetition of the same petition, or a later petition about it."""


class TicketTermBegan(Fact, frozen=True, kw_only=True):
    """The term to answer a ticket is known; its law is that of the day of receipt.

    ``received_on`` is the local date of receipt, ISO 8601; ``due_on`` the last day to answer, ISO 8601. ``filed_on`` is
    the business date from which the term counts if the petition arrived out of hours, ISO 8601; else empty. A
    ``relay_call`` was interpreted by the Centro de Relevo for a person with a hearing or speech disability.
    """

    ticket: str
    channel: Channel
    legal_kind: str
    received_on: str
    due_on: str
    basis: str
    filed_on: str = ""
    relay_call: bool = False


class TicketTaken(Fact, frozen=True, kw_only=True):
    """A user, now its ``owner``, took a ticket out of an inbox."""

    ticket: str
    tier: int
    owner: str


class TicketAssigned(Fact, frozen=True, kw_only=True):
    """A leader assigned a ticket to ``owner``, of its tier, or returned it to the inbox if ``owner`` is empty."""

    ticket: str
    tier: int
    owner: str


class TicketEscalated(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A ticket went up a tier (M5-1-05, A10 and A13), or to another area (A18).

    Attributes:
        tier: the one that has it now: 2 the written channel, 3 a business area.
        area: the business area, or empty.
        owner: the assigned official, or empty for the inbox.
        deputy_for: the official in whose absence ``owner`` attends, or empty.
        round: how many times an area has had it by now.
        after_call_ms: ms from the end of the answered call on which it was filed; 0 while that call goes on, -1 without
            such a call and in facts that are older than this field (C9).
    """

    ticket: str
    tier: int
    area: str
    owner: str
    deputy_for: str
    round: int
    after_call_ms: int = -1


class TicketGivenBack(Fact, frozen=True, kw_only=True):
    """An area gave its answer to the official who escalated (A16), ``owner``, who reviews it; empty for the inbox."""

    ticket: str
    area: str
    owner: str
    round: int


class TicketAnswerWritten(Fact, frozen=True, kw_only=True):
    """The written channel wrote the answer itself (A12), or replaced its wording."""

    ticket: str


class TicketAnswerAccepted(Fact, frozen=True, kw_only=True):
    """The answer of an area fits the question (A17)."""

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
    """The type of the answer was chosen (A19), an id of the site's answer types; the last choice counts."""

    ticket: str
    response: str


class TicketAnswerReleased(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The answer was released (A20): the ticket closes when the mail server or the carrier has accepted it.

    ``channel`` is that of the petition; empty in facts that are older than this field.
    """

    ticket: str
    channel: Channel | Literal[""] = ""


class TicketAnswerReturned(Fact, frozen=True, kw_only=True):
    """The answer was not sent: the user who released it has the ticket again."""

    ticket: str


class TicketSendingUndone(Fact, frozen=True, kw_only=True):
    """The user who released the answer took it back before the message left."""

    ticket: str


class TicketAnswerOpened(Fact, frozen=True, kw_only=True):
    """A user opened the answer of an area beside the petition, before they accept it; ``round`` tells which one."""

    ticket: str
    round: int


class TicketAnsweredJointly(Fact, frozen=True, kw_only=True):
    """A ticket got the answer of another one, ``joint_with``, which it repeats or which repeats it."""

    ticket: str
    joint_with: str


class TicketLinked(Fact, frozen=True, kw_only=True):
    """A ticket was related to the ticket ``other``; ``kind`` is its relation to that one."""

    ticket: str
    other: str
    kind: LinkKind


class TicketUnlinked(Fact, frozen=True, kw_only=True):
    """The relation of a ticket to the ticket ``other`` was removed."""

    ticket: str
    other: str


class TicketNoted(Fact, frozen=True, kw_only=True):
    """A note was added to a ticket (A15)."""

    ticket: str


class TicketTermExtended(Fact, frozen=True, kw_only=True):
    """The petitioner was notified, in time and with reasons, that the answer takes longer.

    ``due_on`` is the new last day, ISO 8601; ``latest`` the last day that the law would have allowed, ISO 8601.
    """

    ticket: str
    due_on: str
    latest: str
    basis: str


class TicketCompletionAsked(Fact, frozen=True, kw_only=True):
    """The petitioner was asked for missing information until ``complete_by``, ISO 8601; the term is suspended."""

    ticket: str
    complete_by: str
    basis: str


class TicketCompleted(Fact, frozen=True, kw_only=True):
    """The missing information came, and the term goes on to ``due_on``, ISO 8601."""

    ticket: str
    due_on: str
    basis: str


class TicketTransferred(Fact, frozen=True, kw_only=True):
    """A petition was forwarded to the competent authority.

    ``forward_by`` is the deadline, ISO 8601; ``late`` says whether it was over.
    """

    ticket: str
    forward_by: str
    late: bool
    basis: str


class TicketClosed(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A ticket was closed.

    Attributes:
        tier: the one that closed it.
        area: the business area that had it last, or empty (C10: compliance by area).
        round: how many times an area had it.
        due_on: the last day to answer, ISO 8601.
        late: whether that day was over.
        owner: login of the official who had it (C10); empty in an inbox, and in facts that are older than this field.
    """

    ticket: str
    outcome: Outcome
    tier: int
    area: str
    round: int
    due_on: str
    late: bool
    owner: str = ""


class TicketReopened(Fact, frozen=True, kw_only=True):
    """A closed ticket is in the written channel's inbox again, with its former term."""

    ticket: str


class TicketReclassified(Fact, frozen=True, kw_only=True):
    """The subject of a petition differs from the one of its filing or last change; the term is counted again.

    Attributes:
        kind: of petition, an id of the site's typology, as theme and subtheme.
        subtheme: within the theme, or empty.
        legal_kind: the new legal kind.
        due_on: the last day to answer, now, ISO 8601.
        due_before: the last day until then, ISO 8601.
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
    """A ticket without a customer turned out to be a customer's, with the opaque id ``customer_ref``."""

    ticket: str
    customer_ref: str


class TicketUntied(Fact, frozen=True, kw_only=True):
    """A ticket turned out not to be of the customer to whom it was linked."""

    ticket: str
    customer_ref: str


class TicketMandateChecked(Fact, frozen=True, kw_only=True):
    """The document by which a representative acts for the petitioner was checked.

    ``until`` is the last day on which it allows them to act, ISO 8601; empty if it does not expire or is insufficient.
    """

    ticket: str
    result: MandateResult
    until: str


class TicketPrioritized(Fact, frozen=True, kw_only=True):
    """A user decided that a petition has priority; the order and the alarms change, the term does not."""

    ticket: str
    reason: PriorityReason


class TicketPriorityRemoved(Fact, frozen=True, kw_only=True):
    """A user decided that a petition has no priority after all."""

    ticket: str


class TicketAuthorityTermSet(Fact, frozen=True, kw_only=True):
    """An authority set, or changed, the term to answer its request: ``due_at``, ISO 8601 with its zone.

    ``due_before`` is the last day until then, ISO 8601.
    """

    ticket: str
    authority: Authority
    due_at: str
    due_before: str


class TicketAlarmRaised(Fact, frozen=True, kw_only=True):
    """The holder of a ticket was warned before its last day.

    ``due_on`` is that day, ISO 8601; ``days_left`` are business days, the last one included.
    """

    ticket: str
    due_on: str
    days_left: int


class TicketTermBreached(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The last day passed, and a ticket was not answered (G2); tier, area and ``owner`` had it.

    ``owner`` is empty in an inbox, and in facts that are older than this field.
    """

    ticket: str
    due_on: str
    tier: int
    area: str
    owner: str = ""


class TicketSilenceTookEffect(Fact, frozen=True, kw_only=True):
    """Documents or information were not answered for in time: they count as granted.

    From ``granted_on``, ISO 8601, they can no longer be denied; ``copies_by``, ISO 8601, is the deadline of delivery.
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
    | TicketSendingUndone
    | TicketAnswerOpened
    | TicketAnsweredJointly
    | TicketLinked
    | TicketUnlinked
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
    | TicketMandateChecked
    | TicketPrioritized
    | TicketPriorityRemoved
    | TicketAuthorityTermSet
    | TicketAlarmRaised
    | TicketTermBreached
    | TicketSilenceTookEffect
)
