"""Identity documents of Colombia in normalized form. Pure.

Owns the kinds, the format of each number and the check digit of a NIT. It must not know the holder.
"""

import re
from typing import Final, Literal, get_args

import msgspec

DocumentKind = Literal["CC", "TI", "CE", "PA", "PPT", "NIT"]
DOCUMENT_KINDS: Final[tuple[DocumentKind, ...]] = get_args(DocumentKind)
KIND_NAMES: Final[dict[DocumentKind, str]] = {
    "CC": "cédula de ciudadanía",
    "TI": "tarjeta de identidad",
    "CE": "cédula de extranjería",
    "PA": "pasaporte",
    "PPT": "permiso por protección temporal",
    "NIT": "NIT",
}
_FORMS: Final[dict[DocumentKind, tuple[re.Pattern[str], str]]] = {
    "CC": (re.compile(r"[1-9][0-9]{2,9}"), "de 3 a 10 cifras, sin ceros adelante"),
    "TI": (re.compile(r"[1-9][0-9]{9,10}"), "de 10 u 11 cifras"),
    "CE": (re.compile(r"[1-9][0-9]{2,6}"), "de 3 a 7 cifras, sin ceros adelante"),
    "PA": (re.compile(r"[A-Z0-9]{5,15}"), "de 5 a 15 letras y cifras"),
    "PPT": (re.compile(r"[1-9][0-9]{3,8}"), "de 4 a 9 cifras, sin ceros adelante"),
    "NIT": (re.compile(r"[1-9][0-9]{5,14}"), "con su dígito de verificación, como 899999035-7"),
}
_SEPARATORS = re.compile(r"[\s.,'\-]")
_WEIGHTS: Final = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71)  # DIAN, Orden Administrativa 4 de 1989
_MODULUS: Final = 11
_NIT_DIGITS: Final = 9
_LEGAL_PERSON = re.compile(r"[89][0-9]{9}")


class InvalidDocument(ValueError):
    """The number is invalid for its kind of document; the text is a Spanish sentence for people."""


class Document(msgspec.Struct, frozen=True):
    """An identity document: kind, and number without separators; a NIT ends with its check digit."""

    kind: DocumentKind
    number: str

    @property
    def text(self) -> str:
        """Display form: «CC 52900101», «NIT 899999035-7»."""
        return f"NIT {self.number[:-1]}-{self.number[-1]}" if self.kind == "NIT" else f"{self.kind} {self.number}"


def check_digit(nit: str) -> int:
    """Return the check digit of a NIT: prime weights from the right, modulo 11 (DIAN).

    `nit` has 1 to 15 digits, without the check digit.
    """
    remainder = sum(int(figure) * weight for figure, weight in zip(reversed(nit), _WEIGHTS, strict=False)) % _MODULUS
    return _MODULUS - remainder if remainder > 1 else remainder


def normalize_number(number: str) -> str:
    """Return a number in capitals without separators, to compare numbers."""
    return _SEPARATORS.sub("", number).upper()


def split_document(text: str) -> tuple[DocumentKind | None, str]:
    """Split a written document such as «CC 1.020.000.010» into its kind and its normalized number.

    The kind is None unless a space follows it: a passport may begin with the same letters («CC123456»).
    """
    written, _, number = text.strip().partition(" ")
    kind = next((each for each in DOCUMENT_KINDS if each == normalize_number(written).removesuffix(":")), None)
    return (kind, normalize_number(number)) if kind and number else (None, normalize_number(text))


def written_nit(text: str) -> str | None:
    """Return the NIT with its check digit that a written document is; None if it is another document.

    After «NIT» the check digit of a number of nine digits may be missing. Without a kind, only the numbers that the
    DIAN gives to legal persons count: ten digits that begin with 8 or 9.
    """
    kind, number = split_document(text)
    form = _FORMS["NIT"][0] if kind == "NIT" else _LEGAL_PERSON
    if kind not in (None, "NIT") or not form.fullmatch(number):
        return None
    if check_digit(number[:-1]) == int(number[-1]):
        return number
    return f"{number}{check_digit(number)}" if kind == "NIT" and len(number) == _NIT_DIGITS else None


def read_document(kind: str, number: str) -> Document:
    """Parse a document as a person wrote it.

    The kind may be in any case, the number may have separators; a NIT includes its check digit.

    Raises:
        InvalidDocument: unknown kind, or an invalid number for it.
    """
    code = kind.strip().upper()
    document_kind = next((each for each in DOCUMENT_KINDS if each == code), None)
    if document_kind is None:
        raise InvalidDocument(
            f"No hay documento de clase «{kind.strip()[:20]}»: es uno de {', '.join(DOCUMENT_KINDS)}."
        )
    plain, (form, hint) = normalize_number(number), _FORMS[document_kind]
    if not form.fullmatch(plain):
        raise InvalidDocument(f"Ese número no es de {KIND_NAMES[document_kind]}: debe ser {hint}.")
    if document_kind == "NIT" and check_digit(plain[:-1]) != int(plain[-1]):
        raise InvalidDocument("El dígito de verificación del NIT no corresponde: revise las cifras, una por una.")
    return Document(document_kind, plain)
