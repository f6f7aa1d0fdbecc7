"""The fold of the log into indicators."""

from datetime import UTC, date, datetime, timedelta

import pytest

from config.site.oversight.indicators import Denominator, Formula, IndicatorDefinition
from eventlog.facts import (
    AdvisorState,
    AdvisorStateChanged,
    CallBackPromised,
    CallReceived,
    CallTypified,
    GatewayLost,
    IdentityVerified,
    ProcessReplaced,
    StateRestored,
    TicketFiled,
    WatchedRole,
)
from eventlog.facts.tickets.ticket import TicketClosed, TicketReclassified, TicketTermBreached
from metrics.indicators.formulas import evaluate
from metrics.indicators.recount import Recount
from metrics.indicators.results import BalanceRow, results_from_json, results_to_json, written_count
from tests.support.facts.fact_table import (
    NOON,
    TimedFact,
    call_answered,
    call_ended,
    call_ingressed,
    call_queued,
    log_of,
)
from tests.support.facts.synthetic_month import month

WAITED_20_S: list[TimedFact] = [(0, call_ingressed()), (5, call_queued()), (25, call_answered()), (85, call_ended())]


def figure(rows: list[TimedFact], line: str = "", queue: str = "", **formula: object) -> tuple[int, int] | None:
    """Return one formula's figure for a period of these facts; None if it has none."""
    definition = IndicatorDefinition(id="it", name="Eso", formula=Formula(**formula), valid_from=date(2026, 1, 1))
    recount = Recount([definition])
    for envelope in log_of(rows):
        recount.add(envelope)
    figures = [each for each in recount.results(["period"]).figures if (each.line, each.queue) == (line, queue)]
    return (figures[0].numerator, figures[0].denominator) if figures else None


def balance(rows: list[TimedFact], line: str = "bogota", queue: str = "") -> BalanceRow:
    """Return the closing balance of a line or a queue."""
    recount = Recount([])
    for envelope in log_of(rows):
        recount.add(envelope)
    balances = recount.results(["period"]).balances
    return next(each for each in balances if (each.line, each.queue) == (line, queue))


@pytest.mark.parametrize(("bound", "within"), [("at_most", 1), ("below", 0)])
def test_a_wait_of_exactly_the_threshold(bound: str, within: int) -> None:
    """A wait of twenty seconds is within twenty, unless the contract says «less than»."""
    assert figure(WAITED_20_S, kind="service_level", bound=bound) == (within, 1)


@pytest.mark.parametrize(("ms", "within"), [(19_999, 1), (20_000, 1), (20_001, 0)])
def test_a_millisecond_decides(ms: int, within: int) -> None:
    """Waits are compared to the millisecond."""
    rows = [(0, call_ingressed()), (5, call_queued()), (5 + ms / 1000, call_answered()), (85, call_ended())]
    assert figure(rows, kind="service_level") == (within, 1)


def test_a_wait_from_the_line() -> None:
    """Measured from the line, the wait includes five seconds in the menu: twenty-five in all."""
    assert figure(WAITED_20_S, kind="service_level", wait_from="line") == (0, 1)
    assert figure(WAITED_20_S, kind="service_level", wait_from="line", threshold_s=25) == (1, 1)


@pytest.mark.parametrize(("lasted", "silent"), [(0.0, 1), (0.999, 1), (1.0, 0)])
def test_very_short_answer_is_reported_in_its_line_and_queue_and_changes_no_outcome(lasted: float, silent: int) -> None:
    """A very short answer is reported in its line and queue and changes no outcome, difference or rate."""
    rows = [*WAITED_20_S[:3], (25 + lasted, call_ended())]
    for row in (balance(rows), balance(rows, queue="credito")):
        assert (row.outcomes["answered"], written_count(row.without_talk), row.difference) == (1, silent, 0)
    assert figure(rows, kind="answer_rate") == (1, 1)


def test_conversation_counts_from_first_answer_to_end_of_call_even_across_queues() -> None:
    """The conversation counts from the first answer to the end of the call, even across queues."""
    rows = [*WAITED_20_S[:3], (25.5, call_queued(queue="general", reason="transfer")), (40, call_ended())]
    assert written_count(balance(rows).without_talk) == 0


def test_over_ingressed_in_hours_only_those_are_answered() -> None:
    """Calls from another campaign or after hours are by default in neither part of the fraction."""
    received = CallReceived(
        line="bogota", gateway="g", campaign_from="cali", first_arrival_ms=0, caller_ref="", caller_commitment=""
    )
    rows = [
        *WAITED_20_S,
        (0, received, "c2"),
        (1, call_queued(), "c2"),
        (2, call_answered(), "c2"),
        (9, call_ended(), "c2"),
    ]
    rows += [(0, call_ingressed(in_hours=False), "c3"), (4, call_ended("after_hours"), "c3")]
    assert figure(rows, kind="answer_rate") == (1, 1)
    assert figure(rows, kind="answer_rate", denominator="all_ingressed") == (1, 2)
    assert figure(rows, kind="answer_rate", denominator="queued") == (2, 2)


