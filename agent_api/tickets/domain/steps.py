"""The steps of a ticket's life, as values that are stored for ever in its history. Pure.

Owns their shape. A step bears what was decided (to whom, until when, on what basis), so that taking the stored steps
again gives the ticket again, whatever the matrix or the law say by then. It bears no text: what people wrote is sealed
beside it. What a step does is `agent_api.tickets.domain.state_machine`'s.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

from config.law.regimes import LegalKind
from eventlog.facts.tickets.ticket import Channel, Outcome

ContactChannel = Literal["", "email", "letter"]
"""How who asks is written to; empty for not at all."""


class Step(msgspec.Struct, frozen=True, kw_only=True, tag_field="step", tag=str.lower):
    """What all steps share: the tag."""


class File(Step, frozen=True, kw_only=True, tag="file"):
    """A petition is filed; with this step each history begins.

    Attributes:
        number: the filing number.
        channel: how it came in.
        legal_kind: what it is to the law.
        received_at: aware; may be days before it was filed.
        due_on: the last day to answer.
        basis: regime and articles of the term.
        tier: who has it: 1 the phone advisor who files, 2 the written channel.
        owner: who, or empty for the inbox.
        answered: whether it was answered on the spot (A7, A8).
        gave: what was not said and was taken over from the customer's record; see `Tie`.
    """

    number: str
    channel: Channel
    legal_kind: LegalKind
    received_at: datetime
    due_on: date
    basis: str
    tier: int
    owner: str = ""
    answered: bool = False
    gave: str = ""


class Take(Step, frozen=True, kw_only=True, tag="take"):
    """Out of the inbox, to be one's own."""


class Escalate(Step, frozen=True, kw_only=True, tag="escalate"):
    """To the written channel (from the phone) or to a business area (from the written channel).

    Attributes:
        area: the business area; from the phone it is not looked at.
        owner: who is to attend it there, by the matrix; empty for the inbox.
        deputy_for: the official in whose absence, or empty.
    """

    area: str = ""
    owner: str = ""
    deputy_for: str = ""


class GiveBack(Step, frozen=True, kw_only=True, tag="give_back"):
    """The area's answer, to who escalated.

    Attributes:
        attachments: ids of the ticket's files that go with the answer, in order; None keeps those chosen before. The
            same holds for `Answer`, `Accept` and `Send`.
    """

    attachments: tuple[str, ...] | None = None


class Answer(Step, frozen=True, kw_only=True, tag="answer"):
    """The advisor's own answer; on the phone it ends the ticket."""

    response: str | None = None
    attachments: tuple[str, ...] | None = None


class Accept(Step, frozen=True, kw_only=True, tag="accept"):
    """The area's answer fits."""

    response: str | None = None
    attachments: tuple[str, ...] | None = None


class SendBack(Step, frozen=True, kw_only=True, tag="send_back"):
    """The area's answer does not fit: the same area has it again.

    Attributes:
        owner: who is to attend it there; empty for the inbox.
        deputy_for: the official in whose absence, or empty.
    """

    owner: str = ""
    deputy_for: str = ""


class Typify(Step, frozen=True, kw_only=True, tag="typify"):
    """What the answer is, by an id of the site's answer types."""

    response: str


class Send(Step, frozen=True, kw_only=True, tag="send"):
    """The answer is let out, with its files."""

    attachments: tuple[str, ...] | None = None


class Note(Step, frozen=True, kw_only=True, tag="note"):
    """A note for those who come after."""


class Extend(Step, frozen=True, kw_only=True, tag="extend"):
    """The petitioner is told that the answer takes longer.

    Attributes:
        until: the new last day.
        latest: the last that the law would allow.
        basis: the articles.
    """

    until: date
    latest: date
    basis: str


class AskCompletion(Step, frozen=True, kw_only=True, tag="ask_completion"):
    """The petitioner is asked for what is missing.

    Attributes:
        complete_by: until when they may complete it.
        basis: the articles.
    """

    complete_by: date
    basis: str


class Complete(Step, frozen=True, kw_only=True, tag="complete"):
    """What was missing came.

    Attributes:
        completed_at: aware.
        due_on: the last day to answer, now.
        basis: regime and articles.
    """

    completed_at: datetime
    due_on: date
    basis: str


class Transfer(Step, frozen=True, kw_only=True, tag="transfer"):
    """To the authority that is competent.

    Attributes:
        forward_by: until when.
        basis: the articles.
    """

    forward_by: date
    basis: str


class Assign(Step, frozen=True, kw_only=True, tag="assign"):
    """To somebody of the tier that has it; to its inbox where ``owner`` is empty."""

    owner: str = ""


class Reclassify(Step, frozen=True, kw_only=True, tag="reclassify"):
    """What the petition is about was typified wrongly; the term is counted again from its receipt.

    Attributes:
        kind: of petition, an id of the typology.
        theme: within the kind.
        subtheme: within the theme, or empty.
        site_version: whose typology these are of.
        legal_kind: what it is to the law now.
        due_on: the last day to answer, now.
        basis: of that day.
        area: where it is escalated to by default, as before; empty for that of the new topic.
        was_kind: what it was before, as the others below; so the first typification stays in the history.
        was_theme: see was_kind.
        was_subtheme: see was_kind.
        was_site_version: see was_kind.
        was_legal_kind: see was_kind.
        was_due_on: see was_kind.
        told_by: how who asks is told of the other day; empty where it is the same, or nobody can write to them.
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
    """It is of a customer, which nobody had said.

    Attributes:
        customer_ref: opaque id of the customer.
        gave: what the ticket did not say and has of the customer's record since, separated by commas: ``petitioner``,
            ``email``, ``address``.
    """

    customer_ref: str
    gave: str = ""


class Untie(Step, frozen=True, kw_only=True, tag="untie"):
    """It is not of the customer whom it was said to be of.

    Attributes:
        customer_ref: opaque id of the customer.
        gave: what it had of that customer's record and has no more; see `Tie`.
    """

    customer_ref: str
    gave: str = ""


class Close(Step, frozen=True, kw_only=True, tag="close"):
    """The petition is withdrawn, by a reasoned act that is notified.

    Attributes:
        tacit: because nobody completed it in time (art. 17); else because the petitioner said so (art. 18).
        basis: the articles.
    """

    tacit: bool
    basis: str


class Reopen(Step, frozen=True, kw_only=True, tag="reopen"):
    """A closed ticket is taken up again."""


class MailAccepted(Step, frozen=True, kw_only=True, tag="mail_accepted"):
    """A mail server, or a carrier, has taken the answer over."""


class MailReturned(Step, frozen=True, kw_only=True, tag="mail_returned"):
    """The answer did not go out."""


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
    | Note
    | Extend
    | AskCompletion
    | Complete
    | Transfer
    | Assign
    | Reclassify
    | Tie
    | Untie
    | Close
    | Reopen
    | MailAccepted
    | MailReturned
)
CLOSING_OUTCOMES: dict[type[Step], Outcome] = {Transfer: "transferred", Close: "withdrawn", MailAccepted: "answered"}


def step_name(step: type[Step]) -> str:
    """A step's name, as histories and the API have it."""
    return str(step.__struct_config__.tag)


def decode_step(content: bytes | str) -> AnyStep:
    """A stored step."""
    step: AnyStep = msgspec.json.decode(content, type=AnyStep)
    return step
