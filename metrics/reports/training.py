"""The monthly report of training (informe mensual de capacitación; M5-1-05, C2). Pure.

Owns its inputs and its sections: attendance, marks of new and experienced advisors, schedule, and what is pending. New
and experienced advisors are compared within one version of the material.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from config.spanish_dates import spoken_month
from metrics.indicators.periods import month_of
from metrics.reports.document import (
    Chart,
    Column,
    Highlight,
    Origin,
    Report,
    ReportCell,
    Row,
    Section,
    Series,
    Table,
    count_cell,
    decimal_cell,
    percent_cell,
    text_cell,
    with_alarm,
)
from metrics.reports.number_format import NOTHING, format_integer

TenureBand = Literal["new", "experienced", "unknown"]
TITLE: Final = "Informe de capacitación"
_BANDS: Final[Mapping[TenureBand, str]] = {
    "new": "Nuevos",
    "experienced": "Antiguos",
    "unknown": "Sin fecha de ingreso",
}
_SCHEDULE: Final = (
    *(Column(name, False) for name in ("Sesión", "Fecha", "Tema", "Línea", "Quién la dicta", "Lugar o enlace")),
    Column("Minutos"),
    Column("Se esperan"),
    Column("Estado", False),
)
_ATTENDANCE: Final = (
    *(Column(name, False) for name in ("Sesión", "Fecha", "Tema")),
    *(Column(name) for name in ("Se esperaban", "Asistieron", "Faltaron", "Sin registrar", "Asistencia")),
)
_MARKS: Final = (
    *(Column(name, False) for name in ("Asesor", "Antigüedad", "Tema", "Fecha")),
    Column("Intento"),
    Column("Nota"),
    *(Column(name, False) for name in ("Resultado", "Vigente hasta", "Confirmada")),
)
_BAND_COLUMNS: Final = ("Notas", "Nota media", "Aprobados")
_COMPARISON: Final = (
    Column("Tema y versión", False),
    *(Column(f"{band}: {name.lower()}") for band in ("Nuevos", "Antiguos") for name in _BAND_COLUMNS),
)
_MARK_NOTE: Final = (
    "Nuevo: dentro de la curva de aprendizaje el día de la sesión. Se comparan notas de la misma versión del material; "
    "con pocas notas, una media dice poco. Un asesor sin fecha de ingreso no está en ninguno de los dos grupos."
)


class TrainingSessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A session: names instead of ids, its local start in words, and its participants by attendance."""

    id: str
    course: str
    version: int
    line: str
    trainer: str
    place: str
    starts: str
    minutes: int
    state: str
    planned: int = 0
    attended: int = 0
    absent: int = 0

    @property
    def title(self) -> str:
        """The course with the version of its material."""
        return f"{self.course} (versión {self.version})"


class TrainingMarkRow(msgspec.Struct, frozen=True, kw_only=True):
    """A mark of a session of the period; ``hundredths`` are of a point, ``login`` the stable name of the advisor."""

    advisor: str
    login: str
    band: TenureBand
    title: str
    day: date
    attempt: int
    hundredths: int
    passed: bool
    valid_until: date | None
    acknowledged: bool


class TrainingInputs(msgspec.Struct, frozen=True, kw_only=True):
    """The inputs of a month.

    Attributes:
        held: its sessions that were held; ``planned`` are the others, without those that were cancelled.
        cancelled: how many were.
        absences: absences by the name of their reason.
        next_sessions: those of the following month.
        lacking: advisors without a required course today, and the course.
        open_proposals: proposals without a decision today.
    """

    first: date
    last: date
    held: tuple[TrainingSessionRow, ...]
    planned: tuple[TrainingSessionRow, ...]
    cancelled: int
    absences: Mapping[str, int]
    marks: tuple[TrainingMarkRow, ...]
    next_sessions: tuple[TrainingSessionRow, ...]
    lacking: tuple[tuple[str, str], ...]
    open_proposals: int


