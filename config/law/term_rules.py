"""How an entity counts legal terms and when it wants warnings, as its site says. Pure.

Owns the shape, the bounds and the checks of these fields. It must not know the law, which is the same for every entity
(`config.law.regimes`), nor count (`config.law.terms`).
"""

from datetime import date, time
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import Name
from config.schema.reader import Reader

FewDays = Annotated[int, Meta(ge=0, le=30)]
# A petition made in a call counts from the day of the call, so no rule covers it.
CutChannel = Literal["written", "letter", "email", "web", "in_person", "message"]


class ClosedDay(msgspec.Struct, frozen=True, kw_only=True):
    """A date without receipt of petitions («vacante», Ley 4 de 1913 art. 62), with a Spanish reason for the count."""

    day: date
    reason: Name


class ReceiptCut(msgspec.Struct, frozen=True, kw_only=True):
    """The rule for petitions that arrive on no business day or after hours: they count as received on the next one.

    Attributes:
        since: the first local date of receipt to which the rule applies; the latest rule by then counts.
        closes_at: local time at which the day ends for petitions; None if every hour of a business day counts.
    """

    since: date
    closes_at: time | None = None
    channels: tuple[CutChannel, ...] = ("written", "letter", "email", "web")


class TermRules(msgspec.Struct, frozen=True, kw_only=True):
    """The entity's choices about terms.

    Attributes:
        saturdays: whether Saturdays count: only where petitions are received on Saturdays.
        closed_days: further dates that do not count, beside Saturdays, Sundays and holidays.
        alarms: business days before the last day on which to warn; 0 is the last day itself.
        yellow_days: the light is yellow with this many business days left, or fewer.
        red_days: the light is red with this many business days left, or fewer.
        receipt_cuts: rules for petitions out of hours; without one, each counts from the calendar day of its arrival.
    """

    saturdays: bool = False
    closed_days: tuple[ClosedDay, ...] = ()
    alarms: tuple[FewDays, ...] = (5, 3, 1)
    yellow_days: FewDays = 5
    red_days: FewDays = 2
    receipt_cuts: tuple[ReceiptCut, ...] = ()


def check_terms(terms: TermRules | None, reader: Reader) -> None:
    """Check that the light is yellow before it is red, and that no closed day and no receipt rule is repeated."""
    if terms is None:
        return
    if terms.red_days > terms.yellow_days:
        text = f"el rojo no puede empezar antes que el amarillo; use {terms.yellow_days} o menos"
        reader.complain(("terms", "red_days"), text)
    days = [each.day for each in terms.closed_days]
    for index, day in enumerate(days):
        if day in days[:index]:
            reader.complain(("terms", "closed_days", str(index)), f"la fecha {day} está dos veces; deje una sola")
    dates = [each.since for each in terms.receipt_cuts]
    for index, since in enumerate(dates):
        if since in dates[:index]:
            text = f"hay dos reglas de recibo desde el {since}; deje una sola"
            reader.complain(("terms", "receipt_cuts", str(index)), text)
