"""The contents of messages and letters: one value for each template. Pure.

Owns the fields of each; the words are in `texts/`. Code that decides to write to a person builds one of these. In all
of them ``name`` is the addressee's name, or empty if unknown; ``number`` is the filing number; dates are local;
``last_day`` is the due date, and ``passed`` says whether it has passed; ``link`` is the page after sign-in, or empty.
"""

from datetime import date
from typing import Final

import msgspec


class TicketFiledText(msgspec.Struct, frozen=True, kw_only=True, tag="ticket_filed"):
    """The receipt for a filed petition, to its author.

    Attributes:
        kind: the kind as people read it, «petición».
        last_day: None if the petition is already answered.
        verbal: whether the petition was spoken.
        answer: the immediate answer, or empty.
        items: the lines of the constancia if it is not attached, else empty.
        attached: whether the constancia is attached.
    """

    name: str
    number: str
    kind: str
    asked: str
    filed_on: date
    last_day: date | None
    passed: bool = False
    verbal: bool
    answer: str = ""
    items: str = ""
    attached: bool = False


class TicketAnsweredText(msgspec.Struct, frozen=True, kw_only=True, tag="ticket_answered"):
    """The answer to a petition.

    Attributes:
        answer: blank lines separate paragraphs.
        files: one line per attached file: «certificado.pdf (2 páginas)».
    """

    name: str
    number: str
    asked: str
    filed_on: date
    answer: str
    files: tuple[str, ...] = ()


class EscalatedText(msgspec.Struct, frozen=True, kw_only=True, tag="escalated_to_you"):
    """A petition was assigned to an official or an area; the message names neither its content nor its author."""

    name: str
    number: str
    last_day: date
    link: str
    passed: bool = False


class TermNearText(msgspec.Struct, frozen=True, kw_only=True, tag="term_near"):
    """The due date of a petition is near; the message tells no more about it than `EscalatedText` does.

    Attributes:
        left: the remaining time, «quedan 3 días hábiles».
    """

    name: str
    number: str
    last_day: date
    left: str
    link: str


class TermBreachedText(msgspec.Struct, frozen=True, kw_only=True, tag="term_breached"):
    """The due date of a petition passed without an answer; ``silence`` is the legal consequence, or empty."""

    name: str
    number: str
    last_day: date
    silence: str
    link: str


class ExtendedText(msgspec.Struct, frozen=True, kw_only=True, tag="term_extended"):
    """The answer takes longer (Ley 1755 de 2015, art. 14): sent before the term ends, with the new due date."""

    name: str
    number: str
    reasons: str
    last_day: date


class TermCorrectedText(msgspec.Struct, frozen=True, kw_only=True, tag="term_corrected"):
    """A petition was reclassified, and the law gives it another term.

    Attributes:
        was: the earlier topic, «Queja: Trato recibido».
        became: the topic now.
        before: the earlier due date.
        basis: legal regime and articles of the new term.
    """

    name: str
    number: str
    was: str
    became: str
    before: date
    last_day: date
    passed: bool
    basis: str


class CompletionText(msgspec.Struct, frozen=True, kw_only=True, tag="completion_asked"):
    """A request to add what is missing until the last day (Ley 1755 de 2015, art. 17)."""

    name: str
    number: str
    missing: str
    last_day: date


class AttachmentWithheldText(msgspec.Struct, frozen=True, kw_only=True, tag="attachment_withheld"):
    """A file of a petition stays unopened because it did not pass the antivirus.

    Attributes:
        harmful: True if the antivirus found something; False if the file was too large to scan.
    """

    name: str
    number: str
    file: str
    harmful: bool


class TransferredText(msgspec.Struct, frozen=True, kw_only=True, tag="transferred"):
    """Another authority is competent (Ley 1755 de 2015, art. 21); ``where`` says which, and why."""

    name: str
    number: str
    where: str


class WithdrawnText(msgspec.Struct, frozen=True, kw_only=True, tag="withdrawn"):
    """The petition counts as withdrawn (Ley 1755 de 2015, arts. 17 and 18); ``act`` is the reasoned act."""

    name: str
    number: str
    act: str


class PetitionStateText(msgspec.Struct, frozen=True, kw_only=True, tag="petition_state"):
    """The state of a petition, which its petitioner asked for in the voice menu; ``state`` has it in sentences."""

    name: str
    number: str
    state: str


class UnresolvedText(msgspec.Struct, frozen=True, kw_only=True, tag="unresolved_report"):
    """The periodic report of escalated and unanswered tickets (M5-1-05, C11).

    Attributes:
        area: the area's name, for people.
        total: the number of unresolved tickets.
        overdue: how many of them are past their due date.
        table: the first row names the columns; each other row is a ticket.
        more: the number of tickets that are only in the attached file.
    """

    name: str
    area: str
    on: date
    total: int
    overdue: int
    table: tuple[tuple[str, ...], ...]
    more: int = 0


