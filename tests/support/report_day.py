"""A synthetic day for reports: figures that meet their targets and figures that do not."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from eventlog.facts import OUTCOMES
from metrics.reports.document import Origin, Report, ReportKind
from metrics.reports.inputs import (
    AdvisorTime,
    AvailabilityInput,
    IncidentInput,
    Indicator,
    MenuUse,
    PetitionKind,
    ReportInputs,
    Slot,
    Totals,
)
from metrics.reports.layouts import build_report
from metrics.service_level import Balance, Ratio

MADE_AT = datetime(2026, 11, 26, 1, 30, tzinfo=UTC)
ORIGIN = Origin(seq=1_234_567, hash="3f" * 32, site_version="a1b2c3d4e5f60718")
LEVEL = Indicator(id="sl", version="1", name="Nivel de servicio", unit="percent", sense="at_least", target=Ratio(80, 1))
ABANDONMENT = Indicator(id="left", version="1", name="Abandono", unit="percent", sense="at_most", target=Ratio(5, 1))
ASA = Indicator(id="asa", version="1", name="ASA", unit="seconds", sense="at_most", target=None)
INTERVALS = {"07:00": 12, "07:30": 40, "08:00": 1_250, "08:30": 61}


def interval_counts(calls: int, within: int | None = None, difference: int = 0) -> Totals:
    """Return totals with a tenth of the calls abandoned."""
    abandoned = calls // 10
    outcomes = {**dict.fromkeys(OUTCOMES, 0), "answered": calls - abandoned, "abandoned_queue": abandoned}
    balance = Balance(ingressed=calls, outcomes=outcomes, in_progress=0, difference=difference)
    within = calls * 7 // 10 if within is None else within
    figures = {"sl": Ratio(within, calls), "left": Ratio(abandoned, calls), "asa": Ratio(calls * 12_345, calls)}
    figures |= {f"{id_}|1": figure for id_, figure in figures.items()}
    return Totals(balance=balance, figures=figures if calls else {})


def inputs(*, difference: int = 0, calls: Mapping[str, int] = INTERVALS) -> ReportInputs:
    """Return a day of calls; ``difference`` is missing from the first line's balance."""
    day = date(2026, 11, 25)
    began, ended = datetime(2026, 11, 25, 15, 2, tzinfo=UTC), datetime(2026, 11, 25, 15, 20, tzinfo=UTC)
    return ReportInputs(
        first=day,
        last=day,
        indicators=(LEVEL, ABANDONMENT, ASA),
        level=LEVEL.id,
        total=interval_counts(sum(calls.values())),
        lines={"Línea Bogotá": interval_counts(900, difference=difference), "Línea Nacional": interval_counts(463)},
        queues={"Crédito": interval_counts(800), "Pagos": interval_counts(300)},
        slots=tuple(Slot(name=name, totals=interval_counts(n)) for name, n in calls.items()),
        compared=(("Día anterior", interval_counts(1_000, within=850)), ("Hace una semana", interval_counts(1_100))),
        menus=(
            MenuUse(
                line="Línea Bogotá", menu="", entered=700, options=(("1", "Crédito", 310),), wrong_key=31, silence=20
            ),
        ),
        advisors=(
            AdvisorTime(advisor="asesor1", name="Ana Gómez", answered=70, available=3_600_000, talking=7_200_000),
        ),
        petitions=(PetitionKind(name="Queja", filed=12, due=9, in_term=7, late=1, breached=2, open=55),),
        incidents=(
            _incident("Troncal", began, ended, usual=(82, 4), failed=3),
            _incident("SAC", ended, None, usual=(0, 0), failed=0),
        ),
        availability=(_system("Troncal", 1_080, 0), _system("SAC", 0, 0), _system("Correo", 0, 60)),
    )


def _incident(
    system: str, began: datetime, ended: datetime | None, usual: tuple[int, int], failed: int
) -> IncidentInput:
    return IncidentInput(
        system=system,
        began_at=began,
        ended_at=ended,
        arrived=12,
        usual=usual[0],
        weeks=usual[1],
        failed=failed,
        summary="No respondía.",
    )


def _system(name: str, out_s: int, unknown_s: int) -> AvailabilityInput:
    return AvailabilityInput(
        system=name,
        committed_s=43_200,
        available_s=43_200 - out_s - unknown_s,
        out_s=out_s,
        unknown_s=unknown_s,
        target=Ratio(9_950, 100),
    )


def report(kind: ReportKind = "presidency", **more: object) -> Report:
    """Return the report of that day."""
    report_inputs = inputs(**more)  # type: ignore[arg-type]
    return build_report(kind, report_inputs, entity="ICETEX", brand="ICETEX", origin=ORIGIN, made_at=MADE_AT)
