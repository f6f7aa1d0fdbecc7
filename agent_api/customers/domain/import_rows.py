"""Rows of an import file, parsed into records or refused with all reasons. Pure.

Owns the columns, the meaning of an empty cell and the messages. It must not know the existing customers.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

import msgspec

from agent_api.customers.domain import field_parsers as fields
from agent_api.customers.domain.documents import Document, InvalidDocument, read_document
from agent_api.customers.domain.field_parsers import InvalidField
from agent_api.customers.domain.record import MOST_CREDITS, Address, ContactChannel, Credit, CustomerRecord

_T = TypeVar("_T")
COLUMNS: Final = (
    "tipo_documento",
    "numero_documento",
    "nombre",
    "fecha_nacimiento",
    "direccion",
    "municipio",
    "telefono",
    "telefono_2",
    "correo",
    "contacto_preferido",
    "credito",
    "programa",
    "deudor_solidario_de",
)
REQUIRED_COLUMNS: Final = COLUMNS[:3]
CONTACT_VALUES: Final[dict[str, ContactChannel]] = {
    "telefono": "phone",
    "teléfono": "phone",
    "correo": "email",
    "carta": "letter",
}


class RowRefusal(msgspec.Struct, frozen=True):
    """A refused row.

    Attributes:
        row: its number in the file; the heading is row 1.
        column: its name, or empty.
        reason: in Spanish.
    """

    row: int
    column: str
    reason: str


class ImportedTie(msgspec.Struct, frozen=True):
    """The row's customer is co-debtor of another customer's credit."""

    row: int
    co_debtor: Document
    beneficiary: Document
    credit: str


class ImportRow(msgspec.Struct, frozen=True):
    """A parsed row.

    Attributes:
        number: in the file; the heading is row 1.
        values: the row's values by field; an empty cell is missing and changes nothing.
    """

    number: int
    document: Document
    values: dict[str, Any]
    tie: ImportedTie | None = None

    def apply_to(self, record: CustomerRecord | None) -> CustomerRecord:
        """Return the record with this row's values, and its credits added to the existing ones."""
        if record is None:
            return CustomerRecord(name=self.values["name"], document=self.document).with_fields(**self.values)
        values = dict(self.values)
        if more := values.get("credits"):
            values["credits"] = _merge_credits(record.details.credits, more)
        return record.with_fields(**values)


def _merge_credits(existing: Sequence[Credit], more: Sequence[Credit]) -> tuple[Credit, ...]:
    """Merge credits by number; the newer programme wins."""
    by_number = {each.number: each for each in existing} | {each.number: each for each in more}
    return tuple(by_number.values())[-MOST_CREDITS:]


def missing_columns(heading: Sequence[str]) -> tuple[str, ...]:
    """Return the required columns that a heading lacks."""
    return tuple(each for each in REQUIRED_COLUMNS if each not in heading)


def read_row(number: int, cells: Mapping[str, str], today: date) -> ImportRow | list[RowRefusal]:
    """Parse a row; return it, or all its refusals.

    Args:
        number: of the row in the file.
        cells: by column; surrounding spaces are ignored, a missing column counts as empty.
        today: latest valid birth date.
    """
    reading = _RowReader(number, {name: (cells.get(name) or "").strip() for name in COLUMNS}, today)
    document = reading.document("tipo_documento", "numero_documento")
    values = reading.fields()
    tie = reading.tie(document)
    if reading.refusals or document is None:
        return reading.refusals
    if tie is None and (credit := reading.read("credito", fields.read_credit)):
        values["credits"] = (Credit(credit, reading.cells["programa"]),)
    return ImportRow(number, document, values, tie)


class _RowReader:
    """Parser of one row that collects the refusals."""

    def __init__(self, number: int, cells: dict[str, str], today: date) -> None:
        self.number, self.cells, self.today = number, cells, today
        self.refusals: list[RowRefusal] = []

    def read(self, column: str, reader: Callable[[str], _T], *, needed: bool = False) -> _T | None:
        """Parse a cell; None if it is empty or invalid."""
        text = self.cells[column]
        if not text and not needed:
            return None
        try:
            return reader(text)
        except (InvalidField, InvalidDocument) as error:
            self.refusals.append(RowRefusal(self.number, column, str(error)))
            return None

    def document(self, kind: str, number: str) -> Document | None:
        return self.read(number, lambda text: read_document(self.cells[kind], text), needed=True)

    def fields(self) -> dict[str, Any]:
        """Return the row's values by the field names of a record."""
        phones = [self.read(column, fields.read_phone) for column in ("telefono", "telefono_2")]
        email = self.read("correo", fields.read_email)
        values = {
            "name": self.read("nombre", fields.read_name, needed=True),
            "birth_date": self.read("fecha_nacimiento", lambda text: fields.read_birth_date(text, self.today)),
            "addresses": self._addresses(),
            "phones": tuple(dict.fromkeys(filter(None, phones))),
            "emails": (email,) if email else (),
            "preferred_contact": self.read("contacto_preferido", _read_contact_channel),
        }
        self.read("programa", fields.read_programme)
        self.read("credito", fields.read_credit)
        return {name: value for name, value in values.items() if value}

    def _addresses(self) -> tuple[Address, ...]:
        line, municipality = self.cells["direccion"], self.cells["municipio"]
        if not line and not municipality:
            return ()
        read_line = self.read("direccion", fields.read_address_line, needed=True)
        read_code = self.read("municipio", fields.read_municipality, needed=True)
        return (Address(read_line, read_code),) if read_line and read_code else ()

    def tie(self, co_debtor: Document | None) -> ImportedTie | None:
        """Return the tie to the customer whose credit this one guarantees."""
        beneficiary = self.read("deudor_solidario_de", _read_document_text)
        if beneficiary is None or co_debtor is None:
            return None
        if beneficiary == co_debtor:
            self.refusals.append(RowRefusal(self.number, "deudor_solidario_de", "Nadie es su propio deudor solidario."))
        credit = self.cells["credito"].upper()
        return ImportedTie(self.number, co_debtor, beneficiary, credit)


def _read_contact_channel(text: str) -> ContactChannel:
    channel = CONTACT_VALUES.get(text.casefold())
    if channel is None:
        raise InvalidField("El contacto preferido es telefono, correo o carta.")
    return channel


def _read_document_text(text: str) -> Document:
    """Parse «CC 52900101», or a number alone, which counts as a CC."""
    kind, _, number = text.partition(" ")
    return read_document(kind, number) if number and kind.isalpha() else read_document("CC", text)


ParsedRow = ImportRow | list[RowRefusal]
"""A parsed row, or all its refusals."""