def build_training_report(
    inputs: TrainingInputs, *, entity: str, brand: str, origin: Origin, made_at: datetime, until: str = ""
) -> Report:
    """Build the report; the arguments are those of `metrics.reports.layouts.build_report`."""
    return Report(
        kind="training",
        entity=entity,
        brand=brand,
        title=TITLE,
        period=spoken_month(month_of(inputs.first)),
        first=inputs.first,
        last=inputs.last,
        made_at=made_at,
        until=until,
        origin=origin,
        highlights=_highlights(inputs),
        sections=(
            _attendance_section(inputs),
            _marks_section(inputs.marks),
            _schedule_section(inputs),
            _pending_section(inputs),
        ),
    )


def _highlights(inputs: TrainingInputs) -> tuple[Highlight, ...]:
    attended, recorded = _attendance(inputs.held)
    passed = sum(each.passed for each in inputs.marks)
    by_band = Counter(each.band for each in inputs.marks)
    return (
        Highlight(name="Sesiones realizadas", value=count_cell(len(inputs.held))),
        Highlight(name="Asistencia", value=percent_cell(attended, recorded)),
        Highlight(name="Notas de asesores nuevos", value=count_cell(by_band["new"])),
        Highlight(name="Notas de asesores antiguos", value=count_cell(by_band["experienced"])),
        Highlight(name="Aprobados", value=percent_cell(passed, len(inputs.marks))),
    )


def _attendance_section(inputs: TrainingInputs) -> Section:
    rows = [_attendance_row(each) for each in inputs.held]
    if rows:
        attended, recorded = _attendance(inputs.held)
        expected = sum(each.planned for each in inputs.held)
        counts = (expected, attended, recorded - attended, expected - recorded)
        cells = (*map(count_cell, counts), percent_cell(attended, recorded))
        rows.append(Row((text_cell("Todas"), text_cell(NOTHING), text_cell(NOTHING), *cells), "total"))
    note = "Asistencia: quienes asistieron, de aquellos con la asistencia registrada."
    by_session = Table(id="attendance", title="", columns=_ATTENDANCE, rows=tuple(rows), note=note, empty=_NO_SESSIONS)
    reasons = tuple(Row((text_cell(name), count_cell(number))) for name, number in inputs.absences.items())
    columns = (Column("Motivo", False), Column("Inasistencias"))
    by_reason = Table(
        id="absences",
        title="Motivos de inasistencia",
        columns=columns,
        rows=reasons,
        empty="No hubo inasistencias.",
    )
    return Section(id="attendance", title="Asistencia", tables=(by_session, by_reason))


def _attendance_row(each: TrainingSessionRow) -> Row:
    recorded = each.attended + each.absent
    pending = each.planned - recorded
    return Row(
        (
            *map(text_cell, (each.id, each.starts, each.title)),
            *map(count_cell, (each.planned, each.attended, each.absent)),
            with_alarm(count_cell(pending), pending > 0),
            percent_cell(each.attended, recorded),
        ),
        id=each.id,
    )


def _marks_section(marks: Sequence[TrainingMarkRow]) -> Section:
    titles = dict.fromkeys(each.title for each in sorted(marks, key=lambda each: each.title))
    rows = tuple(_comparison_row(title, [each for each in marks if each.title == title]) for title in titles)
    comparison = Table(
        id="tenure",
        title="Nuevos y antiguos",
        columns=_COMPARISON,
        rows=rows,
        note=_MARK_NOTE,
        empty="No hubo notas.",
    )
    ordered = sorted(marks, key=lambda each: (each.advisor, each.login, each.day, each.title))
    by_advisor = Table(
        id="marks",
        title="Notas por asesor",
        columns=_MARKS,
        rows=tuple(map(_mark_row, ordered)),
        empty="No hubo notas.",
    )
    return Section(id="marks", title="Notas", charts=_mark_charts(marks), tables=(comparison, by_advisor))


