"""Lay out indicators over time as the table of a file: side by side, each with the same slot of another period."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

import msgspec

from agent_api.exports.files import Cell
from agent_api.indicators.trends.schemas import IndicatorSeries, SeriesPoint, WeekHour
from config.timezone import COLOMBIA
from metrics.indicators.results import SlotKind

OF_FIGURE: Final = ("Cifra", "Numerador", "Denominador", "Cumple la meta", "Faltan datos")
OF_VOLUME: Final = ("Ingresadas", "Contestadas", "Abandonadas")
_UNITS: Final = {"percent": "%", "seconds": "s"}
_YES_OR_NO: Final = {True: "sí", False: "no", None: None}
_HALF_MONTH: Final = timedelta(days=15)


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Indicators of a period, and those of the period that they are compared with.

    Attributes:
        before: in the same order; empty without a comparison.
        shift: how much earlier the other period begins; negative if it begins later.
    """

    by: SlotKind
    now: Sequence[IndicatorSeries]
    before: Sequence[IndicatorSeries] = ()
    shift: timedelta = timedelta(0)


def figure_cells(point: SeriesPoint | WeekHour) -> list[Cell]:
    """Return the cells under ``OF_FIGURE``."""
    return [
        *(point.value, point.numerator, point.denominator),
        *(_YES_OR_NO[point.meets], _YES_OR_NO[point.incomplete]),
    ]


def volume_cells(point: SeriesPoint | WeekHour | None) -> list[Cell]:
    """Return the cells under ``OF_VOLUME``; a slot without a call has zeros."""
    return [point.entered, point.answered, point.abandoned] if point else [0, 0, 0]


def layout_compared(compared: Compared) -> tuple[list[str], list[list[Cell]]]:
    """Return headings that name indicator and period, and a row for each slot with something in either period."""
    headings = ["Comienzo", *OF_VOLUME]
    if compared.before:
        headings += ["Comienzo, antes", *(f"{each}, antes" for each in OF_VOLUME)]
    for series in compared.now:
        name, unit = series.definition.name, _UNITS[series.definition.unit]
        fields = (f"Cifra {unit}", *OF_FIGURE[1:])
        headings += [f"{name}: {each}" for each in fields]
        if compared.before:
            headings += [f"{name}, antes: {each}" for each in fields]
            headings.append(f"{name}: Diferencia {'en puntos' if unit == '%' else unit}")
    return headings, _rows(compared)


def _rows(compared: Compared) -> list[list[Cell]]:
    now = [{each.starts_at: each for each in series.points} for series in compared.now]
    before = [{each.starts_at: each for each in series.points} for series in compared.before]
    rows: list[list[Cell]] = []
    for slot in _slots(compared):
        earlier = _moved(slot, -compared.shift, compared.by)
        row: list[Cell] = [slot, *volume_cells(_first(now, slot))]
        if before:
            row += [earlier, *volume_cells(_first(before, earlier))]
        for at, points in enumerate(now):
            point = points.get(slot)
            row += _cells_of(point)
            if before:
                other = before[at].get(earlier)
                row += [*_cells_of(other), _difference(point, other)]
        rows.append(row)
    return rows


def _slots(compared: Compared) -> list[datetime]:
    """Return the starts of the period's slots with something in either period, in order."""
    begun = {each.starts_at for series in compared.now for each in series.points}
    for series in compared.before:
        begun |= {_moved(each.starts_at, compared.shift, compared.by) for each in series.points}
    return sorted(begun)


def _moved(slot: datetime, shift: timedelta, by: SlotKind) -> datetime:
    """Return the slot of the other period; a moved month is the one in which most of it lies."""
    moved = slot + shift
    if by != "month":
        return moved
    middle = (moved + _HALF_MONTH).astimezone(COLOMBIA)
    return datetime(middle.year, middle.month, 1, tzinfo=COLOMBIA)


def _first(several: Sequence[dict[datetime, SeriesPoint]], slot: datetime) -> SeriesPoint | None:
    return next((points[slot] for points in several if slot in points), None)


def _cells_of(point: SeriesPoint | None) -> list[Cell]:
    return figure_cells(point) if point else [None] * len(OF_FIGURE)


def _difference(point: SeriesPoint | None, other: SeriesPoint | None) -> Cell:
    if point is None or other is None or point.value is None or other.value is None:
        return None
    return str(Decimal(point.value) - Decimal(other.value))
