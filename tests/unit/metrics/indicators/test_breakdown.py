"""Escalations, timeliness by holder, reasons for contact and the work of advisors in the fold of indicators."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.facts import (
    CallHeld,
    CallQueued,
    CallRetrieved,
    CallTransferred,
    CallTypified,
    Envelope,
    SurveyAnswered,
)
from eventlog.facts.tickets.ticket import TicketClosed, TicketEscalated, TicketReclassified, TicketTermBreached
from metrics.indicators.breakdown.contacts import (
    AdvisorWork,
    Reason,
    SurveyCount,
    reasons_of_counts,
    work_of_counts,
)
from metrics.indicators.breakdown.escalation import class_of
from metrics.indicators.breakdown.timeliness import Holder, TermCount, group_terms, terms_of_counts
from metrics.indicators.cells import Counts, Population
from metrics.indicators.recount import Recount
from metrics.indicators.results import Results
from metrics.indicators.state import state_from_json, state_to_json
from tests.support.facts.fact_table import (
    TimedFact,
    call_answered,
    call_ended,
    call_ingressed,
    call_queued,
    log_of,
)
from tests.support.facts.synthetic_month import month, with_anomalous_traffic, without_repetitions
from tests.support.site_folders import sample_site
from tests.unit.metrics.indicators.test_recount import figure

FIELDS = {"line": "bogota", "queue": "credito"}


def counted(recount: Recount, population: Population) -> list[Counts]:
    """Return the cells of a population."""
    return [counts for key, counts in recount.counts().items() if key.population == population]


def fold(rows: Sequence[TimedFact]) -> Recount:
    """Return the counts of some facts."""
    recount = Recount([])
    recount.add_all(log_of(rows))
    return recount


def escalated(after_ms: int, tier: int = 2, round_: int = 0) -> TicketEscalated:
    """Return an escalation some time after the end of its call."""
    return TicketEscalated(
        ticket="1", tier=tier, area="", owner="", deputy_for="", round=round_, after_call_ms=after_ms
    )


@pytest.mark.parametrize(("ms", "within"), [(0, 1), (299_999, 1), (300_000, 1), (300_001, 0), (-1, None)])
def test_an_escalation_is_in_time_to_the_millisecond(ms: int, within: int | None) -> None:
    """Exactly five minutes are within five minutes; a ticket without an answered call does not count."""
    share = figure([(0, escalated(ms), "")], kind="escalated_in_time", within_s=300)
    assert share == (None if within is None else (within, 1))


def test_the_mean_time_is_exact_and_each_tier_has_its_own() -> None:
    """The mean sums milliseconds; a second area is no first escalation."""
    rows = [
        *((0, escalated(1_001), ""), (1, escalated(2_000), "")),
        *((2, escalated(7_777, 3, 1), ""), (3, escalated(9_999, 3, 2), "")),
    ]
    assert figure(rows, kind="escalation_time") == (3_001, 2)
    assert figure(rows, kind="escalation_time", escalated_to="area") == (7_777, 1)


@given(st.integers(0, 5_000_000_000), st.integers(0, 3_600) | st.integers(60, 40_000).map(lambda each: each * 60))
def test_a_class_decides_every_bound(after_ms: int, bound_s: int) -> None:
    """A time is within a bound if and only if its class is, for whole seconds up to an hour and minutes above."""
    longest_ms = 30 * 86_400 * 1000
    assert (class_of(after_ms) <= min(bound_s, 30 * 86_400)) == (after_ms <= min(bound_s * 1000, longest_ms))


def test_timeliness_of_each_holder_adds_up_to_the_indicator() -> None:
    """An answer and a breach count for the area, the tier and the official who had the ticket."""
    fields = {"round": 0, "due_on": "2026-11-30", "late": False}
    rows: list[TimedFact] = [
        (0, TicketClosed(ticket="1", outcome="answered", tier=2, area="cartera", owner="elsa", **fields), ""),
        (1, TicketTermBreached(ticket="2", due_on="2026-11-23", tier=3, area="cartera", owner="flor"), ""),
        (2, TicketClosed(ticket="3", outcome="answered", tier=2, area="", **fields), ""),
    ]
    terms = terms_of_counts(counted(fold(rows), "answers"))
    assert terms == {
        Holder("", 2, ""): TermCount(1, 1),
        Holder("cartera", 2, "elsa"): TermCount(1, 1),
        Holder("cartera", 3, "flor"): TermCount(0, 1),
    }
    assert group_terms(terms, lambda each: each.area) == {"": TermCount(1, 1), "cartera": TermCount(1, 2)}
    assert figure(rows, kind="petition_timeliness") == (2, 3)


def test_a_new_last_day_takes_the_breach_of_its_holder_back() -> None:
    """A breach that a reclassification takes back leaves no count behind."""
    breached = TicketTermBreached(ticket="1", due_on="2026-11-23", tier=3, area="cartera", owner="flor")
    later = TicketReclassified(
        ticket="1",
        kind="queja",
        theme="atencion",
        subtheme="",
        legal_kind="general",
        due_on="2026-12-23",
        due_before="2026-11-23",
        basis="L",
    )
    assert terms_of_counts(counted(fold([(0, breached, ""), (1, later, "")]), "answers")) == {}


def test_the_work_of_two_advisors_in_one_call() -> None:
    """Each advisor has their own talk, hold and reason; the second one's call begins with their own answer."""
    rows: list[TimedFact] = [
        *((0, call_ingressed()), (5, call_queued()), (10, call_answered())),
        (20, CallHeld(**FIELDS, advisor="ana")),
        (26, CallRetrieved(**FIELDS, advisor="ana")),
        (30, CallTransferred(**FIELDS, advisor="ana", to="queue:pagos", kind="blind")),
        (30, CallQueued(line="bogota", queue="pagos", reason="transfer", threshold_ms=20_000)),
        (40, call_answered(queue="pagos", advisor="luz")),
        (45, CallHeld(line="bogota", queue="pagos", advisor="luz")),
        (70, call_ended(queue="pagos")),
        (75, CallTypified(kind="queja", theme="atencion", advisor="luz")),
        (80, SurveyAnswered(line="bogota", queue="pagos", advisor="luz", question="q", answer="5")),
    ]
    recount = fold(rows)
    work, answers = work_of_counts(counted(recount, "by_advisor"))
    assert work == {
        "ana": AdvisorWork(calls=1, talk_ms=20_000, hold_ms=6_000, holds=1, transfers=1),
        "luz": AdvisorWork(calls=1, talk_ms=30_000, hold_ms=25_000, holds=1, typed=1),
    }
    assert work["ana"].untyped == 1
    assert answers == {SurveyCount("luz", "q", "5"): 1}
    assert reasons_of_counts(counted(recount, "reasons")) == {Reason("queja", "atencion", ""): 1}


