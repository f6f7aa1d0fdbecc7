"""The figures of a sealed month: computed from its facts, and compared with those in the file. Pure.

Owns the wording of a difference. The only fold is that of `metrics.indicators.recount`.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime

import msgspec

from config.site.oversight.indicators import definitions_from_json
from config.spanish_dates import spoken_date, spoken_month
from config.timezone import COLOMBIA
from eventlog.facts import Envelope
from metrics.indicators.periods import month_of
from metrics.indicators.recount import Recount
from metrics.indicators.results import (
    BalanceRow,
    Figure,
    Results,
    format_value,
    results_from_json,
    results_to_json,
    written_count,
)
from metrics.sealed.errors import Damaged
from metrics.sealed.manifest import Manifest
from metrics.sealed.report import format_number


class MonthFigures:
    """The figures of one month, from aware `begins` to `ends` (excluded), with the definitions of the file.

    Raises:
        Damaged: the definitions are unreadable.
    """

    def __init__(self, begins: datetime, ends: datetime, definitions: bytes) -> None:
        try:
            decoded = definitions_from_json(definitions)
        except (ValueError, msgspec.MsgspecError) as error:
            raise Damaged("Las definiciones del archivo no se pueden leer.") from error
        self._recount = Recount(decoded, begins=begins, ends=ends)
        self.add: Callable[[Envelope], None] = self._recount.add
        """Add the next fact."""
        self.add_all: Callable[[Iterable[Envelope]], None] = self._recount.add_all
        """Add the next facts."""

    def is_settled(self, at: datetime) -> bool:
        """Return whether no later fact can change a figure of the month; `at` is the time of the last fact."""
        return self._recount.is_settled(at)

    def results(self) -> bytes:
        """Return the figures in the encoding of the file."""
        return results_to_json(self._recount.results())

    def differences(self, results: bytes) -> tuple[int, list[str]]:
        """Count figures and balances, and describe each one in which the file differs.

        Raises:
            msgspec.MsgspecError: the file's results are unreadable.
        """
        computed = self._recount.results()
        number = len(computed.figures) + len(computed.balances)
        if results == results_to_json(computed):
            return number, []
        declared = results_from_json(results)
        return number, [*describe_differences(declared, computed)] or ["Las cifras del archivo están en otro orden."]


def figures_of(manifest: Manifest, definitions: bytes) -> MonthFigures:
    """Return the month's figures, not yet computed; see `metrics.sealed.verifier.FigureRecountFactory`."""
    return MonthFigures(manifest.begins, manifest.ends, definitions)


def describe_differences(declared: Results, computed: Results) -> Iterable[str]:
    """Yield a sentence for each figure and balance in which declared and computed results differ."""
    yield from _compare(_by_key(declared.figures, _figure_key), _by_key(computed.figures, _figure_key), _figure_text)
    yield from _compare(
        _by_key(declared.balances, _balance_key), _by_key(computed.balances, _balance_key), _balance_text
    )


def _compare(
    declared: Mapping[Hashable, Figure | BalanceRow],
    computed: Mapping[Hashable, Figure | BalanceRow],
    describe: Callable[[Figure | BalanceRow], str],
) -> Iterable[str]:
    for key in dict.fromkeys([*declared, *computed]):
        stated, true = declared.get(key), computed.get(key)
        if stated == true:
            continue
        label = _row_label(stated or true)
        if stated is None or true is None:
            yield f"{label}: " + ("falta en el archivo." if stated is None else "los hechos no la dan.")
        else:
            yield f"{label}: el archivo dice {describe(stated)} y por los hechos es {describe(true)}."


def _by_key(
    rows: Iterable[Figure | BalanceRow], key: Callable[[Figure | BalanceRow], Hashable]
) -> dict[Hashable, Figure | BalanceRow]:
    return {key(row): row for row in rows}


def _figure_key(row: Figure | BalanceRow) -> Hashable:
    assert isinstance(row, Figure)
    return row.indicator, row.version, row.line, row.queue, row.kind, row.starts_at


def _balance_key(row: Figure | BalanceRow) -> Hashable:
    return row.line, row.queue, row.kind, row.starts_at


def _row_label(row: Figure | BalanceRow | None) -> str:
    """Name the figure or balance of a row."""
    assert row is not None
    subject = f"Indicador «{row.indicator}»" if isinstance(row, Figure) else "Balance"
    line = f"línea «{row.line}»" if row.line else "todas las líneas"
    queue = f", cola «{row.queue}»" if row.queue else ""
    return f"{subject}, {line}{queue}, {_range_label(row)}"


def _range_label(row: Figure | BalanceRow) -> str:
    begins = row.starts_at.astimezone(COLOMBIA)
    match row.kind:
        case "month":
            return spoken_month(month_of(begins))
        case "day":
            return spoken_date(begins)
        case "period":
            return f"período que empieza el {spoken_date(begins)}"
        case _:
            return f"intervalo que empieza el {spoken_date(begins)} a las {begins:%H:%M}"


def _figure_text(row: Figure | BalanceRow) -> str:
    assert isinstance(row, Figure)
    value = format_value(row.numerator, row.denominator, row.unit)
    value_text = f" ({value.replace('.', ',')} {'%' if row.unit == 'percent' else 's'})" if value else ""
    mark_text = ", con datos faltantes" if row.incomplete else ""
    if row.sample is not msgspec.UNSET:
        sample = row.sample
        interval = f"intervalo de {sample.low.replace('.', ',')} a {sample.high.replace('.', ',')} %"
        counted = f"{format_number(sample.evaluations)} evaluaciones que suman {sample.total}"
        return f"{counted}{value_text}, {interval}, {format_number(sample.replaced)} reemplazos{mark_text}"
    return f"{format_number(row.numerator)}/{format_number(row.denominator)}{value_text}{mark_text}"


def _balance_text(row: Figure | BalanceRow) -> str:
    assert isinstance(row, BalanceRow)
    outcomes = ", ".join(f"{name} {format_number(number)}" for name, number in row.outcomes.items() if number)
    details = f"recibidas {row.received}, movidas {row.moved}, en curso {row.in_progress}, diferencia {row.difference}"
    anomalous = f", tráfico anómalo {written_count(row.anomalous)}" if row.anomalous else ""
    silent = f", sin conversación {written_count(row.without_talk)}" if row.without_talk else ""
    return f"entradas {format_number(row.entered)} ({outcomes or 'ningún final'}; {details}{anomalous}{silent})"
