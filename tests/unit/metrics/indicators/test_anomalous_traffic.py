"""Anomalous traffic changes no figure and no term of a balance."""

from datetime import UTC, datetime

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from eventlog.facts import (
    AdvisorStateChanged,
    AnyFact,
    CallBackPromised,
    CallReceived,
    CallSetAside,
    CallTypified,
    Envelope,
    TicketFiled,
    TrafficRefused,
)
from eventlog.facts.tickets.ticket import TicketClosed
from metrics.indicators.aggregation import results_of
from metrics.indicators.cells import CellKey, add_into
from metrics.indicators.recount import Recount, add_in_progress, in_progress_keys
from metrics.indicators.results import BalanceRow, Results, results_from_json, results_to_json, written_count
from metrics.indicators.state import state_from_json, state_to_json
from tests.support.facts.fact_table import (
    LINE,
    TimedFact,
    call_answered,
    call_ended,
    call_ingressed,
    call_queued,
    log_of,
)
from tests.support.site_folders import sample_site

DEFINITIONS = tuple(each for each in sample_site().indicators if each.formula.kind not in ("occupancy", "adherence"))
"""Indicators without advisors' time, because an advisor is busy with an anomalous call too."""
SET_ASIDE = CallSetAside(line=LINE, source="203.0.113.9", reason="not_acknowledged")
CAME = CallReceived(
    line=LINE, gateway="g", campaign_from="cali", first_arrival_ms=0, caller_ref="", caller_commitment=""
)
FILED = TicketFiled(ticket="1", kind="a", theme="b")
CLOSED = TicketClosed(ticket="1", outcome="first_contact", tier=1, area="", round=0, due_on="2026-01-15", late=True)
TYPIFIED = CallTypified(kind="a", theme="b", advisor="ana")
WRAP = AdvisorStateChanged(advisor="eva", state="wrap_up", previous="talking", reason="")
FREE = AdvisorStateChanged(advisor="eva", state="available", previous="wrap_up", reason="")
ENTRIES: tuple[AnyFact, ...] = (
    *(msgspec.structs.replace(call_ingressed(), caller_mark=mark) for mark in ("", "0a", "0b")),
    call_ingressed(in_hours=False),
    CAME,
)
"""Numbers shared by several calls: a flood may use the number of an honest caller."""
STORIES: tuple[tuple[AnyFact, ...], ...] = (
    (call_ended("abandoned_ivr"),),
    (call_ended("capacity_rejected"),),
    (call_queued(), call_ended("abandoned_queue")),
    (call_queued(), call_queued("general", "overflow"), call_ended("abandoned_queue", queue="general")),
    (call_queued(), CallBackPromised(line=LINE, queue="credito", call_back="b"), call_ended("callback")),
    (call_queued(), call_answered(), FILED, CLOSED, TYPIFIED, call_ended()),
    (
        call_queued(),
        call_answered(),
        call_queued("general", "transfer"),
        call_answered("general"),
        TYPIFIED,
        call_ended(),
    ),
    (call_queued(), call_answered(), WRAP, call_ended(), FREE),
)


@st.composite
def calls(draw: st.DrawFn, name: str, *, set_aside: bool) -> list[TimedFact]:
    """Draw calls with their facts in order; one fact of an anomalous call sets it aside."""
    rows: list[TimedFact] = []
    for number in range(draw(st.integers(0, 4))):
        story = [draw(st.sampled_from(ENTRIES)), *draw(st.sampled_from(STORIES))]
        if set_aside:
            last = next(at for at, fact in enumerate(story) if fact.__class__.__name__ == "CallEnded")
            story.insert(draw(st.integers(1, last)), SET_ASIDE)
        at, busy = draw(st.integers(0, 7_200_000)), f"{name}{number}"
        for fact in story:
            told_of = msgspec.structs.replace(fact, advisor=busy) if fact in (WRAP, FREE) else fact
            rows.append((at / 1000, told_of, "" if fact is FREE else busy))
            at += draw(st.integers(1, 90_000))
    return rows


def _refused(at: int, line: str, calls: int) -> TimedFact:
    return at / 1000, TrafficRefused(line=line, source="203.0.113.9", reason="rate", calls=calls, since_ms=0), ""


refusals = st.lists(
    st.builds(_refused, st.integers(0, 7_200_000), st.sampled_from(["", LINE, "nacional"]), st.integers(1, 28_000)),
    max_size=4,
)


def counted(envelopes: list[Envelope]) -> Results:
    """Return the results of some facts."""
    recount = Recount(DEFINITIONS)
    recount.add_all(envelopes)
    return recount.results()


def counted_in_two(envelopes: list[Envelope], cut: int) -> Results:
    """Return the same with the fold stored in between, as the database does."""
    first, second = Recount(DEFINITIONS), None
    first.add_all(envelopes[:cut])
    second = Recount(DEFINITIONS, state=state_from_json(state_to_json(first.state())))
    second.add_all(envelopes[cut:])
    sums: dict[CellKey, dict[str, int]] = {}
    for each in (first.counts(), second.counts()):
        for key, cell in each.items():
            add_into(sums.setdefault(key, {}), cell)
    sums = {key: nonzero for key, cell in sums.items() if (nonzero := {name: n for name, n in cell.items() if n})}
    add_in_progress(sums, in_progress_keys(second.state()))
    return results_of(sums, DEFINITIONS)


