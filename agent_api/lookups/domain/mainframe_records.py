"""Decode items of a mainframe record to values, and encode values. Pure.

Owns the encoding of text, zoned and packed digits in EBCDIC and in Latin-1. Invalid bytes raise an error and are never
guessed: half a number is another person's debt. Python has no codec for the EBCDIC of Spain and Latin America (cp284,
and cp1145 with the euro sign); importing ``ebcdic`` registers them.

Source: IBM z/Architecture Principles of Operation, chapter "Decimal instructions": sign codes A, C, E, F are plus, B
and D are minus; C and D are preferred, F is that of numbers without a sign.
"""

from decimal import Decimal
from typing import Final

import ebcdic  # noqa: F401 - registers its codecs

from config.site.customers.copybook import ElementaryItem
from config.site.customers.lookups import Encoding

_PLUS, _MINUS = frozenset({0xA, 0xC, 0xE, 0xF}), frozenset({0xB, 0xD})
_UNSIGNED = frozenset({0xC, 0xF})
# The last digit with its sign over it, as characters: what C0…C9 and D0…D9 of EBCDIC become in a transfer as text.
_OVER_PLUS: Final = b"{ABCDEFGHI"
_OVER_MINUS: Final = b"}JKLMNOPQR"


class InvalidItem(ValueError):
    """The bytes of an item do not match its picture; the Spanish text names the item, never its content."""

    def __init__(self, item: ElementaryItem, fault: str) -> None:
        super().__init__(f"{item.name}: {fault}")


def decode(item: ElementaryItem, record: bytes, encoding: Encoding) -> str | Decimal:
    """Return the value of an item in a whole record: a number, or text without trailing spaces.

    ``encoding`` is that of text and zoned digits.

    Raises:
        InvalidItem: the bytes do not match the picture.
    """
    field = record[item.offset : item.end]
    if len(field) != item.size:
        raise InvalidItem(item, "el registro es demasiado corto")
    if item.usage == "text":
        return field.decode(encoding).rstrip(" \0")
    digits, negative = _packed(item, field) if item.usage == "packed" else _zoned(item, field, encoding)
    number = Decimal(digits).scaleb(-item.scale)
    return -number if negative and number else number


def encode(item: ElementaryItem, value: str | Decimal, encoding: Encoding) -> bytes:
    """Return the bytes of a value: text of at most the item's size, or a number that its digits hold exactly.

    Raises:
        InvalidItem: it does not fit.
    """
    if item.usage == "text":
        return _encoded_text(item, str(value), encoding)
    number = Decimal(value)
    digits = abs(number).scaleb(item.scale)
    if digits != digits.to_integral_value() or digits >= 10**item.digits or (number < 0 and not item.signed):
        raise InvalidItem(item, "el número no cabe, o su signo no corresponde")
    text = f"{int(digits):0{item.digits}}"
    sign = (0xD if number < 0 else 0xC) if item.signed else 0xF
    if item.usage == "packed":
        return bytes.fromhex(f"{text:0>{item.size * 2 - 1}}{sign:X}")
    return _encoded_zoned(text, sign, encoding)


def _encoded_text(item: ElementaryItem, text: str, encoding: Encoding) -> bytes:
    try:
        field = text.encode(encoding)
    except UnicodeEncodeError:
        raise InvalidItem(item, "la codificación no tiene un carácter del texto") from None
    if len(field) > item.size:
        raise InvalidItem(item, "el texto es demasiado largo")
    return field.ljust(item.size, " ".encode(encoding))


def _encoded_zoned(digits: str, sign: int, encoding: Encoding) -> bytes:
    if encoding != "latin-1":
        return bytes(0xF0 | int(digit) for digit in digits[:-1]) + bytes([sign << 4 | int(digits[-1])])
    if sign == 0xF:
        return digits.encode()
    over = _OVER_MINUS if sign == 0xD else _OVER_PLUS
    return digits[:-1].encode() + over[int(digits[-1])].to_bytes()


def _packed(item: ElementaryItem, field: bytes) -> tuple[str, bool]:
    """Decode two digits per byte, with the sign in the last half byte."""
    halves = field.hex()
    digits, sign = halves[:-1], int(halves[-1], 16)
    if not digits.isdecimal():
        raise InvalidItem(item, "medio byte no es una cifra")
    if digits[: len(digits) - item.digits].strip("0"):
        raise InvalidItem(item, "tiene más cifras que su PIC")
    return digits, _is_negative(item, sign)


def _zoned(item: ElementaryItem, field: bytes, encoding: Encoding) -> tuple[str, bool]:
    """Decode one digit per byte, with the sign over the last one."""
    if encoding == "latin-1":
        return _zoned_as_text(item, field)
    if any(byte >> 4 != 0xF for byte in field[:-1]) or any(byte & 0xF > 9 for byte in field):
        raise InvalidItem(item, "un byte no es una cifra")
    return "".join(str(byte & 0xF) for byte in field), _is_negative(item, field[-1] >> 4)


def _zoned_as_text(item: ElementaryItem, field: bytes) -> tuple[str, bool]:
    plain, last = field[:-1], field[-1:]
    if plain and not plain.isdigit():
        raise InvalidItem(item, "un byte no es una cifra")
    if last.isdigit():
        return field.decode("ascii"), False
    for signs, negative in ((_OVER_PLUS, False), (_OVER_MINUS, True)):
        if last in signs and item.signed:
            return f"{plain.decode('ascii')}{signs.index(last)}", negative
    raise InvalidItem(item, "el signo no es válido")


def _is_negative(item: ElementaryItem, sign: int) -> bool:
    valid_signs = (_PLUS | _MINUS) if item.signed else _UNSIGNED
    if sign not in valid_signs:
        raise InvalidItem(item, "el signo no es válido")
    return sign in _MINUS