@pytest.mark.parametrize(("stayed", "short"), [(4.999, 1), (5, 0)])
def test_short_abandons(stayed: float, short: int) -> None:
    """A caller who gives up in less than five seconds is a short abandon, which can be left out of both parts."""
    rows = [
        *WAITED_20_S,
        (0, call_ingressed(), "c2"),
        (1, call_queued(), "c2"),
        (1 + stayed, call_ended("abandoned_queue"), "c2"),
    ]
    assert figure(rows, kind="short_abandon_rate") == (short, 2)
    assert figure(rows, kind="abandon_rate", denominator="queued") == (1, 2)
    assert figure(rows, kind="abandon_rate", denominator="queued_less_short") == (1 - short, 2 - short)


def test_an_overflow_goes_on_waiting() -> None:
    """The wait continues through an overflow and restarts on a transfer; only the first answer counts."""
    overflown = [
        (0, call_ingressed()),
        (0, call_queued()),
        (15, call_queued("general", "overflow")),
        (25, call_answered("general")),
    ]
    assert figure([*overflown, (30, call_ended(queue="general"))], kind="speed_of_answer") == (25_000, 1)
    handed = [
        *WAITED_20_S[:3],
        (50, call_queued("general", "transfer")),
        (90, call_answered("general")),
        (99, call_ended()),
    ]
    assert figure(handed, kind="speed_of_answer") == (20_000, 1)
    assert figure(handed, queue="general", kind="speed_of_answer") == (40_000, 1)


def test_handle_time_is_talk_hold_and_wrap_up() -> None:
    """Handle time is answer to end plus wrap-up; a second talk adds to the call and to its own queue."""
    wrap = AdvisorStateChanged(advisor="ana", state="wrap_up", previous="talking", reason="")
    free = AdvisorStateChanged(advisor="ana", state="available", previous="wrap_up", reason="")
    rows = [*WAITED_20_S, (85.001, wrap), (95.001, free, "")]
    assert figure(rows, kind="handle_time") == (70_000, 1)
    handed = [
        *WAITED_20_S[:3],
        (55, call_queued("general", "transfer")),
        (60, call_answered("general")),
        (70, call_ended()),
    ]
    assert figure(handed, kind="handle_time") == (40_000, 1)
    assert figure(handed, queue="credito", kind="handle_time") == (30_000, 1)
    assert figure(handed, queue="general", kind="handle_time") == (10_000, 1)


def test_typified_once_and_not_too_late() -> None:
    """A call counts as typified once, within two hours of its end."""
    typification = CallTypified(kind="a", theme="b", advisor="ana")
    assert figure([*WAITED_20_S, (90, typification), (95, typification)], kind="typified") == (1, 1)
    assert figure([*WAITED_20_S, (85 + 7_200, typification)], kind="typified") == (1, 1)
    assert figure([*WAITED_20_S, (85 + 7_200.001, typification)], kind="typified") == (0, 1)


def test_first_contact_is_of_tickets() -> None:
    """The figure is tickets closed on the call over all tickets of answered calls."""
    closed = TicketClosed(
        ticket="1", outcome="first_contact", tier=1, area="", round=0, due_on="2026-12-15", late=False
    )
    filed = [(30, TicketFiled(ticket=name, kind="a", theme="b")) for name in ("1", "2")]
    assert figure([*WAITED_20_S, *filed, (31, closed)], kind="first_contact") == (1, 2)


def test_a_petition_counts_when_answered_or_when_its_day_passed() -> None:
    """A petition is in time when answered, or late when its last day passes, and counts only once."""
    told_late = {"tier": 2, "area": "", "round": 0, "due_on": "2026-11-23"}
    rows: list[TimedFact] = [
        (0, TicketClosed(ticket="1", outcome="answered", late=False, **told_late), ""),
        (1, TicketTermBreached(ticket="2", due_on="2026-11-23", tier=2, area=""), ""),
        (2, TicketClosed(ticket="2", outcome="answered", late=True, **told_late), ""),
        (3, TicketClosed(ticket="3", outcome="withdrawn", late=False, **told_late), ""),
    ]
    assert figure(rows, kind="petition_timeliness") == (1, 2)


