"""The constancia of a petition as a value, and as the items on its page. Pure.

Owns which items there are, and their order: the eight that Decreto 1166 de 2016 lists for a spoken petition
(Decreto 1069 de 2015, art. 2.2.3.12.3), and the answer if it was given by voice. Missing data is shown as not given,
because it does not stop a filing. The layout of the page is `agent_api.tickets.receipts.pdf`'s.
"""

from datetime import date, datetime
from typing import Final, Literal

import msgspec

from agent_api.kit.labels import CHANNEL_PHRASES
from config.spanish_dates import spoken_date
from config.timezone import COLOMBIA
from eventlog.facts.tickets.ticket import Channel

ReceiverCapacity = Literal["", "servant", "contractor"]

_VERBAL: Final = frozenset({"phone", "message", "in_person"})
_ANONYMOUS: Final = "Anónimo: no dio su nombre."
_UNNAMED_MESSAGE: Final = "Quien dejó el mensaje de voz. Si dijo su nombre, está en el objeto."
_CAPACITIES: Final[dict[ReceiverCapacity, str]] = {
    "": "",
    "servant": ", servidor público",
    "contractor": ", contratista",
}


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """The petitioner, or their representative.

    Attributes:
        name: as it was said, or empty.
        document: kind and number, «CC 52900101», or empty.
        email: for notification, or empty.
        address: for notification, line by line.
        phone: as the reader may see it, or empty.
    """

    name: str = ""
    document: str = ""
    email: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""


TermState = Literal["running", "over", "to_complete", "not_completed", "settled"]
"""State of the last day: to answer, pending or over; to complete the petition, pending or over; or answered."""


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """The last day of a petition, and its meaning.

    Attributes:
        last_day: local date.
        basis: regime and articles.
        state: on the day on which the page is made.
    """

    last_day: date
    basis: str
    state: TermState = "running"


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a constancia.

    Attributes:
        entity: name of the public entity.
        number: the filing number.
        spoken: the number as a sentence.
        received_at: aware; shown in Colombian time.
        acts_as: capacity of the representative, «Apoderado»; empty if it was not stated.
        filed_on: the business date from which the term counts, if it arrived out of hours; else None.
        kind: for people, «Queja: Trato recibido».
        asked: the text of the petition.
        reasons: of the petition; empty if none were given.
        annexes: what came with it, on paper or as files.
        missing: documents that should have come, as noted at the filing.
        received_by: name of the person who received it.
        capacity: of that person, if it is known.
        answer: the answer given by voice, or empty.
        term: of the answer; None if it was answered at once.
    """

    entity: str
    number: str
    spoken: str
    received_at: datetime
    channel: Channel
    petitioner: Party
    representative: Party | None = None
    acts_as: str = ""
    filed_on: date | None = None
    kind: str
    asked: str
    reasons: str = ""
    annexes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    received_by: str
    capacity: ReceiverCapacity = ""
    answer: str = ""
    term: Term | None = None


class ReceiptItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item of the page: its heading, and the paragraphs below it."""

    heading: str
    paragraphs: tuple[str, ...]


def is_verbal(channel: Channel) -> bool:
    """Return whether petitions of this channel are spoken."""
    return channel in _VERBAL


def receipt_items(receipt: Receipt) -> tuple[ReceiptItem, ...]:
    """Return the items of a page, in the order of the decree."""
    items = (
        ReceiptItem(heading="Radicado", paragraphs=(receipt.number,)),
        ReceiptItem(heading="Fecha y hora de recibo", paragraphs=_receipt_paragraphs(receipt)),
        ReceiptItem(heading="Peticionario", paragraphs=_petitioner_paragraphs(receipt)),
        ReceiptItem(heading="Objeto", paragraphs=(receipt.kind, *_paragraphs(receipt.asked))),
        ReceiptItem(heading="Razones", paragraphs=_paragraphs(receipt.reasons) or ("Las que están en el objeto.",)),
        ReceiptItem(heading="Documentos anexos", paragraphs=_annex_paragraphs(receipt)),
        ReceiptItem(heading="Recibida por", paragraphs=(f"{receipt.received_by}{_CAPACITIES[receipt.capacity]}",)),
        ReceiptItem(heading="Forma de presentación", paragraphs=(_manner_sentence(receipt),)),
    )
    answered = (ReceiptItem(heading="Respuesta dada de manera verbal", paragraphs=_paragraphs(receipt.answer)),)
    return items + answered if receipt.answer.strip() else items


def datetime_in_words(moment: datetime) -> str:
    """Return a moment as «miércoles 25 de noviembre de 2026, 3:07 p. m., hora de Colombia»."""
    local = moment.astimezone(COLOMBIA)
    half = "a. m." if local.hour < 12 else "p. m."
    return f"{spoken_date(local.date())}, {local.hour % 12 or 12}:{local:%M} {half}, hora de Colombia"


def _receipt_paragraphs(receipt: Receipt) -> tuple[str, ...]:
    moment = datetime_in_words(receipt.received_at)
    if receipt.filed_on is None:
        return (moment,)
    return (moment, f"Llegó fuera de horario: se entiende recibida el {spoken_date(receipt.filed_on)}.")


def _petitioner_paragraphs(receipt: Receipt) -> tuple[str, ...]:
    petitioner, representative = receipt.petitioner, receipt.representative
    unnamed = _UNNAMED_MESSAGE if receipt.channel == "message" else _ANONYMOUS
    where = _address_paragraphs(petitioner) or ("No dio dirección para notificaciones.",)
    phone = (f"Teléfono: {petitioner.phone}",) if petitioner.phone else ()
    paragraphs = (_person_paragraph(petitioner) or unnamed, *where, *phone)
    if representative is None:
        return paragraphs
    by = f"Representado por ({receipt.acts_as.lower()}):" if receipt.acts_as else "Representado por:"
    return (*paragraphs, by, _person_paragraph(representative), *_address_paragraphs(representative))


def _person_paragraph(party: Party) -> str:
    return f"{party.name}. Documento: {party.document}" if party.name and party.document else party.name


def _address_paragraphs(party: Party) -> tuple[str, ...]:
    lines = [each for each in (party.email, *party.address) if each]
    return (f"Notificaciones: {', '.join(lines)}",) if lines else ()


def _annex_paragraphs(receipt: Receipt) -> tuple[str, ...]:
    present = receipt.annexes or ("Ninguno.",)
    if not receipt.missing:
        return present
    return (*present, f"Se le advirtió que faltan: {'; '.join(receipt.missing)}. Eso no impidió radicar.")


def _manner_sentence(receipt: Receipt) -> str:
    how = CHANNEL_PHRASES[receipt.channel]
    if not is_verbal(receipt.channel):
        return f"La petición se presentó {how}."
    return f"La petición se presentó de manera verbal, {how}."


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split("\n") if each.strip())
