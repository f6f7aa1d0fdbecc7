"""Distinct callers by number or document: the incremental fold equals the connected sets of calls."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.site.oversight.indicators import Formula, IndicatorDefinition
from config.timezone import COLOMBIA
from eventlog.facts import Envelope, IdentityVerified
from eventlog.journal.codec import canonical_bytes, read_canonical
from metrics.indicators.cells import AGAIN, CALLERS, slot_of
from metrics.indicators.recount import Recount
from metrics.indicators.state import State, state_from_json, state_to_json
from tests.support.facts.fact_table import (
    LINE,
    TimedFact,
    call_answered,
    call_ended,
    call_ingressed,
    call_queued,
    log_of,
)
from tests.support.properties import examples

DAYS = (1, 3, 7)
DEFINITIONS = [
    IndicatorDefinition(
        id=f"r{days}", name="R", formula=Formula(kind="repeat_callers", repeat_days=days), valid_from=date(2026, 1, 1)
    )
    for days in DAYS
]
BEGINS = datetime(2026, 10, 27, 5, tzinfo=UTC)  # a month's end lies within the days of the calls
DAY_S = 86_400.0
Counted = dict[tuple[int, str, str], int]
"""Counts by interval, line and measure."""


class InventedCall(NamedTuple):
    """A call with arrival, line, number, and a customer who is verified some seconds later."""

    name: str
    at: float
    line: str
    mark: str
    verified: tuple[tuple[float, str], ...]

    def rows(self) -> list[TimedFact]:
        """Return its facts."""
        over = max([10.0, *(after for after, _ in self.verified)])
        facts: list[TimedFact] = [
            (0, call_ingressed(line=self.line, mark=self.mark)),
            (1, call_queued()),
            (2, call_answered()),
        ]
        facts += [
            (after, IdentityVerified(customer_ref=customer, check="k", questions="q"))
            for after, customer in self.verified
        ]
        return [(self.at + after, fact, self.name) for after, fact, *_ in [*facts, (over + 1, call_ended())]]


def counted(facts: list[Envelope], batch: int) -> Counted:
    """Return the fold's counts, with the fold stored and restored after each batch."""
    counts: Counted = {}
    state = State()
    for start in range(0, len(facts), batch):
        recount = Recount(DEFINITIONS, state=state_from_json(state_to_json(state)))
        recount.add_all(facts[start : start + batch])
        state = recount.state()
        for key, cell in recount.counts().items():
            for measure, number in cell.items():
                if measure == CALLERS or measure.startswith(AGAIN):
                    bucket = key.slot, key.line, measure
                    counts[bucket] = counts.get(bucket, 0) + number
    return {bucket: number for bucket, number in counts.items() if number}


class Plain(NamedTuple):
    """A call in the reference model."""

    known_at: datetime
    slot: int
    arrived_at: datetime
    names: frozenset[str]


def expected(calls: list[InventedCall]) -> Counted:
    """Return the counts of the reference model, which joins sets with a shared name until none is left."""
    counts: Counted = {}
    for month, line in {(_month(each), each.line) for each in calls}:
        sets = [[_plain(each)] for each in calls if (_month(each), each.line) == (month, line) and _plain(each).names]
        while (pair := _touching(sets)) is not None:
            one, other = pair
            sets = [each for each in sets if each is not one and each is not other] + [[*one, *other]]
        for each in sets:
            slot = min(each).slot
            counts[slot, line, CALLERS] = counts.get((slot, line, CALLERS), 0) + 1
            arrivals = sorted(call.arrived_at for call in each)
            for days in DAYS:
                if any(later - earlier <= timedelta(days=days) for earlier, later in pairwise(arrivals)):
                    bucket = slot, line, f"{AGAIN}{days}"
                    counts[bucket] = counts.get(bucket, 0) + 1
    return counts


def _touching(sets: list[list[Plain]]) -> tuple[list[Plain], list[Plain]] | None:
    for index, one in enumerate(sets):
        for other in sets[index + 1 :]:
            if any(a.names & b.names for a in one for b in other):
                return one, other
    return None


def _month(call: InventedCall) -> str:
    return (BEGINS + timedelta(seconds=call.at)).astimezone(COLOMBIA).strftime("%Y-%m")


def _plain(call: InventedCall) -> Plain:
    """Return the call as the model has it; of several verified customers the first counts."""
    arrived_at = BEGINS + timedelta(seconds=call.at)
    after, customer = min(call.verified, default=(0.0, ""))
    names = frozenset([*([f"#{call.mark}"] if call.mark else []), *([customer] if customer else [])])
    known_at = arrived_at if call.mark else arrived_at + timedelta(seconds=after)
    return Plain(known_at, slot_of(arrived_at), arrived_at, names)


