"""The reports of petitions: the counts that the decree asks for, with percentages half up, and no name of a person."""

from datetime import UTC, date, datetime
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.site.reports import PeriodLength
from metrics.reports.document import Origin, PetitionReportKind, Report, tables_of
from metrics.reports.inputs import AccessRequest, AccessResult, PetitionInputs, PetitionKind, TermRow
from metrics.reports.layouts import build_petition_report
from metrics.reports.periods import length_of, period_code, period_name, period_of

FIRST, LAST, LAST_DAY = date(2026, 7, 1), date(2026, 9, 30), date(2026, 12, 31)


def requests(result: AccessResult, number: int) -> tuple[AccessRequest, ...]:
    """Return requests with one result."""
    ended, days = (None, None) if result == "open" else (date(2026, 7, 10), 7)
    return tuple(
        AccessRequest(number=f"{result}{n}", received_on=FIRST, ended_on=ended, business_days=days, result=result)
        for n in range(number)
    )


def report(kind: PetitionReportKind, **changes: object) -> Report:
    """Return a report of the third quarter of 2026."""
    inputs = PetitionInputs(
        first=FIRST, last=LAST, petitions=(), petition_groups=(), terms=(), transferred=0, requests=()
    )
    return build_petition_report(
        kind,
        msgspec.structs.replace(inputs, **changes),
        entity="Entidad",
        brand="",
        origin=Origin(seq=9, hash="ab", site_version="v"),
        made_at=datetime(2026, 10, 1, tzinfo=UTC),
    )


def test_the_shares_of_a_published_report_are_rounded_half_up() -> None:
    """127 ÷ 1183 is 10,74 % and 4 ÷ 1183 is 0,34 %, which a report of another entity truncated."""
    all_requests = (*requests("answered", 1052), *requests("transferred", 127), *requests("denied", 4))
    table = tables_of(report("access", requests=all_requests))[1][1]
    cells = [[cell.text for cell in row.cells[1:]] for row in table.rows]
    assert cells == [
        ["1.052", "88,93\u00a0%"],
        ["127", "10,74\u00a0%"],
        ["4", "0,34\u00a0%"],
        ["1.183", "100,00\u00a0%"],
    ]


def test_each_request_has_its_response_time() -> None:
    """Every request has a row; one in course has neither a date of answer nor days."""
    rows = tables_of(report("access", requests=(*requests("denied", 1), *requests("open", 1))))[2][1].rows
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["denied0", "01/07/2026", "10/07/2026", "7", "Acceso negado"],
        ["open0", "01/07/2026", "—", "—", "En trámite"],
    ]


def test_the_petitions_of_a_quarter_show_the_timeliness_of_areas_and_tiers() -> None:
    """The timeliness of the first page is that of the tiers, which hold each petition once."""
    terms = (
        TermRow(group="area", name="Cartera", in_time=2, due=3),
        TermRow(group="area", name="Sin área", in_time=1, due=1),
        TermRow(group="tier", name="Canal escrito", in_time=3, due=4),
    )
    made = report("petitions", terms=terms, petitions=(PetitionKind(name="Queja", filed=5, due=4, breached=1),))
    assert [(each.name, each.value.text, each.value.fraction) for each in made.highlights[:2]] == [
        ("Radicadas", "5", ""),
        ("Oportunidad", "75,00\u00a0%", "3 de 4"),
    ]
    ids = [table.id for _, table in tables_of(made)]
    assert ids == ["highlights", "petitions", "timeliness_area", "timeliness_tier", "access_counts"]


@pytest.mark.parametrize(
    ("length", "day", "days", "names"),
    [
        ("month", date(2026, 2, 28), (date(2026, 2, 1), date(2026, 2, 28)), ("febrero de 2026", "2026-02")),
        ("month", date(2026, 12, 1), (date(2026, 12, 1), date(2026, 12, 31)), ("diciembre de 2026", "2026-12")),
        ("quarter", date(2026, 8, 31), (FIRST, LAST), ("tercer trimestre de 2026", "2026-T3")),
        ("quarter", LAST_DAY, (date(2026, 10, 1), LAST_DAY), ("cuarto trimestre de 2026", "2026-T4")),
        ("year", LAST_DAY, (date(2026, 1, 1), LAST_DAY), ("año 2026", "2026")),
    ],
)
def test_a_period_has_its_days_its_name_and_its_code(
    length: PeriodLength, day: date, days: tuple[date, date], names: tuple[str, str]
) -> None:
    """Any day of a period gives the whole period, also at the end of a year."""
    period = period_of("access", day, length)
    assert (period.first, period.last) == days
    assert (period_name(length, period.first), period_code(length, period.first)) == names


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(get_args(PeriodLength)))
def test_the_days_of_a_period_say_its_length(day: date, length: PeriodLength) -> None:
    """A stored report has its days alone."""
    period = period_of("access", day, length)
    assert period.first <= day <= period.last
    assert length_of(period.first, period.last) == length