def test_the_last_day_in_force_counts() -> None:
    """A breach of a day that was later corrected does not count; other breaches do."""

    def corrected(to: str, before: str) -> TicketReclassified:
        topic = {"kind": "a", "theme": "b", "subtheme": "", "legal_kind": "general", "basis": "Ley"}
        return TicketReclassified(ticket="1", due_on=to, due_before=before, **topic)

    in_time = TicketClosed(ticket="1", outcome="answered", tier=2, area="", round=0, due_on="2027-01-20", late=False)
    missed = TicketTermBreached(ticket="1", due_on="2026-11-23", tier=2, area="")
    later, still_over = corrected("2027-01-20", "2026-11-23"), corrected("2026-11-22", "2026-11-23")
    assert figure([(0, missed, ""), (1, later, ""), (2, in_time, "")], kind="petition_timeliness") == (1, 1)
    assert figure([(0, missed, ""), (1, later, "")], kind="petition_timeliness") is None
    assert figure([(0, missed, ""), (1, still_over, "")], kind="petition_timeliness") == (0, 1)
    long_ago = corrected("2027-01-20", "2026-09-23")
    assert figure([(0, missed, ""), (1, long_ago, "")], kind="petition_timeliness") == (0, 1)


def test_a_late_answer_of_another_month_was_counted_there() -> None:
    """A petition whose last day was in an earlier month counted there, even if those facts are absent here."""
    late = TicketClosed(ticket="1", outcome="answered", tier=2, area="", round=0, due_on="2026-10-20", late=True)
    assert figure([(0, late, "")], kind="petition_timeliness") is None


def test_returning_customers() -> None:
    """A verified customer counts once per line and month, and as returning after an earlier call within the days."""

    def verified(call: str, day: float) -> list[TimedFact]:
        fact = IdentityVerified(customer_ref="u1", check="k", questions="q")
        return [
            (86_400 * day, call_ingressed(), call),
            (86_400 * day + 1, fact, call),
            (86_400 * day + 2, call_ended(), call),
        ]

    assert figure([*verified("c1", 0), *verified("c2", 3)], kind="repeat_callers", repeat_days=3) == (1, 1)
    assert figure([*verified("c1", 0), *verified("c2", 3.1)], kind="repeat_callers", repeat_days=3) == (0, 1)
    assert figure([*verified("c1", 0), *verified("c2", 8)], kind="repeat_callers", repeat_days=31) == (0, 2)  # December


def test_occupancy() -> None:
    """Occupancy is call and typing time over duty time without pauses, divided among its intervals."""
    states = ("available", "talking", "wrap_up", "paused", "offline")
    rows: list[TimedFact] = [
        (1_000 * index, AdvisorStateChanged(advisor="ana", state=state, previous=before, reason=""), "")  # type: ignore[arg-type]
        for index, (before, state) in enumerate(zip(("offline", *states), states, strict=False))
    ]
    assert figure(rows, kind="occupancy") == (2_000_000, 3_000_000)


@pytest.mark.parametrize("denominator", ["ingressed", "all_ingressed", "queued", "answered"])
def test_every_variant_of_line_without_calls_is_0_of_0(denominator: Denominator) -> None:
    """Every variant of a line without calls is 0 of 0."""
    formula = Formula(kind="service_level", denominator=denominator)
    assert evaluate(formula, {}, of_queue=False) == evaluate(formula, {}, of_queue=True) == (0, 0)


def test_adherence() -> None:
    """Pauses that the contract accepts count as work; others and those of unknown reason do not."""
    states: tuple[tuple[AdvisorState, str], ...] = (
        ("available", ""),
        ("paused", "descanso"),
        ("paused", "almuerzo"),
        ("talking", ""),
        ("offline", ""),
    )
    before: tuple[AdvisorState, ...] = ("offline", *(state for state, _ in states))
    rows: list[TimedFact] = [
        (1_000 * index, AdvisorStateChanged(advisor="ana", state=state, previous=previous, reason=reason), "")
        for index, ((state, reason), previous) in enumerate(zip(states, before, strict=False))
    ]
    assert figure(rows, kind="adherence", pauses=("descanso",)) == (3_000_000, 4_000_000)
    arrival = AdvisorStateChanged(advisor="eva", state="available", previous="offline", reason="")
    departure = AdvisorStateChanged(advisor="eva", state="offline", previous="available", reason="")
    unknown = AdvisorStateChanged(advisor="ana", state="offline", previous="paused", reason="")
    worked, on_duty = figure([(0, arrival, ""), (60, departure, ""), (60, unknown, "")], kind="adherence") or (0, 0)
    assert worked == 60_000 < on_duty