@st.composite
def calls(draw: st.DrawFn) -> list[InventedCall]:
    """Draw calls of a week around a month's end, without simultaneous facts."""
    made = []
    for number in range(draw(st.integers(0, 14))):
        quarters = draw(st.integers(0, 9 * 24 * 4))
        verified = draw(st.lists(st.tuples(st.integers(1, 16), st.sampled_from(["u1", "u2", "u3", "u4"])), max_size=2))
        after = [
            (900.0 * each + 20 + 0.25 * index, customer) for index, (each, customer) in enumerate(sorted(verified))
        ]
        line, mark = draw(st.sampled_from([LINE, "nacional"])), draw(st.sampled_from(["", "", "a", "b", "c", "d"]))
        made.append(InventedCall(f"c{number}", 900.0 * quarters + 30 * number, line, mark, tuple(after)))
    return made


@settings(max_examples=examples(300), deadline=None)
@given(calls(), st.integers(1, 40))
def test_the_fold_counts_the_connected_sets(made: list[InventedCall], batch: int) -> None:
    """The property holds for any calls, numbers and verifications, with the fold stored at any point."""
    facts = log_of([row for each in made for row in each.rows()], begins=BEGINS)
    assert counted(facts, batch) == expected(made)


def repeated(made: list[InventedCall]) -> tuple[int, int]:
    """Return the callers who called again within seven days, and all callers."""
    counts = counted(log_of([row for each in made for row in each.rows()], begins=BEGINS), 1)
    by_measure = [(measure, number) for (*_, measure), number in counts.items()]
    again = sum(number for measure, number in by_measure if measure == f"{AGAIN}7")
    return again, sum(number for measure, number in by_measure if measure == CALLERS)


U1, U2 = ((60.0, "u1"),), ((60.0, "u2"),)


@pytest.mark.parametrize(
    ("made", "figure"),
    [
        pytest.param([("a", ()), ("a", ())], (1, 1), id="one number twice"),
        pytest.param([("a", ()), ("b", ())], (0, 2), id="two numbers"),
        pytest.param([("", ()), ("", ())], (0, 0), id="two hidden numbers"),
        pytest.param([("", U1), ("", U1)], (1, 1), id="one customer who hides the number"),
        pytest.param([("a", U1), ("b", U1)], (1, 1), id="one customer with two numbers"),
        pytest.param([("a", ()), ("b", U1), ("a", U1)], (1, 1), id="two callers who turn out to be one"),
        pytest.param([("a", U1), ("b", U2), ("b", ()), ("a", U2)], (1, 1), id="a chain of numbers and customers"),
        pytest.param([("a", U1), ("a", U2)], (1, 1), id="two customers with one number"),
    ],
)
def test_calls_connected_by_number_or_customer_belong_to_one_caller(
    made: list[tuple[str, tuple[tuple[float, str], ...]]], figure: tuple[int, int]
) -> None:
    """Calls connected by a number or a customer belong to one caller, also through other calls."""
    named = [InventedCall(f"c{day}", day * DAY_S, LINE, mark, verified) for day, (mark, verified) in enumerate(made)]
    assert repeated(named) == figure


def test_numbers_of_two_lines_and_two_months_are_two_callers() -> None:
    """The same number on two lines or in two months counts as two callers, and so does a customer."""
    assert repeated([InventedCall("c1", 0, LINE, "a", ()), InventedCall("c2", 60, "nacional", "a", ())]) == (0, 2)
    assert repeated(
        [InventedCall("c1", 4.9 * DAY_S, LINE, "a", ()), InventedCall("c2", 5.1 * DAY_S, LINE, "a", ())]
    ) == (0, 2)


def test_arrivals_are_no_longer_stored_once_no_later_call_can_change_count() -> None:
    """Once no later call can change the count, arrivals are no longer stored; before, few are."""
    rows = [row for day in (0, 0.5, 2) for row in InventedCall(f"c{day}", day * DAY_S, LINE, "a", ()).rows()]
    recount = Recount(DEFINITIONS)
    recount.add_all(log_of(rows, begins=BEGINS))
    assert [each.arrivals for each in recount.state().callers.values()] == [()]


def test_a_fact_without_a_mark_has_the_bytes_of_before_there_were_marks() -> None:
    """A fact without a mark encodes as before marks existed, so a repeated delivery of an old fact is recognised."""
    [old] = log_of([(0, call_ingressed())])
    assert b"caller_mark" not in canonical_bytes(old)
    [marked] = log_of([(0, call_ingressed(mark="aa"))])
    assert [read_canonical(canonical_bytes(each)) for each in (old, marked)] == [old, marked]