def test_the_last_reason_of_a_call_counts() -> None:
    """A second typification replaces the first one, and the call stays typified once."""
    rows: list[TimedFact] = [
        *((0, call_ingressed()), (5, call_queued()), (10, call_answered()), (20, call_ended())),
        (21, CallTypified(kind="queja", theme="atencion", advisor="ana")),
        (22, CallTypified(kind="solicitud", theme="pagos", subtheme="recibos", advisor="ana")),
    ]
    recount = fold(rows)
    assert reasons_of_counts(counted(recount, "reasons")) == {Reason("solicitud", "pagos", "recibos"): 1}
    assert work_of_counts(counted(recount, "by_advisor"))[0]["ana"].typed == 1


MONTH = list(without_repetitions(with_anomalous_traffic(month(250))))


def results(envelopes: Sequence[Envelope]) -> tuple[Recount, Results]:
    """Return the counts of a history and its figures."""
    recount = Recount(sample_site().indicators)
    recount.add_all(envelopes)
    return recount, recount.results(["period"])


def test_the_breakdowns_of_a_month_add_up_to_its_indicators() -> None:
    """Talks and wrap-ups make the time of handling, reasons the typified calls, holders the timeliness."""
    recount, found = results(MONTH)
    figures = {each.indicator: each for each in found.figures if not each.line and not each.queue}
    work, _ = work_of_counts(counted(recount, "by_advisor"))
    assert sum(each.handled_ms for each in work.values()) == figures["tmo"].numerator
    assert sum(reasons_of_counts(counted(recount, "reasons")).values()) == figures["tipificadas"].numerator
    total = group_terms(terms_of_counts(counted(recount, "answers")), lambda _: "")[""]
    assert total == (figures["oportunidad_pqrs"].numerator, figures["oportunidad_pqrs"].denominator)


@pytest.mark.parametrize("cut", [200, 700, 1_300, 2_100])
def test_a_fold_in_two_parts_counts_as_the_whole(cut: int) -> None:
    """A fold that is stored after any fact and continued gives the same breakdowns."""
    whole, _ = results(MONTH)
    first, _ = results(MONTH[:cut])
    second = Recount(sample_site().indicators, state=state_from_json(state_to_json(first.state())))
    second.add_all(MONTH[cut:])
    for population in ("answers", "by_advisor", "reasons"):
        assert _sum([*counted(first, population), *counted(second, population)]) == _sum(counted(whole, population))


def test_a_call_that_is_set_aside_takes_its_work_back() -> None:
    """Anomalous traffic leaves no work and no reason behind, which the balance of the month shows."""
    recount, _ = results(MONTH)
    alone = Recount([])
    alone.add_all(envelope for envelope in without_repetitions(month(250)))
    assert _sum(counted(recount, "by_advisor")) == _sum(counted(alone, "by_advisor"))


def _sum(cells: Sequence[Counts]) -> Mapping[str, int]:
    total: dict[str, int] = {}
    for counts in cells:
        for measure, number in counts.items():
            total[measure] = total.get(measure, 0) + number
    return {measure: number for measure, number in total.items() if number}
