"""Format values of other systems: text, Colombian pesos, dates. Pure.

Owns how each kind is read and written. A value that cannot be read raises an error and is never shown raw.
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec

from config.site.customers.lookups import ValueKind

MAX_CHARACTERS: Final = 2000
_CENT: Final = Decimal("0.01")
_MOST_MONEY: Final = Decimal(10) ** 18


class UnformattableValue(ValueError):
    """A value does not match its kind; the text names the kind, never the value."""


class FormattedValue(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a row.

    Attributes:
        plain: for programs: text unchanged, pesos with two decimals, a date as ``2026-11-25``; None if empty.
        text: for people, in Spanish; empty if there is no value.
    """

    plain: str | None
    text: str


EMPTY: Final = FormattedValue(plain=None, text="")


def format_value(kind: ValueKind, raw: object) -> FormattedValue:
    """Format a value of the connector as the given kind.

    Raises:
        UnformattableValue: it is not of that kind.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return EMPTY
    if kind == "money":
        return _money(raw)
    return _date(raw) if kind == "date" else _text(raw)


def as_text(raw: object) -> str:
    """Return a plain value as text: numbers in digits, dates as ``2026-11-25``.

    Raises:
        UnformattableValue: it is not a plain value.
    """
    if isinstance(raw, bool):
        return "sí" if raw else "no"
    if isinstance(raw, datetime):
        return raw.isoformat(sep=" ", timespec="minutes")
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, Decimal) and raw.is_finite() and abs(raw) < _MOST_MONEY:
        return f"{raw:f}"
    if isinstance(raw, str | int | float):
        return str(raw)
    raise UnformattableValue("no es un texto")


def _text(raw: object) -> FormattedValue:
    text = "".join(character if character.isprintable() else " " for character in as_text(raw)[:MAX_CHARACTERS])
    return FormattedValue(plain=text.strip(), text=text.strip())


def _money(raw: object) -> FormattedValue:
    amount = _number(raw)
    if abs(amount) >= _MOST_MONEY:
        raise UnformattableValue("no es un valor en pesos")
    amount = amount.quantize(_CENT) + 0  # + 0 removes the minus of a negative zero
    units, _, cents = f"{abs(amount):,.2f}".partition(".")
    grouped = units.replace(",", ".") + (f",{cents}" if cents != "00" else "")
    return FormattedValue(plain=f"{amount:.2f}", text=f"{'-' if amount < 0 else ''}$ {grouped}")


def _number(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise UnformattableValue("no es un valor en pesos")
    try:
        number = Decimal(str(raw).strip())
    except InvalidOperation:
        raise UnformattableValue("no es un valor en pesos") from None
    if not number.is_finite():
        raise UnformattableValue("no es un valor en pesos")
    return number


def _date(raw: object) -> FormattedValue:
    if isinstance(raw, datetime):
        day = raw.date()
    elif isinstance(raw, date):
        day = raw
    else:
        text = as_text(raw).strip()
        if not text.strip("0"):
            return EMPTY  # eight zeros mean no date
        day = _day(text)
    return FormattedValue(plain=day.isoformat(), text=f"{day:%d/%m/%Y}")


def _day(text: str) -> date:
    """Parse ``20261125`` or ISO 8601, of which only the date counts."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise UnformattableValue("no es una fecha") from None
