"""Parsers of customer fields: from the text of a person to the stored form. Pure.

Owns the limits and the error messages, both for the form on screen and for imported files.
"""

import re
import unicodedata
from datetime import date
from typing import Final

from agent_api.customers.domain.divipola import is_municipality, is_well_formed
from agent_api.customers.domain.emails import MAX_LENGTH, normalize_email
from agent_api.customers.domain.phonetics import count_letters, name_words
from agent_api.customers.domain.record import LONGEST_CREDIT, LONGEST_LINE, LONGEST_NAME
from telephony.phone_numbers import typed_to_e164

_FEWEST_LETTERS: Final = 2
_OLDEST_YEAR: Final = 1900
_SPACE = re.compile(r"\s+")
_CREDIT = re.compile(r"[A-Z0-9][A-Z0-9./-]*")


class InvalidField(ValueError):
    """The value is invalid; the text is a Spanish sentence for people."""


def read_name(text: str) -> str:
    """Parse a name into NFC with single spaces.

    Raises:
        InvalidField: too few letters, or too long.
    """
    name = _single_line(text, LONGEST_NAME)
    if count_letters(name_words(name)) < _FEWEST_LETTERS:
        raise InvalidField("Escriba el nombre completo, con letras.")
    return name


def read_address_line(text: str) -> str:
    """Parse street and number.

    Raises:
        InvalidField: empty or too long.
    """
    line = _single_line(text, LONGEST_LINE)
    if not line:
        raise InvalidField("Escriba la dirección.")
    return line


def read_programme(text: str) -> str:
    """Parse the programme of a credit; it may be empty.

    Raises:
        InvalidField: too long.
    """
    return _single_line(text, LONGEST_NAME)


def read_municipality(text: str) -> str:
    """Parse a DIVIPOLA code; restore the leading zero that spreadsheets drop (Antioquia, Atlántico).

    Raises:
        InvalidField: no municipality has that code.
    """
    code = text.strip()
    code = code.zfill(5) if re.fullmatch(r"[0-9]{4}", code) else code
    if not is_well_formed(code):
        raise InvalidField("El municipio se escribe con su código DIVIPOLA de 5 cifras, como 11001 o 05001.")
    if not is_municipality(code):
        raise InvalidField(f"Ningún municipio tiene el código DIVIPOLA {code}: revíselo.")
    return code


def read_phone(text: str) -> str:
    """Parse a phone number into E.164.

    Raises:
        InvalidField: not a valid number.
    """
    number = typed_to_e164(text)
    if number is None:
        raise InvalidField(
            "Ese teléfono no existe: debe tener 10 cifras, como 3001234567, o el indicativo del país,"
            " como +34911234567, y va sin extensión. Revise las cifras."
        )
    return number


def read_email(text: str) -> str:
    """Parse an e-mail address.

    Raises:
        InvalidField: not a valid address.
    """
    address = normalize_email(text) if len(text) <= MAX_LENGTH else None
    if address is None:
        raise InvalidField("El correo no tiene la forma de uno, como nombre@ejemplo.com.")
    return address


def read_birth_date(text: str, today: date) -> str:
    """Parse a birth date into ISO 8601.

    Raises:
        InvalidField: not a date, before 1900, or after today.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidField("La fecha se escribe AAAA-MM-DD, como 1998-07-20.") from None
    if day.year < _OLDEST_YEAR:
        raise InvalidField(f"La fecha de nacimiento no puede ser anterior a {_OLDEST_YEAR}.")
    if day > today:
        raise InvalidField("La fecha de nacimiento no puede ser posterior a hoy.")
    return day.isoformat()


def read_credit(text: str) -> str:
    """Parse the number of a credit into capitals.

    Raises:
        InvalidField: not a valid number.
    """
    number = text.strip().upper()
    if len(number) > LONGEST_CREDIT or not _CREDIT.fullmatch(number):
        raise InvalidField(f"El crédito se escribe con letras, cifras y guiones, hasta {LONGEST_CREDIT}.")
    return number


def _single_line(text: str, max_length: int) -> str:
    """Return one line in NFC with single spaces.

    Raises:
        InvalidField: unprintable characters, or too long.
    """
    line = _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if not line.isprintable():
        raise InvalidField("Hay caracteres que no se pueden leer; el archivo o el formulario debe estar en UTF-8.")
    if len(line) > max_length:
        raise InvalidField(f"Es demasiado largo: a lo sumo {max_length} caracteres.")
    return line
