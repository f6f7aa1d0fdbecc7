"""The facts of a month alone give the same counts as a continuous fold over all facts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.site.oversight.indicators import Formula, IndicatorDefinition
from eventlog.facts import (
    ADVISOR_STATES,
    AdvisorStateChanged,
    AnyFact,
    CallTypified,
    Envelope,
    IdentityVerified,
)
from metrics.indicators.cells import CellKey
from metrics.indicators.recount import Recount
from metrics.indicators.state import State, state_from_json, state_to_json
from tests.support.facts.fact_table import TimedFact, call_answered, call_ended, call_ingressed, call_queued, log_of
from tests.support.properties import examples

FIRST = datetime(2026, 10, 1, 5, tzinfo=UTC)
NOVEMBER, DECEMBER, JANUARY = (FIRST + timedelta(days=days) for days in (31, 61, 92))
MONTHS = ((FIRST, NOVEMBER), (NOVEMBER, DECEMBER), (DECEMBER, JANUARY))
RETURNING = [
    IndicatorDefinition(
        id="it", name="Eso", formula=Formula(kind="repeat_callers", repeat_days=7), valid_from=date(2026, 1, 1)
    )
]
Counted = dict[CellKey, dict[str, int]]


def on_and_on(facts: list[Envelope], batch: int) -> Counted:
    """Return the counts of a fold that is stored and restored after each batch."""
    counted: Counted = {}
    state = State()
    for start in range(0, len(facts), batch):
        recount = Recount(RETURNING, state=state_from_json(state_to_json(state)))
        for each in facts[start : start + batch]:
            recount.add(each)
        state = recount.state()
        for key, cell in recount.counts().items():
            sums = counted.setdefault(key, {})
            for measure, number in cell.items():
                sums[measure] = sums.get(measure, 0) + number
    return counted


def alone(facts: list[Envelope], begins: datetime, ends: datetime) -> Counted:
    """Return the counts of a reader with the facts from the month's first on, as a sealed file has them."""
    recount = Recount(RETURNING, begins=begins, ends=ends)
    for each in facts:
        if each.at >= begins:
            recount.add(each)
            if recount.is_settled(each.at):
                break
    return recount.counts()


def assert_equal_at(rows: list[TimedFact], batch: int) -> None:
    """Check that each month has equal counts both ways."""
    quiet = (JANUARY - FIRST).total_seconds() + 10 * 86_400
    facts = log_of([*rows, (quiet, call_ingressed(), "last")], begins=FIRST)
    counted = on_and_on(facts, batch)
    for begins, ends in MONTHS:
        of_month = {key: cell for key, cell in counted.items() if begins.timestamp() <= key.slot < ends.timestamp()}
        assert without_nothing(of_month) == without_nothing(alone(facts, begins, ends))


def without_nothing(counted: Counted) -> Counted:
    """Return counts without zero entries of time."""
    nonzero = {key: {measure: number for measure, number in cell.items() if number} for key, cell in counted.items()}
    return {key: cell for key, cell in nonzero.items() if cell}


def near(days: float) -> float:
    """Return seconds from the first day to a moment."""
    return days * 86_400


def verified(customer: str) -> IdentityVerified:
    """Build the fact that the caller is verified."""
    return IdentityVerified(customer_ref=customer, check="k", questions="birth_date")


MINUTES = st.integers(-400, 400)
EDGES = st.sampled_from([near(31), near(61), near(92)])
MOMENTS = st.builds(lambda edge, minutes: edge + 60.0 * minutes, EDGES, MINUTES)


