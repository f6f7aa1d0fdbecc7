"""The parts of a committed time are disjoint and complete."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from metrics.availability import Span, compute_availability, intersect_spans, merge_spans, subtract_spans, total_seconds
from metrics.service_level import Ratio

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
LONGEST = 60


def span(began: int, ended: int) -> Span:
    return BEGAN + timedelta(seconds=began), BEGAN + timedelta(seconds=ended)


spans = st.lists(st.builds(span, st.integers(0, LONGEST), st.integers(0, LONGEST)), max_size=6)


def ticks(some: list[Span]) -> set[int]:
    """Return the parts by counting each second."""
    zero = int(BEGAN.timestamp())
    return {
        tick for began, ended in some for tick in range(int(began.timestamp()) - zero, int(ended.timestamp()) - zero)
    }


@given(spans, spans)
def test_stretches_are_sets_of_seconds(some: list[Span], others: list[Span]) -> None:
    """Intersection, difference and length of periods agree with counting each second."""
    assert ticks(merge_spans(some)) == ticks(some)
    assert ticks(intersect_spans(some, others)) == ticks(some) & ticks(others)
    assert ticks(subtract_spans(some, others)) == ticks(some) - ticks(others)
    assert total_seconds(some) == len(ticks(some))


@given(spans, spans, spans, spans)
def test_each_second_is_in_one_part(
    committed: list[Span], outages: list[Span], declared: list[Span], unwatched: list[Span]
) -> None:
    """A person's declaration counts always; a watch that failed says nothing about its system."""
    availability = compute_availability(committed, outages=outages, declared=declared, unwatched=unwatched)
    due, declared_ticks, dark = ticks(committed), ticks(declared), ticks(unwatched)
    assert availability.committed_s == len(due)
    assert availability.unknown_s == len(due & dark - declared_ticks)
    assert availability.out_s == len(due & (declared_ticks | (ticks(outages) - dark)))
    assert availability.available_s == len(due) - availability.unknown_s - availability.out_s >= 0


@given(spans, spans, spans)
def test_less_watching_never_betters_the_figure(outages: list[Span], unwatched: list[Span], more: list[Span]) -> None:
    """Turning off the watch never improves the figure: the numerator falls or stays, the denominator stays."""
    day = [span(0, LONGEST)]
    before = compute_availability(day, outages=outages, unwatched=unwatched)
    after = compute_availability(day, outages=outages, unwatched=[*unwatched, *more])
    assert after.available_s <= before.available_s
    assert after.committed_s == before.committed_s


def test_the_fraction_is_exact_and_beside_it_stands_what_it_might_be() -> None:
    """An hour with five minutes of outage and ten unknown is 45/60, and at most 55/60."""
    availability = compute_availability([span(0, 3600)], outages=[span(600, 900)], unwatched=[span(1200, 1800)])
    assert availability.ratio == Ratio(2700, 3600)
    assert availability.ratio.percent() == "75.00"
    assert availability.upper_bound == Ratio(3300, 3600)
    assert availability.meets(7500) is True
    assert availability.meets(7501) is False


@given(spans, spans)
def test_unwatched_system_has_no_availability(committed: list[Span], declared: list[Span]) -> None:
    """Only declared outages are known, so there is no fraction, and no verdict unless they already miss the target."""
    availability = compute_availability(committed, declared=declared, watched=False)
    assert (availability.available_s, availability.out_s) == (0, len(ticks(committed) & ticks(declared)))
    assert availability.ratio.percent() is None
    assert availability.meets(9950) in ((False,) if availability.out_s * 200 > availability.committed_s else (None,))


def test_without_committed_time_there_is_no_figure() -> None:
    """Without committed time there is neither a percentage nor a verdict."""
    availability = compute_availability([])
    assert availability.ratio.percent() is None
    assert availability.meets(9950) is None
