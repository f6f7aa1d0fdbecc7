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
        last_day: local date on which the term ends; None where it is answered already.
        passed: whether that day is over.
        verbal: whether it was said by word of mouth.
        answer: what was answered at once, or empty.
        items: of the constancia, one a line, where it does not go along as a file; or empty.
        attached: whether it does.
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
        name: of the person, or empty.
        number: the filing number.
        asked: what was asked.
        filed_on: local date of the filing.
        answer: the answer; a blank line parts paragraphs.
        files: what goes with it, one line each: «certificado.pdf (2 páginas)».
    """

    name: str
    number: str
    asked: str
    filed_on: date
    answer: str
    files: tuple[str, ...] = ()


class EscalatedText(msgspec.Struct, frozen=True, kw_only=True, tag="escalated_to_you"):
    """A petition came to somebody of the entity; the message holds nothing of what was asked, nor of whom it is.

    Attributes:
        name: of the official, or of the area.
        number: the filing number.
        last_day: local date on which the term ends.
        link: where it is read after signing in, or empty.
        passed: whether that day is over.
    """

    name: str
    number: str
    last_day: date
    link: str
    passed: bool = False


class TermNearText(msgspec.Struct, frozen=True, kw_only=True, tag="term_near"):
    """The last day of a petition is near; the message holds no more of it than `EscalatedText` does.

    Attributes:
        name: of the official, or of the area.
        number: the filing number.
        last_day: local date.
        left: how much is left, «quedan 3 días hábiles».
        link: where it is read, or empty.
    """

    name: str
    number: str
    last_day: date
    left: str
    link: str


class TermBreachedText(msgspec.Struct, frozen=True, kw_only=True, tag="term_breached"):
    """The last day of a petition passed without an answer.

    Attributes:
        name: of the official, or of the area.
        number: the filing number.
        last_day: local date.
        silence: what the law lets follow, a sentence; or empty.
        link: where it is read, or empty.
    """

    name: str
    number: str
    last_day: date
    silence: str
    link: str


class ExtendedText(msgspec.Struct, frozen=True, kw_only=True, tag="term_extended"):
    """The answer takes longer: told before the term ends, with the reasons and the new day (Ley 1755 de 2015, art. 14).

    Attributes:
        name: of the person, or empty.
        number: the filing number.
        reasons: why.
        last_day: the new one, a local date.
    """

    name: str
    number: str
    reasons: str
    last_day: date


class TermCorrectedText(msgspec.Struct, frozen=True, kw_only=True, tag="term_corrected"):
    """A petition is about something else than was noted, and the law gives another term for that.

    Attributes:
        name: of the person, or empty.
        number: the filing number.
        was: what it was noted as, «Queja: Trato recibido».
        became: what it is.
        before: local date that was the last day.
        last_day: the new one, a local date.
        passed: whether that day is over.
        basis: of the new term, regime and articles.
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
    """Something is missing (Ley 1755 de 2015, art. 17).

    Attributes:
        name: of the person, or empty.
        number: the filing number.
        missing: what.
        last_day: local date until which it may be brought.
    """

    name: str
    number: str
    missing: str
    last_day: date


class AttachmentWithheldText(msgspec.Struct, frozen=True, kw_only=True, tag="attachment_withheld"):
    """A file that came with a petition is kept unopened, for the antivirus did not let it pass.

    Attributes:
        name: of the person, or empty.
        number: the filing number.
        file: its name.
        harmful: whether something was found in it; else it was too much to be examined.
    """

    name: str
    number: str
    file: str
    harmful: bool


class TransferredText(msgspec.Struct, frozen=True, kw_only=True, tag="transferred"):
    """Another authority is competent (Ley 1755 de 2015, art. 21).

    Attributes:
        name: of the person, or empty.
        number: the filing number.
        where: which authority, and why.
    """

    name: str
    number: str
    where: str


class WithdrawnText(msgspec.Struct, frozen=True, kw_only=True, tag="withdrawn"):
    """The petition is taken for withdrawn (Ley 1755 de 2015, arts. 17 and 18).

    Attributes:
        name: of the person, or empty.
        number: the filing number.
        act: the reasoned act.
    """

    name: str
    number: str
    act: str


class UnresolvedText(msgspec.Struct, frozen=True, kw_only=True, tag="unresolved_report"):
    """The periodic report to who leads a process: what was escalated and is not answered (M5-1-05, C11).

    Attributes:
        name: of who gets it.
        area: whose tickets, for people.
        on: local date of the report.
        total: how many are not resolved.
        overdue: how many of them are past their last day.
        table: the first row names the columns; each other is a ticket.
        more: how many tickets stand in the file alone.
    """

    name: str
    area: str
    on: date
    total: int
    overdue: int
    table: tuple[tuple[str, ...], ...]
    more: int = 0


class ReportText(msgspec.Struct, frozen=True, kw_only=True, tag="report"):
    """A report that is made by itself, beside its files.

    Attributes:
        name: of who gets it, or empty.
        title: of the report.
        period: in words.
        seq: number of the last row of the journal that it was computed from.
        head: hash of the chain there, hex.
        table: its first figures, the names of the columns first; or empty.
    """

    name: str
    title: str
    period: str
    seq: int
    head: str
    table: tuple[tuple[str, ...], ...] = ()


class DayHeadText(msgspec.Struct, frozen=True, kw_only=True, tag="day_head"):
    """The last link of the chain of a day, for the interventoría to keep.

    Attributes:
        entity: its name.
        day: local date.
        seq: number of the last fact.
        anchor: number and hash, as `atencion verify --anchor` takes them.
    """

    entity: str
    day: date
    seq: str
    anchor: str


class AnchorText(msgspec.Struct, frozen=True, kw_only=True, tag="anchor"):
    """An anchor of the chain, for the interventoría to keep.

    Attributes:
        entity: its name.
        at: when it was taken, in words.
        seq: number of the last fact.
        anchor: as `atencion verify --anchors` takes it.
    """

    entity: str
    at: str
    seq: str
    anchor: str


class ObservationMadeText(msgspec.Struct, frozen=True, kw_only=True, tag="observation_made"):
    """The oversight wrote an observation; what it says is read after signing in.

    Attributes:
        number: the observation's.
        last_day: local date until which it is answered.
        link: where it is read, or empty.
    """

    number: str
    last_day: date
    link: str


class ObservationAnsweredText(msgspec.Struct, frozen=True, kw_only=True, tag="observation_answered"):
    """The entity answered an observation; what it says is read after signing in.

    Attributes:
        number: the observation's.
        late: whether after its last day.
        link: where it is read, or empty.
    """

    number: str
    late: bool
    link: str


class TrialText(msgspec.Struct, frozen=True, kw_only=True, tag="trial"):
    """Somebody tries whether messages go out."""


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
    | UnresolvedText
    | ReportText
    | DayHeadText
    | AnchorText
    | ObservationMadeText
    | ObservationAnsweredText
    | TrialText
)


def template_name(content: MessageContent) -> str:
    """The name of the template that words a content."""
    return str(content.__struct_config__.tag)