@st.composite
def calls(draw: st.DrawFn) -> list[TimedFact]:
    """Draw a call near a month's end: answered, verified during it or soon after, typified, or none of these."""
    name = f"c{draw(st.integers(0, 10**9))}"
    at = draw(MOMENTS)
    entered = call_ingressed(
        line=draw(st.sampled_from(["bogota", "nacional"])), mark=draw(st.sampled_from(["", "aa", "bb"]))
    )
    steps: list[AnyFact] = [entered, call_queued(), call_answered()]
    customer = verified(draw(st.sampled_from(["u1", "u2"])))
    steps += draw(st.permutations([customer, customer, call_ended(), CallTypified(kind="s", theme="t", advisor="ana")]))
    rows: list[TimedFact] = []
    for step in steps:
        rows.append((at, step, name))
        at += 60.0 * draw(st.integers(0, 150))
    return (
        rows
        if isinstance(rows[-1][1], type(call_ended())) or draw(st.booleans())
        else [*rows[:3], (at, call_ended(), name)]
    )


@st.composite
def shifts(draw: st.DrawFn) -> list[TimedFact]:
    """Draw an advisor's state changes, with long stays in one state."""
    advisor, previous = draw(st.sampled_from(["ana", "luis"])), "offline"
    rows: list[TimedFact] = []
    for at in sorted(draw(st.lists(MOMENTS, max_size=6, unique=True))):
        state = draw(st.sampled_from([each for each in ADVISOR_STATES if each != previous]))
        rows.append((at, AdvisorStateChanged(advisor=advisor, state=state, previous=previous, reason=""), ""))
        previous = state
    return rows


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(calls(), max_size=5, unique_by=lambda rows: rows[0][2:]), shifts(), st.integers(1, 9))
def test_calls_across_month_end_count_alike_in_database_and_file(
    told_of: list[list[TimedFact]], duties: list[TimedFact], batch: int
) -> None:
    """Calls and advisors across month ends count alike in the database and in a sealed file."""
    assert_equal_at([row for each in told_of for row in each] + duties, batch)


@pytest.mark.parametrize("batch", [1, 3, 100])
def test_a_verification_after_midnight_counts_where_its_call_arrived(batch: int) -> None:
    """A verification after midnight counts in the arrival month; repeated callers count in each month separately."""
    rows: list[TimedFact] = []
    for name, at in (("old", near(61) - 600), ("new", near(61) + 60), ("again", near(61) - 900)):
        rows += [(at, call_ingressed(), name), (at + 10, call_queued(), name), (at + 20, call_answered(), name)]
        rows += [(near(61) + 3600, call_ended(), name)]
    rows += [(near(61) + 120, verified("u2"), "new"), (near(61) + 600, verified("u1"), "old")]
    rows += [(near(61) + 900, verified("u1"), "again")]
    assert_equal_at(rows, batch)
    callers = {
        key.slot: cell["callers"]
        for key, cell in on_and_on(log_of(rows, begins=FIRST), batch).items()
        if "callers" in cell
    }
    assert sum(number for slot, number in callers.items() if slot < DECEMBER.timestamp()) == 1
    assert sum(callers.values()) == 2


@pytest.mark.parametrize("batch", [1, 100])
def test_a_state_is_cut_at_the_months_end(batch: int) -> None:
    """A state counts up to the month's end as soon as a later fact arrives; a month without facts counts nothing."""
    on = AdvisorStateChanged(advisor="ana", state="available", previous="offline", reason="")
    off = AdvisorStateChanged(advisor="ana", state="offline", previous="available", reason="")
    rows: list[TimedFact] = [
        (near(31) - 3600, on, ""),
        (near(31) + 60, call_ingressed(), "c1"),
        (near(31) + 90, call_ended(), "c1"),
    ]
    assert time_of(on_and_on(log_of(rows, begins=FIRST), batch)) == {FIRST: 3600}
    rows += [(near(92) + 7200, off, "")]
    assert time_of(on_and_on(log_of(rows, begins=FIRST), batch)) == {FIRST: 3600, JANUARY: 7200}
    assert_equal_at(rows, batch)


def time_of(counted: Counted) -> dict[datetime, int]:
    """Return an advisor's available time in seconds, by month."""
    seconds: dict[datetime, int] = {}
    for key, cell in counted.items():
        began = max(each for each in (FIRST, NOVEMBER, DECEMBER, JANUARY) if each.timestamp() <= key.slot)
        if ms := cell.get("st|available", 0):
            seconds[began] = seconds.get(began, 0) + ms // 1000
    return seconds