def test_the_balance_of_a_line_counts_a_call_once_and_that_of_a_queue_its_visits() -> None:
    """A transferred call is ingressed once and enters two queues, and each balance closes."""
    rows = [*WAITED_20_S[:3], (50, call_queued("general", "transfer")), (90, call_ended(queue="general"))]
    line, first, second = balance(rows), balance(rows, queue="credito"), balance(rows, queue="general")
    assert (line.entered, line.outcomes["answered"], line.difference) == (1, 1, 0)
    assert (first.entered, first.outcomes["answered"], first.difference) == (1, 1, 0)
    assert (second.entered, second.outcomes["abandoned_queue"], second.difference) == (1, 1, 0)


def test_calls_in_progress_have_no_outcome_and_balance_closes_with_them() -> None:
    """Calls in progress have no outcome, and the balance closes with them."""
    waiting = balance(WAITED_20_S[:2], queue="credito")
    assert (waiting.entered, waiting.in_progress, waiting.difference) == (1, 1, 0)
    promised = CallBackPromised(line="bogota", queue="credito", call_back="b")
    closed = balance([*WAITED_20_S[:2], (9, promised), (9, call_ended("callback"))], queue="credito")
    assert (closed.outcomes["callback"], closed.in_progress, closed.difference) == (1, 0, 0)


def test_a_balance_that_does_not_close_is_not_hidden() -> None:
    """If two arrivals share an id, one is left over, and the balance shows it."""
    lost = balance([(0, call_ingressed()), *WAITED_20_S])
    assert (lost.entered, lost.outcomes["answered"], lost.difference) == (2, 1, 1)
    assert not lost.closes


def test_where_data_are_missing_is_marked() -> None:
    """All intervals from the last fact before a recovery to the recovery are marked incomplete."""
    recount = Recount([])
    restored = StateRestored(epoch=2, journal_head="1-1", calls_closed=0)
    for envelope in log_of([*WAITED_20_S, (4_000, restored, ""), (9_000, call_ingressed(), "c2")]):
        recount.add(envelope)
    rows = [each for each in recount.results(["interval"]).balances if each.line == "bogota" and not each.queue]
    assert [(each.starts_at - NOON, each.incomplete) for each in rows] == [
        (timedelta(0), True),
        (timedelta(hours=2, minutes=30), False),
    ]


def test_a_lost_gateway_marks_its_interval() -> None:
    """The interval in which a gateway was lost is marked uncertain."""
    assert balance([*WAITED_20_S, (90, GatewayLost(gateway="g", calls=0), "")]).incomplete


@pytest.mark.parametrize(("gateway", "incomplete"), [("pyvoip", True), ("", False)])
def test_a_gateway_that_hung_marks_its_interval(gateway: str, incomplete: bool) -> None:
    """Calls abandoned while a gateway hung are in no fact; a hang of another process loses none."""
    role: WatchedRole = "gateway" if gateway else "api"
    hung = ProcessReplaced(role=role, gateway=gateway, silent_since_ms=round(NOON.timestamp() * 1000))
    assert balance([*WAITED_20_S, (90, hung, "")]).incomplete is incomplete


def test_storing_and_restoring_fold_after_any_fact_gives_same_result() -> None:
    """Storing and restoring the fold after any fact gives the same result."""
    facts = list(month(60))
    uninterrupted = Recount([])
    halves = Recount([])
    counted: dict[object, dict[str, int]] = {}
    for number, envelope in enumerate(facts):
        uninterrupted.add(envelope)
        halves.add(envelope)
        if number % 97 == 0:
            _add(counted, halves)
            halves = Recount([], state=halves.state())
    _add(counted, halves)
    assert counted == {key: cell for key, cell in uninterrupted.counts().items() if any(cell.values())}


def _add(counted: dict[object, dict[str, int]], recount: Recount) -> None:
    for key, cell in recount.counts().items():
        for measure, number in cell.items():
            sums = counted.setdefault(key, {})
            sums[measure] = sums.get(measure, 0) + number


def test_call_belongs_to_period_of_its_arrival_even_if_it_ends_later() -> None:
    """A call belongs to the period of its arrival, even if it ends later."""
    begins, ends = NOON, NOON + timedelta(seconds=60)
    recount = Recount([], begins=begins, ends=ends)
    for envelope in log_of([*WAITED_20_S, (61, call_ingressed(), "c2")]):
        recount.add(envelope)
    (row,) = [each for each in recount.results(["period"]).balances if each.line and not each.queue]
    assert (row.entered, row.outcomes["answered"], recount.pending) == (1, 1, 0)


def test_results_are_the_same_after_json() -> None:
    """Results survive JSON, and equal results have equal bytes."""
    recount = Recount([], begins=datetime(2026, 11, 1, 5, tzinfo=UTC))
    for envelope in month(40):
        recount.add(envelope)
    results = recount.results()
    assert results_from_json(results_to_json(results)) == results