def without(results: Results) -> Results:
    """Return results without their anomalous traffic."""
    rows = [
        msgspec.structs.replace(each, anomalous=msgspec.UNSET, set_aside=msgspec.UNSET) for each in results.balances
    ]
    balances = tuple(each for each in rows if each.entered or each.received)
    return Results(figures=results.figures, balances=balances)


def whole(results: Results) -> BalanceRow | None:
    """Return the total balance."""
    return next((each for each in results.balances if (each.kind, each.line, each.queue) == ("period", "", "")), None)


@settings(deadline=None)
@given(calls("c", set_aside=False), calls("x", set_aside=True), refusals, st.floats(0, 1))
def test_no_stream_of_anomalous_traffic_moves_a_figure(
    honest: list[TimedFact], anomalous: list[TimedFact], refused: list[TimedFact], cut: float
) -> None:
    """Every figure and balance equals that of the other calls alone; anomalous calls are counted separately."""
    mixed = log_of([*honest, *anomalous, *refused])
    results = counted(mixed)
    assert _moved_to_the_same_start(without(results)) == _moved_to_the_same_start(without(counted(log_of(honest))))
    assert all(each.closes for each in results.balances)
    assert counted_in_two(mixed, round(len(mixed) * cut)) == results
    set_aside = sum(fact is SET_ASIDE for _, fact, *_ in anomalous)
    calls_refused = sum(fact.calls for _, fact, *_ in refused if isinstance(fact, TrafficRefused))
    row = whole(results)
    assert (
        (written_count(row.anomalous), written_count(row.set_aside)) == (set_aside + calls_refused, set_aside)
        if row
        else True
    )


def _moved_to_the_same_start(results: Results) -> Results:
    """Align the start of the whole period, because an anomalous call may come first."""
    start = datetime(2026, 11, 1, tzinfo=UTC)
    move = msgspec.structs.replace
    return Results(
        figures=tuple(move(each, starts_at=start) if each.kind == "period" else each for each in results.figures),
        balances=tuple(move(each, starts_at=start) if each.kind == "period" else each for each in results.balances),
    )


def test_a_flood_beside_two_calls() -> None:
    """995 unacknowledged calls and 28,080 refused ones leave a service level of one half unchanged."""
    honest: list[TimedFact] = [(0, call_ingressed()), (1, call_queued()), (5, call_answered()), (60, call_ended())]
    honest += [(0, call_ingressed(), "c2"), (2, call_queued(), "c2"), (50, call_ended("abandoned_queue"), "c2")]
    flood: list[TimedFact] = []
    for number in range(995):
        call = f"x{number}"
        flood += [(1, call_ingressed(), call), (2, call_queued(), call), (33, SET_ASIDE, call)]
        flood.append((33.001, call_ended("abandoned_queue"), call))
    refused = TrafficRefused(line="", source="203.0.113.9", reason="rate", calls=28_080, since_ms=0)
    results = counted(log_of([*honest, *flood, (40, refused, "")]))
    level = next(
        each for each in results.figures if (each.indicator, each.kind, each.line) == ("nivel_servicio", "period", "")
    )
    row = whole(results)
    assert (level.numerator, level.denominator) == (1, 2)
    assert row is not None
    assert (row.entered, row.difference, row.anomalous, row.set_aside) == (2, 0, 29_075, 995)


def test_a_call_that_is_over_is_not_set_aside_any_more() -> None:
    """Setting aside an ended or unknown call changes nothing."""
    rows: list[TimedFact] = [(0, call_ingressed()), (1, call_queued()), (5, call_answered()), (60, call_ended())]
    assert counted(log_of([*rows, (61, SET_ASIDE)])) == counted(log_of(rows))
    assert counted(log_of([(0, SET_ASIDE)])).balances == ()


def test_it_counts_where_the_call_arrived() -> None:
    """A call that is set aside in the next interval or month counts in the one in which it arrived."""
    rows: list[TimedFact] = [(1799, call_ingressed()), (1831, SET_ASIDE), (1831.5, call_ended("abandoned_ivr"))]
    rows += [(0, call_ingressed(), "c2"), (3_600, call_ended("abandoned_ivr"), "c2")]
    intervals = [each for each in counted(log_of(rows)).balances if each.kind == "interval" and not each.line]
    assert [(each.entered, written_count(each.anomalous)) for each in intervals] == [(1, 1)]


def test_results_without_it_have_the_bytes_that_they_always_had() -> None:
    """Results without anomalous traffic have the same bytes as before, so older sealed months still verify."""
    content = results_to_json(counted(log_of([(0, call_ingressed()), (9, call_ended("abandoned_ivr"))])))
    assert b"anomalous" not in content
    assert results_to_json(results_from_json(content)) == content
