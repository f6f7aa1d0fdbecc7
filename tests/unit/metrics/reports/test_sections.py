"""The sections of a report: figures with targets, balances, and missing data."""

from datetime import date

import msgspec
import pytest

from metrics.reports.document import Table, highlights_table, tables_of
from metrics.reports.inputs import AvailabilityInput, Indicator, PetitionKind
from metrics.reports.layouts import build_report
from metrics.reports.sections.calls import busy_slots, curve_section, time_section
from metrics.reports.sections.closing_balance import closing_balance_section
from metrics.reports.sections.continuity import continuity_section
from metrics.reports.sections.figures import meets, target_of
from metrics.reports.sections.petitions import petitions_section
from metrics.service_level import Ratio
from tests.support.report_day import ABANDONMENT, ASA, LEVEL, MADE_AT, ORIGIN, inputs, report


def table(id_: str, **more: object) -> Table:
    """Return a table of the sample report."""
    [found] = [each for _, each in tables_of(report(**more)) if each.id == id_]  # type: ignore[arg-type]
    return found


def texts(of: Table) -> dict[str, list[str]]:
    """Return the rows of a table by their first cell."""
    return {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in of.rows}


@pytest.mark.parametrize(
    ("indicator", "figure", "met"),
    [
        (LEVEL, Ratio(4, 5), True),
        (LEVEL, Ratio(79_999, 100_000), False),
        (ABANDONMENT, Ratio(1, 20), True),
        (ABANDONMENT, Ratio(50_001, 1_000_000), False),
        (LEVEL, Ratio(0, 0), None),
        (LEVEL, None, None),
        (ASA, Ratio(20_000, 1), None),
    ],
)
def test_a_target_is_met_by_the_exact_fraction(indicator: Indicator, figure: Ratio | None, met: bool | None) -> None:
    """79.999 % prints as 80.00 % and misses a target of 80 %; the target itself meets it."""
    assert meets(indicator, figure) is met


def test_a_target_in_seconds_is_compared_in_seconds() -> None:
    """The target in seconds is compared with figures in milliseconds."""
    timed = Indicator(id="t", version="1", name="T", unit="seconds", sense="at_most", target=Ratio(25, 2))
    assert meets(timed, Ratio(25_000, 2)) is True
    assert meets(timed, Ratio(25_001, 2)) is False
    assert target_of(timed) == "a lo sumo 12,5\u00a0s"


def test_figures_have_their_target_previous_value_and_difference() -> None:
    """Figures have their target, the previous value and the difference."""
    row = texts(table("indicators"))["Nivel de servicio"]
    assert row == ["69,99\u00a0%", "al menos 80\u00a0%", "No", "85,00\u00a0%", "70,00\u00a0%", "-15,01\u00a0pp"]
    assert texts(table("indicators"))["Llamadas ingresadas"][-1] == "+363"


def test_the_first_figures_as_a_table_say_once_that_a_target_is_one() -> None:
    """A target beside a figure begins with «Meta»; in the column of that name it does not."""
    assert texts(highlights_table(report()))["Nivel de servicio"][1] == "al menos 80\u00a0%"
    assert report().highlights[0].target == "Meta: al menos 80\u00a0%"


def test_a_balance_that_closes_says_so() -> None:
    """The last row of a balance that closes is 0."""
    section = closing_balance_section(inputs())
    assert "el balance cierra" in section.paragraphs[0]
    assert [cell.text for cell in section.tables[0].rows[-1].cells] == ["Diferencia", "0", "0", "0"]


def test_anomalous_traffic_stands_beneath_the_balance_and_in_none_of_its_terms() -> None:
    """Anomalous calls have a row with an explanation under the balance; without such calls there is none."""
    total = inputs().total
    flooded = msgspec.structs.replace(total.balance, anomalous=29_075, set_aside=995)
    section = closing_balance_section(
        msgspec.structs.replace(inputs(), total=msgspec.structs.replace(total, balance=flooded))
    )
    difference, apart = section.tables[0].rows[-2:]
    assert [cell.text for cell in difference.cells] == ["Diferencia", "0", "0", "0"]
    assert [cell.text for cell in apart.cells] == ["Aparte: tráfico anómalo", "0", "0", "29.075"]
    assert "tráfico anómalo" in section.paragraphs[1]
    assert "anómalo" not in " ".join(closing_balance_section(inputs()).paragraphs)


def test_answers_without_conversation_stand_beneath_the_answered() -> None:
    """Answers without conversation have a row with an explanation; without such answers there is none."""
    total = inputs().total
    silent = msgspec.structs.replace(total.balance, without_talk=2)
    section = closing_balance_section(
        msgspec.structs.replace(inputs(), total=msgspec.structs.replace(total, balance=silent))
    )
    rows = [[cell.text for cell in row.cells] for row in section.tables[0].rows]
    at = [row[0] for row in rows].index("De ellas, sin conversación")
    assert rows[at][1:] == ["0", "0", "2"]
    assert rows[at - 1][0] == "Contestadas"
    assert "sin conversación" in section.paragraphs[1]
    assert "sin conversación" not in " ".join(closing_balance_section(inputs()).paragraphs)


def test_a_balance_that_does_not_close_is_red_and_says_where_and_by_how_much() -> None:
    """The difference is also stated in words, because red is invisible in black and white."""
    section = closing_balance_section(inputs(difference=-3))
    assert section.paragraphs[0].startswith("EL BALANCE NO CIERRA en: Línea Bogotá.")
    last = section.tables[0].rows[-1]
    assert (last.mark, last.cells[0].text, last.cells[1].text) == ("alarm", "NO CIERRA: diferencia de 3", "-3")


