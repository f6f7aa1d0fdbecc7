"""The steps of a ticket, as values that its history stores permanently. Pure.

Owns their shape. A step holds what was decided (to whom, until when, on what basis), so that a replay of the history
gives the same ticket even if the matrix or the law changed since. It holds no text: what people wrote is stored
encrypted beside it. The effect of a step is `agent_api.tickets.domain.state_machine`'s.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

from config.law.regimes import LegalKind
from eventlog.facts.tickets.ticket import Authority, Channel, LinkKind, MandateResult, Outcome, PriorityReason

ContactChannel = Literal["", "email", "letter"]
"""How the petitioner is reached; empty if they cannot be."""


class Step(msgspec.Struct, frozen=True, kw_only=True, tag_field="step", tag=str.lower):
    """Base class of all steps, with their tag."""


class File(Step, frozen=True, kw_only=True, tag="file"):
    """The filing of a petition; every history begins with this step.

    Attributes:
        channel: how it came in.
        legal_kind: the kind of petition by law.
        received_at: aware; may be days before the filing.
        filed_on: the business date from which the term counts, if it arrived out of hours; else None.
        due_on: the last day to answer.
        basis: regime and articles of the term.
        tier: 1 the phone advisor who files, 2 the written channel.
        owner: a login, or empty for the inbox.
        answered: whether it was answered during the call (M5-1-05, A7 and A8).
        gave: data that the form left empty and that was copied from the customer's record; see `Tie`.
        relay_call: whether the Centro de Relevo interpreted the call.
        represented: whether a person acts for the petitioner by a document, which must be checked.
        mandate_result: the result of that check, if the call in which the petition is filed made it; else None.
        mandate_until: the last day on which that document suffices, or None.
    """

    number: str
    channel: Channel
    legal_kind: LegalKind
    received_at: datetime
    filed_on: date | None = None
    due_on: date
    basis: str
    tier: int
    owner: str = ""
    answered: bool = False
    gave: str = ""
    relay_call: bool = False
    represented: bool = False
    mandate_result: MandateResult | None = None
    mandate_until: date | None = None


class Take(Step, frozen=True, kw_only=True, tag="take"):
    """A person takes the ticket from an inbox."""


class Escalate(Step, frozen=True, kw_only=True, tag="escalate"):
    """Escalation to the written channel (from the phone) or to a business area (from the written channel).

    Attributes:
        area: the business area; ignored when the phone escalates.
        owner: the official in charge by the matrix; empty for the inbox.
        deputy_for: the absent official whom the owner replaces, or empty.
        after_call_ms: as in `TicketEscalated`.
    """

    area: str = ""
    owner: str = ""
    deputy_for: str = ""
    after_call_ms: int = -1


class GiveBack(Step, frozen=True, kw_only=True, tag="give_back"):
    """The area returns its answer to the person who escalated.

    Attributes:
        attachments: ids of the ticket's files to send with the answer, in order; None keeps the earlier choice. The
            same holds for `Answer`, `Accept` and `Send`.
    """

    attachments: tuple[str, ...] | None = None


class Answer(Step, frozen=True, kw_only=True, tag="answer"):
    """The advisor's own answer; at the phone tier it closes the ticket.

    Attributes:
        joint_with: the filing number of the ticket whose answer also answers this one, or empty.
    """

    response: str | None = None
    attachments: tuple[str, ...] | None = None
    joint_with: str = ""


class Accept(Step, frozen=True, kw_only=True, tag="accept"):
    """The written channel accepts the area's answer."""

    response: str | None = None
    attachments: tuple[str, ...] | None = None


class SendBack(Step, frozen=True, kw_only=True, tag="send_back"):
    """The written channel rejects the area's answer and returns the ticket to that area.

    Attributes:
        owner: the official in charge there; empty for the inbox.
        deputy_for: the absent official whom the owner replaces, or empty.
    """

    owner: str = ""
    deputy_for: str = ""


class Typify(Step, frozen=True, kw_only=True, tag="typify"):
    """The type of the answer, an id of the site's answer types."""

    response: str


class Send(Step, frozen=True, kw_only=True, tag="send"):
    """The answer is released, with its files.

    Attributes:
        undo_seconds: how long the message waits before it leaves, so that the sending can be undone.
        joint: filing numbers of the tickets that the same answer answers, separated by commas.
        joint_with: the filing number of the ticket whose answer is sent for this one, too; or empty.
    """

    attachments: tuple[str, ...] | None = None
    undo_seconds: int = 0
    joint: str = ""
    joint_with: str = ""


class UndoSend(Step, frozen=True, kw_only=True, tag="undo_send"):
    """The sending of the answer is undone before the message left."""


class Link(Step, frozen=True, kw_only=True, tag="link"):
    """A relation to another ticket.

    Attributes:
        other: the filing number of the other ticket.
        kind: what this ticket is to the other one.
    """

    other: str
    kind: LinkKind


class Unlink(Step, frozen=True, kw_only=True, tag="unlink"):
    """The removal of the relation to the ticket ``other``."""

    other: str


class Note(Step, frozen=True, kw_only=True, tag="note", omit_defaults=True):
    """A note in the history; ``mentions`` are the logins of the colleagues whom its text mentions."""

    mentions: tuple[str, ...] = ()


