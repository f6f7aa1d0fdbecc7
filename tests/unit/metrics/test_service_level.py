"""The contractual figures."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.service_level import Counts, Ratio, balance, counts_from, figures

DAY = Counts(
    ingressed=120,
    ingressed_in_hours=100,
    queued=85,
    answered=80,
    answered_within=70,
    outcomes={"answered": 79, "abandoned_queue": 5, "abandoned_ivr": 10, "self_served": 5, "after_hours": 20},
    in_progress=1,
)


def test_the_customers_words_come_first() -> None:
    """The service level is answered within the threshold over ingressed in service hours; over queued is given too."""
    day = figures(DAY)
    assert list(day.service_level) == ["ingressed", "queued"]
    assert day.service_level["ingressed"] == Ratio(70, 100)
    assert day.service_level["queued"] == Ratio(70, 85)
    assert day.service_level["queued"].percent() == "82.35"


def test_answer_and_abandon_rates() -> None:
    """The answer rate is over ingressed in hours, the abandonment rate over queued."""
    day = figures(DAY)
    assert day.answer_rate["ingressed"].percent() == "80.00"
    assert day.abandon_rate == Ratio(5, 85)
    assert day.abandon_rate.percent() == "5.88"


def test_a_queue_has_no_ingressed_calls() -> None:
    """A call enters a line, not a queue, so a queue has only the figure over queued."""
    assert list(figures(DAY, of_queue=True).service_level) == ["queued"]


def test_the_balance_of_a_complete_day_is_zero() -> None:
    """Ingressed equals all listed outcomes plus the calls in progress."""
    closing = balance(DAY)
    assert closing.difference == 0
    assert closing.outcomes["capacity_rejected"] == 0
    assert len(closing.outcomes) == 11


def test_a_lost_call_shows_in_the_balance() -> None:
    """A call without an outcome shows as a difference."""
    assert balance(Counts(ingressed=2, outcomes={"answered": 1})).difference == 1


def test_no_calls_is_no_percentage() -> None:
    """Without calls there is no percentage, neither 0 % nor 100 %."""
    assert Ratio(0, 0).percent() is None


@pytest.mark.parametrize(
    ("ratio", "printed"),
    [
        (Ratio(1, 3), "33.33"),
        (Ratio(2, 3), "66.67"),
        (Ratio(1, 800), "0.13"),  # 0.125 exactly: half up, where half-to-even says 0.12
        (Ratio(7, 7), "100.00"),
        (Ratio(0, 9), "0.00"),
        (Ratio(199_989, 200_000), "99.99"),
    ],
)
def test_percentages_are_rounded_half_up(ratio: Ratio, printed: str) -> None:
    """Half a hundredth always rounds up."""
    assert ratio.percent() == printed


@given(denominator=st.integers(1, 10**9), data=st.data())
def test_printing_is_off_by_half_a_hundredth_at_most(denominator: int, data: st.DataObject) -> None:
    """The printed value is the exact fraction to the nearest hundredth of a percent."""
    numerator = data.draw(st.integers(0, denominator))
    printed = Ratio(numerator, denominator).percent()
    assert printed is not None
    error = Fraction(printed) - Fraction(100 * numerator, denominator)
    assert Fraction(-1, 200) < error <= Fraction(1, 200)


MEASURES = {
    "ingressed": 5,
    "ingressed_in_hours": 3,
    "queued": 3,
    "answered": 1,
    "answered_within": 1,
    "outcome|answered": 1,
    "outcome|abandoned_ivr": 1,
    "outcome|after_hours": 1,
    "in_progress": 2,
}


def test_interval_counts_make_a_balance() -> None:
    """Every measure of the interval counts is used, and a missing one is 0."""
    counts = counts_from(MEASURES)
    assert (counts.ingressed, counts.ingressed_in_hours, counts.queued) == (5, 3, 3)
    assert (counts.answered, counts.answered_within, counts.in_progress) == (1, 1, 2)
    assert balance(counts).difference == 0


def test_a_queue_is_entered_by_waiting_in_it() -> None:
    """The balance of a queue counts its visits, not calls, and closes by itself."""
    visited = {"visit_entered": 4, "visit_answered": 1, "visit_left|moved": 1, "visit_left|abandoned_queue": 1}
    credito = counts_from({**visited, "visit_waiting": 1, "queued": 7, "in_progress": 9}, of_queue=True)
    assert (credito.ingressed, credito.queued, credito.answered, credito.moved) == (4, 4, 1, 1)
    assert balance(credito).difference == 0


def test_a_received_call_is_not_ingressed_and_closes_the_balance() -> None:
    """The call was ingressed in the campaign that it came from."""
    nacional = counts_from({"ingressed": 1, "received": 1, "outcome|answered": 2})
    assert (balance(nacional).received, balance(nacional).difference) == (1, 0)