def test_a_curve_is_of_the_hours_in_which_calls_came() -> None:
    """Empty hours before the first call and after the last are left out; those between are not."""
    slots = inputs(calls={"00:00": 0, "07:00": 3, "07:30": 0, "08:00": 2, "08:30": 0}).slots
    assert [slot.name for slot in busy_slots(slots)] == ["07:00", "07:30", "08:00"]


def test_sentence_above_curve_and_mark_at_interval_show_missing_data() -> None:
    """A sentence above the curve and a mark at the interval show missing data, which are not filled in."""
    first, *rest = inputs().slots
    broken = msgspec.structs.replace(first, totals=msgspec.structs.replace(first.totals, incomplete=True))
    incomplete = msgspec.structs.replace(inputs(), slots=(broken, *rest))
    assert curve_section(incomplete, "intervalo").paragraphs[0].startswith("Faltan datos de un intervalo: 07:00.")
    [intervals] = time_section(incomplete, "intervalo").tables
    assert [row.cells[0].text for row in intervals.rows[:2]] == ["07:00 *", "07:30"]
    assert intervals.note == "* Faltan datos."
    assert curve_section(inputs(), "intervalo").paragraphs == ()


def test_alternative_text_describes_chart_for_readers_who_cannot_see_it() -> None:
    """The alternative text describes the chart for readers who cannot see it."""
    [chart] = report().sections[0].charts
    assert "1.363 llamadas ingresadas" in chart.alt
    assert "08:00, con 1.250" in chart.alt
    assert "cumplen la meta 0 de 4" in chart.alt


def test_petitions_that_were_late_or_missed_stand_out() -> None:
    """Late and missed petitions are marked, each by its own count."""
    [queja, total] = table("petitions").rows
    assert [cell.text for cell in queja.cells if cell.alarm] == ["1", "2"]
    assert total.mark == "total"


def test_petitions_by_channel_authority_and_priority_stand_in_a_table_of_their_own() -> None:
    """The second table has a row for each group, without a total: a petition may be in several."""
    kinds = (PetitionKind(name="Queja", filed=3),)
    (_, groups) = petitions_section(kinds, (PetitionKind(name="Autoridad: Tutela", filed=1, late=1),)).tables
    assert [(row.cells[0].text, row.cells[1].text, row.mark) for row in groups.rows] == [("Autoridad: Tutela", "1", "")]
    assert "vence a su hora" in groups.note


def test_effect_is_compared_with_usual_traffic_or_dash_without_history() -> None:
    """The effect is compared with usual traffic, or a dash without history; an open incident counts to the report."""
    ended, goes_on = table("incidents").rows
    assert [cell.text for cell in ended.cells[1:7]] == [
        "25/11/2026 10:02",
        "25/11/2026 10:20",
        "0:18:00",
        "12",
        "21",
        "3",
    ]
    assert [cell.text for cell in goes_on.cells[2:7]] == ["Sigue", "10:10:00", "12", "—", "0"]
    assert [cell.text for cell in (*ended.cells, *goes_on.cells) if cell.alarm] == ["3", "Sigue"]


def test_availability_is_the_exact_fraction_and_unknown_time_is_not_available() -> None:
    """97.5 % misses 99.5 %, while one unknown minute in twelve hours does not."""
    rows = texts(table("availability"))
    assert rows["Troncal"] == ["12:00:00", "11:42:00", "0:18:00", "0:00:00", "97,50\u00a0%", "99,50\u00a0%", "No"]
    assert rows["Correo"][3:] == ["0:01:00", "99,86\u00a0%", "99,50\u00a0%", "Sí"]


def test_system_without_probe_has_no_figure_or_verdict() -> None:
    """A system without a probe has no figure or verdict; declared outages alone can still miss the target."""
    unwatched = [
        AvailabilityInput(
            system="Enlaces",
            committed_s=43_200,
            available_s=0,
            out_s=out_s,
            unknown_s=43_200 - out_s,
            target=Ratio(9_950, 100),
            watched=False,
        )
        for out_s in (0, 60, 4_320)
    ]
    gaps = continuity_section((), unwatched, MADE_AT).tables[1]
    ends = [[cell.text for cell in row.cells[-3:]] for row in gaps.rows]
    target = "99,50\u00a0%"
    assert ends[0] == ["Sin dato", target, "No se vigiló"]
    assert ends[1] == ["a lo sumo 99,86\u00a0%", target, "No se vigiló"]
    assert ends[2] == ["a lo sumo 90,00\u00a0%", target, "No"]
    assert "ningún programa lo vigila" in gaps.note


def test_system_without_measurements_is_reported_as_unmeasured_not_as_available() -> None:
    """A system without measurements is reported as unmeasured, not as available."""
    incidents, availability = continuity_section((), (), MADE_AT).tables
    assert incidents.empty == "No se registró ningún incidente."
    assert "no se midió" in availability.empty


def test_occupancy_is_busy_time_of_the_time_without_pauses() -> None:
    """Two busy hours of three without pauses are an occupancy of two thirds."""
    assert texts(table("advisors"))["Ana Gómez"][-1] == "66,67\u00a0%"


def test_a_month_is_named_and_its_curve_is_by_day() -> None:
    """The monthly report has the same figures for a month, with a curve by day."""
    month = msgspec.structs.replace(inputs(), first=date(2026, 11, 1), last=date(2026, 11, 30))
    document = build_report("management", month, entity="E", brand="", origin=ORIGIN, made_at=MADE_AT)
    assert (document.title, document.period) == ("Informe de gestión", "noviembre de 2026")
    assert document.sections[-1].title == "Anexo: llamadas por día"