class Extend(Step, frozen=True, kw_only=True, tag="extend"):
    """The petitioner is notified that the term is extended.

    Attributes:
        until: the new last day.
        latest: the last day that the law allows.
        basis: the articles.
    """

    until: date
    latest: date
    basis: str


class AskCompletion(Step, frozen=True, kw_only=True, tag="ask_completion"):
    """The petitioner is asked for missing information.

    Attributes:
        complete_by: the petitioner's last day to complete the petition.
        basis: the articles.
    """

    complete_by: date
    basis: str


class Complete(Step, frozen=True, kw_only=True, tag="complete"):
    """The missing information arrived.

    Attributes:
        completed_at: aware.
        due_on: the new last day to answer.
        basis: regime and articles.
    """

    completed_at: datetime
    due_on: date
    basis: str


class Transfer(Step, frozen=True, kw_only=True, tag="transfer"):
    """The petition goes to the competent authority.

    Attributes:
        forward_by: the last day to forward it.
        basis: the articles.
    """

    forward_by: date
    basis: str


class Assign(Step, frozen=True, kw_only=True, tag="assign"):
    """Assignment to a person of the ticket's tier; to its inbox if ``owner`` is empty."""

    owner: str = ""


class Reclassify(Step, frozen=True, kw_only=True, tag="reclassify"):
    """A correction of the petition's topic; the term is counted again from the receipt.

    Attributes:
        site_version: the site version whose typology defines the new topic.
        legal_kind: the new kind of petition by law.
        due_on: the new last day to answer.
        basis: of that day.
        area: the default area for escalation, kept from before; empty for the default of the new topic.
        was_kind: the value before the correction, as in all fields ``was_…``; it keeps the first topic in the history.
        told_by: how the petitioner is notified of the new last day; empty if it did not change, or without an address.
    """

    kind: str
    theme: str
    subtheme: str = ""
    site_version: str
    legal_kind: LegalKind
    due_on: date
    basis: str
    area: str = ""
    was_kind: str
    was_theme: str
    was_subtheme: str = ""
    was_site_version: str
    was_legal_kind: LegalKind
    was_due_on: date
    told_by: ContactChannel = ""


class Tie(Step, frozen=True, kw_only=True, tag="tie"):
    """A link to a customer that was unknown until now.

    Attributes:
        customer_ref: opaque id of the customer.
        gave: columns that were empty and were copied from the customer's record, separated by commas: ``petitioner``,
            ``email``, ``address``.
    """

    customer_ref: str
    gave: str = ""


class Untie(Step, frozen=True, kw_only=True, tag="untie"):
    """The removal of a wrong link to a customer.

    Attributes:
        customer_ref: opaque id of the customer.
        gave: columns copied from that customer's record, which are now emptied; see `Tie`.
    """

    customer_ref: str
    gave: str = ""


class CheckMandate(Step, frozen=True, kw_only=True, tag="check_mandate"):
    """The document by which a representative acts for the petitioner was checked.

    Attributes:
        until: the last day on which it allows them to act; None if it does not expire or is insufficient.
    """

    result: MandateResult
    until: date | None = None


class Prioritize(Step, frozen=True, kw_only=True, tag="prioritize"):
    """The petition has priority (Ley 1437 de 2011, art. 20); the evidence is the note of the entry."""

    reason: PriorityReason


class Deprioritize(Step, frozen=True, kw_only=True, tag="deprioritize"):
    """The petition has no priority after all."""


class SetAuthorityTerm(Step, frozen=True, kw_only=True, tag="set_authority_term"):
    """An authority set the term to answer.

    Attributes:
        due_at: aware; the hour counts.
        due_on: its local date.
        basis: of the term.
    """

    authority: Authority
    due_at: datetime
    due_on: date
    basis: str


class Close(Step, frozen=True, kw_only=True, tag="close"):
    """The withdrawal of the petition, by a reasoned decision that is notified.

    Attributes:
        tacit: True if the petitioner did not complete it in time (art. 17), False if they withdrew it (art. 18).
        basis: the articles.
    """

    tacit: bool
    basis: str


class Reopen(Step, frozen=True, kw_only=True, tag="reopen"):
    """A closed ticket is reopened."""


class MailAccepted(Step, frozen=True, kw_only=True, tag="mail_accepted"):
    """A mail server or a carrier accepted the answer."""


class MailReturned(Step, frozen=True, kw_only=True, tag="mail_returned"):
    """The answer was not delivered."""


AnyStep = (
    File
    | Take
    | Escalate
    | GiveBack
    | Answer
    | Accept
    | SendBack
    | Typify
    | Send
    | UndoSend
    | Note
    | Extend
    | AskCompletion
    | Complete
    | Transfer
    | Assign
    | Reclassify
    | Tie
    | Untie
    | CheckMandate
    | Prioritize
    | Deprioritize
    | SetAuthorityTerm
    | Link
    | Unlink
    | Close
    | Reopen
    | MailAccepted
    | MailReturned
)
CLOSING_OUTCOMES: dict[type[Step], Outcome] = {Transfer: "transferred", Close: "withdrawn", MailAccepted: "answered"}


def step_name(step: type[Step]) -> str:
    """Return a step's name in histories and in the API."""
    return str(step.__struct_config__.tag)


def decode_step(content: bytes | str) -> AnyStep:
    """Decode a stored step."""
    step: AnyStep = msgspec.json.decode(content, type=AnyStep)
    return step