def _mark_charts(marks: Sequence[TrainingMarkRow]) -> tuple[Chart, ...]:
    if not marks:
        return ()
    counts = {name: _results(marks, band) for band, name in _BANDS.items() if any(each.band == band for each in marks)}
    title = "Aprobados y reprobados"
    told = "; ".join(f"{name}, {passed} aprobados y {failed} reprobados" for name, (passed, failed) in counts.items())
    series = (
        Series("Aprobados", tuple(count_cell(passed) for passed, _ in counts.values())),
        Series("Reprobados", tuple(count_cell(failed) for _, failed in counts.values())),
    )
    chart = Chart(id="marks", title=title, shape="bars", places=tuple(counts), counts=series, alt=f"{title}: {told}.")
    return (chart,)


def _results(marks: Iterable[TrainingMarkRow], band: TenureBand) -> tuple[int, int]:
    passed = [each.passed for each in marks if each.band == band]
    return sum(passed), len(passed) - sum(passed)


def _comparison_row(title: str, marks: Sequence[TrainingMarkRow]) -> Row:
    bands: tuple[TenureBand, ...] = ("new", "experienced")
    cells = (cell for band in bands for cell in _band_cells([each for each in marks if each.band == band]))
    return Row((text_cell(title), *cells))


def _band_cells(marks: Sequence[TrainingMarkRow]) -> tuple[ReportCell, ...]:
    number = len(marks)
    return (
        count_cell(number),
        decimal_cell(sum(each.hundredths for each in marks), 100 * number),
        percent_cell(sum(each.passed for each in marks), number),
    )


def _mark_row(each: TrainingMarkRow) -> Row:
    until = f"{each.valid_until:%d/%m/%Y}" if each.valid_until else "No vence" if each.passed else NOTHING
    result = with_alarm(text_cell("Aprobó" if each.passed else "No aprobó"), not each.passed)
    return Row(
        (
            *map(text_cell, (each.advisor, _BANDS[each.band], each.title, f"{each.day:%d/%m/%Y}")),
            count_cell(each.attempt),
            decimal_cell(each.hundredths, 100),
            result,
            text_cell(until),
            text_cell("Sí" if each.acknowledged else "No"),
        ),
        id=each.login,
    )


def _schedule_section(inputs: TrainingInputs) -> Section:
    month = sorted((*inputs.held, *inputs.planned), key=lambda each: each.id)
    of_month = Table(id="schedule", title="Sesiones del mes", columns=_SCHEDULE, rows=_rows(month), empty=_NO_SESSIONS)
    following = Table(
        id="next",
        title="Sesiones programadas del mes siguiente",
        columns=_SCHEDULE,
        rows=_rows(inputs.next_sessions),
        empty="No hay sesiones programadas.",
    )
    cancelled = f"Se cancelaron {format_integer(inputs.cancelled)} sesiones del mes." if inputs.cancelled else ""
    return Section(
        id="schedule",
        title="Cronograma",
        paragraphs=(cancelled,) if cancelled else (),
        tables=(of_month, following),
    )


def _rows(sessions: Iterable[TrainingSessionRow]) -> tuple[Row, ...]:
    build: Callable[[TrainingSessionRow], Row] = lambda each: Row(  # noqa: E731
        (
            *map(text_cell, (each.id, each.starts, each.title, each.line, each.trainer, each.place)),
            count_cell(each.minutes),
            count_cell(each.planned),
            text_cell(each.state),
        ),
        id=each.id,
    )
    return tuple(map(build, sessions))


def _pending_section(inputs: TrainingInputs) -> Section:
    rows = tuple(Row((text_cell(advisor), text_cell(course))) for advisor, course in inputs.lacking)
    columns = (Column("Asesor", False), Column("Tema exigido que le falta", False))
    lacking = Table(
        id="lacking", title="", columns=columns, rows=rows, empty="A ningún asesor le falta un tema exigido."
    )
    waiting = f"Propuestas de capacitación sin decidir: {format_integer(inputs.open_proposals)}."
    return Section(id="pending", title="Pendientes al hacer el informe", paragraphs=(waiting,), tables=(lacking,))


def _attendance(sessions: Iterable[TrainingSessionRow]) -> tuple[int, int]:
    """Return how many attended, and of how many the attendance was recorded."""
    attended = sum(each.attended for each in sessions)
    return attended, attended + sum(each.absent for each in sessions)


_NO_SESSIONS: Final = "No hubo sesiones en el mes."