class NotificationDigestText(msgspec.Struct, frozen=True, kw_only=True, tag="notification_digest"):
    """The notifications that a user has not read, without a word of a petition.

    Attributes:
        total: the number of unread notifications since the last digest.
        table: the first row names the columns; each other row is a notification.
        more: the number of notifications that are not in the table.
    """

    name: str
    total: int
    table: tuple[tuple[str, ...], ...]
    more: int
    link: str


class ReportText(msgspec.Struct, frozen=True, kw_only=True, tag="report"):
    """A scheduled report, sent with its files.

    Attributes:
        period: in words.
        seq: the last row of the journal that the report includes.
        head: the chain's hash there, hex.
        table: the first figures, column names first; or empty.
    """

    name: str
    title: str
    period: str
    seq: int
    head: str
    table: tuple[tuple[str, ...], ...] = ()


class OwnReportText(msgspec.Struct, frozen=True, kw_only=True, tag="own_report"):
    """A run of an own report, sent with its files.

    Attributes:
        number: of the own report.
        title: as its owner wrote it.
        period: in words.
        owner: the name of its owner.
        seq: the last row of the journal that the report includes.
        head: the chain's hash there, hex.
        table: the first rows of its first table, column names first; or empty.
    """

    name: str
    number: str
    title: str
    period: str
    owner: str
    link: str
    seq: int
    head: str
    table: tuple[tuple[str, ...], ...] = ()


class DayHeadText(msgspec.Struct, frozen=True, kw_only=True, tag="day_head"):
    """The last link of a day's chain, for the interventoría to keep.

    Attributes:
        seq: the number of the last fact.
        anchor: number and hash, in the form of `atencion verify --anchor`.
    """

    entity: str
    day: date
    seq: str
    anchor: str


class AnchorText(msgspec.Struct, frozen=True, kw_only=True, tag="anchor"):
    """An anchor of the chain, for the interventoría to keep.

    Attributes:
        at: when it was taken, in words.
        seq: the number of the last fact.
        anchor: in the form of `atencion verify --anchors`.
    """

    entity: str
    at: str
    seq: str
    anchor: str


class ObservationMadeText(msgspec.Struct, frozen=True, kw_only=True, tag="observation_made"):
    """The interventoría made the observation ``number``; its text can be read after sign-in."""

    number: str
    last_day: date
    link: str


class ObservationAnsweredText(msgspec.Struct, frozen=True, kw_only=True, tag="observation_answered"):
    """The entity answered the observation ``number``, possibly late; the answer can be read after sign-in."""

    number: str
    late: bool
    link: str


class FindingReminderText(msgspec.Struct, frozen=True, kw_only=True, tag="finding_reminder"):
    """The last day of a finding is near or has passed; ``left`` is the remaining time in words, or empty."""

    name: str
    number: str
    last_day: date
    passed: bool
    left: str
    link: str


class NoveltySentText(msgspec.Struct, frozen=True, kw_only=True, tag="novelty_sent"):
    """A novelty of a large client, for technology or the interventoría, which may have no user; it has the text."""

    number: str
    kind: str
    client: str
    channel: str
    source: str
    description: str
    receipt_day: date
    answer_day: date
    link: str


class NoveltyReminderText(msgspec.Struct, frozen=True, kw_only=True, tag="novelty_reminder"):
    """The receipt or the answer of a novelty was not registered until its last day."""

    number: str
    missing_answer: bool
    last_day: date
    link: str


class AccountDormancyText(msgspec.Struct, frozen=True, kw_only=True, tag="account_dormancy"):
    """The account ``number``, a login, is disabled on ``last_day`` because its holder does not use it."""

    name: str
    number: str
    last_day: date
    link: str


class TrialText(msgspec.Struct, frozen=True, kw_only=True, tag="trial"):
    """A test message."""


MessageContent = (
    TicketFiledText
    | TicketAnsweredText
    | EscalatedText
    | TermNearText
    | TermBreachedText
    | ExtendedText
    | TermCorrectedText
    | CompletionText
    | AttachmentWithheldText
    | TransferredText
    | WithdrawnText
    | PetitionStateText
    | UnresolvedText
    | NotificationDigestText
    | ReportText
    | OwnReportText
    | DayHeadText
    | AnchorText
    | ObservationMadeText
    | ObservationAnsweredText
    | FindingReminderText
    | NoveltySentText
    | NoveltyReminderText
    | AccountDormancyText
    | TrialText
)


def template_name(content: MessageContent) -> str:
    """Return the name of the template for a content."""
    return str(content.__struct_config__.tag)


STAFF_TEMPLATES: Final = frozenset(
    {
        *("escalated_to_you", "term_near", "term_breached", "unresolved_report", "notification_digest"),
        *("report", "own_report", "day_head", "anchor", "trial"),
        *("observation_made", "observation_answered", "finding_reminder"),
        *("novelty_sent", "novelty_reminder", "account_dormancy"),
    }
)
"""Templates of internal messages, which have no data of a petitioner and are not sent to one."""
